"""Every prefix of every sample of models, and fifty thousand mutations of them, held to the laws of reading.

    python -m tests.alchemy.fuzz [--mutations 50000] [--seed 1] [--without-prefixes]

`make test-unit` runs a small part of this (`test_totality.py`). Reading goes on in one reader for each sample, as in an
editor, so that incremental reading is put to the test as well: every so often what it says is compared with a fresh
reading. Exit code 1 where a law is broken; the text that broke it is then in `.cache/fuzz/`.
"""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import re
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.alchemy.test_places import MODELS, origins
from tests.prisma.fuzz import Result, texts
from tests.support.models import case_files, case_names
from tests.support.plain import plain

from prismalchemy.alchemy import ModelsReading, Options, Reader
from prismalchemy.schema import Table
from prismalchemy.text import SourceFile

ROOT = Path(__file__).parents[2]
WORKERS = 2
FRESH = 400
"""Every so many texts, what the reader says is compared with a fresh reading; and at the end of each job."""
FAILURES = ROOT / ".cache" / "fuzz"
SIGNS = (
    *("", "\n", "\r\n", "\r", " ", "\t", "\f", "\u2028", "\0", "\ufeff", "🙂", "\ud800"),
    *(
        '"',
        "'",
        '"""',
        "'''",
        "\\",
        "#",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ";",
        "=",
        ".",
        "@",
        "*",
        "**",
        "|",
        "->",
    ),
    *(
        "class A(Base):\n",
        "def f(self):\n",
        "    ",
        "lambda",
        "f'{",
        "return",
        "pass\n",
        "import x\n",
        "from a import *\n",
    ),
    *(
        "x = ",
        "Mapped[",
        "mapped_column(",
        "relationship(",
        "Column(",
        "__table_args__ = (",
        "if True:\n",
        "1",
        "None",
        "~",
    ),
)


class Job(NamedTuple):
    """A file to damage, among the files that it is read with: all its prefixes, or so many mutations of it."""

    name: str
    files: tuple[SourceFile, ...]
    damaged: int
    mutations: int | None
    seed: int

    @property
    def text(self) -> str:
        """The file's own text."""
        return self.files[self.damaged].text


def samples() -> Iterator[tuple[str, tuple[SourceFile, ...], int]]:
    """Name, files, and which of them to damage: models of the tests and of the example, texts of the edit cases."""
    for name in case_names():
        files = tuple(case_files(name))
        for index, file in enumerate(files):
            yield file.path.removeprefix("/project/"), files, index
    yield "places.py", (SourceFile("/project/models.py", MODELS),), 0
    folder = ROOT / "examples" / "drift"
    found = [
        SourceFile(f"/project/{path.relative_to(folder).as_posix()}", path.read_bytes().decode())
        for path in sorted(folder.rglob("*.py"))
    ]
    for file in found:
        # With all the others beside it, each reading would look through forty tables.
        base = tuple(other for other in found if other.path.endswith(("base.py", "enums.py")))
        yield f"drift/{file.path.rpartition('/')[2]}", (file, *(other for other in base if other is not file)), 0
    for path in sorted((ROOT / "tests" / "edit" / "cases").glob("*.txt")):
        for number, text in enumerate(re.split(r"^-----$|^=====.*$", path.read_text("utf-8"), flags=re.MULTILINE)):
            yield f"{path.stem} {number}", (SourceFile("/project/models.py", text.lstrip("\n")),), 0


def run(job: Job) -> Result:
    """Try one job."""
    reader = Reader(Options(roots=("/project",)))
    seen: dict[int, Table] = {}
    count = 0
    files = list(job.files)
    try:
        for text in texts(job, SIGNS):
            files[job.damaged] = SourceFile(job.files[job.damaged].path, text)
            reading = reader.read(files)
            seen = check(reading, seen)
            count += 1
            if count % FRESH == 0:
                compare(reading)
        if count:
            compare(reading)
    except Exception:  # whatever it is, it is the finding
        FAILURES.mkdir(parents=True, exist_ok=True)
        path = FAILURES / f"{job.name.replace('/', '_').replace(' ', '_')}-{count}.py"
        path.write_text(files[job.damaged].text, encoding="utf-8", errors="surrogatepass", newline="")
        return Result(job.name, count, f"{path}\n{traceback.format_exc()}")
    return Result(job.name, count, None)


