"""A second foreign key between two tables: the relationships that did without `foreign_keys=` cannot any more."""

from __future__ import annotations

from prismalchemy.alchemy.edit import target_of
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.project import Project
from prismalchemy.fixes.relationship_calls import call_of_relation, has_option, set_option
from prismalchemy.schema import UNKNOWN, ForeignKey, Relation, RelationKind, Table, TableKey

_JOINED = ("foreign_keys", "primaryjoin", "secondary")
"""What says which columns join two tables."""


def say_foreign_keys(draft: Draft, table: Table, key: ForeignKey) -> bool:
    """Let relationships between two tables say their foreign key, where `key` is the second one between them.

    SQLAlchemy looks for the only foreign key of a relationship that says none, in either direction, and refuses to
    configure its mappers where there are two (AmbiguousForeignKeysError).

    Args:
        draft: the edits.
        table: the models' table that gets the foreign key.
        key: the foreign key, of the models or of Prisma's.

    Returns:
        False where a relationship would have to say it, and cannot be edited.
    """
    project = draft.project
    target = None if key.target is UNKNOWN else project.table(key.target)
    if target is None or _paths(project, table, target) != 1:
        return True
    ends = [(table, target)] if table is target else [(table, target), (target, table)]
    return all(
        _say(draft, one, other, relation)
        for one, other in ends
        for relation in one.relations
        if relation.target is not UNKNOWN and _is(project, relation.target, other)
    )


def _say(draft: Draft, table: Table, target: Table, relation: Relation) -> bool:
    if relation.kind is RelationKind.MANY_TO_MANY or _is_backref(draft.project, relation):
        return True
    found = call_of_relation(draft, relation, sqlmodel=True)
    if found is None:
        return False
    place, call = found
    if has_option(draft, place, call, *_JOINED):
        return True
    holder = table if relation.kind is RelationKind.OWNING else target
    if relation.kind is UNKNOWN or relation.columns is UNKNOWN or holder.entity is None:
        return False
    columns = [holder.column(name) for name in relation.columns]
    names = [f"{holder.entity}.{one.attribute}" for one in columns if one is not None and one.attribute is not None]
    if len(names) != len(columns) or not names:
        return False
    text = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    return set_option(draft, place, call, "foreign_keys", place.code.string(text))


def _is_backref(project: Project, relation: Relation) -> bool:
    """Whether a relation is declared by the one at its other end, which says the foreign key for both."""
    place = project.place(relation.origin)
    node = None if place is None else place.code.enclosing(place.span.start, "expr_stmt")
    return node is not None and target_of(node) != relation.attribute


def _paths(project: Project, table: Table, target: Table) -> int:
    """The number of foreign keys between two tables, in either direction."""
    forth = sum(key.target is not UNKNOWN and _is(project, key.target, target) for key in table.foreign_keys)
    if table is target:
        return forth
    return forth + sum(key.target is not UNKNOWN and _is(project, key.target, table) for key in target.foreign_keys)


def _is(project: Project, key: TableKey, table: Table) -> bool:
    canonical = project.pairing.names.canonical
    return canonical(key) == canonical(table.key)
