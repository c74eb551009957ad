"""The editor of the Prisma side, as data: every file in `prisma_cases/` holds both sides, an edit and the schema after.

A case begins with `===== title`, then come a line with the edit, the files (`//- name` Prisma's, `#- name` Python's)
and `//+ name`, the Prisma file after it; `//+ none` says that the edit is refused. A schema without a datasource is
PostgreSQL's. Whatever a schema is after an edit: it has no syntax error, and the edit made again changes nothing.
`UPDATE_EXPECT=1` writes the files after.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.support.check import Checked, check_files, with_headers

from prismalchemy.fixes.prisma import PrismaEditor
from prismalchemy.schema import UNKNOWN, Column, Enum, ForeignKey, Index, Table
from prismalchemy.text import FileEdit, apply_edits

CASES = Path(__file__).parent / "prisma_cases"
_FILE = re.compile(r"^(//-|#-|//\+) (\S+)\n", re.MULTILINE)


class Case(NamedTuple):
    path: Path
    title: str
    edit: str
    files: dict[str, str]
    after: dict[str, str]
    source: str


def read_cases() -> list[Case]:
    found = []
    for path in sorted(CASES.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n===== ")[1:]:
            head, *parts = _FILE.split(block)
            title, edit = head.strip().split("\n")
            files: dict[str, str] = {}
            after: dict[str, str] = {}
            for sign, name, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
                (after if sign == "//+" else files)[name] = f"{text.rstrip()}\n"
            found.append(Case(path, title, edit, files, after, block))
    return found


ALL = read_cases()


class Edits:
    """What a case may ask for, by database names; the places are those of both sides' neutral schemas."""

    def __init__(self, checked: Checked) -> None:
        self._checked = checked
        self._editor = PrismaEditor(checked.prisma, checked.models.schema, checked.pairing)

    def _pair(self, name: str) -> tuple[Table, Table]:
        tables = self._checked.pairing.all_tables
        return next((p.prisma, p.models) for p in tables if name in (str(p.prisma.key), str(p.models.key)))

    def _columns(self, place: str) -> tuple[Table, Column, Column]:
        table, name = place.split(".")
        prisma, models = self._pair(table)
        ours, theirs = prisma.column(name), models.column(name)
        assert ours is not None
        assert theirs is not None
        return prisma, ours, theirs

    def create(self, name: str) -> tuple[FileEdit, ...] | None:
        found = next((t for t in self._checked.pairing.only_models if str(t.key) == name), None)
        return None if found is None else self._editor.create_model(found)

    def table_name(self, name: str) -> tuple[FileEdit, ...] | None:
        tables = (table.name for table in self._checked.prisma.schema.tables)
        return self._editor.set_table_name(*self._pair(name)) if name in tables else None

    def add(self, place: str) -> tuple[FileEdit, ...] | None:
        table, name = place.split(".")
        prisma, models = self._pair(table)
        column = models.column(name)
        assert column is not None
        return None if prisma.column(name) else self._editor.add_field(prisma, models, column)

    def remove(self, place: str) -> tuple[FileEdit, ...] | None:
        table, name = place.split(".")
        prisma, _ = self._pair(table)
        column = prisma.column(name)
        return None if column is None else self._editor.remove_field(prisma, column)

    def rename(self, place: str, new: str) -> tuple[FileEdit, ...] | None:
        table, name = place.split(".")
        prisma, _ = self._pair(table)
        column = prisma.column(name)
        return None if column is None else self._editor.rename_column(prisma, column, new)

    def type(self, place: str) -> tuple[FileEdit, ...] | None:
        return self._editor.set_type(*self._columns(place))

    def nullable(self, place: str) -> tuple[FileEdit, ...] | None:
        prisma, ours, theirs = self._columns(place)
        assert theirs.nullable is not UNKNOWN
        return self._editor.set_nullable(prisma, ours, theirs.nullable)

    def default(self, place: str) -> tuple[FileEdit, ...] | None:
        return self._editor.set_server_default(*self._columns(place))

    def updated(self, place: str) -> tuple[FileEdit, ...] | None:
        prisma, ours, theirs = self._columns(place)
        return self._editor.set_updated_at(prisma, ours, theirs.on_update is not None)

    def key(self, table: str) -> tuple[FileEdit, ...] | None:
        return self._editor.set_primary_key(*self._pair(table))

    def add_index(self, table: str, columns: str) -> tuple[FileEdit, ...] | None:
        prisma, models = self._pair(table)
        wanted = _index(models, columns)
        there = any(one.columns == wanted.columns and one.unique is wanted.unique for one in prisma.indexes)
        return None if there else self._editor.add_index(prisma, wanted)

    def replace_index(self, table: str, columns: str) -> tuple[FileEdit, ...] | None:
        prisma, models = self._pair(table)
        return self._editor.replace_index(prisma, _index(prisma, columns), _index(models, columns))

    def remove_index(self, table: str, columns: str) -> tuple[FileEdit, ...] | None:
        prisma, _ = self._pair(table)
        found = [one for one in prisma.indexes if one.column_names == tuple(columns.split())]
        return self._editor.remove_index(prisma, found[0]) if found else None

    def add_key(self, table: str, columns: str) -> tuple[FileEdit, ...] | None:
        prisma, models = self._pair(table)
        wanted = _foreign_key(models, columns)
        there = any(one.columns == wanted.columns for one in prisma.foreign_keys)
        return None if there else self._editor.add_foreign_key(prisma, models, wanted)

    def replace_key(self, table: str, columns: str) -> tuple[FileEdit, ...] | None:
        prisma, models = self._pair(table)
        return self._editor.replace_foreign_key(prisma, _foreign_key(prisma, columns), _foreign_key(models, columns))

    def enum(self, name: str) -> tuple[FileEdit, ...] | None:
        there = any(one.name == name for one in self._checked.prisma.schema.enums)
        found = next(one for one in self._checked.models.schema.enums if one.name == name)
        return None if there else self._editor.create_enum(found)

    def _enums(self, name: str) -> tuple[Enum, Enum]:
        return next((p.prisma, p.models) for p in self._checked.pairing.enums if p.prisma.entity == name)

    def map_labels(self, name: str) -> tuple[FileEdit, ...] | None:
        return self._editor.map_enum_labels(*self._enums(name))

    def order_labels(self, name: str) -> tuple[FileEdit, ...] | None:
        return self._editor.order_enum_labels(*self._enums(name))

    def enum_schema(self, name: str) -> tuple[FileEdit, ...] | None:
        ours, theirs = self._enums(name)
        return None if ours.schema == (theirs.schema or "public") else self._editor.set_enum_schema(ours, theirs)

    def table_names(self, *names: str) -> tuple[FileEdit, ...] | None:
        pairs = [(pair.prisma, pair.models) for pair in self._checked.pairing.moved if pair.prisma.name in names]
        return self._editor.set_table_names(pairs) if pairs else None

    def enum_name(self, name: str) -> tuple[FileEdit, ...] | None:
        ours, theirs = self._enums(name)
        return self._editor.set_enum_name(ours, str(theirs.name))

    def enum_labels(self, name: str) -> tuple[FileEdit, ...] | None:
        return self._editor.set_enum_labels(*self._enums(name))


