"""Keeps two tenants apart under random operations of both ORMs, and times what that costs.

    python -m benchmarks.tenancy_report [--part leaks] [--part cost] [--operations 5000] [--seed 1] [--turns 600]

Each operation runs guarded beside another tenant's rows, and unguarded in a database without them, on PostgreSQL 18.
A leak is anything of the other tenant's in a result, any change of its rows, any link to them, and any result that
tells of them. A false refusal is an operation on the tenant's own rows that is refused, or gives or leaves something
else than where the other tenant is not. Without the guard the same operations must leak.

What it costs is timed by turns with the tenant in each query by hand, and no guard and no policies, at three places:

- The example's endpoints by HTTP, all of it as it ships: guard, policies, asyncpg (`benchmarks/tenancy_app.py`). This
  is what the bar of 5 % of the median is for, endpoint by endpoint.
- Queries of the ORM alone, by both drivers. The guard is held to the bar here as well, where nothing of a web service
  hides it. With policies it is not: the policies of a row that is written ask PostgreSQL for each row that it refers
  to, which is their purpose, and no program can make that cheaper. Each ends with a commit, as the example's requests
  do. psycopg forgets its prepared statements at a rollback, so that PostgreSQL plans all anew; a query that ends so is
  shown without the bar. So is a row by raw keys, for which the guard asks a question more.
- Prisma Client with the extension and without: shown, no bar is asked of it.

Exit code 1 where anything leaks, is refused falsely, does not leak without the guard, or is over its bar.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from tests.generate.servers import Postgresql, postgresql
from tests.tenancy import clients, trials, world
from tests.tenancy.faces import Face
from tests.tenancy.queries import BY_KEY, QUERIES
from tests.tenancy.trials import Tally

from benchmarks import tenancy_app

BAR = 5.0
"""The per cent that the guard may add to the median."""
_WARM = 10
"""Turns at the beginning of each part that are not timed."""


def main() -> int:
    """Print the report; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--part", action="append", choices=("leaks", "cost"), help="what to report [both]")
    parser.add_argument("--operations", type=int, default=5000, help="of each API style [5000]")
    parser.add_argument("--control", type=int, default=None, help="of each style without the guard [as --operations]")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--turns", type=int, default=600, help="of each query, guarded and not [600]")
    given = parser.parse_args()
    console = Console(width=120)
    with postgresql() as server, world.models() as models, tempfile.TemporaryDirectory() as folder:
        parts = given.part or ("leaks", "cost")
        console.print(f"PostgreSQL {_version(server)}, {given.operations} operations of each style, seed {given.seed}")
        clients.build_client(Path(folder), row_level_security=False)
        control = given.operations if given.control is None else given.control
        kept = "leaks" not in parts or _apart(
            console, server, models, Path(folder), given.operations, control, given.seed
        )
        cheap = "cost" not in parts or all(
            [
                _cost_of_endpoints(console, server, Path(folder), given.turns),
                _cost_of_sessions(console, server, models, given.turns),
                _cost_of_client(console, server, models, Path(folder), given.turns),
            ]
        )
    return 0 if kept and cheap else 1


def _version(server: Postgresql) -> str:
    with psycopg.connect(f"{server.dsn} dbname=postgres") as connection:
        return str(connection.info.parameter_status("server_version"))


