"""Random operations of Prisma Client under A beside B's rows: B's are neither seen nor touched, A's are not refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.generate.servers import postgresql
from tests.tenancy import world
from tests.tenancy.clients import STYLES, build_client, bundle, run_client_trials
from tests.tenancy.world import World

OPERATIONS = range(40)


class Databases(NamedTuple):
    plain: Path
    policies: Path
    mixed: World
    with_policies: World
    alone: World


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    folder = tmp_path_factory.mktemp("client")
    plain = build_client(folder, row_level_security=False)
    with postgresql() as server, world.models() as models:
        yield Databases(
            plain,
            bundle(folder, row_level_security=True),
            world.make(server, models, "mixed", "ab", row_level_security=False),
            world.make(server, models, "policies", "ab", row_level_security=True),
            world.make(server, models, "alone", "a", row_level_security=False),
        )


@pytest.mark.parametrize("policies", [False, True])
@pytest.mark.parametrize("style", STYLES)
def test_nothing_leaks_and_nothing_is_refused_falsely(databases: Databases, style: str, policies: bool) -> None:
    made, mixed = (databases.policies, databases.with_policies) if policies else (databases.plain, databases.mixed)
    tally = run_client_trials(made, style, OPERATIONS, mixed, databases.alone, guarded=True)
    assert tally.leaks == []
    assert tally.refusals == []
    assert tally.worked > tally.operations / 3
    assert tally.refused > 0


def test_without_the_guard_they_leak(databases: Databases) -> None:
    tally = run_client_trials(databases.plain, STYLES[0], OPERATIONS, databases.mixed, databases.alone, guarded=False)
    assert len(tally.leaks) > 10
