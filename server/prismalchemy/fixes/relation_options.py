"""Edits of what a `relationship()` says besides where it leads: its other end, and who deletes."""

from __future__ import annotations

from collections.abc import Sequence

from prismalchemy.alchemy.edit import set_keyword
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.relationship_calls import call_of_relation, set_option
from prismalchemy.schema import Relation


def connect(draft: Draft, relation: Relation, other: Relation) -> bool:
    """Let two relationships know of each other; nothing where one of them cannot be edited."""
    calls = call_of_relation(draft, relation), call_of_relation(draft, other)
    for found, back in zip(calls, (other, relation), strict=True):
        if found is None:
            return False
        place, call = found
        draft.add(place.path, set_keyword(place.code, call, "back_populates", place.code.string(back.attribute)))
    return True


def let_database_delete(draft: Draft, relations: Sequence[Relation]) -> bool:
    """Keep the ORM from touching the objects at the other ends when an object is deleted."""
    for relation in relations:
        found = call_of_relation(draft, relation)
        if found is None:
            return False
        place, call = found
        draft.add(place.path, set_keyword(place.code, call, "passive_deletes", place.code.string("all")))
    return True


def set_overlaps(draft: Draft, relation: Relation, names: Sequence[str]) -> bool:
    """Tell a relationship of the others that write a column of it."""
    found = call_of_relation(draft, relation, sqlmodel=True)
    if found is None:
        return False
    place, call = found
    return set_option(draft, place, call, "overlaps", place.code.string(",".join(names)))
