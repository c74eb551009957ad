"""Where lines begin, and positions in the units that editors count in.

Lines end at `\\n`, `\\r\\n` and `\\r` and nowhere else, as the Language Server Protocol says. `str.splitlines` also
ends them at form feeds and U+2028, which would shift every later position.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import Enum
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\r|\n")


class Encoding(Enum):
    """The unit that a column is counted in: bytes of UTF-8, code units of UTF-16, or code points (UTF-32)."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class Place(NamedTuple):
    """A line and a column, both counted from 0; the unit of the column depends on who asked."""

    line: int
    column: int


class LineIndex:
    """Line starts of one text; conversions between offsets and places.

    Args:
        text: the whole text. Kept, because columns in UTF-8 and UTF-16 depend on the characters before them.
    """

    __slots__ = ("_ascii", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._ascii = text.isascii()

    @property
    def line_count(self) -> int:
        """Number of lines; a text that ends in a line end has an empty last line, an empty text has one."""
        return len(self._starts)

    def line_start(self, line: int) -> int:
        """Offset of the first character of `line` (from 0)."""
        return self._starts[line]

    def line_end(self, line: int) -> int:
        """Offset behind the last character of `line`, its line end not included."""
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._text)
        while end > self._starts[line] and self._text[end - 1] in "\r\n":
            end -= 1
        return end

    def place(self, offset: int, encoding: Encoding = Encoding.UTF32) -> Place:
        """The line and column of `offset`; offsets outside the text are clamped to it."""
        offset = min(max(offset, 0), len(self._text))
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        if self._ascii or encoding is Encoding.UTF32:
            return Place(line, offset - start)
        return Place(line, width(self._text[start:offset], encoding))

    def offset(self, place: Place, encoding: Encoding = Encoding.UTF32) -> int:
        """The offset of a line and column; beyond the end of a line it is the line's end, beyond the text its end.

        A column inside a character (between the halves of a surrogate pair) is taken as the character's start.
        """
        if place.line < 0:
            return 0
        if place.line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[place.line], self.line_end(place.line)
        if self._ascii or encoding is Encoding.UTF32:
            return min(start + max(place.column, 0), end)
        units = 0
        for offset in range(start, end):
            units += width(self._text[offset], encoding)
            if units > place.column:
                return offset
        return end


def width(text: str, encoding: Encoding) -> int:
    """Length of `text` in the units of `encoding`. Lone surrogates count as one UTF-16 unit, three UTF-8 bytes."""
    if encoding is Encoding.UTF32 or text.isascii():
        return len(text)
    if encoding is Encoding.UTF16:
        return len(text) + sum(character > "\uffff" for character in text)
    return len(text.encode("utf-8", "surrogatepass"))
