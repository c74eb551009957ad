"""What Alembic has to know of Prisma. Made by prismalchemy: `prismalchemy migrate env` writes it anew.

In env.py:

    from alembic_prisma import locked, options

    with locked(connection):
        context.configure(connection=connection, target_metadata=target_metadata, **options)
        with context.begin_transaction():
            context.run_migrations()
"""

import re
import time
import uuid
from contextlib import contextmanager

from alembic import context
from alembic.util import CommandError
from sqlalchemy import event, inspect

MIGRATIONS = {}
"""The Prisma migration that was made of a revision, and its checksum."""
PRISMA_TABLES = frozenset({"_prisma_migrations"})
PRISMA_SCHEMAS = frozenset()
"""What Prisma migrates; Alembic neither creates nor drops it."""


def include_name(name, type_, parent_names):
    """Leaves out what is Prisma's when Alembic looks into the database."""
    if type_ == "schema":
        return name not in PRISMA_SCHEMAS
    return type_ != "table" or not _is_prismas(name, parent_names.get("schema_name"))


def include_object(object, name, type_, reflected, compare_to):
    """Leaves out what is Prisma's when Alembic looks at the models."""
    return type_ != "table" or not _is_prismas(name, object.schema)


def _is_prismas(name, schema):
    return schema in PRISMA_SCHEMAS or (name if schema is None else f"{schema}.{name}") in PRISMA_TABLES


def on_version_apply(*, ctx, step, heads, **_):
    """Keeps Prisma's record of the migrations that were made of revisions, in the transaction of the revision."""
    if ctx.as_sql or not MIGRATIONS:
        return
    postgresql = ctx.dialect.name == "postgresql"
    now = "clock_timestamp()" if postgresql else "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
    done = {one.revision for one in step.revision_map.iterate_revisions(tuple(heads), "base")} if heads else set()

    def run(statement):
        return ctx.connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    run(_POSTGRESQL if postgresql else _SQLITE)
    recorded = {
        name: finished
        for name, finished in run(
            'SELECT migration_name, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL'
        )
    }
    for revision, (name, checksum) in MIGRATIONS.items():
        quoted = name.replace("'", "''")
        if revision in done and name not in recorded:
            run(
                'INSERT INTO "_prisma_migrations" '
                "(id, checksum, finished_at, migration_name, started_at, applied_steps_count) "
                f"VALUES ('{uuid.uuid4()}', '{checksum}', {now}, '{quoted}', {now}, 1)"
            )
        elif revision in done and recorded[name] is None:
            if name not in _begun:
                raise CommandError(_BEGUN.format(name=name))
            run(
                f'UPDATE "_prisma_migrations" SET finished_at = {now}, applied_steps_count = 1 '
                f"WHERE migration_name = '{quoted}' AND finished_at IS NULL AND rolled_back_at IS NULL"
            )
        elif revision not in done and name in recorded and not step.is_upgrade:
            run(f"DELETE FROM \"_prisma_migrations\" WHERE migration_name = '{quoted}'")
    _begun.clear()


@contextmanager
def locked(connection):
    """Holds the lock under which Prisma deploys; waits for it a minute at the most.

    Begins nothing where a migration was begun and did not end.
    """
    if connection.dialect.name != "postgresql":
        _refuse_begun(connection)
        with _whole_revisions(connection):
            yield
        return
    _lock(connection)
    connection.commit()
    try:
        _refuse_begun(connection)
        with _open_to_others(connection):
            yield
    finally:
        connection.rollback()
        connection.exec_driver_sql("SELECT pg_advisory_unlock(72707369)")
        connection.commit()


def _lock(connection):
    for _ in range(300):
        if connection.exec_driver_sql("SELECT pg_try_advisory_lock(72707369)").scalar():
            return
        if not _is_autocommit(connection):
            connection.commit()
        time.sleep(0.2)
    raise CommandError("another deployment holds the lock of Prisma's migrations for over a minute; try later")


