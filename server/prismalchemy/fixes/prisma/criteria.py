"""What Prisma wants to be unique: what a model is told apart by, and what relations are held by."""

from __future__ import annotations

from prismalchemy.schema import UNKNOWN, Index, PrimaryKey, RelationKind, Schema, Table


def is_identified(table: Table) -> bool:
    """Whether Prisma finds something that tells the rows of a table apart. What is not known is taken for it."""
    if table.primary_key is not None:
        return True
    required = {column.name for column in table.columns if column.nullable is not True}
    return any(_identifies(index, required) for index in table.indexes)


def stays_identified(before: Table, after: Table) -> bool:
    """Whether an edit leaves a model what it is told apart by, if it had something."""
    return is_identified(after) or not is_identified(before)


def _identifies(index: Index, required: set[str]) -> bool:
    names = index.column_names
    return index.unique and index.where is None and (names is UNKNOWN or required.issuperset(names))


def relations_stay(schema: Schema, before: Table, after: Table) -> bool:
    """Whether an edit leaves relations what they are held by.

    What a relation refers to must be unique, and so must be the fields of a relation of one to one. Of what already
    lacks it before nothing is asked.

    Args:
        schema: Prisma's schema.
        before: the table.
        after: the table with other keys and indexes.
    """
    lost = _uniques(before) - _uniques(after)
    if not lost:
        return True
    held = {
        frozenset(key.target_columns)
        for table in schema.tables
        for key in table.foreign_keys
        if key.target == before.key and key.target_columns is not UNKNOWN
    }
    held |= {
        frozenset(relation.columns)
        for table in schema.tables
        for relation in table.relations
        if relation.kind is RelationKind.ONE and relation.target == before.key and relation.columns is not UNKNOWN
    }
    return held.isdisjoint(lost)


def _uniques(table: Table) -> set[frozenset[str]]:
    """The sets of columns that are unique in a table."""
    found = {
        frozenset(names)
        for index in table.indexes
        if index.unique and index.where is None and (names := index.column_names) is not UNKNOWN
    }
    if isinstance(table.primary_key, PrimaryKey):
        found.add(frozenset(table.primary_key.columns))
    return found
