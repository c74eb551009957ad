"""The lines of a block as rows of cells, which is how Prisma's formatter sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from prismalchemy.prisma.ast import Attribute, Block, BlockKind, Comment, EnumValue, Field, Member, Setting
from prismalchemy.prisma.blocks import cut
from prismalchemy.prisma.edit.words import canonical, canonical_value, rank
from prismalchemy.prisma.parse import parse_block
from prismalchemy.text import Span

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


class RowKind(Enum):
    """What a line of a block is."""

    MEMBER = "member"
    """A field, a value of an enum, or a setting."""
    ATTRIBUTE = "attribute"
    """A block attribute."""
    COMMENT = "comment"
    """A line that holds a comment only, or a part of one."""
    BLANK = "blank"
    VERBATIM = "verbatim"
    """A line that is not understood: it stays as it is."""


@dataclass(frozen=True, slots=True)
class Written:
    """An attribute of a member, as it stands in its line."""

    name: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a block, without its line end.

    `name` is the member's or the attribute's. `places` are the stretches of the line that the member's cells take: the
    name, the type (or a setting's `=` and value), the attributes; a cell that is not there has none. `attributes` are
    a member's; of a block attribute it is the one. `suffix` is the comment behind. `number` is the line's number in
    the block as it was, None for a new one.
    """

    kind: RowKind
    text: str
    name: str = ""
    places: tuple[Span, ...] = ()
    attributes: tuple[Written, ...] = ()
    suffix: str = ""
    number: int | None = None

    @property
    def indent(self) -> str:
        """The white space that the line begins with."""
        return self.text[: len(self.text) - len(self.text.lstrip())]

    def cells(self, kind: BlockKind) -> tuple[str, ...]:
        """The texts of the cells as Prisma's formatter writes them."""
        if self.kind is RowKind.ATTRIBUTE:
            return (canonical(self.attributes[0].text),)
        cells = [self.text[slice(*place)] for place in self.places]
        if kind in (BlockKind.DATASOURCE, BlockKind.GENERATOR):
            return cells[0], f"= {canonical_value(cells[1].removeprefix('=').strip())}"
        if self.attributes:
            ordered = sorted(self.attributes, key=lambda one: rank(one.name))
            if kind is BlockKind.ENUM:
                # The formatter leaves those of a value in their order, and no space between them.
                cells[-1] = "".join(canonical(one.text) for one in self.attributes)
            else:
                cells[-1] = " ".join(canonical(one.text) for one in ordered)
        return tuple(cells)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block: its text, and its span in the block with and without the line end."""

    text: str
    span: Span
    whole: Span


def lines_of(text: str, body: int, end: int) -> list[Line]:
    """The lines between the line of a block's opening brace and that of its closing one.

    Args:
        text: the block's text.
        body: the offset behind the opening brace.
        end: the offset of the closing brace.
    """
    first = _LINE.match(text, body, end)
    assert first is not None
    at = first.end()
    found = []
    while at < end:
        line = _LINE.match(text, at, end)
        assert line is not None
        if not line.group(2):
            # The closing brace's own line: white space, or the end of a comment.
            if line.group(1).strip():
                found.append(Line(line.group(1), Span(*line.span(1)), Span(*line.span())))
            break
        found.append(Line(line.group(1), Span(*line.span(1)), Span(*line.span())))
        at = line.end()
    return found


def rows_of(block: Block, lines: list[Line]) -> list[Row]:
    """The rows of a block's lines; what spans several lines or shares one is left as it stands."""
    rows: list[Row] = []
    members = iter(block.members)
    member = next(members, None)
    busy = 0
    for number, line in enumerate(lines):
        here: list[Member] = []
        while member is not None and member.span.start < line.span.end:
            if member.span.start >= line.span.start:
                here.append(member)
            member = next(members, None)
        if line.span.start < busy and line.text.strip():
            rows.append(Row(RowKind.COMMENT, line.text, number=number))
        elif not line.text.strip():
            rows.append(Row(RowKind.BLANK, line.text, number=number))
        else:
            rows.append(_row(line, here, number))
        busy = max([busy, *(one.span.end for one in here)])
    return rows


def row_of(text: str, kind: BlockKind, number: int | None = None) -> Row:
    """The row of one line of a block of this kind."""
    whole = f"{kind.value} x {{\n{text}\n}}"
    block = parse_block(cut(whole).pieces[0])
    lines = lines_of(whole, whole.index("{") + 1, len(whole) - 1)
    (row,) = rows_of(block, lines)
    return Row(row.kind, row.text, row.name, row.places, row.attributes, row.suffix, number)


def _row(line: Line, here: list[Member], number: int) -> Row:
    first = here[0] if here else None
    trailing = here[1] if len(here) > 1 else None
    start, end = line.span
    if isinstance(first, Comment):
        return Row(RowKind.COMMENT, line.text, number=number)
    whole = first is not None and first.span.end <= end and (trailing is None or trailing.span.end <= end)
    if not whole or (trailing is not None and not isinstance(trailing, Comment)):
        return Row(RowKind.VERBATIM, line.text, number=number)
    # To the end of the line: the formatter keeps the white space behind a comment.
    suffix = "" if trailing is None else line.text[trailing.span.start - start :]
    if isinstance(first, Attribute):
        span = first.span.shift(-start)
        own = Written(first.name.text, line.text[slice(*span)], span)
        return Row(RowKind.ATTRIBUTE, line.text, own.name, (span,), (own,), suffix, number)
    if isinstance(first, Setting):
        sign = line.text.index("=", first.name.span.end - start)
        value = Span(sign, first.span.end - start)
        places = (first.name.span.shift(-start), value)
        return Row(RowKind.MEMBER, line.text, first.name.text, places, (), suffix, number)
    if isinstance(first, Field) and line.text[: len(line.text) - len(suffix)].strip() == first.name.text:
        # A name without a type: the formatter counts it as a cell.
        return Row(RowKind.MEMBER, line.text, first.name.text, (first.name.span.shift(-start),), (), suffix, number)
    if isinstance(first, Field | EnumValue) and not first.broken:
        attributes = tuple(_written(line, first))
        cells = (first.name.span.shift(-start), *_more_places(line, first))
        return Row(RowKind.MEMBER, line.text, first.name.text, cells, attributes, suffix, number)
    return Row(RowKind.VERBATIM, line.text, number=number)


def _written(line: Line, member: Field | EnumValue) -> Iterator[Written]:
    for attribute in member.attributes:
        span = attribute.span.shift(-line.span.start)
        yield Written(attribute.name.text, line.text[slice(*span)], span)


def _more_places(line: Line, member: Field | EnumValue) -> Iterator[Span]:
    """Where the type and the attributes stand."""
    if isinstance(member, Field) and member.type is not None:
        yield member.type.span.shift(-line.span.start)
    if member.attributes:
        yield Span(member.attributes[0].span.start, member.attributes[-1].span.end).shift(-line.span.start)
