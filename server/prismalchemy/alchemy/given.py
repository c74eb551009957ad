"""Attributes whose values the program makes before a row is written, by other ways than `default=` and `onupdate=`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from prismalchemy.alchemy.changes import Listener, made_by_class
from prismalchemy.alchemy.classes import inherited, mro
from prismalchemy.alchemy.constraints import column_of
from prismalchemy.alchemy.drafts import ColumnDraft, TableDraft
from prismalchemy.alchemy.registry import Registry
from prismalchemy.alchemy.tablename import declared_value
from prismalchemy.alchemy.values import ClassValue
from prismalchemy.schema import UNKNOWN, Column, Table

_MAPPER = ("polymorphic_on", "version_id_col")
"""Arguments of a mapper that name a column which SQLAlchemy itself gives a value."""


def with_made(columns: Sequence[ColumnDraft], cls: ClassValue) -> list[ColumnDraft]:
    """The columns of a class, with whether its methods or its mapper give them a value.

    Args:
        columns: the columns that the class brings.
        cls: the class.
    """
    names = made_by_class(cls)
    by_mapper = _by_mapper(cls, columns)

    def made(draft: ColumnDraft) -> ColumnDraft:
        column = draft.column
        given = names is None or not names.isdisjoint((column.attribute, column.name)) or column.name in by_mapper
        if not given:
            return draft
        # A class that registers listeners by itself may do so for updates as well.
        return replace(draft, column=replace(column, given_on_insert=True, given_on_update=names is None))

    return [made(draft) for draft in columns]


def _by_mapper(cls: ClassValue, columns: Sequence[ColumnDraft]) -> set[str | None]:
    """The columns that tell classes of one table, or versions of a row, apart."""
    member = inherited(cls, "__mapper_args__")
    value = None if member is None else declared_value(member, cls)
    if not isinstance(value, dict):
        return set()
    return {column_of(value[name], columns) for name in _MAPPER if name in value}


def with_values(table: Table, main: TableDraft, registry: Registry) -> Table:
    """A table with what listeners give its columns; the same object where they give none of them anything.

    Args:
        table: the joined table.
        main: the draft that it was made of.
        registry: all that the project registers, and whether it adds something to tables that are not known.
    """
    listeners = registry.listeners
    if registry.opens:
        table = replace(table, open=True, primary_key=UNKNOWN if table.primary_key is None else table.primary_key)
    if main.cls is None or not listeners:
        return table
    own = {cls for cls in mro(main.cls) if isinstance(cls, ClassValue)}
    heard = [listener for listener in listeners if listener.cls is None or listener.cls in own]
    if not heard:
        return table
    columns = tuple(_heard(column, heard) for column in table.columns)
    same = all(one is other for one, other in zip(columns, table.columns, strict=True))
    return table if same else replace(table, columns=columns)


def _heard(column: Column, listeners: Sequence[Listener]) -> Column:
    told = [
        listener
        for listener in listeners
        if listener.names is None or not listener.names.isdisjoint((column.attribute, column.name))
    ]
    inserts, updates = any(listener.insert for listener in told), any(listener.update for listener in told)
    if not inserts and not updates:
        return column
    return replace(
        column,
        given_on_insert=column.given_on_insert or inserts,
        given_on_update=column.given_on_update or updates,
    )
