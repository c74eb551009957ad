"""Lets agreeing pairs drift, in one way or in several at a time, and holds that each drift is found, alone, and mended.

    python -m benchmarks.drift_report [--cases 20000] [--seed 1]

The pairs are schemas of the example, of the tests and of the corpus for PostgreSQL, MySQL and SQLite, each with models
written from it in four styles; and the example's schema with its models as people wrote them. The table says for each
kind of drift how often it was made, found, mended by fixes of the models and by fixes of the Prisma schema, and how
often anything else was found. Prisma's own parser is asked about a part of the schemas that the fixes made. The time
that the rules take is measured as well. Exit code 1 where one of these is not all, a pair does not agree before it
drifts, a kind was never tried, fewer drifts were made than asked for, or a bar is missed.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from tests.drift import combined, hand
from tests.drift.models import EVERY
from tests.drift.run import STYLES, Base, Outcome, base, drift, kinds, outcome
from tests.examples.drifts import DRIFTS
from tests.oracle.engine import Engine
from tests.oracle.schemas import cases

from benchmarks import rules_speed
from prismalchemy.fixes import Side
from prismalchemy.generate.options import Kind as Style

_PROVIDER = re.compile(rf'"({"|".join(sorted(EVERY))})"')
_ARCHIVED = re.compile(r'"prisma-client-py"|"python [^"]*-m prisma"')
LONGEST = 12_000
"""Schemas with more characters are left out: each case reads a side anew."""
WORKERS = 2
BY_HAND = "by hand"
JUDGED = 8
"""Of so many schemas that fixes made, Prisma's parser is asked about one."""
SINGLE, MIXED, HAND = 0.74, 0.16, 0.1
"""Shares of single drifts, of several at once, and of the models that people wrote."""
HAND_JOBS = 8
TRIES = 4
"""So often as wanted a drift is tried: not every pair has a place for each."""
GARBAGE = 100_000
"""After so many new objects a worker looks for garbage."""
TURNS = 4
"""What one turn has fewer than asked for, the next one makes."""


class Job(NamedTuple):
    """So many drifts of one pair: one at a time, and several at once."""

    name: str
    text: str
    style: Style | None
    single: int
    mixed: int
    seed: int
    turn: int


class Done(NamedTuple):
    """What came of a job: the outcomes, and how many schemas Prisma's parser was asked about.

    `agrees`: whether nothing was found in the pair before it drifted.
    """

    outcomes: list[Outcome]
    judged: int
    agrees: bool = True


def sources() -> list[tuple[str, str]]:
    """The schemas that drift, by name."""
    found = []
    for case in cases():
        ((_, text),) = case.files if len(case.files) == 1 else (("", ""),)
        known = _PROVIDER.search(text) is not None and "model " in text and "psl-validation" not in case.name
        if known and len(text) <= LONGEST:
            # The archived generator is a finding of its own, which no models can be without.
            found.append((case.name, _ARCHIVED.sub('"prisma-client-js"', text)))
    return found


@cache
def _base(name: str, text: str, style: Style | None) -> Base | None:
    return hand.hand_base() if style is None else base(name, text, style)


@cache
def _engine() -> Engine:
    return Engine()


def run(job: Job) -> Done:
    """The outcomes of a job."""
    here = _base(job.name, job.text, job.style)
    if here is None or here.sides.findings:
        return Done([], 0, agrees=False)
    seed = random.Random(f"{job.seed} {job.turn} {job.name} {job.style}")
    found: list[Outcome] = []
    judged = 0
    judges = not _refused(here.sides.schema)
    outcomes = _by_hand(here, job, seed) if job.style is None else _singles(here, job.single, seed)
    for one in (*outcomes, *_mixed(here, job.mixed, seed)):
        if judges and one.schemas is not None and seed.randrange(JUDGED) == 0:
            judged += 1
            one = _judged(one, *one.schemas)
        if not one.is_good:
            one = replace(one, trouble=f"{here.name} ({here.style}): {one.trouble or f'also {list(one.collateral)}'}")
        found.append(replace(one, schemas=None))
    return Done(found, judged)


def _singles(here: Base, count: int, seed: random.Random) -> Iterator[Outcome]:
    every = [(side, kind) for side, kind in kinds() if here.dialect in kind.dialects]
    made = tries = 0
    while made < count and tries < TRIES * count:
        side, kind = seed.choice(every)
        tries += 1
        drifted = drift(here, kind, seed)
        if drifted is not None:
            made += 1
            yield outcome(here, side, kind, drifted)


