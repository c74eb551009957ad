"""Enum types: from a Python enum class, a list of labels or a `Literal`, to the neutral enum and its column type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy

from prismalchemy.alchemy.calls import invoke
from prismalchemy.alchemy.classes import enum_members, members
from prismalchemy.alchemy.documentation import docstring
from prismalchemy.alchemy.values import CallValue, ClassValue, FunctionValue, MemberValue, Symbol, Value
from prismalchemy.schema import UNKNOWN, ColumnType, Enum, EnumMember, Maybe
from prismalchemy.text import Origin

if TYPE_CHECKING:
    from prismalchemy.alchemy.types import TypeContext


def read_enum(call: CallValue | None, origin: Origin, context: TypeContext) -> Maybe[ColumnType]:
    """The type that a call of SQLAlchemy's `Enum` makes.

    Args:
        call: the call; None for the bare class, which names nothing.
        origin: where the source makes it a database type.
        context: what else its meaning depends on.
    """
    if call is None or call.open:
        return UNKNOWN
    values = [argument.value for argument in call.arguments]
    first = values[0] if values else UNKNOWN
    members_found: Maybe[tuple[EnumMember, ...]] = UNKNOWN
    entity, class_origin, name_origin, documentation = None, None, None, None
    default_name: Maybe[str | None] = None
    incomplete = False
    if isinstance(first, ClassValue) and len(values) == 1:
        entity = first.name
        default_name = first.name.lower()
        members_found = _class_members(first, call.keyword("values_callable"))
        class_origin = first.origin
        name_origin = first.statement.name_origin(first.node)
        documentation = docstring(first.node)
        incomplete = bool(first.statement.recovered.broken)
    elif isinstance(first, CallValue) and len(values) == 1:
        functional = _functional(first)
        if functional is not None:
            entity, members_found = functional
            default_name = entity.lower()
            class_origin = first.origin
            if call.keyword("values_callable") is not None:
                members_found = UNKNOWN
    elif values and all(isinstance(value, (str, MemberValue)) for value in values):
        labels = [value if isinstance(value, str) else value.value for value in values]
        if all(isinstance(label, str) for label in labels):
            members_found = tuple(EnumMember(name=label, label=label) for label in labels)
    else:
        default_name = UNKNOWN
    name: Maybe[str | None] = call.keyword("name", default_name)
    if name is not UNKNOWN and name is not None and not isinstance(name, str):
        name = UNKNOWN
    native = call.keyword("native_enum", True)  # noqa: FBT003 - a value, not a switch
    schema = _schema(call, context)
    enum = Enum(
        name=name,
        schema=None if schema is UNKNOWN else schema,
        schema_known=schema is not UNKNOWN,
        entity=entity,
        members=members_found,
        native=native if isinstance(native, bool) else UNKNOWN,
        incomplete=incomplete,
        documentation=documentation,
        origin=origin,
        name_origin=name_origin,
        class_origin=class_origin,
        call_origin=call.origin,
    )
    length = call.keyword("length")
    return _typed(enum, length if isinstance(length, int) else None)


def class_enum(cls: ClassValue, origin: Origin) -> ColumnType:
    """The type that SQLAlchemy infers for an annotation with an enum class; it is in no schema of its own."""
    enum = Enum(
        name=cls.name.lower(),
        entity=cls.name,
        members=_class_members(cls, None),
        incomplete=bool(cls.statement.recovered.broken),
        documentation=docstring(cls.node),
        origin=origin,
        name_origin=cls.statement.name_origin(cls.node),
        class_origin=cls.origin,
    )
    return _typed(enum, None)


def literal_enum(labels: tuple[Value, ...], origin: Origin) -> Maybe[ColumnType]:
    """The type that SQLAlchemy infers for `Literal["a", "b"]`: text, with an anonymous enum."""
    if not all(isinstance(label, str) for label in labels):
        return UNKNOWN
    found = tuple(EnumMember(name=label, label=label) for label in labels)
    return _typed(Enum(name=None, members=found, native=False, origin=origin), None)


def _typed(enum: Enum, length: int | None) -> ColumnType:
    labels = enum.labels
    if length is not None and labels is not UNKNOWN and any(len(label) > length for label in labels):
        # SQLAlchemy refuses this, so no database has it.
        length = None
    made = sqlalchemy.Enum(
        *(() if labels is UNKNOWN else labels),
        name=None if enum.name is UNKNOWN else enum.name,
        schema=enum.schema,
        native_enum=enum.native is not False,
        **({} if length is None else {"length": length}),
    )
    return ColumnType(made, enum=enum)


def _schema(call: CallValue, context: TypeContext) -> Maybe[str | None]:
    if "schema" in call.keywords:
        given = call.keyword("schema")
        return given if given is None or isinstance(given, str) else UNKNOWN
    if call.keyword("inherit_schema") is True:
        return context.table_schema
    return context.metadata_schema if context.version >= (2, 1) else None


def _class_members(cls: ClassValue, values_callable: Value) -> Maybe[tuple[EnumMember, ...]]:
    """The members of an enum class with their labels: their names, or what `values_callable` returns."""
    found = enum_members(cls)
    if found is None or not found:
        return UNKNOWN
    labels: list[Value] = [member.name for member in found]
    if values_callable is not None:
        if not isinstance(values_callable, FunctionValue):
            return UNKNOWN
        returned = invoke(values_callable, [cls], values_callable.scope)
        if not isinstance(returned, (list, tuple)) or len(returned) != len(found):
            return UNKNOWN
        labels = list(returned)
    if not all(isinstance(label, str) for label in labels):
        return UNKNOWN
    return tuple(_member(member, label) for member, label in zip(found, labels, strict=True))


def _member(member: MemberValue, label: str) -> EnumMember:
    node = members(member.cls)[member.name].node
    return EnumMember(name=member.name, label=label, origin=member.cls.statement.origin(node))


def _functional(call: CallValue) -> tuple[str, Maybe[tuple[EnumMember, ...]]] | None:
    """Name and members of `enum.Enum("Color", "RED GREEN")`; None for any other call."""
    from prismalchemy.alchemy.classes import ENUM_BASES

    if not (isinstance(call.function, Symbol) and call.function.path in ENUM_BASES and call.arguments):
        return None
    values = [argument.value for argument in call.arguments]
    if not isinstance(values[0], str):
        return None
    names = values[1] if len(values) > 1 else call.keyword("names", UNKNOWN)
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    elif isinstance(names, dict):
        names = list(names)
    elif isinstance(names, (list, tuple)):
        names = [name[0] if isinstance(name, tuple) and name else name for name in names]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return values[0], UNKNOWN
    return values[0], tuple(EnumMember(name=name, label=name) for name in names)
