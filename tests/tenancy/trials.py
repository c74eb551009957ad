"""Runs drawn operations of SQLAlchemy: guarded beside another tenant's rows, and unguarded where these are not.

What may differ between the two is a refusal of what is foreign, and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from tests.tenancy.draw import Draw
from tests.tenancy.faces import Face, Operation
from tests.tenancy.legacy import LEGACY
from tests.tenancy.reads import RAW, READS
from tests.tenancy.world import DUMP, ROLE, World, engine, is_of_b
from tests.tenancy.writes import COLLIDING, WRITES

Family = Callable[[Draw], Operation]
STYLES: dict[str, Sequence[Family]] = {
    "sessions": (*READS, *WRITES, *RAW),
    "async sessions": (*READS, *WRITES, *RAW),
    "legacy queries": LEGACY,
}
TENANT = "a-org"


@dataclass
class Tally:
    """What a run of many operations found.

    `foreign` are those with something of B's in them, `worked` those that did without B and without the guard,
    `refused` those that the guard refused. `leaks` and `refusals` (false ones) are descriptions of single operations.
    """

    operations: int = 0
    foreign: int = 0
    worked: int = 0
    refused: int = 0
    leaks: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """What one operation gave: a value or an error, and the rows of the database afterwards.

    `rows` is None where the database undid everything because of an error.
    """

    value: Any = None
    error: BaseException | None = None
    rows: frozenset[str] | None = None


class Side:
    """One database, and the sessions that work on it."""

    def __init__(self, world: World, models: Any, guard: Any | None, *, asynchronous: bool) -> None:
        self.world = world
        self._models = models
        self._guard = guard
        self._async = asynchronous
        if asynchronous:
            url = f"postgresql+asyncpg://{ROLE}@/{world.name}?host={world.folder}"
            self._engine: Any = create_async_engine(url, pool_size=1, max_overflow=0)
            if guard is not None:
                guard.tell_with_begin(self._engine)
        else:
            self._engine = engine(world)

    async def run(self, operation: Operation) -> Outcome:
        """Run an operation in a session of its own, flush, look at the database, and undo everything."""
        session: Any
        if self._async:
            kind = Session if self._guard is None else self._guard.TenantSession
            session = AsyncSession(self._engine, sync_session_class=kind, expire_on_commit=False)
        else:
            kind = Session if self._guard is None else self._guard.TenantSession
            session = kind(self._engine, expire_on_commit=False)
        face = Face(session, {"organization_id": TENANT} if self._guard is None else {})
        outcome = Outcome()
        try:
            with self._as_tenant():
                try:
                    outcome.value = plain(await operation(face, self._models))
                    await face.flush()
                except Exception as error:  # whatever it is, the program sees it
                    outcome.error = error
            with self._unrestricted():
                outcome.rows = await face.sync(_rows)
        finally:
            done = session.close()
            if done is not None:
                await done
        return outcome

    async def close(self) -> None:
        done = self._engine.dispose()
        if done is not None:
            await done

    @contextmanager
    def _as_tenant(self) -> Iterator[None]:
        if self._guard is None:
            yield
        else:
            with self._guard.tenant(TENANT):
                yield

    @contextmanager
    def _unrestricted(self) -> Iterator[None]:
        if self._guard is None:
            yield
        else:
            with self._guard.unrestricted("the test looks at all rows"):
                yield


def _rows(session: Session) -> frozenset[str] | None:
    """Every row that would be there after a commit; None where the transaction can only be undone."""
    if not session.is_active:
        return None
    with session.no_autoflush:
        try:
            connection = session.connection()
            return frozenset(connection.exec_driver_sql(DUMP).scalars())
        except sa.exc.DBAPIError:
            return None


def plain(value: Any) -> Any:
    """A result as plain data that compares by value: objects by their columns, collections in no order."""
    if isinstance(value, (list, set)):
        return sorted((plain(item) for item in value), key=repr)
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    state = sa.inspect(value, raiseerr=False)
    if state is not None and hasattr(state, "mapper") and hasattr(value, "__dict__"):
        names = [attribute.key for attribute in state.mapper.column_attrs]
        return (type(value).__name__, tuple((name, repr(state.dict.get(name))) for name in names))
    return repr(value)


def judge(
    tally: Tally, name: str, foreign: bool, collides: bool, guarded: Outcome, alone: Outcome, begin: World
) -> None:
    """Compare what a guarded program saw beside B with what an unguarded one saw without B."""
    tally.operations += 1
    tally.foreign += foreign
    error = guarded.error
    refused = error is not None and type(error).__name__ == "TenantViolation"
    tally.refused += refused
    tally.worked += alone.error is None
    of_b = frozenset(row for row in begin.rows if is_of_b(row))
    if error is None and is_of_b(repr(guarded.value)):
        tally.leaks.append(f"{name}: read {repr(guarded.value)[:300]}")
        return
    if guarded.rows is not None:
        lost = of_b - guarded.rows
        added = [row for row in guarded.rows - begin.rows if is_of_b(row)]
        if lost or added:
            tally.leaks.append(f"{name}: B's rows changed: {[*lost, *added][:3]}")
            return
    if not foreign:
        same_rows = guarded.rows is None or alone.rows is None or guarded.rows - of_b == alone.rows
        if type(error).__name__ != type(alone.error).__name__ or guarded.value != alone.value or not same_rows:
            tally.refusals.append(f"{name}: {_told(guarded)} instead of {_told(alone)}; same rows: {same_rows}")
    elif error is None and not collides and alone.error is None and guarded.value != alone.value:
        tally.leaks.append(f"{name}: tells of B: {_told(guarded)} instead of {_told(alone)}")


def _told(outcome: Outcome) -> str:
    if outcome.error is not None:
        return f"{type(outcome.error).__name__}({str(outcome.error).splitlines()[0][:160]})"
    return repr(outcome.value)[:300]


def draw_operation(style: str, seed: str, number: int) -> tuple[str, Operation, Draw, bool]:
    """The operation of a number: its name, itself, what was drawn, and whether keys may collide."""
    families = STYLES[style]
    # Every other operation is one of A's own, so that refusals show.
    draw = Draw(f"{seed}-{style}-{number}", foreign=number % 2 == 0)
    family = families[draw.random.randrange(len(families))]
    operation = family(draw)
    return f"{style} #{number} {family.__name__}", operation, draw, family in COLLIDING


async def _trials(
    style: str,
    seed: str,
    numbers: range,
    models: Any,
    guard: Any | None,
    mixed: World,
    alone: World,
    *,
    only: set[int] | None,
) -> Tally:
    tally = Tally()
    asynchronous = style.startswith("async")
    sides = Side(mixed, models, guard, asynchronous=asynchronous), Side(alone, models, None, asynchronous=asynchronous)
    try:
        for number in numbers:
            if only is not None and number not in only:
                continue
            name, operation, draw, collides = draw_operation(style, seed, number)
            outcomes = [await side.run(operation) for side in sides]
            judge(tally, name, draw.foreign, collides, outcomes[0], outcomes[1], mixed)
    finally:
        for side in sides:
            await side.close()
    return tally


def run_trials(
    style: str,
    numbers: range,
    models: Any,
    guard: Any | None,
    mixed: World,
    alone: World,
    *,
    seed: str = "1",
    only: set[int] | None = None,
) -> Tally:
    """Run operations of a style.

    Args:
        style: a key of `STYLES`.
        numbers: which operations; each number always draws the same one.
        models: the generated models.
        guard: the generated guard; None runs without it.
        mixed: the database with both tenants.
        alone: the database with A's rows alone.
        seed: another list of operations.
        only: run these numbers alone, to look at one closely.
    """
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            # Cartesian products, overwritten backrefs and the like are part of the operations.
            warnings.simplefilter("ignore")
            return asyncio.run(_trials(style, seed, numbers, models, guard, mixed, alone, only=only))
    finally:
        logging.disable(logging.NOTSET)
