"""All that is generated from some schemas, in every style and form, as one folder that tools can look at at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from tests.generate.generated import CASES, PRISMA_CASES, read, write
from tests.support.npm import install

from prismalchemy.generate import (
    TYPE_PACKAGES,
    Declaration,
    Mixin,
    Options,
    Reference,
    render_module,
    render_package,
    render_schemas,
    render_schemas_package,
)

EXAMPLE = Path(__file__).parents[2] / "examples/drift/prisma/schema.prisma"
DECLARATIONS: tuple[Declaration, ...] = ("declarative", "dataclass", "sqlmodel")
STYLES = (Options(), Options(naming="verbatim"), Options(declaration="dataclass"), Options(declaration="sqlmodel"))
OWN_BASE = Options(
    base_class=Reference("app.db", "Base"),
    mixins=(Mixin("*", Reference("app.db", "Printed")), Mixin("*.Post", Reference("app.audit", "Audited"))),
    lazy="selectin",
)
"""A base and mixins of the user's."""

OWN_MODULES = {
    "__init__.py": "",
    "audit.py": "class Audited:\n    audited = True\n",
    "db.py": (
        "from sqlalchemy.orm import DeclarativeBase\n\n\n"
        "class Base(DeclarativeBase):\n    pass\n\n\n"
        "class Printed:\n    def __str__(self) -> str:\n        return type(self).__name__\n"
    ),
}
PYRIGHT = Path(__file__).parent / "pyright"


def write_outputs(folder: Path, paths: Iterable[Path]) -> int:
    """Writes modules, packages and Pydantic schemas of these schemas, in all styles; the number of files."""
    numbers = count()
    for path in paths:
        for options in STYLES:
            # A package each, of a plain name: linters look at names of modules, and these are not ours.
            write_output(folder / f"g{next(numbers)}", path, options)
    for path in (CASES / "relations.prisma", CASES / "views.prisma", CASES / "schemas.prisma"):
        write_output(folder / f"g{next(numbers)}", path, OWN_BASE)
    for declaration in DECLARATIONS:
        options = Options(declaration=declaration, type_packages=frozenset(TYPE_PACKAGES))
        write_output(folder / f"g{next(numbers)}", CASES / "extensions.prisma", options)
    write(OWN_MODULES, folder / "app")
    return len(list(folder.rglob("*.py")))


def write_output(folder: Path, path: Path, options: Options) -> None:
    """Writes the forms of one schema in one style; those that are alike in all styles (the schemas) once or twice."""
    schema = read(path)
    files = {"__init__.py": "", "module.py": render_module(schema, options)}
    if options.declaration != "dataclass":
        files["schemas.py"] = render_schemas(schema, options, ".module")
    write(files, folder)
    if options.naming == "snake":
        write(render_package(schema, options), folder / "package")
    if options == STYLES[0]:
        write(render_schemas_package(schema, options, "..package"), folder / "schemas_package")


def all_cases() -> list[Path]:
    """The schemas that the tests look at: the cases and the example."""
    return [*PRISMA_CASES, EXAMPLE]


def run_pyright(folder: Path, *names: str) -> str:
    """What pyright prints about a folder, or about these in it, with its default rules; nothing if it finds nothing."""
    program = PYRIGHT / "node_modules" / "pyright" / "index.js"
    install(PYRIGHT)
    config = {"include": list(names) or ["."], "pythonVersion": "3.10"}
    path = folder / f"pyright-{names[0] if names else 'all'}.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    done = subprocess.run(
        ["node", str(program), "--project", str(path), "--pythonpath", sys.executable],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr
