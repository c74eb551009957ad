"""Holds the static reader against SQLAlchemy's run time, over packages of PyPI that are really imported.

    python -m benchmarks.reader_report [--only NAME] [--details]

Each package gets an environment of its own below `.cache/reader`, made here with pip. Its model modules are imported in
a subprocess of that environment, and every fact of every table of the MetaData is compared with what the static reader
says of the same files. Exit code 1 where a fact is false or too few are known.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from tests.support.metadata import aligned, static_table

from benchmarks.reader_compare import Outcome, compare
from benchmarks.reader_packages import PACKAGES, Package
from prismalchemy.alchemy import Options, Reader
from prismalchemy.schema import Schema
from prismalchemy.text import SourceFile
from prismalchemy.workspace.sources import Modules, closure, imports_of, is_test, maps_tables

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache" / "reader"
KNOWN_BAR = 97.0
"""Per cent of facts that must be known."""
_LIMIT = 1200
"""Seconds that pip, or importing, may take for one package."""


@dataclass
class Result:
    """What became of a package. `trouble`: why it could not be compared at all."""

    package: Package
    sqlalchemy: str = ""
    tables: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None

    def count(self, what: str, *, mapping: bool = False) -> int:
        """How many facts came out so: those of the database, or those of the mapping."""
        return sum(outcome.what == what for outcome in self.outcomes if outcome.mapping is mapping)

    @property
    def known(self) -> float:
        """Per cent of the facts of the database that are known."""
        facts = self.count("equal") + self.count("unknown") + self.count("false")
        return 100 * (facts - self.count("unknown")) / max(facts, 1)

    @property
    def met(self) -> bool:
        """Whether all tables could be compared and the bars are met."""
        whole = self.trouble is None and self.tables >= self.package.tables
        return whole and not self.false and self.known >= KNOWN_BAR

    @property
    def false(self) -> list[Outcome]:
        """All that is false."""
        return [outcome for outcome in self.outcomes if outcome.what == "false"]


def environment(package: Package) -> Path:
    """The package's environment, made if it is not there yet: its folder.

    Raises:
        subprocess.CalledProcessError: pip failed.
        subprocess.TimeoutExpired: it took too long.
    """
    folder = CACHE / package.title
    wanted = hashlib.sha256(repr((package.name, package.requires, package.alone)).encode()).hexdigest()
    mark = folder / "installed"
    if mark.exists() and mark.read_text() == wanted:
        return folder
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--constraint", ROOT / "constraints.txt", "--upgrade", "pip"], check=True, timeout=_LIMIT)
    if package.alone:
        subprocess.run([*pip, "--no-deps", package.name], check=True, timeout=_LIMIT)
        subprocess.run([*pip, *package.requires], check=True, timeout=_LIMIT)
    else:
        subprocess.run([*pip, package.name, *package.requires], check=True, timeout=_LIMIT)
    mark.write_text(wanted)
    return folder


def site_packages(folder: Path) -> Path:
    """Where an environment keeps its packages."""
    return next(folder.glob("lib/python3.*/site-packages"))


def sources(package: Package, site: Path) -> tuple[list[str], list[SourceFile]]:
    """The files that map tables, and these with all that they import: what a workspace would read."""
    texts = {
        path.relative_to(site).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for name in package.packages
        for path in sorted((site / name).rglob("*.py"))
    }
    mapping = [
        path
        for path, text in texts.items()
        if maps_tables(text) and not is_test(path, "") and not any(part in path for part in package.leave)
    ]
    modules = Modules.of(texts)
    files = closure(mapping, ("",), modules, lambda path: imports_of(texts[path]))
    return mapping, [SourceFile(path, texts[path]) for path in files]


def record(package: Package, folder: Path, mapping: Sequence[str]) -> dict[str, Any]:
    """What SQLAlchemy makes of the modules, imported in a process of the package's environment.

    Raises:
        subprocess.CalledProcessError: the process failed.
        subprocess.TimeoutExpired: it took too long.
    """
    output = folder / "recorded.json"
    modules = [path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in mapping]
    request = json.dumps({"packages": package.packages, "modules": modules, "setup": package.setup})
    code = [Path(__file__).with_name("reader_record.py"), ROOT / "tests" / "support" / "metadata.py"]
    given = [
        request,
        repr(package.environment),
        (folder / "installed").read_text(),
        *(path.read_text() for path in code),
    ]
    wanted = hashlib.sha256("".join(given).encode()).hexdigest()
    mark = folder / "recorded"
    if not (mark.exists() and mark.read_text() == wanted):
        home = folder / "home"
        home.mkdir(exist_ok=True)
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": os.pathsep.join((str(ROOT / "server"), str(ROOT))),
            **dict(package.environment),
        }
        subprocess.run(
            [folder / "bin" / "python", "-m", "benchmarks.reader_record", site_packages(folder), output],
            input=request.encode(),
            cwd=home,
            env=variables,
            check=True,
            timeout=_LIMIT,
            capture_output=True,
        )
        mark.write_text(wanted)
    answer: dict[str, Any] = json.loads(output.read_text())
    return answer


def judge(package: Package) -> Result:
    """Installs, imports, reads and compares one package."""
    try:
        folder = environment(package)
        site = site_packages(folder)
        mapping, files = sources(package, site)
        recorded = record(package, folder, mapping)
    except subprocess.TimeoutExpired as error:
        return Result(package, trouble=f"took more than {error.timeout:.0f} s")
    except subprocess.CalledProcessError as error:
        said = (error.stderr or b"").decode("utf-8", "replace").strip().split("\n")[-1]
        return Result(package, trouble=said[:300] or "pip could not install it")
    version = tuple(int(part) for part in recorded["sqlalchemy"].split(".")[:2])
    options = Options(
        roots=("",),
        sqlalchemy_version=(2, 1) if version >= (2, 1) else (2, 0),
        sqlmodel_version=_version(site, "sqlmodel"),
    )
    reading = Reader(options).read(files)
    failed = {module.replace(".", "/") for module in recorded["failures"]}
    unread = {path for path in mapping if path.removesuffix(".py").removesuffix("/__init__") in failed}
    tables = [
        table
        for table in recorded["tables"]
        if table["file"] not in unread and not any(part in table["file"] for part in package.leave)
    ]
    schema = aligned(reading.schema, [table["key"] for table in tables])
    return Result(
        package,
        recorded["sqlalchemy"],
        len(tables),
        list(compare(tables, _static(schema, unread, package.leave), whole=not schema.open)),
        recorded["failures"] | ({} if recorded["unconfigured"] is None else {"(mappers)": recorded["unconfigured"]}),
    )


def _version(site: Path, name: str) -> tuple[int, ...] | None:
    """The version of an installed library; None where it is not installed."""
    for found in site.glob(f"{name}-*.dist-info"):
        return tuple(int(part) for part in found.name.removesuffix(".dist-info").split("-")[1].split("."))
    return None


def _static(schema: Schema, unread: set[str], leave: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The tables as read, without those of modules that could not be imported."""
    for table in schema.tables:
        file = "" if table.origin is None else table.origin.anchor.path
        if file not in unread and not any(part in file for part in leave):
            yield {"key": str(table.key), "file": file, "facts": static_table(table), "open": table.open}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", help="a package by name; may be given again")
    parser.add_argument("--details", action="store_true", help="print each unknown fact, not only the false ones")
    options = parser.parse_args(arguments)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 150)
    results = []
    for package in PACKAGES:
        if not options.only or package.title in options.only:
            results.append(judge(package))
            _explain(results[-1], console, details=options.details)
    console.print(_table(results))
    return 0 if results and all(result.met for result in results) else 1


