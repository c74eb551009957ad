"""A stretch of source with carets under what is meant."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from prismalchemy.cli.report.item import Where

_TAB = "    "
_ELLIPSIS = "…"


def frame(where: Where, gutter: int, width: int | None, style: str) -> list[Text]:
    """The lines of a frame: `--> path:line:column`, the source line, the carets.

    Args:
        where: the place; of a stretch over several lines the first is shown.
        gutter: width of the line numbers.
        width: cells of the terminal, to which a long line is cut around the place; None for no limit.
        style: of the carets.
    """
    lines = where.file.lines
    line = where.start.line
    text = where.file.text[lines.line_start(line) : lines.line_end(line)]
    last = where.end.column if where.end.line == line else len(text)
    before, marked, after = (
        _printable(part)
        for part in (text[: where.start.column], text[where.start.column : last], text[max(last, where.start.column) :])
    )
    if width is not None:
        before, marked, after = _cut(before, marked, after, max(20, width - gutter - 4))
    margin = " " * gutter
    head = Text.assemble((f"{margin}--> ", "blue"), f"{where.path}:{line + 1}:{where.start.column + 1}")
    source = Text.assemble((f"{line + 1:>{gutter}} | ", "blue"), f"{before}{marked}{after}".rstrip())
    carets = Text.assemble(
        (f"{margin} | ", "blue"), " " * cell_len(before), ("^" * max(1, cell_len(marked.rstrip())), style)
    )
    return [head, Text(f"{margin} |", "blue"), source, carets]


def _printable(text: str) -> str:
    """The text with tabs widened and other control characters shown as a replacement."""
    return "".join(_TAB if character == "\t" else character if character.isprintable() else "�" for character in text)


def _cut(before: str, marked: str, after: str, width: int) -> tuple[str, str, str]:
    """The three parts cut so that they fit, with the beginning of the marked one in sight."""
    if cell_len(before) + cell_len(marked) + cell_len(after) <= width:
        return before, marked, after
    keep = max(8, width // 3)
    if cell_len(before) > keep:
        before = _ELLIPSIS + before[-(keep - 1) :]
    room = max(4, width - cell_len(before) - 1)
    if cell_len(marked) >= room:
        return before, marked[:room], _ELLIPSIS
    room -= cell_len(marked)
    return before, marked, after if cell_len(after) <= room else after[:room] + _ELLIPSIS
