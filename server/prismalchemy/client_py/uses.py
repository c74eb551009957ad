"""Where a Python program uses Prisma Client Python, as far as its text shows.

Nothing is imported or run. A use is `certain` where the text says that the receiver is the client (it is made by
`Prisma()`, annotated so, imported from a file that makes it, or a model's `prisma()`); else it is only likely, and
reported only where both the model and the operation have names of Prisma's.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from prismalchemy.client_py.counterparts import CLIENT, IMPORTS, OPERATIONS, UNMISTAKABLE
from prismalchemy.text import SourceFile

PACKAGE = "prisma"
_ROUNDS = 3
"""How many steps from the file that makes a client to the one that uses it are followed."""


@dataclass(frozen=True, slots=True)
class Use:
    """One place. `line` and `column` count from 1. `what` is the operation as one would say it, `counterpart` what
    stands in its place, `arguments` the names of its arguments.
    """

    path: str
    line: int
    column: int
    what: str
    counterpart: str
    arguments: tuple[str, ...] = ()
    certain: bool = True


@dataclass
class _Names:
    """What names of a file mean: clients, classes of models, names of the package's own."""

    clients: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    makers: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)


def uses(files: list[SourceFile], models: Mapping[str, str]) -> tuple[tuple[Use, ...], tuple[str, ...]]:
    """The uses in files of one program, in the order of the files and lines, and the paths of those that have
    the word `prisma` in them and cannot be parsed.

    Args:
        files: all Python files of the program; a client that one makes and another imports is known in both.
        models: the names of Prisma's models, by the name that the client has for each (`user` for `User`).
    """
    trees: list[tuple[SourceFile, ast.Module]] = []
    broken: list[str] = []
    for file in files:
        try:
            trees.append((file, _parsed(file.text)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # noqa: PERF203 - each file by itself
            if PACKAGE in file.text:
                broken.append(file.path)
    names = {file.path: _names(tree) for file, tree in trees}
    attributes: set[str] = set()
    # A client that is imported may be handed on by the file that imports it, and have transactions there.
    for _ in range(_ROUNDS):
        made = {path: own.clients for path, own in names.items() if own.clients}
        for file, tree in trees:
            own = names[file.path]
            _import_clients(tree, made, own)
            own.attributes = attributes
            for node in ast.walk(tree):
                _collect(node, own)
    found: list[Use] = []
    for file, tree in trees:
        finder = _Finder(file, names[file.path], attributes, models)
        finder.visit(tree)
        found += sorted(finder.found, key=lambda use: (use.line, use.column))
    return tuple(found), tuple(broken)


def _parsed(text: str) -> ast.Module:
    # What the compiler warns of in the program is no matter here.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _names(tree: ast.Module) -> _Names:
    names = _Names()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == PACKAGE:
                    names.modules.add(alias.asname or PACKAGE)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").split(".")[0] == PACKAGE:
            for alias in node.names:
                local = alias.asname or alias.name
                if alias.name in ("Prisma", "Client"):
                    names.makers.add(local)
                elif node.module in ("prisma.models", "prisma.partials"):
                    names.models.add(local)
    return names


def _collect(node: ast.AST, names: _Names) -> None:
    """What one statement says of clients."""
    if isinstance(node, ast.Assign) and _makes_client(node.value, names):
        for target in node.targets:
            _bind(target, names)
    elif isinstance(node, ast.AnnAssign) and (
        _is_annotation(node.annotation, names) or (node.value is not None and _makes_client(node.value, names))
    ):
        _bind(node.target, names)
    elif isinstance(node, ast.ClassDef):
        fields = [one for one in node.body if isinstance(one, ast.AnnAssign) and _is_annotation(one.annotation, names)]
        names.attributes.update(one.target.id for one in fields if isinstance(one.target, ast.Name))
    elif isinstance(node, ast.arg) and node.annotation is not None and _is_annotation(node.annotation, names):
        names.clients.add(node.arg)
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        for item in node.items:
            if item.optional_vars is not None and _makes_client(item.context_expr, names):
                _bind(item.optional_vars, names)


def _makes_client(value: ast.expr, names: _Names) -> bool:
    """Whether an expression is a new client, or a transaction or batch of one."""
    if isinstance(value, ast.Await):
        value = value.value
    if not isinstance(value, ast.Call):
        return False
    called = value.func
    if isinstance(called, ast.Name):
        return called.id in names.makers
    if isinstance(called, ast.Attribute):
        if called.attr in ("Prisma", "Client") and isinstance(called.value, ast.Name):
            return called.value.id in names.modules
        return called.attr in ("tx", "batch_") and _is_client(called.value, names, names.attributes)
    return False


def _is_annotation(node: ast.expr, names: _Names) -> bool:
    """Whether an annotation names the client, perhaps in quotes, as `Optional[…]` or `Annotated[…]`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return any(maker in node.value.replace("[", " ").replace("]", " ").split() for maker in names.makers)
    return any(
        (isinstance(one, ast.Name) and one.id in names.makers)
        or (
            isinstance(one, ast.Attribute)
            and one.attr in ("Prisma", "Client")
            and isinstance(one.value, ast.Name)
            and one.value.id in names.modules
        )
        for one in ast.walk(node)
    )


def _bind(target: ast.expr, names: _Names) -> None:
    if isinstance(target, ast.Name):
        names.clients.add(target.id)
    elif isinstance(target, ast.Attribute):
        names.attributes.add(target.attr)


def _is_client(node: ast.expr, names: _Names, attributes: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in names.clients
    return isinstance(node, ast.Attribute) and node.attr in attributes and not isinstance(node.value, ast.Call)


def _import_clients(tree: ast.Module, made: Mapping[str, set[str]], names: _Names) -> None:
    """Clients that other files of the program make."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or (node.level == 0 and node.module in (PACKAGE, None)):
            continue
        module = (node.module or "").replace(".", "/")
        for path, clients in made.items():
            stem = path.removesuffix(".py").removesuffix("/__init__")
            if module and not (stem == module or stem.endswith(f"/{module}")):
                continue
            names.clients.update(alias.asname or alias.name for alias in node.names if alias.name in clients)


class _Finder(ast.NodeVisitor):
    """Finds the uses in one file."""

    def __init__(self, file: SourceFile, names: _Names, attributes: set[str], models: Mapping[str, str]) -> None:
        self.found: list[Use] = []
        # As the compiler counts lines, which is not as str.splitlines does.
        self._lines = re.split(r"\r\n|\r|\n", file.text)
        self._path, self._names, self._attributes, self._models = file.path, names, attributes, models

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name.split(".")[0] == PACKAGE:
                rest = alias.name.partition(".")[2]
                self._add(node, f"import {alias.name}", IMPORTS.get(rest, IMPORTS["Prisma"]))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        package, _, rest = (node.module or "").partition(".")
        if node.level or package != PACKAGE:
            return
        for alias in node.names:
            counterpart = IMPORTS.get(rest.split(".")[0] if rest else alias.name)
            if counterpart is not None:
                self._add(node, f"from {node.module} import {alias.name}", counterpart)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        called = node.func
        if not isinstance(called, ast.Attribute):
            return
        operation, receiver = called.attr, called.value
        arguments = tuple(word.arg for word in node.keywords if word.arg is not None)
        if operation in OPERATIONS and isinstance(receiver, ast.Call):
            # User.prisma().find_many(…)
            inner = receiver.func
            if isinstance(inner, ast.Attribute) and inner.attr == "prisma" and isinstance(inner.value, ast.Name):
                model = inner.value.id
                certain = model in self._names.models
                if certain or model in self._models.values():
                    self._operation(node, model, model, operation, arguments, certain=certain)
        elif operation in OPERATIONS and isinstance(receiver, ast.Attribute) and receiver.attr in self._models:
            certain = _is_client(receiver.value, self._names, self._attributes)
            if certain or operation in UNMISTAKABLE:
                model = self._models[receiver.attr]
                self._operation(node, receiver.attr, model, operation, arguments, certain=certain)
        elif operation in CLIENT and _is_client(receiver, self._names, self._attributes):
            self._add(node, operation, CLIENT[operation].format(), arguments)

    def _operation(
        self, node: ast.Call, name: str, model: str, operation: str, arguments: tuple[str, ...], *, certain: bool
    ) -> None:
        counterpart = OPERATIONS[operation].format(Model=model)
        self._add(node, f"{name}.{operation}", counterpart, arguments, certain=certain)

    def _add(
        self,
        node: ast.stmt | ast.expr,
        what: str,
        counterpart: str,
        arguments: tuple[str, ...] = (),
        *,
        certain: bool = True,
    ) -> None:
        before = self._lines[node.lineno - 1].encode()[: node.col_offset] if node.col_offset else b""
        column = len(before.decode(errors="replace")) + 1  # ast counts bytes
        self.found.append(Use(self._path, node.lineno, column, what, counterpart, arguments, certain))
