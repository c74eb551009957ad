"""Edits of what a `relationship()` says besides where it leads: its other end, and who deletes."""

from __future__ import annotations

from collections.abc import Sequence

from prismalchemy.alchemy.edit import Call, call_of, set_keyword
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.project import Place
from prismalchemy.fixes.relationships import relationship_call
from prismalchemy.schema import Relation


def connect(draft: Draft, relation: Relation, other: Relation) -> bool:
    """Let two relationships know of each other; nothing where one of them cannot be edited."""
    calls = _call(draft, relation), _call(draft, other)
    for found, back in zip(calls, (other, relation), strict=True):
        if found is None:
            return False
        place, call = found
        draft.add(place.path, set_keyword(place.code, call, "back_populates", place.code.string(back.attribute)))
    return True


def let_database_delete(draft: Draft, relations: Sequence[Relation]) -> bool:
    """Keep the ORM from touching the objects at the other ends when an object is deleted."""
    for relation in relations:
        found = _call(draft, relation)
        if found is None:
            return False
        place, call = found
        draft.add(place.path, set_keyword(place.code, call, "passive_deletes", place.code.string("all")))
    return True


def set_overlaps(draft: Draft, relation: Relation, names: Sequence[str]) -> bool:
    """Tell a relationship of the others that write a column of it."""
    found = _call(draft, relation)
    if found is None:
        return False
    place, call = found
    draft.add(place.path, set_keyword(place.code, call, "overlaps", place.code.string(",".join(names))))
    return True


def _call(draft: Draft, relation: Relation) -> tuple[Place, Call] | None:
    """The call of `relationship`; None where there is none of the relation's own (`backref`)."""
    place = draft.project.place(relation.origin)
    node = place.code.enclosing(place.span.start, "expr_stmt") if place is not None else None
    if place is None or node is None:
        return None
    value = relationship_call(place.code, node, draft.project.resolver(place.path))
    call = call_of(place.code, value) if value is not None else None
    if call is None or call.keyword("**") is not None:
        return None
    return (place, call) if draft.project.resolver(place.path)(call.function) == "relationship" else None
