"""What the generated models create is what Prisma would create.

One database by each, and their catalogs compared; and Prisma's engine is asked what it would still change. The corpus
and more schemas at random are judged by `make generator-report`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from tests.generate import catalogs, live
from tests.generate.generated import PRISMA_CASES
from tests.generate.servers import Postgresql, postgresql
from tests.oracle.engine import Engine, RefusedError
from tests.oracle.schemas import HERE, Case, cases
from tests.oracle.test_random import schemas as random_schemas

from prismalchemy.generate import render_module

OWN = [Case(path.stem, ((path.name, path.read_text(encoding="utf-8")),)) for path in PRISMA_CASES]
"""The schemas of this folder."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Postgresql]:
    with postgresql() as server:
        yield server


def postgresql_differences(server: Postgresql, script: str, module: str) -> catalogs.Facts:
    """What only one of the two databases has: Prisma's script makes one, the models the other."""
    by_prisma, by_models = server.fresh("by_prisma"), server.fresh("by_models")
    with psycopg.connect(by_prisma.dsn, autocommit=True) as connection:
        connection.execute(script)
    live.create(module, by_models.engine)
    return catalogs.postgresql(by_prisma.dsn) ^ catalogs.postgresql(by_models.dsn)


def sqlite_differences(script: str, module: str) -> catalogs.Facts:
    by_prisma, by_models = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    by_prisma.executescript(script)
    live.create(module, sa.create_engine("sqlite://", creator=lambda: by_models, poolclass=sa.StaticPool))
    differences = catalogs.sqlite(by_prisma) ^ catalogs.sqlite(by_models)
    by_prisma.close()
    by_models.close()
    return differences


def differences(case: Case, engine: Engine, server: Postgresql) -> catalogs.Facts | None:
    """None where Prisma refuses the schema, or has no engine for its database here."""
    try:
        script = engine.ask("ddl", case.files)
    except RefusedError:
        return None
    schema = live.read(case.files)
    text = render_module(schema)
    try:
        if schema.dialect == "sqlite":
            return sqlite_differences(script, text)
        return postgresql_differences(server, script, text) if schema.dialect == "postgresql" else None
    except sa.exc.SQLAlchemyError as error:
        return {("error", str(error))}


def test_models_create_what_prisma_creates(engine: Engine, server: Postgresql) -> None:
    compared: list[str] = []
    found: dict[str, catalogs.Facts] = {}
    for case in [*OWN, *cases()]:
        differing = differences(case, engine, server)
        if differing is not None:
            compared.append(case.name)
        if differing:
            found[case.name] = differing
    assert found == {}
    without_database = {"cockroachdb", "mysql", "relation_mode", "sqlserver"}
    assert {path.stem for path in PRISMA_CASES} - set(compared) <= without_database
    print(f"{len(compared)} databases compared")


def test_prismas_engine_finds_nothing_to_change(engine: Engine, server: Postgresql) -> None:
    """In a database of the models; where it finds something in its own database too, not one statement more."""
    verdicts: dict[str, live.Verdict] = {}
    for case in [*OWN, *(case for case in cases() if (HERE / case.name).exists())]:
        try:
            verdict = live.judge(engine, case.files, server)
        except RefusedError:
            continue
        if verdict is not None:
            verdicts[case.name] = verdict
    assert {name: verdict for name, verdict in verdicts.items() if not verdict.holds} == {}
    assert sum(verdict.identical for verdict in verdicts.values()) > len(verdicts) / 2


def test_prismas_engine_finds_nothing_to_change_in_random_schemas(engine: Engine, server: Postgresql) -> None:
    judged = 0

    @given(random_schemas())
    @settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def judge(schema: str) -> None:
        nonlocal judged
        try:
            verdict = live.judge(engine, [("schema.prisma", schema)], server)
        except RefusedError:
            return
        if verdict is not None:
            judged += 1
            assert verdict.holds, (verdict, schema)

    judge()
    assert judged > 10


def test_a_difference_would_be_found(engine: Engine, server: Postgresql) -> None:
    files = [("schema.prisma", 'datasource db {\n  provider = "postgresql"\n}\nmodel A {\n  id Int @id\n}\n')]
    database = server.fresh("by_models")
    live.create(render_module(live.read(files)), database.engine)
    wanted = [(name, text.replace("id Int @id", "id Int @id\n  b Int?")) for name, text in files]
    assert live.changes(engine, wanted, database) == {'ALTER TABLE "A" ADD COLUMN     "b" INTEGER'}
