"""How PostgreSQL is told the tenant: exactly it, in each transaction of a guarded session, and nowhere else."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from tests.generate.servers import Postgresql, postgresql
from tests.tenancy import world
from tests.tenancy.faces import Face
from tests.tenancy.world import ROLE, World

A, B = "a-org", "b-org"
WAYS = ("psycopg", "asyncpg, with BEGIN", "asyncpg, by a statement")
KNOWN = sa.select(
    sa.func.coalesce(sa.func.current_setting("app.tenant_id", True), ""),
    sa.func.coalesce(sa.func.current_setting("app.tenant_unrestricted", True), ""),
)
"""What PostgreSQL knows."""
NOTHING = (("", ""), ("", "off"))


class Lab(NamedTuple):
    server: Postgresql
    models: Any
    guard: Any
    world: World

    def engine(self, way: str, **options: Any) -> Any:
        """An engine of a way, with one connection unless the options say otherwise."""
        options = {"pool_size": 1, "max_overflow": 0, **options}
        if way == "psycopg":
            creator = options.pop("creator", lambda: psycopg.connect(self.world.dsn))
            return sa.create_engine("postgresql+psycopg://", creator=creator, **options)
        url = f"postgresql+asyncpg://{ROLE}@/{self.world.name}?host={self.world.folder}"
        made = create_async_engine(url, **options)
        if way == WAYS[1]:
            self.guard.tell_with_begin(made)
        return made


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with postgresql(prepared_transactions=4) as server, world.models() as models:
        made = world.make(server, models, "telling", "ab", row_level_security=True)
        guard = world.module("tenancy_guard_telling", world.guard_of_sessions(row_level_security=True))
        yield Lab(server, models, guard, made)


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def engine(lab: Lab, way: str) -> AsyncIterator[Any]:
    made = lab.engine(way)
    yield made
    await _disposed(made)


async def _disposed(engine: Any) -> None:
    done = engine.dispose()
    if done is not None:
        await done


@asynccontextmanager
async def _session(lab: Lab, bind: Any, **options: Any) -> AsyncIterator[Face]:
    """A guarded session."""
    if isinstance(bind, (sa.Engine, sa.Connection)):
        with lab.guard.TenantSession(bind, **options) as session:
            yield Face(session, {})
    else:
        async with AsyncSession(bind, sync_session_class=lab.guard.TenantSession, **options) as session:
            yield Face(session, {})


@asynccontextmanager
async def _connection(engine: Any) -> AsyncIterator[Any]:
    """A connection beside the guard: a function that runs a statement on it, and the connection."""

    async def execute(statement: Any) -> Any:
        found = held.execute(statement)
        return found if isinstance(engine, sa.Engine) else await found

    if isinstance(engine, sa.Engine):
        with engine.connect() as held:
            yield execute, held
    else:
        async with engine.connect() as held:
            yield execute, held


async def _nested(face: Face) -> Any:
    if isinstance(face.session, AsyncSession):
        return await face.session.begin_nested()
    return face.session.begin_nested()


async def _ended(transaction: Any, end: str) -> None:
    done = getattr(transaction, end)()
    if done is not None:
        await done


async def _known(face: Face) -> tuple[str, str]:
    found = (await face.execute(KNOWN)).one()
    return (found[0], found[1])


async def _nothing_is_left(lab: Lab, engine: Any) -> None:
    """Whoever has the connection next is told nothing, whatever block it is in."""
    for scope in (A, B):
        with lab.guard.tenant(scope):
            async with _connection(engine) as (execute, _):
                assert (await execute(KNOWN)).one() in NOTHING
    async with _connection(engine) as (execute, _):
        assert (await execute(KNOWN)).one() in NOTHING
        assert (await execute(sa.text("SELECT count(*) FROM task"))).scalar() == 0


def _asked(engine: Any) -> list[str]:
    """The statements that tell the tenant, as they run."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if "set_config" in statement:
            found.append(statement)

    sa.event.listen(getattr(engine, "sync_engine", engine), "before_cursor_execute", note)
    return found


