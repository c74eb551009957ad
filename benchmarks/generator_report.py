"""Judges the generated models, and holds the bars: what they make of a database, and what making them costs.

    python -m benchmarks.generator_report [--random 300] [--rounds 5]

For every schema of the corpus beside the repository and of the tests, `create_all` of its models makes an empty
PostgreSQL or SQLite database into one in which Prisma's own engine must find nothing to change; where it does find
something, it must find the same in a database that it made itself, and the two catalogs must be equal. The same holds
for schemas made at random. A MariaDB database is compared with what Prisma makes of a schema
(tests/generate/mysql_catalog.py). The time is that of a whole process, by turns with sqlacodegen, which reads the same
tables from a database. Exit code 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
import venv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, seed, settings
from rich.console import Console
from rich.table import Table
from tests.generate import live
from tests.generate.generated import PRISMA_CASES, running
from tests.generate.servers import Mariadb, Postgresql, mariadb, postgresql
from tests.oracle.engine import Engine, RefusedError
from tests.oracle.schemas import Case, cases
from tests.oracle.test_random import schemas as random_schemas

from prismalchemy.generate import render_module
from prismalchemy.schema import UNKNOWN

ROOT = Path(__file__).parents[1]
SQLACODEGEN = "4.0.4"
MEMORY_BAR = 200
"""Megabytes that generating the largest schema may take."""
TIME_BAR = 1.0
"""What it may take as a share of sqlacodegen's time."""


@dataclass
class Tally:
    """What came out for the schemas of one database, by name."""

    identical: list[str] = field(default_factory=list)
    as_prisma: list[str] = field(default_factory=list)
    differing: dict[str, str] = field(default_factory=dict)

    @property
    def judged(self) -> int:
        """The number of schemas."""
        return len(self.identical) + len(self.as_prisma) + len(self.differing)


def all_cases() -> list[Case]:
    """The schemas of the generator's tests, the oracle's, the corpus; one without a datasource is PostgreSQL's."""
    own = [Case(path.stem, ((path.name, path.read_text(encoding="utf-8")),)) for path in PRISMA_CASES]
    return [*own, *(_with_datasource(case) for case in cases())]


def _with_datasource(case: Case) -> Case:
    if any("datasource" in text for _, text in case.files):
        return case
    return Case(case.name, (*case.files, ("datasource.prisma", 'datasource db {\n  provider = "postgresql"\n}\n')))


def judge_corpus(engine: Engine, server: Postgresql, mysql: Mariadb) -> tuple[dict[str, Tally], dict[str, str]]:
    """The tallies by dialect, and the schemas that could not be judged with the reason."""
    tallies = {dialect: Tally() for dialect in (*live.JUDGED, "mysql")}
    unjudged: dict[str, str] = {}
    for case in all_cases():
        said = live.read(case.files).dialect
        dialect = "" if said is UNKNOWN else said
        if dialect not in tallies:
            unjudged[case.name] = f"there is no {dialect} here" if dialect else "SQLAlchemy has no such provider"
            continue
        try:
            judged = _judge_mysql if dialect == "mysql" else _judge
            judged(case, tallies[dialect], engine, mysql if dialect == "mysql" else server)
        except RefusedError as error:
            unjudged[case.name] = f"Prisma refuses it: {str(error).splitlines()[0].strip()}"
    return tallies, unjudged


def _judge(case: Case, tally: Tally, engine: Engine, server: Postgresql) -> None:
    verdict = live.judge(engine, case.files, server)
    assert verdict is not None
    if verdict.identical:
        tally.identical.append(case.name)
    elif verdict.holds:
        tally.as_prisma.append(case.name)
    else:
        more = sorted(verdict.ours - verdict.control)
        tally.differing[case.name] = verdict.error or "\n".join([*more, *map(str, verdict.catalogs)])


def _judge_mysql(case: Case, tally: Tally, engine: Engine, server: Mariadb) -> None:
    differences = live.judge_mysql(engine, case.files, server)
    assert differences is not None
    if not differences:
        tally.identical.append(case.name)
    else:
        tally.differing[case.name] = "\n".join(differences)


