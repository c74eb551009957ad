"""The names that a statement binds, and to what."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from prismalchemy.alchemy.modules import Import, imported_names

TRY = (ast.Try, getattr(ast, "TryStar", ast.Try))
"""Both kinds of `try`; Python 3.10 does not know `except*`."""


class Imported(NamedTuple):
    """Bound by an import statement."""

    target: Import


class Assigned(NamedTuple):
    """Bound by an assignment; `path` leads through unpacking: `a, (b, c) = value` binds `c` by `(1, 1)`."""

    value: ast.expr
    path: tuple[int, ...] = ()


class Defined(NamedTuple):
    """Bound by a class or function statement."""

    node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Opaque(NamedTuple):
    """Bound by something that is not followed: a loop variable, a `with` target, a bare annotation."""

    node: ast.AST


Binding: TypeAlias = "Imported | Assigned | Defined | Opaque"


def bindings(body: list[ast.stmt]) -> dict[str, Binding]:
    """The names that statements bind. Of `try`/`except` and `if`/`else` the first branch that binds a name counts.

    `if TYPE_CHECKING:` is not run: what its `else` binds counts, and its own names only where nothing else binds them.
    """
    found: dict[str, Binding] = {}
    for statement in body:
        found.update(_bound(statement))
    return found


def stars(body: list[ast.stmt]) -> Iterator[Import]:
    """The modules whose names are all imported (`from module import *`)."""
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                yield Import(node.module or "", "*", node.level)


def _bound(node: ast.stmt) -> dict[str, Binding]:
    found: dict[str, Binding] = {}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {name: Imported(target) for name, target in imported_names(node).items()}
    if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return {node.name: Defined(node)}
    if isinstance(node, ast.Assign):
        for target in node.targets:
            found.update(_unpacked(target, node.value, ()))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        found[node.target.id] = Opaque(node) if node.value is None else Assigned(node.value)
    elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        found[node.target.id] = Opaque(node)
    elif sys.version_info >= (3, 12) and isinstance(node, ast.TypeAlias):
        # An older interpreter is given the statement as an assignment: see recover.py.
        found[node.name.id] = Assigned(node.value)
    elif isinstance(node, ast.If):
        branches = (bindings(node.orelse), bindings(node.body))
        found = {**branches[1], **branches[0]} if for_type_checking(node.test) else {**branches[0], **branches[1]}
    elif isinstance(node, TRY):
        for handler in node.handlers:
            found.update(bindings(handler.body))
        found.update(bindings(node.body + node.orelse + node.finalbody))
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        found = bindings(node.body)
        for item in node.items:
            found.update((name.id, Opaque(name)) for name in _names(item.optional_vars))
    elif isinstance(node, (ast.For, ast.AsyncFor)):
        found = dict.fromkeys((*bindings(node.body), *(name.id for name in _names(node.target))), Opaque(node))
    elif isinstance(node, ast.While):
        found = dict.fromkeys(bindings(node.body), Opaque(node))
    return found


def for_type_checking(test: ast.expr) -> bool:
    """Whether a test is `TYPE_CHECKING`, which is true for type checkers alone."""
    return "TYPE_CHECKING" in (getattr(test, "id", None), getattr(test, "attr", None))


def _names(target: ast.expr | None) -> list[ast.Name]:
    return [] if target is None else [node for node in ast.walk(target) if isinstance(node, ast.Name)]


def _unpacked(target: ast.expr, value: ast.expr, path: tuple[int, ...]) -> dict[str, Binding]:
    if isinstance(target, ast.Name):
        return {target.id: Assigned(value, path)}
    found: dict[str, Binding] = {}
    if isinstance(target, (ast.Tuple, ast.List)):
        if any(isinstance(element, ast.Starred) for element in target.elts):
            return {name.id: Opaque(name) for name in _names(target)}
        for position, element in enumerate(target.elts):
            found.update(_unpacked(element, value, (*path, position)))
    return found
