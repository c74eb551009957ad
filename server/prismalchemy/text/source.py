"""Source files, and places in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from prismalchemy.text.lines import LineIndex
from prismalchemy.text.span import Span


@dataclass(frozen=True)
class SourceFile:
    """A file's path and text, as they were at one moment.

    `path` is a key to the layers below `workspace/`: an absolute POSIX path by convention, never opened there.
    `text` is the file's whole text with its line ends and without a byte order mark.
    """

    path: str
    text: str

    @cached_property
    def lines(self) -> LineIndex:
        """The line index of the text."""
        return LineIndex(self.text)


class Location(NamedTuple):
    """An absolute place: a file and a span of it."""

    path: str
    span: Span


class Anchor:
    """A top-level block or statement that origins are counted from; it is compared by identity.

    An anchor does not know where it stands: the reading that made it does. So what was read from a block stays the
    same object, and everything computed from it stays cached, while edits above move the block up and down.
    """

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the sources something is said: a span, counted in code points from the start of its anchor."""

    anchor: Anchor
    span: Span

    @property
    def path(self) -> str:
        """The file."""
        return self.anchor.path

    def at(self, bases: Mapping[Anchor, int]) -> Location:
        """The absolute place. `bases` is the reading's table of where each anchor starts.

        Raises:
            KeyError: the anchor belongs to another (older) reading.
        """
        return Location(self.anchor.path, self.span.shift(bases[self.anchor]))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader could not read: a syntax error, an unsupported construct.

    `code` is a kebab-case name (`syntax`, `unsupported`); `message` is one line that says what to do.
    """

    origin: Origin
    message: str
    code: str = "syntax"
