"""Members of classes that are dataclasses as well (`MappedAsDataclass`): every member is a parameter of `__init__`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prismalchemy.alchemy.edit import (
    Code,
    Node,
    base_names,
    call_of,
    statements,
    statements_binding,
    target_of,
    value_of,
)

if TYPE_CHECKING:
    from prismalchemy.fixes.project import Project

_DECORATOR = re.compile(r"@[\w.]*\bmapped_as_dataclass\b")
_DEFAULTS = ("default", "default_factory")


def is_dataclass(project: Project, path: str, class_node: Node) -> bool:
    """Whether a class is mapped as a dataclass: by a base of its or of its bases, or by a decorator."""
    parent = class_node.parent
    if parent is not None and parent.type == "decorated" and _DECORATOR.search(parent.get_code()):
        return True
    return any(is_dataclass_base(project, path, base) for base in base_names(class_node))


def is_dataclass_base(project: Project, path: str, base: str) -> bool:
    """Whether what derives from `base`, as the file spells it, is mapped as a dataclass."""
    seen: set[tuple[str, str]] = set()
    waiting = [(path, base)]
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
