"""Laws of fixes, over every finding of every case: the finding is gone, no new one appears, the file still parses."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from tests.rules.test_cases import CASES, read_cases
from tests.support.check import Checked, check_files, with_headers
from tests.support.fixture import parse_fixture

from prismalchemy.fixes import Side

# What a fix may bring to light, by its rule: what could not be seen, or was no fault, as long as the finding stood.
REVEALS = {
    "table-missing": {"relationship-missing"},  # the other classes can follow the relation once there is a class
    "column-missing": {"index-missing"},  # an index of a column that was not there was no matter of its own
    "column-extra": {"column-renamed"},  # of two candidates one is left, which may be the column under another name
    "tenant-column-type": {"tenant-foreign-key"},  # no foreign key would have been possible
    "primary-key": {"unique-missing"},  # a column that was the model's key needs no unique beside it
}

# The same for fixes of the Prisma schema.
SCHEMA_REVEALS = {
    "column-name": {"column-type", "index-name"},  # the column goes by its other name; Prisma names indexes after it
    "column-renamed": {"index-name"},
    "column-extra": {"column-renamed"},  # of three that could be meant, two are left
    "enum-labels": {"enum-labels"},  # two classes stand for one enum
    "foreign-key": {"relationship-missing"},  # the classes can follow the relation now
    "tenant-foreign-key": {"relationship-missing"},
    "tenant-column-missing": {"tenant-foreign-key", "tenant-index", "tenant-column-nullable", "tenant-column-type"},
    "table-extra": {"relationship-missing"},
    "tenant-column-type": {"tenant-foreign-key"},
    # Towards the models' side, which is wrong by itself; an optional relation is another one on deletion.
    "column-nullable": {"tenant-column-nullable", "foreign-key-on-delete"},
}

_OF_TABLES = ("table-name", "table-renamed")

Finding = tuple[str, str, str | None]


def findings(checked: Checked) -> Counter[Finding]:
    return Counter((item.rule, str(item.table), item.column) for item in checked.divergences)


def case_files(path: Path, title: str) -> dict[str, str]:
    text = dict(read_cases(path))[title]
    return with_headers({file.name: file.text for file in parse_fixture(text)})


@pytest.mark.parametrize(("path", "title"), CASES)
def test_laws(path: Path, title: str) -> None:
    files = case_files(path, title)
    checked = check_files(files)
    before = findings(checked)
    for divergence in checked.divergences:
        finding = (divergence.rule, str(divergence.table), divergence.column)
        for fix in (*checked.fixes(divergence), *checked.schema_fixes(divergence)):
            after = checked.apply(fix)
            if after is None:
                continue
            assert not check_files(after).prisma.problems, fix.title
            for name, text in after.items():
                if name.endswith(".py") and text != files.get(name):
                    ast.parse(text)
            left = findings(check_files(after))
            if divergence.rule in _OF_TABLES and fix.towards is Side.PRISMA:
                # What else is found of the table goes by the table's new name.
                names = {str(divergence.subject.models.key): finding[1]}
                left = Counter((rule, names.get(table, table), column) for rule, table, column in left.elements())
            assert left[finding] < before[finding], f"{fix.title}: the finding is still there"
            reveals = SCHEMA_REVEALS if fix.towards is Side.PRISMA else REVEALS
            new = {item for item in left - before if item[0] not in reveals.get(divergence.rule, ())}
            if divergence.cause is not None and fix.towards is Side.PRISMA:
                # What one declaration makes wrong in several tables is reported once; each model wants its own field.
                new = {item for item in new if item[0] != divergence.rule or item[1] == finding[1]}
            assert not new, f"{fix.title}: {new} is new"
