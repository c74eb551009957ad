"""Holds random histories of both owners, crashes and concurrent deployments against real databases and tools.

    python -m tests.migrations.report [--histories 2] [--length 30] [--seed 1] [--only NAME]

Prints a table; exits with 1 where a point is missed. Takes some minutes.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.migrations import crashes, histories, journeys
from tests.migrations.environment import Server, postgresql


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
    given = parser.parse_args()
    seeds = range(given.seed, given.seed + given.histories)
    sections: dict[str, Checks] = {}
    for seed in seeds:
        sections[f"Prisma owns, PostgreSQL, history {seed}"] = _prisma(seed, given.length)
        sections[f"Alembic owns, PostgreSQL, history {seed}"] = _alembic(seed, given.length)
        sections[f"Prisma owns, SQLite, history {seed}"] = _prisma_sqlite(seed, given.length)
        sections[f"Alembic owns, SQLite, history {seed}"] = _alembic_sqlite(seed, given.length)
    sections["Crashes"] = crashes.crashes
    sections["Crashes, SQLite"] = crashes.crashes_sqlite
    sections["Concurrent deployments"] = crashes.concurrent
    points: dict[str, Point] = {}
    with postgresql() as server:
        for name, checks in sections.items():
            if given.only.lower() not in name.lower():
                continue
            print(f"{name} …", file=sys.stderr, flush=True)
            with _folder() as folder:
                _run(checks, server, folder, points)
    table = Table("point", "checks", "missed", "seconds")
    for point in points.values():
        table.add_row(point.name, str(point.held + len(point.missed)), str(len(point.missed)), f"{point.seconds:.0f}")
    console = Console(width=120)
    console.print(table)
    missed = [f"{point.name}: {what}" for point in points.values() for what in point.missed]
    for line in missed[:40]:
        console.print(line, markup=False, highlight=False)
    console.print("All points hold." if not missed else f"{len(missed)} checks missed.")
    return 1 if missed or not points else 0


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


def _prisma_sqlite(seed: int, length: int) -> Checks:
    return lambda _, folder, point: journeys.prisma_owns_sqlite(folder, histories.sqlite(seed, length), point)


def _alembic_sqlite(seed: int, length: int) -> Checks:
    return lambda _, folder, point: journeys.alembic_owns_sqlite(folder, seed, length, point)


if __name__ == "__main__":
    sys.exit(main())
