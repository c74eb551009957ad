"""Calls: the project's own simple functions are followed, a few of Python's are known, the rest stays a CallValue."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from prismalchemy.alchemy.evaluate import Scope, assign, evaluate, item_at, iterated, truth
from prismalchemy.alchemy.modules import imported_names
from prismalchemy.alchemy.values import (
    Argument,
    AttributeValue,
    CallValue,
    ClassValue,
    DialectValue,
    FunctionValue,
    MemberValue,
    SubscriptValue,
    Symbol,
    UnionValue,
    Value,
    Written,
)
from prismalchemy.schema import UNKNOWN

_DEPTH = 12
"""How deep calls of the project's own functions are followed."""
_SUBJECT = 60
"""Longest text that a regular expression of the user's is tried on."""
_SLOW = re.compile(r"[+*}][^()]*\)[+*{]")
"""Regular expressions that may take very long: a repetition within a repetition."""
_TEXT = frozenset(
    {"lower", "upper", "title", "capitalize", "strip", "lstrip", "rstrip", "replace", "removesuffix", "removeprefix"}
    | {"split", "rsplit", "startswith", "endswith", "casefold", "swapcase", "partition", "rpartition"}
)
"""Methods of str that are run on constants."""


def call(value: CallValue, scope: Scope) -> Value:
    """What a call gives; the call itself where it is not evaluated further."""
    function = value.function
    if function is UNKNOWN:
        return UNKNOWN
    if isinstance(function, FunctionValue):
        return _follow(function, value, scope)
    if isinstance(function, AttributeValue):
        if isinstance(function.base, DialectValue):
            known_type = function.name == "type_descriptor" and value.arguments
            return value.arguments[0].value if known_type else UNKNOWN
        if function.name == "ddl_if" and isinstance(function.base, CallValue):
            # A constraint or an index of one dialect: it belongs to the table all the same.
            return function.base
        found = _method(function.base, function.name, value)
        return value if found is UNKNOWN and not _plain(function.base) else found
    if isinstance(function, ClassValue):
        return _construct(function, value)
    if isinstance(function, Symbol):
        known = _KNOWN.get(function.path)
        return value if known is None else known(value)
    if isinstance(function, CallValue) and _is_partial(function):
        first, *rest = function.arguments
        merged = CallValue(
            first.value,
            (*rest, *value.arguments),
            {**function.keywords, **value.keywords},
            value.written,
            function.open or value.open,
        )
        return call(merged, scope)
    return value


def _is_partial(value: CallValue) -> bool:
    return value.function == Symbol("functools.partial") and bool(value.arguments)


def _plain(value: Value) -> bool:
    return isinstance(value, (str, list, tuple, dict, int))


def _construct(cls: ClassValue, value: CallValue) -> Value:
    from prismalchemy.alchemy.classes import enum_members

    members = enum_members(cls)
    if members is not None and len(value.arguments) == 1 and not value.keywords:
        wanted = value.arguments[0].value
        return next((member for member in members if member.value is wanted or _same(member.value, wanted)), UNKNOWN)
    return value


def _same(left: Value, right: Value) -> bool:
    return isinstance(left, (str, int)) and type(left) is type(right) and left == right


# --- functions of the project --------------------------------------------------------------------------------------


def _follow(function: FunctionValue, value: CallValue, scope: Scope) -> Value:
    """What a function of the project returns for these arguments, if its body is simple enough to say."""
    depth = scope.depth + 1
    if depth > _DEPTH or isinstance(function.node, ast.AsyncFunctionDef):
        return UNKNOWN
    names = bound(function, value)
    if names is None:
        return UNKNOWN
    inner = function.scope.inner(names)
    inner.depth = depth
    if isinstance(function.node, ast.Lambda):
        return evaluate(function.node.body, inner)
    done, result = _run(function.node.body, inner)
    return result if done else None


