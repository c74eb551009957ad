"""Unknown is a value: what a reader could not resolve, and about which every rule is silent."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal, TypeAlias, TypeVar, Union

T = TypeVar("T")


class Unknown(Enum):
    """The type of `UNKNOWN`. It has no truth value: code must ask `is UNKNOWN` before it looks."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        """Refuse.

        Raises:
            TypeError: always; an unknown fact is neither true nor false.
        """
        raise TypeError("UNKNOWN is neither true nor false; ask `is UNKNOWN` first")

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN
Maybe: TypeAlias = Union[T, Literal[Unknown.UNKNOWN]]  # noqa: UP007 - a generic alias on Python 3.10
