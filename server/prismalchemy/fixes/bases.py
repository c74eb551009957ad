"""Which class a new mapped class of a file derives from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prismalchemy.alchemy.edit import Node, base_names, statements_binding, target_of
from prismalchemy.schema import Table

if TYPE_CHECKING:
    from prismalchemy.fixes.project import Project

_DECORATOR = re.compile(r"@[\w.]*\bas_declarative(?:_base)?\b")
_NO_MAPPING = frozenset({"object", "ABC", "Generic", "Protocol", "MappedAsDataclass"})
"""Classes of libraries that one may derive from without being mapped."""


def base_for(project: Project, path: str, table: Table) -> tuple[str, str] | None:
    """The class that a new class of `table` in a file may derive from: the one that most classes of the file have, or
    the nearest above it that gives the table no column that it has not, and that makes its classes mapped.

    Args:
        project: the models' side.
        path: a file with mapped classes.
        table: the table of the Prisma schema that the new class maps.

    Returns:
        A file, and how that file spells the class; None where there is none.
    """
    columns = {column.name for column in table.columns}
    mapped = {other.entity for other in project.models.tables if other.entity is not None}
    for base in project.bases(path):
        for here, name in (item for item in _above(project, path, base) if item[1] not in mapped):
            if _maps(project, here, name) and _columns(project, here, name) <= columns:
                return here, name
    return None


def _above(project: Project, path: str, base: str) -> Iterator[tuple[str, str]]:
    """A class, and the classes of the project above it, the nearest first: a file, and how it spells the class."""
    waiting, seen = [(path, base)], set[tuple[str, str]]()
    while waiting:
        here, name = waiting.pop(0)
        if (here, name) in seen:
            continue
        seen.add((here, name))
        yield here, name
        found = _class_of(project, here, name)
        if found is not None:
            home, node = found
            # What the project itself does not define is a library's class, from which its own base derives.
            waiting += [
                (home, above) for above in base_names(node) if project.origin_of(home, _root(above)) is not None
            ]


def _maps(project: Project, path: str, base: str) -> bool:
    """Whether classes that derive from a class are mapped: a mixin's are not."""
    for here, name in _above(project, path, base):
        found = _class_of(project, here, name)
        if found is None:
            return True  # `Base = declarative_base()`, `db.Model`, or a library's
        home, node = found
        if node.parent is not None and _DECORATOR.search(node.parent.get_code()):
            return True
        outside = [above for above in base_names(node) if project.origin_of(home, _root(above)) is None]
        if any((project.resolver(home)(above) or above).rpartition(".")[2] not in _NO_MAPPING for above in outside):
            return True
    return False


def _columns(project: Project, path: str, base: str) -> set[str]:
    """The columns that a class and those above it declare, as far as any mapped class has them."""
    anchors = set()
    for here, name in _above(project, path, base):
        home = project.origin_of(here, _root(name))
        if home is not None:
            anchors |= {piece.anchor for piece in project.code(home).statements if piece.name == name}
    return {
        column.name
        for table in project.models.tables
        for column in table.columns
        if column.origin is not None and column.origin.anchor in anchors
    }


def _class_of(project: Project, path: str, name: str) -> tuple[str, Node] | None:
    """The file and the node of a class that a file of the project defines."""
    home = project.origin_of(path, name)
    if home is None:
        return None
    for node in statements_binding(project.code(home), name):
        inner = node.children[-1] if node.type == "decorated" else node
        if inner.type == "classdef" and target_of(inner) == name:
            return home, inner
    return None


def _root(name: str) -> str:
    return name.partition(".")[0]
