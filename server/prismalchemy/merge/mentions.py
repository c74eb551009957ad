"""What a module mentions: by this it is found out whether something that goes is still needed.

Only mentions that are beyond doubt count: names of the module, `Class.attribute` in code and in strings,
`self.attribute` in methods, columns in constraints, targets of foreign keys, `back_populates`.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from prismalchemy.merge.pieces import bound_name, column_of, function_of, table_of

_PATH = re.compile(r"\b([A-Za-z_]\w*)\.([A-Za-z_]\w*)\b")
_WORD = re.compile(r"[A-Za-z_]\w*")
_BY_COLUMN = frozenset({"Index", "UniqueConstraint", "PrimaryKeyConstraint", "ForeignKeyConstraint"})
_RELATIONSHIPS = frozenset({"relationship", "Relationship"})
_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__path__"}


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that is mentioned.

    `kind` is `name` (of the module), `import` (from the module `owner` of the package), `class`, `attribute` and
    `column` (of the class `owner`), `table`, or `key` (the column `name` of the table `owner`).
    """

    kind: str
    owner: str
    name: str

    def __str__(self) -> str:
        return f"{self.owner}.{self.name}" if self.owner else self.name


@dataclass(slots=True)
class Defined:
    """What some modules define: names by path and by module, attributes and columns by class, columns by table."""

    names: dict[str, set[str]] = field(default_factory=dict)
    exports: dict[str, set[str]] = field(default_factory=dict)
    attributes: dict[str, set[str]] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)
    tables: dict[str, set[str]] = field(default_factory=dict)

    def has(self, path: str, mention: Mention) -> bool:
        """Whether what is mentioned in a module is defined."""
        if mention.kind == "name":
            return mention.name in self.names.get(path, ())
        if mention.kind == "class":
            return mention.name in self.attributes or mention.name in self.names.get(path, ())
        if mention.kind == "table":
            return mention.name in self.tables
        parts = {"import": self.exports, "attribute": self.attributes, "column": self.columns, "key": self.tables}
        part = parts[mention.kind]
        return mention.name in part.get(mention.owner, ())


def defined(trees: Mapping[str, ast.Module]) -> Defined:
    """What modules define, by path."""
    found = Defined()
    for path, tree in trees.items():
        # A name that is bound anywhere in a module, in a function too, is not held against it.
        found.names[path] = set(_bound(tree))
        found.exports[path.rpartition("/")[2].removesuffix(".py")] = found.names[path]
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                _class(found, node)
            elif isinstance(node, ast.Assign) and function_of(node.value) == "Table":
                _table(found, node.value)
    return found


def mentions(tree: ast.Module) -> Iterator[tuple[Mention, int]]:
    """What a module mentions, with the lines."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in documentation and isinstance(node, ast.Constant):
            continue
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            yield from ((Mention("import", node.module, alias.name), node.lineno) for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield Mention("name", "", node.id), node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield Mention("attribute", node.value.id, node.attr), node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 1000:
            for owner, name in _PATH.findall(node.value):
                yield Mention("attribute", owner, name), node.lineno
        elif isinstance(node, ast.Call):
            yield from _call(node)
        elif isinstance(node, ast.ClassDef):
            yield from _within(node)
        elif isinstance(node, ast.AnnAssign):
            yield from ((Mention("class", "", name), node.lineno) for name in _annotated(node.annotation))


def used_names(tree: ast.Module) -> set[str]:
    """The names that a module uses, in strings too, imports not counted."""
    found: set[str] = set()
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            found.update(_WORD.findall(node.value) if len(node.value) < 1000 else ())
    return found


def _bound(tree: ast.Module) -> Iterator[str]:
    yield from _BUILTINS
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            yield node.name


def _class(found: Defined, node: ast.ClassDef) -> None:
    names = {name for statement in node.body if (name := bound_name(statement)) is not None}
    columns = {column for statement in node.body if (column := column_of(statement)) is not None}
    found.attributes.setdefault(node.name, set()).update(names)
    found.columns.setdefault(node.name, set()).update(columns)
    table = table_of(node)
    if table is not None:
        found.tables.setdefault(".".join(filter(None, table)), set()).update(columns)


def _table(found: Defined, value: ast.expr) -> None:
    assert isinstance(value, ast.Call)
    texts = [argument.value for argument in value.args[:1] if isinstance(argument, ast.Constant)]
    schema = next((keyword.value for keyword in value.keywords if keyword.arg == "schema"), None)
    texts = [schema.value, *texts] if isinstance(schema, ast.Constant) else texts
    columns = {
        first.value
        for argument in value.args
        if isinstance(argument, ast.Call) and function_of(argument) == "Column"
        for first in argument.args[:1]
        if isinstance(first, ast.Constant) and isinstance(first.value, str)
    }
    found.tables.setdefault(".".join(map(str, texts)), set()).update(columns)


def _call(node: ast.Call) -> Iterator[tuple[Mention, int]]:
    called = function_of(node)
    first = next(iter(node.args), None)
    text = first.value if isinstance(first, ast.Constant) else None
    if called == "ForeignKey" and isinstance(text, str) and "." in text:
        table, _, column = text.rpartition(".")
        yield Mention("table", "", table), node.lineno
        yield Mention("key", table, column), node.lineno
    elif called in _RELATIONSHIPS and isinstance(text, str):
        yield Mention("class", "", text), node.lineno


def _within(owner: ast.ClassDef) -> Iterator[tuple[Mention, int]]:
    """What a class mentions of itself."""
    table = table_of(owner)
    for statement in owner.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _method(owner, statement)
            continue
        if isinstance(statement, ast.AnnAssign):
            yield from _back(statement)
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield Mention("attribute", owner.name, node.id), node.lineno
            elif isinstance(node, ast.Call) and table is not None:
                yield from _constraint(owner, node)


def _method(owner: ast.ClassDef, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[Mention, int]]:
    for decorator in function.decorator_list:
        if function_of(decorator) == "validates":
            assert isinstance(decorator, ast.Call)
            for argument in decorator.args:
                if isinstance(argument, ast.Constant):
                    yield Mention("attribute", owner.name, str(argument.value)), argument.lineno
    first = next(iter([*function.args.posonlyargs, *function.args.args]), None)
    if first is None or first.arg not in ("self", "cls"):
        return
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == first.arg:
            yield Mention("attribute", owner.name, node.attr), node.lineno


def _constraint(owner: ast.ClassDef, node: ast.Call) -> Iterator[tuple[Mention, int]]:
    called = function_of(node)
    if called in _BY_COLUMN:
        for argument in node.args[1:] if called == "Index" else node.args:
            for part in ast.walk(argument):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield Mention("column", owner.name, part.value), part.lineno
    elif called == "CheckConstraint":
        for argument in node.args[:1]:
            for part in ast.walk(argument):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    for word in _WORD.findall(part.value):
                        yield Mention("column", owner.name, word), part.lineno


def _back(statement: ast.AnnAssign) -> Iterator[tuple[Mention, int]]:
    """`back_populates` of a relationship: an attribute of the class in the annotation."""
    if function_of(statement.value) not in _RELATIONSHIPS:
        return
    assert isinstance(statement.value, ast.Call)
    back = next((keyword.value for keyword in statement.value.keywords if keyword.arg == "back_populates"), None)
    if isinstance(back, ast.Constant) and isinstance(back.value, str):
        for target in _annotated(statement.annotation):
            yield Mention("attribute", target, back.value), back.lineno


def _annotated(annotation: ast.expr) -> Iterator[str]:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _WORD.findall(node.value)
