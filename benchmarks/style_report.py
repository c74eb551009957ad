"""Generates every style and form of every schema of the corpus, and lets others judge them.

    python -m benchmarks.style_report [--only TEXT] [--without-types]

For each style: schemas whose mappers configure without a warning, that make the same database as the default style,
and that the rules find nothing about; for the Pydantic schemas: those whose OpenAPI document builds. Then, over all
files: what `ruff format` would change, what `ruff check` (its default rules and I) finds, what `mypy --strict` and
pyright find. Exit code 1 where one is not clean, or where there was too little to judge. The seconds are those of a
processor; most of them are the type checkers', of which one runs on each core.
"""

from __future__ import annotations

import argparse
import importlib
import os
import resource
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fastapi import FastAPI
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import clear_mappers
from tests.generate.generated import read, running
from tests.generate.outputs import PYRIGHT, STYLES, all_cases, run_pyright, write_output
from tests.generate.test_cases import DIALECTS, base_of, ddl
from tests.generate.test_corpus import SCHEMAS, divergences, is_valid
from tests.support.npm import install

from prismalchemy.generate import Options, render_module
from prismalchemy.text import SourceFile

CHUNK = 32
"""Outputs that a type checker looks at in one run: with all at once it needs more memory than most machines have."""
SCHEMAS_AT_LEAST = 120
"""Schemas of the corpus and the tests that Prisma accepts."""


def judge(path: Path, options: Options) -> list[str]:
    """What is wrong with one schema in one style; nothing if all is well."""
    schema = read(path)
    text = render_module(schema, options)
    dialect = DIALECTS.get(str(schema.dialect), DIALECTS["postgresql"])
    found = []
    try:
        with running(render_module(schema)) as module:
            expected = ddl(base_of(module).metadata, dialect)
        with running(text) as module:
            if ddl(base_of(module).metadata, dialect) != expected:
                found.append("another database")
    except Exception as error:  # whatever it is, it is the finding
        found.append(f"does not run: {type(error).__name__}: {str(error)[:200]}")
    if divergences(schema, [SourceFile("/project/models.py", text)]):
        found.append("disagrees with its schema")
    return found


def openapi(folder: Path) -> str | None:
    """Why the OpenAPI document of the schemas of one folder does not build; None if it does."""
    sys.path.insert(0, str(folder.parent))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            module = importlib.import_module(f"{folder.name}.schemas")
            app = FastAPI()
            for name, schema in vars(module).items():
                if isinstance(schema, type) and issubclass(schema, BaseModel) and schema.__module__ == module.__name__:
                    app.post(f"/{name}", response_model=schema)(_endpoint(schema))
            app.openapi()
    except Exception as error:  # whatever it is, it is the finding
        return f"{type(error).__name__}: {str(error)[:200]}"
    finally:
        clear_mappers()
        sys.path.remove(str(folder.parent))
        for loaded in [name for name in sys.modules if name.partition(".")[0] == folder.name]:
            del sys.modules[loaded]
    return None


def _endpoint(schema: type[BaseModel]) -> object:
    def endpoint(data: object) -> object:
        return data

    endpoint.__annotations__["data"] = schema
    return endpoint


def tool(folder: Path, *arguments: str) -> str:
    """What a tool prints; nothing where it exits with 0."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def in_chunks(check: Callable[..., str], names: Sequence[str]) -> list[str]:
    """The lines that a type checker prints about some outputs; one process on each core."""
    chunks = [names[start : start + CHUNK] for start in range(0, len(names), CHUNK)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return [line for printed in pool.map(lambda chunk: check(*chunk), chunks) for line in printed.splitlines()]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="only schemas whose path has this in it")
    parser.add_argument("--without-types", action="store_true", help="without mypy and pyright")
    given = parser.parse_args(arguments)
    paths = [path for path in [*all_cases(), *SCHEMAS] if given.only in str(path) and is_valid(path)]
    console = Console(width=100, highlight=False)
    table = Table("what", "of", "findings", "bar", "seconds", title=f"{len(paths)} schemas in every style")
    missed = 0
    started = processor_seconds()

    def row(what: str, total: str, wrong: Sequence[str]) -> None:
        nonlocal missed, started
        missed += len(wrong)
        before, started = started, processor_seconds()
        table.add_row(what, total, str(len(wrong)), "none", f"{started - before:.0f}")
        print(f"{what}: {len(wrong)} findings", file=sys.stderr)
        for line in wrong[:20]:
            console.print(f"{what}: {line}", markup=False)

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        names: list[str] = []
        for options in STYLES:
            wrong: list[str] = []
            broken: list[str] = []
            schemas = 0
            for path in paths:
                name = f"g{len(names)}"
                names.append(name)
                write_output(folder / name, path, options)
                wrong += [f"{path.name}: {reason}" for reason in judge(path, options)]
                if (folder / name / "schemas.py").exists():
                    schemas += 1
                    reason = openapi(folder / name)
                    broken += [] if reason is None else [f"{path.name}: {reason}"]
            row(f"{options.declaration}, {options.naming}", f"{len(paths)} schemas", wrong)
            if schemas:
                row(f"OpenAPI, {options.declaration}, {options.naming}", f"{schemas} schemas", broken)
        files = f"{len(list(folder.rglob('*.py')))} files"
        ruff = ("ruff", "format", "--isolated", "--diff", ".")
        row("ruff format", files, tool(folder, *ruff).splitlines())
        ruff = ("ruff", "check", "--isolated", "--extend-select", "I", "--output-format", "concise", ".")
        row("ruff check", files, tool(folder, *ruff).splitlines())
        if not given.without_types:
            mypy = ("mypy", "--strict", "--cache-dir", os.devnull)
            row("mypy --strict", files, in_chunks(lambda *chunk: tool(folder, *mypy, *chunk), names))
            install(PYRIGHT)
            row("pyright", files, in_chunks(lambda *chunk: run_pyright(folder, *chunk), names))
    console.print(table)
    few = not given.only and len(paths) < SCHEMAS_AT_LEAST
    if few:
        console.print(f"Only {len(paths)} schemas; there must be {SCHEMAS_AT_LEAST}. Is the corpus there?")
    console.print("All is clean." if not missed else f"{missed} findings.")
    return 1 if missed or few else 0


def processor_seconds() -> float:
    """What this process and those that it waited for have used."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    sys.exit(main())
