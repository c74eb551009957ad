"""Positions in the three encodings, in the texts where editors and servers usually part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, Range

from prismalchemy.lsp import convert
from prismalchemy.lsp.documents import Document
from prismalchemy.text import Encoding, LineIndex, Span

UTF8, UTF16, UTF32 = Encoding.UTF8, Encoding.UTF16, Encoding.UTF32

# text, offset, {encoding: (line, character)}
POSITIONS = [
    ("", 0, {UTF8: (0, 0), UTF16: (0, 0), UTF32: (0, 0)}),
    ("a\r\nbc", 4, {UTF8: (1, 1), UTF16: (1, 1), UTF32: (1, 1)}),
    ("a\rbc", 3, {UTF8: (1, 1), UTF16: (1, 1), UTF32: (1, 1)}),
    ("a\x0cb\nc", 4, {UTF8: (1, 0), UTF16: (1, 0), UTF32: (1, 0)}),
    ("a\u2028b\nc", 3, {UTF8: (0, 5), UTF16: (0, 3), UTF32: (0, 3)}),
    ("é = '💎' x", 8, {UTF8: (0, 12), UTF16: (0, 9), UTF32: (0, 8)}),
    ("// 💎💎\r\n  name", 10, {UTF8: (1, 3), UTF16: (1, 3), UTF32: (1, 3)}),
    ("no final newline", 16, {UTF8: (0, 16), UTF16: (0, 16), UTF32: (0, 16)}),
    ("final newline\n", 14, {UTF8: (1, 0), UTF16: (1, 0), UTF32: (1, 0)}),
]


@pytest.mark.parametrize(("text", "offset", "places"), POSITIONS)
@pytest.mark.parametrize("encoding", list(Encoding))
def test_positions(text: str, offset: int, places: dict[Encoding, tuple[int, int]], encoding: Encoding) -> None:
    view = convert.View(LineIndex(text))
    line, character = places[encoding]
    assert convert.position_of(offset, view, encoding) == Position(line, character)
    assert convert.offset_of(Position(line, character), view, encoding) == offset


@given(st.text(st.sampled_from("ab\r\n\x0c\u2028é💎 "), max_size=30), st.data(), st.sampled_from(list(Encoding)))
def test_every_offset_outside_a_line_end_survives_the_way_there_and_back(
    text: str, data: st.DataObject, encoding: Encoding
) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        offset -= 1
    view = convert.View(LineIndex(text))
    assert convert.offset_of(convert.position_of(offset, view, encoding), view, encoding) == offset


def test_a_byte_order_mark_that_the_editor_keeps_is_not_counted_below() -> None:
    document = Document("file:///a.py", "/a.py", 1, "\ufeffab\ncd")
    assert document.content == "ab\ncd"
    assert convert.range_of(Span(0, 2), document.view, UTF16) == Range(Position(0, 1), Position(0, 3))
    assert convert.span_of(convert.range_of(Span(1, 4), document.view, UTF16), document.view, UTF16) == Span(1, 4)
    assert convert.offset_of(Position(0, 0), document.view, UTF16) == 0


def test_a_range_that_ends_before_it_starts_is_empty() -> None:
    view = convert.View(LineIndex("abc"))
    backwards = Range(Position(0, 2), Position(0, 1))
    assert convert.span_of(backwards, view, UTF16) == Span(2, 2)


@pytest.mark.parametrize("place", [(9, 0), (0, 99), (1, 99)])
def test_a_position_outside_the_text_is_clamped(place: tuple[int, int]) -> None:
    view = convert.View(LineIndex("abc\ndef"))
    offset = convert.offset_of(Position(*place), view, UTF16)
    assert offset == {9: 7, 0: 3, 1: 7}[place[0]]