def bound(function: FunctionValue, value: CallValue) -> dict[str, Value] | None:
    """The parameters with their values; None where the arguments do not fit or are not known."""
    parameters = function.node.args
    if value.open:
        return None
    positional = [parameter.arg for parameter in (*parameters.posonlyargs, *parameters.args)]
    given: list[Value] = [*function.bound, *(argument.value for argument in value.arguments)]
    keywords: dict[str, Value] = {name: argument.value for name, argument in value.keywords.items()}
    names = dict(zip(positional, given, strict=False))
    if parameters.vararg is not None:
        names[parameters.vararg.arg] = tuple(given[len(positional) :])
    elif len(given) > len(positional):
        return None
    defaults: Mapping[str, ast.expr | None] = {
        **dict(zip(positional[len(positional) - len(parameters.defaults) :], parameters.defaults, strict=True)),
        **{p.arg: default for p, default in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True)},
    }
    for name in (*positional, *(parameter.arg for parameter in parameters.kwonlyargs)):
        if name in keywords:
            names[name] = keywords.pop(name)
        elif name not in names:
            default = defaults.get(name)
            if default is None:
                return None
            names[name] = evaluate(default, function.scope)
    if parameters.kwarg is not None:
        names[parameters.kwarg.arg] = keywords
    elif keywords:
        return None
    return names


def _run(body: list[ast.stmt], scope: Scope) -> tuple[bool, Value]:
    """Runs simple statements: whether one of them returned, and what; UNKNOWN is returned where one is not simple."""
    for statement in body:
        if isinstance(statement, ast.Return):
            return True, None if statement.value is None else evaluate(statement.value, scope)
        if isinstance(statement, ast.If):
            test = truth(evaluate(statement.test, scope))
            if test is None:
                return True, UNKNOWN
            done, result = _run(statement.body if test else statement.orelse, scope)
            if done:
                return True, result
        elif not _step(statement, scope):
            return True, UNKNOWN
    return False, None


def _step(statement: ast.stmt, scope: Scope) -> bool:
    """Runs one statement that does not return; False where it is not understood."""
    if isinstance(statement, ast.Assign):
        value = evaluate(statement.value, scope)
        return all(_store(target, value, scope) for target in statement.targets)
    if isinstance(statement, ast.AnnAssign):
        return statement.value is None or assign(statement.target, evaluate(statement.value, scope), scope)
    if isinstance(statement, ast.Expr):
        return _effect(statement.value, scope)
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        for name, target in imported_names(statement).items():
            scope.names[name] = scope.project.imported(scope.statement.path, target)
        return True
    return isinstance(statement, (ast.Pass, ast.Assert))


def _store(target: ast.expr, value: Value, scope: Scope) -> bool:
    if isinstance(target, ast.Subscript):
        mapping, key = evaluate(target.value, scope), evaluate(target.slice, scope)
        if isinstance(mapping, dict) and isinstance(key, str):
            mapping[key] = value
            return True
        return False
    return assign(target, value, scope)


def _effect(node: ast.expr, scope: Scope) -> bool:
    """An expression statement: a docstring, or `kwargs.setdefault(...)` and `.update(...)` on a known dict."""
    if isinstance(node, ast.Constant):
        return True
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    mapping = evaluate(node.func.value, scope)
    arguments = [evaluate(argument, scope) for argument in node.args]
    if not isinstance(mapping, dict):
        return False
    if node.func.attr == "setdefault" and len(arguments) == 2 and isinstance(arguments[0], str):
        mapping.setdefault(arguments[0], arguments[1])
        return True
    if node.func.attr == "update":
        for argument in arguments:
            if not isinstance(argument, dict):
                return False
            mapping.update(argument)
        for keyword in node.keywords:
            if keyword.arg is None:
                return False
            mapping[keyword.arg] = evaluate(keyword.value, scope)
        return True
    return False


# --- methods and functions of Python -------------------------------------------------------------------------------


