"""Tries the laws of merging on many random cases, and holds that none is broken.

    python -m benchmarks.merge_report [--modules 500] [--packages 100]

Each case is a random schema, random edits of what is generated from it, and random changes of the schema; see
`tests/merge/laws.py`. The table says for each kind of edit how often it was made, and how often the merge it took part
in was certain. Exit code 1 where a law is broken, or a kind of edit was never tried.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.merge import laws
from tests.merge.edits import EDITS


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--modules", type=int, default=500)
    parser.add_argument("--packages", type=int, default=100)
    given = parser.parse_args()
    made: Counter[str] = Counter()
    certain: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    merged: Counter[str] = Counter()
    styles: Counter[str] = Counter()
    certain_styles: Counter[str] = Counter()
    broken: list[str] = []
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.modules + given.packages):
            try:
                if seed < given.modules:
                    outcome = laws.check(seed)
                else:
                    outcome = laws.check_package(seed, Path(folder) / str(seed))
            except Exception as error:  # whatever it is, it is the finding
                first = str(error).partition("\n")[0]
                broken.append(f"seed {seed}: {type(error).__name__}: {first}")
                continue
            cases[outcome.layout] += 1
            merged[outcome.layout] += outcome.merged
            styles[outcome.style] += 1
            certain_styles[outcome.style] += outcome.merged
            for name in outcome.edits:
                made[name] += 1
                certain[name] += outcome.merged
    console = Console()
    console.print(_table("style", styles, certain_styles))
    console.print(_table("layout", cases, merged))
    console.print(_table("edit", made, certain))
    for line in broken:
        console.print(line, highlight=False, soft_wrap=True)
    never = [edit.__name__ for edit in EDITS if not made[edit.__name__]]
    console.print(
        f"{sum(cases.values())} cases, {sum(made.values())} edits, {len(broken)} broken, "
        f"never tried: {', '.join(never) or 'none'}; {time.perf_counter() - start:.0f} s",
        highlight=False,
    )
    return 1 if broken or never else 0


def _table(title: str, made: Counter[str], certain: Counter[str]) -> Table:
    table = Table(title, "made", "merged", "named and left alone")
    for name in sorted(made):
        table.add_row(name, str(made[name]), str(certain[name]), str(made[name] - certain[name]))
    return table


if __name__ == "__main__":
    sys.exit(main())
