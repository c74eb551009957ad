"""Generates every style and form of every schema of the corpus, and lets others judge them.

    python -m benchmarks.style_report [--only TEXT] [--without-types]

For each style: schemas whose mappers configure without a warning, that make the same database as the default style,
and that the rules find nothing about; for the Pydantic schemas: those whose OpenAPI document builds. Then, over all
files: what `ruff format` would change, what `ruff check` (its default rules and I) finds, what `mypy --strict` and
pyright find. Exit code 1 where one is not clean, or where there was too little to judge. Most of the time is the type
checkers'; one process runs on each core.
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
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

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

from prismalchemy.text import SourceFile

CHUNK = 32
"""Outputs that a type checker looks at in one run: with all at once it needs more memory than most machines have."""
SCHEMAS_AT_LEAST = 120
"""Schemas of the corpus and the tests that Prisma accepts."""


class Verdict(NamedTuple):
    """What is wrong with one schema in one style, and with its Pydantic schemas, where the style has them."""

    wrong: tuple[str, ...]
    schemas: tuple[str, ...] | None


def judge(path: Path, folder: Path, first: int) -> list[Verdict]:
    """Write one schema in all styles, and judge each.

    Args:
        path: the Prisma schema.
        folder: where the outputs go, into folders that are numbered.
        first: the number of the first.
    """
    schema = read(path)
    dialect = DIALECTS.get(str(schema.dialect), DIALECTS["postgresql"])
    verdicts = []
    expected = None
    for number, options in enumerate(STYLES, first):
        output = folder / f"g{number}"
        write_output(output, path, options)
        text = (output / "module.py").read_text(encoding="utf-8")
        wrong = []
        try:
            with running(text) as module:
                made = ddl(base_of(module).metadata, dialect)
            expected = made if options == STYLES[0] else expected
            if made != expected:
                wrong.append("another database")
        except Exception as error:  # whatever it is, it is the finding
            wrong.append(f"does not run: {type(error).__name__}: {str(error)[:200]}")
        if divergences(schema, [SourceFile("/project/models.py", text)]):
            wrong.append("disagrees with its schema")
        schemas: tuple[str, ...] | None = None
        if (output / "schemas.py").exists():
            reason = openapi(output)
            schemas = () if reason is None else (f"{path.name}: {reason}",)
        verdicts.append(Verdict(tuple(f"{path.name}: {reason}" for reason in wrong), schemas))
    return verdicts


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
    table = Table("what", "of", "findings", "bar", title=f"{len(paths)} schemas in every style")
    missed = 0

    def row(what: str, total: str, wrong: Sequence[str]) -> None:
        nonlocal missed
        missed += len(wrong)
        table.add_row(what, total, str(len(wrong)), "none")
        print(f"{what}: {len(wrong)} findings", file=sys.stderr)
        for line in wrong[:20]:
            console.print(f"{what}: {line}", markup=False)

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        names = [f"g{number}" for number in range(len(paths) * len(STYLES))]
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            verdicts = list(pool.map(judge, paths, repeat(folder), range(0, len(names), len(STYLES))))
        for options, of_style in zip(STYLES, zip(*verdicts, strict=True), strict=True):
            style = f"{options.declaration}, {options.naming}"
            row(style, f"{len(paths)} schemas", [line for verdict in of_style for line in verdict.wrong])
            schemas = [verdict.schemas for verdict in of_style if verdict.schemas is not None]
            if schemas:
                row(f"OpenAPI, {style}", f"{len(schemas)} schemas", [line for lines in schemas for line in lines])
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
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    console.print(f"{sum(usage.ru_utime + usage.ru_stime for usage in usages):.0f} s of a processor")
    return 1 if missed or few else 0


if __name__ == "__main__":
    sys.exit(main())
