"""What merging does with each kind of edit, as data. `UPDATE_EXPECT=1` writes what comes out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.merge.cases import FOLDER, Case, cases_of, written

FILES = sorted(FOLDER.glob("*.merge"))
CASES = [pytest.param(path, case, id=f"{path.stem}: {case.title}") for path in FILES for case in cases_of(path)]


@pytest.mark.parametrize(("path", "case"), CASES)
def test_case(path: Path, case: Case) -> None:
    name, text = case.run()
    expected = case.source
    case.sections = {key: of for key, of in case.sections.items() if key in ("//- after", "#- edit")}
    case.sections[name] = text + "\n"
    if os.environ.get("UPDATE_EXPECT"):
        path.write_text(path.read_text(encoding="utf-8").replace(expected, case.source), encoding="utf-8")
    else:
        assert case.source == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cases_are_written_as_they_are_read(path: Path) -> None:
    cases = cases_of(path)
    assert written(cases[0].schema, cases) == path.read_text(encoding="utf-8")
