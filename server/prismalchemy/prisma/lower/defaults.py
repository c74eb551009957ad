"""Defaults: `@default(…)` and `@updatedAt`."""

from __future__ import annotations

import base64
import binascii
import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from prismalchemy.prisma.ast import Array, Constant, Field, Function, Number, String, Value
from prismalchemy.prisma.lower.values import integer, string
from prismalchemy.schema import UNKNOWN, ClientDefault, DefaultKind, Enum, Maybe, ServerDefault

UPDATED_AT = ClientDefault("updatedAt")

_NOW = ServerDefault(DefaultKind.EXPRESSION, "CURRENT_TIMESTAMP")
_CLIENT = {"cuid": (1,), "uuid": (4,), "ulid": (), "nanoid": (), "auto": ()}
# RFC 3339, as Prisma takes DateTime defaults.
_DATE_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:([Zz])|([+-]\d\d:\d\d))",
)


class Defaults(NamedTuple):
    """All that a field's attributes say about its value when the program gives none."""

    server: Maybe[ServerDefault | None] = None
    client: Maybe[ClientDefault | None] = None
    on_update: ClientDefault | None = None
    autoincrement: bool = False


def defaults(field: Field, enum: Enum | None, dialect: Maybe[str] = UNKNOWN) -> Defaults:
    """The defaults of a scalar field.

    Args:
        field: the field.
        enum: its type, if that is an enum.
        dialect: MySQL has no defaults for Bytes and Json; there, Prisma's client alone makes them.
    """
    updated = UPDATED_AT if field.attribute("updatedAt") is not None else None
    attribute = field.attribute("default")
    value = None if attribute is None else attribute.value("value", positional=0)
    if value is None:
        return Defaults(client=updated, on_update=updated)
    if isinstance(value, Function):
        return _function(value, updated)
    name = None if field.type is None else field.type.name.text
    literal = _literal(value, name, enum)
    if dialect == "mysql" and name in ("Bytes", "Json"):
        return Defaults(None, UNKNOWN if literal is UNKNOWN else ClientDefault("literal", (literal,)), updated)
    server: Maybe[ServerDefault] = UNKNOWN if literal is UNKNOWN else ServerDefault(DefaultKind.LITERAL, literal)
    return Defaults(server, updated, updated)


def _function(call: Function, updated: ClientDefault | None) -> Defaults:
    name = call.name.text
    first = call.arguments[0].value if call.arguments else None
    if name == "now":
        return Defaults(_NOW, updated, updated)
    if name == "dbgenerated":
        sql = string(first)
        return Defaults(ServerDefault(DefaultKind.EXPRESSION, sql) if sql else None, updated, updated)
    if name in {"autoincrement", "sequence"}:
        return Defaults(None, updated, updated, autoincrement=True)
    if name in _CLIENT:
        number = integer(first)
        arguments: tuple[object, ...] = _CLIENT[name] if number is None else (number,)
        return Defaults(None, ClientDefault(name, arguments), updated)
    return Defaults(UNKNOWN, UNKNOWN, updated)


def _literal(value: Value, type: str | None, enum: Enum | None) -> Maybe[object]:
    """The Python value of a literal default of a Prisma type."""
    if isinstance(value, Array):
        items = tuple(_literal(item, type, enum) for item in value.items)
        return UNKNOWN if UNKNOWN in items else items
    if isinstance(value, Number):
        return _number(value.text, type)
    if isinstance(value, String):
        return _text(value.value, type)
    if isinstance(value, Constant):
        if type == "Boolean" and value.text in {"true", "false"}:
            return value.text == "true"
        if enum is not None and enum.members is not UNKNOWN:
            return next((m.label for m in enum.members if m.name == value.text), UNKNOWN)
    return UNKNOWN


def _number(text: str, type: str | None) -> Maybe[object]:
    if type == "Decimal":
        return Decimal(text)
    if type == "Float":
        return float(text)
    if type in {"Int", "BigInt"} and "." not in text:
        return int(text)
    return UNKNOWN


def _text(text: str, type: str | None) -> Maybe[object]:
    if type == "Bytes":
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return UNKNOWN
    if type == "Decimal":
        try:
            return Decimal(text)
        except InvalidOperation:
            return UNKNOWN
    if type == "DateTime":
        return _date_time(text)
    return text if type in {"String", "Json"} else UNKNOWN


def _date_time(text: str) -> Maybe[object]:
    """A point in time as Prisma writes it into DDL: `2020-01-02 03:04:05.678 +00:00`."""
    found = _DATE_TIME.fullmatch(text)
    if found is None:
        return UNKNOWN
    date, time, fraction, _, offset = found.groups()
    # Milli-, micro- or nanoseconds, as many as are needed.
    digits = (fraction or "").rstrip("0")
    shown = f".{digits.ljust(-(-len(digits) // 3) * 3, '0')}" if digits else ""
    return f"{date} {time}{shown} {offset or '+00:00'}"
