"""Laws of fixes: every rule that has one, towards either side, in all styles, in odd layouts, in editor and shell."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from lsprotocol import types
from tests.rules.layouts import LAYOUTS, SILENT, STYLES, Case, cases, check_laws, fixable, laid_out
from tests.support.project import write_project

from prismalchemy.cli import main
from prismalchemy.fixes import Side
from prismalchemy.lsp import convert
from prismalchemy.lsp.engine import Engine
from prismalchemy.rules import Rule
from prismalchemy.text import LineIndex
from prismalchemy.text.lines import Encoding

ALL = fixable()
CONFIGURATION = '[tool.prismalchemy]\nschema = "prisma"\nmodels = ["app"]\n\n'


@pytest.mark.parametrize(("rule", "sides"), ALL, ids=[rule.name for rule, _ in ALL])
def test_laws_in_every_style_and_layout(rule: Rule, sides: frozenset[Side]) -> None:
    found = list(cases(rule))
    silent = {style for style in STYLES if all(case.style != style for case in found)}
    assert silent == {style for name, style in SILENT if name == rule.name}
    broken: list[str] = []
    made: Counter[tuple[str, str, Side]] = Counter()
    for case in found:
        for layout in LAYOUTS:
            done, laws = check_laws(case, layout)
            broken += [f"{case.style} {case.number}, {layout}: {law.fix}: {law.law}" for law in laws]
            made.update({(case.style, layout, side): number for side, number in done.items()})
    assert broken == []
    wanted = {(style, layout, side) for style in STYLES for layout in LAYOUTS for side in sides}
    lacking = {(style, side) for style, _, side in wanted - made.keys() if style not in silent}
    assert lacking == set()


def _on_disk(case: Case, folder: Path, layout: str) -> Path:
    files = laid_out(case.files, layout)
    folders = {"prisma": "prisma/", "py": "app/", "toml": ""}
    names = {name: folders[name.rpartition(".")[2]] + name for name in files}
    bom = "" if "crlf" in layout else "\ufeff"
    texts = {names[name]: text if name.endswith(".toml") else bom + text for name, text in files.items()}
    texts["pyproject.toml"] = CONFIGURATION + texts.get("pyproject.toml", "")
    return write_project(folder, {**texts, "app/__init__.py": ""})


@pytest.mark.parametrize("rule", [rule for rule, sides in ALL if Side.MODELS in sides], ids=lambda rule: rule.name)
def test_editor_and_command_line_write_the_same_bytes(rule: Rule, tmp_path: Path) -> None:
    case = next(cases(rule))
    for layout in ("crlf, comments, commas", "tabs, quotes, comments"):
        by_shell, by_editor = (_on_disk(case, tmp_path / layout / name, layout) for name in ("shell", "editor"))
        assert main(["fix", str(by_shell)]) == 0
        _fix_all_in_an_editor(by_editor)
        for path in sorted(by_shell.rglob("*.*")):
            assert (by_editor / path.relative_to(by_shell)).read_bytes() == path.read_bytes(), path.name


def _fix_all_in_an_editor(folder: Path) -> None:
    """Carries out *Fix all* in the schema and then in the models, by the ranges that the protocol has."""
    for path in (folder / "prisma" / "schema.prisma", folder / "app" / "models.py"):
        engine = Engine()
        engine.add_folder(folder.as_posix())
        engine.report()
        engine.complete()
        engine.report()
        for file in engine.fix_all(path.as_posix()):
            target = Path(file.path)
            text = target.read_bytes().decode("utf-8") if target.exists() else ""
            mark = "\ufeff" if text.startswith("\ufeff") else ""
            view = convert.View(LineIndex(text), len(mark))
            ranges = [(convert.range_of(edit.span, view, Encoding.UTF16), edit.text) for edit in file.edits]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_carried_out(text, ranges).encode("utf-8"))


def _carried_out(text: str, edits: list[tuple[types.Range, str]]) -> str:
    """A text after edits by lines and UTF-16 units, as an editor understands them."""
    starts = [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", text))]

    def offset(place: types.Position) -> int:
        line = text[starts[place.line] :].encode("utf-16-le")[: 2 * place.character]
        return starts[place.line] + len(line.decode("utf-16-le"))

    # Of several at one place, the first in the list comes first in the text.
    spans = sorted(((offset(one.start), offset(one.end), at) for at, (one, _) in enumerate(edits)), reverse=True)
    for start, end, at in spans:
        new = edits[at][1]
        text = text[:start] + new + text[end:]
    return text
