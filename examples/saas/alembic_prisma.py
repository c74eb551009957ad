"""What Alembic has to know of Prisma. Made by prismalchemy: `prismalchemy migrate env` writes it anew.

In env.py:

    from alembic_prisma import locked, options

    with locked(connection):
        context.configure(connection=connection, target_metadata=target_metadata, **options)
        with context.begin_transaction():
            context.run_migrations()
"""

import time
import uuid
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy import inspect

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
            raise CommandError(_BEGUN.format(name=name))
        elif revision not in done and name in recorded and not step.is_upgrade:
            run(f"DELETE FROM \"_prisma_migrations\" WHERE migration_name = '{quoted}'")


@contextmanager
def locked(connection):
    """Holds the lock under which Prisma deploys; waits for it a minute at the most.

    Begins nothing where a migration was begun and did not end.
    """
    if connection.dialect.name != "postgresql":
        _refuse_begun(connection)
        yield
        return
    for _ in range(300):
        found = connection.exec_driver_sql("SELECT pg_try_advisory_lock(72707369)").scalar()
        connection.commit()
        if found:
            break
        time.sleep(0.2)
    else:
        raise CommandError("another deployment holds the lock of Prisma's migrations for over a minute; try later")
    try:
        _refuse_begun(connection)
        yield
    finally:
        connection.rollback()
        connection.exec_driver_sql("SELECT pg_advisory_unlock(72707369)")
        connection.commit()


def _refuse_begun(connection):
    if inspect(connection).has_table("_prisma_migrations"):
        rows = connection.exec_driver_sql(
            'SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NULL AND rolled_back_at IS NULL'
        )
        begun = rows.scalars().first()
        if begun is not None:
            raise CommandError(_BEGUN.format(name=begun))
    connection.rollback()


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
