"""Holds random histories of both owners, crashes and concurrent deployments against real databases and tools.

    python -m tests.migrations.report [--histories 2] [--length 30] [--seed 1] [--only NAME] [--jobs N] [--anew]
        [--write FILE]

Prints a table; exits with 1 where a point is missed. What a section found is kept in .cache until the code or the
arguments change, so a run that was broken off goes on where it was; --anew runs all of it. Sections run in as many
processes as the machine has processors, four at the most; the table is the same in any order. --write puts the table
into a Markdown file.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import multiprocessing
import os
import platform
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import alembic
import sqlalchemy
from rich.console import Console
from rich.table import Table
from tests.migrations import crashes, histories, interrupted, journeys, structures
from tests.migrations.environment import HARNESS, Server, postgresql
from tests.support.npm import install

ROOT = Path(__file__).parents[2]


@dataclass
class Point:
    """One line of the table: how many checks held, and what did not."""

    name: str
    held: int = 0
    missed: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def check(self, holds: object, what: str) -> None:
        """Count one check."""
        if holds:
            self.held += 1
        else:
            self.missed.append(what)


Checks = Callable[[Server, Path, Callable[[str], Point]], None]


def main() -> int:
    """Run all of it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=2)
    parser.add_argument("--length", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=min(os.cpu_count() or 1, 4))
    parser.add_argument("--anew", action="store_true")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    if given.write is not None and given.only:
        parser.error("--write is for a table of all sections, without --only")
    began = time.monotonic()
    kept = Kept.of({"length": given.length}, anew=given.anew)
    plan = Plan(given.seed, given.histories, given.length)
    wanted = [name for name in plan.sections() if given.only.lower() in name.lower()]
    waiting = [name for name in wanted if name not in kept.sections]
    together = [name for name in waiting if name not in ALONE]
    for names, jobs in ((together, given.jobs), ([name for name in waiting if name in ALONE], 1)):
        for name, points in _found(plan, names, jobs):
            kept.add(name, points)
    for name in waiting:
        if name not in kept.sections:
            ended = Point("runs to its end", missed=[f"{name}: the process that ran it ended"])
            kept.sections[name] = [asdict(ended)]  # and is not kept for the next run
    found = kept.points(wanted)
    table = Table("point", "checks", "missed", "seconds")
    for point in found:
        table.add_row(point.name, str(point.held + len(point.missed)), str(len(point.missed)), f"{point.seconds:.0f}")
    console = Console(width=120)
    console.print(table)
    missed = [f"{point.name}: {what}" for point in found for what in point.missed]
    for line in missed[:40]:
        console.print(line, markup=False, highlight=False)
    console.print("All points hold." if not missed else f"{len(missed)} checks missed.")
    console.print(
        f"{len(waiting)} of {len(wanted)} sections run now, in {(time.monotonic() - began) / 60:.0f} minutes."
    )
    if given.write is not None:
        given.write.write_text(_markdown(found, given.histories, given.length), encoding="utf-8")
    return 1 if missed or not found else 0


ALONE = frozenset({"Concurrent deployments"})
"""Deployers must meet there, so nothing else may keep one of them waiting."""


@dataclass(frozen=True)
class Plan:
    """Which histories there are to be."""

    seed: int
    histories: int
    length: int

    def sections(self) -> dict[str, Checks]:
        """What is run, in the order in which it is printed."""
        length = self.length
        found: dict[str, Checks] = {}
        for seed in range(self.seed, self.seed + self.histories):
            found[f"Prisma owns, PostgreSQL, history {seed}"] = _prisma(seed, length)
            found[f"Alembic owns, PostgreSQL, history {seed}"] = _alembic(seed, length)
            found[f"Prisma owns, SQLite, history {seed}"] = _prisma_sqlite(seed, length)
            found[f"Alembic owns, SQLite, history {seed}"] = _alembic_sqlite(seed, length)
            found[f"Prisma owns, `migrate new`, history {seed}"] = _anew("prisma", seed, length)
            found[f"Alembic owns, `migrate new`, history {seed}"] = _anew("alembic", seed, length)
            found[f"Prisma owns, `migrate new`, SQLite, history {seed}"] = _anew_sqlite("prisma", seed, length)
            found[f"Alembic owns, `migrate new`, SQLite, history {seed}"] = _anew_sqlite("alembic", seed, length)
        found["Structures"] = structures.structures
        found["Crashes"] = crashes.crashes
        found["Crashes, SQLite"] = crashes.crashes_sqlite
        found["Killed while writing files"] = interrupted.interrupted
        found["Concurrent deployments"] = crashes.concurrent
        return found


def _found(plan: Plan, names: Sequence[str], jobs: int) -> Iterator[tuple[str, dict[str, Point]]]:
    """What each section finds, as they end: in so many processes, each with a PostgreSQL of its own."""
    if not names:
        return
    install(HARNESS)
    context = multiprocessing.get_context("spawn")
    waiting: multiprocessing.SimpleQueue[str | None] = context.SimpleQueue()
    workers: dict[int, tuple[BaseProcess, Connection]] = {}
    # The long ones first, so that no process is left with one at the end.
    for name in (*sorted(names, key=lambda name: name != "Crashes"), *[None] * jobs):
        waiting.put(name)
    for number in range(jobs):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(plan, waiting, theirs))
        process.start()
        theirs.close()
        workers[number] = process, ours
    while workers:
        for ready in connection.wait([pipe for _, pipe in workers.values()]):
            number = next(number for number, (_, pipe) in workers.items() if pipe is ready)
            process, pipe = workers[number]
            try:
                name, points = pipe.recv()
            except EOFError:
                process.join()
                del workers[number]
                continue
            if points is None:
                print(f"{name} …", file=sys.stderr, flush=True)
            else:
                yield name, points


