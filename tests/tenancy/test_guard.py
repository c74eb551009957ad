"""What the guard of sessions does where programs make mistakes, one by one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session, column_property, sessionmaker
from tests.generate.servers import postgresql
from tests.tenancy import world
from tests.tenancy.world import ROLE, World, task_key

A, B = "a-org", "b-org"


class Lab:
    """The models, the guard and the database."""

    def __init__(self, models: Any, guard: Any, made: World) -> None:
        self.m = models
        self.guard = guard
        self.world = made
        self.engine = world.engine(made)
        self.sessions: sessionmaker[Any] = sessionmaker(self.engine, class_=guard.TenantSession)


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with postgresql() as server, world.models() as models:
        made = world.make(server, models, "lab", "ab", row_level_security=True)
        guard = world.module("tenancy_guard_of_lab", world.guard_of_sessions(row_level_security=True))
        found = Lab(models, guard, made)
        yield found
        found.engine.dispose()


def test_without_a_tenant_nothing_of_a_tenant_is_read_or_written(lab: Lab) -> None:
    with lab.sessions() as session:
        assert session.scalars(sa.select(lab.m.Plan.id).order_by(lab.m.Plan.id)).all() == ["free", "team"]
        with pytest.raises(lab.guard.TenantViolation, match="no tenant"):
            session.scalars(sa.select(lab.m.Task)).all()
    with lab.sessions() as session:
        session.add(lab.m.Label(id="x", name="x", organization_id=A))
        with pytest.raises(lab.guard.TenantViolation, match="no tenant"):
            session.flush()


def test_new_rows_get_the_tenant_at_once(lab: Lab) -> None:
    with lab.guard.tenant(A), lab.sessions() as session:
        made = lab.m.Label(id="x", name="x")
        session.add(made)
        assert made.organization_id == A


def test_an_exception_of_the_guard_stays_what_it_is(lab: Lab) -> None:
    """SQLAlchemy wraps errors of parameters otherwise."""
    with lab.sessions() as session, pytest.raises(lab.guard.TenantViolation):
        session.get(lab.m.Task, task_key("a", 1))


def test_what_was_loaded_unrestricted_is_not_found_afterwards(lab: Lab) -> None:
    with lab.guard.tenant(A), lab.sessions() as session:
        with lab.guard.unrestricted("a test"):
            held = session.get(lab.m.Task, task_key("b", 1)), session.get(lab.m.Task, task_key("a", 1))
            assert held[0].title == "Task 1 SECRET"
        assert session.get(lab.m.Task, task_key("b", 1)) is None
        assert session.get(lab.m.Task, task_key("a", 1)) is held[1]
        assert "title" in sa.inspect(held[1]).dict


def test_changes_made_unrestricted_are_not_written_for_a_tenant(lab: Lab) -> None:
    with lab.guard.tenant(A), lab.sessions() as session:
        with lab.guard.unrestricted("a test"):
            session.get(lab.m.Task, task_key("b", 1)).title = "x"
        with pytest.raises(lab.guard.TenantViolation, match="no such row"):
            session.flush()


def test_unrestricted_is_logged_and_wants_a_reason(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), lab.guard.unrestricted("monthly report"), lab.sessions() as session:
        assert len(session.scalars(sa.select(lab.m.Organization.id)).all()) == 2
        session.add(lab.m.Organization(id="c-org", name="new"))
        session.flush()
    assert "monthly report" in caplog.text
    with pytest.raises(lab.guard.TenantViolation), lab.guard.unrestricted(" "):
        pass


@pytest.mark.parametrize("value", [None, "", 7])
def test_what_is_no_tenant_is_refused(lab: Lab, value: Any) -> None:
    with pytest.raises(lab.guard.TenantViolation), lab.guard.tenant(value):
        pass


def test_blocks_nest(lab: Lab) -> None:
    with lab.guard.tenant(A):
        with lab.guard.tenant(B):
            assert lab.guard.current_tenant() == B
        assert lab.guard.current_tenant() == A
    with pytest.raises(lab.guard.TenantViolation):
        lab.guard.current_tenant()


def test_a_parameter_does_not_take_the_tenants_place(lab: Lab) -> None:
    with lab.guard.tenant(A), lab.sessions() as session, pytest.raises(lab.guard.TenantViolation):
        session.scalars(sa.select(lab.m.Task), {"tenancy_current_tenant": B}).all()


def test_tables_that_the_guard_does_not_know_are_refused(lab: Lab) -> None:
    class Later(lab.m.Base):  # type: ignore[misc, name-defined]
        __tablename__ = "later"
        id = sa.orm.mapped_column(sa.Integer, primary_key=True)

    statements: list[Any] = [sa.select(Later), sa.select(sa.func.count()).select_from(Later), sa.delete(Later)]
    try:
        for statement in statements:
            refused = pytest.raises(lab.guard.TenantViolation, match="run `prismalchemy tenancy`")
            with lab.guard.tenant(A), lab.sessions() as session, refused:
                session.execute(statement)
    finally:
        lab.m.Base.registry._dispose_cls(Later)
        lab.m.Base.metadata.remove(Later.__table__)


def test_what_a_column_property_selects_is_guarded(lab: Lab) -> None:
    count = sa.select(sa.func.count(lab.m.User.id)).scalar_subquery()
    sa.inspect(lab.m.Plan).add_property("users", column_property(count))
    guard = world.module("tenancy_guard_again", world.guard_of_sessions())
    statement = sa.select(lab.m.Plan.id, lab.m.Plan.users).order_by(lab.m.Plan.id)
    with guard.tenant(A), guard.TenantSession(lab.engine) as session:
        with guard.unrestricted("a test"):
            session.execute(sa.text("SELECT set_config('app.tenant_unrestricted', 'on', true)"))
        assert session.execute(statement).all() == [("free", 3), ("team", 3)]


LISTENERS: dict[str, Callable[[Any, Any], Any]] = {
    "changes nothing": lambda state, m: None,
    "replaces": lambda state, m: setattr(state, "statement", sa.select(m.Task)),
    "runs it": lambda state, m: state.invoke_statement(),
    "runs another": lambda state, m: state.invoke_statement(statement=sa.select(m.Task)),
}


@pytest.mark.parametrize("listener", LISTENERS)
def test_what_listeners_make_of_a_statement_is_guarded(lab: Lab, listener: str) -> None:
    with lab.guard.tenant(A), lab.sessions() as session:
        sa.event.listen(session, "do_orm_execute", lambda state: LISTENERS[listener](state, lab.m))
        assert {task.organization_id for task in session.scalars(sa.select(lab.m.Task))} == {A}


def test_listeners_reach_no_text_and_no_other_tenant(lab: Lab) -> None:
    statements = [sa.text("SELECT id FROM task"), sa.select(lab.m.Task.__table__)]
    for statement in statements:
        with lab.guard.tenant(A), lab.sessions() as session:
            sa.event.listen(session, "do_orm_execute", lambda state, one=statement: state.invoke_statement(one))
            with pytest.raises(lab.guard.TenantViolation):
                session.execute(sa.select(lab.m.Task))


def test_listeners_see_updates_and_what_they_look_up(lab: Lab) -> None:
    """SQLAlchemy adds a listener of its own to the SELECT that an UPDATE begins with."""
    seen = []
    with lab.guard.tenant(A), lab.sessions() as session:
        sa.event.listen(session, "do_orm_execute", lambda state: seen.append(state.is_update))
        statement = sa.update(lab.m.Task).values(title="changed")
        for way in ("fetch", "evaluate", "auto"):
            assert session.execute(statement, execution_options={"synchronize_session": way}).rowcount == 8
        assert session.execute(sa.delete(lab.m.Following)).rowcount > 0
        session.rollback()
    assert seen.count(True) == 3


def test_a_release_that_executes_otherwise_is_guarded_by_the_event(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not pass `_execute_internal` is guarded all the same, and once."""

    inner = Session._execute_internal

    def execute(self: Any, statement: Any, params: Any = None, **options: Any) -> Any:
        return inner(self, statement, params, **options)

    def scalars(self: Any, statement: Any, params: Any = None, **options: Any) -> Any:
        return inner(self, statement, params, **options).scalars()

    monkeypatch.setattr(Session, "execute", execute)
    monkeypatch.setattr(Session, "scalars", scalars)
    guard = world.module("tenancy_guard_of_another_release", world.guard_of_sessions(row_level_security=True))
    models = lab.m
    with guard.TenantSession(lab.engine) as session:
        with guard.tenant(A):
            assert {task.organization_id for task in session.scalars(sa.select(models.Task))} == {A}
            session.execute(sa.insert(models.Label).values(id="of-a", name="of-a"))
            assert session.get(models.Label, "of-a").organization_id == A
            with pytest.raises(guard.TenantViolation):
                session.execute(sa.text("SELECT 1"))
        with guard.tenant(B):
            assert session.scalars(sa.select(models.Label).where(models.Label.id == "of-a")).all() == []
        session.rollback()


