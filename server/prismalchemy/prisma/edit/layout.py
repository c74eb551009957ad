"""How Prisma's formatter lays out the lines of a block.

Lines without a blank line between them are a table, whose cells are aligned; a comment behind a line, and lines that
hold only a comment, do not count. Widths are counted in bytes of UTF-8.
Source: `psl/schema-ast/src/reformat.rs` and `renderer/table.rs` of prisma-engines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from prismalchemy.prisma.ast import BlockKind
from prismalchemy.prisma.edit.rows import Row, RowKind

INDENT = "  "
"""What the formatter indents by unless the editor says otherwise."""


def tables_of(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows between blank ones, table by table; blank ones are in none."""
    parts = groupby(rows, key=lambda row: row.kind is RowKind.BLANK)
    return [list(part) for blank, part in parts if not blank]


def laid_out(table: Sequence[Row], kind: BlockKind, indent: str) -> list[str]:
    """The lines of one table as the formatter writes them, without line ends."""
    cells = [row.cells(kind) if row.kind in (RowKind.MEMBER, RowKind.ATTRIBUTE) else () for row in table]
    most = max(map(len, cells), default=0)
    widths = [max((_width(one[index]) for one in cells if len(one) > index), default=0) for index in range(most)]
    lines = []
    for row, own in zip(table, cells, strict=True):
        if not own:
            # Comments are indented anew, but what stands in the middle of one keeps its place.
            is_start = row.kind is RowKind.COMMENT and row.text.lstrip().startswith("//")
            lines.append(indent + row.text.lstrip() if is_start else row.text)
            continue
        padded = [one + " " * (width - _width(one) + 1) for one, width in zip(own[:-1], widths, strict=False)]
        line = indent + "".join(padded) + own[-1]
        lines.append(f"{line} {row.suffix}" if row.suffix else line)
    return lines


def is_laid_out(table: Sequence[Row], kind: BlockKind, indent: str) -> bool:
    """Whether the formatter would leave a table as it is."""
    return laid_out(table, kind, indent) == [row.text for row in table]


def _width(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
