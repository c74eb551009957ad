"""The editor of models, as data: every file in `cases/` holds files before, a fix and files after (see `cases.py`).

The laws that every case is held to: the result compiles, and SQLAlchemy maps it if it mapped the models before; only
what the edits claim is changed; the neutral schema that is read from the result differs from the one before in the
listed facts and in no other; the fix, made again, changes nothing. `UPDATE_EXPECT=1` writes the files after and the
facts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy.orm import clear_mappers, configure_mappers
from sqlmodel import SQLModel
from sqlmodel.main import default_registry
from tests.fixes.cases import ROOT, Case, Sides, difference, read, read_cases, write_case

from prismalchemy.fixes.models import ModelsEditor
from prismalchemy.schema import UNKNOWN, Column, Enum, ForeignKey, Index, Relation, Table
from prismalchemy.text import FileEdit, apply_edits

CASES = Path(__file__).parent / "cases"
FILES = sorted(CASES.glob("*.txt"))
ALL = [(path, case) for path in FILES for case in read_cases(path)]

Edits = tuple[FileEdit, ...] | None
Fix = Callable[[Sides, ModelsEditor, list[str]], Edits]


def _columns(sides: Sides, place: str) -> tuple[Table, Column, Table, Column]:
    """`Table.column` in Prisma's names: the models' table and column, Prisma's table and column."""
    name, _, column = place.rpartition(".")
    prisma, models = sides.prisma_table(name), sides.models_table(name)
    wanted = prisma.column(column)
    assert wanted is not None
    spelt = next((c for c in models.columns if c.name == column), None) or next(
        c for c in models.columns if c.name.replace("_", "").lower() == column.replace("_", "").lower()
    )
    return models, spelt, prisma, wanted


def _index(table: Table, columns: str) -> Index:
    """The index over these columns (`a,b`), or of this name."""
    for index in table.indexes:
        names = index.column_names
        if index.name == columns or (names is not UNKNOWN and ",".join(names) == columns):
            return index
    raise LookupError(columns)


def _key(table: Table, columns: str) -> ForeignKey:
    return next(key for key in table.foreign_keys if ",".join(key.columns) == columns)


def _enums(sides: Sides, name: str) -> tuple[Enum, Enum]:
    """The paired enum, Prisma's by its entity."""
    found = next(pair for pair in sides.pairing.enums if pair.prisma.entity == name)
    return found.models, found.prisma