async def test_it_takes_no_statement_where_it_goes_with_begin(lab: Lab, engine: Any, way: str) -> None:
    asked = _asked(engine)
    for tenant in (A, B, A):
        with lab.guard.tenant(tenant):
            async with _session(lab, engine) as face:
                assert await _known(face) == (tenant, "off")
                assert len((await face.scalars(sa.select(lab.models.Task))).all()) == 8
    assert len(asked) == (3 if way == WAYS[2] else 0)
    await _nothing_is_left(lab, engine)


@pytest.mark.parametrize(
    "tenant", ["it's", "a\\", "a\\' OR true --", "ä", "a b", "x'; SET app.tenant_unrestricted = 'on", "$1", "%s", "a:b"]
)
async def test_any_tenant_is_told_to_the_letter(lab: Lab, engine: Any, tenant: str) -> None:
    with lab.guard.tenant(tenant):
        async with _session(lab, engine) as face:
            assert (await face.scalars(sa.select(lab.models.Task))).all() == []
            assert await _known(face) == (tenant, "off")
    await _nothing_is_left(lab, engine)


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
async def test_each_transaction_of_a_session_is_told_anew(lab: Lab, engine: Any, end: str) -> None:
    async with _session(lab, engine) as face:
        for tenant in (A, B, B, A):
            with lab.guard.tenant(tenant):
                assert await _known(face) == (tenant, "off")
                await _ended(face.session, end)
        await _nothing_is_left(lab, engine)
        with lab.guard.unrestricted("a test"):
            assert await _known(face) == ("", "on")
            await _ended(face.session, end)
        await _nothing_is_left(lab, engine)


async def test_an_error_ends_it_too(lab: Lab, engine: Any) -> None:
    with lab.guard.tenant(A):
        async with _session(lab, engine) as face:
            assert await _known(face) == (A, "off")
            with pytest.raises(sa.exc.DBAPIError):
                await face.execute(sa.select(1 / sa.cast(sa.func.coalesce(0), sa.Integer)))
        await _nothing_is_left(lab, engine)


async def test_a_transaction_without_a_statement_leaves_nothing(lab: Lab, engine: Any) -> None:
    """asyncpg begins with the first statement; a session that runs none must not tell for the one after it."""
    for scope in (lab.guard.tenant(A), lab.guard.unrestricted("a test")):
        async with _session(lab, engine) as face:
            with lab.guard.unrestricted("a connection"):
                await face.sync(lambda session: session.connection())
            with scope:
                await _ended(face.session, "commit")
        await _nothing_is_left(lab, engine)


async def test_a_connection_outlives_its_session(lab: Lab, engine: Any) -> None:
    async with _connection(engine) as (execute, held):
        for tenant in (A, B):
            with lab.guard.tenant(tenant):
                async with _session(lab, held) as face:
                    assert await _known(face) == (tenant, "off")
                    await _ended(face.session, "commit")
                # The connection is not given back; what runs on it now is not the session's.
                assert (await execute(KNOWN)).one() in NOTHING
                await _ended(held, "rollback")


async def test_a_session_inside_a_transaction_of_others(lab: Lab, engine: Any) -> None:
    async with _connection(engine) as (execute, held):
        assert (await execute(KNOWN)).one() in NOTHING
        for tenant in (A, B):
            with lab.guard.tenant(tenant):
                async with _session(lab, held, join_transaction_mode="create_savepoint") as face:
                    assert await _known(face) == (tenant, "off")
                    await _ended(face.session, "rollback")
    await _nothing_is_left(lab, engine)


