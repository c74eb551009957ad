"""What the rules about tenants share: the tables that they look at, with their places on both sides.

A tenancy rule looks at a table as Prisma describes it, and at one that only the models describe. Where Prisma's side is
right and the models' is not, the two differ, which is another rule's finding. Where both are wrong it is one finding
with both places; where only Prisma's is wrong, the finding covers the one about the difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from prismalchemy.compare import (
    ColumnPair,
    Consequence,
    Pairing,
    Standing,
    TablePair,
    TableTenancy,
    Tenancy,
    TypeDifference,
    compare_types,
)
from prismalchemy.prisma.lower.context import Context
from prismalchemy.prisma.lower.names import foreign_key_name, index_name, unique_name
from prismalchemy.rules.base import Context as RuleContext
from prismalchemy.rules.base import Divergence, Rule
from prismalchemy.rules.support import Compute
from prismalchemy.schema import (
    UNKNOWN,
    Column,
    ForeignKey,
    Index,
    IndexColumn,
    PrimaryKey,
    ReferentialAction,
    Table,
    TableKind,
)
from prismalchemy.text import FileEdit, Origin

SETTINGS = """
    [tool.prismalchemy.tenancy]
    root = "Organization"
    column = "organizationId"
"""
"""The settings of the rules' examples."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A table with what tenancy means for it, as a rule looks at it.

    `pair` is None where only one side describes the table; `is_prisma` says whether `entry.table` is Prisma's.
    """

    entry: TableTenancy
    tenancy: Tenancy
    pairing: Pairing
    pair: TablePair | None
    is_prisma: bool

    @property
    def table(self) -> Table:
        """The description that is looked at."""
        return self.entry.table

    @property
    def models(self) -> Table | None:
        """The models' description, if there is one."""
        if self.pair is not None:
            return self.pair.models
        return None if self.is_prisma else self.table

    @property
    def column(self) -> Column:
        """The tenant column; only of tables that have one."""
        assert self.entry.column is not None
        return self.entry.column

    @property
    def columns(self) -> ColumnPair | None:
        """The tenant column on both sides; None where only one has it."""
        return None if self.pair is None else self.pair.both.get(self.column.name)

    @property
    def named(self) -> str:
        """The table as messages name it."""
        return f"{'view' if self.table.kind is TableKind.VIEW else 'table'} `{self.table.key}`"

    @property
    def root(self) -> str:
        """The root as messages name it."""
        return f"`{self.tenancy.root.table.key}`" if self.tenancy.root is not None else "the root"

    def standing_of(self, key: ForeignKey) -> TableTenancy | None:
        """What tenancy means for the table that a foreign key refers to; None where that is not known."""
        if key.target is UNKNOWN:
            return None
        return self.tenancy.tables.get(self.pairing.names.prisma_key(key.target))

    def divergence(
        self,
        rule: str,
        consequence: Consequence,
        column: str | None,
        message: str,
        own: Origin | None,
        counterpart: Origin | None = None,
        *,
        part: object = None,
        cause: Hashable = None,
        covers: tuple[tuple[str, object], ...] = (),
    ) -> Divergence:
        """A divergence of this table.

        Args:
            rule: the rule's name.
            consequence: what goes wrong.
            column: the column that it is about, if it is one.
            message: what is shown.
            own: the place in the description that is looked at; the table's name where it is None.
            counterpart: the place in the models of a table of Prisma's, where they say the same.
            part: what the rule's fixes need besides the holding.
            cause: see `Divergence`.
            covers: see `Divergence`.
        """
        own = own or self.table.name_origin or self.table.origin
        places = (own, counterpart) if self.is_prisma else (None, own)
        return Divergence(
            rule, consequence, self.table.key, column, message, *places, (self, part), cause=cause, covers=covers
        )


class TenancyRule(Rule):
    """A rule about tables of certain standings, active where the project's settings speak of tenants.

    Views are left out unless a rule says otherwise: they have no keys and no constraints. Models with `@@ignore` are
    left out where no class maps their table.
    """

    standings: ClassVar[frozenset[Standing]]
    views: ClassVar[bool] = False

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """The divergences of each table of these standings."""
        tenancy = pairing.tenancy
        if tenancy is None:
            return
        for key, entry in tenancy.tables.items():
            if entry.standing not in self.standings or (entry.table.kind is TableKind.VIEW and not self.views):
                continue
            pair = pairing.by_key.get(key)
            if entry.table.ignored and pair is None:
                continue
            if entry.column is not None and entry.column.incomplete:
                continue
            yield from self.check_holding(Holding(entry, tenancy, pairing, pair, key in pairing.names.described))

    def check_holding(self, holding: Holding) -> Iterable[Divergence]:
        """The divergences of one table."""
        return ()


Edits = tuple[FileEdit, ...]


def together(*edits: Callable[[], Edits | None]) -> Compute:
    """Edits of both sides as one; none where one of them cannot be made."""

    def compute() -> Edits | None:
        found: list[FileEdit] = []
        for edit in edits:
            made = edit()
            if made is None:
                return None
            found += made
        return tuple(found)

    return compute


