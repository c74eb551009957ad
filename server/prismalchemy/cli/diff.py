"""Unified diffs, coloured on a terminal."""

from __future__ import annotations

from difflib import unified_diff

from rich.text import Text

from prismalchemy.cli.console import print_lines, terminal_width, write

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def unified(path: str, before: str | None, after: str | None) -> str:
    """The difference as `git apply` takes it; empty for equal texts.

    `before` is None for a new file, `after` for one that goes.

    Lines end at line feeds only, so that a carriage return is shown as a part of its line and survives.
    """
    if before == after:
        return ""
    old = f"a/{path}" if before is not None else "/dev/null"
    new = f"b/{path}" if after is not None else "/dev/null"
    lines = unified_diff(_lines(before or ""), _lines(after or ""), old, new)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def print_diff(diff: str) -> None:
    """Prints a diff; exactly as it is where the output is no terminal."""
    if terminal_width() is None:
        write(diff)
        return
    lines = diff.split("\n")[:-1]
    print_lines((Text(line, _style(line)) for line in lines), wrap=False)


def _style(line: str) -> str:
    return "bold" if line.startswith(("+++", "---")) else _STYLES.get(line[:1], "")


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
