"""Models that drifted and were synchronised, judged by Prisma's engine and by Alembic on a real PostgreSQL."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel
from sqlmodel.main import default_registry
from tests.drift.run import Base
from tests.drift.sides import Sides
from tests.generate import live
from tests.generate.generated import imported_tree, running
from tests.generate.servers import Database, Postgresql
from tests.oracle.engine import Engine, RefusedError

from prismalchemy.fixes import Side
from prismalchemy.schema import UNKNOWN, Schema


@dataclass(frozen=True)
class Judgement:
    """What the two judges find after *sync*.

    `prisma` are statements that Prisma's engine would run on a database of the models, `alembic` what Alembic would do
    to the engine's own database. What each finds without any drift of this pair as well is left out: `known` counts it.
    """

    prisma: frozenset[str] = frozenset()
    alembic: frozenset[str] = frozenset()
    known: int = 0
    trouble: str = ""

    @property
    def holds(self) -> bool:
        return not self.prisma and not self.alembic and not self.trouble


def judge(here: Base, drifted: Sides, engine: Engine, server: Postgresql) -> Judgement | None:
    """What the judges find after the fixes of the models; None where Prisma takes no such schema, or they leave a rest.

    Args:
        here: the pair before it drifted.
        drifted: the pair after.
        engine: Prisma's.
        server: where the databases are made.
    """
    files = [("schema.prisma", drifted.schema)]
    try:
        script = engine.ask("ddl", files)
    except RefusedError:
        return None
    mended = drifted.repaired(Side.MODELS)
    if mended.findings:
        return None
    by_engine = server.fresh("by_prisma")
    try:
        with psycopg.connect(by_engine.dsn, autocommit=True) as connection:
            connection.execute(script)
    except psycopg.Error:
        # What the engine cannot create itself (a default that does not fit) says nothing about the models.
        return None
    by_models = server.fresh("by_models")
    try:
        with metadata_of(mended.models) as metadata:
            _create(metadata, by_models)
            alembic = set(alembic_finds(metadata, by_engine))
    except Exception as error:  # whatever it is, it is the finding
        if _is_beyond_alembic(here, engine, server):
            return None
        return Judgement(trouble=f"{type(error).__name__}: {error}")
    unused = _unused_enums(mended.prisma.schema)
    try:
        changes = live.changes(engine, files, by_models)
    except RefusedError as error:
        if _is_beyond_prisma(engine, files, by_engine):
            return None
        return Judgement(trouble=f"Prisma's engine: {error}")
    prisma = {one for one in changes if not any(f'"{name}" AS ENUM' in one for name in unused)}
    if not prisma and not alembic:
        return Judgement()
    own = live.changes(engine, files, by_engine)
    before = _without_drift(here, engine, server) if alembic else frozenset()
    return Judgement(frozenset(prisma - own), frozenset(alembic - before), len(prisma & own) + len(alembic & before))


def _is_beyond_prisma(engine: Engine, files: live.Files, by_engine: Database) -> bool:
    """Whether the engine fails on a database of its own as well: it panics about some of several schemas."""
    try:
        live.changes(engine, files, by_engine)
    except RefusedError:
        return True
    return False


def _create(metadata: sa.MetaData, database: Database) -> None:
    tables = metadata.tables.values()
    types = [column.type for table in tables for column in table.columns]
    enums = [getattr(one, "item_type", one) for one in types]
    schemas = {table.schema for table in tables} | {one.schema for one in enums if isinstance(one, sa.Enum)}
    with database.engine.begin() as connection:
        for schema in schemas - {None}:
            connection.execute(sa.schema.CreateSchema(str(schema), if_not_exists=True))
    metadata.create_all(database.engine)


def _unused_enums(schema: Schema) -> set[str]:
    """The enums of Prisma's that no column has.

    SQLAlchemy creates such a type only where a module says so by itself (`Enum(…, metadata=Base.metadata)`, which
    `generate` writes). No query of the models can go wrong about it, so no rule speaks of it, and Alembic compares no
    types of enums: that Prisma's engine would create it is no fault of *sync*.
    """
    types = [column.type for table in schema.tables for column in table.columns]
    used = {kind.enum.name for kind in types if kind is not UNKNOWN and kind.enum is not None}
    return {str(enum.name) for enum in schema.enums if enum.name not in used}


def _is_beyond_alembic(here: Base, engine: Engine, server: Postgresql) -> bool:
    """Whether Alembic fails on the pair before it drifted as well: on quotes within a default, for one."""
    try:
        _without_drift(here, engine, server)
    except Exception:  # whatever it is, it was there before
        return True
    return False


def alembic_finds(metadata: sa.MetaData, database: Database) -> frozenset[str]:
    """What Alembic would do to a database, types and defaults compared."""
    with database.engine.connect() as connection, warnings.catch_warnings():
        # It says of expressions of an index and of computed columns that it cannot compare them.
        warnings.simplefilter("ignore")
        options = {"compare_type": True, "compare_server_default": True, "include_schemas": _has_schemas(metadata)}
        context = MigrationContext.configure(connection, opts=options)
        return frozenset(_told(operation) for operation in compare_metadata(context, metadata))


def _has_schemas(metadata: sa.MetaData) -> bool:
    return any(table.schema is not None for table in metadata.tables.values())


def _told(operation: Any) -> str:
    """An operation in words that two runs of the models have in common."""
    if isinstance(operation, list):
        return "; ".join(map(_told, operation))
    return " ".join(_item(part) for part in operation)


def _item(part: object) -> str:
    if isinstance(part, sa.schema.SchemaItem) and not isinstance(part, (sa.Table, sa.Column)):
        table = getattr(part, "table", None)
        columns = [getattr(column, "name", str(column)) for column in getattr(part, "columns", ())]
        return f"{type(part).__name__} {getattr(part, 'name', None)} of {table} {columns}"
    return str(part) if isinstance(part, (str, sa.Table, sa.Column)) or part is None else repr(part)


def _without_drift(here: Base, engine: Engine, server: Postgresql) -> frozenset[str]:
    """What Alembic finds in the pair that agrees: how people write defaults, and uniques as constraints."""
    database = server.fresh("without_drift")
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        connection.execute(engine.ask("ddl", [("schema.prisma", here.sides.schema)]))
    with metadata_of(here.sides.models) as metadata:
        return alembic_finds(metadata, database)


@contextmanager
def metadata_of(models: Mapping[str, str]) -> Iterator[sa.MetaData]:
    """The MetaData of models, which are run: they are this project's own."""
    if len(models) == 1:
        # All SQLModel classes share one registry and one MetaData, which still have what the module before left there.
        SQLModel.metadata = sa.MetaData()
        default_registry._class_registry.clear()
        with running(next(iter(models.values()))) as module:
            yield (module.Base if hasattr(module, "Base") else module.SQLModel).metadata
        return
    with tempfile.TemporaryDirectory(prefix="prismalchemy-") as folder, imported_tree(models, Path(folder)) as module:
        yield module.Base.metadata
