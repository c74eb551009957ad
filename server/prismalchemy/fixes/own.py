"""The project's own functions that make what Prisma's client makes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from keyword import iskeyword
from typing import TYPE_CHECKING

from prismalchemy.alchemy.edit import split_optional, statements_binding, target_of
from prismalchemy.fixes.declaration import Declaration, declaration_at
from prismalchemy.generate.defaults import client_default_node
from prismalchemy.schema import UNKNOWN, ClientDefault, Column

if TYPE_CHECKING:
    from prismalchemy.fixes.project import Place, Project

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")
_VALUES = re.compile(r"\bvalues_callable\s*=\s*([A-Za-z_]\w*(?:\.\w+)*)\s*[,)]")
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
            spelt = _spelt(project, *found, keywords) if found is not None else None
            if spelt is not None:
                return spelt
    return None


def _spelt(
    project: Project, place: Place, declaration: Declaration, keywords: tuple[str, ...]
) -> tuple[str, str] | None:
    """The file and the name of the function that a column's declaration gives, or the `Annotated` alias it is of."""
    text = _argument(declaration, keywords)
    if text is not None:
        return (place.path, text) if _NAME.fullmatch(text) else None
    if declaration.annotation is None:
        return None
    alias, _ = split_optional(declaration.annotation.text)
    home = project.origin_of(place.path, alias) if alias.isidentifier() else None
    if home is None:
        return None
    for node in statements_binding(project.code(home), alias):
        if target_of(node) == alias:
            source = project.code(home).source(node)
            match = re.search(rf"\b(?:{'|'.join(keywords)})\s*=\s*({_NAME.pattern})\s*[,)]", source)
            return (home, match.group(1)) if match else None
    return None


def own_values_callable(project: Project) -> tuple[str, str] | None:
    """The function that the project gives as `values_callable=`, most often; the file that does, and its spelling."""
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted(project.files):
        for match in _VALUES.finditer(project.text(path)):
            counts[path, match.group(1)] += 1
    return counts.most_common(1)[0][0] if counts else None


def _pairs(project: Project) -> Iterator[tuple[Column, Column]]:
    for pair in project.pairing.tables:
        for prisma, models in pair.all_columns:
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
    given = (call.keyword(keyword) for keyword in keywords) if call is not None else ()
    texts = [declaration.code.source(argument.value) for argument in given if argument is not None]
    # In a dataclass `default=None` is of a parameter of `__init__`, beside the default that the ORM makes.
    return next((text for text in texts if not iskeyword(text)), None)
