"""What an expression means, found without running anything: a small, bounded evaluator.

It knows constants, names across modules, attributes, calls of the project's own simple functions, f-strings,
sequences and comprehensions over known sequences. Whatever else there is becomes UNKNOWN or stays a symbolic value.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from prismalchemy.alchemy.values import (
    MISSING,
    Argument,
    AttributeValue,
    CallValue,
    ClassValue,
    DialectValue,
    ExpressionValue,
    FunctionValue,
    InstanceValue,
    MemberValue,
    ModuleValue,
    SubscriptValue,
    Symbol,
    UnionValue,
    Value,
    Written,
    call_name,
    sqlalchemy_name,
)
from prismalchemy.schema import UNKNOWN

if TYPE_CHECKING:
    from prismalchemy.alchemy.classes import Member
    from prismalchemy.alchemy.project import Project
    from prismalchemy.alchemy.statement import Statement

_LONGEST = 2000
"""Longest sequence, and longest text, that is built."""
_BUILTINS = {name: Symbol(f"builtins.{name}") for name in dir(builtins)}


class Scope:
    """Where an expression stands: what its names mean.

    Args:
        project: the modules.
        statement: the top-level statement that holds the expression.
        outer: the scope around this one; None for a module's own.
        names: the names bound here, with their values.
        cls: the class whose body this is, if it is one.
        running: the names of that class whose values are being worked out; they do not stand for themselves.
    """

    __slots__ = ("_members", "_running", "cls", "depth", "names", "outer", "project", "statement")

    def __init__(
        self,
        project: Project,
        statement: Statement,
        outer: Scope | None = None,
        names: dict[str, Value] | None = None,
        cls: ClassValue | None = None,
        running: frozenset[str] = frozenset(),
    ) -> None:
        self.project = project
        self.statement = statement
        self.outer = outer
        self.names = {} if names is None else names
        self.cls = cls
        self.depth: int = 0 if outer is None else outer.depth
        self._running = running
        self._members: dict[str, Member] | None = None

    def inner(self, names: dict[str, Value] | None = None) -> Scope:
        """A scope within this one."""
        return Scope(self.project, self.statement, self, names)

    def moved(self, statement: Statement) -> Scope:
        """The scope of another version of the statement."""
        return Scope(self.project, statement)

    def lookup(self, name: str) -> Value:
        """What a name means here; UNKNOWN where that cannot be seen."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            if scope.cls is not None:
                member = (scope._members or scope._own(scope.cls)).get(name)
                if member is not None and name not in scope._running:
                    return member.evaluate(scope._running)
            scope = scope.outer
        found = self.project.lookup(self.statement.path, name, self.statement)
        if found is not MISSING:
            return found
        return _BUILTINS.get(name, UNKNOWN)

    def _own(self, cls: ClassValue) -> dict[str, Member]:
        """The members of the class whose body this is."""
        from prismalchemy.alchemy.classes import members

        self._members = members(cls)
        return self._members


def evaluate(node: ast.expr, scope: Scope) -> Value:
    """The value of an expression."""
    handler = _HANDLERS.get(type(node))
    return UNKNOWN if handler is None else handler(node, scope)


def attribute(base: Value, name: str, scope: Scope) -> Value:
    """The value of `base.name`."""
    if base is UNKNOWN:
        return UNKNOWN
    if isinstance(base, (Symbol, ModuleValue)):
        return scope.project.attribute(base, name, scope.statement.path)
    if isinstance(base, InstanceValue) and name in base.attributes:
        return base.attributes[name]
    if isinstance(base, (ClassValue, InstanceValue)):
        from prismalchemy.alchemy.classes import class_attribute

        return class_attribute(base if isinstance(base, ClassValue) else base.cls, name)
    if isinstance(base, MemberValue):
        kept = {"value": base.value, "_value_": base.value, "name": base.name, "_name_": base.name}
        return kept.get(name, UNKNOWN)
    if isinstance(base, DialectValue) and name == "name":
        return base.name
    if isinstance(base, FunctionValue) and name == "__name__":
        return UNKNOWN if isinstance(base.node, ast.Lambda) else base.node.name
    if isinstance(base, CallValue) and name not in _OWN_OF_FLASK:
        from prismalchemy.alchemy.classes import is_flask_object

        return Symbol(f"sqlalchemy.{name}") if is_flask_object(base, name) else AttributeValue(base, name)
    return AttributeValue(base, name)