def judge_random(engine: Engine, server: Postgresql, mysql: Mariadb, examples: int) -> tuple[Counter[str], list[str]]:
    """How many random schemas were judged, by dialect, and those whose models make another database."""
    counts: Counter[str] = Counter()
    failures: list[str] = []

    # Shrinking would judge each failure hundreds of times.
    @seed(random.SystemRandom().getrandbits(32))
    @given(random_schemas())
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def judge(schema: str) -> None:
        files = [("schema.prisma", schema)]
        dialect = str(live.read(files).dialect)
        try:
            verdict = live.judge(engine, files, server)
        except RefusedError:
            return
        counts[dialect] += 1
        if verdict is None:
            with running(render_module(live.read(files))):
                pass
        elif not verdict.holds:
            failures.append(f"{schema}\n{verdict}")
        if dialect == "sqlite":
            for_mysql(schema.replace('provider = "sqlite"', 'provider = "mysql"'))

    def for_mysql(schema: str) -> None:
        # MariaDB makes other indexes over BLOBs than it is told to; MySQL refuses them.
        files = [("schema.prisma", _without_large_keys(schema))]
        try:
            differences = live.judge_mysql(engine, files, mysql)
        except RefusedError:
            return
        counts["mysql"] += 1
        if differences:
            failures.append("\n".join([files[0][1], *differences]))

    judge()
    return counts, failures


def _without_large_keys(schema: str) -> str:
    """The schema without the indexes over columns of Bytes and Json."""
    lines: list[str] = []
    large: set[str] = set()
    for line in schema.splitlines():
        words = line.split()
        if line.startswith("model "):
            large = set()
        elif len(words) > 1 and words[1].rstrip("?") in ("Bytes", "Json"):
            large.add(words[0])
        if not line.lstrip().startswith("@@") or large.isdisjoint(re.findall(r"\w+", line)):
            lines.append(line)
    return "\n".join(lines)


@dataclass(frozen=True)
class Cost:
    """Seconds and peak megabytes of generating the largest schema: ours, sqlacodegen's."""

    models: int
    ours: float
    theirs: float
    our_memory: float
    their_memory: float


def time_generation(server: Postgresql, rounds: int) -> Cost:
    """Generate the models of the largest schema, by turns with sqlacodegen from a database of the same tables.

    Raises:
        subprocess.CalledProcessError: one of them failed.
    """
    case = max(all_cases(), key=lambda case: sum(len(text) for name, text in case.files if "odoo" not in case.name))
    schema = live.read(case.files)
    database = server.fresh("by_models")
    live.create(render_module(schema), database.engine)
    url = f"postgresql+psycopg://postgres@/by_models?host={server.folder}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in case.files:
            (folder / path).write_text(text, encoding="utf-8")
        schema_path = folder if len(case.files) > 1 else folder / case.files[0][0]
        ours = [
            str(Path(sys.executable).parent / "prismalchemy"),
            "generate",
            str(folder),
            f"--schema={schema_path}",
            f"--output={folder / 'ours.py'}",
        ]
        theirs = [str(_sqlacodegen()), url, f"--outfile={folder / 'theirs.py'}"]
        found: list[tuple[tuple[float, float], tuple[float, float]]] = []
        for _ in range(rounds):
            (folder / "ours.py").unlink(missing_ok=True)
            found.append((_measured(ours), _measured(theirs)))
        assert (folder / "ours.py").stat().st_size > 0
        assert (folder / "theirs.py").stat().st_size > 0
    medians = [statistics.median(turn[side][figure] for turn in found) for figure in (0, 1) for side in (0, 1)]
    return Cost(sum(table.entity is not None for table in schema.tables), *medians)


_MEASURE = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
seconds = time.perf_counter() - started
assert done.returncode == 0, done.stderr
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))
"""


def _measured(command: Sequence[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of a process."""
    done = subprocess.run([sys.executable, "-c", _MEASURE, *command], check=True, stdout=subprocess.PIPE, text=True)
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


