"""Times the Prisma reader, by turns with Prisma's own parser where both do the same, and holds the bars.

    python -m benchmarks.prisma_report [--rounds 5]

Three figures: a first reading of a large schema as a whole process, by turns with `get_dmmf` of Prisma's parser (wasm)
in a fresh Node.js process; reading that schema again after an edit of one line; and how the time per model grows from
100 to 1,000 models. The large schema is the longest of the corpus beside the repository, and a generated one of the
same length where that is not there. Exit code 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import compileall
import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.oracle.engine import HARNESS
from tests.oracle.schemas import modern
from tests.support.npm import install
from tests.support.shared import corpus

from benchmarks.sample import schema
from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile

SERVER = Path(__file__).parents[1] / "server"
COLD_BAR = 2.0
"""What a first reading may take, as a share of what `get_dmmf` takes."""
AGAIN_BAR = 10.0
"""Milliseconds for a reading after an edit of one line."""
GROWTH_BAR = 1.3
"""The time per model of 1,000 models, as a share of that of 100."""
LINES_PER_MODEL = 24

_OURS = """
import sys
from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    reading = Reader().read([SourceFile(sys.argv[1], file.read())])
assert reading.schema.tables and not reading.problems
"""
_THEIRS = """
const fs = require('node:fs')
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message() {} }
const { get_dmmf } = require('@prisma/prisma-schema-wasm')
const text = fs.readFileSync(process.argv[1], 'utf-8')
JSON.parse(get_dmmf(JSON.stringify({ prismaSchema: [['schema.prisma', text]], noColor: true })))
"""


def large_schema() -> str:
    """The text of a schema of several thousand lines that Prisma accepts."""
    texts = [path.open(encoding="utf-8", newline="").read() for path in corpus("prisma")]
    if texts:
        return modern(max(texts, key=lambda text: text.count("\n")))
    return schema(7642 // LINES_PER_MODEL)


def time_cold(text: str, rounds: int) -> tuple[float, float]:
    """Seconds for a first reading, ours and Prisma's, whole processes by turns: medians of so many rounds.

    Raises:
        subprocess.CalledProcessError: one of them failed.
    """
    install(HARNESS)
    # What an installed package has.
    compileall.compile_dir(SERVER, quiet=2)
    node = shutil.which("node") or "node"
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "schema.prisma"
        path.write_bytes(text.encode())
        for _ in range(rounds):
            theirs.append(_process([node, "-e", _THEIRS, str(path)]))
            ours.append(_process([sys.executable, "-c", _OURS, str(path)]))
    return statistics.median(ours), statistics.median(theirs)


def _process(command: Sequence[str]) -> float:
    started = time.perf_counter()
    path = os.pathsep.join([str(SERVER), *sys.path])
    subprocess.run(command, cwd=HARNESS, check=True, env=os.environ | {"PYTHONPATH": path})
    return time.perf_counter() - started


def time_again(text: str, rounds: int = 40) -> float:
    """Milliseconds for a reading after an edit of one line in the middle: the median."""
    lines = text.split("\n")
    middle = next(index for index in range(len(lines) // 2, len(lines)) if " Int" in lines[index])
    edited = [*lines[:middle], lines[middle].replace(" Int", " BigInt", 1), *lines[middle + 1 :]]
    versions = [SourceFile("schema.prisma", text), SourceFile("schema.prisma", "\n".join(edited))]
    reader = Reader()
    reader.read([versions[0]])
    gc.collect()
    # As the language server does after its first analysis.
    gc.freeze()
    times = [_seconds(partial(reader.read, [versions[(turn + 1) % 2]])) for turn in range(rounds)]
    gc.unfreeze()
    return statistics.median(times) * 1000


def time_growth(rounds: int) -> tuple[float, float]:
    """Milliseconds a model, for 100 and for 1,000 models: the best of so many rounds each, by turns."""
    small, large = SourceFile("schema.prisma", schema(100)), SourceFile("schema.prisma", schema(1000))
    best = {100: float("inf"), 1000: float("inf")}
    gc.disable()
    for _ in range(rounds):
        for models, file in ((100, small), (1000, large)):
            best[models] = min(best[models], _seconds(partial(Reader().read, [file])) / models)
            gc.collect()
    gc.enable()
    return best[100] * 1000, best[1000] * 1000


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    text = large_schema()
    ours, theirs = time_cold(text, options.rounds)
    again = time_again(text)
    small, large = time_growth(options.rounds)

    rows = [
        ("first reading, whole process (s)", f"{ours:.2f}", f"get_dmmf {theirs:.2f}", ours / theirs, COLD_BAR),
        ("reading after an edit (ms)", f"{again:.1f}", "", again, AGAIN_BAR),
        ("a model of 1,000 (ms)", f"{large:.3f}", f"of 100 {small:.3f}", large / small, GROWTH_BAR),
    ]
    table = Table(title=f"{text.count(chr(10))} lines, by turns, {options.rounds} rounds")
    for title in ("", "prismalchemy", "against", "figure", "bar", ""):
        table.add_column(title, justify="right" if title else "left")
    for name, our, against, figure, bar in rows:
        table.add_row(name, our, against, f"{figure:.2f}", f"≤ {bar}", "met" if figure <= bar else "MISSED")
    Console().print(table)
    return 0 if all(figure <= bar for *_, figure, bar in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
