"""What a table's descriptions say together, and whether they say all.

Several classes may describe one table, as single-table inheritance has them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TypeVar

from prismalchemy.schema import UNKNOWN, Column, ForeignKey, Index, PrimaryKey, Table

T = TypeVar("T")


def merged_table(tables: Sequence[Table]) -> Table:
    """One table of several descriptions: the first, with the members that only others have."""
    first = tables[0]
    if len(tables) == 1:
        return first
    columns: dict[str, Column] = {}
    for table in tables:
        for column in table.columns:
            columns.setdefault(column.name, column)
    primary_keys = [table.primary_key for table in tables]
    primary_key = next((key for key in primary_keys if isinstance(key, PrimaryKey)), first.primary_key)
    return replace(
        first,
        entity=next((table.entity for table in tables if table.entity is not None), None),
        columns=tuple(columns.values()),
        primary_key=primary_key,
        indexes=_united([table.indexes for table in tables], _index_kind),
        foreign_keys=_united([table.foreign_keys for table in tables], _key_kind),
        relations=tuple({item.attribute: item for table in tables for item in table.relations}.values()),
        open=any(table.open for table in tables),
        ignored=all(table.ignored for table in tables),
        incomplete=any(table.incomplete for table in tables),
    )


def is_complete(table: Table) -> bool:
    """Whether what the table's description does not say is really not there."""
    return not (table.open or table.incomplete or any(column.incomplete for column in table.columns))


def _united(descriptions: Sequence[Sequence[T]], kind: Callable[[T], Hashable]) -> tuple[T, ...]:
    """The items of the first description, and those of a kind that none before it has: what two descriptions say of
    one key may differ in its name or its actions.
    """
    found: list[T] = []
    seen: set[Hashable] = set()
    for items in descriptions:
        kinds = {item: kind(item) for item in items}
        found += [item for item in items if kinds[item] not in seen]
        seen.update(kinds.values())
    return tuple(found)


def _index_kind(index: Index) -> Hashable:
    return index if index.columns is UNKNOWN else (index.columns, index.unique, index.where)


def _key_kind(key: ForeignKey) -> Hashable:
    return key.columns, key.target, key.target_columns
