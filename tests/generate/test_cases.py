"""Schemas and the modules that are generated from them, as data. `UPDATE_EXPECT=1` writes the expected modules.

`cases/NAME.prisma` is a schema, `cases/NAME.expected` the module, `cases/NAME.sql` what the module creates.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.dialects import mssql, mysql, postgresql, sqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.schema import CreateIndex, CreateTable, MetaData
from tests.generate.generated import PRISMA_CASES, module_of, read, running, running_package, write

from prismalchemy.generate import Options, render_module, render_package
from prismalchemy.generate.options import Naming

cases = pytest.mark.parametrize("path", PRISMA_CASES, ids=lambda path: path.stem)
namings = pytest.mark.parametrize("naming", ["snake", "verbatim"])

DIALECTS: dict[str, DefaultDialect] = {
    # Its own dialect derives from this one, but does not support SQLAlchemy 2.1 yet.
    "cockroachdb": postgresql.dialect(),
    "mssql": mssql.dialect(),  # type: ignore[no-untyped-call]
    "mysql": mysql.dialect(),  # type: ignore[no-untyped-call]
    "postgresql": postgresql.dialect(),
    "sqlite": sqlite.dialect(),
}


@cases
def test_module(path: Path) -> None:
    expected = path.with_suffix(".expected")
    text = render_module(read(path), Options(source=path.name))
    if os.environ.get("UPDATE_EXPECT"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


def test_every_expectation_has_its_schema() -> None:
    assert {path.stem for path in PRISMA_CASES[0].parent.glob("*.expected")} == {path.stem for path in PRISMA_CASES}
    assert {path.stem for path in PRISMA_CASES[0].parent.glob("*.sql")} == {path.stem for path in WITHOUT_SERVER}


WITHOUT_SERVER = [path for path in PRISMA_CASES if read(path).dialect in ("cockroachdb", "mssql")]
"""Cases of databases that no test has a server for."""


@pytest.mark.parametrize("path", WITHOUT_SERVER, ids=lambda path: path.stem)
def test_ddl(path: Path) -> None:
    """What the models create, as SQL: checked by eye against what Prisma creates."""
    expected = path.with_suffix(".sql")
    with running(module_of(path)) as module:
        text = "\n".join(ddl(base_of(module).metadata, DIALECTS[str(read(path).dialect)]))
    text = "\n".join(line.rstrip() for line in text.strip().splitlines() if line.strip()) + "\n"
    if os.environ.get("UPDATE_EXPECT"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


def ddl(metadata: MetaData, dialect: DefaultDialect) -> list[str]:
    """All statements that create the tables and indexes of a MetaData, sorted."""
    tables = list(metadata.tables.values())
    statements = [str(CreateTable(table).compile(dialect=dialect)) for table in tables]
    statements += [str(CreateIndex(index).compile(dialect=dialect)) for table in tables for index in table.indexes]
    return sorted(statements)


@cases
@namings
def test_module_and_package_make_the_same_database(path: Path, naming: Naming, tmp_path: Path) -> None:
    schema = read(path)
    dialect = DIALECTS[str(schema.dialect)]
    options = Options(naming=naming)
    with running(render_module(schema, options)) as module:
        of_module = ddl(base_of(module).metadata, dialect)
    with running_package(render_package(schema, options), tmp_path) as package:
        of_package = ddl(base_of(package).metadata, dialect)
    assert of_module == of_package
    assert of_module


def base_of(module: object) -> type:
    """The declarative base; it has another name where a model is called Base."""
    found = getattr(module, "BaseModel", None) or module.Base  # type: ignore[attr-defined]
    assert isinstance(found, type)
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All cases as modules and packages, in both namings."""
    folder = tmp_path_factory.mktemp("generated")
    for path in PRISMA_CASES:
        schema = read(path)
        for naming in ("snake", "verbatim"):
            options = Options(naming=naming)  # type: ignore[arg-type]
            (folder / f"{path.stem}_{naming}.py").write_text(render_module(schema, options), encoding="utf-8")
            write(render_package(schema, options), folder / f"{path.stem}_{naming}_package")
    return folder


def run(*arguments: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_formatters_have_nothing_to_change(written: Path) -> None:
    assert run("ruff", "format", "--isolated", "--diff", ".", folder=written) == ""


def test_imports_are_sorted_and_all_used(written: Path) -> None:
    assert run("ruff", "check", "--isolated", "--select", "I,F", ".", folder=written) == ""


def test_type_checker_accepts_it(written: Path, tmp_path: Path) -> None:
    assert run("mypy", "--strict", "--cache-dir", str(tmp_path), ".", folder=written) == ""