def add_column(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    name, _, column = words[0].rpartition(".")
    prisma = sides.prisma_table(name)
    wanted = prisma.column(column)
    assert wanted is not None
    models = sides.models_table(name)
    return None if models.column(column) else editor.add_column(models, prisma, wanted)


def remove_column(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    name, _, column = words[0].rpartition(".")
    models = sides.models_table(name)
    found = models.column(column)
    return None if found is None else editor.remove_column(models, found)


def rename_column(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models, column, _, prisma = _columns(sides, words[0])
    return editor.rename_column(models, column, prisma.name)


def set_type(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models, column, _, prisma = _columns(sides, words[0])
    return editor.set_type(models, column, prisma)


def set_nullable(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models, column, _, prisma = _columns(sides, words[0])
    return None if column.nullable == prisma.nullable else editor.set_nullable(models, column, prisma.nullable is True)


def set_server_default(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models, column, _, prisma = _columns(sides, words[0])
    return editor.set_server_default(models, column, prisma)


def set_client_default(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models, column, _, prisma = _columns(sides, words[0])
    return editor.set_client_default(models, column, prisma)


def set_on_update(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models, column, _, prisma = _columns(sides, words[0])
    return editor.set_on_update(models, column, prisma)


def remove_comment(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    if "." not in words[0]:
        models = sides.models_table(words[0])
        return None if models.comment is None else editor.remove_comment(models, None)
    models, column, _, _ = _columns(sides, words[0])
    return None if column.comment is None else editor.remove_comment(models, column)


def set_table_name(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    return editor.set_table_name(sides.models_table(words[0]), sides.prisma_table(words[0]))


def set_primary_key(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    return editor.set_primary_key(sides.models_table(words[0]), sides.prisma_table(words[0]))


def add_index(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models, index = sides.models_table(words[0]), _index(sides.prisma_table(words[0]), words[1])
    there = any(other.column_names == index.column_names for other in models.indexes)
    return None if there else editor.add_index(models, index)


def replace_index(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models = sides.models_table(words[0])
    wanted = _index(sides.prisma_table(words[0]), words[1])
    if any(other == wanted for other in models.indexes):
        return None
    return editor.replace_index(models, _index(models, words[2]), wanted)


def remove_index(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models = sides.models_table(words[0])
    try:
        return editor.remove_index(models, _index(models, words[1]))
    except LookupError:
        return None


def add_foreign_key(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models = sides.models_table(words[0])
    wanted = _key(sides.prisma_table(words[0]), words[1])
    if any(key.columns == wanted.columns for key in models.foreign_keys):
        return None
    return editor.add_foreign_key(models, wanted)


def replace_foreign_key(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models = sides.models_table(words[0])
    wanted = _key(sides.prisma_table(words[0]), words[1])
    return editor.replace_foreign_key(models, _key(models, words[1]), wanted)


def set_enum_name(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    return editor.set_enum_name(*_enums(sides, words[0]))


def set_enum_labels(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    return editor.set_enum_labels(*_enums(sides, words[0]))


def create_enum(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    return editor.create_enum(next(enum for enum in sides.prisma.enums if enum.entity == words[0]))


def create_table(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    return editor.create_table(sides.prisma_table(words[0]))


def regenerate_table(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    return editor.regenerate_table(sides.models_table(words[0]), sides.prisma_table(words[0]))


def add_relation(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    name, _, field = words[0].rpartition(".")
    prisma = sides.prisma_table(name)
    fields = [field, *words[1:]]
    relations = [relation for field in fields for relation in prisma.relations if relation.attribute == field]
    return editor.add_relations(sides.models_table(name), prisma, relations)


def replace_relation(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    name, _, field = words[0].rpartition(".")
    prisma, models = sides.prisma_table(name), sides.models_table(name)
    relation = next(relation for relation in prisma.relations if relation.attribute == field)
    there = next(relation for relation in models.relations if relation.attribute == words[1])
    return editor.replace_relation(models, there, prisma, relation)


def _relation(table: Table, attribute: str) -> Relation:
    return next(relation for relation in table.relations if relation.attribute == attribute)


def connect_relations(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    ends = [_relation(sides.models_table(place.split(".")[0]), place.split(".")[1]) for place in words]
    return None if any(end.back is not None for end in ends) else editor.connect_relations(*ends)


def let_database_delete(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    ends = [_relation(sides.models_table(place.split(".")[0]), place.split(".")[1]) for place in words]
    return editor.let_database_delete(ends)


def set_autoincrement(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models, column, _, prisma = _columns(sides, words[0])
    if column.autoincrement == prisma.autoincrement:
        return None
    return editor.set_autoincrement(models, column, prisma.autoincrement is True)


def rename_attribute(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    models, column, _, _ = _columns(sides, words[0])
    return None if column.attribute == words[1] else editor.rename_attribute(models, column, words[1])


def set_table_names(sides: Sides, editor: ModelsEditor, words: list[str]) -> Edits:
    return editor.set_table_names([(sides.models_table(word), sides.prisma_table(word)) for word in words])


def run(sides: Sides, line: str) -> Edits:
    """Make the fix that a line of a case asks for."""
    method, *words = line.split()
    fix: Fix = globals()[method]
    return fix(sides, ModelsEditor(sides.prisma, sides.models, sides.pairing), words)


def apply(texts: dict[str, str], edits: tuple[FileEdit, ...]) -> dict[str, str]:
    after = dict(texts)
    for edit in edits:
        name = edit.path.removeprefix(ROOT)
        assert edit.created == (name not in texts), name
        after[name] = apply_edits(after.get(name, ""), edit.edits)
    return after


def works(texts: dict[str, str]) -> bool:
    """Whether SQLAlchemy maps a single module of models; False for a package, or where something is not installed."""
    if set(texts) != {"models.py"}:
        return False
    module = ModuleType("fixed_models")
    sys.modules[module.__name__] = module
    try:
        exec(compile(texts["models.py"], "models.py", "exec", dont_inherit=True), module.__dict__)
        configure_mappers()
    except Exception:
        return False
    finally:
        del sys.modules[module.__name__]
        clear_mappers()
        # All SQLModel classes share one registry, which would find the classes of other cases.
        SQLModel.metadata.clear()
        default_registry._class_registry.clear()
    return True


@pytest.mark.parametrize(("path", "case"), ALL, ids=[f"{path.stem}: {case.title}" for path, case in ALL])
def test_fix(path: Path, case: Case) -> None:
    texts = case.before
    refused = False
    start = read(case.prisma, texts)
    for line in case.fixes:
        edits = run(read(case.prisma, texts), line)
        refused = edits is None
        texts = apply(texts, edits or ())
    end = read(case.prisma, texts)
    for name, text in texts.items():
        compile(text, name, "exec")
    if works(case.before):
        assert works(texts), "SQLAlchemy maps the models before the fix, and no longer after it"
    found = Case(
        case.title,
        case.fixes,
        case.prisma,
        case.before,
        {} if refused else {name: text for name, text in texts.items() if text != case.before.get(name)},
        "" if refused else difference(start.models.schema, end.models.schema),
        refused,
        case.common,
    )
    if os.environ.get("UPDATE_EXPECT") and found != case:
        path.write_text(path.read_text(encoding="utf-8").replace(write_case(case), write_case(found)), encoding="utf-8")
        return
    assert (found.refused, found.facts) == (case.refused, case.facts)
    assert found.after == case.after
    again = run(end, case.fixes[-1])
    assert again is None or apply(texts, again) == texts


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cases_are_written_as_they_are_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == text.split("===== ")[0] + "".join(write_case(case) for case in read_cases(path))
