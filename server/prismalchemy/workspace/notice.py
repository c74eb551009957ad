"""What there is to say about a project as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from prismalchemy.rules import Level
from prismalchemy.workspace.files import Unreadable


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say about the project as a whole: an unreadable file, two sides that are not taken for a pair.

    `level` is ERROR where a part of the project could not be looked at. `line` and `column` count from 1.
    """

    level: Level
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None

    @classmethod
    def of(cls, unreadable: Unreadable) -> Notice:
        """The notice of something that cannot be read."""
        return cls(Level.ERROR, unreadable.reason, unreadable.path, unreadable.line, unreadable.column)