_OWN_OF_FLASK = frozenset({"Model", "metadata", "session", "engine"})


def item_at(value: Value, position: Value) -> Value:
    """The value of `value[position]` for a known sequence or dict, else UNKNOWN."""
    if isinstance(value, dict):
        try:
            return value.get(position, UNKNOWN)
        except TypeError:
            return UNKNOWN
    if isinstance(value, (list, tuple, str)) and isinstance(position, int) and -len(value) <= position < len(value):
        return value[position]
    return UNKNOWN


def source_of(node: ast.AST, scope: Scope) -> str:
    """The text of an expression as written."""
    start, end = scope.statement.span(node)
    return scope.statement.text[start:end]


def elements(nodes: list[ast.expr], scope: Scope) -> list[Value]:
    """The values of the elements of a display; a starred element that is not known gives one UNKNOWN."""
    found: list[Value] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            inner = evaluate(node.value, scope)
            if isinstance(inner, (list, tuple)):
                found.extend(inner)
            else:
                found.append(UNKNOWN)
        else:
            found.append(evaluate(node, scope))
    return found


def _constant(node: ast.Constant, _: Scope) -> Value:
    return UNKNOWN if node.value is ... else node.value


def _name(node: ast.Name, scope: Scope) -> Value:
    return scope.lookup(node.id)


def _attribute(node: ast.Attribute, scope: Scope) -> Value:
    return attribute(evaluate(node.value, scope), node.attr, scope)


def _subscript(node: ast.Subscript, scope: Scope) -> Value:
    base = evaluate(node.value, scope)
    if isinstance(node.slice, ast.Slice):
        return _sliced(base, node.slice, scope)
    if isinstance(base, (dict, list, tuple, str)):
        return item_at(base, evaluate(node.slice, scope))
    if isinstance(base, ClassValue):
        from prismalchemy.alchemy.classes import enum_members

        name = evaluate(node.slice, scope)
        for member in enum_members(base) or ():
            if member.name == name:
                return member
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return UNKNOWN if base is UNKNOWN else SubscriptValue(base, tuple(elements(items, scope)))


def _sliced(base: Value, node: ast.Slice, scope: Scope) -> Value:
    bounds = [None if bound is None else evaluate(bound, scope) for bound in (node.lower, node.upper, node.step)]
    whole = all(bound is None or (isinstance(bound, int) and not isinstance(bound, bool)) for bound in bounds)
    if not isinstance(base, (str, list, tuple)) or not whole or bounds[2] == 0:
        return UNKNOWN
    return base[slice(*bounds)]


def _joined(node: ast.JoinedStr, scope: Scope) -> Value:
    parts: list[str] = []
    for part in node.values:
        value = evaluate(part.value, scope) if isinstance(part, ast.FormattedValue) else evaluate(part, scope)
        if isinstance(part, ast.FormattedValue) and (part.format_spec is not None or part.conversion not in (-1, 115)):
            return UNKNOWN
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            return UNKNOWN
        parts.append(str(value))
    return "".join(parts)


def _binary(node: ast.BinOp, scope: Scope) -> Value:
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    if isinstance(node.op, ast.BitOr):
        if isinstance(left, dict) and isinstance(right, dict):
            return {**left, **right}
        sides = (left.items if isinstance(left, UnionValue) else (left,)) + (
            right.items if isinstance(right, UnionValue) else (right,)
        )
        return UnionValue(sides)
    for kind in (str, list, tuple):
        if isinstance(left, kind) and isinstance(right, kind) and isinstance(node.op, ast.Add):
            return left + right if len(left) + len(right) < _LONGEST else UNKNOWN  # type: ignore[operator]  # same kind
    if isinstance(left, str) and isinstance(node.op, ast.Mult) and isinstance(right, int):
        return left * right if len(left) * right < _LONGEST else UNKNOWN
    if isinstance(left, str) and isinstance(node.op, ast.Mod):
        values = right if isinstance(right, (tuple, dict)) else (right,)
        given = values.values() if isinstance(values, dict) else values
        if all(isinstance(value, (str, int)) for value in given):
            try:
                return (left % values)[:_LONGEST]
            except (TypeError, ValueError, KeyError):
                return UNKNOWN
        return UNKNOWN
    if _number(left) and _number(right):
        return _arithmetic(node.op, left, right)
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    return ExpressionValue(source_of(node, scope), node, scope)


