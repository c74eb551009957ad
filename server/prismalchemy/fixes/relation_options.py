"""Edits of what a `relationship()` says besides where it leads: its other end, and who deletes."""

from __future__ import annotations

from collections.abc import Sequence

from prismalchemy.alchemy.edit import Call, call_of, entries_of, insert_entry, replace, set_keyword, string_value
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.project import Place
from prismalchemy.fixes.relationships import relationship_call
from prismalchemy.schema import Relation

_OPTIONS = "sa_relationship_kwargs"


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
    found = _call(draft, relation, sqlmodel=True)
    if found is None:
        return False
    place, call = found
    value = place.code.string(",".join(names))
    if _is_of_sqlmodel(draft, place, call):
        return _set_option(draft, place, call, "overlaps", value)
    draft.add(place.path, set_keyword(place.code, call, "overlaps", value))
    return True


def _set_option(draft: Draft, place: Place, call: Call, key: str, value: str) -> bool:
    """Give an entry of what SQLModel's `Relationship` passes on a value; False where that is no plain dict."""
    code = place.code
    there = call.keyword(_OPTIONS)
    if there is None:
        draft.add(place.path, set_keyword(code, call, _OPTIONS, f"{{{code.string(key)}: {value}}}"))
        return True
    entries = entries_of(there.value)
    if entries is None or there.value.children[0].value != "{":
        return False
    present = next((nodes for nodes in entries.nodes if string_value(nodes[0]) == key), None)
    if present is None:
        draft.add(place.path, insert_entry(code, entries, len(entries), f"{code.string(key)}: {value}"))
    elif code.source(present[-1]) != value:
        draft.add(place.path, [replace(code, present[-1], value)])
    return True


def _is_of_sqlmodel(draft: Draft, place: Place, call: Call) -> bool:
    return draft.project.resolver(place.path)(call.function) == "Relationship"


def _call(draft: Draft, relation: Relation, *, sqlmodel: bool = False) -> tuple[Place, Call] | None:
    """The call of `relationship`; None where there is none of the relation's own (`backref`).

    `sqlmodel`: SQLModel's `Relationship` will do as well.
    """
    place = draft.project.place(relation.origin)
    node = place.code.enclosing(place.span.start, "expr_stmt") if place is not None else None
    if place is None or node is None:
        return None
    value = relationship_call(place.code, node, draft.project.resolver(place.path))
    call = call_of(place.code, value) if value is not None else None
    if call is None or call.keyword("**") is not None:
        return None
    if sqlmodel and _is_of_sqlmodel(draft, place, call):
        return place, call
    return (place, call) if draft.project.resolver(place.path)(call.function) == "relationship" else None