def _apart(
    console: Console, server: Postgresql, models: Any, folder: Path, operations: int, control: int, seed: str
) -> bool:
    """The table of leaks and refusals; whether it is as it must be."""
    table = Table("API", "guard", "operations", "touch B", "refused", "leaks", "false refusals")
    details: list[str] = []
    good = True
    for guarded, policies in ((True, False), (True, True), (False, False)):
        mixed = world.make(server, models, "mixed", "ab", row_level_security=policies)
        alone = world.make(server, models, "alone", "a", row_level_security=False)
        text = world.guard_of_sessions(row_level_security=policies)
        guard = world.module("tenancy_guard", text) if guarded else None
        bundle = clients.bundle(folder, row_level_security=policies)
        numbers = range(operations if guarded else control)
        found: dict[str, Tally] = {}
        for style in trials.STYLES:
            found[f"SQLAlchemy, {style}"] = trials.run_trials(style, numbers, models, guard, mixed, alone, seed=seed)
        for style in clients.STYLES:
            found[f"Prisma Client, {style}"] = clients.run_client_trials(
                bundle, style, numbers, mixed, alone, guarded=guarded, seed=seed
            )
        name = ("with policies" if policies else "yes") if guarded else "no"
        for style, tally in found.items():
            leaks, refusals = len(tally.leaks), len(tally.refusals)
            # Without the guard the results differ wherever B has rows; only leaks are asked for.
            shown = str(refusals) if guarded else ""
            table.add_row(style, name, str(tally.operations), str(tally.foreign), str(tally.refused), str(leaks), shown)
            good = good and (leaks == 0 and refusals == 0 if guarded else leaks > 0)
            if guarded:
                details += [f"LEAK {one}" for one in tally.leaks[:5]]
                details += [f"FALSE REFUSAL {one}" for one in tally.refusals[:5]]
            print(style, name, tally.operations, leaks, refusals, file=sys.stderr, flush=True)
    console.print(table)
    for one in details:
        console.print(one, markup=False, highlight=False)
    console.print("none leaks, none is refused falsely, and without the guard all leak" if good else "MISSED")
    return good


def _cost_of_endpoints(console: Console, server: Postgresql, folder: Path, turns: int) -> bool:
    """The table of the example's endpoints; whether each is within the bar."""
    good = True
    table = Table("the example by HTTP", "by hand, p50 (ms)", "as it ships, p50 (ms)", "more", "processor", "bar")
    for name, timed in tenancy_app.times(server, folder, turns).items():
        more = _more(timed.by_hand, timed.shipped)
        good = good and more < BAR
        _row(table, name, timed.by_hand, timed.shipped, f"{timed.processor:+.1f} %", f"< {BAR:.0f} %")
    console.print(table)
    return good


def _cost_of_sessions(console: Console, server: Postgresql, models: Any, turns: int) -> bool:
    """The table of queries of SQLAlchemy; whether the guard is within the bar."""
    good = True
    table = Table("query of SQLAlchemy", "by hand, p50 (ms)", "guarded, p50 (ms)", "more", "processor", "bar")
    logging.disable(logging.WARNING)
    for policies in (False, True):
        made = world.make(server, models, "timed", "ab", row_level_security=policies)
        guard = world.module("tenancy_guard", world.guard_of_sessions(row_level_security=policies))
        for driver in ("psycopg", "asyncpg"):
            for name, (by_hand, guarded, processor) in asyncio.run(
                _times(server, made, models, guard, driver, turns)
            ).items():
                held = name in QUERIES and not policies
                good = good and (not held or _more(by_hand, guarded) < BAR)
                what = f"{driver}: {name}{', with policies' if policies else ''}"
                _row(table, what, by_hand, guarded, f"{processor:+.1f} %", f"< {BAR:.0f} %" if held else "none")
    logging.disable(logging.NOTSET)
    console.print(table)
    return good


def _cost_of_client(console: Console, server: Postgresql, models: Any, folder: Path, turns: int) -> bool:
    """The table of queries of Prisma Client, which no bar is for."""
    table = Table("query of Prisma Client", "by hand, p50 (ms)", "guarded, p50 (ms)", "more", "processor", "bar")
    for policies in (False, True):
        made = world.make(server, models, "timed", "ab", row_level_security=policies)
        bundle = clients.bundle(folder, row_level_security=policies)
        for name, (by_hand, guarded) in clients.client_times(bundle, made, turns).items():
            _row(table, f"{name}{', with policies' if policies else ''}", by_hand, guarded, "", "none")
    console.print(table)
    return True


