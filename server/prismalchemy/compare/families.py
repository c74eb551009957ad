"""Families of column types: what a value of the type is to the database and to the program."""

from __future__ import annotations

from enum import Enum
from typing import Any

from sqlalchemy.types import TypeEngine


class Family(Enum):
    """What kind of value a column holds; the text is how messages call it."""

    STRING = "text"
    ENUM = "an enum"
    INTEGER = "an integer"
    BOOLEAN = "a boolean"
    FLOAT = "a floating point number"
    NUMERIC = "an exact number"
    DATETIME = "a date with time"
    DATE = "a date"
    TIME = "a time of day"
    INTERVAL = "an interval"
    UUID = "a UUID"
    JSON = "JSON"
    BYTES = "bytes"
    ARRAY = "an array"
    OTHER = "another type"


_NAMES: dict[Family, str] = {
    Family.STRING: "string text unicode unicode_text varchar nvarchar char nchar clob citext ntext tinytext mediumtext"
    " longtext",
    Family.ENUM: "enum",
    Family.INTEGER: "small_integer smallint integer big_integer bigint tinyint mediumint oid",
    Family.BOOLEAN: "boolean",
    Family.FLOAT: "float real double double_precision",
    Family.NUMERIC: "numeric decimal",
    Family.DATETIME: "datetime timestamp datetime2 datetimeoffset smalldatetime",
    Family.DATE: "date",
    Family.TIME: "time",
    Family.INTERVAL: "interval",
    Family.UUID: "uuid uniqueidentifier",
    Family.JSON: "json jsonb",
    Family.BYTES: "large_binary bytea blob tinyblob mediumblob longblob binary varbinary image",
    Family.ARRAY: "array",
}
_BY_NAME = {name: family for family, names in _NAMES.items() for name in names.split()}
"""Family by SQLAlchemy's visit name of the type, in lower case."""
_BY_VISIT_NAME: dict[str, Family] = {}
"""The same, as SQLAlchemy writes the names; filled as they are met."""

_BITS = {
    "tinyint": 8,
    "small_integer": 16,
    "smallint": 16,
    "mediumint": 24,
    "integer": 32,
    "oid": 32,
    "big_integer": 64,
    "bigint": 64,
}
"""Width of the integer types in bits, by visit name."""


def family_of(type: TypeEngine[Any]) -> Family:
    """The family of a type; of a TypeDecorator (`Interval` is one) that of what it wraps."""
    family = _BY_VISIT_NAME.get(type.__visit_name__)
    if family is None:
        family = _BY_NAME.get(visit_name(type), Family.OTHER)
        if visit_name(type) == "type_decorator":
            is_interval = hasattr(type, "native") and hasattr(type, "day_precision")
            return Family.INTERVAL if is_interval else family_of(type.impl_instance)  # type: ignore[attr-defined]
        _BY_VISIT_NAME[type.__visit_name__] = family
    return family


def visit_name(type: TypeEngine[Any]) -> str:
    """SQLAlchemy's name of the kind of type, in lower case."""
    return str(type.__visit_name__).lower()


def bits(type: TypeEngine[Any]) -> int:
    """Width of an integer type in bits."""
    return _BITS.get(visit_name(type), 32)


def with_timezone(type: TypeEngine[Any]) -> bool:
    """Whether a date with time, or a time, carries an offset."""
    return bool(getattr(type, "timezone", False)) or visit_name(type) == "datetimeoffset"


def item_of(type: TypeEngine[Any]) -> TypeEngine[Any] | None:
    """The type of an array's items."""
    return getattr(type, "item_type", None)
