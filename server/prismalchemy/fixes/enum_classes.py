"""The Python classes of enums: which class stands for a Prisma enum, and what members it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from prismalchemy.alchemy.edit import Code, Node, statements, statements_binding, string_value, target_of, value_of
from prismalchemy.compare.names import fold
from prismalchemy.generate.identifiers import identifier, pascal_case
from prismalchemy.generate.names import Member, enum_members
from prismalchemy.schema import UNKNOWN, Enum

if TYPE_CHECKING:
    from prismalchemy.fixes.project import Project

_ENUM_BASE = re.compile(r"\b\w*Enum\b")


class EnumHome(NamedTuple):
    """Where an enum's class is, or shall be: the file and the class's name."""

    path: str
    name: str


def is_enum_class(node: Node) -> bool:
    """Whether a statement is a class with a base called `…Enum`."""
    if node.type == "decorated":
        node = node.children[-1]
    if node.type != "classdef" or len(node.children) < 6:
        return False
    return _ENUM_BASE.search(node.children[3].get_code()) is not None


def class_of(code: Code, name: str) -> Node | None:
    """The enum class of this name in a module."""
    for node in statements_binding(code, name):
        if target_of(node) == name and is_enum_class(node):
            return node.children[-1] if node.type == "decorated" else node
    return None


def models_enum(project: Project, enum: Enum) -> Enum | None:
    """The models' enum that a Prisma enum is paired with; else one whose class has the same name."""
    for pair in project.pairing.enums:
        if pair.prisma == enum:
            return pair.models
    wanted = {fold(name) for name in (enum.entity, enum.name) if isinstance(name, str)}
    for other in project.models.enums:
        if any(isinstance(name, str) and fold(name) in wanted for name in (other.name, other.entity)):
            return other
    return None


def enum_home(project: Project, enum: Enum) -> EnumHome | None:
    """The class that stands for a Prisma enum already, used by a column or not."""
    found = models_enum(project, enum)
    if found is not None and found.entity is not None and found.class_origin is not None:
        return EnumHome(found.class_origin.path, found.entity)
    names = {name for name in (enum.entity, pascal_case(enum.entity or "")) if name}
    for path in sorted(project.files):
        text = project.text(path)
        for name in sorted(names):
            if f"class {name}(" in text and class_of(project.code(path), name) is not None:
                return EnumHome(path, name)
    return None


def values_of(node: Node) -> dict[str, str | None]:
    """The members of an enum class and their values; None for a value that is no string literal."""
    found: dict[str, str | None] = {}
    for member in statements(node):
        name = target_of(member)
        value = value_of(member)
        if member.type == "expr_stmt" and name is not None and value is not None and not name.startswith("_"):
            found[name] = string_value(value)
    return found


def class_members(project: Project, enum: Enum) -> tuple[Member, ...] | None:
    """The members of the class that stands for a Prisma enum, with the labels that Prisma gives them.

    A class serves by its members' names if these are the labels, else by its values; members that it lacks are named
    in the same way. None where there is no class.
    """
    home = enum_home(project, enum)
    if home is None or enum.labels is UNKNOWN:
        return None
    code = project.code(home.path)
    node = class_of(code, home.name)
    if node is None:
        return None
    return members_for(values_of(node), enum)


def members_for(values: dict[str, str | None], enum: Enum, *, by_values: bool | None = None) -> tuple[Member, ...]:
    """What the members of an enum's class have to be, given those that it has (name → value).

    `by_values` says whether the labels are the members' values; None to find out which of the two fits better.
    """
    labels = enum.labels
    assert labels is not UNKNOWN
    by_value = {value: name for name, value in values.items() if value is not None}
    named = sum(label in values for label in labels)
    valued = sum(label in by_value for label in labels)
    if by_values is None:
        by_values = valued > named
    fresh = {member.label: member.name for member in enum_members(enum)}
    if not by_values and not named and values.keys() <= set(fresh.values()):
        # The members are called as Prisma's, and only the labels differ: code that uses the names goes on working.
        return tuple(Member(fresh[label], label) for label in labels)
    if not by_values and all(label in values or identifier(label) == label for label in labels):
        return tuple(Member(label, label) for label in labels)
    upper = bool(values) and all(name.isupper() for name in values)
    return tuple(
        Member(by_value.get(label) or (fresh[label].upper() if upper else fresh[label]), label) for label in labels
    )
