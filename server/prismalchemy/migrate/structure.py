"""Where a database is not as a description says: tables, columns, keys. What either side leaves open is silent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from prismalchemy.compare import ColumnPair, Pairing, TablePair, compare_types, pair
from prismalchemy.compare.families import Family, family_of
from prismalchemy.compare.names import DEFAULT_SCHEMAS, canonical
from prismalchemy.schema import UNKNOWN, Column, ColumnType, Index, PrimaryKey, Raw, Schema, Table, TableKey, TableKind


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One point. `kind` is a word for machines, `message` says it to people; `column` is None for whole tables."""

    kind: str
    table: TableKey
    column: str | None
    message: str


def as_rows(found: Sequence[Mismatch] | None) -> list[dict[str, str | None]] | None:
    """The points as JSON has them: `kind`, `table`, `column`, `message`; None where nothing was compared."""
    if found is None:
        return None
    return [{"kind": one.kind, "table": str(one.table), "column": one.column, "message": one.message} for one in found]


def mismatches(
    described: Schema, database: Schema, dialect: str, leave: Collection[TableKey], *, all_tables: bool
) -> tuple[Mismatch, ...]:
    """Where a database is not as it is described.

    Args:
        described: a Prisma schema, or models.
        database: what was reflected of the database, all of it.
        dialect: SQLAlchemy's name of the dialect.
        leave: tables that are not looked at, without the default schema's name.
        all_tables: the description says of itself that it names every table, so what is not in it is too much.
    """
    default = DEFAULT_SCHEMAS.get(dialect)

    def cleared(side: Schema) -> Schema:
        tables = tuple(
            _cut(table) if dialect == "postgresql" else table
            for table in side.tables
            if canonical(table.key, default) not in leave and table.kind is not TableKind.VIEW
        )
        return replace(side, tables=tables, dialect=dialect)

    pairing = pair(cleared(described), cleared(database))
    known = {canonical(table.key, default) for table in database.tables}
    return tuple(_found(pairing, known, default, all_tables=all_tables))


_LONGEST = 63
"""Bytes of a name that PostgreSQL keeps. Source: PostgreSQL 18 manual, section 4.1.1."""


def _cut(table: Table) -> Table:
    """The table under the names that PostgreSQL gives it: it cuts long ones."""
    names = [table.name, *(column.name for column in table.columns)]
    if all(len(name.encode()) <= _LONGEST for name in names):
        return table
    columns = tuple(replace(column, name=_kept(column.name)) for column in table.columns)
    return replace(table, name=_kept(table.name), columns=columns)


def _kept(name: str) -> str:
    return name.encode()[:_LONGEST].decode("utf-8", "ignore")


def _found(
    pairing: Pairing, known: Collection[TableKey], default: str | None, *, all_tables: bool
) -> Iterator[Mismatch]:
    for table in pairing.only_prisma:
        if canonical(table.key, default) not in known:
            yield _missing(table)
    for near in pairing.near_tables:
        there = canonical(near.models.key, default)
        yield Mismatch("table-name", near.key, None, f"table {near.key} is called {there} in the database")
    if all_tables:
        for table in pairing.only_models:
            yield Mismatch(
                "table-extra", table.key, None, f"the database has table {table.key}, which is not described"
            )
    for one in pairing.tables:
        yield from _columns(one, pairing.dialect)
        yield from _keys(one)
        yield from _indexes(one)
        yield from _foreign_keys(one, pairing)
        yield from _enums(one)


def _missing(table: Table) -> Mismatch:
    return Mismatch("table-missing", table.key, None, f"the database has no table {table.key}")


def _columns(one: TablePair, dialect: str) -> Iterator[Mismatch]:
    table = one.key
    for column in one.only_prisma:
        yield Mismatch("column-missing", table, column.name, f"the database has no column {table}.{column.name}")
    for column in one.only_models:
        yield Mismatch("column-extra", table, column.name, f"the database has column {table}.{column.name} besides")
    for near in (*one.near_columns, *one.renamed_columns):
        message = f"column {table}.{near.prisma.name} is called {near.models.name} in the database"
        yield Mismatch("column-name", table, near.prisma.name, message)
    keys = [key.columns for key in (one.prisma.primary_key, one.models.primary_key) if isinstance(key, PrimaryKey)]
    for pair_ in one.columns:
        yield from _column(table, pair_, dialect, in_key=any(pair_.prisma.name in columns for columns in keys))


