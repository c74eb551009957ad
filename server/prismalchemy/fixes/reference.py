"""A column that refers to another table, with all that belongs to it: foreign key, relationships, index."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prismalchemy.alchemy.edit import call_of, set_keyword
from prismalchemy.fixes.change import Change, change_of
from prismalchemy.fixes.columns import add_column, say_nullable
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.indexes import add_index
from prismalchemy.fixes.keys import add_foreign_key, replace_foreign_key
from prismalchemy.fixes.relationships import add_relation
from prismalchemy.fixes.style import naming_of
from prismalchemy.generate import relation_name
from prismalchemy.generate.identifiers import unique
from prismalchemy.schema import Column, ForeignKey, Index, ReferentialAction, Table

if TYPE_CHECKING:
    from prismalchemy.fixes.prisma.references import Reference


def add_reference(
    draft: Draft,
    table: Table,
    prisma_table: Table,
    prisma_target: Table,
    key: ForeignKey,
    reference: Reference,
    index: Index | None,
) -> bool:
    """Add what a new reference of Prisma's brings along: its column, the foreign key, both relationships, an index.

    Args:
        draft: the edits.
        table: the class that gets the foreign key.
        prisma_table: Prisma's table of it.
        prisma_target: Prisma's table that it refers to; its class gets the other relationship, if there is one.
        key: the foreign key.
        reference: the column, if it is new, and the relations.
        index: the index, if there is to be one.
    """
    project = draft.project
    column, relation, back = reference
    whole = replace(
        prisma_table,
        columns=prisma_table.columns if column is None else (*prisma_table.columns, column),
        foreign_keys=(*prisma_table.foreign_keys, key),
        relations=(*prisma_table.relations, relation),
    )
    target = replace(prisma_target, relations=(*prisma_target.relations, back))
    known = {prisma_table.key: whole, prisma_target.key: target}
    schema = replace(project.prisma, tables=tuple(known.get(one.key, one) for one in project.prisma.tables))
    if column is None:
        if not add_foreign_key(draft, table, key):
            return False
    elif not add_column(draft, table, whole, column):
        return False
    if index is not None:
        described = table if column is None else replace(table, columns=(*table.columns, column))
        if not add_index(draft, described, index):
            return False
    other = project.table(prisma_target.key)
    if other is None or other.entity is None or table.entity is None:
        return True
    # Each names the other one, so the name of the second has to be known before it is written.
    draft.new_relations[prisma_target.key, back.attribute] = unique(
        relation_name(back.attribute, naming_of(project, other)), draft.taken(other)
    )
    return add_relation(draft, table, whole, relation, schema) and add_relation(draft, other, target, back, schema)


def add_key_column(draft: Draft, table: Table, column: Column, key: ForeignKey, index: Index) -> bool:
    """Add a column with its foreign key and an index to a table that only the models have."""
    whole = replace(table, columns=(*table.columns, column), foreign_keys=(*table.foreign_keys, key))
    return add_column(draft, table, whole, column) and add_index(draft, whole, index)


def set_required(draft: Draft, table: Table, column: Column) -> bool:
    """Make a column NOT NULL; a foreign key that would set it to NULL refuses instead."""
    found = change_of(draft, table, column, together=True)
    if found is None:
        return False
    place, change, names = found
    say_nullable(change, place.code, names, nullable=False)
    keys = [key for key in table.foreign_keys if column.name in key.columns]
    # One step after the other: both may be in one call.
    restricted = len(keys) == 1 and keys[0].on_delete is ReferentialAction.SET_NULL and _restrict(change)
    edits = change.edits()
    draft.add(place.path, edits)
    if not edits:
        return False
    for key in () if restricted else keys:
        if key.on_delete is ReferentialAction.SET_NULL:
            wanted = replace(key, on_delete=ReferentialAction.RESTRICT)
            if not replace_foreign_key(draft, table, key, wanted):
                return False
    return True


def _restrict(change: Change) -> bool:
    """Let the foreign key in a column's own declaration refuse what it set to NULL; False where it says nothing."""
    declaration = change.declaration
    code, call = declaration.code, declaration.column_call
    value = code.string(ReferentialAction.RESTRICT.value)
    if call is None:
        if declaration.call is None or declaration.call.keyword("ondelete") is None:
            return False
        change.set_keyword("ondelete", value, field=True)
        return True
    for argument in call.positional:
        inner = call_of(code, argument.value)
        if inner is not None and declaration.resolve(inner.function) == "ForeignKey" and inner.keyword("ondelete"):
            change.apply(set_keyword(code, inner, "ondelete", value))
            return True
    return False
