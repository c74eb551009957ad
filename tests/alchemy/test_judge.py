"""What the static reader reads is what SQLAlchemy makes of the same models at run time, or UNKNOWN; never else."""

from __future__ import annotations

import json
import warnings
from functools import cache
from typing import Any

import pytest
import sqlalchemy
from tests.support.metadata import aligned, differences, runtime_facts, static_facts
from tests.support.models import RECORDED, VERSIONS, case_names, imported, read_case

INSTALLED = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2])
BOTH = ((2, 0), (2, 1))


@cache
def real(name: str) -> dict[str, Any]:
    """What the installed SQLAlchemy makes of a case."""
    with warnings.catch_warnings(), imported(name) as modules:
        warnings.simplefilter("ignore")
        return runtime_facts(modules)


def real_in(name: str, version: tuple[int, int]) -> dict[str, Any]:
    """What a version makes of it: the installed one as it does, the other one with the differences as recorded."""
    facts = real(name)
    if version == INSTALLED:
        return facts
    changes = json.loads(VERSIONS.read_text()).get(name, ())
    return patched(facts, [(change["path"], change.get(".".join(map(str, version)), ...)) for change in changes])


def patched(facts: dict[str, Any], changes: list[tuple[list[str], Any]]) -> dict[str, Any]:
    """Facts with others in some places; `...` takes away what is there."""
    found = dict(facts)
    for (name, *rest), value in changes:
        if rest:
            found[name] = patched(found[name], [(rest, value)])
        elif value is ...:
            found.pop(name, None)
        else:
            found[name] = value
    return found


def judged(name: str, version: tuple[int, int] = INSTALLED) -> list[tuple[str, str]]:
    facts = real_in(name, version)
    return list(differences(facts, static_facts(aligned(read_case(name, version).schema, facts))))


@pytest.mark.parametrize("version", BOTH, ids=lambda version: ".".join(map(str, version)))
@pytest.mark.parametrize("name", case_names())
def test_reads_nothing_false(name: str, version: tuple[int, int]) -> None:
    found = judged(name, version)
    assert found
    assert [(path, what) for path, what in found if what not in ("equal", "unknown")] == []


def test_knows_nearly_everything() -> None:
    outcomes = [what for name in case_names() for _, what in judged(name)]
    assert outcomes.count("unknown") <= 0.03 * len(outcomes)


def test_there_are_many_cases() -> None:
    assert len(case_names()) >= 150


@pytest.mark.parametrize("name", case_names(RECORDED))
def test_reads_what_other_libraries_make(name: str) -> None:
    real = json.loads(RECORDED.joinpath(f"{name}.json").read_text())
    found = list(differences(real, static_facts(read_case(name, folder=RECORDED).schema)))
    assert [(path, what) for path, what in found if what not in ("equal", "unknown")] == []
    assert sum(what == "unknown" for _, what in found) <= 0.05 * len(found)
