"""Cases: pairs of files with the findings below their lines. UPDATE_EXPECT=1 writes what is found."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests.support.check import check_files, header_lines, with_headers
from tests.support.fixture import FixtureFile, Mark, mark_of, mismatches, parse_fixture, render_fixture

from prismalchemy.rules import where_alembic_owns

FOLDER = Path(__file__).parent / "cases"
TITLE = re.compile(r"^=== (.+)$", re.M)


def read_cases(path: Path) -> list[tuple[str, str]]:
    """(title, fixture) of each case of a file; titles are lines `=== TITLE`."""
    parts = TITLE.split(path.read_text(encoding="utf-8"))
    return list(zip(parts[1::2], parts[2::2], strict=True))


CASES = [
    pytest.param(path, title, id=f"{path.stem}: {title}")
    for path in sorted(FOLDER.glob("*.txt"))
    for title, _ in read_cases(path)
]


def findings(files: tuple[FixtureFile, ...], *, alembic: bool = False) -> dict[str, list[Mark]]:
    """What the rules find in each file, by its name, counted from the first line of the fixture's own text.

    `alembic`: it owns the tables.
    """
    own = {file.name: file.text for file in files}
    texts = with_headers(own)
    checked = check_files(texts)
    found: dict[str, list[Mark]] = {name: [] for name in own}
    for found_one in checked.divergences:
        divergence = where_alembic_owns(found_one, checked.pairing.dialect) if alembic else found_one
        on_prisma, on_models = checked.places(divergence)
        for place, message in ((on_prisma, None if on_models else divergence.message), (on_models, divergence.message)):
            if place is not None:
                mark = mark_of(place, texts, divergence.rule, message)
                above = header_lines(place.path, own[place.path])
                found[place.path].append(Mark(mark.line - above, mark.start, mark.end, mark.rule, mark.message))
    return found


@pytest.mark.parametrize(("path", "title"), CASES)
def test_case(path: Path, title: str) -> None:
    text = dict(read_cases(path))[title]
    files = parse_fixture(text)
    found = findings(files, alembic=path.stem == "alembic_owned")
    if os.environ.get("UPDATE_EXPECT"):
        _update(path, title, files, found)
        return
    problems = [f"{file.name}: {line}" for file in files for line in mismatches(file.marks, found[file.name])]
    assert not problems, "\n".join(problems)


def test_titles_are_unique() -> None:
    for path in FOLDER.glob("*.txt"):
        titles = [title for title, _ in read_cases(path)]
        assert len(titles) == len(set(titles)), path


def _update(path: Path, title: str, files: tuple[FixtureFile, ...], found: dict[str, list[Mark]]) -> None:
    """Put what was found in place of the case's expectations; expectations that hold stay as they are written."""
    updated = []
    for file in files:
        kept = file.marks if not mismatches(file.marks, found[file.name]) else tuple(found[file.name])
        updated.append(FixtureFile(file.name, file.text, kept))
    cases = read_cases(path)
    parts = [
        f"=== {name}\n{render_fixture(updated) if name == title else case.strip(chr(10)) + chr(10)}"
        for name, case in cases
    ]
    path.write_text("\n".join(part.rstrip("\n") + "\n" for part in parts), encoding="utf-8")
