"""A stretch of text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A half-open stretch of text, `start <= offset < end`, in code points from the beginning of the file."""

    start: int
    end: int

    def contains(self, offset: int) -> bool:
        """Whether `offset` lies in the span; the end counts, as a cursor behind the last character touches it."""
        return self.start <= offset <= self.end

    def touches(self, other: Span) -> bool:
        """Whether both spans share an offset, ends included (a zero-width cursor touches what it stands at)."""
        return self.start <= other.end and other.start <= self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def shift(self, by: int) -> Span:
        """The same stretch, `by` code points further on."""
        return Span(self.start + by, self.end + by)
