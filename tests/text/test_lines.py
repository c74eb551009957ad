"""The position table: where lines begin, and columns in every unit that editors use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prismalchemy.text import Encoding, LineIndex, Place

# text, offset, line, column in UTF-8 / UTF-16 / UTF-32
POSITIONS = [
    ("", 0, 0, 0, 0, 0),
    ("a", 1, 0, 1, 1, 1),
    ("a\n", 2, 1, 0, 0, 0),
    ("a\r\nb", 3, 1, 0, 0, 0),
    ("a\r\nb", 4, 1, 1, 1, 1),
    ("a\rb", 2, 1, 0, 0, 0),
    ("a\r\rb", 3, 2, 0, 0, 0),
    ("a\n\rb", 3, 2, 0, 0, 0),
    ("a\fb\nc", 4, 1, 0, 0, 0),
    ("a\fb\nc", 3, 0, 3, 3, 3),
    ("a\u2028b", 2, 0, 4, 2, 2),
    ("a\u0085b\x1cc", 5, 0, 6, 5, 5),
    ("é = 1", 1, 0, 2, 1, 1),
    ("😀x", 1, 0, 4, 2, 1),
    ("😀x", 2, 0, 5, 3, 2),
    ("// 😀\nx", 6, 1, 1, 1, 1),
    ("a\n", 9, 1, 0, 0, 0),
    ("\ud800x", 1, 0, 3, 1, 1),
]


@pytest.mark.parametrize(("text", "offset", "line", "utf8", "utf16", "utf32"), POSITIONS)
def test_place(text: str, offset: int, line: int, utf8: int, utf16: int, utf32: int) -> None:
    index = LineIndex(text)
    assert index.place(offset, Encoding.UTF8) == Place(line, utf8)
    assert index.place(offset, Encoding.UTF16) == Place(line, utf16)
    assert index.place(offset) == Place(line, utf32)
    for encoding, column in ((Encoding.UTF8, utf8), (Encoding.UTF16, utf16), (Encoding.UTF32, utf32)):
        assert index.offset(Place(line, column), encoding) == min(offset, len(text))


@pytest.mark.parametrize(
    ("text", "place", "encoding", "offset"),
    [
        ("ab\ncd", Place(0, 99), Encoding.UTF16, 2),
        ("ab\r\ncd", Place(0, 99), Encoding.UTF16, 2),
        ("ab\ncd", Place(7, 0), Encoding.UTF16, 5),
        ("ab", Place(-1, 0), Encoding.UTF16, 0),
        ("ab", Place(0, -3), Encoding.UTF16, 0),
        ("😀x", Place(0, 1), Encoding.UTF16, 0),
        ("😀x", Place(0, 3), Encoding.UTF8, 0),
        ("é😀\n", Place(0, 99), Encoding.UTF8, 2),
    ],
)
def test_places_outside_are_clamped(text: str, place: Place, encoding: Encoding, offset: int) -> None:
    assert LineIndex(text).offset(place, encoding) == offset


def test_line_ends() -> None:
    index = LineIndex("a\r\nbc\n\nd")
    assert [(index.line_start(i), index.line_end(i)) for i in range(index.line_count)] == [
        (0, 1),
        (3, 5),
        (6, 6),
        (7, 8),
    ]


TEXTS = st.text(st.sampled_from("ab\r\n\f\u2028é😀 "), max_size=30)


@given(TEXTS, st.sampled_from(Encoding))
def test_places_come_back(text: str, encoding: Encoding) -> None:
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        back = index.offset(index.place(offset, encoding), encoding)
        # the only offset with no place of its own is the one between \r and \n
        assert back == offset or (text[offset - 1 : offset + 1] == "\r\n" and back == offset - 1)
