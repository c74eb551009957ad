"""Names of the database as keys: the default schema, and names that differ only in their spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from prismalchemy.schema import TableKey

DEFAULT_SCHEMAS: dict[str, str] = {
    "postgresql": "public",
    "cockroachdb": "public",
    "mssql": "dbo",
    "sqlite": "main",
}
"""The schema that a table without one lies in, by dialect. MySQL has none: its schemas are databases."""

BOOKKEEPING = frozenset({"alembic_version", "_prisma_migrations"})
"""Tables that the migration tools keep for themselves; neither side is asked to describe them."""


def fold(name: str) -> str:
    """The name without case and underscores: `created_at` and `createdAt` are equal so."""
    return name.replace("_", "").lower()


def canonical(key: TableKey, default_schema: str | None) -> TableKey:
    """The key with None in place of the default schema's name."""
    if key.schema is not None and key.schema == default_schema:
        return TableKey(None, key.name)
    return key


@dataclass(frozen=True, slots=True)
class Names:
    """Which names of the two sides mean the same thing; equal while no table, class or enum comes, goes or is renamed.

    What is computed for one table may look at this besides its pair, and is to be computed again when this changes.

    `tables`: canonical key on the models' side to the canonical key on Prisma's, for paired tables, near ones included.
    `classes`: keys (Prisma's) of the tables that a mapped class stands for.
    `described`: canonical keys of all tables of Prisma's side.
    `extended`: (key, key of another table) on Prisma's side, where the models' primary key refers to the other's as a
    whole: joined-table inheritance, or a one-to-one relation that shares its key.
    `unsure`: canonical keys of the models' tables whose schema is not known and whose name is not enough to pair them.
    `enums`: name of an enum type in the models to the Prisma enum's, for paired enums.
    """

    default_schema: str | None
    foreign_keys: bool
    tables: Mapping[TableKey, TableKey] = field(default_factory=dict)
    classes: frozenset[TableKey] = frozenset()
    described: frozenset[TableKey] = frozenset()
    extended: frozenset[tuple[TableKey, TableKey]] = frozenset()
    enums: Mapping[TableKey, TableKey] = field(default_factory=dict)
    unsure: frozenset[TableKey] = frozenset()

    def prisma_key(self, key: TableKey) -> TableKey:
        """The key on Prisma's side of a table that the models call `key`; the canonical key where it is not paired."""
        key = canonical(key, self.default_schema)
        return self.tables.get(key, key)

    def are_same(self, prisma: TableKey, models: TableKey) -> bool:
        """Whether the two sides' keys mean one table, or may do so for all that is known."""
        maybe = prisma.name == models.name and canonical(models, self.default_schema) in self.unsure
        return maybe or self.prisma_key(models) == canonical(prisma, self.default_schema)

    def canonical(self, key: TableKey) -> TableKey:
        """The key with None in place of the default schema's name."""
        return canonical(key, self.default_schema)


def only_spelling_differs(left: Iterable[str], right: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of names that differ only by case and underscores, where the choice is plain on both sides.

    Args:
        left: names without an exact counterpart on the other side, in order.
        right: the same of the other side.

    Returns:
        (left, right) in the order of `left`; a name with two candidates is in none of them.
    """
    folded_left: dict[str, list[str]] = {}
    for name in left:
        folded_left.setdefault(fold(name), []).append(name)
    folded_right: dict[str, list[str]] = {}
    for name in right:
        folded_right.setdefault(fold(name), []).append(name)
    return [
        (names[0], folded_right[folded][0])
        for folded, names in folded_left.items()
        if len(names) == 1 and len(folded_right.get(folded, ())) == 1
    ]
