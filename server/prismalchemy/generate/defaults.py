"""Defaults as source text: those that the database gives, and those that the ORM makes."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from sqlalchemy import types as sqltypes

from prismalchemy.compare.ddl import spell
from prismalchemy.generate.layout import Display, Keyword, Node, Text, call, flat
from prismalchemy.generate.names import Names
from prismalchemy.generate.options import Style
from prismalchemy.schema import UNKNOWN, ClientDefault, Column, DefaultKind, ServerDefault

_BIND = re.compile(r"(?<![:\w\\]):(?=\w)")


def render_server_default(column: Column, names: Names, style: Style | None = None) -> str | None:
    """The value of `server_default=`; None where the database has no default or it is not known."""
    node = server_default_node(column, names)
    return None if node is None else flat(node, style or Style())


def render_client_default(column: Column, names: Names, style: Style | None = None) -> str | None:
    """The value of `default=`; None where the ORM makes no value."""
    return _rendered(column, column.client_default, names, style)


def render_on_update(column: Column, names: Names, style: Style | None = None) -> str | None:
    """The value of `onupdate=`; None where an UPDATE leaves the column alone."""
    return _rendered(column, column.on_update, names, style)


def server_default_node(column: Column, names: Names) -> Node | None:
    """The value of `server_default=` as an expression."""
    default = column.server_default
    if default is UNKNOWN or default is None or default.value is UNKNOWN:
        return None
    if default.kind is DefaultKind.FETCHED:
        return call(names.use("sqlalchemy", "FetchedValue"))
    if default.kind is DefaultKind.EXPRESSION:
        return _expression(str(default.value), column, names)
    return _literal(default, column, names)


def client_default_node(column: Column, default: object, names: Names) -> Node | None:
    """The value of `default=` or `onupdate=` for a client-side default."""
    if not isinstance(default, ClientDefault):
        return None
    first = default.arguments[0] if default.arguments else None
    if default.function == "cuid":
        return names.helper("new_cuid2" if first == 2 else "new_cuid")
    if default.function == "ulid":
        return names.helper("new_ulid")
    if default.function == "nanoid":
        helper = names.helper("new_nanoid")
        return helper if first is None else f"lambda: {helper}({first})"
    if default.function == "uuid":
        return _uuid(column, first, names)
    if default.function == "updatedAt":
        return names.helper(_clock(column))
    if default.function == "literal" and isinstance(first, (bytes, str)):
        value = _bytes(first) if isinstance(first, bytes) else _json(first)
        return None if value is None else f"lambda: {value}"
    return None


def written_default_node(column: Column, names: Names) -> Node | None:
    """The value of `default=` where a default of the database is not for either ORM: DateTime and Bytes on SQLite.

    Both have to be there in another form than DDL can say (see `SqliteDateTime`); Prisma's client writes them itself.
    """
    default = column.server_default
    if names.dialect != "sqlite" or not isinstance(default, ServerDefault) or column.type is UNKNOWN:
        return None
    if isinstance(column.type.type, sqltypes.DateTime):
        if default.kind is DefaultKind.EXPRESSION:
            return names.helper("utc_now") if str(default.value).upper() == "CURRENT_TIMESTAMP" else None
        parts = _MOMENT.fullmatch(str(default.value))
        return None if parts is None else call(names.use("datetime", "datetime"), *_moment(parts))
    if isinstance(default.value, bytes):
        return _bytes(default.value)
    return None


def _bytes(value: bytes) -> str:
    return f'b"{"".join(_byte(one) for one in value)}"'


def _json(text: str) -> str | None:
    """The Python value of a JSON text; None where it is none."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return flat(_node(value), Style())


def _node(value: object) -> Node:
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, list):
        return Display("[", tuple(_node(item) for item in value))
    if isinstance(value, dict):
        return Display("{", tuple(Keyword(Text(key), _node(item)) for key, item in value.items()))
    return repr(value)


def _byte(value: int) -> str:
    plain = chr(value)
    return plain if plain.isascii() and plain.isprintable() and plain not in '"\\' else f"\\x{value:02x}"


_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6})\d*)? \+00:00")


def _moment(parts: re.Match[str]) -> list[str]:
    """The arguments of `datetime`, without zeros at the end."""
    *whole, fraction = parts.groups(default="0")
    numbers = [int(part) for part in (*whole, fraction.ljust(6, "0"))]
    while len(numbers) > 3 and numbers[-1] == 0:
        numbers.pop()
    return [str(number) for number in numbers]


def _rendered(column: Column, default: object, names: Names, style: Style | None) -> str | None:
    node = client_default_node(column, default, names)
    return None if node is None else flat(node, style or Style())


def _uuid(column: Column, version: object, names: Names) -> Node:
    make = names.helper("new_uuid7") if version == 7 else names.use("uuid", "uuid4")
    if column.type is not UNKNOWN and isinstance(column.type.type, sqltypes.Uuid):
        return make
    return f"lambda: str({make}())"


def _clock(column: Column) -> str:
    """The helper that gives the time in the form that the column takes."""
    if column.type is UNKNOWN:
        return "utc_now"
    type_ = column.type.type
    if isinstance(type_, sqltypes.Date):
        return "utc_today"
    aware = getattr(type_, "timezone", False) or type(type_).__name__ == "DATETIMEOFFSET"
    return "aware_now" if aware else "utc_now"


def _expression(sql: str, column: Column, names: Names) -> Node:
    if sql.upper() == "CURRENT_TIMESTAMP":
        precision = None if column.type is UNKNOWN else getattr(column.type.type, "fsp", None)
        if not precision:
            return call(f"{names.use('sqlalchemy', 'func')}.current_timestamp")
        sql = f"CURRENT_TIMESTAMP({precision})"
    return _sql(sql, names)


def _literal(default: ServerDefault, column: Column, names: Names) -> Node:
    value = default.value
    if isinstance(value, bool):
        return call(names.use("sqlalchemy", "true" if value else "false"))
    if isinstance(value, str):
        return Text(value)
    if isinstance(value, (int, float, Decimal)):
        return _sql(_number(value), names)
    if isinstance(value, bytes):
        prefix = "" if names.dialect == "sqlite" else r"\x"
        return _sql(f"'{prefix}{value.hex()}'", names)
    if isinstance(value, tuple):
        cast = None if column.type is UNKNOWN else spell(column.type.type, names.dialect)
        items = ", ".join(_sql_literal(item) for item in value)
        return _sql(f"ARRAY[{items}]" + (f"::{cast}" if cast else ""), names)
    return Text(str(value))


def _sql_literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return _number(value)
    if isinstance(value, bytes):
        return rf"'\x{value.hex()}'"
    return "'" + str(value).replace("'", "''") + "'"


def _number(value: float | Decimal) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(int(value)) if value == int(value) else str(value)


def without_binds(sql: str) -> str:
    """SQL as `text(…)` takes it: a colon before a word would be a bound parameter."""
    return _BIND.sub(r"\\:", sql)


def _sql(sql: str, names: Names) -> Node:
    return call(names.use("sqlalchemy", "text"), Text(without_binds(sql)))
