"""Calls of `relationship()` and of SQLModel's `Relationship()`, and what they are given."""

from __future__ import annotations

from prismalchemy.alchemy.edit import (
    Call,
    Code,
    Node,
    call_of,
    entries_of,
    insert_entry,
    replace,
    set_keyword,
    string_value,
    value_of,
)
from prismalchemy.fixes.declaration import Resolve
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.project import Place
from prismalchemy.schema import Relation

_FUNCTIONS = frozenset({"relationship", "Relationship", "dynamic_loader"})
_OPTIONS = "sa_relationship_kwargs"


def relationship_call(code: Code, member: Node, resolve: Resolve) -> Node | None:
    """The call of `relationship` that a statement assigns."""
    value = value_of(member)
    call = call_of(code, value) if value is not None else None
    return value if call is not None and resolve(call.function) in _FUNCTIONS else None


def call_of_relation(draft: Draft, relation: Relation, *, sqlmodel: bool = False) -> tuple[Place, Call] | None:
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


def has_option(draft: Draft, place: Place, call: Call, *names: str) -> bool:
    """Whether one of these is given; also where it is not known what `sa_relationship_kwargs` holds."""
    if not _is_of_sqlmodel(draft, place, call):
        return call.keyword(*names) is not None
    there = call.keyword(_OPTIONS, "sa_relationship")
    if there is None:
        return False
    entries = entries_of(there.value)
    if entries is None or there.keyword != _OPTIONS:
        return True
    return any(string_value(nodes[0]) in (*names, None) for nodes in entries.nodes)


def set_option(draft: Draft, place: Place, call: Call, name: str, value: str) -> bool:
    """Give a relationship an argument, which SQLModel's `Relationship` passes on from a dict; False where that is not
    written out.

    Args:
        draft: the edits.
        place: the module.
        call: the call, see `call_of_relation`.
        name: the argument.
        value: source of its value.
    """
    code = place.code
    if not _is_of_sqlmodel(draft, place, call):
        draft.add(place.path, set_keyword(code, call, name, value))
        return True
    there = call.keyword(_OPTIONS)
    if there is None:
        draft.add(place.path, set_keyword(code, call, _OPTIONS, f"{{{code.string(name)}: {value}}}"))
        return True
    entries = entries_of(there.value)
    if entries is None or there.value.children[0].value != "{":
        return False
    present = next((nodes for nodes in entries.nodes if string_value(nodes[0]) == name), None)
    if present is None:
        draft.add(place.path, insert_entry(code, entries, len(entries), f"{code.string(name)}: {value}"))
    elif code.source(present[-1]) != value:
        draft.add(place.path, [replace(code, present[-1], value)])
    return True


def _is_of_sqlmodel(draft: Draft, place: Place, call: Call) -> bool:
    return draft.project.resolver(place.path)(call.function) == "Relationship"
