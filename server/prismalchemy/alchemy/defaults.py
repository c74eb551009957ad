"""Defaults of columns: of the database (`server_default`) and of the ORM (`default`, `onupdate`)."""

from __future__ import annotations

import ast
import json

from prismalchemy.alchemy.classes import inherited, mro
from prismalchemy.alchemy.evaluate import evaluate
from prismalchemy.alchemy.values import (
    Argument,
    AttributeValue,
    CallValue,
    ClassValue,
    FunctionValue,
    MemberValue,
    Symbol,
    Value,
    call_name,
    sqlalchemy_name,
)
from prismalchemy.schema import UNKNOWN, ClientDefault, DefaultKind, Maybe, ServerDefault

_NOW = frozenset({"func.now", "func.current_timestamp", "func.CURRENT_TIMESTAMP", "func.NOW", "func.localtimestamp"})
_TEXTS = frozenset({"text", "literal_column"})
_SQL = _TEXTS | {"Sequence", "select", "true", "false", "cast", "literal", "null", "Null", "case"}

_STANDARD = frozenset({"builtins", "datetime", "uuid", "time", "secrets", "random", "os", "decimal", "functools"})
"""Modules of Python's own whose functions are defaults; what they have besides is not in lower case."""

_GENERATORS: dict[str, tuple[str, tuple[object, ...]]] = {
    "uuid.uuid4": ("uuid", (4,)),
    "uuid.uuid7": ("uuid", (7,)),
    "uuid6.uuid7": ("uuid", (7,)),
    "uuid7.uuid7": ("uuid", (7,)),
    "uuid_extensions.uuid7": ("uuid", (7,)),
    "uuid_extensions.uuid7str": ("uuid", (7,)),
    "uuid_utils.uuid4": ("uuid", (4,)),
    "uuid_utils.uuid7": ("uuid", (7,)),
    "uuid_utils.compat.uuid4": ("uuid", (4,)),
    "uuid_utils.compat.uuid7": ("uuid", (7,)),
    "cuid.cuid": ("cuid", (1,)),
    "cuid2.cuid_wrapper": ("cuid", (2,)),
    "cuid2.Cuid": ("cuid", (2,)),
    "cuid2.generator.Cuid": ("cuid", (2,)),
    "paralleldrive.cuid2": ("cuid", (2,)),
    "ulid.new": ("ulid", ()),
    "ulid.ULID": ("ulid", ()),
    "ulid.ulid": ("ulid", ()),
    "nanoid.generate": ("nanoid", ()),
    "shortuuid.uuid": ("callable", ()),
}
"""Functions that make ids, by their dotted names, and what Prisma calls the same."""


def server_default(argument: Argument | None) -> Maybe[ServerDefault | None]:
    """The default that the database gives, from the argument of `server_default=`."""
    if argument is None or argument.value is None:
        return None
    value = argument.value
    if isinstance(value, str):
        return ServerDefault(DefaultKind.LITERAL, value)
    if isinstance(value, MemberValue):
        text = isinstance(value.value, str) and _is_text(value)
        return ServerDefault(DefaultKind.LITERAL, value.value) if text else UNKNOWN
    name = call_name(value) or sqlalchemy_name(value)
    if name in ("true", "false", "True_", "False_"):
        return ServerDefault(DefaultKind.LITERAL, name.lower().startswith("true"))
    if name in ("null", "Null"):
        return ServerDefault(DefaultKind.EXPRESSION, "NULL")
    if name in ("FetchedValue", "Computed"):
        return ServerDefault(DefaultKind.FETCHED)
    if not isinstance(value, CallValue):
        return UNKNOWN
    if name in ("DefaultClause", "literal") and value.arguments:
        return server_default(value.arguments[0])
    if name in _TEXTS:
        first = value.arguments[0].value if value.arguments else UNKNOWN
        return ServerDefault(DefaultKind.EXPRESSION, first if isinstance(first, str) else UNKNOWN)
    return ServerDefault(DefaultKind.EXPRESSION, expression(value))


def _is_text(value: MemberValue) -> bool:
    return any(
        isinstance(base, Symbol) and (base.path == "builtins.str" or base.name.endswith("StrEnum"))
        for base in mro(value.cls)
    )


