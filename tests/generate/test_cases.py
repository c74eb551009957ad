"""Schemas and the modules that are generated from them, as data. `UPDATE_EXPECT=1` writes the expected modules.

`cases/NAME.prisma` is a schema, `cases/NAME.expected` the module; `NAME.dataclass.expected` and
`NAME.sqlmodel.expected` are the module in these styles, `NAME.pydantic.expected` the Pydantic schemas.
`cases/NAME.sql` is what the module creates, where no test has a server for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.dialects import mssql, mysql, postgresql, sqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.schema import CreateIndex, CreateTable, MetaData
from tests.generate.generated import PRISMA_CASES, module_of, read, running, running_package
from tests.generate.outputs import STYLES

from prismalchemy.generate import Options, render_module, render_package, render_schemas
from prismalchemy.schema import Schema

cases = pytest.mark.parametrize("path", PRISMA_CASES, ids=lambda path: path.stem)

DIALECTS: dict[str, DefaultDialect] = {
    # Its own dialect derives from this one, but does not support SQLAlchemy 2.1 yet.
    "cockroachdb": postgresql.dialect(),
    "mssql": mssql.dialect(),  # type: ignore[no-untyped-call]
    "mysql": mysql.dialect(),  # type: ignore[no-untyped-call]
    "postgresql": postgresql.dialect(),
    "sqlite": sqlite.dialect(),
}


VARIANTS: dict[str, Callable[[Schema, str], str]] = {
    "": lambda schema, source: render_module(schema, Options(source=source)),
    ".dataclass": lambda schema, source: render_module(schema, Options(source=source, declaration="dataclass")),
    ".sqlmodel": lambda schema, source: render_module(schema, Options(source=source, declaration="sqlmodel")),
    ".pydantic": lambda schema, source: render_schemas(schema, Options(source=source), ".models"),
}


@cases
@pytest.mark.parametrize("variant", VARIANTS)
def test_module(path: Path, variant: str) -> None:
    expected = path.with_suffix(f"{variant}.expected")
    text = VARIANTS[variant](read(path), path.name)
    if os.environ.get("UPDATE_EXPECT"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


def test_every_expectation_has_its_schema() -> None:
    wanted = {f"{path.stem}{variant}.expected" for path in PRISMA_CASES for variant in VARIANTS}
    assert {path.name for path in PRISMA_CASES[0].parent.glob("*.expected")} == wanted
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
@pytest.mark.parametrize("options", STYLES, ids=lambda options: f"{options.declaration}-{options.naming}")
def test_all_styles_and_forms_make_the_same_database(path: Path, options: Options, tmp_path: Path) -> None:
    schema = read(path)
    dialect = DIALECTS[str(schema.dialect)]
    with running(render_module(schema)) as module:
        of_default = ddl(base_of(module).metadata, dialect)
    with running(render_module(schema, options)) as module:
        of_module = ddl(base_of(module).metadata, dialect)
    with running_package(render_package(schema, options), tmp_path) as package:
        of_package = ddl(base_of(package).metadata, dialect)
    assert of_module == of_default
    assert of_package == of_default
    assert of_default


def base_of(module: object) -> type:
    """The declarative base; it has another name where a model is called Base."""
    found = getattr(module, "BaseModel", None) or module.Base  # type: ignore[attr-defined]
    assert isinstance(found, type)
    return found
