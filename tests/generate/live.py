"""Prisma's engine as the judge of a database that generated models made."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from tests.generate import catalogs, mysql_catalog
from tests.generate.generated import running
from tests.generate.servers import Database, Mariadb, Postgresql, sqlite
from tests.oracle.engine import Engine, RefusedError

from prismalchemy.generate import render_module
from prismalchemy.prisma import Reader
from prismalchemy.schema import UNKNOWN, Raw, Schema
from prismalchemy.text import SourceFile

Files = Sequence[tuple[str, str]]

JUDGED = ("postgresql", "sqlite")
"""The dialects that both the engine and the tests have a database for."""


@dataclass(frozen=True)
class Verdict:
    """What the engine would still do to a database that the models made.

    `control` is what it would still do to one that it made itself; it is asked only where `ours` is not empty.
    Since one statement may then stand for several differences (on SQLite, a table is made anew), `catalogs` holds what
    only one of the two databases says of itself. All are empty where the database is what the schema says.
    `impossible`: Prisma cannot create such a database either (it needs a type that nobody defines).
    """

    ours: frozenset[str] = frozenset()
    control: frozenset[str] = frozenset()
    catalogs: frozenset[tuple[object, ...]] = frozenset()
    error: str | None = None
    impossible: bool = False

    @property
    def identical(self) -> bool:
        """Whether the engine finds nothing to do."""
        return self.error is None and not self.ours

    @property
    def holds(self) -> bool:
        """Whether it finds nothing that it does not find in its own database."""
        return self.impossible or (self.error is None and self.ours <= self.control and not self.catalogs)


def read(files: Files) -> Schema:
    """The neutral schema of a Prisma schema."""
    return Reader().read([SourceFile(name, text) for name, text in files]).schema


def create(text: str, engine: sa.Engine) -> None:
    """`create_all` of a generated module."""
    with running(text) as module:
        base = getattr(module, "BaseModel", None) or module.Base
        base.metadata.create_all(engine)


def judge(engine: Engine, files: Files, server: Postgresql) -> Verdict | None:
    """The verdict on the models that are generated from a schema; None where it is for another database.

    Raises:
        RefusedError: Prisma does not accept the schema, or has no engine for its provider here.
    """
    engine.ask("ddl", files)
    schema = read(files)
    if schema.dialect not in JUDGED:
        return None
    with tempfile.TemporaryDirectory(prefix="prismalchemy-") as folder:

        def fresh(name: str) -> Database:
            return server.fresh(name) if schema.dialect == "postgresql" else sqlite(Path(folder) / f"{name}.db")

        database = fresh("by_models")
        try:
            create(render_module(schema), database.engine)
        except (sa.exc.SQLAlchemyError, Warning) as error:
            impossible = isinstance(error, sa.exc.DBAPIError) and not _can_push(engine, files, fresh("by_prisma"))
            return Verdict(error=f"{type(error).__name__}: {error}", impossible=impossible)
        ours = changes(engine, files, database)
        if not ours:
            return Verdict()
        control = fresh("by_prisma")
        try:
            engine.ask("push", files, control.url)
        except RefusedError as error:
            # Its own DDL fails; what it finds in ours is then for a person to judge.
            return Verdict(ours, error=f"Prisma's own push fails: {error}")
        both = [_catalog(one, str(schema.dialect)) for one in (database, control)]
        return Verdict(ours, changes(engine, files, control), frozenset(both[0] ^ both[1]))


def _can_push(engine: Engine, files: Files, database: Database) -> bool:
    try:
        engine.ask("push", files, database.url)
    except RefusedError:
        return False
    return True


def judge_mysql(engine: Engine, files: Files, server: Mariadb) -> list[str] | None:
    """What a MariaDB database of the models has too much or lacks; None where the schema is for another database.

    Raises:
        RefusedError: Prisma does not accept the schema.
    """
    errors = [found["text"] for found in engine.ask("lint", files) if not found["is_warning"]]
    if errors:
        raise RefusedError(errors[0])
    schema = read(files)
    if schema.dialect != "mysql":
        return None
    database = server.fresh("by_models")
    try:
        create(render_module(schema), database)
    except (sa.exc.SQLAlchemyError, Warning) as error:
        return [f"{type(error).__name__}: {error}"]
    constraints = not any(_RELATION_MODE.search(text) for _, text in files)
    expected = mysql_catalog.expected(engine.ask("datamodel", files), constraints=constraints)
    return mysql_catalog.differences(expected, database, _hidden(schema))


_RELATION_MODE = re.compile(r'^\s*relationMode\s*=\s*"prisma"', re.MULTILINE)


def _hidden(schema: Schema) -> set[str]:
    """The tables and columns that DMMF leaves out."""
    tables = {table.name for table in schema.tables if table.ignored}
    columns = {
        f"{table.name}.{column.name}"
        for table in schema.tables
        for column in table.columns
        if column.ignored or (column.type is not UNKNOWN and isinstance(column.type.type, Raw))
    }
    return tables | columns


def _catalog(database: Database, dialect: str) -> catalogs.Facts:
    if dialect == "postgresql":
        return catalogs.postgresql(database.dsn)
    with closing(sqlite3.connect(database.dsn)) as connection:
        return catalogs.sqlite(connection)


def changes(engine: Engine, files: Files, database: Database) -> frozenset[str]:
    """The statements that Prisma's engine would run to make the database what the schema says."""
    return frozenset(statements(engine.ask("changes", files, database.url)))


def statements(script: str) -> list[str]:
    """The statements of a script of the engine, which ends each with a semicolon at the end of a line."""
    uncommented = re.sub(r"^--.*$", "", script, flags=re.MULTILINE)
    return [part.strip() for part in re.split(r";$", uncommented, flags=re.MULTILINE) if part.strip()]