def expression(value: CallValue, *, inner: bool = False) -> Maybe[str]:
    """The SQL of a call of one of `func`'s functions with constant arguments; UNKNOWN for anything else.

    `inner`: it stands within another call, where `now()` keeps its spelling.
    """
    name = call_name(value)
    if name in _NOW and not value.arguments and not inner:
        return "CURRENT_TIMESTAMP"
    if name is None or not name.startswith("func.") or value.keywords or value.open:
        return UNKNOWN
    parts: list[str] = []
    for argument in value.arguments:
        if isinstance(argument.value, bool) or not isinstance(argument.value, (str, int)):
            nested = expression(argument.value, inner=True) if isinstance(argument.value, CallValue) else UNKNOWN
            if nested is UNKNOWN:
                return UNKNOWN
            parts.append(nested)
        elif isinstance(argument.value, str):
            parts.append("'" + argument.value.replace("'", "''") + "'")
        else:
            parts.append(str(argument.value))
    function = name.removeprefix("func.")
    return function.upper() if function == "current_date" and not parts else f"{function}({', '.join(parts)})"


def client_default(argument: Argument | None) -> Maybe[ClientDefault | None]:
    """The value that the ORM makes, from the argument of `default=`, `default_factory=` or `onupdate=`."""
    if argument is None or argument.value is None:
        return None
    value = argument.value
    if isinstance(value, (str, int, float, bool, bytes)):
        return ClientDefault("literal", (value,))
    if isinstance(value, (dict, list, tuple)):
        return _json(value)
    if isinstance(value, MemberValue):
        return UNKNOWN if value.value is UNKNOWN else ClientDefault("literal", (value.value,))
    generator = _generator(value)
    if generator is not None:
        return generator
    root = value
    while isinstance(root, CallValue) and isinstance(root.function, AttributeValue):
        root = root.function.base
    name = call_name(root)
    if name is not None and (name.startswith("func.") or name in _SQL):
        return ClientDefault("sql", (argument.source,))
    if not _is_callable(value):
        return UNKNOWN
    return ClientDefault("callable", (argument.source,))


def _json(value: Value) -> Maybe[ClientDefault]:
    """A default for a JSON column, as its JSON text."""
    try:
        return ClientDefault("literal", (json.dumps(value),))
    except (TypeError, ValueError, RecursionError):
        return UNKNOWN


def _is_callable(value: Value) -> bool:
    """Whether a value is sure to be called for each row, rather than to be the default itself."""
    if isinstance(value, CallValue):
        return bool(value.function == Symbol("functools.partial"))
    if isinstance(value, AttributeValue) and isinstance(value.base, ClassValue):
        member = inherited(value.base, value.name)
        return member is not None and member.function is not None
    if isinstance(value, Symbol):
        # What another library has under a name may be a constant.
        return value.package in _STANDARD and value.name not in ("value", "name") and not value.name.isupper()
    return isinstance(value, (ClassValue, FunctionValue))


def _generator(value: Value) -> ClientDefault | None:
    """The id generator of Prisma's that a function of the source is the same as."""
    if isinstance(value, CallValue):
        return _generator(value.function)
    if isinstance(value, Symbol):
        found = _GENERATORS.get(value.path) or _GENERATORS.get(value.path.rpartition(".")[0])
        return None if found is None else ClientDefault(*found)
    if not isinstance(value, FunctionValue):
        return None
    if value.scope.outer is not None:
        return _made_by(value)
    # One function of a module is the default of many columns, and looking through it is slow.
    memory, memos = value.scope.project.memory, value.scope.statement.memos
    made: ClientDefault | None = memory.remember(memos, ("generator", value.node), lambda: _made_by(value), None)
    return made


def _made_by(value: FunctionValue) -> ClientDefault | None:
    """The id generator that the body of a function calls; None where it calls none, or several."""
    scope = value.scope.inner()
    body = [value.node.body] if isinstance(value.node, ast.Lambda) else value.node.body
    found_all: list[ClientDefault] = []
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                inner = evaluate(node.func, scope)
                made = (
                    _generator(inner) if not (isinstance(inner, FunctionValue) and inner.node is value.node) else None
                )
                if made is not None:
                    found_all.append(made)
    return found_all[0] if found_all and all(made == found_all[0] for made in found_all) else None
