"""Every prefix of every sample and corpus file, and a hundred thousand mutations of them, held to the laws.

    python -m tests.prisma.fuzz [--mutations 100000] [--seed 1] [--without-prefixes]

`make test` runs a small part of this (`test_laws.py`). Reading goes on in one reader for each file, as in an editor, so
that incremental reading is put to the test as well: every so often what it says is compared with a fresh reading.
Exit code 1 where a law is broken; the text that broke it is then in `.cache/fuzz/`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from tests.prisma.laws import check_reading
from tests.prisma.samples import SAMPLES
from tests.prisma.test_laws import everything
from tests.support.shared import corpus

from prismalchemy.prisma import PrismaReading, Reader
from prismalchemy.text import SourceFile

WORKERS = 2
FRESH = 500
"""Every so many texts, what the reader says is compared with a fresh reading; and at the end of each job."""
FRESH_READINGS = 100
"""How often that is done at most in one job: a fresh reading of a long text takes a second."""
FAILURES = Path(__file__).parents[2] / ".cache" / "fuzz"
SIGNS = (
    *(
        "",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "\f",
        "\u2028",
        "\x00",
        "\ufeff",
        "🙂",
        '"',
        "\\",
        "'",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
    ),
    *(
        "}\n",
        "\n}\n",
        "{\n",
        "@",
        "@@",
        "@@map(",
        "//",
        "///",
        "/*",
        "*/",
        ":",
        ",",
        "?",
        "[]",
        "=",
        ".",
        "-",
        "1",
        "model A {\n",
    ),
    *(
        "enum E {\n",
        "type",
        "view",
        "datasource db {\n",
        "@id",
        "@default(",
        "@relation(",
        "Unsupported(",
        "id Int @id\n",
    ),
)


class Job(NamedTuple):
    """A text to try: all its prefixes, or so many mutations of it."""

    name: str
    text: str
    mutations: int | None
    seed: int


class Result(NamedTuple):
    """How many texts were read, and what went wrong with the first that was not."""

    name: str
    texts: int
    failure: str | None


class Text(Protocol):
    """What a job says about its text: all its prefixes are tried, or so many mutations of it."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def mutations(self) -> int | None: ...
    @property
    def seed(self) -> int: ...


def texts(job: Text, signs: Sequence[str] = SIGNS) -> Iterator[str]:
    """The texts that a job tries, one after the other; mutations put in some of these signs."""
    if job.mutations is None:
        yield from (job.text[:end] for end in range(len(job.text) + 1))
        return
    seed = random.Random(f"{job.seed} {job.name}")
    text = job.text
    for count in range(job.mutations):
        # Damage piles up for a while.
        if count % 6 == 0:
            text = job.text
        text = mutated(text, seed, signs)
        yield text


def mutated(text: str, seed: random.Random, signs: Sequence[str] = SIGNS) -> str:
    """The text with a stretch taken out, replaced, doubled or moved."""
    start = seed.randrange(len(text) + 1)
    end = min(len(text), start + seed.choice((0, 0, 1, 1, 2, 5, 20, 80)))
    other = seed.randrange(len(text) + 1)
    put = seed.choice((seed.choice(signs), seed.choice(signs), text[start:end] * 2, text[other : other + 40]))
    return text[:start] + put + text[end:]


def run(job: Job) -> Result:
    """Try one job."""
    reader = Reader()
    seen: dict[int, object] = {}
    count = 0
    text = ""
    reading: PrismaReading | None = None
    every = max(FRESH, len(job.text) // FRESH_READINGS)
    try:
        for text in texts(job):
            reading = reader.read([SourceFile("schema.prisma", text)])
            seen = check_reading(text, reading, seen)
            count += 1
            if count % every == 0:
                check_reading(text, reading)
                _compare(text, reading)
        if reading is not None:
            _compare(text, reading)
    except Exception:  # whatever it is, it is the finding
        FAILURES.mkdir(parents=True, exist_ok=True)
        path = FAILURES / f"{job.name.replace('/', '_')}-{count}.prisma"
        path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
        return Result(job.name, count, f"{path}\n{traceback.format_exc()}")
    return Result(job.name, count, None)


def _compare(text: str, reading: PrismaReading) -> None:
    fresh = Reader().read([SourceFile("schema.prisma", text)])
    assert everything(reading) == everything(fresh), "reading again is not reading afresh"


def jobs(mutations: int, seed: int, *, prefixes: bool) -> list[Job]:
    """All jobs, the longest first."""
    sources = [(f"sample {index}", text) for index, text in enumerate(SAMPLES)]
    for part in ("prisma", "psl-validation", "engine"):
        sources += [(path.name, path.open(encoding="utf-8", newline="").read()) for path in corpus(part)]
    found = [Job(name, text, None, seed) for name, text in sources] if prefixes else []
    # As many of each file: most are short, as what people type in is.
    each = -(-mutations // len(sources))
    found += [Job(name, text, each, seed) for name, text in sources]
    return sorted(found, key=lambda job: -len(job.text) * (job.mutations or len(job.text)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutations", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-prefixes", action="store_true")
    arguments = parser.parse_args()
    started = time.monotonic()
    todo = jobs(arguments.mutations, arguments.seed, prefixes=not arguments.without_prefixes)
    prefixes = mutations = 0
    failures = []
    with multiprocessing.Pool(WORKERS) as pool:
        for job, result in zip(todo, pool.imap(run, todo), strict=True):
            prefixes += result.texts if job.mutations is None else 0
            mutations += 0 if job.mutations is None else result.texts
            if result.failure is not None:
                failures.append(result)
                print(f"{result.name}: {result.failure}", file=sys.stderr, flush=True)
    minutes = (time.monotonic() - started) / 60
    files = len({job.name for job in todo})
    print(
        f"{files} files: {prefixes:,} prefixes, {mutations:,} mutations, {len(failures)} broken ({minutes:.1f} minutes)"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
