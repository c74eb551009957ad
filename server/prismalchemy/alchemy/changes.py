"""Code that changes classes and tables where it runs: decorators, hooks of subclasses, functions, loops, listeners.

What such code makes is not worked out. That it may make something is a fact all the same, which leaves a table open.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prismalchemy.alchemy.classes import members, mro
from prismalchemy.alchemy.evaluate import Scope, evaluate
from prismalchemy.alchemy.values import ClassValue, FunctionValue, Value

_MAKERS = frozenset(
    {"Column", "mapped_column", "relationship", "Field", "Relationship", "Index", "UniqueConstraint"}
    | {"ForeignKeyConstraint", "PrimaryKeyConstraint", "declared_attr"}
)
"""What makes an attribute of a mapped class, or a part of a table, by its last name."""
APPENDING = frozenset({"append_column", "append_constraint", "add_property", "add_properties", "add_columns"})
"""Methods of tables and mappers that add to them."""
_OF_TABLES = frozenset({"__table_args__", "__table__"})
_DEEPEST = 4
"""How far functions that a listener calls are followed."""


def altered(cls: ClassValue, ancestry: Iterable[ClassValue]) -> bool:
    """Whether code of the project that runs when a class is made may give it columns or constraints.

    Args:
        cls: the class.
        ancestry: its mapped ancestors, whose own decorators are their affair.
    """
    above = set(ancestry)
    for other in mro(cls):
        if not isinstance(other, ClassValue):
            continue
        decorators = () if other in above else other.node.decorator_list
        if any(alters(evaluate(_called(node), other.scope)) for node in decorators):
            return True
        hook = members(other).get("__init_subclass__")
        if hook is not None and hook.function is not None and other != cls and _alters(hook.function):
            return True
        given = [keyword.value for keyword in other.node.keywords if keyword.arg == "metaclass"]
        if any(alters(evaluate(node, other.scope)) for node in given):
            return True
    return False


def alters(value: Value) -> bool:
    """Whether a function or class of the project adds something to the classes that it is given."""
    return isinstance(value, (FunctionValue, ClassValue)) and _alters(value.node)


def _alters(node: ast.AST) -> bool:
    return any(_touched(inner) is not None for inner in ast.walk(node))


def touched(node: ast.stmt) -> Iterator[tuple[ast.expr, bool]]:
    """What a statement outside of functions and classes adds to: the expressions, and whether it surely adds columns,
    relationships or constraints.
    """
    for inner in _walk(node):
        found = _touched(inner)
        if found is not None:
            yield found, _makes(inner)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what is in it, without what functions, classes and tables have in them."""
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        yield inner
        if isinstance(inner, (ast.Constant, ast.Name)):
            continue
        if isinstance(inner, ast.Call) and last_name(inner.func) == "Table":
            continue
        for field in inner._fields:
            value = getattr(inner, field, None)
            below = value if isinstance(value, list) else (value,)
            waiting += [node for node in below if isinstance(node, ast.AST) and not isinstance(node, _APART)]


_APART = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.expr_context, ast.operator, ast.cmpop)


def _touched(node: ast.AST) -> ast.expr | None:
    """The expression to whose object a node adds an attribute, a column or a constraint."""
    if isinstance(node, ast.Assign) and _makes(node.value):
        for target in node.targets:
            if isinstance(target, ast.Attribute) and (not _is_dunder(target.attr) or target.attr in _OF_TABLES):
                return target.value
            if isinstance(target, ast.Subscript):
                return target.value
    if not isinstance(node, ast.Call):
        return None
    name = last_name(node.func)
    if isinstance(node.func, ast.Attribute) and name in APPENDING:
        return node.func.value
    if isinstance(node.func, ast.Name) and name == "setattr" and len(node.args) == 3:
        attribute = node.args[1]
        plain = isinstance(attribute, ast.Constant) and str(attribute.value).startswith("_")
        return None if plain and str(getattr(attribute, "value", "")) not in _OF_TABLES else node.args[0]
    if name in ("Index", "UniqueConstraint"):
        # Of the columns that it is on one says whose it is.
        return next((found for argument in node.args if (found := _owner(argument)) is not None), None)
    return None