def _index(table: Table, columns: str) -> Index:
    return next(one for one in table.indexes if one.column_names == tuple(columns.split()))


def _foreign_key(table: Table, columns: str) -> ForeignKey:
    return next(one for one in table.foreign_keys if one.columns == tuple(columns.split()))


def run(case: Case, files: dict[str, str]) -> dict[str, str] | None:
    """The files after the edit, None where it is refused."""
    edits = eval(f"e.{case.edit}", {"e": Edits(check_files(with_headers(files)))})
    if edits is None:
        return None
    after = dict(files)
    for edit in edits:
        after[edit.path] = apply_edits(after[edit.path], edit.edits)
    return after


@pytest.mark.parametrize("case", ALL, ids=[f"{case.path.stem}: {case.title}" for case in ALL])
def test_edit(case: Case) -> None:
    after = run(case, case.files)
    changed = {} if after is None else {name: text for name, text in after.items() if text != case.files[name]}
    if os.environ.get("UPDATE_EXPECT"):
        shown = "".join(f"//+ {name}\n{text}" for name, text in changed.items()) or "//+ none\n"
        text = case.path.read_text(encoding="utf-8")
        before = case.source.split("//+ ")[0].rstrip() + "\n"
        case.path.write_text(text.replace(case.source.rstrip(), (before + shown).rstrip()), encoding="utf-8")
        return
    assert (changed or {"none": "\n"}) == case.after
    if after is not None:
        reading = check_files(with_headers(after)).prisma
        assert [problem.message for problem in reading.problems] == []
        again = run(case, after)
        assert again is None or again == after
