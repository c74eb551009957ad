"""What a database says it consists of: sets of facts, equal for databases that are the same."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import psycopg

Facts = set[tuple[Any, ...]]

_COLUMNS = """
SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
       pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""
_OBJECTS = """
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype IN ('p', 'f', 'u') AND conrelid::regclass::text NOT LIKE 'pg\\_%'
    AND connamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
UNION ALL SELECT 'index', schemaname || '.' || tablename, indexname, indexdef FROM pg_indexes
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
UNION ALL SELECT 'enum', enumtypid::regtype::text, enumlabel,
    (rank() OVER (PARTITION BY enumtypid ORDER BY enumsortorder))::text
FROM pg_enum
"""


def postgresql(dsn: str) -> Facts:
    """All columns, keys, indexes and enums of a PostgreSQL database.

    Constant defaults count by the value that the column takes, not by spelling; a column that counts up counts as such,
    whether by an identity or by a sequence of its own.
    """
    with psycopg.connect(dsn) as connection:
        found: Facts = set(connection.execute(_OBJECTS).fetchall())
        for *column, identity, default in connection.execute(_COLUMNS).fetchall():
            value = default
            if identity or (default or "").startswith("nextval("):
                value = "counts up"
            elif default is not None and "(" not in default and default != "CURRENT_TIMESTAMP":
                (value,) = connection.execute(f"SELECT ({default})::{column[3]}::text").fetchone() or ()
            found.add((*column, value))
    return found


def sqlite(connection: sqlite3.Connection) -> Facts:
    """All columns, keys, indexes and foreign keys of a SQLite database; types by their affinity."""
    found: Facts = set()
    tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    for table, sql in tables.fetchall():
        found.add(("counts", table, "AUTOINCREMENT" in sql))
        for row in connection.execute(f'PRAGMA table_info("{table}")').fetchall():
            _, name, type_, not_null, default, key = row
            value = default
            if default is not None and not default.upper().startswith("CURRENT"):
                (value,) = connection.execute(f"SELECT {default}").fetchone()
            found.add(("column", table, name, affinity(type_), not_null, value, key))
        for _, index, unique, origin, partial in connection.execute(f'PRAGMA index_list("{table}")').fetchall():
            columns = connection.execute(f'PRAGMA index_xinfo("{index}")').fetchall()
            entries = tuple((name, descending) for _, _, name, descending, _, key in columns if key)
            found.add(("index", table, index if origin == "c" else None, unique, partial, entries))
        for row in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
            found.add(("foreign key", table, *row[1:]))
    return found


def affinity(type_: str) -> str:
    """A type's affinity, by the rules of SQLite's manual (section 3.1 of "Datatypes in SQLite")."""
    for affinity, pattern in (
        ("INTEGER", "INT"),
        ("TEXT", "CHAR|CLOB|TEXT"),
        ("BLOB", "BLOB|^$"),
        ("REAL", "REAL|FLOA|DOUB"),
    ):
        if re.search(pattern, type_.upper()):
            return affinity
    return "NUMERIC"
