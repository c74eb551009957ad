"""What a merge cannot decide."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Conflict:
    """A place where a merge is not certain: the line of the present text, counted from 1, and why."""

    line: int
    reason: str