def key_to_root(holding: Holding, column: Column) -> ForeignKey | None:
    """The foreign key from a tenant column to the root; None where the root's key is not one column.

    It does what those of most other tables do when a tenant is deleted, else what Prisma gives by itself.
    """
    root, key = holding.tenancy.root, holding.tenancy.root_key
    if root is None or key is None:
        return None
    optional = column.nullable is True
    usual = (ReferentialAction.SET_NULL if optional else ReferentialAction.RESTRICT, ReferentialAction.CASCADE)
    said = Counter(_actions_of_others(holding, optional=optional))
    on_delete, on_update = said.most_common(1)[0][0] if said else usual
    return ForeignKey(
        columns=(column.name,),
        target=root.table.key,
        target_columns=(key.name,),
        on_delete=on_delete,
        on_update=on_update,
        name=foreign_key_name(holding.table.name, (column.name,), limit(holding)),
    )


def _actions_of_others(holding: Holding, *, optional: bool) -> Iterator[tuple[ReferentialAction, ReferentialAction]]:
    """What the foreign keys of other tenant columns of the same side do."""
    for entry in holding.tenancy.of(Standing.TENANT):
        column = entry.column
        described = entry.key in holding.pairing.names.described
        if column is None or (column.nullable is True) is not optional or described is not holding.is_prisma:
            continue
        for key in entry.table.foreign_keys:
            target = holding.standing_of(key)
            if key.columns != (column.name,) or target is None or target.standing is not Standing.ROOT:
                continue
            if key.on_delete is not UNKNOWN and key.on_update is not UNKNOWN:
                yield key.on_delete, key.on_update


def limit(holding: Holding) -> int:
    """The longest name of a constraint, in bytes."""
    return Context(flavour=holding.pairing.dialect).limit


def begins_with(holding: Holding, name: str) -> bool:
    """Whether a key or an index of the table begins with a column, or may."""
    table = holding.table
    key = table.primary_key
    if key is UNKNOWN or (isinstance(key, PrimaryKey) and key.columns[:1] == (name,)):
        return True
    if any(index.columns is UNKNOWN or _first(index) == name for index in table.indexes):
        return True
    # MySQL makes an index for each foreign key that has none.
    return holding.pairing.dialect == "mysql" and any(one.columns[:1] == (name,) for one in table.foreign_keys)


def _first(index: Index) -> str | None:
    return index.columns[0].column if isinstance(index.columns, tuple) and index.columns else None


def index_on(holding: Holding, names: tuple[str, ...], *, unique: bool = False) -> Index:
    """An index on columns of the table, named as Prisma names it."""
    name = (unique_name if unique else index_name)(holding.table.name, names, limit(holding))
    return Index(columns=tuple(IndexColumn(column=one) for one in names), name=name, unique=unique)


def fits_root(holding: Holding) -> bool:
    """Whether the tenant column can hold the root's key."""
    key, column = holding.tenancy.root_key, holding.column
    known = key is not None and key.type is not UNKNOWN and column.type is not UNKNOWN
    return known and misfit(holding, column) is None


def misfit(holding: Holding, column: Column) -> TypeDifference | None:
    """How the type of a column differs from that of the root's key, where it matters; None where that is not known."""
    key = holding.tenancy.root_key
    if key is None or key.type is UNKNOWN or column.type is UNKNOWN:
        return None
    found = compare_types(key.type, column.type, holding.pairing.dialect)
    return None if found is None or found.consequence is Consequence.MIGRATES else found


def with_root_type(holding: Holding) -> Column | None:
    """The tenant column with the type of the root's key."""
    key = holding.tenancy.root_key
    return None if key is None or key.type is UNKNOWN else replace(holding.column, type=key.type)


def new_column(holding: Holding) -> tuple[Column, ForeignKey, Index] | None:
    """The tenant column that a table is to have, its foreign key and its index; named as most tenant columns are."""
    key = holding.tenancy.root_key
    if key is None or key.type is UNKNOWN:
        return None
    known = [entry.column.name for entry in holding.tenancy.of(Standing.TENANT) if entry.column is not None]
    name = max(known, key=known.count) if known else holding.tenancy.columns[0]
    attribute = holding.tenancy.columns[0] if holding.is_prisma else name
    column = Column(name=name, attribute=attribute, type=key.type, nullable=False)
    reference = key_to_root(holding, column)
    return None if reference is None else (column, reference, index_on(holding, (name,)))


def is_joined_to_root(holding: Holding) -> bool:
    """Whether a foreign key leads from the table to the root or back; of two, relationships would have to say which."""
    root, prisma_key = holding.tenancy.root, holding.pairing.names.prisma_key
    if root is None:
        return False
    ways = ((holding.table, root.key), (root.table, holding.entry.key))
    return any(
        key.target is not UNKNOWN and prisma_key(key.target) == target
        for table, target in ways
        for key in table.foreign_keys
    )


def add_to_models(
    context: RuleContext,
    models: Table,
    table: Table,
    target: Table,
    key: ForeignKey,
    column: Column | None,
    index: Index | None,
) -> Edits | None:
    """Let a class follow what `PrismaEditor.add_reference` adds to its model, under the names that it gives."""
    reference = context.prisma.reference(table, target, key, column)
    if reference is None:
        return None
    return context.models.add_reference(models, table, target, key, reference, index)


def counterpart_of(columns: ColumnPair | None, aspect: str) -> Origin | None:
    """Where the models say an aspect of a column that both sides have."""
    return None if columns is None else columns.models.place(aspect)


def subject_of(divergence: Divergence) -> tuple[Holding, Any]:
    """What a tenancy rule's fixes need to know again."""
    holding, part = divergence.subject
    assert isinstance(holding, Holding)
    return holding, part
