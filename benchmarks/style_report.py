"""Generates every style and form of every schema of the corpus, and lets others judge them.

    python -m benchmarks.style_report [--only TEXT] [--without-types]

For each style: schemas whose mappers configure without a warning, that make the same database as the default style,
and that the rules find nothing about; for the Pydantic schemas: those whose OpenAPI document builds. Then, over all
files: what `ruff format` would change, what `ruff check` (its default rules and I) finds, what `mypy --strict` and
pyright find. Exit code 1 where one is not clean. It takes about 15 minutes on two cores, most of them pyright's.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import clear_mappers
from tests.generate.generated import read, running
from tests.generate.outputs import STYLES, all_cases, run_pyright, write_output
from tests.generate.test_cases import DIALECTS, base_of, ddl
from tests.generate.test_corpus import SCHEMAS, divergences, is_valid

from prismalchemy.generate import Options, render_module
from prismalchemy.text import SourceFile

CHUNK = 25
"""Schemas that pyright looks at in one run: with all of them at once it needs more memory than most machines have."""


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


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="only schemas whose path has this in it")
    parser.add_argument("--without-types", action="store_true", help="without mypy and pyright")
    given = parser.parse_args(arguments)
    paths = [path for path in [*all_cases(), *SCHEMAS] if given.only in str(path) and is_valid(path)]
    console = Console(width=100, highlight=False)
    table = Table("what", "of", "clean", title=f"{len(paths)} schemas in every style")
    missed = 0

    def row(what: str, total: int, wrong: Sequence[str]) -> None:
        nonlocal missed
        missed += len(wrong)
        table.add_row(what, str(total), str(total - len(wrong)))
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
            row(f"{options.declaration}, {options.naming}", len(paths), wrong)
            if schemas:
                row(f"OpenAPI, {options.declaration}, {options.naming}", schemas, broken)
        files = len(list(folder.rglob("*.py")))
        for what, command in (
            ("ruff format", ("ruff", "format", "--isolated", "--diff", ".")),
            ("ruff check", ("ruff", "check", "--isolated", "--extend-select", "I", "--output-format", "concise", ".")),
            ("mypy --strict", ("mypy", "--strict", "--cache-dir", str(folder / "cache"), ".")),
        ):
            if what != "mypy --strict" or not given.without_types:
                row(what, files, tool(folder, *command).splitlines())
        if not given.without_types:
            found: list[str] = []
            for start in range(0, len(names), CHUNK):
                found += run_pyright(folder, *names[start : start + CHUNK]).splitlines()
            row("pyright", files, found)
    console.print(table)
    console.print("All is clean." if not missed else f"{missed} findings.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