def _owner(node: ast.expr) -> ast.expr | None:
    """What stands before the name of a column: `User` of `User.email.desc()`."""
    inner = next((found for found in ast.walk(node) if isinstance(found, ast.Attribute)), None)
    while inner is not None and isinstance(inner.value, (ast.Attribute, ast.Call)):
        below = inner.value.func if isinstance(inner.value, ast.Call) else inner.value
        inner = below if isinstance(below, ast.Attribute) else None
    return None if inner is None else inner.value


def root(node: ast.expr) -> ast.expr:
    """The class or table that `User.__table__`, `User.__mapper__`, `inspect(User)` and `users.c` stand for."""
    while True:
        if isinstance(node, ast.Attribute) and node.attr in ("__table__", "__mapper__", "c", "columns"):
            node = node.value
        elif isinstance(node, ast.Call) and last_name(node.func) in ("inspect", "class_mapper") and node.args:
            node = node.args[0]
        else:
            return node


def _makes(node: ast.AST) -> bool:
    """Whether something that columns, relationships or constraints are made by is called in an expression."""
    return any(isinstance(inner, ast.Call) and last_name(inner.func) in _MAKERS for inner in ast.walk(node))


def last_name(node: ast.expr) -> str:
    """The last part of a dotted name, empty for anything else."""
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _called(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


# --- code that gives attributes their values --------------------------------------------------------------------------


@dataclass(frozen=True)
class Listener:
    """A function that gives attributes a value before a row is written.

    Args:
        cls: the class, with those below it, whose rows these are; None for all.
        names: the attributes; None where they are not known.
        insert: whether it runs before INSERT.
        update: whether it runs before UPDATE.
    """

    cls: ClassValue | None
    names: frozenset[str] | None
    insert: bool
    update: bool


_INSERTING = frozenset({"before_insert", "before_flush", "before_attach", "init", "transient_to_pending"})
_UPDATING = frozenset({"before_update", "before_flush"})
_ROWS = frozenset({"before_insert", "before_update", "init"})
"""Events of classes; the others are those of sessions, which have rows of all classes."""


def listeners(node: ast.stmt, scope: Scope) -> list[Listener]:
    """The listeners that a statement registers: `@event.listens_for(User, "before_update")`, `event.listen(...)`."""
    found: list[Listener | None] = []
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        calls = [inner for inner in node.decorator_list if isinstance(inner, ast.Call)]
        found = [_listener(call, FunctionValue(node, scope), scope) for call in calls if _is(call, "listens_for")]
    else:
        for call in _walk(node):
            if isinstance(call, ast.Call) and _is(call, "listen") and len(call.args) > 2:
                found.append(_listener(call, evaluate(call.args[2], scope), scope))
    return [listener for listener in found if listener is not None]


_MAKING = frozenset(
    {"class_instrument", "attribute_instrument", "instrument_class", "after_mapper_constructed", "mapper_configured"}
    | {"before_mapper_configured", "before_configured", "after_configured", "before_create", "column_reflect"}
    | {"before_parent_attach", "after_parent_attach"}
)
"""The events that come while classes and tables are made; those of rows, sessions and connections come later."""


def alters_tables(node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> bool:
    """Whether a function that listens to the making of classes or tables adds something to them."""
    calls = [inner for inner in node.decorator_list if isinstance(inner, ast.Call) and _is(inner, "listens_for")]
    events = [evaluate(call.args[1], scope) for call in calls]
    making = any(not isinstance(event, str) or event in _MAKING for event in events)
    return making and _alters(node)


def _is(call: ast.Call, name: str) -> bool:
    return last_name(call.func) == name and len(call.args) > 1


def _listener(call: ast.Call, function: Value, scope: Scope) -> Listener | None:
    event = evaluate(call.args[1], scope)
    events = {event} if isinstance(event, str) else _ROWS
    insert, update = bool(events & _INSERTING), bool(events & _UPDATING)
    if not insert and not update:
        return None
    target = evaluate(call.args[0], scope)
    cls = target if isinstance(target, ClassValue) and events <= _ROWS else None
    names = given_names(function, 0) if isinstance(function, FunctionValue) else None
    return Listener(cls, names, insert, update)


def given_names(
    function: FunctionValue, depth: int, *, initial: bool = False, cls: ClassValue | None = None
) -> frozenset[str] | None:
    """The attributes that a function gives a value, of whatever object; None where it may be any.

    Args:
        function: the function.
        depth: how many functions were followed to it.
        initial: whether it is an `__init__`, which sets by `setattr(self, name, value)` what the program gave it.
        cls: the class that it is a method of, whose other methods are followed.
    """
    node, scope = function.node, function.scope
    local = {inner.arg for inner in ast.walk(node) if isinstance(inner, ast.arg)}
    local |= {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)}
    found: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
            found.add(inner.attr)
        elif isinstance(inner, ast.Subscript) and isinstance(inner.ctx, ast.Store):
            found |= _texts([inner.slice])
        elif isinstance(inner, ast.Call):
            if initial and last_name(inner.func) == "setattr":
                found |= _texts(inner.args[1:2])
                continue
            called: frozenset[str] | set[str] | None
            own = None if cls is None else _own_method(inner, node, cls)
            if own is not None:
                called = given_names(own, depth + 1, cls=cls) if depth < _DEEPEST else None
            else:
                called = _called_names(inner, local, scope, depth)
            if called is None:
                return None
            found |= called
    return frozenset(found)


def _own_method(call: ast.Call, node: ast.AST, cls: ClassValue) -> FunctionValue | None:
    """The method of a class that `self.method()` calls within another one."""
    arguments = getattr(node, "args", None)
    first = arguments.args[0].arg if isinstance(arguments, ast.arguments) and arguments.args else None
    function = call.func
    if not isinstance(function, ast.Attribute) or getattr(function.value, "id", None) != first:
        return None
    for other in mro(cls):
        member = members(other).get(function.attr) if isinstance(other, ClassValue) else None
        if member is not None and member.function is not None and isinstance(other, ClassValue):
            return FunctionValue(member.function, other.scope)
    return None


def _called_names(call: ast.Call, local: set[str], scope: Scope, depth: int) -> frozenset[str] | set[str] | None:
    """The attributes that a call within such a function gives a value."""
    name = last_name(call.func)
    if name == "setattr":
        return _texts(call.args[1:2]) or None
    if name in ("setdefault", "update", "__init__"):
        return _texts(call.args[:1]) | {keyword.arg for keyword in call.keywords if keyword.arg is not None}
    if isinstance(call.func, ast.Name) and any(isinstance(argument, ast.Name) for argument in call.args):
        function = evaluate(call.func, scope)
        if isinstance(function, FunctionValue):
            return given_names(function, depth + 1) if depth < _DEEPEST else None
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and name not in _READING:
        # A method of the row: what it sets is not followed.
        return None if call.func.value.id in local - _NO_ROWS else set()
    return set()


_READING = frozenset({"get", "pop", "items", "keys", "values", "strip", "lower", "append", "isoformat", "is_modified"})
_NO_ROWS = frozenset({"mapper", "connection", "conn", "session", "ctx", "context", "flush_context", "instances", "cls"})
"""What the arguments of listeners that are no rows are mostly called."""


def _texts(nodes: list[ast.expr]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def made_by_class(cls: ClassValue) -> frozenset[str] | None:
    """The attributes that methods which run for every object give a value: `__init__`, `__post_init__`.

    None where they may be any: where a class registers listeners by itself.
    """
    found: set[str] = set()
    for other in mro(cls):
        if not isinstance(other, ClassValue):
            continue
        own = members(other)
        for name in ("__declare_last__", "__declare_first__", "__init_subclass__"):
            hook = own.get(name)
            if hook is not None and hook.function is not None and _listens(hook.function):
                return None
        for name in ("__init__", "__post_init__"):
            method = own.get(name)
            if method is not None and method.function is not None:
                names = given_names(FunctionValue(method.function, other.scope), 0, initial=True, cls=cls)
                if names is None:
                    return None
                found |= names
    return frozenset(found)


def _listens(function: ast.AST) -> bool:
    names = ("listen", "listens_for")
    return any(isinstance(node, ast.Call) and last_name(node.func) in names for node in ast.walk(function))
