"""Source files, and places in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the sources something is said."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader could not read: a syntax error, an unsupported construct.

    `code` is a kebab-case name (`syntax`, `unsupported`); `message` is one line that says what to do.
    """

    origin: Origin
    message: str
    code: str = "syntax"
