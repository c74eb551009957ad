"""What Prisma would create in a database is what our neutral schema says."""

from __future__ import annotations

from typing import Any

import pytest
from tests.oracle.engine import Engine, RefusedError
from tests.oracle.facts import facts
from tests.oracle.schemas import HERE, Case, cases
from tests.oracle.statements import Facts, read

from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile


def differences(prisma: Facts, ours: Facts) -> list[str]:
    found: list[str] = []
    for part in Facts._fields:
        theirs: dict[Any, Any] = getattr(prisma, part)
        mine: dict[Any, Any] = getattr(ours, part)
        found += [
            f"{part} {key}: Prisma {theirs.get(key)}, ours {mine.get(key)}"
            for key in {**theirs, **mine}
            if theirs.get(key) != mine.get(key)
        ]
    return found


def compare(engine: Engine, case: Case) -> list[str]:
    """The differences between Prisma's DDL and our schema, syntax problems among them.

    Raises:
        RefusedError: Prisma does not accept the schema.
    """
    script = engine.ask("ddl", case.files)
    reading = Reader().read([SourceFile(path, text) for path, text in case.files])
    problems = [f"problem: {problem.message}" for problem in reading.problems]
    return problems or differences(read(script), facts(reading.schema))


# The engine's package has no connectors that would write DDL for these; DMMF judges them.
WITHOUT_DDL = ("mysql", "sqlserver")
OWN = sorted(path.name for path in HERE.glob("*.prisma"))


@pytest.mark.parametrize("name", OWN)
def test_our_own_schemas_are_valid(engine: Engine, name: str) -> None:
    case = next(case for case in cases() if case.name == name)
    assert [found["text"] for found in engine.ask("lint", case.files) if not found["is_warning"]] == []


def test_every_schema_that_prisma_accepts(engine: Engine) -> None:
    compared: list[str] = []
    found: list[str] = []
    for case in cases():
        try:
            found += [f"{case.name}: {difference}" for difference in compare(engine, case)]
        except RefusedError:
            continue
        compared.append(case.name)
    assert found == []
    assert set(compared) >= {name for name in OWN if not name.startswith(WITHOUT_DDL)}
    print(f"{len(compared)} schemas compared")