def _sqlacodegen() -> Path:
    """The program, in an environment of its own below `.cache`."""
    folder = ROOT / ".cache" / "sqlacodegen"
    program = folder / "bin" / "sqlacodegen"
    if not program.exists():
        venv.create(folder, with_pip=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        wanted = [f"sqlacodegen=={SQLACODEGEN}", f"sqlalchemy=={sa.__version__}", "psycopg[binary]", "pgvector"]
        subprocess.run([*pip, *wanted], check=True)
        subprocess.run([folder / "bin" / "python", "-m", "compileall", "-q", folder / "lib"], check=False)
    return program


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", type=int, default=300, help="random schemas to judge")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the timing")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    engine = Engine()
    try:
        with postgresql() as server:
            with mariadb() as mysql:
                tallies, unjudged = judge_corpus(engine, server, mysql)
                counts, failures = judge_random(engine, server, mysql, options.random)
            cost = time_generation(server, options.rounds)
    finally:
        engine.close()
    rows = [*_corpus_rows(tallies), *_random_rows(counts, failures), *_cost_rows(cost)]
    _print(rows, tallies, unjudged, failures)
    print(f"{time.monotonic() - started:.0f} s")
    return 0 if all(met for *_, met in rows) else 1


Row = tuple[str, str, str, bool]
"""What is judged, the figure, the bar, whether it is met."""


def _corpus_rows(tallies: dict[str, Tally]) -> list[Row]:
    names = {"postgresql": "PostgreSQL", "sqlite": "SQLite", "mysql": "MariaDB"}
    rows = []
    for dialect, tally in tallies.items():
        figure = f"{len(tally.identical)} of {tally.judged}"
        if tally.as_prisma:
            figure += f", {len(tally.as_prisma)} as Prisma's own"
        rows.append((f"{names[dialect]}: schemas without a difference", figure, "all", not tally.differing))
    return rows


def _random_rows(counts: Counter[str], failures: list[str]) -> list[Row]:
    judged = ", ".join(f"{count} {dialect}" for dialect, count in sorted(counts.items()))
    return [("random schemas without a difference", f"{judged}; {len(failures)} differ", "all", not failures)]


def _cost_rows(cost: Cost) -> list[Row]:
    ratio = cost.ours / cost.theirs
    return [
        (
            f"{cost.models} models (s), sqlacodegen {cost.theirs:.2f}",
            f"{cost.ours:.2f} ({ratio:.2f} of it)",
            f"≤ {TIME_BAR}",
            ratio <= TIME_BAR,
        ),
        (
            f"peak memory (MB), sqlacodegen {cost.their_memory:.0f}",
            f"{cost.our_memory:.0f}",
            f"≤ {MEMORY_BAR}",
            cost.our_memory <= MEMORY_BAR,
        ),
    ]


def _print(rows: list[Row], tallies: dict[str, Tally], unjudged: dict[str, str], failures: list[str]) -> None:
    # Piped, rich would break the lines at 80 characters.
    console = Console(width=None if sys.stdout.isatty() else max(120, shutil.get_terminal_size().columns))
    table = Table()
    for title in ("generated models", "figure", "bar", ""):
        table.add_column(title)
    for name, figure, bar, met in rows:
        table.add_row(name, figure, bar, "met" if met else "MISSED")
    console.print(table)
    for tally in tallies.values():
        for name in tally.as_prisma:
            print(f"as Prisma's own: {name}")
        for name, reason in tally.differing.items():
            print(f"DIFFERS: {name}:\n{reason}")
    for failure in failures[:5]:
        print(f"DIFFERS: a random schema:\n{failure}")
    # Those of Prisma's own validation tests are there to be refused.
    listed = {name: reason for name, reason in unjudged.items() if not name.startswith("psl-validation")}
    print(f"not judged: {len(listed)}, and {len(unjudged) - len(listed)} of Prisma's validation tests")
    for name, reason in listed.items():
        print(f"  {name}: {textwrap.shorten(reason, 90, placeholder=' …')}")


if __name__ == "__main__":
    sys.exit(main())
