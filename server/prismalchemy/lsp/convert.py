"""Offsets and spans to positions and ranges, and back.

The layers below count code points from the start of a file's text without its byte order mark; the protocol counts
lines and, in a line, units of the negotiated encoding.
"""

from __future__ import annotations

from typing import NamedTuple

from lsprotocol import types

from prismalchemy.text import Encoding, LineIndex, Place, Span


class View(NamedTuple):
    """A text as the client sees it: its line index, and how many characters the client has in front of ours (a BOM)."""

    lines: LineIndex
    shift: int = 0


def range_of(span: Span, view: View, encoding: Encoding) -> types.Range:
    """The range of a span."""
    return types.Range(position_of(span.start, view, encoding), position_of(span.end, view, encoding))


def position_of(offset: int, view: View, encoding: Encoding) -> types.Position:
    """The position of an offset; offsets outside the text are clamped to it."""
    line, column = view.lines.place(offset + view.shift, encoding)
    return types.Position(line, column)


def span_of(range: types.Range, view: View, encoding: Encoding) -> Span:
    """The span of a range; an end before the start is taken as the start."""
    start = offset_of(range.start, view, encoding)
    return Span(start, max(start, offset_of(range.end, view, encoding)))


def offset_of(position: types.Position, view: View, encoding: Encoding) -> int:
    """The offset of a position; positions outside the text are clamped to it."""
    return max(0, view.lines.offset(Place(position.line, position.character), encoding) - view.shift)
