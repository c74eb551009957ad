"""What a database says of both histories. It is asked through SQLAlchemy and whichever driver is installed."""

from __future__ import annotations

import posixpath
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from prismalchemy.migrate import records
from prismalchemy.migrate.applied import Applied, Record
from prismalchemy.migrate.renames import quoted, quoted_key
from prismalchemy.schema import TableKey
from prismalchemy.workspace.external import VERSION_TABLE

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

_DRIVERS = ("psycopg", "psycopg2", "pg8000")
"""Drivers of PostgreSQL that need no event loop, the first one first."""
_PRISMAS_OWN = frozenset(
    {
        "schema",
        "connection_limit",
        "pool_timeout",
        "pgbouncer",
        "socket_timeout",
        "statement_cache_size",
        "sslaccept",
        "sslidentity",
        "sslpassword",
    }
)
"""What Prisma alone knows in an address. Source: Prisma's reference, "Connection URL" of PostgreSQL."""


class DatabaseError(Exception):
    """A database that cannot be asked; the message is one line without the address's password."""


def database_url(address: str, folder: str) -> URL:
    """SQLAlchemy's address of a database, from SQLAlchemy's or Prisma's.

    Args:
        address: as the user wrote it.
        folder: what a relative path of a SQLite file is relative to.

    Raises:
        DatabaseError: it is none that can be used.
    """
    from sqlalchemy import URL, make_url
    from sqlalchemy.exc import ArgumentError

    if address.startswith("file:"):
        path = address.removeprefix("file:").partition("?")[0]
        return URL.create("sqlite", database=posixpath.normpath(posixpath.join(folder, path)))
    try:
        url = make_url(address.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError) as error:
        raise DatabaseError("the database's address is no URL; write postgresql://… or file:…") from error
    backend = url.get_backend_name()
    if backend == "sqlite":
        return url.set(drivername="sqlite")
    if backend != "postgresql":
        raise DatabaseError(f"not supported yet: histories of {backend}; PostgreSQL and SQLite are")
    if url.drivername not in (f"postgresql+{name}" for name in _DRIVERS):
        driver = next((name for name in _DRIVERS if find_spec(name) is not None), None)
        if driver is None:
            raise DatabaseError("there is no driver for PostgreSQL; install psycopg")
        url = url.set(drivername=f"postgresql+{driver}")
    schema = url.query.get("schema")
    url = url.difference_update_query(_PRISMAS_OWN)
    if isinstance(schema, str) and schema != "public" and "options" not in url.query:
        url = url.update_query_dict({"options": f"-csearch_path={schema}"})
    return url


@contextmanager
def connected(address: str, folder: str) -> Iterator[Connection]:
    """A connection to a database, in a transaction that ends with the block.

    Raises:
        DatabaseError: there is no such database, or what is done with it fails.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.pool import NullPool

    url = database_url(address, folder)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise DatabaseError(f"{url.database}: there is no such database; check --database")
    try:
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            yield connection
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        what = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise DatabaseError(f"{url.render_as_string()}: {what}; check --database") from error


def read_applied(connection: Connection, version_table: str = VERSION_TABLE) -> Applied:
    """What the tables of both tools hold. Nothing is written.

    Args:
        connection: to the database.
        version_table: Alembic's own table, with its schema before a dot.
    """
    from sqlalchemy import inspect, text

    inspector = inspect(connection)
    names = set(inspector.get_table_names())
    schema, _, name = version_table.rpartition(".")
    records = revisions = None
    if "_prisma_migrations" in names:
        rows = connection.execute(
            text(
                "SELECT migration_name, checksum, finished_at IS NOT NULL, rolled_back_at IS NOT NULL, logs "
                'FROM "_prisma_migrations" ORDER BY started_at, migration_name'
            )
        )
        records = tuple(Record(name, sum_, bool(done), bool(back), logs) for name, sum_, done, back, logs in rows)
    if inspector.has_table(name, schema or None):
        statement = f"SELECT version_num FROM {quoted_key(TableKey(schema or None, name))} ORDER BY 1"  # noqa: S608
        revisions = tuple(connection.exec_driver_sql(statement).scalars())
    return Applied(records, revisions)


def lock(connection: Connection, key: int) -> None:
    """Take Prisma's lock until the transaction ends.

    Raises:
        DatabaseError: another deployment holds it.
    """
    if (
        connection.dialect.name == "postgresql"
        and not connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({int(key)})").scalar()
    ):
        raise DatabaseError("another deployment is running; try again when it has ended")


def record_migration(connection: Connection, name: str, checksum: str) -> None:
    """Write into `_prisma_migrations` that a migration has been applied; the table is made where it is missing."""
    from sqlalchemy import text

    postgresql = connection.dialect.name == "postgresql"
    connection.exec_driver_sql(records.POSTGRESQL if postgresql else records.SQLITE)
    now = connection.exec_driver_sql(f"SELECT {records.POSTGRESQL_NOW if postgresql else records.SQLITE_NOW}").scalar()
    connection.execute(
        text(
            'INSERT INTO "_prisma_migrations" '
            "(id, checksum, finished_at, migration_name, started_at, applied_steps_count) "
            "VALUES (:id, :checksum, :now, :name, :now, 1)"
        ),
        {"id": str(uuid.uuid4()), "checksum": checksum, "name": name, "now": now},
    )


def record_revisions(connection: Connection, revisions: Sequence[str], version_table: str = VERSION_TABLE) -> None:
    """Write into Alembic's own table that the database is at some revisions; it is made where it is missing."""
    from sqlalchemy import text

    schema, _, name = version_table.rpartition(".")
    table = quoted_key(TableKey(schema or None, name))
    connection.exec_driver_sql(
        f"CREATE TABLE IF NOT EXISTS {table} (version_num VARCHAR(32) NOT NULL, "
        f"CONSTRAINT {quoted(f'{name}_pkc')} PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    for revision in revisions:
        connection.execute(
            text(f"INSERT INTO {table} (version_num) VALUES (:revision)"),  # noqa: S608
            {"revision": revision},
        )
