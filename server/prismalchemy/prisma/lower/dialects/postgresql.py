"""Types of PostgreSQL and CockroachDB."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from prismalchemy.prisma.lower.dialects import Make, TypeTables
from prismalchemy.schema import Raw


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


def _raw(sql: str) -> Make:
    return lambda *_: Raw(sql)


SCALARS: dict[str, Make] = {
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
NATIVE: dict[str, Make] = {
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
COCKROACHDB_NATIVE: dict[str, Make] = {
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

POSTGRESQL = TypeTables(SCALARS, NATIVE)
COCKROACHDB = TypeTables(SCALARS, COCKROACHDB_NATIVE)