def _mixed(here: Base, count: int, seed: random.Random) -> Iterator[Outcome]:
    made = tries = 0
    while made < count and tries < TRIES * count:
        size = combined.SIZES[tries // 2 % len(combined.SIZES)]
        towards = seed.choice(list(Side))
        found = combined.combination(here, size, seed, apart=tries % 2 == 0, towards=towards)
        tries += 1
        if found is not None:
            made += 1
            yield found


def _by_hand(here: Base, job: Job, seed: random.Random) -> Iterator[Outcome]:
    if job.name == f"{BY_HAND} 0" and job.turn == 0:
        yield from (hand.hand_outcome(here, one) for one in DRIFTS)
    made = 0
    while made < job.single:
        side, kind = seed.choice(kinds())
        drifted = drift(here, kind, seed) if side == "schema" else None
        if drifted is None:
            continue
        made += 1
        one = outcome(here, side, kind, drifted)
        yield replace(one, kind=f"{one.kind}{_OF_HAND}")
        if hand.has_way_back(kind):
            made += 1
            yield hand.back_outcome(here, kind.name, drifted)


_OF_HAND = " (models by hand)"


def _judged(one: Outcome, before: str, after: str) -> Outcome:
    """The outcome, after Prisma's parser saw the schema that the fixes made; what it refused before does not count."""
    wrong = _refused(after)
    if not wrong or _refused(before):
        return one
    return replace(one, updated=False, trouble=f"Prisma refuses the schema after the fixes: {wrong[0]}")


def _refused(text: str) -> list[str]:
    said = _engine().ask("lint", [("schema.prisma", text)])
    return [item["text"] for item in said if not item["is_warning"]]


def jobs(wanted: int, seed: int, turn: int = 0) -> list[Job]:
    """What is to be done for so many drifts, if every pair has a place for its share."""
    pairs = [(name, text, style) for name, text in sources() for style in STYLES]
    single, mixed = (-(-int(wanted * share) // len(pairs)) for share in (SINGLE, MIXED))
    by_hand = -(-int(wanted * HAND) // HAND_JOBS)
    singly, at_once = by_hand * 3 // 4, -(-by_hand // 4)
    return [
        *(Job(f"{BY_HAND} {number}", "", None, singly, at_once, seed, turn) for number in range(HAND_JOBS)),
        *(Job(*pair, single, mixed, seed, turn) for pair in pairs),
    ]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started = time.monotonic()
    speed = rules_speed.measure()
    outcomes: list[Outcome] = []
    pairs: dict[str, bool] = {}
    judged = 0
    # Trees come and go by thousands: with Python's usual threshold a quarter of the time is spent looking for garbage.
    with multiprocessing.Pool(WORKERS, gc.set_threshold, (GARBAGE, 50, 100)) as pool:
        for turn in range(TURNS):
            todo = jobs(given.cases - len(outcomes), given.seed, turn)
            for job, done in zip(todo, pool.imap(run, todo), strict=True):
                pairs[BY_HAND if job.style is None else f"{job.name} ({job.style})"] = done.agrees
                outcomes += done.outcomes
                judged += done.judged
                for one in done.outcomes:
                    if not one.is_good:
                        print(f"{one.kind}: {one.trouble}", file=sys.stderr, flush=True)
            if len(outcomes) >= given.cases:
                break
    rows = _rows()
    never = set(rows) - {one.kind for one in outcomes}
    bad = [one for one in outcomes if not one.is_good]
    left = sum(one.is_good and one.mended is one.updated is None and one.kind.startswith("both") for one in outcomes)
    apart = [name for name, agrees in pairs.items() if not agrees]
    console = Console()
    console.print(_table(rows, outcomes))
    minutes = (time.monotonic() - started) / 60
    worked = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) / 60
    console.print(
        f"{len(outcomes)} drifts of {len({one.kind for one in outcomes})} kinds in {len(pairs)} pairs: "
        f"{len(bad)} not as they should be; never tried: {', '.join(sorted(never)) or 'none'}; "
        f"pairs that do not agree before they drift: {', '.join(apart) or 'none'}; "
        f"{left} times nothing was claimed of several at once (a shared declaration, a table not known again); "
        f"{judged} schemas after fixes shown to Prisma's parser; {minutes:.1f} minutes, "
        f"{worked:.1f} of a processor",
        highlight=False,
        soft_wrap=True,
    )
    console.print(str(speed), highlight=False, soft_wrap=True)
    return 1 if bad or never or apart or not speed.holds or len(outcomes) < given.cases else 0


def _rows() -> list[str]:
    """The names of all kinds, as the table lists them."""
    here = hand.hand_base()
    # Some kinds have no place in the example: all of its tables have relations.
    schema = [kind for side, kind in kinds() if side == "schema" and drift(here, kind, random.Random(1)) is not None]
    return [
        *(f"{side}: {kind.name}" for side, kind in kinds()),
        *(combined.name_of(size, apart=apart) for apart in (True, False) for size in combined.SIZES),
        *(hand.name_of(one) for one in DRIFTS),
        *(f"schema: {kind.name}{_OF_HAND}" for kind in schema),
        *(f"{hand.BACK} {kind.name}" for kind in schema if hand.has_way_back(kind)),
    ]


def _table(rows: Iterable[str], outcomes: list[Outcome]) -> Table:
    made, found, others = (
        Counter(one.kind for one in outcomes if does(one))
        for does in (lambda _: True, lambda one: one.detected, lambda one: bool(one.collateral))
    )
    table = Table("drift", "made", "found", "mended in the models", "mended in the schema", "with other findings")
    for kind in rows:
        ends = [_share([getattr(one, name) for one in outcomes if one.kind == kind]) for name in ("mended", "updated")]
        table.add_row(kind, str(made[kind]), str(found[kind]), *ends, str(others[kind]))
    return table


def _share(ends: list[bool | None]) -> str:
    claimed = [end for end in ends if end is not None]
    return f"{sum(claimed)} of {len(claimed)}" if claimed else "no fix"


if __name__ == "__main__":
    sys.exit(main())
