"""How a file writes its models."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from prismalchemy.alchemy.edit import Code, Node, OptionalStyle, optional_style, statements, statements_where
from prismalchemy.fixes.dataclass_style import is_dataclass
from prismalchemy.fixes.declaration import kind_of
from prismalchemy.generate.options import Kind, Naming, Style
from prismalchemy.schema import Table

if TYPE_CHECKING:
    from prismalchemy.fixes.project import Project


_VOTERS = 8
"""How many classes with columns are looked at for the file's style: parsing all of a large file takes a second."""


def style_of(project: Project, path: str, class_node: Node | None, table: Table | None = None) -> Style:
    """The style for new members of a class: what its own columns have, else the file's, else SQLAlchemy 2.0's.

    The indentation is always four spaces: `Code.lines` turns it into the file's own.
    """
    code = project.code(path)
    optional = "optional" if optional_style(code) is OptionalStyle.OPTIONAL else "union"
    kind = _kind(project, path, class_node)
    if kind == "mapped" and class_node is not None and is_dataclass(project, path, class_node):
        kind = "dataclass"
    return Style(
        kind=kind,
        quote=code.quote,
        naming=naming_of(project, table),
        width=code.width,
        optional=optional,  # type: ignore[arg-type]
    )


def _kind(project: Project, path: str, class_node: Node | None) -> Kind:
    code = project.code(path)
    own = _kinds(project, path, [class_node]) if class_node is not None else Counter()
    if own:
        return own.most_common(1)[0][0]
    found: Counter[Kind] = Counter()
    votes = 0
    for node in statements_where(code, lambda statement: statement.kind == "class"):
        voted = _kinds(project, path, [node]) if node.type == "classdef" else Counter()
        found += voted
        votes += bool(voted)
        if votes == _VOTERS:
            break
    if found:
        return found.most_common(1)[0][0]
    return "sqlmodel" if "SQLModel" in code.text else "mapped"


def _kinds(project: Project, path: str, classes: list[Node]) -> Counter[Kind]:
    code = project.code(path)
    resolve = project.resolver(path)
    found: Counter[Kind] = Counter()
    for class_node in classes:
        modelled = "table=True" in _head(code, class_node).replace(" ", "")
        for member in statements(class_node):
            kind = kind_of(member, resolve, modelled=modelled)
            if kind is not None:
                found[kind] += 1
    return found


def _head(code: Code, class_node: Node) -> str:
    """The text of a class up to its body."""
    return code.text[code.span(class_node).start : code.span(class_node.children[-1]).start]


def naming_of(project: Project, table: Table | None) -> Naming:
    """Whether attributes are Prisma's field names or snake_case: what the class does, else what most classes do."""
    for tables in ([table] if table is not None else [], project.models.tables):
        votes: Counter[Naming] = Counter()
        for other in tables:
            for column in other.columns:
                if column.attribute is None:
                    continue
                if any(character.isupper() for character in column.attribute):
                    votes["verbatim"] += 1
                elif any(character.isupper() for character in column.name):
                    votes["snake"] += 1
        if votes:
            return votes.most_common(1)[0][0]
    return "snake"
