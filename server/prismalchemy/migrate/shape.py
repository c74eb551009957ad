"""What a database holds, as far as rows depend on it: columns with their types, and the labels of enums."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import CompileError, UnsupportedCompilationError

from prismalchemy.schema import TableKey


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column. `type` is SQL, None where the database's type is not known; `filled`: a row needs not give it."""

    type: str | None
    nullable: bool
    filled: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """Tables with their columns by name, and enums with their labels in order."""

    tables: Mapping[TableKey, Mapping[str, ColumnShape]] = field(default_factory=dict)
    enums: Mapping[TableKey, tuple[str, ...]] = field(default_factory=dict)


def shape_of(
    metadata: MetaData, enums: Sequence[Mapping[str, Any]], dialect: Dialect, default_schema: str | None
) -> Shape:
    """The shape of a database that SQLAlchemy has reflected.

    Args:
        metadata: the tables.
        enums: as the inspector's `get_enums` gives them.
        dialect: of the connection.
        default_schema: the database schema whose name is left out.
    """
    return Shape(
        {
            TableKey(table.schema, str(table.name)): {
                str(column.name): ColumnShape(
                    _type(column.type, dialect),
                    bool(column.nullable) and not column.primary_key,
                    column.server_default is not None
                    or column.identity is not None
                    or column.computed is not None
                    or (dialect.name == "sqlite" and table.autoincrement_column is column),
                )
                for column in table.columns
            }
            for table in metadata.tables.values()
        },
        {
            TableKey(None if enum["schema"] == default_schema else enum["schema"], enum["name"]): tuple(enum["labels"])
            for enum in enums
        },
    )


def _type(type_: Any, dialect: Dialect) -> str | None:
    try:
        return str(type_.compile(dialect=dialect))
    except (CompileError, UnsupportedCompilationError):
        return None


_WHOLE = ("SMALLINT", "INTEGER", "BIGINT")
_FLOATS = ("REAL", "FLOAT", "DOUBLE PRECISION")
_SIZED = re.compile(r"(?P<name>[A-Z ]+?)\s*(?:\((?P<first>\d+)(?:,\s*(?P<second>\d+))?\))?(?P<rest> .*)?$")


def holds_all(before: str, after: str) -> bool:
    """Whether each value of one type is one of the other, as PostgreSQL converts it. False where that is not known.

    Source: PostgreSQL 18 manual, chapter 8.
    """
    if before == after or after in ("TEXT", "VARCHAR") or (before in _FLOATS and after == "DOUBLE PRECISION"):
        return True
    old, new = _SIZED.match(before), _SIZED.match(after)
    if old is None or new is None or (old["rest"] or "") != (new["rest"] or ""):
        return False
    one, other = old["name"], new["name"]
    if other in ("NUMERIC", "DECIMAL"):
        return _fits_numeric(old, new)
    if one in _WHOLE and other in _WHOLE:
        return _WHOLE.index(one) <= _WHOLE.index(other)
    if one in ("CHAR", "VARCHAR") and other == "VARCHAR" and old["first"]:
        return int(old["first"]) <= int(new["first"])
    if one == other and one in ("TIMESTAMP", "TIME"):
        return int(old["first"] or 6) <= int(new["first"] or 6)
    return (one, other) in {("JSON", "JSONB"), ("JSONB", "JSON"), ("DATE", "TIMESTAMP")}


def _fits_numeric(old: re.Match[str], new: re.Match[str]) -> bool:
    if new["first"] is None:
        return old["name"] in (*_WHOLE, "NUMERIC", "DECIMAL")
    room = int(new["first"]) - int(new["second"] or 0)
    if old["name"] in _WHOLE:
        return room >= (5, 10, 19)[_WHOLE.index(old["name"])]
    if old["name"] not in ("NUMERIC", "DECIMAL") or old["first"] is None:
        return False
    scale = int(old["second"] or 0)
    return room >= int(old["first"]) - scale and int(new["second"] or 0) >= scale
