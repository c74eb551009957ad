"""Our neutral schema as the facts that Prisma's DDL states, so that the two can be compared."""

from __future__ import annotations

import base64
import re
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from tests.oracle.statements import ColumnFacts, Facts, IndexFacts, KeyFacts, number

from prismalchemy.schema import (
    UNKNOWN,
    Column,
    ColumnType,
    DefaultKind,
    IndexColumn,
    Maybe,
    Schema,
    ServerDefault,
    Table,
    TableKind,
)

_SPELLINGS = (
    (re.compile(r"TIMESTAMP(\(\d+\))? WITH TIME ZONE"), r"TIMESTAMPTZ\1"),
    (re.compile(r"TIMESTAMP(\(\d+\))? WITHOUT TIME ZONE"), r"TIMESTAMP\1"),
    (re.compile(r"TIME(\(\d+\))? WITH TIME ZONE"), r"TIMETZ\1"),
    (re.compile(r"TIME(\(\d+\))? WITHOUT TIME ZONE"), r"TIME\1"),
    (re.compile(r"BIT VARYING"), "VARBIT"),
    (re.compile(r"(\d), (\d)"), r"\1,\2"),
)
# Prisma writes JSONB on SQLite, where SQLAlchemy has JSON; to the database both are words without a meaning.
_SQLITE_SPELLINGS = {"JSON": "JSONB"}


def facts(schema: Schema) -> Facts:
    """What the schema says, in the words of Prisma's DDL."""
    is_sqlite = schema.dialect == "sqlite"
    found = Facts({}, {}, {}, {}, {})
    if not is_sqlite:
        for enum in schema.enums:
            assert enum.labels is not UNKNOWN
            found.enums[_qualified(enum.schema, str(enum.name))] = enum.labels
    for table in schema.tables:
        if table.kind is not TableKind.VIEW:
            _add_table(found, table, is_sqlite=is_sqlite)
    return found


def _add_table(found: Facts, table: Table, *, is_sqlite: bool) -> None:
    name = str(table.key)
    for column in table.columns:
        found.columns[name, column.name] = _column(column, is_sqlite=is_sqlite)
    if table.primary_key is not None:
        assert table.primary_key is not UNKNOWN
        assert table.primary_key.name is not UNKNOWN
        found.primary_keys[name] = (table.primary_key.name, table.primary_key.columns)
    for index in table.indexes:
        assert index.columns is not UNKNOWN
        assert index.where is not UNKNOWN
        entries = tuple(_entry(entry) for entry in index.columns)
        method = None if index.method in {None, "btree"} else str(index.method).upper()
        found.indexes[name, str(index.name)] = IndexFacts(name, index.unique, method, entries, index.where)
    for key in table.foreign_keys:
        assert key.target_columns is not UNKNOWN
        assert key.on_delete is not UNKNOWN
        assert key.on_update is not UNKNOWN
        found.foreign_keys[name, str(key.name)] = KeyFacts(
            name, key.columns, str(key.target), key.target_columns, key.on_delete.value, key.on_update.value
        )


def _entry(entry: IndexColumn) -> str:
    parts = [f'"{entry.column}"', entry.operator_class, "DESC" if entry.descending else None]
    return " ".join(part for part in parts if part)


def _column(column: Column, *, is_sqlite: bool) -> ColumnFacts:
    assert column.type is not UNKNOWN, column
    assert column.nullable is not UNKNOWN
    assert column.autoincrement is not UNKNOWN
    type_text = _type(column.type, is_sqlite=is_sqlite)
    nullable = column.nullable
    return ColumnFacts(
        type_text,
        nullable,
        _default(column.server_default, column.type, type_text, is_sqlite=is_sqlite),
        column.autoincrement,
    )


def _type(type: ColumnType, *, is_sqlite: bool) -> str:
    if is_sqlite:
        text = "TEXT" if type.enum is not None else str(type.type.compile(sqlite.dialect()))
        return _SQLITE_SPELLINGS.get(text, text)
    column_type: Any = type.type
    suffix = ""
    if isinstance(column_type, sa.ARRAY):
        column_type, suffix = column_type.item_type, "[]"
    if isinstance(column_type, sa.Enum):
        return ".".join(f'"{part}"' for part in (column_type.schema, column_type.name) if part) + suffix
    text = str(column_type.compile(postgresql.dialect()))  # type: ignore[no-untyped-call]
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return text + suffix


def _default(default: Maybe[ServerDefault | None], type: ColumnType, type_text: str, *, is_sqlite: bool) -> str | None:
    if default is None:
        return None
    assert default is not UNKNOWN
    assert default.value is not UNKNOWN
    if default.kind is DefaultKind.EXPRESSION:
        return str(default.value)
    if isinstance(default.value, tuple):
        return f"ARRAY[{', '.join(_literal(v, is_sqlite=is_sqlite) for v in default.value)}]::{type_text}"
    return _literal(default.value, is_sqlite=is_sqlite)


def _literal(value: object, *, is_sqlite: bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal):
        return str(number(str(value)))
    if isinstance(value, bytes):
        return f"'{'' if is_sqlite else chr(92) + 'x'}{value.hex()}'"
    return "'" + str(value).replace("'", "''") + "'"


def _qualified(schema: str | None, name: str) -> str:
    return name if schema is None else f"{schema}.{name}"


def comparable(value: object, type: str) -> object:
    """A default in a form in which DMMF's JSON and our Python values are equal."""
    if isinstance(value, tuple):
        return tuple(comparable(item, type) for item in value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if type in {"Int", "BigInt", "Float", "Decimal"}:
        # DMMF has binary floating point, and big numbers as text.
        return f"{float(str(value)):.12g}"
    if type == "DateTime":
        return re.sub(r"[T ]?\b([+-]\d\d:\d\d)$", r" \1", str(value).replace("T", " ", 1)).replace("  ", " ")
    return value
