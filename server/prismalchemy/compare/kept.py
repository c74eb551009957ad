"""Names as the database keeps them: PostgreSQL cuts those that are too long, and says so in a notice only.

Both tools may write the long name, since PostgreSQL cuts it in every statement alike; what is read from a database has
the short one; and SQLAlchemy refuses to create tables, constraints and indexes of long names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from operator import is_
from typing import Any, cast

from sqlalchemy import types as sqltypes
from sqlalchemy.types import TypeEngine

from prismalchemy.schema import (
    UNKNOWN,
    Column,
    ColumnType,
    Enum,
    ForeignKey,
    Index,
    Maybe,
    PrimaryKey,
    Relation,
    Schema,
    Table,
    TableKey,
)

LONGEST = 63
"""Bytes that PostgreSQL keeps of a name (NAMEDATALEN - 1)."""

Memo = Mapping[int, "tuple[Table, Table]"]
"""Tables and what became of them, by the identity of the former."""


def kept_name(name: str) -> str:
    """A name as PostgreSQL keeps it: cut to 63 bytes, between two characters."""
    if len(name) * 4 <= LONGEST:
        return name
    encoded = name.encode("utf-8", "surrogatepass")
    return name if len(encoded) <= LONGEST else encoded[:LONGEST].decode("utf-8", "ignore")


def with_kept_names(schema: Schema, dialect: str, memo: Memo | None = None) -> tuple[Schema, Memo]:
    """The schema with its names as the database keeps them.

    Args:
        schema: what a description says.
        dialect: SQLAlchemy's name of the dialect; only PostgreSQL cuts names.
        memo: what this returned for the schema as it was before; tables that are the same objects are taken over.

    Returns:
        The schema, the same object where no name is too long, and what to give the next time.
    """
    if dialect != "postgresql":
        return schema, {}
    memo = memo or {}
    found = {id(table): memo.get(id(table)) or (table, _table(table)) for table in schema.tables}
    enums = tuple(_enum(enum) for enum in schema.enums)
    if all(table is kept for table, kept in found.values()) and all(map(is_, enums, schema.enums)):
        return schema, found
    return replace(schema, tables=tuple(found[id(table)][1] for table in schema.tables), enums=enums), found


def _table(table: Table) -> Table:
    """The same object where nothing in it is too long."""
    if all(kept_name(name) == name for name in _all_names(table)):
        return table
    return replace(
        table,
        name=kept_name(table.name),
        schema=_maybe(table.schema),
        columns=tuple(_column(column) for column in table.columns),
        primary_key=_primary_key(table.primary_key),
        indexes=tuple(_index(index) for index in table.indexes),
        foreign_keys=tuple(_foreign_key(key) for key in table.foreign_keys),
        relations=tuple(_relation(relation) for relation in table.relations),
        identity=_names(table.identity),
    )


def _all_names(table: Table) -> Iterator[str]:
    """The names that the table gives, and those of other tables that it refers to."""
    yield table.name
    yield table.schema or ""
    for column in table.columns:
        yield column.name
        if column.type is not UNKNOWN and column.type.enum is not None and isinstance(column.type.enum.name, str):
            yield column.type.enum.name
    for named in (table.primary_key, *table.indexes, *table.foreign_keys):
        if named is not UNKNOWN and named is not None and isinstance(named.name, str):
            yield named.name
    for key in table.foreign_keys:
        if key.target is not UNKNOWN and key.target_columns is not UNKNOWN:
            yield from (key.target.name, key.target.schema or "", *key.target_columns)
    for relation in table.relations:
        for target in (relation.target, relation.join_table):
            if isinstance(target, TableKey):
                yield from (target.name, target.schema or "")
        for names in (relation.columns, relation.target_columns):
            if names is not UNKNOWN:
                yield from names


def _enum(enum: Enum) -> Enum:
    name = _named(enum.name)
    return enum if name == enum.name else replace(enum, name=name)


def _type(column_type: Maybe[ColumnType]) -> Maybe[ColumnType]:
    """The type; another object only where it is an enum of too long a name."""
    enum = None if column_type is UNKNOWN else column_type.enum
    if column_type is UNKNOWN or enum is None or _enum(enum) is enum:
        return column_type
    type_ = _enum_type(column_type.type)
    return ColumnType(type_, enum=_enum(enum), python=column_type.python, decorated=column_type.decorated)


def _enum_type(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(type_, sqltypes.ARRAY):
        return sqltypes.ARRAY(_enum_type(type_.item_type))
    if isinstance(type_, sqltypes.Enum) and type_.name:
        kept = type_.copy()  # type: ignore[no-untyped-call]  # as SQLAlchemy has it
        kept.name = kept_name(type_.name)
        return cast("sqltypes.Enum", kept)
    return type_


def _maybe(name: str | None) -> str | None:
    return None if name is None else kept_name(name)


def _named(name: Maybe[str | None]) -> Maybe[str | None]:
    return kept_name(name) if isinstance(name, str) else name


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(kept_name(name) for name in names)


def _known_names(names: Maybe[tuple[str, ...]]) -> Maybe[tuple[str, ...]]:
    return names if names is UNKNOWN else _names(names)


def _key(key: TableKey) -> TableKey:
    return TableKey(_maybe(key.schema), kept_name(key.name))


def _column(column: Column) -> Column:
    name, type_ = kept_name(column.name), _type(column.type)
    return column if name == column.name and type_ is column.type else replace(column, name=name, type=type_)


def _primary_key(key: Maybe[PrimaryKey | None]) -> Maybe[PrimaryKey | None]:
    if not isinstance(key, PrimaryKey):
        return key
    return replace(key, name=_named(key.name), columns=_names(key.columns))


def _index(index: Index) -> Index:
    columns = index.columns
    if columns is not UNKNOWN:
        columns = tuple(replace(entry, column=_maybe(entry.column)) for entry in columns)
    return replace(index, name=_named(index.name), columns=columns)


def _foreign_key(key: ForeignKey) -> ForeignKey:
    return replace(
        key,
        name=_named(key.name),
        columns=_names(key.columns),
        target=key.target if key.target is UNKNOWN else _key(key.target),
        target_columns=_known_names(key.target_columns),
    )


def _relation(relation: Relation) -> Relation:
    table, columns = relation.join_table, relation.join_columns
    return replace(
        relation,
        target=relation.target if relation.target is UNKNOWN else _key(relation.target),
        columns=_known_names(relation.columns),
        target_columns=_known_names(relation.target_columns),
        join_table=_key(table) if isinstance(table, TableKey) else table,
        join_columns=(kept_name(columns[0]), kept_name(columns[1])) if isinstance(columns, tuple) else columns,
    )