def _column(table: TableKey, both: ColumnPair, dialect: str, *, in_key: bool) -> Iterator[Mismatch]:
    ours, theirs = both
    name = f"{table}.{ours.name}"
    if ours.type is not UNKNOWN and theirs.type is not UNKNOWN and not _is_odd(ours.type, dialect):
        difference = compare_types(ours.type, theirs.type, dialect)
        if difference is not None:
            message = f"column {name} is {difference.models} in the database, not {difference.prisma}"
            yield Mismatch("column-type", table, ours.name, message)
    if not in_key and not _is_list(ours) and {ours.nullable, theirs.nullable} == {True, False}:
        message = f"column {name} is {'' if theirs.nullable else 'NOT '}NULL in the database"
        yield Mismatch("column-nullable", table, ours.name, message)
    fills = (ours.autoincrement, theirs.autoincrement, theirs.computed)
    said = ours.server_default is not UNKNOWN and ours.server_default is not None
    if said and theirs.server_default is None and all(one is False for one in fills):
        yield Mismatch("column-default", table, ours.name, f"column {name} has no default in the database")


def _is_odd(type_: ColumnType, dialect: str) -> bool:
    """Whether it is a type of which SQLite tells only the affinity."""
    return dialect == "sqlite" and isinstance(type_.type, Raw)


def _is_list(column: Column) -> bool:
    return column.type is not UNKNOWN and family_of(column.type.type) is Family.ARRAY


def _keys(one: TablePair) -> Iterator[Mismatch]:
    ours, theirs = one.prisma.primary_key, one.models.primary_key
    if ours is UNKNOWN or theirs is UNKNOWN or not one.prisma_complete or one.renamed_columns or one.near_columns:
        return
    left, right = (() if key is None else key.columns for key in (ours, theirs))
    if set(left) != set(right):
        said = f"({', '.join(right)})" if right else "none"
        yield Mismatch("primary-key", one.key, None, f"the primary key of table {one.key} is {said} in the database")


def _indexes(one: TablePair) -> Iterator[Mismatch]:
    found = one.indexes
    for index in found.missing:
        yield Mismatch("index-missing", one.key, None, f"the database has no {_named(index)} on {one.key}")
    for index in found.extra:
        if index.unique:
            yield Mismatch("unique-extra", one.key, None, f"the database has a {_named(index)} on {one.key} besides")
    for pair_ in found.pairs:
        if pair_.prisma.unique != pair_.models.unique:
            what = "unique" if pair_.models.unique else "not unique"
            message = f"the {_named(replace(pair_.prisma, unique=False))} on {one.key} is {what} in the database"
            yield Mismatch("index-unique", one.key, None, message)


def _named(index: Index) -> str:
    names = index.column_names
    columns = "" if names is UNKNOWN else f" ({', '.join(names)})"
    return f"{'unique key' if index.unique else 'index'}{columns}"


def _foreign_keys(one: TablePair, pairing: Pairing) -> Iterator[Mismatch]:
    found = one.foreign_keys(pairing.names)
    for key in found.missing:
        message = f"the database has no foreign key ({', '.join(key.columns)}) on {one.key}"
        yield Mismatch("foreign-key-missing", one.key, None, message)
    for pair_ in found.pairs:
        where = f"the foreign key ({', '.join(pair_.prisma.columns)}) on {one.key}"
        if not pair_.same_target:
            message = f"{where} refers to {pair_.models.target} in the database"
            yield Mismatch("foreign-key-target", one.key, None, message)
        for action in ("on_delete", "on_update"):
            ours, theirs = getattr(pair_.prisma, action), getattr(pair_.models, action)
            if UNKNOWN not in (ours, theirs) and ours is not theirs:
                verb = action.replace("_", " ").upper()
                message = f"{where} is {verb} {theirs.value} in the database, not {ours.value}"
                yield Mismatch("foreign-key-action", one.key, None, message)


def _enums(one: TablePair) -> Iterator[Mismatch]:
    for use in one.enum_uses:
        ours, theirs = use.prisma.labels, use.models.labels
        if ours is UNKNOWN or theirs is UNKNOWN or use.models.native is not True or use.prisma.native is not True:
            continue
        missing, extra = ([label for label in a if label not in b] for a, b in ((ours, theirs), (theirs, ours)))
        if missing or extra:
            said = [f"lacks {', '.join(missing)}"] if missing else []
            said += [f"has {', '.join(extra)} besides"] if extra else []
            message = f"the enum of column {one.key}.{use.column} {' and '.join(said)} in the database"
            yield Mismatch("enum-labels", one.key, use.column, message)
