"""Whether a schema and a set of models map the same database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from prismalchemy.schema import UNKNOWN, Schema, Table, TableKind

ENOUGH = 0.5
"""The share of the smaller side's tables that must have a counterpart, and of a smaller table's columns."""

OWN_TABLES = frozenset({"alembicversion", "prismamigrations"})
"""Tables of the migration tools, which every database of theirs has."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well two sides fit: tables of each side that count, and how many have a counterpart."""

    prisma: int
    models: int
    common: frozenset[str]

    @property
    def share(self) -> float:
        """Share of the smaller side's tables that have a counterpart."""
        smaller = min(self.prisma, self.models)
        return len(self.common) / smaller if smaller else 0.0

    @property
    def is_enough(self) -> bool:
        """Whether to take the two for descriptions of one database."""
        return bool(self.common) and self.share >= ENOUGH


def match(prisma: Schema, models: Schema) -> Match:
    """How well the two sides fit.

    A table's counterpart has the same name, case and underscores aside (a drift of names is to be found, not to be
    taken for another database), and shares enough columns: two services that each have a `user` table of their own
    share little more than its id.
    """
    ours, theirs = _by_name(prisma.tables), _by_name(models.tables)
    common = {name for name, table in ours.items() if name in theirs and _fits(table, theirs[name])}
    return Match(len(ours), len(theirs), frozenset(common))


def folded(name: str) -> str:
    """A name without the differences of spelling that ORMs bring in."""
    return name.replace("_", "").lower()


def _by_name(tables: Iterable[Table]) -> dict[str, Table]:
    named = {folded(table.name): table for table in tables if table.kind is not TableKind.JOIN}
    return {name: table for name, table in named.items() if name not in OWN_TABLES}


def _fits(one: Table, other: Table) -> bool:
    if one.open or other.open or one.incomplete or other.incomplete:
        return True
    columns, others = ({folded(column.name) for column in table.columns} - _key(table) for table in (one, other))
    smaller = min(len(columns), len(others))
    return smaller == 0 or len(columns & others) / smaller >= ENOUGH


def _key(table: Table) -> set[str]:
    """A single-column primary key, which every table has; it says nothing about kinship."""
    key = table.primary_key
    if key is UNKNOWN or key is None or len(key.columns) != 1:
        return {"id"}
    return {folded(key.columns[0])}