def _method(base: Value, name: str, value: CallValue) -> Value:
    arguments = [argument.value for argument in value.arguments]
    if isinstance(base, str):
        if name == "join" and len(arguments) == 1:
            parts = iterated(arguments[0])
            known = parts is not None and all(isinstance(part, str) for part in parts)
            return base.join(parts) if known and parts is not None else UNKNOWN
        if name == "format":
            given = {key: argument.value for key, argument in value.keywords.items()}
            if all(isinstance(part, (str, int)) for part in (*arguments, *given.values())):
                return _attempt(lambda: base.format(*arguments, **given))
            return UNKNOWN
        if name in _TEXT and not value.keywords and all(isinstance(part, (str, int)) for part in arguments):
            return _attempt(lambda: getattr(base, name)(*arguments))
        return UNKNOWN
    if isinstance(base, dict) and not value.keywords:
        if name == "get" and arguments:
            found = item_at(base, arguments[0])
            default = arguments[1] if len(arguments) > 1 else None
            return default if found is UNKNOWN and arguments[0] is not UNKNOWN else found
        if name == "pop" and arguments and isinstance(arguments[0], str):
            return base.pop(arguments[0], arguments[1] if len(arguments) > 1 else UNKNOWN)
        if not arguments:
            views: dict[str, Callable[[], list[Any]]] = {
                "keys": lambda: list(base),
                "values": lambda: list(base.values()),
                "items": lambda: list(base.items()),
                "copy": list,
            }
            return dict(base) if name == "copy" else views[name]() if name in views else UNKNOWN
    if isinstance(base, CallValue) and base.function == Symbol("re.compile") and name == "sub" and base.arguments:
        return _substituted([base.arguments[0].value, *arguments])
    return UNKNOWN


def _attempt(compute: Callable[[], Value]) -> Value:
    try:
        found = compute()
    except (TypeError, ValueError, LookupError, AttributeError, re.error):
        return UNKNOWN
    return list(found) if isinstance(found, list) else found


def _substituted(arguments: list[Value]) -> Value:
    """`re.sub` on short constant texts: how base classes make table names from class names."""
    known = len(arguments) == 3 and all(isinstance(part, str) for part in arguments)
    if known and len(arguments[2]) <= _SUBJECT and not _SLOW.search(arguments[0]):
        return _attempt(lambda: re.sub(*arguments))
    return UNKNOWN


def _values(value: CallValue) -> list[Value]:
    return [argument.value for argument in value.arguments]


def _sequence(value: CallValue) -> Value:
    arguments = _values(value)
    found = iterated(arguments[0]) if len(arguments) == 1 else [] if not arguments else None
    return UNKNOWN if found is None else found


def _text(value: CallValue) -> Value:
    arguments = _values(value)
    if len(arguments) != 1:
        return UNKNOWN
    (only,) = arguments
    if isinstance(only, MemberValue):
        return UNKNOWN
    return str(only) if isinstance(only, (str, int)) else UNKNOWN


def _mapping(value: CallValue) -> Value:
    arguments = _values(value)
    if value.open or any(not isinstance(argument, dict) for argument in arguments):
        return UNKNOWN
    found: dict[Any, Value] = {}
    for argument in arguments:
        found.update(argument)
    found.update((name, argument.value) for name, argument in value.keywords.items())
    return found


def _literals(value: CallValue) -> Value:
    """`get_args(Literal["a", "b"])`."""
    arguments = _values(value)
    if len(arguments) == 1 and isinstance(arguments[0], SubscriptValue):
        return tuple(arguments[0].items)
    return tuple(arguments[0].items) if len(arguments) == 1 and isinstance(arguments[0], UnionValue) else UNKNOWN


def _cast(value: CallValue) -> Value:
    return value.arguments[1].value if len(value.arguments) == 2 else UNKNOWN


def _length(value: CallValue) -> Value:
    arguments = _values(value)
    found = iterated(arguments[0]) if len(arguments) == 1 else None
    return UNKNOWN if found is None else len(found)


def _ordered(value: CallValue) -> Value:
    arguments = _values(value)
    found = iterated(arguments[0]) if len(arguments) == 1 and not value.keywords else None
    if found is None or not all(isinstance(part, str) for part in found):
        return UNKNOWN
    return sorted(found)


def _integer(value: CallValue) -> Value:
    arguments = _values(value)
    return (
        _attempt(lambda: int(arguments[0])) if len(arguments) == 1 and isinstance(arguments[0], (int, str)) else UNKNOWN
    )


