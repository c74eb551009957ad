"""Random operations of SQLAlchemy under A beside B's rows: B's are neither seen nor touched, A's are not refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from tests.generate.servers import Postgresql, postgresql
from tests.tenancy import world
from tests.tenancy.trials import STYLES, plain, run_trials
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


WAYS = ("lazyload", "joinedload", "selectinload", "subqueryload", "immediateload")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("limit", [None, 3])
def test_no_relationship_leads_to_another_tenant(databases: Databases, way: str, limit: int | None) -> None:
    """Every relationship of every class, also those from tables that all tenants share."""
    guard = world.module("tenancy_guard", world.guard_of_sessions(row_level_security=False))
    engine = world.engine(databases.mixed)
    reached = 0
    for mapper in databases.models.Base.registry.mappers:
        for relationship in mapper.relationships:
            option = getattr(sa.orm, way)(getattr(mapper.class_, relationship.key))
            with guard.TenantSession(engine) as session, guard.tenant("a-org"):
                statement = sa.select(mapper.class_).options(option).limit(limit)
                for item in session.scalars(statement).unique():
                    value = getattr(item, relationship.key)
                    many = value if isinstance(value, list) else [value] if value is not None else []
                    assert not world.is_of_b(repr(plain([item, *many]))), f"{mapper.class_.__name__}.{relationship.key}"
                    reached += len(many)
    assert reached > 50
    engine.dispose()