@pytest.mark.parametrize("end", ["commit", "rollback"])
async def test_savepoints(lab: Lab, engine: Any, end: str) -> None:
    async def within(face: Face, tenant: str) -> None:
        inner = await _nested(face)
        with lab.guard.tenant(tenant):
            assert await _known(face) == (tenant, "off")
            await _ended(inner, end)

    async with _session(lab, engine) as face:
        with lab.guard.tenant(A):
            await within(face, B)
            assert await _known(face) == (A, "off")
            await within(face, A)
            await within(face, B)
        with lab.guard.tenant(B):
            assert await _known(face) == (B, "off")
            await within(face, A)
            assert await _known(face) == (B, "off")
            outer = await _nested(face)
            with lab.guard.unrestricted("a test"):
                assert await _known(face) == ("", "on")
            await within(face, A)
            assert await _known(face) == (B, "off")
            await _ended(outer, end)
            assert await _known(face) == (B, "off")
        await _ended(face.session, "commit")
    await _nothing_is_left(lab, engine)


async def test_a_flush_is_no_savepoint(lab: Lab, engine: Any, way: str) -> None:
    """What is told holds on after it, and is not told again."""
    asked = _asked(engine)
    async with _session(lab, engine) as face:
        with lab.guard.tenant(A):
            for number in range(3):
                await face.sync(lambda session, n=number: session.add(lab.models.Label(name=f"flushed {n}")))
                await face.sync(lambda session: session.flush())
                assert await _known(face) == (A, "off")
        await _ended(face.session, "rollback")
    assert len(asked) == (1 if way == WAYS[2] else 0)
    await _nothing_is_left(lab, engine)


async def test_a_session_that_lets_go_of_its_objects_tells_on(lab: Lab, engine: Any) -> None:
    async with _session(lab, engine) as face:
        for tenant in (A, B, A):
            with lab.guard.tenant(tenant):
                assert await _known(face) == (tenant, "off")
                await face.sync(lambda session: session.expunge_all())
                assert await _known(face) == (tenant, "off")
        await _ended(face.session, "commit")
    await _nothing_is_left(lab, engine)


@pytest.mark.parametrize("tenant", [A, "a b"])
async def test_who_has_the_connection_may_end_its_transaction(lab: Lab, engine: Any, way: str, tenant: str) -> None:
    async with _session(lab, engine) as face:
        with lab.guard.tenant(tenant):
            for _ in range(3):
                assert await _known(face) == (tenant, "off")
            with lab.guard.unrestricted("a test"):
                held = await face.sync(lambda session: session.connection())
            for _ in range(3):
                assert await _known(face) == (tenant, "off")
            await face.sync(lambda _: held.commit())
            # Where BEGIN does not tell it, the session does not see that this is another one, which shows nothing.
            assert await _known(face) in ((tenant, "off"), *(() if way == WAYS[1] else NOTHING))
        with lab.guard.tenant(B):
            assert await _known(face) == (B, "off")
    await _nothing_is_left(lab, engine)


async def test_bulk_methods_are_told(lab: Lab, engine: Any) -> None:
    label = lab.models.Label
    async with _session(lab, engine) as face:
        for tenant in (A, B):
            with lab.guard.tenant(tenant):
                rows = [{"id": f"{tenant}-bulk", "name": "bulk", "organization_id": tenant}]
                await face.sync(lambda session, rows=rows: session.bulk_insert_mappings(label, rows))
                more = label(id=f"{tenant}-more", name="more", organization_id=tenant)
                await face.sync(lambda session, more=more: session.bulk_save_objects([more]))
                changed = [{"id": f"{tenant}-bulk", "name": "changed"}]
                await face.sync(lambda session, changed=changed: session.bulk_update_mappings(label, changed))
        await _ended(face.session, "rollback")
    await _nothing_is_left(lab, engine)


async def test_autocommit_shows_nothing(lab: Lab, way: str) -> None:
    """Without a transaction there is nothing that the tenant could be told for: policies then show no row."""
    engine = lab.engine(way, isolation_level="AUTOCOMMIT")
    with lab.guard.tenant(A):
        async with _session(lab, engine) as face:
            assert (await face.scalars(sa.select(lab.models.Task))).all() == []
            assert await _known(face) in NOTHING
    await _nothing_is_left(lab, engine)
    await _disposed(engine)


