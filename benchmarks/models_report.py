"""Times the models reader, and holds the bars.

    python -m benchmarks.models_report [--rounds 5]

First readings are timed as whole processes, interpreter and imports included. The large project is looked through as
`prismalchemy` does it: all files found, sieved and read; the second time from what the first one kept on disk.
Exit code 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import compileall
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.models_sample import one_file, project
from prismalchemy.alchemy import Reader
from prismalchemy.text import SourceFile

SERVER = Path(__file__).parents[1] / "server"
CLASSES, PROJECT_FILES, PROJECT_CLASSES = 100, 600, 2000
COLD_BAR, AGAIN_BAR = 0.6, 25.0
"""Seconds for a first reading of 100 classes; milliseconds for a reading after an edit of one line."""
PROJECT_BAR, WARM_BAR = 8.0, 1.5
"""Seconds for the project, read and from the disk."""
MEMORY_BAR = 250
"""Peak resident megabytes of any of the processes."""

_COLD = """
import sys
from prismalchemy.alchemy import Reader
from prismalchemy.text import SourceFile
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    reading = Reader().read([SourceFile(sys.argv[1], file.read())])
assert len(reading.schema.tables) == 100 and not reading.problems
"""
_PROJECT = """
import gc, sys
gc.set_threshold(100_000, 50, 1000)  # as the command line does
from prismalchemy.cache.readings import Readings
from prismalchemy.workspace import Workspace
workspace = Workspace(sys.argv[1], readings=Readings.found())
(source,) = workspace.layout().models
reading, notices = workspace.read_models(source)
assert len(reading.schema.tables) == 2000 and not reading.schema.open and not notices
assert workspace.is_complete == (sys.argv[2] != "warm")
if sys.argv[2] == "store":
    workspace.store()
"""
_MEASURED = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], check=True)
seconds = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024]))
"""


class Run(NamedTuple):
    """What a process took: seconds by the clock and of the processor, megabytes at most."""

    seconds: float
    processor: float
    memory: int


class Row(NamedTuple):
    """A line of the table. `processor` are seconds of the processor: what the clock would show on an idle machine."""

    name: str
    figure: float
    bar: float
    unit: str
    processor: float | None = None


def process(code: str, *arguments: str, cache: str = "off") -> Run:
    """What a process takes that runs some code.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SERVER), *sys.path]), "PRISMALCHEMY_CACHE": cache}
    command = [sys.executable, "-c", _MEASURED, sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    return Run(*json.loads(done.stdout))


def time_again(text: str, rounds: int = 40) -> float:
    """Milliseconds for a reading after an edit of one line in the middle: the median."""
    middle = text.index("Mapped[int]", len(text) // 2)
    edited = f"{text[:middle]}Mapped[int | None]{text[middle + len('Mapped[int]') :]}"
    versions = [SourceFile("models.py", text), SourceFile("models.py", edited)]
    reader = Reader()
    reader.read([versions[0]])
    gc.collect()
    # As the language server does after its first analysis.
    gc.freeze()
    times = []
    for turn in range(rounds):
        started = time.perf_counter()
        reader.read([versions[(turn + 1) % 2]])
        times.append(time.perf_counter() - started)
    gc.unfreeze()
    return statistics.median(times) * 1000


def measure(rounds: int) -> list[Row]:
    """All that is measured."""
    # What an installed package has.
    compileall.compile_dir(SERVER, quiet=2)
    text = one_file(CLASSES)
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder).resolve()
        (top / "models.py").write_text(text)
        cold = [process(_COLD, str(top / "models.py")) for _ in range(rounds)]
        for path, content in project(PROJECT_FILES, PROJECT_CLASSES).items():
            target = top / "project" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
        whole = [process(_PROJECT, str(top / "project"), "cold") for _ in range(rounds)]
        kept = process(_PROJECT, str(top / "project"), "store", cache=str(top / "cache"))
        warm = [process(_PROJECT, str(top / "project"), "warm", cache=str(top / "cache")) for _ in range(rounds)]
    lines = text.count("\n")
    large = f"{PROJECT_FILES} files, {PROJECT_CLASSES:,} classes"
    return [
        _timed(f"{CLASSES} classes, {lines:,} lines: first reading", cold, COLD_BAR),
        Row("again after an edit, p50", time_again(text), AGAIN_BAR, "ms"),
        _timed(f"{large}: first reading", whole, PROJECT_BAR),
        _timed("from the disk", warm, WARM_BAR),
        Row("peak memory, first reading", max(run.memory for run in whole), MEMORY_BAR, "MB"),
        Row("peak memory, first reading, kept on disk", kept.memory, MEMORY_BAR, "MB"),
        Row("peak memory, from the disk", max(run.memory for run in warm), MEMORY_BAR, "MB"),
    ]


def _timed(name: str, runs: Sequence[Run], bar: float) -> Row:
    seconds = statistics.median(run.seconds for run in runs)
    return Row(name, seconds, bar, "s", statistics.median(run.processor for run in runs))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    rows = measure(options.rounds)
    table = Table(title=f"The models reader, median of {options.rounds}")
    for title in ("", "figure", "of that the processor", "bar", ""):
        table.add_column(title, justify="right" if title else "left")
    for row in rows:
        shown = f"{row.figure:.2f} {row.unit}" if row.unit == "s" else f"{row.figure:.0f} {row.unit}"
        processor = "" if row.processor is None else f"{row.processor:.2f} s"
        table.add_row(
            row.name, shown, processor, f"< {row.bar:g} {row.unit}", "met" if row.figure < row.bar else "MISSED"
        )
    # Piped output has no width of its own; the table should not be broken for that.
    (Console() if sys.stdout.isatty() else Console(width=110)).print(table)
    return 0 if all(row.figure < row.bar for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
