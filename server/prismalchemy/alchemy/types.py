"""From what a model names as a column's type to a SQLAlchemy type object.

Only SQLAlchemy's own type classes are ever constructed, with constant arguments. The user's own types are looked at:
a TypeDecorator stands for its `impl`, a UserDefinedType for what its `get_col_spec` returns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ARRAY
from sqlalchemy.types import TypeEngine

from prismalchemy.alchemy import enums
from prismalchemy.alchemy.calls import attributes_set, initialised, invoke
from prismalchemy.alchemy.classes import inherited, members, mro
from prismalchemy.alchemy.evaluate import Scope
from prismalchemy.alchemy.known import THIRD_PARTY, sqlalchemy_type
from prismalchemy.alchemy.values import (
    AttributeValue,
    CallValue,
    ClassValue,
    DialectValue,
    FunctionValue,
    InstanceValue,
    Symbol,
    Value,
    Written,
    sqlalchemy_name,
)
from prismalchemy.schema import UNKNOWN, ColumnType, Maybe, Raw, Unknown
from prismalchemy.text import Origin

_HARMLESS = frozenset(
    {"astext_type", "none_as_null", "as_uuid", "cache_ok", "comment", "metadata", "zero_indexes", "asdecimal"}
    | {"validate_strings", "create_constraint", "create_type", "key", "should_evaluate_none"}
)
"""Arguments of types that do not show in DDL: an unknown value of theirs does no harm, they are left out."""
_ENUMS = frozenset({"Enum", "postgresql.ENUM", "mysql.ENUM", "SAEnum"})
_DIALECTS = ("postgresql", "mysql", "sqlite", "mssql")


@dataclass(frozen=True)
class TypeContext:
    """What the meaning of a type depends on besides itself.

    Args:
        version: SQLAlchemy's version as (major, minor).
        metadata_schema: the default schema of the MetaData.
        table_schema: the table's schema.
        known: SQL text by qualified name of a type, from the settings.
        sqlmodel: SQLModel's version; None where it is not known.
    """

    version: tuple[int, int] = (2, 1)
    metadata_schema: Maybe[str | None] = None
    table_schema: Maybe[str | None] = None
    known: Mapping[str, str] = field(default_factory=dict)
    sqlmodel: tuple[int, ...] | None = None


def is_type(value: Value) -> bool:
    """Whether a positional argument of a column is its type (and not a name, a foreign key or another construct)."""
    if isinstance(value, CallValue):
        if isinstance(value.function, AttributeValue):
            return value.function.name in ("with_variant", "as_mutable", "evolve")
        return is_type(value.function)
    if isinstance(value, ClassValue):
        return any(isinstance(base, Symbol) and is_type(base) for base in mro(value)[1:])
    if isinstance(value, Symbol):
        name = sqlalchemy_name(value)
        if name is not None:
            known = sqlalchemy_type(name) is not None or name in ("TypeDecorator", "UserDefinedType", "AutoString")
            return known or value.name == "as_mutable"
        return value.name in THIRD_PARTY.get(value.package, ()) or value.name == "as_mutable"
    return False


def read_type(value: Value, origin: Origin, context: TypeContext) -> Maybe[ColumnType]:
    """The column type that a value stands for; UNKNOWN where that cannot be said.

    Args:
        value: the type: a class or a call.
        origin: where the source names it; an enum is said to come from there.
        context: what else its meaning depends on.
    """
    if isinstance(value, ClassValue):
        return _own(value, None, origin, context)
    if isinstance(value, Symbol):
        return _foreign(value, None, origin, context)
    if not isinstance(value, CallValue):
        return UNKNOWN
    function = value.function
    if isinstance(function, AttributeValue):
        if function.name == "with_variant":
            return _with_variant(function.base, value, origin, context)
        if function.name == "as_mutable" and value.arguments:
            return read_type(value.arguments[0].value, origin, context)
        return UNKNOWN
    if isinstance(function, ClassValue):
        return _own(function, value, origin, context)
    if isinstance(function, Symbol):
        if function.name == "as_mutable" and value.arguments:
            return read_type(value.arguments[0].value, origin, context)
        return _foreign(function, value, origin, context)
    return UNKNOWN


def _foreign(symbol: Symbol, call: CallValue | None, origin: Origin, context: TypeContext) -> Maybe[ColumnType]:
    """A type from outside the project."""
    sql = context.known.get(symbol.path) or context.known.get(symbol.name)
    if sql is not None:
        return ColumnType(Raw(sql))
    name = sqlalchemy_name(symbol)
    if name in _ENUMS:
        return enums.read_enum(call, origin, context)
    maker: Any = THIRD_PARTY.get(symbol.package, {}).get(symbol.name)
    if maker is None and name is not None:
        maker = sqlalchemy_type(name)
    if maker is None:
        return UNKNOWN
    return _constructed(maker, call, origin, context)


def _constructed(maker: Any, call: CallValue | None, origin: Origin, context: TypeContext) -> Maybe[ColumnType]:
    """Calls a type's constructor with the arguments of the source, if all of them are known."""
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    item: ColumnType | None = None
    if call is not None:
        if call.open:
            return UNKNOWN
        for argument in call.arguments:
            plain = _plain(argument.value, origin, context)
            if isinstance(plain, Unknown):
                return UNKNOWN
            item = plain if isinstance(plain, ColumnType) and item is None else item
            positional.append(plain.type if isinstance(plain, ColumnType) else plain)
        for name, argument in call.keywords.items():
            plain = _plain(argument.value, origin, context)
            if isinstance(plain, Unknown):
                if name in _HARMLESS:
                    continue
                return UNKNOWN
            item = plain if isinstance(plain, ColumnType) and item is None else item
            keywords[name] = plain.type if isinstance(plain, ColumnType) else plain
    try:
        made: object = maker(*positional, **keywords)
    except Exception:  # arguments that SQLAlchemy's type refuses, each type in its own way
        return UNKNOWN
    if not isinstance(made, TypeEngine):
        return UNKNOWN
    if isinstance(made, ARRAY) and item is not None:
        return ColumnType(made, enum=item.enum, decorated=item.decorated)
    return ColumnType(made)


