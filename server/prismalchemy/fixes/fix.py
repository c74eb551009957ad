"""A fix: edits with a title and a promise about what they may cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from prismalchemy.text import FileEdit


class Applicability(Enum):
    """What a fix may cost. Only safe fixes run without being asked for one by one."""

    SAFE = "safe"
    """Cannot lose anything the user wrote."""
    UNSAFE = "unsafe"
    """Removes or overwrites something the user wrote."""


class Side(Enum):
    """One of the two descriptions."""

    PRISMA = "prisma"
    MODELS = "models"


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend a divergence.

    `compute` makes the edits when they are asked for; it returns None where the place cannot be edited (a column that
    a helper function makes), and must then have been left out of the list in the first place where that is cheap to
    know. `title` is an imperative sentence without a full stop, as an editor's menu shows it.
    """

    title: str
    towards: Side
    applicability: Applicability
    compute: Callable[[], tuple[FileEdit, ...] | None] = field(compare=False, repr=False)
