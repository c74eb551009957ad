"""A part of `make sync-report`: after *sync* neither Prisma's engine nor Alembic finds anything on a PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Iterator

import psycopg
import pytest
from tests.drift import combined, hand, live
from tests.drift.run import STYLES, Base, base, drift, kinds
from tests.fixes.test_converge import SCHEMA
from tests.generate.live import changes
from tests.generate.servers import Postgresql, postgresql
from tests.oracle.engine import Engine

from prismalchemy.fixes import Side

CASES = 2
"""Pairs with several drifts, for each style."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Postgresql]:
    with postgresql() as server:
        yield server


def pair(style: str) -> Base:
    found = hand.hand_base() if style == "by hand" else base("small", SCHEMA, style)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("style", [*STYLES, "by hand"])
def test_neither_finds_anything_after_sync(style: str, engine: Engine, server: Postgresql) -> None:
    here = pair(style)
    seed = random.Random(f"live {style}")
    held = 0
    for _ in range(10 * CASES):
        mixture = combined.several(here, 4, seed, apart=True, towards=Side.MODELS)
        found = None if mixture is None else live.judge(here, mixture.sides, engine, server)
        if found is not None:
            assert found.holds, found
            held += 1
        if held == CASES:
            return
    raise AssertionError("too few pairs could be judged")


def test_what_is_not_mended_is_found_by_both(engine: Engine, server: Postgresql) -> None:
    here = pair("mapped")
    kind = next(kind for _, kind in kinds() if kind.name == "text as integer")
    drifted = drift(here, kind, random.Random(1))
    assert drifted is not None
    files = [("schema.prisma", drifted.schema)]
    by_engine, by_models = server.fresh("by_prisma"), server.fresh("by_models")
    with psycopg.connect(by_engine.dsn, autocommit=True) as connection:
        connection.execute(engine.ask("ddl", files))
    with live.metadata_of(drifted.models) as metadata:
        metadata.create_all(by_models.engine)
        assert "modify_type" in str(live.alembic_finds(metadata, by_engine))
    assert "ALTER TABLE" in str(changes(engine, files, by_models))
