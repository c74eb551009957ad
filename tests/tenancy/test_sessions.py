"""Random operations of SQLAlchemy under A beside B's rows: B's are neither seen nor touched, A's are not refused."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import psycopg
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


def test_criteria_stand_once_in_what_is_loaded_eagerly(databases: Databases) -> None:
    """Each loader takes over the options of the statement before it, and asks the guard again."""
    guard = world.module("tenancy_guard", world.guard_of_sessions(row_level_security=False))
    engine = world.engine(databases.mixed)
    m = databases.models
    ran: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: ran.append(given[2]))
    option = sa.orm.selectinload(m.Project.tasks).selectinload(m.Task.comments).selectinload(m.Comment.attachments)
    with guard.TenantSession(engine) as session, guard.tenant("a-org"):
        found = session.scalars(sa.select(m.Project).options(option)).all()
        assert sum(len(comment.attachments) for one in found for task in one.tasks for comment in task.comments) == 6
    # Comments are asked for by tasks whose tenant was just read, and belong to whom these belong.
    assert [statement.count("tenancy_current_tenant") for statement in ran] == [1, 1, 0, 1]
    engine.dispose()


LOADS: dict[str, tuple[Callable[[Any, Any], Any], list[int]]] = {
    "children by parents of the tenant": (
        lambda s, m: s.scalars(sa.select(m.Task).options(sa.orm.selectinload(m.Task.comments))).all(),
        [1, 0],
    ),
    "with a condition of the program's": (
        lambda s, m: s.scalars(
            sa.select(m.Task).options(sa.orm.selectinload(m.Task.comments.and_(m.Comment.body != "x")))
        ).all(),
        [1, 1],
    ),
    "lazily": (lambda s, m: [len(task.comments) for task in s.scalars(sa.select(m.Task).limit(1))], [1, 1]),
    "by subqueries": (
        lambda s, m: s.scalars(sa.select(m.Task).options(sa.orm.subqueryload(m.Task.comments))).all(),
        [1, 2],
    ),
    "by a statement of the program's": (
        lambda s, m: s.scalars(
            sa.select(m.Comment).where(m.Comment.task_id.in_(sa.bindparam("primary_keys", expanding=True))),
            {"primary_keys": [task.id for task in s.scalars(sa.select(m.Task))]},
        ).all(),
        [1, 1],
    ),
    "an alias of the children": (
        lambda s, m: (
            s.scalars(
                sa.select(m.Task).options(
                    sa.orm.selectinload(m.Task.comments).joinedload(m.Comment.task).joinedload(m.Task.comments)
                )
            )
            .unique()
            .all()
        ),
        [1, 3],
    ),
}
"""How children are read, and how often each statement asks for the tenant."""


@pytest.mark.parametrize("load", LOADS)
def test_only_children_of_parents_just_read_are_not_asked_for_their_tenant(databases: Databases, load: str) -> None:
    guard = world.module("tenancy_guard", world.guard_of_sessions(row_level_security=False))
    engine = world.engine(databases.mixed)
    ran: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: ran.append(given[2]))
    read, asked = LOADS[load]
    with guard.TenantSession(engine) as session, guard.tenant("a-org"):
        assert read(session, databases.models)
        assert all(task.organization_id == "a-org" for task in session.identity_map.values() if hasattr(task, "title"))
        assert [statement.count("tenancy_current_tenant") for statement in ran] == asked
    engine.dispose()


def test_children_are_asked_for_their_tenant_where_it_changed_since_their_parents_were_read(
    databases: Databases,
) -> None:
    """Parents of one tenant that are still streamed within a block for another one."""
    guard = world.module("tenancy_guard", world.guard_of_sessions(row_level_security=False))
    engine = world.engine(databases.mixed)
    m = databases.models
    ran: list[str] = []
    with guard.TenantSession(engine) as session:
        with guard.tenant("a-org"):
            query = sa.select(m.Task).options(sa.orm.selectinload(m.Task.comments)).execution_options(yield_per=1)
            streamed = iter(session.scalars(query))
            assert next(streamed).comments
        sa.event.listen(engine, "before_cursor_execute", lambda *given: ran.append(given[2]))
        with guard.tenant("b-org"):
            assert [task.comments for task in streamed] == [[]] * 7
        assert ran
        assert all("tenancy_current_tenant" in statement for statement in ran)
    engine.dispose()


def test_children_of_a_parent_whose_tenant_was_changed_are_asked_for_theirs(databases: Databases) -> None:
    guard = world.module("tenancy_guard", world.guard_of_sessions(row_level_security=False))
    engine = world.engine(databases.mixed)
    m = databases.models
    ran: list[str] = []
    with guard.TenantSession(engine, autoflush=False) as session, guard.tenant("a-org"):
        task = session.scalars(sa.select(m.Task)).first()
        task.organization_id = "b-org"
        task.organization_id = "a-org"
        sa.event.listen(engine, "before_cursor_execute", lambda *given: ran.append(given[2]))
        session.scalars(sa.select(m.Task).options(sa.orm.selectinload(m.Task.comments))).all()
        assert [statement.count("tenancy_current_tenant") for statement in ran] == [1, 1]
    engine.dispose()


class Found:
    """A session of A that has looked a task up, and holds it no longer."""

    def __init__(self, databases: Databases) -> None:
        self.m = databases.models
        self.guard = world.module("tenancy_guard", world.guard_of_sessions(row_level_security=False))
        self.engine = world.engine(databases.mixed)
        self.session = self.guard.TenantSession(self.engine, expire_on_commit=False)
        self.key = world.task_key("a", 1)
        self.ran: list[str] = []
        self.look()

    def look(self) -> None:
        with self.guard.tenant("a-org"):
            assert self.session.get(self.m.Task, self.key) is not None
        gc.collect()
        assert not self.session.identity_map.values()
        self.ran.clear()
        sa.event.listen(self.engine, "before_cursor_execute", lambda *given: self.ran.append(given[2].split()[0]))

    def refer(self, tenant: str = "a-org") -> None:
        author = f"{tenant.split('-')[0]}-user-1"
        with self.guard.tenant(tenant):
            # Its author is of the tenant, but not looked up.
            self.session.add(self.m.Comment(id="found", task_id=self.key, author_id=author, body="x"))
            self.session.flush()

    def run(self, statement: Any) -> None:
        with self.guard.unrestricted("a test"):
            self.session.execute(statement, execution_options={"synchronize_session": False})


@pytest.fixture
def found(databases: Databases) -> Iterator[Found]:
    made = Found(databases)
    yield made
    made.session.close()
    made.engine.dispose()


def test_what_was_looked_up_is_known_without_its_object(found: Found) -> None:
    with found.guard.tenant("a-org"):
        author = found.session.get(found.m.User, "a-user-1")
        found.ran.clear()
        found.session.add(found.m.Comment(id="found", task_id=found.key, author_id=author.id, body="x"))
        found.session.flush()
    assert found.ran == ["INSERT"]


def test_what_was_looked_up_is_known_after_a_flush(found: Found) -> None:
    with found.guard.tenant("a-org"):
        author = found.session.get(found.m.User, "a-user-1")
        found.session.add(found.m.Label(id="found", name="x"))
        found.session.flush()
        found.ran.clear()
        found.session.add(found.m.Comment(id="found", task_id=found.key, author_id=author.id, body="x"))
        found.session.flush()
    assert found.ran == ["INSERT"]


def test_what_was_looked_up_is_known_for_its_tenant_alone(found: Found) -> None:
    with pytest.raises(found.guard.TenantViolation, match="no such row of task"):
        found.refer("b-org")


def _moved(m: Any, key: Any) -> Any:
    return sa.update(m.Task).where(m.Task.id == key).values(organization_id="b-org")


def test_what_was_looked_up_is_asked_about_after_what_may_have_changed_it(found: Found) -> None:
    found.run(_moved(found.m, found.key))
    with pytest.raises(found.guard.TenantViolation, match="no such row of task"):
        found.refer()


MOVES: dict[str, Callable[[Any, Any, Any], Any]] = {
    "bulk update": lambda session, m, values: session.bulk_update_mappings(m.Task, [values]),
    "bulk save": lambda session, m, values: session.bulk_save_objects([_stale(m, values)]),
    "connection": lambda session, m, values: session.connection().execute(
        sa.update(m.Task.__table__).where(m.Task.__table__.c.id == values["id"]).values(organization_id="b-org")
    ),
    "flush": lambda session, m, values: (
        (setattr(session.get(m.Task, values["id"]), "organization_id", "b-org"),) and session.flush()
    ),
}


def _stale(m: Any, values: Any) -> Any:
    """An object that says another tenant than its row."""
    made = m.Task(id=values["id"])
    sa.orm.make_transient_to_detached(made)
    made.organization_id = values["organization_id"]
    return made


@pytest.mark.parametrize("move", MOVES)
def test_what_was_looked_up_is_asked_about_after_what_passes_by_statements(found: Found, move: str) -> None:
    with found.guard.unrestricted("a test"):
        MOVES[move](found.session, found.m, {"id": found.key, "organization_id": "b-org"})
    with pytest.raises(found.guard.TenantViolation, match="no such row of task"):
        found.refer()


def test_what_was_looked_up_and_deleted_is_asked_about(found: Found) -> None:
    """A foreign key of the database would say it too, where there is one."""
    with found.guard.tenant("a-org"):
        found.session.execute(
            sa.delete(found.m.Task).where(found.m.Task.id == found.key),
            execution_options={"synchronize_session": False},
        )
    with pytest.raises(found.guard.TenantViolation, match="no such row of task"):
        found.refer()


@pytest.mark.parametrize("way", ["refresh", "expire", "defer"])
def test_a_row_that_was_moved_is_not_refreshed(databases: Databases, way: str) -> None:
    m = databases.models
    guard = world.module("tenancy_guard", world.guard_of_sessions(row_level_security=False))
    engine = world.engine(databases.mixed)
    key = world.task_key("a", 2)
    option = [sa.orm.defer(m.Task.title)] if way == "defer" else []
    moved = "UPDATE task SET organization_id = %s WHERE id = %s"
    with (
        psycopg.connect(databases.mixed.dsn, autocommit=True) as connection,
        guard.TenantSession(engine) as session,
        guard.tenant("a-org"),
    ):
        held = session.get(m.Task, key, options=option)
        connection.execute(moved, ["b-org", key])
        try:
            if way == "expire":
                session.expire(held)
            with pytest.raises((sa.exc.InvalidRequestError, sa.orm.exc.ObjectDeletedError)):
                session.refresh(held) if way == "refresh" else held.title
        finally:
            session.rollback()
            connection.execute(moved, ["a-org", key])
    engine.dispose()


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_what_was_looked_up_is_known_for_its_transaction_alone(found: Found, databases: Databases, end: str) -> None:
    getattr(found.session, end)()
    with psycopg.connect(databases.mixed.dsn) as connection:
        moved = "UPDATE task SET organization_id = %s WHERE id = %s"
        connection.execute(moved, ["b-org", found.key])
        connection.commit()
        try:
            with pytest.raises(found.guard.TenantViolation, match="no such row of task"):
                found.refer()
        finally:
            found.session.rollback()
            connection.execute(moved, ["a-org", found.key])


def test_what_was_looked_up_in_a_savepoint_is_known_in_it_alone(found: Found) -> None:
    found.session.rollback()
    with found.guard.tenant("a-org"):
        inner = found.session.begin_nested()
        found.run(
            sa.insert(found.m.Task).values(id=world.task_key("c", 1), title="x", project_id=1, organization_id="a-org")
        )
        assert found.session.get(found.m.Task, world.task_key("c", 1)) is not None
        gc.collect()
        inner.rollback()
        found.key = world.task_key("c", 1)
    with pytest.raises(found.guard.TenantViolation, match="no such row of task"):
        found.refer()
