"""Writes docs/rules/*.md from the rules' classes: `python -m tests.support.render_docs [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path

from prismalchemy.rules import RULES
from prismalchemy.rules.docs import render_page

FOLDER = Path(__file__).parents[2] / "docs" / "rules"


def pages() -> dict[str, str]:
    """The text of each page by file name."""
    return {f"{rule.name}.md": render_page(rule) for rule in RULES}


def outdated() -> list[str]:
    """Names of the files that are missing, wrong, or of no rule."""
    wanted = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def write() -> None:
    """Bring the folder up to date."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` only say which are not up to date."""
    if "--check" not in arguments:
        write()
        return 0
    for name in (names := outdated()):
        sys.stderr.write(f"docs/rules/{name} is not what the rules say; run python -m tests.support.render_docs\n")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
