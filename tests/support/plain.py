"""Readings as plain values, so that two of them can be compared in everything, places included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from prismalchemy.schema import ColumnType
from prismalchemy.text import Anchor, Origin


def plain(value: Any, bases: Mapping[Anchor, int]) -> Any:
    """The value with everything that is in it, also what takes no part in equality; places are absolute."""
    if isinstance(value, Origin):
        return value.at(bases)
    if isinstance(value, ColumnType):
        return value.key, repr(value.type._variant_mapping), plain(value.enum, bases), value.python, value.decorated
    if is_dataclass(value) and not isinstance(value, type):
        return {"": type(value).__name__} | {one.name: plain(getattr(value, one.name), bases) for one in fields(value)}
    return tuple(plain(item, bases) for item in value) if isinstance(value, tuple) else value
