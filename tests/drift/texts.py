"""Kinds of drift of the models that no neutral schema says: edits of their text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.drift.models import EVERY, NOT_SQLITE, POSTGRESQL, free_columns, rules
from tests.drift.sides import MODELS, Sides

from prismalchemy.alchemy.edit import Code, call_of, insert_entry
from prismalchemy.schema import UNKNOWN, Column, Table
from prismalchemy.text import Edit, Origin, Span, apply_edits


@dataclass(frozen=True)
class Kind:
    """A kind of drift: its name, the rules of which one must find it, and what makes it of a module of models.

    `make` gives the changed text, or None where there is no place for it. `mends` is False where no fix of the models
    is claimed, `updates` where none of the Prisma schema is; `dialects` are those that it is a difference in.
    """

    name: str
    rules: frozenset[str]
    make: Callable[[Sides, Random], str | None]
    mends: bool = True
    updates: bool = True
    dialects: frozenset[str] = EVERY


def _computed(sides: Sides, random: Random) -> str | None:
    """A column that the database computes, according to the models."""
    places = list(_columns(sides, _is_plain))
    for table, column in random.sample(places, len(places)):
        text = _with_argument(sides, column, "sqlalchemy.Computed('1')")
        if text is not None and not any(column.name in key.columns for key in table.foreign_keys):
            return _importing(text)
    return None


def _is_plain(column: Column) -> bool:
    return column.server_default is None and column.client_default is None and column.autoincrement is False


def _columns(sides: Sides, wanted: Callable[[Column], bool]) -> list[tuple[Table, Column]]:
    schema = sides.alchemy.schema
    return [
        (table, column)
        for table in schema.tables
        if table.entity is not None
        for column in free_columns(schema, table)
        if wanted(column) and column.on_update is None and column.nullable is not UNKNOWN
    ]


def _span(sides: Sides, origin: Origin | None) -> Span | None:
    """Where something stands in the module."""
    return None if origin is None else origin.span.shift(sides.alchemy.bases[origin.anchor])


def _with_argument(sides: Sides, column: Column, text: str) -> str | None:
    """The module with one more positional argument in the call that declares a column."""
    found = _span(sides, column.origin)
    code = Code(sides.models[MODELS])
    node = None if found is None else code.find(found)
    value = None if node is None else node.children[-1]
    while value is not None and value.type == "annassign":
        value = value.children[-1]
    call = call_of(code, value)
    if call is None or call.function not in ("mapped_column", "Column"):
        return None
    at = sum(argument.keyword is None for argument in call.arguments)
    return apply_edits(code.text, insert_entry(code, call.entries, at, text))


def _reserved(sides: Sides, _: Random) -> str | None:
    """The attribute `metadata`, which SQLAlchemy keeps for itself."""
    text = sides.models[MODELS]
    if re.search(r"^    metadata_\b", text, re.MULTILINE) is None or ("relationship(" in text and ".metadata_" in text):
        return None
    return re.sub(r"\bmetadata_\b", "metadata", text)


def _plain_times(sides: Sides, _: Random) -> str | None:
    """Times as SQLAlchemy writes them to SQLite."""
    text, count = re.subn(r"(?<!class )\bSqliteDateTime\b(\(\))?", "sqlalchemy.DateTime()", sides.models[MODELS])
    return _importing(text) if count else None


def _importing(text: str) -> str:
    """The module with `import sqlalchemy` in front of its other imports."""
    return re.sub(r"^(?=import |from (?!__future__))", "import sqlalchemy\n", text, count=1, flags=re.MULTILINE)


def _mapped_twice(sides: Sides, random: Random) -> str | None:
    """Two classes of one base for the same table."""
    text = sides.models[MODELS]
    tables = [one for one in sides.alchemy.schema.tables if one.entity and not one.relations and not one.indexes]
    for table in random.sample(tables, len(tables)):
        found = _span(sides, table.origin)
        if found is not None:
            again = text[slice(*found)].replace(f"class {table.entity}(", "class DriftTwice(", 1)
            return apply_edits(text, [Edit(Span(found.end, found.end), f"\n\n\n{again}")])
    return None


KINDS: tuple[Kind, ...] = (
    Kind("a column that is computed", rules("column-computed"), _computed, updates=False, dialects=POSTGRESQL),
    Kind(
        "times as SQLAlchemy writes them",
        rules("datetime-format"),
        _plain_times,
        updates=False,
        dialects=EVERY - NOT_SQLITE,
    ),
    Kind("an attribute of a reserved name", rules("reserved-name"), _reserved, updates=False),
    Kind("a second class of a table", rules("table-mapped-twice"), _mapped_twice, mends=False, updates=False),
)
