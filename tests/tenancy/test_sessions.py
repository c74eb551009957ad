"""Random operations of SQLAlchemy under A beside B's rows: B's are neither seen nor touched, A's are not refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from tests.generate.servers import Postgresql, postgresql
from tests.tenancy import world
from tests.tenancy.trials import STYLES, run_trials
from tests.tenancy.world import World

OPERATIONS = range(50)


class Databases(NamedTuple):
    models: Any
    mixed: World
    with_policies: World
    alone: World


@pytest.fixture(scope="module")
def server() -> Iterator[Postgresql]:
    with postgresql() as found:
        yield found


@pytest.fixture(scope="module")
def databases(server: Postgresql) -> Iterator[Databases]:
    with world.models() as models:
        yield Databases(
            models,
            world.make(server, models, "mixed", "ab", row_level_security=False),
            world.make(server, models, "policies", "ab", row_level_security=True),
            world.make(server, models, "alone", "a", row_level_security=False),
        )


@pytest.mark.parametrize("policies", [False, True])
@pytest.mark.parametrize("style", STYLES)
def test_nothing_leaks_and_nothing_is_refused_falsely(databases: Databases, style: str, policies: bool) -> None:
    guard = world.module("tenancy_guard", world.guard_of_sessions(row_level_security=policies))
    mixed = databases.with_policies if policies else databases.mixed
    tally = run_trials(style, OPERATIONS, databases.models, guard, mixed, databases.alone)
    assert tally.leaks == []
    assert tally.refusals == []
    # Operations do what they are drawn for, and some are refused.
    assert tally.worked > tally.operations / 2
    assert tally.refused > 0


@pytest.mark.parametrize("style", STYLES)
def test_without_the_guard_they_leak(databases: Databases, style: str) -> None:
    tally = run_trials(style, OPERATIONS, databases.models, None, databases.mixed, databases.alone)
    assert len(tally.leaks) > 5
