"""A foreign key of one column becomes one of several: it carries the tenant along."""

from __future__ import annotations

from collections.abc import Iterator

from prismalchemy.alchemy.edit import call_of, remove_entry
from prismalchemy.fixes.change import Change, change_of
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.indexes import add_index
from prismalchemy.fixes.names import FileNames
from prismalchemy.fixes.relation_options import set_overlaps
from prismalchemy.fixes.style import style_of
from prismalchemy.fixes.table_args import add_table_item, table_args
from prismalchemy.generate import render_type
from prismalchemy.generate.constraints import foreign_key_node
from prismalchemy.generate.types import is_inferred
from prismalchemy.schema import UNKNOWN, Column, ForeignKey, Index, Relation, RelationKind, Table


def widen_foreign_key(
    draft: Draft, table: Table, key: ForeignKey, wanted: ForeignKey, column: Column, unique: tuple[Table, Index] | None
) -> bool:
    """Put a constraint of the table in place of the `ForeignKey` of a column.

    Relationships find their foreign key by themselves; those that now write a column together are told of each other,
    or SQLAlchemy warns.

    Args:
        draft: the edits.
        table: the table that holds the key.
        key: the key as it is, of one column.
        wanted: the key as it shall be.
        column: Prisma's column, for its type: it followed from the column that the key refers to.
        unique: the unique that the wanted key needs, and the table that gets it, where there is none yet.
    """
    own = table.column(key.columns[0]) if len(key.columns) == 1 else None
    found = change_of(draft, table, own) if own is not None else None
    args = table_args(draft.project, table)
    if found is None or args is None or column.type is UNKNOWN:
        return False
    place, change, names = found
    if not _remove_key(change):
        return False
    declaration = change.declaration
    if declaration.type_argument() is None and not (declaration.annotation and is_inferred(column.type, names)):
        style = style_of(draft.project, place.path, None, table)
        change.set_type(names.with_own_values(render_type(column.type, names, style)))
    draft.add(place.path, change.edits())
    path = args.place.path
    item = foreign_key_node(table, wanted, FileNames(draft, path, draft.taken(table)))
    if not add_table_item(draft, table, item, style_of(draft.project, path, args.class_node, table)):
        return False
    if unique is not None and not add_index(draft, *unique):
        return False
    return all(set_overlaps(draft, relation, names) for relation, names in _overlapping(draft, table, key, wanted))


def _remove_key(change: Change) -> bool:
    """Take the `ForeignKey` out of a column's call."""
    declaration = change.declaration
    call = declaration.column_call
    for argument in call.positional if call is not None else ():
        inner = call_of(declaration.code, argument.value)
        if call is not None and inner is not None and declaration.resolve(inner.function) == "ForeignKey":
            change.apply(remove_entry(declaration.code, call.entries, argument.index))
            return True
    return False


def _overlapping(
    draft: Draft, table: Table, key: ForeignKey, wanted: ForeignKey
) -> Iterator[tuple[Relation, tuple[str, ...]]]:
    """The relationships that write a column of the wanted key together with others, with the names of those."""
    ends: list[tuple[Relation, ...]] = []
    for relation in table.relations:
        if relation.kind is not RelationKind.OWNING or relation.columns is UNKNOWN or relation.target is UNKNOWN:
            continue
        columns = wanted.columns if relation.columns == key.columns else relation.columns
        if not set(columns).isdisjoint(set(wanted.columns) - set(key.columns)):
            target = draft.project.table(relation.target)
            others = () if target is None else target.relations
            back = next((other for other in others if other.attribute == relation.back), None)
            ends.append((relation,) if back is None else (relation, back))
    for mine in ends:
        names = sorted({one.attribute for others in ends if others is not mine for one in others})
        if names:
            yield from ((relation, tuple(names)) for relation in mine)
