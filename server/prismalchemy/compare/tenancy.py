"""Tenancy: which tables belong to a tenant, by what a project's settings say and its schema has.

A tenant is a row of the root table. A table is a tenant's by a column that names the tenant, or it inherits its tenant
through a foreign key, as the settings say of it; or it is shared by all tenants. This is worked out for one schema;
what generates code asks it of the Prisma schema, and the rules of both sides put together (`compare.tenants`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from prismalchemy.compare.names import BOOKKEEPING, DEFAULT_SCHEMAS, canonical, fold
from prismalchemy.compare.tables import is_complete, merged_table
from prismalchemy.schema import (
    UNKNOWN,
    Column,
    Maybe,
    PrimaryKey,
    RelationKind,
    Schema,
    Table,
    TableKey,
    TableKind,
)
from prismalchemy.text.globs import is_glob, matches_name


@dataclass(frozen=True, slots=True, kw_only=True)
class TenancySettings:
    """What a project says about its tenants. Models, classes and tables are named by any of their names.

    `root` is the table whose rows are the tenants. `columns` are the names that a tenant column may have, of a field or
    of a column, in camel or snake form; without any it is the root's name with `Id`. `shared` are tables of no tenant,
    globs among them. `inherits` says of a table through which relation, or by which parent, it has its tenant.
    `global_uniques` are uniques that hold for all tenants together on purpose: `Model.field`, or `Model` for all of
    its uniques, globs among them. `python`, `typescript`, `row_level_security` say what `prismalchemy tenancy` writes.
    """

    root: str
    columns: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    inherits: Mapping[str, str] = field(default_factory=dict)
    global_uniques: tuple[str, ...] = ()
    python: str | None = None
    typescript: str | None = None
    row_level_security: bool = False


class Standing(Enum):
    """Whose the rows of a table are."""

    ROOT = "root"
    """Each row is a tenant."""
    TENANT = "tenant"
    """A column names the tenant."""
    INHERITED = "inherited"
    """A row belongs to the tenant of the row that it refers to."""
    SHARED = "shared"
    """They belong to no tenant, on purpose."""
    UNDECIDED = "undecided"
    """Nothing says whose they are."""
    UNKNOWN = "unknown"
    """The table, or what it refers to, cannot be seen whole."""


@dataclass(frozen=True, slots=True)
class Step:
    """One foreign key on the way from a table to its tenant.

    `columns` of `table` refer to `target_columns` of `target`. `relation` is the relation attribute that holds them,
    None where there is none. There need be no constraint in the database: views and `relationMode = "prisma"` have
    none.
    """

    table: TableKey
    columns: tuple[str, ...]
    target: TableKey
    target_columns: tuple[str, ...]
    relation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTenancy:
    """What tenancy means for one table.

    `table` is its description, that of all its classes together. `column` is the tenant column; a shared table may have
    one too, which is then an entry that is not true. `chain` leads from an inheriting table up to the first one that
    has the tenant column, or to the root itself. `listed`: the settings name the table, though what they say of it is
    not true, so it is no table that was forgotten.
    """

    key: TableKey
    table: Table
    standing: Standing
    column: Column | None = None
    chain: tuple[Step, ...] = ()
    listed: bool = False


@dataclass(frozen=True, slots=True)
class UntrueEntry:
    """An entry of the settings that is not true of the schema.

    `key` is the key of the settings (`root`, `column`, `shared`, `inherits`, `global-uniques`), `name` the entry as it
    is written, `table` the table that it names where it names one. `reason` continues "entry `name` …".
    `harmless`: what follows from it is right all the same; it only says too much.
    """

    key: str
    name: str
    table: TableKey | None
    reason: str
    harmless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenancy:
    """What the settings mean for one schema.

    `columns` are the names that a tenant column may have, the first one by preference.
    `root` is None where it is not found; then the standing of all tables is UNKNOWN. `root_key` is the column of the
    root that tenant columns hold, None where its primary key is not one column. `tables` go by canonical key (None for
    the default schema), in the order of the schema.
    """

    settings: TenancySettings
    columns: tuple[str, ...]
    root: TableTenancy | None
    root_key: Column | None
    tables: Mapping[TableKey, TableTenancy]
    untrue: tuple[UntrueEntry, ...]

    def of(self, standing: Standing) -> tuple[TableTenancy, ...]:
        """The tables of one standing."""
        return tuple(entry for entry in self.tables.values() if entry.standing is standing)

    def is_global(self, table: TableTenancy, columns: Iterable[str]) -> bool:
        """Whether the settings say of a unique on these columns that it holds for all tenants on purpose."""
        patterns = self.settings.global_uniques
        return any(_is_unique_of(pattern, table.table, columns) for pattern in patterns)


def resolve(
    settings: TenancySettings,
    schema: Schema,
    *,
    key_of: Callable[[TableKey], TableKey] | None = None,
    also: Mapping[str, TableKey] | None = None,
) -> Tenancy:
    """What the settings mean for a schema.

    Args:
        settings: what the project says.
        schema: what a description says.
        key_of: the key under which a table is found that a foreign key refers to; without it the same name, the default
            schema's left out.
        also: further names of tables, by which the settings may call them: classes of the other side.
    """
    return _Resolver(settings, schema, key_of, also or {}).resolve()


def names_of(table: Table) -> tuple[str, ...]:
    """The names by which the settings may call a table: model or class, table, table with its schema."""
    names = (table.entity, table.name, str(table.key))
    return tuple(dict.fromkeys(name for name in names if name is not None))


def tenant_column(table: Table, names: tuple[str, ...]) -> Column | None:
    """The tenant column of a table: the first of the names that a field or a column has, by the letter or else in
    camel or snake form.
    """
    for name in names:
        for column in table.columns:
            if name in (column.attribute, column.name):
                return column
        for column in table.columns:
            if fold(name) in (fold(column.name), fold(column.attribute or "")):
                return column
    return None


def _is_unique_of(pattern: str, table: Table, columns: Iterable[str]) -> bool:
    """Whether an entry of `global-uniques` means a unique of a table on columns with these database names."""
    names, places = names_of(table), [table.column(name) for name in columns]
    if any(matches_name(name, pattern) for name in names):
        return True
    spelt = {name for column in places if column is not None for name in (column.name, column.attribute) if name}
    return any(matches_name(f"{name}.{column}", pattern) for name in names for column in spelt)


class _Resolver:
    """Works out the standing of each table; a table that inherits asks for its parent's first."""

    def __init__(
        self,
        settings: TenancySettings,
        schema: Schema,
        key_of: Callable[[TableKey], TableKey] | None,
        also: Mapping[str, TableKey],
    ) -> None:
        dialect = "postgresql" if schema.dialect is UNKNOWN else schema.dialect
        default = schema.default_schema or DEFAULT_SCHEMAS.get(dialect)
        self.settings = settings
        self.schema = schema
        self.key_of = key_of or (lambda key: canonical(key, default))
        described: dict[TableKey, list[Table]] = {}
        for table in schema.tables:
            described.setdefault(self.key_of(table.key), []).append(table)
        self.tables = {key: merged_table(tables) for key, tables in described.items()}
        self.names = {
            key: {name: None for table in tables for name in names_of(table)} for key, tables in described.items()
        }
        for name, key in also.items():
            if key in self.names:
                self.names[key].setdefault(name)
        self.joins = self._joins()
        self.columns: tuple[str, ...] = ()
        self.root: TableKey | None = None
        self.found: dict[TableKey, TableTenancy] = {}
        self.open: set[TableKey] = set()
        self.untrue: list[UntrueEntry] = []
        self.shared: set[TableKey] = set()
        self.inherits: dict[TableKey, str] = {}

    def resolve(self) -> Tenancy:
        self.root = self._only("root", self.settings.root, self.settings.root)
        if self.root is None:
            unknown = {
                key: TableTenancy(key=key, table=table, standing=Standing.UNKNOWN) for key, table in self.tables.items()
            }
            return Tenancy(
                settings=self.settings,
                columns=self.settings.columns,
                root=None,
                root_key=None,
                tables=unknown,
                untrue=tuple(self.untrue),
            )
        root = self.tables[self.root]
        name = root.entity or root.name
        self.columns = self.settings.columns or (f"{name[:1].lower()}{name[1:]}Id",)
        self._read_shared()
        self._read_inherits()
        tables = {key: self._standing(key) for key in self.tables}
        self._check_columns(tables)
        self._check_uniques()
        key = root.primary_key
        root_key = root.column(key.columns[0]) if isinstance(key, PrimaryKey) and len(key.columns) == 1 else None
        return Tenancy(
            settings=self.settings,
            columns=self.columns,
            root=tables[self.root],
            root_key=root_key,
            tables=tables,
            untrue=tuple(dict.fromkeys(self.untrue)),
        )

    # --- the settings ----------------------------------------------------------------------------------------------

    def _keys(self, name: str) -> list[TableKey]:
        """The tables of a name: a model or a class of it, else a table of it."""
        models = [key for key, table in self.tables.items() if table.entity == name]
        return models or [key for key, names in self.names.items() if name in names]

    def _only(self, key: str, entry: str, name: str) -> TableKey | None:
        """The one table of a name; what hinders is said of the entry."""
        found = self._keys(name)
        if len(found) == 1:
            return found[0]
        if found:
            self._say(
                key, entry, found[0], f"means several tables, as `{name}` is a name of each; write `schema.table`"
            )
        elif not self.schema.open:
            # A table that was meant is then reported as undecided.
            reason = f"is not true: there is no model or table `{name}`"
            self._say(key, entry, None, reason, harmless=key != "root")
        return None

    def _say(self, key: str, entry: str, table: TableKey | None, reason: str, *, harmless: bool = False) -> None:
        self.untrue.append(UntrueEntry(key, entry, table, reason, harmless))

    def _read_shared(self) -> None:
        for pattern in self.settings.shared:
            if is_glob(pattern):
                found = [key for key, names in self.names.items() if any(matches_name(name, pattern) for name in names)]
            else:
                found = self._keys(pattern)
            if not found and not self.schema.open:
                self._say(
                    "shared", pattern, None, f"is not true: there is no model or table `{pattern}`", harmless=True
                )
            if self.root in found and not is_glob(pattern):
                self._say("shared", pattern, self.root, "is not true: it is the root, whose rows are the tenants")
            self.shared.update(key for key in found if key != self.root)

    def _read_inherits(self) -> None:
        for name, through in self.settings.inherits.items():
            key = self._only("inherits", name, name)
            if key is None:
                continue
            if key == self.root:
                self._say("inherits", name, key, "is not true: it is the root, whose rows are the tenants")
            elif key in self.shared:
                self._say("inherits", name, key, "contradicts `shared`, which names the table too")
            else:
                self.inherits[key] = through

    def _check_columns(self, tables: Mapping[TableKey, TableTenancy]) -> None:
        """Names of columns that no table has, where others have one of the other names."""
        used = {entry.column for entry in tables.values() if entry.column is not None}
        for name in self.settings.columns if used and not self.schema.open else ():
            if not any(fold(name) in (fold(column.name), fold(column.attribute or "")) for column in used):
                self._say("column", name, None, "is not true: no table has such a column", harmless=True)

    def _check_uniques(self) -> None:
        for pattern in self.settings.global_uniques if not self.schema.open else ():
            if not any(
                index.unique
                and isinstance(index.column_names, tuple)
                and _is_unique_of(pattern, table, index.column_names)
                for table in self.tables.values()
                for index in table.indexes
            ):
                self._say("global-uniques", pattern, None, "is not true: there is no such unique", harmless=True)

    # --- the tables ------------------------------------------------------------------------------------------------

    def _standing(self, key: TableKey) -> TableTenancy:
        known = self.found.get(key)
        if known is None:
            self.open.add(key)
            known = self.found[key] = self._work_out(key)
            self.open.discard(key)
        return known

    def _work_out(self, key: TableKey) -> TableTenancy:
        table = self.tables[key]
        column = None if key == self.root else tenant_column(table, self.columns)

        def stands(standing: Standing, chain: tuple[Step, ...] = (), *, listed: bool = False) -> TableTenancy:
            return TableTenancy(key=key, table=table, standing=standing, column=column, chain=chain, listed=listed)

        if key == self.root:
            return stands(Standing.ROOT)
        if key in self.shared:
            if column is not None:
                self._say_all(key, "shared", f"is not true: it has the tenant column `{column.name}`")
            return stands(Standing.SHARED)
        if key.name in BOOKKEEPING:
            return stands(Standing.SHARED)
        if column is not None:
            if key in self.inherits:
                reason = f"says too much: the table has the tenant column `{column.name}` itself"
                self._say_all(key, "inherits", reason, harmless=True)
            return stands(Standing.TENANT)
        if key in self.inherits:
            standing, chain = self._inherited(key, table)
            return stands(standing, chain, listed=True)
        if not is_complete(table):
            return stands(Standing.UNKNOWN)
        if table.kind is TableKind.JOIN:
            return stands(*self._joined(key))
        return stands(Standing.UNDECIDED)

    def _say_all(self, key: TableKey, where: str, reason: str, *, harmless: bool = False) -> None:
        """Say something of every entry that names a table by one of its names."""
        entries = self.settings.shared if where == "shared" else tuple(self.settings.inherits)
        for entry in entries:
            if any(matches_name(name, entry) for name in self.names[key]):
                self._say(where, entry, key, reason, harmless=harmless)

    def _inherited(self, key: TableKey, table: Table) -> tuple[Standing, tuple[Step, ...]]:
        """The standing of a table that the settings say inherits."""
        steps = self._steps(key, table, self.inherits[key])
        if steps is UNKNOWN:
            return Standing.UNKNOWN, ()
        through = self.inherits[key]
        if len(steps) != 1:
            if not is_complete(table):
                return Standing.UNKNOWN, ()
            if steps:
                ways = ", ".join(f"`{step.relation or ', '.join(step.columns)}`" for step in steps)
                reason = f"does not say which of its relations to `{through}` is meant; name one of {ways}"
            else:
                reason = f"is not true: the table has no relation `{through}` that holds a foreign key, and none to "
                reason += f"a model or table `{through}`"
            self._say_all(key, "inherits", reason)
            return Standing.UNDECIDED, ()
        step = steps[0]
        if step.target in self.open:
            self._say_all(key, "inherits", f"leads in a circle, back to `{step.target}`")
            return Standing.UNDECIDED, ()
        if step.target not in self.tables:
            return Standing.UNKNOWN, ()
        parent = self._standing(step.target)
        if parent.standing is Standing.UNKNOWN:
            return Standing.UNKNOWN, ()
        if parent.standing in (Standing.SHARED, Standing.UNDECIDED):
            if not parent.listed:  # else its own entry says it
                self._say_all(key, "inherits", f"is not true: table `{step.target}` belongs to no tenant")
            return Standing.UNDECIDED, ()
        if any(self._is_nullable(table, name) for name in step.columns):
            columns = ", ".join(f"`{name}`" for name in step.columns)
            self._say_all(key, "inherits", f"is not always true: {columns} may be NULL, and such a row has no tenant")
        return Standing.INHERITED, (step, *parent.chain)

    def _is_nullable(self, table: Table, name: str) -> bool:
        column = table.column(name)
        return column is not None and column.nullable is True

    def _steps(self, key: TableKey, table: Table, through: str) -> Maybe[list[Step]]:
        """The foreign keys that an entry may mean: of the relation of this name, else those to the parent of it."""
        owning = [
            relation for relation in table.relations if relation.kind is RelationKind.OWNING or relation.kind is UNKNOWN
        ]
        named = [relation for relation in owning if relation.attribute == through] or [
            relation for relation in owning if fold(relation.attribute) == fold(through)
        ]
        parents = self._keys(through)
        if not named:
            named = [
                relation
                for relation in owning
                if relation.target is not UNKNOWN and self.key_of(relation.target) in parents
            ]
        steps: dict[tuple[str, ...], Step] = {}
        for relation in named:
            kind, target = relation.kind, relation.target
            columns, target_columns = relation.columns, relation.target_columns
            if kind is UNKNOWN or target is UNKNOWN or columns is UNKNOWN or target_columns is UNKNOWN:
                return UNKNOWN
            steps[columns] = Step(key, columns, self.key_of(target), target_columns, relation.attribute)
        if not steps:
            for one in table.foreign_keys:
                if one.target is UNKNOWN or one.target_columns is UNKNOWN:
                    continue
                target_key = self.key_of(one.target)
                spelt = [table.column(name) for name in one.columns]
                if target_key in parents or any(
                    column is not None and through in (column.name, column.attribute) for column in spelt
                ):
                    steps[one.columns] = Step(key, one.columns, target_key, one.target_columns)
        return list(steps.values())

    # --- join tables -----------------------------------------------------------------------------------------------

    def _joins(self) -> dict[TableKey, list[Step]]:
        """The columns of the join tables of implicit many-to-many relations, as the relations say them."""
        found: dict[TableKey, list[Step]] = {}
        for key, table in self.tables.items():
            primary_key = table.primary_key
            for relation in table.relations:
                join, columns = relation.join_table, relation.join_columns
                if join is UNKNOWN or join is None or columns is UNKNOWN or columns is None:
                    continue
                if isinstance(primary_key, PrimaryKey) and len(primary_key.columns) == 1:
                    join_key = self.key_of(join)
                    found.setdefault(join_key, []).append(Step(join_key, (columns[0],), key, primary_key.columns))
        return found

    def _joined(self, key: TableKey) -> tuple[Standing, tuple[Step, ...]]:
        """The standing of a join table: it inherits through either end, by the shortest way that there is."""
        table = self.tables[key]
        if any(one.target is UNKNOWN for one in table.foreign_keys):
            return Standing.UNKNOWN, ()
        steps = [
            Step(key, one.columns, self.key_of(one.target), one.target_columns)
            for one in table.foreign_keys
            if one.target is not UNKNOWN
            and one.target_columns is not UNKNOWN
            and not any(self._is_nullable(table, name) for name in one.columns)
        ]
        steps = steps or self.joins.get(key, [])
        ends = [(step, self._standing(step.target)) for step in steps if step.target in self.tables]
        order = (Standing.TENANT, Standing.INHERITED, Standing.ROOT)
        held = [
            (order.index(end.standing), len(end.chain), at) for at, (_, end) in enumerate(ends) if end.standing in order
        ]
        if held:
            step, end = ends[min(held)[2]]
            return Standing.INHERITED, (step, *end.chain)
        standings = {end.standing for _, end in ends}
        if Standing.UNKNOWN in standings or len(ends) < len(steps):
            return Standing.UNKNOWN, ()
        return (Standing.SHARED if standings == {Standing.SHARED} else Standing.UNDECIDED), ()