def _number(value: Value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _arithmetic(operator: ast.operator, left: Any, right: Any) -> Value:
    try:
        if isinstance(operator, ast.Add):
            return left + right
        if isinstance(operator, ast.Sub):
            return left - right
        if isinstance(operator, ast.Mult) and abs(left) < 1 << 64 and abs(right) < 1 << 64:
            return left * right
        if isinstance(operator, ast.Pow) and isinstance(right, int) and 0 <= right <= 64 and abs(left) <= 1 << 16:
            return left**right
        if isinstance(operator, ast.FloorDiv):
            return left // right
        if isinstance(operator, ast.Div):
            return left / right
    except (ArithmeticError, ValueError):
        return UNKNOWN
    return UNKNOWN


def _unary(node: ast.UnaryOp, scope: Scope) -> Value:
    value = evaluate(node.operand, scope)
    if isinstance(node.op, ast.USub) and _number(value):
        return -value
    if isinstance(node.op, ast.Not) and (value is None or isinstance(value, (bool, str, int, list, tuple, dict))):
        return not value
    return UNKNOWN if value is UNKNOWN else ExpressionValue(source_of(node, scope), node, scope)


_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda left, right: bool(left == right),
    ast.NotEq: lambda left, right: bool(left != right),
    ast.Is: lambda left, right: left is right,
    ast.IsNot: lambda left, right: left is not right,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
    ast.Lt: lambda left, right: bool(left < right),
    ast.LtE: lambda left, right: bool(left <= right),
    ast.Gt: lambda left, right: bool(left > right),
    ast.GtE: lambda left, right: bool(left >= right),
}


def _compare(node: ast.Compare, scope: Scope) -> Value:
    left, right = evaluate(node.left, scope), evaluate(node.comparators[0], scope)
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if isinstance(node.ops[0], (ast.Is, ast.IsNot)) and len(node.ops) == 1 and (left is None or right is None):
        other = right if left is None else left
        if _is_something(other):
            return isinstance(node.ops[0], ast.IsNot)
    compare = _COMPARISONS.get(type(node.ops[0]))
    known = all(value is None or isinstance(value, (str, int, float, bool, list, tuple)) for value in (left, right))
    if len(node.ops) == 1 and compare is not None and known:
        try:
            return compare(left, right)
        except TypeError:
            return UNKNOWN
    return ExpressionValue(source_of(node, scope), node, scope)


def _is_something(value: Value) -> bool:
    """Whether a value that is not a constant is sure not to be None: a class, a function, an object of a class."""
    if isinstance(value, CallValue):
        return isinstance(value.function, ClassValue) or _is_class_name(call_name(value))
    return isinstance(value, (ClassValue, FunctionValue, MemberValue)) or _is_class_name(sqlalchemy_name(value))


def _is_class_name(name: str | None) -> bool:
    return name is not None and name.rpartition(".")[2][:1].isupper()


def _conditional(node: ast.IfExp, scope: Scope) -> Value:
    test = truth(evaluate(node.test, scope))
    if test is None:
        return UNKNOWN
    return evaluate(node.body if test else node.orelse, scope)


def truth(value: Value) -> bool | None:
    """Whether a value is true; None where that is not known."""
    if value is None or isinstance(value, (bool, str, int, float, list, tuple, dict)):
        return bool(value)
    return True if isinstance(value, (ClassValue, FunctionValue)) else None


def _boolean(node: ast.BoolOp, scope: Scope) -> Value:
    value: Value = UNKNOWN
    for operand in node.values:
        value = evaluate(operand, scope)
        known = truth(value)
        if known is None:
            return UNKNOWN if value is UNKNOWN else ExpressionValue(source_of(node, scope), node, scope)
        if known is isinstance(node.op, ast.Or):
            return value
    return value


