"""Column types: Prisma's scalar and native types as SQLAlchemy type objects."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from prismalchemy.prisma.lower.dialects import TypeTables
from prismalchemy.schema import ColumnType, Raw

SCALARS = frozenset({"String", "Int", "BigInt", "Float", "Decimal", "Boolean", "Bytes", "DateTime", "Json"})


@cache
def _tables(flavour: str) -> TypeTables:
    """The types of a dialect, imported when it is first met: the four together cost 100 ms."""
    if flavour == "mysql":
        from prismalchemy.prisma.lower.dialects.mysql import MYSQL

        return MYSQL
    if flavour == "mssql":
        from prismalchemy.prisma.lower.dialects.mssql import MSSQL

        return MSSQL
    if flavour == "sqlite":
        from prismalchemy.prisma.lower.dialects.sqlite import SQLITE

        return SQLITE
    from prismalchemy.prisma.lower.dialects.postgresql import COCKROACHDB, POSTGRESQL

    return COCKROACHDB if flavour == "cockroachdb" else POSTGRESQL


@lru_cache(maxsize=4096)
def scalar_type(flavour: str, scalar: str, *, many: bool = False) -> ColumnType:
    """The column type of a Prisma scalar type without a native type; `many` for a list."""
    return _column_type(_tables(flavour).scalars[scalar](), many=many)


@lru_cache(maxsize=4096)
def native_type(flavour: str, name: str, arguments: tuple[int | str, ...], *, many: bool = False) -> ColumnType | None:
    """The column type of a native type (`VarChar`, `(20,)`), None where the dialect has none of this name."""
    make = _tables(flavour).native.get(name)
    # Only Decimal has a precision and a scale; a second argument of another type would be a collation to SQLAlchemy.
    if make is None or len(arguments) > (2 if name == "Decimal" else 1):
        return None
    if "max" in arguments and flavour != "mssql":
        return None
    try:
        return _column_type(make(*arguments), many=many)
    except (TypeError, ValueError):
        # An argument where the type takes none: Prisma refuses the schema.
        return None


def native_names(flavour: str) -> tuple[str, ...]:
    """The names of a dialect's native types."""
    return tuple(_tables(flavour).native)


@lru_cache(maxsize=4096)
def unsupported_type(sql: str, *, many: bool = False) -> ColumnType:
    """The column type of `Unsupported("sql")`."""
    return _column_type(Raw(sql), many=many)


def _column_type(type: TypeEngine[Any], *, many: bool) -> ColumnType:
    return ColumnType(sa.ARRAY(type) if many else type)
