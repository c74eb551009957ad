"""What merging does with each kind of edit, as data. `UPDATE_EXPECT=1` writes what comes out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.merge.cases import FOLDER, Case, cases_of, written

FILES = sorted(FOLDER.glob("*.merge"))
CASES = [pytest.param(case, id=f"{path.stem}: {case.title}") for path in FILES for case in cases_of(path)]


@pytest.mark.parametrize("case", CASES)
def test_case(case: Case) -> None:
    name, text = case.run()
    assert case.sections.get(name, "").rstrip("\n") == text.rstrip("\n")
    assert name in case.sections


@pytest.mark.skipif(not os.environ.get("UPDATE_EXPECT"), reason="writes expectations only when asked to")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_update(path: Path) -> None:
    cases = cases_of(path)
    for case in cases:
        name, text = case.run()
        case.sections = {key: of for key, of in case.sections.items() if key in ("//- after", "#- edit")}
        case.sections[name] = text + "\n"
    path.write_text(written(cases[0].schema, cases), encoding="utf-8")