def test_a_block_decorates_functions(lab: Lab) -> None:
    @lab.guard.tenant(A)
    def inner(depth: int) -> list[str]:
        return [lab.guard.current_tenant(), *(inner(depth - 1) if depth else [])]

    with lab.guard.tenant(B):
        assert inner(2) == [A, A, A]
        assert lab.guard.current_tenant() == B


MISTAKES: dict[str, Callable[[Any, Any], Any]] = {
    "text": lambda s, m: s.execute(sa.text("SELECT 1")),
    "text in a condition": lambda s, m: s.scalars(sa.select(m.Task).where(sa.text("1 = 1 OR 1 = 1"))),
    "a bare table": lambda s, m: s.execute(sa.select(m.Task.__table__)),
    "a bare secondary table": lambda s, m: s.execute(sa.select(m.Base.metadata.tables["_LabelToTask"])),
    "a connection": lambda s, m: s.connection(),
    "a foreign row": lambda s, m: s.execute(sa.insert(m.Label).values(id="x", name="x", organization_id=B)),
    "a foreign project": lambda s, m: s.execute(sa.update(m.Task).values(project_id=7770001)),
    "a computed project": lambda s, m: s.execute(sa.update(m.Task).values(project_id=m.Task.project_id + 7770000)),
    "a move": lambda s, m: s.execute(sa.update(m.Task).values(organization_id=B)),
    "a new tenant": lambda s, m: s.execute(sa.insert(m.Organization).values(id="c", name="c")),
    "no parent": lambda s, m: s.execute(sa.insert(m.Comment).values(id="x", author_id="a-user-1", body="x")),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_refused(lab: Lab, mistake: str) -> None:
    with lab.guard.tenant(A), lab.sessions() as session, pytest.raises(lab.guard.TenantViolation):
        MISTAKES[mistake](session, lab.m)


def test_a_pooled_connection_forgets_the_tenant(lab: Lab) -> None:
    def seen() -> list[Any]:
        with lab.engine.connect() as connection:
            return list(
                connection.execute(sa.text("SELECT count(*), current_setting('app.tenant_id', true) FROM task"))
            )

    with lab.guard.tenant(A), lab.sessions() as session:
        assert len(session.scalars(sa.select(lab.m.Task)).all()) == 8
        session.commit()
    assert seen() == [(0, "")]
    with lab.guard.unrestricted("a test"), lab.sessions() as session:
        assert len(session.scalars(sa.select(lab.m.Task)).all()) == 16
    assert seen() == [(0, "")]


def test_policies_hold_what_does_not_pass_the_guard(lab: Lab) -> None:
    with Session(lab.engine) as session:
        assert session.scalars(sa.select(lab.m.Task)).all() == []
        session.execute(sa.text("SELECT set_config('app.tenant_id', 'a-org', true)"))
        assert len(session.scalars(sa.select(lab.m.Task)).all()) == 8
        assert len(session.scalars(sa.select(lab.m.Attachment)).all()) == 6
        session.execute(sa.text("SAVEPOINT s"))
        for statement in (
            "INSERT INTO label (id, organization_id, name) VALUES ('x', 'b-org', 'x')",
            "UPDATE task SET project_id = 7770001",
            "INSERT INTO comment (id, task_id, author_id, body) SELECT 'x', id, 'b-user-1', 'x' FROM task LIMIT 1",
            f"""INSERT INTO "_LabelToTask" SELECT id, '{task_key("b", 1)}' FROM label LIMIT 1""",
            f"""INSERT INTO "_LabelToTask" SELECT 'b-label-1', '{task_key("a", 1)}'""",
        ):
            with pytest.raises(sa.exc.DBAPIError, match="row-level security"):
                session.execute(sa.text(statement))
            session.execute(sa.text("ROLLBACK TO SAVEPOINT s"))


def test_the_tenant_changes_inside_a_transaction(lab: Lab) -> None:
    count = sa.select(sa.func.count()).select_from(lab.m.Task)
    with lab.sessions() as session:
        with lab.guard.tenant(A):
            assert session.scalar(count) == 8
        with lab.guard.tenant(B):
            assert session.scalar(sa.select(sa.func.min(lab.m.Task.points))) > 7770000
        with lab.guard.unrestricted("a test"):
            assert session.scalar(count) == 16
        with lab.guard.tenant(A), session.begin_nested() as inner:
            assert session.scalar(count) == 8
            inner.rollback()
        with lab.guard.tenant(B):
            assert session.scalar(count) == 8


async def test_tasks_have_tenants_of_their_own(lab: Lab) -> None:
    import asyncio

    engine = create_async_engine(f"postgresql+asyncpg://{ROLE}@/{lab.world.name}?host={lab.world.folder}", pool_size=2)

    async def smallest(tenant: str) -> int:
        found = 0
        with lab.guard.tenant(tenant):
            async with AsyncSession(engine, sync_session_class=lab.guard.TenantSession) as session:
                for _ in range(5):
                    found = await session.scalar(sa.select(sa.func.min(lab.m.Task.points)))
                    await asyncio.sleep(0)
        return found

    try:
        first, second = await asyncio.gather(smallest(A), smallest(B))
    finally:
        await engine.dispose()
    assert first < 100 < 7770000 < second
