"""What a model is told apart by: Prisma takes none without a key, or a unique whose fields are all required."""

from __future__ import annotations

from prismalchemy.schema import UNKNOWN, Index, Table


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
