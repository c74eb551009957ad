"""How a dialect spells a type, by SQLAlchemy's own DDL compiler."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import CompileError
from sqlalchemy.types import TypeEngine


@lru_cache(maxsize=8)
def dialect_named(name: str) -> DefaultDialect:
    """SQLAlchemy's dialect object; CockroachDB speaks PostgreSQL, and so does what we do not know.

    Dialects are imported when they are asked for: all of them together cost more than reading a schema.
    """
    if name == "mysql":
        from sqlalchemy.dialects import mysql

        return mysql.dialect()
    if name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.dialect()
    if name == "mssql":
        from sqlalchemy.dialects import mssql

        return mssql.dialect()  # type: ignore[no-untyped-call]
    from sqlalchemy.dialects import postgresql

    return postgresql.dialect()  # type: ignore[no-untyped-call]


def spell(type: TypeEngine[Any], dialect: str) -> str | None:
    """The type as DDL of the dialect, None where the dialect has no such type (`String()` without length on MySQL)."""
    compiler = dialect_named(dialect).type_compiler_instance
    try:
        return str(compiler.process(type))
    except (CompileError, TypeError, AttributeError):
        return None


_POSTGRESQL = (
    (re.compile(r"^FLOAT(\((2[5-9]|[345]\d)\)|(?!\())"), "DOUBLE PRECISION"),
    (re.compile(r"^FLOAT\(\d+\)"), "REAL"),
    (re.compile(r"^DECIMAL\b"), "NUMERIC"),
    (re.compile(r"^STRING\b"), "TEXT"),
    (re.compile(r"^(TIMESTAMP|TIME)\(6\)"), r"\1"),
    (re.compile(r"^(CHAR|BIT)(?=$|\[)"), r"\1(1)"),
    (re.compile(r"^(NUMERIC\(\d+)\)"), r"\1, 0)"),
    # PostGIS: no SRID of a geometry is 0 (or less), that of a geography 4326; any geometry without one is plain.
    (re.compile(r"^(GEOMETRY\(\w+), (?:0|-\d+)\)"), r"\1)"),
    (re.compile(r"^(GEOGRAPHY\(\w+), (?:0|4326|-\d+)\)"), r"\1)"),
    (re.compile(r"^GEOMETRY\(GEOMETRY\)"), "GEOMETRY"),
)
_MYSQL = (
    (re.compile(r"^CHAR$"), "CHAR(1)"),
    (re.compile(r"^(BOOL|BOOLEAN)$"), "TINYINT(1)"),
    (re.compile(r"^INT\b"), "INTEGER"),
    (re.compile(r"^(INTEGER|BIGINT|SMALLINT|MEDIUMINT)\(\d+\)"), r"\1"),
    (re.compile(r"^NUMERIC\b"), "DECIMAL"),
    (re.compile(r"^DECIMAL(?!\()"), "DECIMAL(10)"),
    (re.compile(r"^(DECIMAL\(\d+)\)"), r"\1, 0)"),
    (re.compile(r"^DOUBLE PRECISION\b"), "DOUBLE"),
    (re.compile(r"^(DATETIME|TIMESTAMP|TIME)\(0\)"), r"\1"),
    # Of the lengths that a TEXT or BLOB may be given, the greatest ones are a type's own.
    (re.compile(r"^(TEXT|BLOB)\(4294967295\)"), r"LONG\1"),
    (re.compile(r"^BLOB\(16777215\)"), "MEDIUMBLOB"),
    (re.compile(r"^BLOB\(65535\)"), "BLOB"),
    # Prisma makes tables with this character set and collation.
    (re.compile(r" CHARACTER SET UTF8MB4\b"), ""),
    (re.compile(r" COLLATE UTF8MB4_UNICODE_CI\b"), ""),
)
_MSSQL = (
    (re.compile(r"^NUMERIC\b"), "DECIMAL"),
    (re.compile(r"^DOUBLE PRECISION\b"), "FLOAT"),
    (re.compile(r"^FLOAT\(53\)"), "FLOAT"),
    (re.compile(r"^INTEGER\b"), "INT"),
)
_SYNONYMS = {"postgresql": _POSTGRESQL, "cockroachdb": _POSTGRESQL, "mysql": _MYSQL, "mssql": _MSSQL}
"""Spellings of one and the same type, from the databases' manuals."""


_AROUND_BRACKETS = re.compile(r" ?[(,] ?| (?=\))")


@lru_cache(maxsize=4096)
def normalise(ddl: str, dialect: str) -> str:
    """The DDL with one spelling chosen among those that the dialect takes for the same type."""
    if '"' in ddl or "'" in ddl:
        return ddl
    ddl = _AROUND_BRACKETS.sub(lambda match: match[0].strip(), " ".join(ddl.split()).upper()).replace(",", ", ")
    ddl = ddl.replace(" WITHOUT TIME ZONE", "").replace("CHARACTER VARYING", "VARCHAR")
    for pattern, replacement in _SYNONYMS.get(dialect, ()):
        ddl = pattern.sub(replacement, ddl)
    return ddl
