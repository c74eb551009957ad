"""Types of SQLite, which has no native types."""

from __future__ import annotations

import sqlalchemy as sa

from prismalchemy.prisma.lower.dialects import Make, TypeTables

# Prisma writes JSONB for Json on SQLite; SQLAlchemy has JSON there, and to SQLite both are type names without meaning.
SCALARS: dict[str, Make] = {
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

SQLITE = TypeTables(SCALARS, {})
