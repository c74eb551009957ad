"""The project's own functions that make what Prisma's client makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prismalchemy.fixes.declaration import Declaration, declaration_at
from prismalchemy.generate.defaults import client_default_node
from prismalchemy.schema import UNKNOWN, ClientDefault, Column

if TYPE_CHECKING:
    from prismalchemy.fixes.project import Place, Project

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")
_KEYWORDS = {"client_default": ("default", "insert_default", "default_factory"), "on_update": ("onupdate",)}


class _Probe:
    """Names that tell which helper a default would ask for."""

    dialect = "postgresql"

    def use(self, module: str, name: str) -> str:
        """Another name, which no helper has."""
        return f"{module}.{name}"

    def helper(self, name: str) -> str:
        """The helper's own name."""
        return name


def helper_of(column: Column, default: object) -> str | None:
    """The generated helper that makes a default; None where it takes more than the helper's name."""
    node = client_default_node(column, default, _Probe())  # type: ignore[arg-type]
    return node if isinstance(node, str) and node.isidentifier() else None


def own_function(project: Project, helper: str) -> tuple[str, str] | None:
    """A function that columns have already for what a generated helper would do.

    Args:
        project: both sides; a column counts if Prisma's client gives its counterpart a value of the same kind.
        helper: the generated helper's name.

    Returns:
        The file that has such a column, and the function as it is spelt there.
    """
    for prisma, models in _pairs(project):
        for aspect, keywords in _KEYWORDS.items():
            wanted, there = getattr(prisma, aspect), getattr(models, aspect)
            if wanted is None or not isinstance(there, ClientDefault) or there.function == "literal":
                continue
            if helper_of(prisma, wanted) != helper:
                continue
            found = _declaration(project, models)
            if found is None:
                continue
            place, declaration = found
            text = _argument(declaration, keywords)
            if text is not None and _NAME.fullmatch(text):
                return place.path, text
    return None


def _pairs(project: Project) -> Iterator[tuple[Column, Column]]:
    for pair in project.pairing.tables:
        for prisma, models in (*pair.columns, *pair.near_columns):
            if models.client_default is not UNKNOWN and models.on_update is not UNKNOWN:
                yield prisma, models


def _declaration(project: Project, column: Column) -> tuple[Place, Declaration] | None:
    """A column as it is written, also in a mixin that several classes share."""
    place = project.place(column.origin)
    if place is None:
        return None
    found = declaration_at(place.code, place.span.start, project.resolver(place.path))
    return None if found is None else (place, found)


def _argument(declaration: Declaration, keywords: tuple[str, ...]) -> str | None:
    call = declaration.column_call or declaration.call
    argument = call.keyword(*keywords) if call is not None else None
    return declaration.code.source(argument.value) if argument is not None else None
