"""What pairing makes: tables, columns, enums, indexes and foreign keys of both sides, side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, cast

from prismalchemy.compare.kept import Memo
from prismalchemy.compare.keys import ForeignKeyPairing, IndexPairing, pair_foreign_keys, pair_indexes
from prismalchemy.compare.names import Names, fold
from prismalchemy.compare.tables import is_complete
from prismalchemy.compare.tenancy import Tenancy
from prismalchemy.schema import UNKNOWN, Column, Enum, PrimaryKey, Schema, Table, TableKey, TableKind


class ColumnPair(NamedTuple):
    """One column, as each side describes it."""

    prisma: Column
    models: Column


class EnumPair(NamedTuple):
    """One enum type, as each side describes it. Paired by name, else by a column that both sides give an enum type.

    `columns` are the columns that the models give this type, with the tables' names in the database.
    """

    prisma: Enum
    models: Enum
    columns: tuple[tuple[TableKey, str], ...] = ()


class EnumUse(NamedTuple):
    """A column that has an enum type on both sides."""

    prisma: Enum
    models: Enum
    table: TableKey
    column: str


@dataclass(frozen=True, eq=False)
class TablePair:
    """One table, as each side describes it; compared by identity, and the same object while both nodes are the same.

    `columns` have the same name; a pair that a syntax error touches is in no list. `near_columns` differ in name by
    case and underscores only, `renamed_columns` in more than that: they are of one type, and there is no other choice.
    `only_prisma` and `only_models` have no counterpart; each is empty where the other side
    may have members that its reader could not see, and leaves out what is no fault (`@ignore`).
    Where several classes map the table, `models` is the first with the members of all.
    """

    prisma: Table
    models: Table
    columns: tuple[ColumnPair, ...] = ()
    near_columns: tuple[ColumnPair, ...] = ()
    only_prisma: tuple[Column, ...] = ()
    only_models: tuple[Column, ...] = ()
    renamed_columns: tuple[ColumnPair, ...] = ()
    memo: dict[str, tuple[Names, object]] = field(default_factory=dict, repr=False)
    """What was computed of the pair and the names of both sides, by what it is; it holds while the names do."""

    @cached_property
    def key(self) -> TableKey:
        """The table's name in the database, as Prisma has it."""
        return self.prisma.key

    @cached_property
    def is_view(self) -> bool:
        """Whether the database holds a view: it has no keys, constraints and defaults of its own."""
        return self.prisma.kind is TableKind.VIEW or self.models.kind is TableKind.VIEW

    @cached_property
    def models_complete(self) -> bool:
        """Whether what the models do not say is really not there."""
        return is_complete(self.models)

    @cached_property
    def prisma_complete(self) -> bool:
        """Whether what the Prisma schema does not say is really not there."""
        return is_complete(self.prisma)

    @cached_property
    def all_columns(self) -> tuple[ColumnPair, ...]:
        """Paired columns, near and renamed ones included."""
        return (*self.columns, *self.near_columns, *self.renamed_columns)

    @cached_property
    def both(self) -> dict[str, ColumnPair]:
        """Paired columns, near and renamed ones included, by Prisma's database name."""
        return {pair.prisma.name: pair for pair in self.all_columns}

    @cached_property
    def to_prisma(self) -> dict[str, str]:
        """Name of a column in the models to Prisma's, where they differ and mean the same column."""
        return {pair.models.name: pair.prisma.name for pair in (*self.near_columns, *self.renamed_columns)}

    def prisma_names(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Columns as the models call them, as Prisma calls them."""
        renamed = self.to_prisma
        return tuple(renamed.get(name, name) for name in columns) if renamed else columns

    @cached_property
    def extends(self) -> tuple[TableKey, ...]:
        """Tables that the models' primary key refers to as a whole, as the models call them."""
        key = self.models.primary_key
        if not isinstance(key, PrimaryKey) or not key.columns:
            return ()
        return tuple(
            foreign_key.target
            for foreign_key in self.models.foreign_keys
            if foreign_key.target is not UNKNOWN and set(foreign_key.columns) == set(key.columns)
        )

    @cached_property
    def indexes(self) -> IndexPairing:
        """Indexes and uniques, side by side."""
        prisma_key, models_key = self.prisma.primary_key, self.models.primary_key
        keys = [key.columns for key in (prisma_key,) if isinstance(key, PrimaryKey)]
        keys += [self.prisma_names(key.columns) for key in (models_key,) if isinstance(key, PrimaryKey)]
        return pair_indexes(
            self.prisma.indexes,
            self.models.indexes,
            to_prisma=self.to_prisma,
            shared=frozenset(self.both),
            primary_keys=frozenset(keys),
            models_complete=self.models_complete,
            prisma_complete=self.prisma_complete,
        )

    def foreign_keys(self, names: Names) -> ForeignKeyPairing:
        """Foreign keys, side by side; `names` says which tables are meant."""
        known = self.memo.get("foreign_keys")
        if known is not None and known[0] is names:
            return cast("ForeignKeyPairing", known[1])
        paired = pair_foreign_keys(
            self.prisma.foreign_keys,
            self.models.foreign_keys,
            to_prisma=self.to_prisma,
            shared=frozenset(self.both),
            names=names,
            models_complete=self.models_complete,
            prisma_complete=self.prisma_complete,
        )
        self.memo["foreign_keys"] = names, paired
        return paired

    @cached_property
    def enum_uses(self) -> tuple[EnumUse, ...]:
        """The columns that have an enum type on both sides."""
        return tuple(
            EnumUse(prisma.type.enum, models.type.enum, self.key, prisma.name)
            for prisma, models in self.all_columns
            if prisma.type is not UNKNOWN
            and models.type is not UNKNOWN
            and prisma.type.enum is not None
            and models.type.enum is not None
        )


@dataclass(frozen=True, eq=False)
class Pairing:
    """Both schemas side by side.

    `dialect` is SQLAlchemy's name of the dialect, `postgresql` where neither side says one.
    `tables` have the same key. `near_tables` have other names: they differ by case and underscores only
    (`spelt_otherwise`), lie in another database schema (`moved`) or were renamed (`renamed`). Their members are
    compared too, so that mending the name brings nothing new to light.
    `described_twice` are the tables of the models that several classes or `Table(...)` describe, with all of them.
    `only_prisma` and `only_models` have no counterpart; join tables and ignored models of Prisma's are not in it, nor
    the migration tools' own tables. Names are those that the database keeps, in both schemas as well.
    `tenancy` is what the project's settings mean for the tables of both sides: those of Prisma's as Prisma describes
    them, and those that only the models have; None where the project says nothing of tenants.
    """

    prisma: Schema
    models: Schema
    dialect: str
    tables: tuple[TablePair, ...]
    near_tables: tuple[TablePair, ...]
    only_prisma: tuple[Table, ...]
    only_models: tuple[Table, ...]
    enums: tuple[EnumPair, ...]
    described_twice: tuple[tuple[Table, ...], ...]
    names: Names
    memo: dict[TableKey, tuple[tuple[Table, ...], tuple[Table, ...], TablePair]] = field(repr=False)
    """Pairs of tables by key with the nodes that they were made of, for the next call of `pair`."""
    enum_uses: tuple[EnumUse, ...] = field(default=(), repr=False)
    """The columns that `enums` were paired by, likewise."""
    tenancy: Tenancy | None = None
    kept: tuple[Memo, Memo] = field(default=({}, {}), repr=False)
    """The tables of both sides with the names that the database keeps, for the same."""

    @cached_property
    def all_tables(self) -> tuple[TablePair, ...]:
        """Paired tables, near ones included."""
        return (*self.tables, *self.near_tables)

    @cached_property
    def spelt_otherwise(self) -> tuple[TablePair, ...]:
        """Near tables whose names differ by case and underscores only."""
        return tuple(pair for pair in self.near_tables if self._same_schema(pair) and _same_spelling(pair))

    @cached_property
    def moved(self) -> tuple[TablePair, ...]:
        """Near tables that lie in different database schemas."""
        return tuple(pair for pair in self.near_tables if not self._same_schema(pair))

    @cached_property
    def renamed(self) -> tuple[TablePair, ...]:
        """Near tables whose names differ in more than their spelling."""
        return tuple(pair for pair in self.near_tables if self._same_schema(pair) and not _same_spelling(pair))

    def _same_schema(self, pair: TablePair) -> bool:
        return self.names.canonical(pair.prisma.key).schema == self.names.canonical(pair.models.key).schema

    @cached_property
    def by_key(self) -> dict[TableKey, TablePair]:
        """Paired tables, near ones included, by Prisma's canonical key."""
        return {self.names.canonical(pair.prisma.key): pair for pair in self.all_tables}


def _same_spelling(pair: TablePair) -> bool:
    return fold(pair.prisma.name) == fold(pair.models.name)
