"""Times pairing and rules over the largest schema there is, both sides in memory: whole, and after an edit.

Processor time is measured, so that other work on the machine counts for little.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from typing import NamedTuple

from tests.oracle.schemas import cases

from prismalchemy import alchemy
from prismalchemy.alchemy import ModelsReading
from prismalchemy.compare import Pairing, pair
from prismalchemy.generate import render_module
from prismalchemy.prisma import Reader
from prismalchemy.rules import RuleCache, check, merged
from prismalchemy.text import SourceFile

WHOLE_BAR, EDIT_BAR = 300.0, 5.0
"""Milliseconds of a processor for all rules over the whole schema, and after an edit of a line."""
ROUNDS, EDITS, TRIES = 5, 24, 4


class Speed(NamedTuple):
    """Milliseconds, pairing included; `findings` are those of the last edit."""

    models: int
    whole: float
    edit: float
    findings: int

    @property
    def holds(self) -> bool:
        return self.whole < WHOLE_BAR and self.edit < EDIT_BAR and self.findings > 0

    def __str__(self) -> str:
        return (
            f"pairing and rules over {self.models} models: {self.whole:.0f} ms of a processor (bar {WHOLE_BAR:.0f}), "
            f"after an edit {self.edit:.1f} ms (bar {EDIT_BAR:.0f})"
        )


def measure() -> Speed:
    """The fastest of several whole runs, and the median of the fastest runs after edits of one column each."""
    files = max((case.files for case in cases()), key=lambda files: sum(text.count("\nmodel ") for _, text in files))
    prisma = Reader().read([SourceFile(name, text) for name, text in files]).schema
    text = render_module(prisma)
    reader = alchemy.Reader(alchemy.Options(roots=("",)))
    models = _read(reader, text)
    gc.collect()
    gc.freeze()
    runs: list[float] = []
    for _ in range(ROUNDS):
        started = time.process_time()
        merged(check(pair(prisma, models.schema)))
        runs.append(time.process_time() - started)
    cache = RuleCache()
    pairing: Pairing = pair(prisma, models.schema)
    check(pairing, cache)
    lines = text.split("\n")
    places = [at for at, line in enumerate(lines) if "mapped_column(" in line and "Text" in line]
    edits: list[float] = []
    found = 0
    for at in random.Random(1).sample(places, EDITS):
        edited = [*lines[:at], lines[at].replace("Text", "BigInteger", 1), *lines[at + 1 :]]
        reading = _read(reader, "\n".join(edited))
        tries: list[float] = []
        for _ in range(TRIES):
            known = RuleCache(cache.context, dict(cache.found))
            started = time.process_time()
            following = pair(prisma, reading.schema, pairing)
            found = len(merged(check(following, known)))
            tries.append(time.process_time() - started)
        edits.append(min(tries))
        pairing, cache = following, known
    gc.unfreeze()
    return Speed(len(prisma.tables), min(runs) * 1000, statistics.median(edits) * 1000, found)


def _read(reader: alchemy.Reader, text: str) -> ModelsReading:
    return reader.read([SourceFile("models.py", text)])
