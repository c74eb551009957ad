"""What a module mentions: by this it is found out whether something that goes is still needed.

Only mentions that are beyond doubt count: names of the module, `Class.attribute` in code and in strings,
`self.attribute` in methods, columns in constraints, targets of foreign keys, `back_populates`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from prismalchemy.merge.identity import bound_name, column_of, function_of, table_of

_PATH = re.compile(r"\b([A-Za-z_]\w*)\.([A-Za-z_]\w*)\b")
_WORD = re.compile(r"[A-Za-z_]\w*")
_BY_COLUMN = frozenset({"Index", "UniqueConstraint", "PrimaryKeyConstraint", "ForeignKeyConstraint"})
_RELATIONSHIPS = frozenset({"relationship", "Relationship"})


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that is mentioned.

    `kind` is `name` (of the module at the path `owner`), `import` (from the module `owner` of the package), `class`,
    `attribute` and `column` (of the class `owner`), `table`, or `key` (the column `name` of the table `owner`).
    """

    kind: str
    owner: str
    name: str

    def __str__(self) -> str:
        return self.name if self.kind in ("name", "import") or not self.owner else f"{self.owner}.{self.name}"


def defined(trees: Mapping[str, ast.Module]) -> set[Mention]:
    """What modules define at their top level, by path: all that may be mentioned."""
    found: set[Mention] = set()
    classes: dict[str, ast.ClassDef] = {}
    for path, tree in trees.items():
        module = path.rpartition("/")[2].removesuffix(".py")
        for node in tree.body:
            for name in binds(node):
                found |= {Mention("name", path, name), Mention("import", module, name)}
            if isinstance(node, ast.ClassDef):
                classes[node.name] = node
            elif isinstance(node, ast.Assign) and function_of(node.value) == "Table":
                found |= _table(node.value)
    for name, node in classes.items():
        found.add(Mention("class", "", name))
        found |= _class(node, classes)
    return found


def mentions(tree: ast.Module, path: str) -> Iterator[tuple[Mention, int]]:
    """What the module at a path mentions, with the lines."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in documentation and isinstance(node, ast.Constant):
            continue
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            yield from ((Mention("import", node.module, alias.name), node.lineno) for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield Mention("name", path, node.id), node.lineno
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


def bound_names(tree: ast.Module) -> set[str]:
    """All names that a module binds anywhere, within functions too."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            found.add(node.name)
    return found


def binds(node: ast.stmt) -> set[str]:
    """The names that a statement of the top level binds."""
    name = bound_name(node)
    if name is not None:
        return {name}
    # Names bound within functions of a `try` are too many, and do no harm.
    return bound_names(ast.Module([node], []))


def _class(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> set[Mention]:
    """What a class defines, what it inherits from others of the same modules included."""
    found: set[Mention] = set()
    family, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        if one not in family:
            family.append(one)
            waiting += [classes[base.id] for base in one.bases if isinstance(base, ast.Name) and base.id in classes]
    table = table_of(node)
    for statement in (statement for one in family for statement in one.body):
        name, column = bound_name(statement), column_of(statement, node)
        if name is not None:
            found.add(Mention("attribute", node.name, name))
        if column is not None:
            found.add(Mention("column", node.name, column))
            if table is not None:
                found.add(Mention("key", _dotted(table), column))
    if table is not None:
        found.add(Mention("table", "", _dotted(table)))
    return found


def _table(value: ast.expr) -> set[Mention]:
    assert isinstance(value, ast.Call)
    texts = [argument.value for argument in value.args[:1] if isinstance(argument, ast.Constant)]
    schema = next((keyword.value for keyword in value.keywords if keyword.arg == "schema"), None)
    name = _dotted([schema.value if isinstance(schema, ast.Constant) else None, *texts])
    columns = {
        first.value
        for argument in value.args
        if isinstance(argument, ast.Call) and function_of(argument) == "Column"
        for first in argument.args[:1]
        if isinstance(first, ast.Constant) and isinstance(first.value, str)
    }
    return {Mention("table", "", name)} | {Mention("key", name, column) for column in columns}


def _dotted(parts: Iterable[object]) -> str:
    return ".".join(str(part) for part in parts if part is not None)


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
