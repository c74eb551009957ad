"""Lets agreeing pairs drift, synchronises the models, and has the result judged on a real PostgreSQL.

    python -m benchmarks.sync_report [--cases 300] [--seed 1]

Of each pair with one to six drifts two databases are made: one by the mended models, where Prisma's engine must find
nothing to change, and one by Prisma's engine, where Alembic's `compare_metadata` with types and defaults must find
nothing. What Alembic finds in the pair before it drifted as well (people write uniques as constraints, Prisma makes
indexes) does not count. Nor do enum types that no column uses: no rule speaks of them, since no query of the models can
go wrong about them, and Alembic compares no types of enums. Exit code 1 where anything is found.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
from collections import Counter
from functools import cache
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from tests.drift import combined, hand, live
from tests.drift.run import STYLES, Base, base
from tests.generate.servers import postgresql
from tests.oracle.engine import Engine

from benchmarks.drift_report import BY_HAND, sources
from prismalchemy.fixes import Side

WORKERS = 2
TRIES = 4
SIZES = (1, *combined.SIZES)


class Verdict(NamedTuple):
    """What came of one pair: its style, how many drifts it had, and what was found."""

    style: str
    drifts: int
    prisma: int
    alembic: int
    known: int
    trouble: str


@cache
def _base(name: str, text: str, style: str) -> Base | None:
    # What is not by hand is one of STYLES, which a text does not say to mypy.
    return hand.hand_base() if style == BY_HAND else base(name, text, style)  # type: ignore[arg-type]


def run(job: tuple[int, int, int]) -> list[Verdict]:
    """A worker's share, on a server of its own."""
    worker, count, given = job
    texts = [(name, text) for name, text in sources() if '"postgresql"' in text]
    pairs = [(name, text, style) for name, text in texts for style in (*STYLES, BY_HAND)]
    seed = random.Random(f"{given} {worker}")
    found: list[Verdict] = []
    engine = Engine()
    with postgresql() as server:
        tries = 0
        while len(found) < count and tries < TRIES * count:
            tries += 1
            here = _base(*seed.choice(pairs))
            if here is None:
                continue
            size = seed.choice(SIZES)
            mixture = combined.several(here, size, seed, apart=True, towards=Side.MODELS)
            judged = None if mixture is None else live.judge(here, mixture.sides, engine, server)
            if mixture is None or judged is None:
                continue
            told = ", ".join(kind.name for kind, _ in mixture.made)
            trouble = "" if judged.holds else f"{here.name} ({here.style}): {told}: {judged}"
            found.append(Verdict(here.style, size, len(judged.prisma), len(judged.alembic), judged.known, trouble))
    engine.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started = time.monotonic()
    share = -(-given.cases // WORKERS)
    with multiprocessing.Pool(WORKERS) as pool:
        shares = pool.map(run, [(worker, share, given.seed) for worker in range(WORKERS)])
    verdicts = [one for found in shares for one in found]
    table = Table("models", "pairs", "drifts", "Prisma's engine finds", "Alembic finds", "as without drift")
    for style in (*STYLES, BY_HAND):
        rows = [one for one in verdicts if one.style == style]
        sums = Counter[str]()
        for one in rows:
            sums.update(drifts=one.drifts, prisma=one.prisma, alembic=one.alembic, known=one.known)
        table.add_row(style, str(len(rows)), *(str(sums[name]) for name in ("drifts", "prisma", "alembic", "known")))
    console = Console()
    console.print(table)
    bad = [one for one in verdicts if one.trouble]
    for one in bad[:40]:
        console.print(one.trouble, highlight=False, soft_wrap=True)
    minutes = (time.monotonic() - started) / 60
    console.print(f"{len(verdicts)} pairs after sync: {len(bad)} with a difference; {minutes:.1f} minutes")
    return 1 if bad or len(verdicts) < given.cases * 9 // 10 else 0


if __name__ == "__main__":
    sys.exit(main())