@contextmanager
def _open_to_others(connection):
    """Gives the lock up while a statement runs CONCURRENTLY.

    Prisma waits for the lock inside PostgreSQL, CONCURRENTLY waits for whoever waits there, and PostgreSQL would call
    that a deadlock. Meanwhile the migration of this revision is recorded as begun, which keeps others out.
    """
    given_up = []

    def before(conn, cursor, statement, parameters, context_, executemany):
        if _CONCURRENTLY.search(statement) and _is_autocommit(conn) and _begin(conn):
            conn.exec_driver_sql("SELECT pg_advisory_unlock(72707369)")
            given_up.append(statement)

    def after(conn, cursor, statement, parameters, context_, executemany):
        if given_up and statement == given_up[-1]:
            given_up.pop()
            _lock(conn)

    event.listen(connection, "before_cursor_execute", before)
    event.listen(connection, "after_cursor_execute", after)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", before)
        event.remove(connection, "after_cursor_execute", after)


def _begin(connection):
    """Records the migration of the revision that runs now as begun; whether that could be done.

    It is the one behind the revision that the database is at.
    """
    heads, order = context.get_context().get_current_heads(), list(MIGRATIONS)
    if len(heads) > 1 or (heads and heads[0] not in order):
        return False
    at = order.index(heads[0]) + 1 if heads else 0
    if at == len(order):
        return False
    name, checksum = MIGRATIONS[order[at]]
    quoted = name.replace("'", "''")
    if name in _begun:
        return True
    connection.exec_driver_sql(_POSTGRESQL)
    found = connection.exec_driver_sql(
        f"SELECT 1 FROM \"_prisma_migrations\" WHERE migration_name = '{quoted}' AND rolled_back_at IS NULL",
        execution_options={"no_parameters": True},
    )
    if found.first() is not None:
        return False
    connection.exec_driver_sql(
        'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at) '
        f"VALUES ('{uuid.uuid4()}', '{checksum}', '{quoted}', clock_timestamp())",
        execution_options={"no_parameters": True},
    )
    _begun.add(name)
    return True


@contextmanager
def _whole_revisions(connection):
    """Lets a revision run in a transaction of SQLite's, whose driver would commit statement by statement.

    Not where foreign keys are enforced: no revision could switch that off in a transaction.
    """

    def begin(conn):
        if not _is_autocommit(conn):
            conn.exec_driver_sql("BEGIN IMMEDIATE")

    enforced = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
    connection.rollback()
    if enforced:
        yield
        return
    event.listen(connection, "begin", begin)
    try:
        yield
    finally:
        event.remove(connection, "begin", begin)


def _is_autocommit(connection):
    return connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"


def _refuse_begun(connection):
    if inspect(connection).has_table("_prisma_migrations"):
        rows = connection.exec_driver_sql(
            'SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NULL AND rolled_back_at IS NULL'
        )
        begun = rows.scalars().first()
        if begun is not None:
            raise CommandError(_BEGUN.format(name=begun))
    connection.rollback()


_CONCURRENTLY = re.compile(r"\A\s*(?:CREATE|DROP|REINDEX)\b.*\bCONCURRENTLY\b", re.IGNORECASE | re.DOTALL)
_begun = set()
"""Migrations that this process has recorded as begun, and has not ended yet."""

options = {
    "include_name": include_name,
    "include_object": include_object,
    "on_version_apply": on_version_apply,
}

_BEGUN = (
    "Prisma migration {name} was begun and did not end. See what of it is in the database, undo that or complete it, "
    "then say which: `npx prisma migrate resolve --rolled-back {name}` or `--applied {name}`; then upgrade again"
)
_POSTGRESQL = """\
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
)"""
_SQLITE = """\
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL,
    "checksum" TEXT NOT NULL,
    "finished_at" DATETIME,
    "migration_name" TEXT NOT NULL,
    "logs" TEXT,
    "rolled_back_at" DATETIME,
    "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
)"""
