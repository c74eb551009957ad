"""What the static reader reads is what SQLAlchemy makes of the same models at run time, or UNKNOWN; never else."""

from __future__ import annotations

import json
import warnings

import pytest
import sqlalchemy
from tests.support.metadata import differences, runtime_facts, static_facts
from tests.support.models import RECORDED, case_names, imported, read_case

VERSION = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2])


def judged(name: str) -> list[tuple[str, str]]:
    with warnings.catch_warnings(), imported(name) as modules:
        warnings.simplefilter("ignore")
        real = runtime_facts(modules)
    return list(differences(real, static_facts(read_case(name, VERSION).schema)))


@pytest.mark.parametrize("name", case_names())
def test_reads_nothing_false(name: str) -> None:
    found = judged(name)
    assert found
    assert [(path, what) for path, what in found if what not in ("equal", "unknown")] == []


def test_knows_nearly_everything() -> None:
    outcomes = [what for name in case_names() for _, what in judged(name)]
    assert outcomes.count("unknown") <= 0.03 * len(outcomes)


def test_there_are_many_cases() -> None:
    assert len(case_names()) >= 120


@pytest.mark.parametrize("name", case_names(RECORDED))
def test_reads_what_other_libraries_make(name: str) -> None:
    real = json.loads(RECORDED.joinpath(f"{name}.json").read_text())
    found = list(differences(real, static_facts(read_case(name, folder=RECORDED).schema)))
    assert [(path, what) for path, what in found if what not in ("equal", "unknown")] == []
    assert sum(what == "unknown" for _, what in found) <= 0.05 * len(found)
