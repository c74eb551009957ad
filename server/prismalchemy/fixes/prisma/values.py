"""Defaults as Prisma writes them."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from decimal import Decimal

from prismalchemy.compare.defaults import plain_default
from prismalchemy.compare.families import Family, bits, family_of, item_of
from prismalchemy.prisma.edit import quoted
from prismalchemy.schema import UNKNOWN, ClientDefault, Column, ColumnType, DefaultKind, Maybe, ServerDefault

_CLIENT = {"cuid": (1,), "uuid": (4,), "ulid": (), "nanoid": ()}
"""The functions that Prisma's client has for defaults, and what they are called with when nothing is said."""
_BIG = 64
_NARROW = 8
"""Bits of the integers that MySQL's booleans are."""
_TIMES = (Family.DATETIME, Family.DATE, Family.TIME)
_NUMBERS = (Family.INTEGER, Family.FLOAT, Family.NUMERIC)
_ANY = (Family.OTHER, None)
"""What is not known to refuse a literal."""
_POINT_IN_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?) ?(Z|[+-]\d\d:\d\d)")


def default_attribute(column: Column, values: Mapping[str, str], dialect: str) -> str | None:
    """The `@default(…)` of a column as the models describe it; None where it has none that Prisma can say.

    A value that only the Python program gives has no counterpart: Prisma would make the database give it.

    Args:
        column: the column.
        values: the values of the enum of the column, or of its items, by label; empty where it is no enum.
        dialect: SQLAlchemy's name of the dialect.
    """
    if column.autoincrement is True:
        # On CockroachDB only a BigInt counts up by itself; others take their numbers from a sequence.
        is_sequence = dialect == "cockroachdb" and column.type is not UNKNOWN and bits(column.type.type) < _BIG
        return "@default(sequence())" if is_sequence else "@default(autoincrement())"
    if column.server_default is not None and column.server_default is not UNKNOWN:
        value = server_value(column.server_default, column.type, values)
        return None if value is None else f"@default({value})"
    if column.client_default is not None and column.client_default is not UNKNOWN:
        call = client_call(column.client_default)
        return None if call is None else f"@default({call})"
    return None


def client_call(default: ClientDefault) -> str | None:
    """The function that makes the same values in Prisma's client; None where it has none."""
    usual = _CLIENT.get(default.function)
    if usual is None:
        return None
    arguments = () if default.arguments == usual else default.arguments
    return f"{default.function}({', '.join(map(str, arguments))})"


def server_value(default: ServerDefault, type: Maybe[ColumnType], values: Mapping[str, str]) -> str | None:
    """What stands in `@default(…)` for a database default; None where it is not known."""
    if default.kind is DefaultKind.FETCHED or default.value is UNKNOWN:
        return None
    if default.kind is DefaultKind.LITERAL:
        return literal(default.value, type, values)
    kind, value = plain_default(default, type)
    if kind == "now" and (type is UNKNOWN or family_of(type.type) in (*_TIMES, Family.OTHER)):
        return "now()"
    if kind in ("value", "list", "json"):
        written = literal(value, type, values)
        if written is not None:
            return written
    return f"dbgenerated({quoted(str(default.value))})"


def literal(value: object, type: Maybe[ColumnType], values: Mapping[str, str]) -> str | None:
    """A literal value of a column's type; None where Prisma has no literal for it."""
    family = None if type is UNKNOWN else family_of(type.type)
    if isinstance(value, tuple):
        if family not in (Family.ARRAY, *_ANY):
            return None
        item = None if type is UNKNOWN else item_of(type.type)
        items = [literal(entry, UNKNOWN if item is None else ColumnType(item), values) for entry in value]
        return None if None in items else f"[{', '.join(map(str, items))}]"
    if values:
        return values.get(value) if isinstance(value, str) else None
    if family is Family.BOOLEAN and value in (0, 1):
        return str(bool(value)).lower()
    if isinstance(value, bool):
        is_narrow = family is Family.INTEGER and type is not UNKNOWN and bits(type.type) == _NARROW
        return str(value).lower() if family in _ANY or is_narrow else None
    if isinstance(value, (int, float, Decimal)):
        return _number(value, family) if family in (*_NUMBERS, *_ANY) else None
    if isinstance(value, bytes):
        return quoted(base64.b64encode(value).decode("ascii")) if family in (Family.BYTES, *_ANY) else None
    if not isinstance(value, str):
        return None
    if family is Family.DATETIME:
        found = _POINT_IN_TIME.fullmatch(value)
        return None if found is None else quoted(f"{found[1]}T{found[2]}{found[3]}")
    # An enum without values here is one that Prisma has as text.
    text = family in (Family.STRING, Family.UUID, Family.JSON, None) or (family is Family.ENUM and not _is_native(type))
    return quoted(value) if text else None


def _is_native(type: Maybe[ColumnType]) -> bool:
    return type is not UNKNOWN and type.enum is not None and type.enum.native is not False


def _number(value: float | Decimal, family: Family | None) -> str | None:
    if family is Family.INTEGER and value != int(value):
        return None
    text = str(int(value)) if family is Family.INTEGER else str(value)
    # Prisma has no exponents.
    return text if re.fullmatch(r"-?\d+(\.\d+)?", text) else None
