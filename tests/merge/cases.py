"""The format of the merge cases: a schema, another, what the user did in between, and what merging does.

A file begins with the schema of its cases. A case begins with `===== title`. Then come sections, each with a line that
says which: `//- after` what is replaced in the schema (lines with `-` and `+`, each `-` block by the `+` block behind
it), `#- edit` what the user did to the generated module, `#= result` what merging then changes in the user's file, or
`#! conflicts` the lines that are named, with the reason.

Edits are written as in a diff: lines that stay begin with a space, lines that go with `-`, lines that come with `+`;
a line `@@` is between two places. `␍` and `→` stand for a carriage return and a tab.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.generate.generated import read_text
from tests.generate.outputs import DECLARATIONS

from prismalchemy.generate import Declaration, Options, render_module
from prismalchemy.merge import generated_file, merge, without_record

FOLDER = Path(__file__).parent / "cases"
_SECTION = re.compile(r"^(?://- after|#- edit|#= result|#! conflicts)$", re.MULTILINE)
PATH = "models.py"


@dataclass
class Case:
    """One case, as it is written."""

    title: str
    schema: str
    style: Declaration = "declarative"
    sections: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The case as it stands in its file."""
        return f"===== {self.title}\n" + "".join(f"{name}\n{text}" for name, text in self.sections.items())

    def run(self) -> tuple[str, str]:
        """The name and the text of the section that says what came out."""
        after = patched(self.schema, self.sections.get("//- after", ""))
        options = Options(declaration=self.style)
        old, new = (render_module(read_text(text), options) for text in (self.schema, after))
        present = patched(generated_file(old), self.sections["#- edit"])
        merged = merge({PATH: present}, {PATH: new})
        if merged.conflicts:
            assert merged.texts[PATH] == present
            return "#! conflicts", "".join(
                f"{conflict.line}: {shown_line(present, conflict.line)}\n    {conflict.reason}\n"
                for conflict in merged.conflicts[PATH]
            )
        text = merged.texts[PATH]
        assert text is not None
        assert merge({PATH: text}, {PATH: new}).texts[PATH] == text
        return "#= result", difference(without_record(present), without_record(text))


def cases_of(path: Path) -> list[Case]:
    """The cases of a file; one that is called like a style has its cases in that style."""
    style = next((style for style in DECLARATIONS if style == path.stem), DECLARATIONS[0])
    schema, *rest = re.split(r"^===== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = []
    for part in rest:
        title, _, body = part.partition("\n")
        names = _SECTION.findall(body)
        texts = _SECTION.split(body)[1:]
        sections = {name: text.removeprefix("\n") for name, text in zip(names, texts, strict=True)}
        found.append(Case(title, schema, style, sections))
    return found


def written(schema: str, cases: list[Case]) -> str:
    """The text of a file of cases."""
    return schema + "".join(case.source for case in cases)


def patched(text: str, patch: str) -> str:
    """The text with an edit carried out; every place of it must be found exactly once."""
    for place in re.split(r"^@@\n", patch, flags=re.MULTILINE):
        lines = [line for line in place.split("\n")[:-1] if line]
        if not lines:
            continue
        before = "".join(decoded(line[1:]) + "\n" for line in lines if line[0] != "+")
        after = "".join(decoded(line[1:]) + "\n" for line in lines if line[0] != "-")
        if not before:
            text += after
            continue
        assert text.count(before) == 1, f"{text.count(before)} times in the text:\n{before}"
        text = text.replace(before, after)
    return text


def difference(before: str, after: str) -> str:
    """What differs, with a line around it."""
    diff = list(difflib.unified_diff(before.split("\n"), after.split("\n"), n=1, lineterm=""))[2:]
    return "".join(("@@" if line.startswith("@@") else encoded(line).rstrip()) + "\n" for line in diff)


def shown_line(text: str, line: int) -> str:
    return encoded(text.split("\n")[line - 1]).strip()


def decoded(text: str) -> str:
    return text.replace("␍", "\r").replace("→", "\t")


def encoded(text: str) -> str:
    return text.replace("\r", "␍").replace("\t", "→")
