"""Column types: Prisma's scalar and native types as SQLAlchemy type objects, by dialect.

Source: the DDL that Prisma's schema engine writes (PostgreSQL, CockroachDB, SQLite), and the renderers of its MySQL and
SQL Server connectors.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, postgresql
from sqlalchemy.types import TypeEngine

from prismalchemy.schema import ColumnType, Raw

SCALARS = frozenset({"String", "Int", "BigInt", "Float", "Decimal", "Boolean", "Bytes", "DateTime", "Json"})

_Make: TypeAlias = Callable[..., TypeEngine[Any]]


def _timestamp(precision: int | None = None) -> TypeEngine[Any]:
    return postgresql.TIMESTAMP(precision=precision)


def _timestamptz(precision: int | None = None) -> TypeEngine[Any]:
    return postgresql.TIMESTAMP(timezone=True, precision=precision)


def _time(precision: int | None = None) -> TypeEngine[Any]:
    return postgresql.TIME(precision=precision)


def _timetz(precision: int | None = None) -> TypeEngine[Any]:
    return postgresql.TIME(timezone=True, precision=precision)


def _varbit(length: int | None = None) -> TypeEngine[Any]:
    return postgresql.BIT(length, varying=True)


def _uuid() -> TypeEngine[Any]:
    return postgresql.UUID(as_uuid=False)


def _raw(sql: str) -> _Make:
    return lambda *_: Raw(sql)


def _mysql_unsigned(make: _Make) -> _Make:
    return lambda *_: make(unsigned=True)


_POSTGRESQL_SCALARS: dict[str, _Make] = {
    "String": sa.TEXT,
    "Int": sa.INTEGER,
    "BigInt": sa.BIGINT,
    "Float": sa.DOUBLE_PRECISION,
    "Decimal": lambda: sa.DECIMAL(65, 30),
    "Boolean": sa.BOOLEAN,
    "Bytes": postgresql.BYTEA,
    "DateTime": lambda: _timestamp(3),
    "Json": postgresql.JSONB,
}
_POSTGRESQL_NATIVE: dict[str, _Make] = {
    "Text": sa.TEXT,
    "VarChar": sa.VARCHAR,
    "Char": sa.CHAR,
    "Bit": postgresql.BIT,
    "VarBit": _varbit,
    "Uuid": _uuid,
    "Xml": _raw("XML"),
    "Inet": postgresql.INET,
    "Citext": postgresql.CITEXT,
    "Integer": sa.INTEGER,
    "SmallInt": sa.SMALLINT,
    "BigInt": sa.BIGINT,
    "Oid": postgresql.OID,
    "Real": sa.REAL,
    "DoublePrecision": sa.DOUBLE_PRECISION,
    "Decimal": sa.DECIMAL,
    "Money": postgresql.MONEY,
    "Timestamp": _timestamp,
    "Timestamptz": _timestamptz,
    "Date": sa.DATE,
    "Time": _time,
    "Timetz": _timetz,
    "Boolean": sa.BOOLEAN,
    "ByteA": postgresql.BYTEA,
    "Json": postgresql.JSON,
    "JsonB": postgresql.JSONB,
}
_COCKROACH_NATIVE: dict[str, _Make] = {
    "String": lambda length=None: sa.TEXT() if length is None else sa.VARCHAR(length),
    "Char": sa.CHAR,
    "CatalogSingleChar": postgresql.CHAR,
    "Bit": postgresql.BIT,
    "VarBit": _varbit,
    "Uuid": _uuid,
    "Inet": postgresql.INET,
    "Int2": sa.SMALLINT,
    "Int4": sa.INTEGER,
    "Int8": sa.BIGINT,
    "Oid": postgresql.OID,
    "Float4": sa.REAL,
    "Float8": sa.DOUBLE_PRECISION,
    "Decimal": sa.DECIMAL,
    "Timestamp": _timestamp,
    "Timestamptz": _timestamptz,
    "Date": sa.DATE,
    "Time": _time,
    "Timetz": _timetz,
    "Bool": sa.BOOLEAN,
    "Bytes": postgresql.BYTEA,
    "JsonB": postgresql.JSONB,
    "Geometry": lambda *_: Raw("GEOMETRY"),
    "Geography": lambda *_: Raw("GEOGRAPHY"),
}
_MYSQL_SCALARS: dict[str, _Make] = {
    "String": lambda: mysql.VARCHAR(191),
    "Int": mysql.INTEGER,
    "BigInt": mysql.BIGINT,
    "Float": lambda: mysql.DOUBLE(asdecimal=False),
    "Decimal": lambda: mysql.DECIMAL(65, 30),
    "Boolean": sa.BOOLEAN,
    "Bytes": mysql.LONGBLOB,
    "DateTime": lambda: mysql.DATETIME(fsp=3),
    "Json": mysql.JSON,
}
_MYSQL_NATIVE: dict[str, _Make] = {
    "Int": mysql.INTEGER,
    "UnsignedInt": _mysql_unsigned(mysql.INTEGER),
    "SmallInt": mysql.SMALLINT,
    "UnsignedSmallInt": _mysql_unsigned(mysql.SMALLINT),
    "TinyInt": mysql.TINYINT,
    "UnsignedTinyInt": _mysql_unsigned(mysql.TINYINT),
    "MediumInt": mysql.MEDIUMINT,
    "UnsignedMediumInt": _mysql_unsigned(mysql.MEDIUMINT),
    "BigInt": mysql.BIGINT,
    "UnsignedBigInt": _mysql_unsigned(mysql.BIGINT),
    "Decimal": mysql.DECIMAL,
    "Float": mysql.FLOAT,
    "Double": lambda: mysql.DOUBLE(asdecimal=False),
    "Bit": mysql.BIT,
    "Char": mysql.CHAR,
    "VarChar": mysql.VARCHAR,
    "Binary": sa.BINARY,
    "VarBinary": sa.VARBINARY,
    "TinyBlob": mysql.TINYBLOB,
    "Blob": sa.BLOB,
    "MediumBlob": mysql.MEDIUMBLOB,
    "LongBlob": mysql.LONGBLOB,
    "TinyText": mysql.TINYTEXT,
    "Text": mysql.TEXT,
    "MediumText": mysql.MEDIUMTEXT,
    "LongText": mysql.LONGTEXT,
    "Date": sa.DATE,
    "Time": lambda precision=None: mysql.TIME(fsp=precision),
    "DateTime": lambda precision=None: mysql.DATETIME(fsp=precision),
    "Timestamp": lambda precision=None: mysql.TIMESTAMP(fsp=precision),
    "Year": mysql.YEAR,
    "Json": mysql.JSON,
}
# Prisma writes JSONB for Json on SQLite; SQLAlchemy has JSON there, and to SQLite both are type names without meaning.
_SQLITE_SCALARS: dict[str, _Make] = {
    "String": sa.TEXT,
    "Int": sa.INTEGER,
    "BigInt": sa.BIGINT,
    "Float": sa.REAL,
    "Decimal": sa.DECIMAL,
    "Boolean": sa.BOOLEAN,
    "Bytes": sa.BLOB,
    "DateTime": sa.DATETIME,
    "Json": sa.JSON,
}
_MSSQL_SCALARS: dict[str, _Make] = {
    "String": lambda: sa.NVARCHAR(1000),
    "Int": sa.INTEGER,
    "BigInt": sa.BIGINT,
    "Float": lambda: sa.FLOAT(53),
    "Decimal": lambda: sa.DECIMAL(32, 16),
    "Boolean": mssql.BIT,
    "Bytes": lambda: mssql.VARBINARY("max"),  # type: ignore[no-untyped-call]
    "DateTime": mssql.DATETIME2,
    "Json": lambda: mssql.NVARCHAR("max"),  # type: ignore[arg-type]  # "max" is documented
}
_MSSQL_NATIVE: dict[str, _Make] = {
    "TinyInt": mssql.TINYINT,
    "SmallInt": sa.SMALLINT,
    "Int": sa.INTEGER,
    "BigInt": sa.BIGINT,
    "Decimal": sa.DECIMAL,
    "Money": mssql.MONEY,
    "SmallMoney": mssql.SMALLMONEY,
    "Bit": mssql.BIT,
    "Float": sa.FLOAT,
    "Real": sa.REAL,
    "Date": sa.DATE,
    "Time": mssql.TIME,
    "DateTime": sa.DATETIME,
    "DateTime2": mssql.DATETIME2,
    "DateTimeOffset": mssql.DATETIMEOFFSET,
    "SmallDateTime": mssql.SMALLDATETIME,
    "Char": sa.CHAR,
    "NChar": sa.NCHAR,
    "VarChar": mssql.VARCHAR,
    "Text": sa.TEXT,
    "NVarChar": mssql.NVARCHAR,
    "NText": mssql.NTEXT,
    "Binary": sa.BINARY,
    "VarBinary": mssql.VARBINARY,
    "Image": mssql.IMAGE,
    "Xml": mssql.XML,
    "UniqueIdentifier": lambda: mssql.UNIQUEIDENTIFIER(as_uuid=False),
}

_SCALAR_TYPES = MappingProxyType(
    {
        "postgresql": _POSTGRESQL_SCALARS,
        "cockroachdb": _POSTGRESQL_SCALARS,
        "mysql": _MYSQL_SCALARS,
        "sqlite": _SQLITE_SCALARS,
        "mssql": _MSSQL_SCALARS,
    }
)
_NATIVE_TYPES: MappingProxyType[str, dict[str, _Make]] = MappingProxyType(
    {
        "postgresql": _POSTGRESQL_NATIVE,
        "cockroachdb": _COCKROACH_NATIVE,
        "mysql": _MYSQL_NATIVE,
        "sqlite": {},
        "mssql": _MSSQL_NATIVE,
    }
)


@lru_cache(maxsize=4096)
def scalar_type(flavour: str, scalar: str, *, many: bool = False) -> ColumnType:
    """The column type of a Prisma scalar type without a native type; `many` for a list."""
    return _column_type(_SCALAR_TYPES[flavour][scalar](), many=many)


@lru_cache(maxsize=4096)
def native_type(flavour: str, name: str, arguments: tuple[int | str, ...], *, many: bool = False) -> ColumnType | None:
    """The column type of a native type (`VarChar`, `(20,)`), None where the dialect has none of this name."""
    make = _NATIVE_TYPES[flavour].get(name)
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


@lru_cache(maxsize=4096)
def unsupported_type(sql: str, *, many: bool = False) -> ColumnType:
    """The column type of `Unsupported("sql")`."""
    return _column_type(Raw(sql), many=many)


def _column_type(type: TypeEngine[Any], *, many: bool) -> ColumnType:
    return ColumnType(sa.ARRAY(type) if many else type)
