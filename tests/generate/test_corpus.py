"""Every schema of the corpus generates models that import, that agree with it, and whose mappers can be configured."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.generate.generated import PRISMA_CASES, module_of, read, running
from tests.support.check import OF_ANOTHER_CLIENT
from tests.support.shared import corpus

from prismalchemy import alchemy
from prismalchemy.compare import pair
from prismalchemy.generate import Options, is_mappable, render_package
from prismalchemy.rules import check
from prismalchemy.schema import Schema
from prismalchemy.text import SourceFile

SCHEMAS = [*corpus("prisma"), *corpus("engine"), *corpus("psl-validation")]
"""Those that are not valid, too: what can be understood of them must make a module that compiles."""


def is_valid(path: Path) -> bool:
    """Whether Prisma accepts the schema, as far as the corpus says."""
    if "psl-validation" not in path.parts:
        return "reformat" not in path.parts
    listed = path.parents[len(path.parents) - 1 - path.parts.index("psl-validation")] / "EXPECTED.tsv"
    rows = [line.split("\t") for line in listed.read_text(encoding="utf-8").splitlines()]
    return any(path.as_posix().endswith(row[0]) and row[2] == "valid" for row in rows)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_module_imports(path: Path) -> None:
    schema = read(path)
    text = module_of(path)
    compile(text, "models.py", "exec")
    if not is_valid(path):
        return
    with running(text) as module:
        base = getattr(module, "BaseModel", None) or module.Base
        mapped = {mapper.local_table.name for mapper in base.registry.mappers}
    assert mapped == {table.name for table in schema.tables if is_mappable(table)}


def divergences(schema: Schema, files: list[SourceFile]) -> list[str]:
    """What the rules find between a schema and models, and what the reader of the models cannot read."""
    reading = alchemy.Reader(alchemy.Options(roots=("/project",))).read(files)
    found = [item for item in check(pair(schema, reading.schema)) if item.rule not in OF_ANOTHER_CLIENT]
    return [*(f"{item.rule}: {item.message}" for item in found), *(problem.message for problem in reading.problems)]


PACKAGED = [path for path in corpus("prisma") if path.stem.startswith(("boxyhq", "langfuse"))]


@pytest.mark.parametrize("path", [*PRISMA_CASES, *SCHEMAS], ids=lambda path: path.stem)
def test_module_agrees_with_its_schema(path: Path) -> None:
    """The identity law: no rule finds anything between a schema and what is generated from it."""
    if not is_valid(path):
        return
    schema = read(path)
    assert divergences(schema, [SourceFile("/project/models.py", module_of(path))]) == []


@pytest.mark.parametrize("path", [*PRISMA_CASES, *PACKAGED], ids=lambda path: path.stem)
def test_package_agrees_with_its_schema(path: Path) -> None:
    schema = read(path)
    package = render_package(schema, Options(naming="verbatim"))
    files = [SourceFile(f"/project/models/{name}", text) for name, text in package.items()]
    assert divergences(schema, files) == []


def test_a_difference_would_be_found() -> None:
    """The law above is not silent because the models could not be read."""
    for path in PRISMA_CASES:
        schema = read(path)
        text = module_of(path)
        table = next(table for table in schema.tables if is_mappable(table))
        changed = text.replace(f'__tablename__ = "{table.name}"', '__tablename__ = "Elsewhere"')
        found = divergences(schema, [SourceFile("/m.py", changed)])
        assert any(item.startswith(("table-missing", "table-renamed")) for item in found)
