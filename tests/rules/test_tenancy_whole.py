"""Tenancy begun on schemas that know nothing of it: every fix in turn, until nothing is left that has one.

Both sides then agree as before, Prisma's reader finds no more fault than before, and the models map without a warning.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy.orm import clear_mappers, configure_mappers
from tests.support.check import Checked, check_files
from tests.support.shared import corpus

from prismalchemy.generate import Options, render_module
from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile

ROOTS = {"boxyhq__saas-starter-kit__1": "Team"}
"""Schemas of the corpus, and the model that is the tenant in each."""

SCHEMAS = [path for path in corpus("prisma") if path.stem in ROOTS]


def tenancy(checked: Checked) -> set[str]:
    return {item.rule for item in checked.divergences if item.rule.startswith("tena")}


def mended(files: Mapping[str, str]) -> tuple[Checked, int]:
    """What is left when the first fix of each finding was carried out, and how many there were."""
    tried: set[tuple[str, str, str | None]] = set()
    checked, count = check_files(files), 0
    while True:
        for divergence in checked.divergences:
            name = (divergence.rule, str(divergence.table), divergence.column)
            fixes = () if name in tried else checked.schema_fixes(divergence)
            tried.add(name)
            after = checked.apply(fixes[0]) if fixes else None
            if after is not None:
                checked, count = check_files(after), count + 1
                break
        else:
            return checked, count


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_every_fix_in_turn(path: Path) -> None:
    schema = path.read_text("utf-8")
    models = render_module(Reader().read([SourceFile("schema.prisma", schema)]).schema, Options())
    settings = f'[tool.prismalchemy.tenancy]\nroot = "{ROOTS[path.stem]}"\n'
    files = {"schema.prisma": schema, "models.py": models, "pyproject.toml": settings}
    before = check_files(files)
    assert {item.rule for item in before.divergences} == tenancy(before)
    after, count = mended(files)
    assert count > 10
    assert [item.message for item in after.divergences] == []
    assert len(after.prisma.problems) <= len(before.prisma.problems)
    _import(after.files["models.py"])


def _import(text: str) -> None:
    module = ModuleType("tenancy_models")
    sys.modules[module.__name__] = module
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            exec(compile(text, "models.py", "exec"), module.__dict__)
            configure_mappers()
    finally:
        del sys.modules[module.__name__]
        clear_mappers()
