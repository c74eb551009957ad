"""Members of classes that are dataclasses as well (`MappedAsDataclass`): every member is a parameter of `__init__`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prismalchemy.alchemy.edit import (
    Code,
    Node,
    base_names,
    call_of,
    set_keyword,
    statements,
    statements_binding,
    target_of,
    value_of,
)
from prismalchemy.text import Edit, Span, apply_edits

if TYPE_CHECKING:
    from prismalchemy.fixes.project import Project

_DECORATOR = re.compile(r"@[\w.]*\bmapped_as_dataclass\b")
_DEFAULTS = ("default", "default_factory")


def is_dataclass(project: Project, path: str, class_node: Node) -> bool:
    """Whether a class is mapped as a dataclass: by a base of its or of its bases, or by a decorator."""
    parent = class_node.parent
    if parent is not None and parent.type == "decorated" and _DECORATOR.search(parent.get_code()):
        return True
    seen: set[tuple[str, str]] = set()
    waiting = [(path, base) for base in base_names(class_node)]
    while waiting:
        here, name = waiting.pop()
        if project.resolver(here)(name) == "MappedAsDataclass":
            return True
        home = project.origin_of(here, name)
        if home is None or (home, name) in seen:
            continue
        seen.add((home, name))
        for node in statements_binding(project.code(home), name):
            inner = node.children[-1] if node.type == "decorated" else node
            if inner.type == "classdef" and target_of(inner) == name:
                waiting += [(home, base) for base in base_names(inner)]
    return False


def without_init(text: str, *, optional: bool) -> str:
    """A generated member for a dataclass.

    What the ORM makes is given as `insert_default`, because `default` would be a value of the dataclass's; an optional
    member is no parameter of `__init__`, because one with a default may stand before no one without.

    Args:
        text: the statement, and the docstring below it if there is one.
        optional: whether a row can do without a value of the program's.
    """
    code = Code(text + "\n")
    statement = code.top[0].children[0]
    call = call_of(code, value_of(statement))
    if call is None:
        # A bare annotation.
        made = Edit(Span(*[code.span(statement).end] * 2), " = mapped_column(init=False)")
        return apply_edits(code.text, [made] if optional else []).rstrip("\n")
    edits = set_keyword(code, call, "init", "False") if optional else []
    default = call.keyword("default")
    if default is not None:
        start = code.span(call.entries.nodes[default.index][0]).start
        edits.append(Edit(Span(start, start), "insert_"))
    return apply_edits(code.text, edits).rstrip("\n")


def first_optional(code: Code, class_node: Node) -> Node | None:
    """The first member of a class that a required one must not stand behind; None if there is none."""
    for member in statements(class_node):
        value = value_of(member)
        call = call_of(code, value) if value is not None else None
        if call is None or call.keyword(*_DEFAULTS) is None:
            continue
        init = call.keyword("init")
        if init is None or code.source(init.value) != "False":
            return member
    return None