def _has_inherited_table(value: CallValue) -> Value:
    """SQLAlchemy's `has_inherited_table(cls)`: whether a class behind it is mapped."""
    from prismalchemy.alchemy.mapped import is_mapped

    cls = value.arguments[0].value if value.arguments else UNKNOWN
    return is_mapped(cls, itself=False) if isinstance(cls, ClassValue) else UNKNOWN


_KNOWN: dict[str, Callable[[CallValue], Value]] = {
    "sqlalchemy.orm.has_inherited_table": _has_inherited_table,
    "sqlalchemy.orm.decl_api.has_inherited_table": _has_inherited_table,
    "sqlalchemy.ext.declarative.has_inherited_table": _has_inherited_table,
    "builtins.list": _sequence,
    "builtins.tuple": lambda value: tuple(found) if isinstance(found := _sequence(value), list) else UNKNOWN,
    "builtins.set": _sequence,
    "builtins.sorted": _ordered,
    "builtins.str": _text,
    "builtins.int": _integer,
    "builtins.len": _length,
    "builtins.dict": _mapping,
    "typing.get_args": _literals,
    "typing_extensions.get_args": _literals,
    "typing.cast": _cast,
    "re.sub": lambda value: _substituted(_values(value)) if not value.keywords else UNKNOWN,
}


def invoke(function: FunctionValue, arguments: list[Value], scope: Scope) -> Value:
    """What a function of the project returns for arguments that are already known."""
    written = Written(function.scope.statement, function.node)
    given = tuple(Argument(value, written) for value in arguments)
    return _follow(function, CallValue(function, given, {}, written), scope)


class Initialised(NamedTuple):
    """What an `__init__` of the project does: the call of the base's, and the attributes that it sets itself."""

    above: CallValue
    attributes: dict[str, Value]


def initialised(function: FunctionValue, value: CallValue) -> Initialised | None:
    """What an `__init__` of the project does with the arguments of a call.

    Args:
        function: the `__init__`, with `self` among its bound arguments.
        value: the call of the class.

    Returns:
        None where it does not call the base's `__init__` exactly once, or its arguments cannot be followed.
    """
    names = bound(function, value)
    if names is None or isinstance(function.node, ast.Lambda):
        return None
    calls: list[Value] = []
    attributes: dict[str, Value] = {}
    _initialise(function.node.body, function.scope.inner(names), calls, attributes)
    if len(calls) != 1 or not isinstance(calls[0], CallValue):
        return None
    return Initialised(calls[0], attributes)


def attributes_set(function: FunctionValue, value: CallValue) -> dict[str, Value] | None:
    """The attributes that an `__init__` of the project sets itself; None where the call's arguments cannot be followed.

    Args:
        function: the `__init__`, with `self` among its bound arguments.
        value: the call of the class.
    """
    names = bound(function, value)
    if names is None or isinstance(function.node, ast.Lambda):
        return None
    attributes: dict[str, Value] = {}
    _initialise(function.node.body, function.scope.inner(names), [], attributes)
    return attributes


def _initialise(body: list[ast.stmt], scope: Scope, calls: list[Value], attributes: dict[str, Value]) -> None:
    """Notes calls of `__init__` and attributes of `self`; what hangs on an unknown test is UNKNOWN."""
    for statement in body:
        node = statement.value if isinstance(statement, ast.Expr) else None
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "__init__":
            calls.append(evaluate(node, scope))
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and isinstance(targets[0], ast.Attribute):
            attributes[targets[0].attr] = UNKNOWN if statement.value is None else evaluate(statement.value, scope)
        elif isinstance(statement, ast.If):
            test = truth(evaluate(statement.test, scope))
            if test is None:
                unsure: dict[str, Value] = {}
                _initialise([*statement.body, *statement.orelse], scope, calls, unsure)
                attributes.update(dict.fromkeys(unsure, UNKNOWN))
            else:
                _initialise(statement.body if test else statement.orelse, scope, calls, attributes)
        else:
            _step(statement, scope)