@pytest.mark.parametrize(("name", "wanted"), [("isolation_level", "SERIALIZABLE"), ("postgresql_readonly", True)])
async def test_transactions_of_other_kinds_stay_what_they_are(lab: Lab, way: str, name: str, wanted: Any) -> None:
    engine = lab.engine(way, execution_options={name: wanted})
    setting = "transaction_isolation" if name == "isolation_level" else "transaction_read_only"
    for tenant in (A, B):
        with lab.guard.tenant(tenant):
            async with _session(lab, engine) as face:
                assert await _known(face) == (tenant, "off")
                (kind,) = (await face.execute(sa.select(sa.func.current_setting(setting)))).one()
                assert kind == ("serializable" if name == "isolation_level" else "on")
    await _nothing_is_left(lab, engine)
    await _disposed(engine)


@pytest.mark.parametrize("end", ["commit", "rollback"])
async def test_two_phases(lab: Lab, end: str) -> None:
    """psycopg alone: SQLAlchemy has no form of two phases that works with asyncpg."""
    engine = lab.engine("psycopg")
    for tenant in (A, B):
        with lab.guard.tenant(tenant), lab.guard.TenantSession(engine, twophase=True) as session:
            assert await _known(Face(session, {})) == (tenant, "off")
            session.add(lab.models.Label(name="two phases"))
            session.flush()
            session.prepare()
            getattr(session, end)()
        await _nothing_is_left(lab, engine)
    with lab.guard.unrestricted("clean up"), lab.guard.TenantSession(engine) as session:
        done = session.execute(sa.delete(lab.models.Label).where(lab.models.Label.name == "two phases"))
        assert done.rowcount == (2 if end == "commit" else 0)
        session.commit()
    engine.dispose()


async def test_a_lost_connection_is_known_as_lost(lab: Lab, engine: Any) -> None:
    """What goes around SQLAlchemy must leave to it what it knows: the pool has to let go of the connection."""
    with lab.guard.tenant(A):
        async with _session(lab, engine) as face:
            assert await _known(face) == (A, "off")
        with psycopg.connect(f"{lab.server.dsn} dbname=postgres", autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = %s", [ROLE]
            )
        async with _session(lab, engine) as face:
            with pytest.raises(sa.exc.DBAPIError) as caught:
                await _known(face)
            assert caught.value.connection_invalidated
        async with _session(lab, engine) as face:
            assert await _known(face) == (A, "off")
    await _nothing_is_left(lab, engine)


@pytest.mark.parametrize("way", WAYS[1:])
async def test_many_at_once_on_few_connections(lab: Lab, way: str) -> None:
    """Requests of two tenants, administration and raw connections, some of them cancelled where they stand."""
    engine = lab.engine(way, pool_size=3)
    chance = random.Random(1)
    checked = {"session": 0, "raw": 0}

    async def request(number: int) -> None:
        tenant = A if number % 2 else B
        scope = lab.guard.unrestricted("a test") if number % 7 == 0 else lab.guard.tenant(tenant)
        wanted = ("", "on") if number % 7 == 0 else (tenant, "off")
        with scope:
            if number % 5 == 0:
                async with engine.connect() as connection:
                    assert (await connection.execute(KNOWN)).one() in NOTHING
                    checked["raw"] += 1
                return
            async with _session(lab, engine) as face:
                for _ in range(3):
                    assert await _known(face) == wanted
                    await asyncio.sleep(0)
                if number % 3 == 0:
                    inner = await _nested(face)
                    assert await _known(face) == wanted
                    await _ended(inner, "rollback")
                    assert await _known(face) == wanted
                checked["session"] += 1

    async def cancelled(number: int) -> None:
        task = asyncio.create_task(request(number))
        for _ in range(chance.randrange(12)):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    await asyncio.gather(*(cancelled(n) if n % 4 == 0 else request(n) for n in range(300)))
    assert checked["session"] > 150
    assert checked["raw"] > 30
    await _nothing_is_left(lab, engine)
    await _disposed(engine)


def test_what_is_no_asyncpg_is_left_alone(lab: Lab) -> None:
    engine = sa.create_engine("sqlite://")
    lab.guard.tell_with_begin(engine)
    with Session(engine) as session:
        assert session.scalar(sa.select(1)) == 1