def _more(less: float, more: float) -> float:
    """By how many per cent a time is more."""
    return 100 * (more / less - 1)


def _row(table: Table, name: str, less: float, more: float, processor: str, bar: str) -> None:
    table.add_row(name, f"{less:.3f}", f"{more:.3f}", f"{_more(less, more):+.1f} %", processor, bar)


async def _times(
    server: Postgresql, made: world.World, models: Any, guard: Any, driver: str, turns: int
) -> dict[str, tuple[float, float, float]]:
    """The medians of each query in milliseconds, with the tenant by hand and guarded, by turns; and by how many per
    cent the median of this process's processor time is more, which other programs disturb less.
    """
    found = {}
    policies = guard.ROW_LEVEL_SECURITY
    if driver == "asyncpg":
        # The comparison connects as the owner, whom policies would hold to a tenant that it does not say. Without them
        # both have one connection, so that none has a process of PostgreSQL's that is better placed.
        role = "postgres" if policies else world.ROLE
        urls = [f"postgresql+asyncpg://{who}@/{made.name}?host={made.folder}" for who in (role, world.ROLE)]
        engines: list[Any] = [create_async_engine(url, pool_size=1) for url in urls]
        if not policies:
            engines[0] = engines[1]
        guard.tell_with_begin(engines[1])
    else:
        guarded_engine = world.engine(made)
        engines = [world.engine(made, role="postgres") if policies else guarded_engine, guarded_engine]
    kinds = (Session, guard.TenantSession)
    gc.collect()
    gc.freeze()
    queries = {name: (query, "commit") for name, query in {**QUERIES, **BY_KEY}.items()}
    queries["list, filter, eager loads, rolled back"] = (QUERIES["list, filter, eager loads"], "rollback")
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in queries}
    processor: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in queries}
    # In parts, so that what else the machine does falls on all queries.
    for _ in range(tenancy_app.ROUNDS):
        for name, (query, end) in queries.items():
            _clean(server, made)
            for turn in range(_WARM + turns // tenancy_app.ROUNDS):
                for which in (0, 1) if turn % 2 else (1, 0):
                    start, worked = time.perf_counter(), time.process_time()
                    if which:
                        with guard.tenant("a-org"):
                            await _once(engines[which], kinds[which], driver, query, models, end, by_hand=False)
                    else:
                        await _once(engines[which], kinds[which], driver, query, models, end, by_hand=True)
                    if turn >= _WARM:
                        processor[name][which].append(time.process_time() - worked)
                        times[name][which].append(time.perf_counter() - start)
    for name in queries:
        by_hand, guarded = (1000 * statistics.median(one) for one in times[name])
        less, more = (statistics.median(one) for one in processor[name])
        found[name] = (by_hand, guarded, 100 * (more / less - 1))
    for engine in engines:
        done = engine.dispose()
        if done is not None:
            await done
    return found


def _clean(server: Postgresql, made: world.World) -> None:
    """Take back what queries wrote, and let PostgreSQL know the tables, so that none meets what another left."""
    with psycopg.connect(f"{server.dsn} dbname={made.name}", autocommit=True) as connection:
        connection.execute("DELETE FROM task WHERE title = 'new'")
        connection.execute("VACUUM ANALYZE")


async def _once(engine: Any, kind: Any, driver: str, query: Any, models: Any, end: str, *, by_hand: bool) -> None:
    """A request: a session, the query, and its end, `commit` or `rollback`."""
    if driver == "asyncpg":
        async with AsyncSession(engine, sync_session_class=kind, expire_on_commit=False) as session:
            await query(Face(session, {}), models, by_hand)
            await getattr(session, end)()
    else:
        with kind(engine, expire_on_commit=False) as session:
            await query(Face(session, {}), models, by_hand)
            getattr(session, end)()


if __name__ == "__main__":
    sys.exit(main())