def _dict(node: ast.Dict, scope: Scope) -> Value:
    found: dict[Any, Value] = {}
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = evaluate(value_node, scope)
        if key_node is None:
            if not isinstance(value, dict):
                return UNKNOWN
            found.update(value)
            continue
        key = evaluate(key_node, scope)
        try:
            found[key] = value
        except TypeError:
            return UNKNOWN
    return found


def iterated(value: Value) -> list[Value] | None:
    """The values that iterating gives; None where that is not known."""
    if isinstance(value, ClassValue):
        from prismalchemy.alchemy.classes import enum_members

        found = enum_members(value)
        return None if found is None else list(found)
    if isinstance(value, (list, tuple, dict, str)):
        return list(value)
    return None


def _comprehended(node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope) -> Value:
    found: list[Value] = []
    for inner in _rounds(node.generators, scope):
        if inner is None or len(found) >= _LONGEST:
            return UNKNOWN
        found.append(evaluate(node.elt, inner))
    return found


def _dict_comprehended(node: ast.DictComp, scope: Scope) -> Value:
    found: dict[Any, Value] = {}
    for inner in _rounds(node.generators, scope):
        key = UNKNOWN if inner is None else evaluate(node.key, inner)
        if inner is None or key is UNKNOWN or isinstance(key, (list, dict)) or len(found) >= _LONGEST:
            return UNKNOWN
        found[key] = evaluate(node.value, inner)
    return found


def _rounds(generators: list[ast.comprehension], scope: Scope) -> Iterator[Scope | None]:
    """A scope for each round of a comprehension; None where it is not known what the rounds are."""
    if not generators:
        yield scope
        return
    first, *rest = generators
    values = iterated(evaluate(first.iter, scope))
    if values is None:
        yield None
        return
    for value in values[:_LONGEST]:
        inner = scope.inner()
        if not assign(first.target, value, inner):
            yield None
            return
        tests = [truth(evaluate(condition, inner)) for condition in first.ifs]
        if None in tests:
            yield None
            return
        if all(tests):
            yield from _rounds(rest, inner)


def assign(target: ast.expr, value: Value, scope: Scope) -> bool:
    """Binds the names of an assignment's target; False where the target is not a name or a tuple of such."""
    if isinstance(target, ast.Name):
        scope.names[target.id] = value
        return True
    if isinstance(target, (ast.Tuple, ast.List)):
        return all(assign(element, item_at(value, position), scope) for position, element in enumerate(target.elts))
    return False


def _lambda(node: ast.Lambda, scope: Scope) -> Value:
    return FunctionValue(node, scope)


def _call(node: ast.Call, scope: Scope) -> Value:
    from prismalchemy.alchemy.calls import call

    function = evaluate(node.func, scope)
    arguments: list[Argument] = []
    keywords: dict[str, Argument] = {}
    unread = False
    for item in node.args:
        if isinstance(item, ast.Starred):
            values = evaluate(item.value, scope)
            if isinstance(values, (list, tuple)):
                arguments += [Argument(value, Written(scope.statement, item.value)) for value in values]
            else:
                unread = True
        else:
            arguments.append(_argument(item, scope))
    for keyword in node.keywords:
        if keyword.arg is not None:
            keywords[keyword.arg] = _argument(keyword.value, scope)
            continue
        given = evaluate(keyword.value, scope)
        if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
            unread = True
            continue
        written = Written(scope.statement, keyword.value)
        keywords.update((name, Argument(value, written)) for name, value in given.items())
    return call(CallValue(function, tuple(arguments), keywords, Written(scope.statement, node), unread), scope)


def _argument(node: ast.expr, scope: Scope) -> Argument:
    return Argument(evaluate(node, scope), Written(scope.statement, node))


_HANDLERS: dict[type[ast.AST], Callable[[Any, Scope], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Subscript: _subscript,
    ast.JoinedStr: _joined,
    ast.List: lambda node, scope: elements(node.elts, scope),
    ast.Set: lambda node, scope: elements(node.elts, scope),
    ast.Tuple: lambda node, scope: tuple(elements(node.elts, scope)),
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.IfExp: _conditional,
    ast.Lambda: _lambda,
    ast.ListComp: _comprehended,
    ast.GeneratorExp: _comprehended,
    ast.SetComp: _comprehended,
    ast.DictComp: _dict_comprehended,
    ast.NamedExpr: lambda node, scope: evaluate(node.value, scope),
}
