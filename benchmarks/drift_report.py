"""Lets agreeing pairs drift in one way at a time, and holds that each drift is found, alone, and mended.

    python -m benchmarks.drift_report [--cases 20000] [--seed 1]

The pairs are schemas of the example, of the tests and of the corpus for PostgreSQL, each with models written from it in
three styles. The table says for each kind of drift how often it was made, found, and mended by fixes of the models, and
how often anything else was found. Exit code 1 where one of these is not all, or a kind was never tried.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from tests.drift.run import STYLES, Base, Outcome, base, drift, kinds, outcome
from tests.oracle.schemas import cases

from prismalchemy.generate.options import Kind as Style

LONGEST = 12_000
"""Schemas with more characters are left out: each case reads a side anew."""
WORKERS = 2


class Job(NamedTuple):
    """So many drifts of one pair."""

    name: str
    text: str
    style: Style
    count: int
    seed: int


def sources() -> list[tuple[str, str]]:
    """The schemas that drift, by name."""
    found = []
    for case in cases():
        ((_, text),) = case.files if len(case.files) == 1 else (("", ""),)
        if '"postgresql"' in text and len(text) <= LONGEST and "model " in text and "psl-validation" not in case.name:
            found.append((case.name, text))
    return found


@cache
def _base(name: str, text: str, style: Style) -> Base | None:
    return base(name, text, style)


def run(job: Job) -> list[Outcome] | None:
    """The outcomes of a job; None where the pair does not agree before it drifts."""
    here = _base(job.name, job.text, job.style)
    if here is None:
        return None
    seed = random.Random(f"{job.seed} {job.name} {job.style}")
    return list(_outcomes(here, job.count, seed))


def _outcomes(here: Base, count: int, seed: random.Random) -> Iterator[Outcome]:
    every = kinds()
    made = tries = 0
    while made < count and tries < 4 * count:
        side, kind = seed.choice(every)
        tries += 1
        drifted = drift(here, kind, seed)
        if drifted is None:
            continue
        made += 1
        found = outcome(here, side, kind, drifted)
        if not found.is_good:
            trouble = f"{here.name} ({here.style}): {found.trouble or f'also {list(found.collateral)}'}"
            found = Outcome(found.kind, found.detected, found.collateral, found.mended, trouble)
        yield found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started = time.monotonic()
    pairs = [(name, text, style) for name, text in sources() for style in STYLES]
    each = -(-given.cases // len(pairs)) * 5 // 4
    outcomes: list[Outcome] = []
    agreeing = 0
    with multiprocessing.Pool(WORKERS) as pool:
        for found in pool.imap(run, [Job(*pair, each, given.seed) for pair in pairs]):
            agreeing += found is not None
            outcomes += found or []
    never = {f"{side}: {kind.name}" for side, kind in kinds()} - {one.kind for one in outcomes}
    bad = [one for one in outcomes if not one.is_good]
    console = Console()
    console.print(_table(outcomes))
    for one in bad[:40]:
        console.print(f"{one.kind}: {one.trouble}", highlight=False, soft_wrap=True)
    minutes = (time.monotonic() - started) / 60
    console.print(
        f"{len(outcomes)} drifts of {len({one.kind for one in outcomes})} kinds in {agreeing} pairs: {len(bad)} not as "
        f"they should be; never tried: {', '.join(sorted(never)) or 'none'}; {minutes:.1f} minutes",
        highlight=False,
        soft_wrap=True,
    )
    return 1 if bad or never or len(outcomes) < given.cases else 0


def _table(outcomes: list[Outcome]) -> Table:
    made = Counter(one.kind for one in outcomes)
    detected = Counter(one.kind for one in outcomes if one.detected)
    claimed = Counter(one.kind for one in outcomes if one.mended is not None)
    mended = Counter(one.kind for one in outcomes if one.mended)
    others = Counter(one.kind for one in outcomes if one.collateral)
    table = Table("drift", "made", "found", "mended", "with other findings")
    for kind in dict.fromkeys(f"{side}: {kind.name}" for side, kind in kinds()):
        repaired = f"{mended[kind]} of {claimed[kind]}" if claimed[kind] else "no fix"
        table.add_row(kind, str(made[kind]), str(detected[kind]), repaired, str(others[kind]))
    return table


if __name__ == "__main__":
    sys.exit(main())
