"""All that a database of the tests holds, as facts that are equal for databases that are the same."""

from __future__ import annotations

import sqlite3

import psycopg
from tests.generate import catalogs
from tests.migrations.environment import Server

_FURTHER = """
SELECT 'view', schemaname, viewname, definition FROM pg_views
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
UNION ALL SELECT 'function', n.nspname, p.proname, pg_get_functiondef(p.oid) || obj_description(p.oid)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND p.prokind = 'f'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL SELECT 'extension', extname, extversion, '' FROM pg_extension
UNION ALL SELECT 'schema', nspname, '', '' FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
UNION ALL SELECT 'invalid', indexrelid::regclass::text, '', '' FROM pg_index WHERE NOT indisvalid
"""
_OWN = ("_prisma_migrations", "alembic_version", "public._prisma_migrations", "public.alembic_version")


def postgresql(server: Server, database: str, *, rows: bool = True) -> catalogs.Facts:
    """The facts of a PostgreSQL database, those of the tools' own tables left out; with `rows` also its rows."""
    found = {
        fact for fact in catalogs.postgresql(server.dsn(database)) if not {*_OWN} & {str(part) for part in fact[:3]}
    }
    with psycopg.connect(server.dsn(database)) as connection:
        found |= set(connection.execute(_FURTHER).fetchall())
        if rows:
            tables = connection.execute(
                "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            ).fetchall()
            for (table,) in tables:
                if table not in _OWN:
                    for (row,) in connection.execute(f"SELECT to_jsonb(t)::text FROM {table} t").fetchall():
                        found.add(("row", table, row))
    return found


def sqlite(path: str) -> set[tuple[object, ...]]:
    """The facts of a SQLite database: its objects by their SQL, and its rows."""
    connection = sqlite3.connect(path)
    try:
        objects = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE tbl_name NOT IN ('_prisma_migrations', 'alembic_version')"
        ).fetchall()
        # Alembic writes spaces for tabs when it renders.
        found: set[tuple[object, ...]] = {(kind, name, " ".join((sql or "").split())) for kind, name, sql in objects}
        for type_, name, _ in objects:
            if type_ == "table":
                found |= {("row", name, *row) for row in connection.execute(f'SELECT * FROM "{name}"').fetchall()}
        return found
    finally:
        connection.close()
