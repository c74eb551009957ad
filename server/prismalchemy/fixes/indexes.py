"""Edits of indexes and uniques."""

from __future__ import annotations

from prismalchemy.alchemy.edit import Node
from prismalchemy.fixes.change import change_of
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.names import FileNames
from prismalchemy.fixes.project import Place
from prismalchemy.fixes.style import style_of
from prismalchemy.fixes.table_args import add_table_item, remove_table_item, replace_table_item, table_args
from prismalchemy.generate.constraints import index_node
from prismalchemy.schema import UNKNOWN, Index, Table

_CALLS = frozenset({"Index", "UniqueConstraint"})


def add_index(draft: Draft, table: Table, index: Index) -> bool:
    """Declare an index or a unique of Prisma's; all its columns must be there."""
    args = table_args(draft.project, table)
    if args is None or not _has_columns(table, index):
        return False
    path = args.place.path
    names = FileNames(draft, path, draft.taken(table))
    style = style_of(draft.project, path, args.class_node, table)
    return add_table_item(draft, table, index_node(index, names), style)


def _has_columns(table: Table, index: Index) -> bool:
    columns = index.columns
    if columns is UNKNOWN:
        return False
    return all(entry.column is None or table.column(entry.column) is not None for entry in columns)


def replace_index(draft: Draft, table: Table, models_index: Index, index: Index) -> bool:
    """Make an index what Prisma's is; an inline `unique=True` becomes an index with a name."""
    if not _has_columns(table, index):
        return False
    found = _call(draft, models_index)
    if found is None:
        return _remove_inline(draft, table, models_index) and add_index(draft, table, index)
    place, node = found
    names = FileNames(draft, place.path, draft.taken(table))
    class_node = place.code.enclosing(place.span.start, "classdef")
    style = style_of(draft.project, place.path, class_node, table)
    return replace_table_item(draft, place, node, index_node(index, names), style)


def remove_index(draft: Draft, table: Table, index: Index) -> bool:
    """Take an index or a unique out."""
    found = _call(draft, index)
    if found is None:
        return _remove_inline(draft, table, index)
    return remove_table_item(draft, table, *found)


def _call(draft: Draft, index: Index) -> tuple[Place, Node] | None:
    """The call of `Index` or `UniqueConstraint` that makes an index; None for an inline one."""
    place = draft.project.place(index.origin) if not draft.project.is_shared(index.origin) else None
    node = place.code.find(place.span) if place is not None else None
    if place is None or node is None:
        return None
    while node.type == "simple_stmt":
        node = node.children[0]
    if node.type != "atom_expr" or node.children[-1].type != "trailer":
        return None
    function = "".join(child.get_code(include_prefix=False) for child in node.children[:-1])
    return (place, node) if draft.project.resolver(place.path)(function) in _CALLS else None


def _remove_inline(draft: Draft, table: Table, index: Index) -> bool:
    """Take `unique=True` or `index=True` out of the column that has it."""
    names = index.column_names
    column = table.column(names[0]) if names is not UNKNOWN and len(names) == 1 else None
    found = change_of(draft, table, column) if column is not None else None
    if found is None:
        return False
    place, change, _ = found
    call = change.declaration.column_call or change.declaration.call
    keywords = ("unique", "index") if index.unique else ("index",)
    for keyword in keywords:
        argument = call.keyword(keyword) if call is not None else None
        if argument is not None and change.declaration.code.source(argument.value) != "True":
            return False
        change.remove_keyword(keyword)
        call = change.declaration.column_call or change.declaration.call
    edits = change.edits()
    draft.add(place.path, edits)
    return bool(edits)