def check(reading: ModelsReading, seen: dict[int, Table]) -> dict[int, Table]:
    """All places lie within their files; those of tables that are the same objects as before are only moved.

    Returns:
        The tables, for the next call.
    """
    lengths = {file.path: len(file.text) for file in reading.files}
    for table in reading.schema.tables:
        places = origins(table) if seen.get(id(table)) is not table else iter((table.origin,))
        for origin in places:
            path, span = origin.at(reading.bases)
            assert 0 <= span.start <= span.end <= lengths[path], (table.name, origin)
    for problem in reading.problems:
        path, span = problem.origin.at(reading.bases)
        assert 0 <= span.start <= span.end <= lengths[path], problem
        assert problem.message.strip()
        assert "\n" not in problem.message
    return {id(table): table for table in reading.schema.tables}


def compare(reading: ModelsReading) -> None:
    """Reading again is reading afresh."""
    fresh = Reader(Options(roots=("/project",))).read(reading.files)
    assert plain((reading.schema, reading.problems), reading.bases) == plain(
        (fresh.schema, fresh.problems), fresh.bases
    ), "reading again is not reading afresh"


def lost(file: SourceFile, how: str) -> list[str]:
    """What is lost besides the touched statement where one line of a class is broken; nothing, if all is well.

    Args:
        file: a whole module by itself.
        how: `half` leaves the first half of the line, `open` adds a bracket that nothing closes.
    """
    reader = Reader()
    before = reader.read([file])
    lines = file.text.split("\n")
    declared = {
        (table.key, column.name): column.origin.at(before.bases).span.start
        for table in before.schema.tables
        for column in table.columns
        if column.origin is not None
    }
    found: list[str] = []
    for number in _members(file.text):
        start = sum(len(line) + 1 for line in lines[:number])
        line = lines[number]
        touched = {key for key, at in declared.items() if start <= at <= start + len(line)}
        if not touched:
            continue  # no column: a table's name, an argument, a member of an enum
        indent = len(line) - len(line.lstrip())
        broken = line[: indent + (len(line) - indent) // 2] if how == "half" else line + " ("
        reading = reader.read([SourceFile(file.path, "\n".join([*lines[:number], broken, *lines[number + 1 :]]))])
        check(reading, {})
        left = {(table.key, column.name) for table in reading.schema.tables for column in table.columns}
        found += [
            f"{file.path}:{number + 1}: {broken.strip()!r} loses {key}" for key in declared.keys() - touched - left
        ]
    return found


def _members(text: str) -> Iterator[int]:
    """The lines, from 0, of the class members that stand on one line."""
    for node in ast.walk(ast.parse(text)):
        for inner in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(inner, (ast.AnnAssign, ast.Assign)) and inner.lineno == inner.end_lineno:
                yield inner.lineno - 1


def _all_lost(name: str) -> list[str]:
    files = case_files(name)
    return [said for how in ("half", "open") for said in lost(files[0], how)] if len(files) == 1 else []


def jobs(mutations: int, seed: int, *, prefixes: bool) -> list[Job]:
    """All jobs, the longest first."""
    sources = [(name, files, index) for name, files, index in samples() if files[index].text]
    found = [Job(*source, None, seed) for source in sources] if prefixes else []
    # As many of each file: most are short, as what people type in is.
    each = -(-mutations // len(sources))
    found += [Job(*source, each, seed) for source in sources] if mutations else []
    return sorted(found, key=lambda job: -len(job.text) * (job.mutations or len(job.text)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutations", type=int, default=50_000)
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
        too_much = [said for found in pool.imap(_all_lost, case_names()) for said in found]
    print("\n".join(too_much), file=sys.stderr)
    minutes = (time.monotonic() - started) / 60
    files = len({job.name for job in todo})
    print(
        f"{files} files: {prefixes:,} prefixes, {mutations:,} mutations, {len(failures)} broken; "
        f"{len(too_much)} times a broken line cost more than its statement ({minutes:.1f} minutes)"
    )
    return 1 if failures or too_much else 0


if __name__ == "__main__":
    sys.exit(main())
