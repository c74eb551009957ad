"""Whether two nodes of the neutral schema are the same in everything, their places included."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from prismalchemy.schema import ColumnType
from prismalchemy.text import Origin


def identical(left: Any, right: Any) -> bool:
    """Whether two values are equal, also in the fields that equality leaves out (places, documentation)."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if isinstance(left, tuple):
        return len(left) == len(right) and all(identical(one, other) for one, other in zip(left, right, strict=True))
    if isinstance(left, Origin):
        return bool(left == right)
    if isinstance(left, ColumnType):
        same = left == right and left.python == right.python and left.decorated == right.decorated
        return same and identical(left.enum, right.enum)
    if is_dataclass(left) and not isinstance(left, type):
        return all(identical(getattr(left, item.name), getattr(right, item.name)) for item in fields(left))
    return bool(left == right)
