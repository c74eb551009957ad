"""Identity: a schema against the models that are generated from it is silent, for all rules.

The schemas of the corpus are in tests/generate.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rules.test_cases import CASES, read_cases
from tests.support.check import DATASOURCE, OF_ANOTHER_CLIENT, check_files
from tests.support.fixture import parse_fixture

from prismalchemy.generate import Options, render_module
from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile


def found_in_own_models(files: dict[str, str]) -> list[str]:
    """What the rules say of a schema and the models that are generated from it."""
    schema = Reader().read([SourceFile(name, text) for name, text in files.items()]).schema
    checked = check_files({**files, "models.py": render_module(schema, Options())})
    return [f"{item.rule}: {item.message}" for item in checked.divergences if item.rule not in OF_ANOTHER_CLIENT]


@pytest.mark.parametrize(("path", "title"), CASES)
def test_schemas_of_the_cases(path: Path, title: str) -> None:
    files = {
        file.name: file.text for file in parse_fixture(dict(read_cases(path))[title]) if file.name.endswith(".prisma")
    }
    if not any("datasource " in text for text in files.values()):
        files["datasource.prisma"] = DATASOURCE
    assert found_in_own_models(files) == []