def _work(plan: Plan, waiting: multiprocessing.SimpleQueue[str | None], found: Connection) -> None:
    """Run sections as long as there are any."""
    sections = plan.sections()
    with postgresql() as server:
        while (name := waiting.get()) is not None:
            found.send((name, None))
            points: dict[str, Point] = {}
            with _folder() as folder:
                _run(sections[name], server, folder, points)
            found.send((name, points))


@dataclass
class Kept:
    """What sections have found, on disk for the next run."""

    path: Path
    digest: str
    sections: dict[str, list[dict[str, Any]]]

    @classmethod
    def of(cls, arguments: dict[str, int], *, anew: bool) -> Kept:
        """What is there of the same code and arguments."""
        state = hashlib.sha256(repr(arguments).encode())
        for folder in ("server/prismalchemy", "tests/migrations", "tests/generate"):
            for path in sorted((ROOT / folder).rglob("*")):
                if path.suffix in (".py", ".mjs") and "node_modules" not in path.parts:
                    state.update(path.read_bytes())
        path = ROOT / ".cache" / "migrations-report.json"
        if anew:
            path.unlink(missing_ok=True)
        found = json.loads(path.read_text()) if path.is_file() else {}
        same = found.get("digest") == state.hexdigest()
        return cls(path, state.hexdigest(), found["sections"] if same else {})

    def add(self, name: str, points: dict[str, Point]) -> None:
        """Keep what a section has found."""
        self.sections[name] = [asdict(point) for point in points.values()]
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(json.dumps({"digest": self.digest, "sections": self.sections}))

    def points(self, wanted: Iterable[str]) -> list[Point]:
        """The points of these sections, those of one name together."""
        found: dict[str, Point] = {}
        for name in wanted:
            for one in self.sections[name]:
                point = found.setdefault(one["name"], Point(one["name"]))
                point.held += one["held"]
                point.missed += one["missed"]
                point.seconds += one["seconds"]
        return list(found.values())


def _markdown(points: list[Point], histories: int, length: int) -> str:
    prisma = json.loads((HARNESS / "package.json").read_text())["dependencies"]["prisma"]
    lines = [
        "# What `make migrations-report` printed",
        "",
        f"{histories} random histories of {length} steps for each owner and maker. PostgreSQL 18.4, SQLite "
        f"{sqlite3.sqlite_version}, Prisma {prisma} (command line and schema engine), Alembic {alembic.__version__}, "
        f"SQLAlchemy {sqlalchemy.__version__}, Python {platform.python_version()}.",
        "A check is one comparison or one question to one of the tools; a missed one makes the command exit with 1.",
        "The histories have enums (labels added, used, renamed, dropped and put in another order), renames of tables "
        "and columns, NOT NULL with a backfill, changes of type with USING, indexes (also CONCURRENTLY), foreign keys, "
        "several database schemas, an extension, views, functions with `$$` and `BEGIN ATOMIC` bodies, DO blocks, and "
        "scripts with their own BEGIN and COMMIT.",
        "Those of `migrate new` are made out of random changes of a schema.prisma, and rows go in behind each step.",
        "`Killed while writing files` ends a command in front of each thing that it does to the disk, one after the "
        "other.",
        "",
        "| point | checks | missed |",
        "| --- | --- | --- |",
        *(f"| {one.name} | {one.held + len(one.missed)} | {len(one.missed)} |" for one in points),
        "",
        "Known limit of these figures: a revision of one's own with `autocommit_block()` is held to the runbook's "
        "advice, that it can run again.",
    ]
    return "\n".join(lines) + "\n"


def _run(checks: Checks, server: Server, folder: Path, points: dict[str, Point]) -> None:
    last = [time.monotonic()]
    current: list[Point] = []

    def point(name: str) -> Point:
        now = time.monotonic()
        if current:
            current[0].seconds += now - last[0]
        last[0] = now
        current[:] = [points.setdefault(name, Point(name))]
        return current[0]

    try:
        checks(server, folder, point)
    except Exception as error:  # a broken check is a missed point, and the others still run
        traceback.print_exc()
        point("runs to its end").check(holds=False, what=f"{type(error).__name__}: {error}"[:2000])
    point("runs to its end").check(holds=True, what="")


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="prismalchemy-") as folder, contextlib.redirect_stdout(io.StringIO()):
        yield Path(folder)


def _prisma(seed: int, length: int) -> Checks:
    return lambda server, folder, point: journeys.prisma_owns(server, folder, histories.postgresql(seed, length), point)


def _alembic(seed: int, length: int) -> Checks:
    return lambda server, folder, point: journeys.alembic_owns(server, folder, seed, length, point)


def _anew(owner: str, seed: int, length: int) -> Checks:
    return lambda server, folder, point: journeys.made_anew(server, folder, owner, seed, length, point)


def _anew_sqlite(owner: str, seed: int, length: int) -> Checks:
    return lambda _, folder, point: journeys.made_anew_sqlite(folder, owner, seed, length, point)


def _prisma_sqlite(seed: int, length: int) -> Checks:
    return lambda _, folder, point: journeys.prisma_owns_sqlite(folder, histories.sqlite(seed, length), point)


def _alembic_sqlite(seed: int, length: int) -> Checks:
    return lambda _, folder, point: journeys.alembic_owns_sqlite(folder, seed, length, point)


if __name__ == "__main__":
    sys.exit(main())
