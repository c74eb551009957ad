"""Fills the generated parts of README.md: tables, included files, and the output of commands.

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
from pathlib import Path

from prismalchemy.cli import main as prismalchemy
from prismalchemy.rules.docs import render_table
from prismalchemy.workspace.settings import KEYS, Key

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
INCLUDED = {
    "pre-commit": ("yaml", "docs/ci/pre-commit-config.yaml"),
    "workflow": ("yaml", "docs/ci/github-workflow.yml"),
    "neovim": ("lua", "docs/neovim/init.lua"),
}
_OUTPUT = re.compile(r"(<!-- output: prismalchemy (.+?)(?: \| head -(\d+))? -->\n```\w*\n).*?(\n```\n)", re.DOTALL)


def render(text: str) -> str:
    """The README with all generated parts as they are today."""
    parts = {"rules": render_table().strip(), "settings": settings_table().strip()}
    for name, (language, path) in INCLUDED.items():
        parts[name] = f"```{language}\n{(ROOT / path).read_text('utf-8').strip()}\n```"
    for name, part in parts.items():
        before, rest = text.split(f"<!-- {name} -->\n")
        after = rest.split(f"<!-- /{name} -->\n")[1]
        text = f"{before}<!-- {name} -->\n\n{part}\n\n<!-- /{name} -->\n{after}"
    return _OUTPUT.sub(lambda found: found[1] + _first(output(found[2]), found[3]) + found[4], text)


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


def settings_table() -> str:
    """The keys of `[tool.prismalchemy]` as a Markdown table."""
    return "| key | type | default | |\n| --- | --- | --- | --- |\n" + "".join(_setting(key) for key in KEYS)


def _setting(key: Key) -> str:
    return f"| `{key.name}` | {key.type} | {key.default} | {key.description} |\n"


def _first(text: str, lines: str | None) -> str:
    return text if lines is None else "\n".join(text.split("\n")[: int(lines)])


def main(arguments: list[str]) -> int:
    """Write README.md; with `--check` write nothing, and return 1 where it is not up to date."""
    before = README.read_text("utf-8")
    after = render(before)
    if before == after:
        return 0
    if "--check" in arguments:
        print("README.md is not up to date: make docs")
        return 1
    README.write_text(after, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
