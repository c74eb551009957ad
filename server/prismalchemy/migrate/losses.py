"""What a step may take from the rows of a database, as sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeAlias

from prismalchemy.migrate.shape import ColumnShape, Shape, holds_all
from prismalchemy.schema import TableKey

Place: TypeAlias = tuple[TableKey, str]
"""A column of a table."""


def losses(
    before: Shape,
    after: Shape,
    *,
    remade: Collection[Place] = (),
    filled: Collection[Place] = (),
    types_matter: bool = True,
) -> tuple[str, ...]:
    """What rows lose by a step, or what of them makes it fail.

    Args:
        before, after: the database on both sides of it, under the new names of what was renamed.
        remade: columns that are dropped and added again under the same name.
        filled: columns that the step fills where they are empty.
        types_matter: False for SQLite, whose columns hold values of any type.
    """
    found: list[str] = []
    for table, columns in before.tables.items():
        if table not in after.tables:
            found.append(f"table {table} is dropped, with all its rows")
            continue
        for name, column in columns.items():
            there = after.tables[table].get(name)
            if there is None:
                found.append(
                    f"column {table}.{name} is dropped, with all its values; if it was renamed, say "
                    f"--rename {table}.{name}=NEW"
                )
            elif (table, name) in remade:
                found.append(f"column {table}.{name} is made anew as {there.type}, and loses all its values")
            elif types_matter:
                found += _narrowed(table, name, column, there)
        found += _required(table, columns.keys(), before, after, filled)
    for enum, labels in before.enums.items():
        gone = [label for label in labels if enum in after.enums and label not in after.enums[enum]]
        if gone:
            found.append(f"enum {enum} loses {', '.join(gone)}: the step fails where a row holds it")
    return tuple(found)


def _narrowed(table: TableKey, name: str, before: ColumnShape, after: ColumnShape) -> Iterator[str]:
    if before.type is None or after.type is None or holds_all(before.type, after.type):
        return
    yield (
        f"column {table}.{name} changes from {before.type} to {after.type}: values that do not fit are lost, or the "
        "step fails"
    )


def _required(
    table: TableKey, known: Collection[str], before: Shape, after: Shape, filled: Collection[Place]
) -> Iterator[str]:
    for name, column in after.tables[table].items():
        if column.nullable or (table, name) in filled:
            continue
        hint = f"fill it with --backfill {table}.{name}=SQL"
        if name not in known:
            if not column.filled:
                what = "is NOT NULL and has no default: the step fails where there are rows"
                yield f"column {table}.{name} {what}; {hint}"
        elif before.tables[table][name].nullable:
            yield f"column {table}.{name} becomes NOT NULL: the step fails where a row has none; {hint}"
