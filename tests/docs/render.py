"""Fills the generated parts of README.md and of pages of docs: tables, included files, and the output of commands.

    python -m tests.docs.render [--check]

A generated part stands between `<!-- NAME -->` and `<!-- /NAME -->`, or, for the output of a command, in the fenced
block after `<!-- output: prismalchemy ARGUMENTS -->` (with `| head -N` for its first N lines).
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.docs import evaluation

from prismalchemy.cli import main as prismalchemy
from prismalchemy.client_py.counterparts import CLIENT, OPERATIONS
from prismalchemy.rules.docs import render_table
from prismalchemy.workspace.settings import KEYS, TENANCY_KEYS, Key

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
TENANCY = ROOT / "docs" / "tenancy.md"
GUIDE = ROOT / "docs" / "prisma-client-py.md"
INCLUDED = {
    "pre-commit": ("yaml", "docs/ci/pre-commit-config.yaml"),
    "workflow": ("yaml", "docs/ci/github-workflow.yml"),
    "neovim": ("lua", "docs/neovim/init.lua"),
}
_OUTPUT = re.compile(r"(<!-- output: prismalchemy (.+?)(?: \| head -(\d+))? -->\n```\w*\n).*?(\n```\n)", re.DOTALL)


def render(text: str) -> str:
    """The README with all generated parts as they are today."""
    parts = {"rules": render_table().strip(), "settings": settings_table(KEYS).strip()}
    for name, (language, path) in INCLUDED.items():
        parts[name] = f"```{language}\n{(ROOT / path).read_text('utf-8').strip()}\n```"
    return _with_outputs(_filled(text, parts))


def render_tenancy(text: str) -> str:
    """docs/tenancy.md with all generated parts as they are today."""
    return _filled(text, {"tenancy-settings": settings_table(TENANCY_KEYS).strip()})


def render_guide(text: str) -> str:
    """docs/prisma-client-py.md with its table of operations and the command's output as they are today."""
    rows = {name: counterpart for table in (OPERATIONS, CLIENT) for name, counterpart in table.items()}
    lines = [f"| `{name}` | {_code(counterpart.format(Model='Model'))} |" for name, counterpart in rows.items()]
    table = "\n".join(["| Prisma Client Python | SQLAlchemy |", "| --- | --- |", *lines])
    return _with_outputs(_filled(text, {"operations": table}))


def _code(counterpart: str) -> str:
    return counterpart if counterpart.startswith("nothing") else f"`{counterpart}`"


def render_evaluation(text: str) -> str:
    """docs/evaluation.md with its tables as they were measured last."""
    return _filled(text, evaluation.tables(evaluation.measured()))


def _with_outputs(text: str) -> str:
    return _OUTPUT.sub(lambda found: found[1] + _first(output(found[2]), found[3]) + found[4], text)


def _filled(text: str, parts: Mapping[str, str]) -> str:
    for name, part in parts.items():
        before, rest = text.split(f"<!-- {name} -->\n")
        after = rest.split(f"<!-- /{name} -->\n")[1]
        text = f"{before}<!-- {name} -->\n\n{part}\n\n<!-- /{name} -->\n{after}"
    return text


def output(arguments: str) -> str:
    """What `prismalchemy` prints when it is called at the top of the repository, 100 columns wide, not a terminal."""
    printed = io.StringIO()
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    before = Path.cwd()
    saved = dict(os.environ)
    os.chdir(ROOT)
    os.environ.update(environment)
    try:
        with contextlib.redirect_stdout(printed):
            prismalchemy(shlex.split(arguments))
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(saved)
    return printed.getvalue().rstrip()


def settings_table(keys: Iterable[Key]) -> str:
    """Keys of the configuration as a Markdown table."""
    return "| key | type | default | |\n| --- | --- | --- | --- |\n" + "".join(_setting(key) for key in keys)


def _setting(key: Key) -> str:
    return f"| `{key.name}` | {key.type} | {key.default} | {key.description} |\n"


def _first(text: str, lines: str | None) -> str:
    return text if lines is None else "\n".join(text.split("\n")[: int(lines)])


PAGES: Mapping[Path, Callable[[str], str]] = {
    README: render,
    TENANCY: render_tenancy,
    GUIDE: render_guide,
    evaluation.DOCUMENT: render_evaluation,
}


def main(arguments: list[str]) -> int:
    """Write the pages; with `--check` write nothing, and return 1 where one is not up to date."""
    outdated = 0
    for path, filled in PAGES.items():
        before = path.read_text("utf-8")
        after = filled(before)
        if before == after:
            continue
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} is not up to date: make docs")
            outdated = 1
        else:
            path.write_text(after, "utf-8")
    return outdated


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