def _plain(value: Value, origin: Origin, context: TypeContext) -> Value:
    """An argument as SQLAlchemy's constructor takes it: a constant or a ColumnType; UNKNOWN for anything else."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if is_type(value):
        return read_type(value, origin, context)
    return UNKNOWN


def _with_variant(base: Value, call: CallValue, origin: Origin, context: TypeContext) -> Maybe[ColumnType]:
    main = read_type(base, origin, context)
    if main is UNKNOWN or not call.arguments or call.open:
        return UNKNOWN
    variant = read_type(call.arguments[0].value, origin, context)
    dialects = [argument.value for argument in call.arguments[1:]]
    if variant is UNKNOWN or not dialects or not all(isinstance(dialect, str) for dialect in dialects):
        return UNKNOWN
    try:
        made = main.type.with_variant(variant.type, *dialects)
    except Exception:  # as above
        return UNKNOWN
    return ColumnType(made, enum=main.enum or variant.enum, decorated=main.decorated)


# --- types of the project ------------------------------------------------------------------------------------------


_PROCESSING = ("bind_processor", "result_processor", "bind_expression")
"""Methods of a type class that change values."""


def _own(cls: ClassValue, call: CallValue | None, origin: Origin, context: TypeContext) -> Maybe[ColumnType]:
    """A type class of the project, or a call of one."""
    sql = context.known.get(cls.name)
    if sql is not None:
        return ColumnType(Raw(sql))
    foreign = next((base for base in mro(cls)[1:] if isinstance(base, Symbol) and is_type(base)), None)
    if foreign is None or any(base is UNKNOWN for base in mro(cls)):
        return UNKNOWN
    name = sqlalchemy_name(foreign)
    if name == "TypeDecorator" or (name is None and inherited(cls, "impl") is not None):
        return _decorator(cls, call, origin, context)
    if name == "UserDefinedType":
        return _user_defined(cls, call)
    if inherited(cls, "__init__") is not None or inherited(cls, "get_col_spec") is not None:
        return UNKNOWN
    found = _foreign(foreign, None if call is None else replace(call, function=foreign), origin, context)
    if found is not UNKNOWN and any(inherited(cls, name) is not None for name in _PROCESSING):
        return ColumnType(found.type, enum=found.enum, python=found.python, decorated=True)
    return found


def _decorator(cls: ClassValue, call: CallValue | None, origin: Origin, context: TypeContext) -> Maybe[ColumnType]:
    """A TypeDecorator: its `impl`, with variants where `load_dialect_impl` chooses by dialect."""
    member = inherited(cls, "impl")
    if member is None:
        return UNKNOWN
    impl = member.evaluate()
    init = inherited(cls, "__init__")
    if init is not None and init.function is not None:
        written = Written(init.cls.statement, init.function)
        made = initialised(
            FunctionValue(init.function, init.cls.scope, (SELF,)), call or CallValue(cls, (), {}, written)
        )
        if made is None or made.above.open:
            return UNKNOWN
        arguments = made.above.arguments
        arguments = arguments[1:] if arguments and arguments[0].value is SELF else arguments
        if "impl" in made.attributes:
            impl = made.attributes["impl"]
        elif (arguments or made.above.keywords) and not isinstance(impl, CallValue):
            impl = replace(made.above, function=impl, arguments=arguments)
    elif call is not None and (call.arguments or call.keywords) and not isinstance(impl, CallValue):
        impl = replace(call, function=impl)
    found = read_type(impl, origin, context)
    if found is UNKNOWN:
        return UNKNOWN
    chosen = _by_dialect(cls, found, origin, context)
    if chosen is UNKNOWN:
        return UNKNOWN
    return ColumnType(chosen.type, enum=chosen.enum, python=chosen.python, decorated=True)


def _by_dialect(cls: ClassValue, impl: ColumnType, origin: Origin, context: TypeContext) -> Maybe[ColumnType]:
    member = inherited(cls, "load_dialect_impl")
    if member is None or member.function is None:
        return impl
    scope: Scope = member.cls.scope
    function = FunctionValue(member.function, scope)
    made = impl
    last = not any("load_dialect_impl" in members(base) for base in _behind(cls, member.cls))
    for dialect in _DIALECTS:
        value = invoke(function, [SELF, DialectValue(dialect)], scope)
        if _is_impl(value) or (last and _is_super(value)):
            continue
        chosen = read_type(value, origin, context)
        if chosen is UNKNOWN:
            return UNKNOWN
        made = ColumnType(made.type.with_variant(chosen.type, dialect), enum=made.enum or chosen.enum)
    return made


def _behind(cls: ClassValue, behind: ClassValue) -> list[ClassValue]:
    """The classes that a `super()` in one of the classes behind `cls` looks into."""
    order = [base for base in mro(cls) if isinstance(base, ClassValue)]
    return order[order.index(behind) + 1 :]


def _is_super(value: Value) -> bool:
    """Whether a method returned what its base's does: `super().load_dialect_impl(dialect)`."""
    function = value.function if isinstance(value, CallValue) else None
    base = function.base if isinstance(function, AttributeValue) else None
    return (
        isinstance(function, AttributeValue)
        and function.name == "load_dialect_impl"
        and isinstance(base, CallValue)
        and base.function == Symbol("builtins.super")
    )


def _is_impl(value: Value) -> bool:
    """Whether a method returned the decorator's own `impl`."""
    if isinstance(value, CallValue):
        return isinstance(value.function, Symbol) and value.function.path == "self.impl.load_dialect_impl"
    return isinstance(value, Symbol) and value.path in ("self.impl", "self.impl_instance")


SELF = Symbol("self")
"""Stands for `self` where a method of the project is followed."""


def _user_defined(cls: ClassValue, call: CallValue | None) -> Maybe[ColumnType]:
    """A UserDefinedType: what its `get_col_spec` says of an object that is made so."""
    member, init = inherited(cls, "get_col_spec"), inherited(cls, "__init__")
    if member is None or member.function is None:
        return UNKNOWN
    attributes: dict[str, Value] | None = {}
    if init is not None and init.function is not None:
        bare = CallValue(cls, (), {}, Written(init.cls.statement, init.function))
        attributes = attributes_set(FunctionValue(init.function, init.cls.scope, (SELF,)), call or bare)
    if attributes is None:
        return UNKNOWN
    sql = invoke(FunctionValue(member.function, member.cls.scope), [InstanceValue(cls, attributes)], member.cls.scope)
    return ColumnType(Raw(sql)) if isinstance(sql, str) else UNKNOWN
