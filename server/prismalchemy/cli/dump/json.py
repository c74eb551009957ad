"""The neutral schema as plain data, every node with its place."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable
from typing import Any

from prismalchemy.compare.ddl import spell
from prismalchemy.schema import UNKNOWN, ColumnType, Schema
from prismalchemy.text import Location, Origin

Locate = Callable[[Origin], "Location | None"]
Where = Callable[[Location], "dict[str, Any]"]

UNKNOWN_MARK = {"unknown": True}
"""Stands for a fact that the source does not settle."""


def to_data(schema: Schema, locate: Locate, where: Where, dialect: str) -> dict[str, Any]:
    """The schema as dictionaries and lists.

    Args:
        schema: of either side.
        locate: the absolute place of an origin, None where it has none.
        where: a place as it is to be written.
        dialect: in whose words to write the column types.
    """

    def convert(value: Any) -> Any:
        if value is UNKNOWN:
            return dict(UNKNOWN_MARK)
        if isinstance(value, Origin):
            place = locate(value)
            return None if place is None else where(place)
        if isinstance(value, ColumnType):
            name = None if value.enum is None else convert(value.enum.name)
            return {"sql": spell(value.type, dialect), "enum": name, "decorated": value.decorated}
        if isinstance(value, enum.Enum):
            return value.value
        if dataclasses.is_dataclass(value):
            return {field.name: convert_field(field.name, getattr(value, field.name)) for field in _fields(value)}
        if isinstance(value, dict):
            return {key: convert(item) for key, item in value.items()}
        if isinstance(value, tuple) and hasattr(value, "_asdict"):
            return {key: convert(item) for key, item in value._asdict().items()}
        if isinstance(value, (tuple, list)):
            return [convert(item) for item in value]
        return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)

    def convert_field(name: str, value: Any) -> Any:
        return {aspect: convert(origin) for aspect, origin in value} if name == "aspects" else convert(value)

    converted: dict[str, Any] = convert(schema)
    return converted


def _fields(value: Any) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(value)