def _explain(result: Result, console: Console, *, details: bool) -> None:
    name = f"{result.package.title} {result.package.version}"
    if result.trouble is not None:
        console.print(f"{name}: {result.trouble}", markup=False)
    for module, reason in result.failures.items():
        console.print(f"{name}: not imported: {module}: {reason}", markup=False)
    told: set[str] = set()
    for outcome in result.outcomes:
        if outcome.what == "false" or (details and outcome.what == "unknown"):
            line = f"{name}: {outcome.what}: {outcome.place} {outcome.text}"
            if line not in told:
                console.print(line, markup=False, soft_wrap=True)
            told.add(line)
    if details:
        places = Counter(outcome.kind for outcome in result.outcomes if outcome.what == "unknown")
        console.print(f"{name}: unknown facts by kind: {dict(places.most_common(12))}", markup=False)


def _table(results: Sequence[Result]) -> Table:
    table = Table(title=f"false: 0, known: at least {KNOWN_BAR:.0f} %")
    for title in ("package", "version", "SQLAlchemy", "style", "tables", "facts", "known", "false", ""):
        table.add_column(title, justify="left" if title in ("package", "style", "") else "right", no_wrap=True)
    for result in results:
        facts = sum(not outcome.mapping for outcome in result.outcomes)
        table.add_row(
            escape(result.package.title),
            result.package.version,
            result.sqlalchemy,
            result.package.style,
            str(result.tables),
            str(facts),
            f"{result.known:.2f} %" if facts else "",
            str(len(result.false)),
            "met" if result.met else "MISSED",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
