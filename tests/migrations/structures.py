"""Databases that Prisma's engine makes of real schemas: nothing may be said of their tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psycopg
import sqlalchemy as sa
from tests.generate import live
from tests.generate.servers import Postgresql, postgresql
from tests.migrations.environment import Server
from tests.oracle.engine import Engine, RefusedError
from tests.oracle.schemas import Case, cases

from prismalchemy.migrate import Dialect, PrismaMigration
from prismalchemy.migrate.ahead import ahead, migrated
from prismalchemy.migrate.structure import mismatches
from prismalchemy.schema import Schema
from prismalchemy.workspace.shadow import content_of


class Point(Protocol):
    """What counts checks."""

    def check(self, holds: object, what: str) -> None:
        """Count one check."""


def structures(_: Server, folder: Path, point: Callable[[str], Point]) -> None:
    """Every schema that Prisma has SQL for: its database is as it says, and its history has made all of it."""
    engine = Engine()
    counted = point("`migrate status`: databases that Prisma made of real schemas are as these say")
    words = point("Editor: nothing of a real schema is ahead of its own migration")
    with postgresql() as server:
        for case in cases():
            try:
                script = engine.ask("ddl", case.files)
            except RefusedError:
                continue
            schema = live.read(case.files)
            if schema.dialect not in ("postgresql", "sqlite"):
                continue
            found = _differences(case, schema, script, server, folder)
            counted.check(found == [], f"{case.name}: {found[:3]}")
            history = migrated([PrismaMigration("1", script, None)], "postgresql")
            words.check(list(ahead(schema, history)) == [], case.name)
    engine.close()


def _differences(case: Case, schema: Schema, script: str, server: Postgresql, folder: Path) -> list[str]:
    dialect: Dialect = "sqlite" if schema.dialect == "sqlite" else "postgresql"
    if dialect == "postgresql":
        database = server.fresh("structure")
        with psycopg.connect(database.dsn, autocommit=True) as connection:
            connection.execute(script.encode())
        engine = database.engine
    else:
        path = folder / "structure.db"
        path.unlink(missing_ok=True)
        connection_ = sqlite3.connect(path)
        connection_.executescript(script)
        connection_.close()
        engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
    with engine.connect() as connected:
        content = content_of(connected, dialect)
    found = mismatches(schema, content.schema, dialect, (), all_tables=True)
    return [f"{case.name}: {one.message}" for one in found]
