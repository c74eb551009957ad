"""Which tables Alembic leaves alone, as `include_object` and `include_name` in its env.py say: read, never run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from prismalchemy.schema import UNKNOWN, Maybe

Decision = Literal["in", "out", "unknown"]
"""Whether Alembic looks at a table; `unknown` where what env.py does cannot be told."""


@dataclass(frozen=True)
class Included:
    """What an env.py says of tables: decides by the name of a table, without its schema."""

    functions: tuple[ast.FunctionDef, ...]
    constants: Mapping[str, object]
    unknown: bool = False

    def decide(self, name: str) -> Decision:
        """Whether Alembic looks at the table."""
        if self.unknown:
            return "unknown"
        decisions = [_run(function, name, self.constants) for function in self.functions]
        if "out" in decisions:
            return "out"
        return "unknown" if "unknown" in decisions else "in"


def included_by(text: str) -> Included | None:
    """What the functions that env.py hands to `context.configure` decide; None where it hands over none."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    given: dict[str, ast.FunctionDef] = {}
    unknown = False
    for value in _handed_over(tree):
        if isinstance(value, ast.Name) and value.id in functions:
            given[value.id] = functions[value.id]
        elif not (isinstance(value, ast.Constant) and value.value is None):
            unknown = True
    if not given and not unknown:
        return None
    return Included(tuple(given.values()), _constants(tree), unknown)


VERSION_TABLE = "alembic_version"
"""Where Alembic notes a database's revision, unless env.py says otherwise."""


def version_table(text: str) -> Maybe[str]:
    """Alembic's own table, as env.py hands it to `context.configure`, with its schema before a dot where that is said.

    UNKNOWN where it is not plain, or where several calls say different things.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return VERSION_TABLE
    constants = _constants(tree)
    found: set[object] = set()
    for node in _configured(tree):
        said = {keyword.arg: _evaluate(keyword.value, constants) for keyword in node.keywords if keyword.arg}
        name, schema = said.get("version_table", VERSION_TABLE), said.get("version_table_schema")
        plain = isinstance(name, str) and (schema is None or isinstance(schema, str))
        found.add((f"{schema}.{name}" if schema else name) if plain else UNKNOWN)
    if not found:
        return VERSION_TABLE
    only = found.pop() if len(found) == 1 else UNKNOWN
    return only if isinstance(only, str) else UNKNOWN


def _configured(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "configure":
            yield node


def _constants(tree: ast.Module) -> dict[str, object]:
    """The values of names that the module sets once, outside of any block."""
    found: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            found[name] = _UNSURE if name in found else _evaluate(node.value, found)
    return found


def _handed_over(tree: ast.Module) -> Iterator[ast.expr]:
    for node in _configured(tree):
        yield from (keyword.value for keyword in node.keywords if keyword.arg in ("include_object", "include_name"))


_Value = object
_UNSURE = object()


def _run(function: ast.FunctionDef, name: str, constants: Mapping[str, object]) -> Decision:
    """What the function answers for a table of the models, followed statement by statement as far as it is plain."""
    arguments = [argument.arg for argument in function.args.args]
    known: dict[str, _Value] = dict(constants)
    known.update(dict.fromkeys(arguments, _UNSURE))
    if len(arguments) > 3:
        known.update(zip(arguments[1:4], (name, "table", False), strict=False))
    elif len(arguments) == 3:
        known.update(zip(arguments[:2], (name, "table"), strict=True))
    answer = _block(function.body, known)
    if answer is _UNSURE or answer is _NOTHING:
        return "unknown"
    return "in" if answer else "out"


_NOTHING = object()


def _block(body: list[ast.stmt], known: dict[str, _Value]) -> _Value:
    """What a block returns: a value, `_NOTHING` where it does not return, `_UNSURE` where that cannot be told."""
    for statement in body:
        if isinstance(statement, ast.Return):
            return _evaluate(statement.value, known) if statement.value is not None else None
        if isinstance(statement, ast.If):
            test = _evaluate(statement.test, known)
            if test is _UNSURE:
                one, other = _block(statement.body, known), _block(statement.orelse, known)
                if one is _NOTHING and other is _NOTHING:
                    continue
                return _UNSURE
            answer = _block(statement.body if test else statement.orelse, known)
            if answer is not _NOTHING:
                return answer
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            return _UNSURE
    return _NOTHING


_COMPARE: dict[type[ast.cmpop], Callable[[object, object], bool]] = {
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
    ast.In: lambda left, right: isinstance(right, (tuple, str)) and left in right,
    ast.NotIn: lambda left, right: isinstance(right, (tuple, str)) and left not in right,
    ast.Is: lambda left, right: left is right,
    ast.IsNot: lambda left, right: left is not right,
}


def _evaluate(node: ast.expr, known: dict[str, _Value]) -> _Value:
    """The value of an expression of names, constants, comparisons and tests of a string's ends."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return known.get(node.id, _UNSURE)
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        items = tuple(_evaluate(item, known) for item in node.elts)
        return _UNSURE if _UNSURE in items else items
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        value = _evaluate(node.operand, known)
        return _UNSURE if value is _UNSURE else not value
    if isinstance(node, ast.BoolOp):
        return _boolean(node, known)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARE:
        left, right = _evaluate(node.left, known), _evaluate(node.comparators[0], known)
        return _UNSURE if _UNSURE in (left, right) else _COMPARE[type(node.ops[0])](left, right)
    return _tested(node, known)


def _boolean(node: ast.BoolOp, known: dict[str, _Value]) -> _Value:
    """`and`, `or`: decided where one operand decides, whatever the others are."""
    wanted = isinstance(node.op, ast.Or)
    values = [_evaluate(value, known) for value in node.values]
    if any(value is not _UNSURE and bool(value) is wanted for value in values):
        return wanted
    return _UNSURE if _UNSURE in values else not wanted


def _tested(node: ast.expr, known: dict[str, _Value]) -> _Value:
    """`name.startswith("x")`, `name.endswith(("a", "b"))`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or len(node.args) != 1:
        return _UNSURE
    text, argument = _evaluate(node.func.value, known), _evaluate(node.args[0], known)
    if not isinstance(text, str) or not isinstance(argument, (str, tuple)) or node.func.attr not in _ENDS:
        return _UNSURE
    if isinstance(argument, tuple) and not all(isinstance(item, str) for item in argument):
        return _UNSURE
    return text.startswith(argument) if node.func.attr == "startswith" else text.endswith(argument)


_ENDS = frozenset({"startswith", "endswith"})
