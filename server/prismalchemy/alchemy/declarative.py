"""Declarative bases: which classes map tables, and what their base settles for all of them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prismalchemy.alchemy.classes import inherited, is_flask_object, members, mro
from prismalchemy.alchemy.evaluate import evaluate
from prismalchemy.alchemy.naming import DEFAULT_NAMING
from prismalchemy.alchemy.values import (
    AttributeValue,
    CallValue,
    ClassValue,
    Symbol,
    Value,
    call_name,
    sqlalchemy_name,
)
from prismalchemy.schema import UNKNOWN, Maybe

if TYPE_CHECKING:
    from prismalchemy.alchemy.project import Project

_BASES = frozenset({"DeclarativeBase", "DeclarativeBaseNoMeta"})
_CALLS = frozenset({"declarative_base", "generate_base", "automap_base"})
_PLAIN_PACKAGES = frozenset(
    {"builtins", "typing", "typing_extensions", "abc", "enum", "dataclasses", "collections", "pydantic", "datetime"}
    | {"flask_login", "sqlalchemy_serializer", "uuid", "functools", "itsdangerous", "werkzeug"}
)
"""Packages whose classes, as bases of a mapped class, bring no columns."""
_PLAIN_NAMES = frozenset({"AsyncAttrs", "MappedAsDataclass", "AbstractConcreteBase", "ConcreteBase", "TypeDecorator"})


@dataclass(frozen=True)
class Declarative:
    """What a declarative base settles for the classes below it.

    Args:
        kind: `sqlalchemy`, `sqlmodel` or `flask`; the latter two name tables after classes.
        naming: the MetaData's naming convention.
        schema: the MetaData's default schema.
        type_map: pairs of `type_annotation_map`.
        closed: whether every base of the class could be looked into.
        metadata: a text that is equal for classes of one MetaData.
    """

    kind: str = "sqlalchemy"
    naming: Maybe[Mapping[Value, Value]] = UNKNOWN
    schema: Maybe[str | None] = None
    type_map: Maybe[tuple[tuple[Value, Value], ...]] = ()
    closed: bool = True
    metadata: Maybe[str] = UNKNOWN


def declarative(cls: ClassValue) -> Declarative | None:
    """What the declarative base of a class settles; None where the class has no such base.

    A class with a base that is outside the project and unknown gets a Declarative that is not `closed`, if it looks
    like a mapped class (it names its table).
    """
    order = mro(cls)
    kind = next((found for base in order if (found := _kind(base)) is not None), None)
    if kind is None and (_decorated(cls) or any(_by_metaclass(base) for base in order)):
        kind = "sqlalchemy"
    # What `automap_base` makes is filled with what the database has.
    closed = all((_is_plain(base) or _kind(base) is not None) and call_name(base) != "automap_base" for base in order)
    if kind is None:
        if closed or not _looks_mapped(cls):
            return None
        kind = "unknown"
    value = _metadata_value(cls, order)
    naming, schema = metadata_facts(value, cls.scope.project, order)
    return Declarative(kind, naming, schema, _type_map(cls, order), closed, _metadata_name(cls, value, order))


def _metadata_name(cls: ClassValue, value: Value, order: list[Value]) -> Maybe[str]:
    """What tells one MetaData from another: where it is made, or the base class that makes one of its own.

    SQLModel has one for all classes of a program. Which modules are of one program is not known, so there it is the
    module.
    """
    if isinstance(value, CallValue) and call_name(value) == "MetaData":
        return _place(value)
    if value is not None:
        return UNKNOWN
    for base in order:
        if isinstance(base, ClassValue) and is_base(base):
            return f"{base.statement.path}:{base.name}"
        if isinstance(base, CallValue) and call_name(base) in _CALLS:
            return _place(base)
        if isinstance(base, ClassValue) and any(keyword.arg == "registry" for keyword in base.node.keywords):
            return UNKNOWN
        if _kind(base) == "sqlmodel":
            return f"{cls.statement.path}:SQLModel"
    return UNKNOWN


def _place(call: CallValue) -> str:
    statement = call.written.statement
    return f"{statement.path}:{statement.name or statement.text}:{call.origin.span.start}"


def _looks_mapped(cls: ClassValue) -> bool:
    """Whether a class whose bases cannot be seen seems to be mapped: it names a table, or has columns of its own.

    What is called a mixin or a base is taken for one.
    """
    if any(inherited(cls, name) for name in ("__tablename__", "__table__")):
        return True
    if cls.name.endswith(("Mixin", "Base")):
        return False
    nodes = (member.value for member in members(cls).values() if isinstance(member.value, ast.Call))
    called = (node.func for node in nodes if isinstance(node, ast.Call))
    return any(getattr(node, "attr", getattr(node, "id", "")) in ("Column", "mapped_column") for node in called)


def is_base(cls: ClassValue) -> bool:
    """Whether a class is itself a declarative base, not a mapped class: it derives from `DeclarativeBase` directly."""
    for base in mro(cls)[1:]:
        if isinstance(base, Symbol) and sqlalchemy_name(base) in _BASES:
            nodes = (evaluate(node, cls.scope) for node in cls.node.bases)
            return any(isinstance(node, Symbol) and sqlalchemy_name(node) in _BASES for node in nodes)
    return any(
        call_name(value) == "as_declarative" or _registered(value, "as_declarative_base") for value in _decorators(cls)
    )


def _kind(base: Value) -> str | None:
    if isinstance(base, Symbol):
        if sqlalchemy_name(base) in _BASES:
            return "sqlalchemy"
        if base.path.startswith("sqlmodel.") and base.name == "SQLModel":
            return "sqlmodel"
        if base.path.endswith(".db.Model"):
            return "flask"
        return None
    if isinstance(base, CallValue):
        name = base.function.name if isinstance(base.function, (Symbol, AttributeValue)) else None
        return "sqlalchemy" if name in _CALLS else None
    if isinstance(base, AttributeValue) and base.name == "Model" and is_flask_object(base.base, "Model"):
        return "flask"
    if isinstance(base, ClassValue) and any(
        call_name(value) == "as_declarative" or _registered(value, "as_declarative_base") for value in _decorators(base)
    ):
        return "sqlalchemy"
    return None


def _by_metaclass(cls: Value) -> bool:
    """Whether a class is a declarative base of the oldest kind: `class Base(metaclass=DeclarativeMeta)`."""
    if not isinstance(cls, ClassValue):
        return False
    given = (keyword.value for keyword in cls.node.keywords if keyword.arg == "metaclass")
    return any(sqlalchemy_name(evaluate(node, cls.scope)) == "DeclarativeMeta" for node in given)


def _decorators(cls: ClassValue) -> list[Value]:
    return [evaluate(node, cls.scope) for node in cls.node.decorator_list]


def _registered(value: Value, name: str) -> bool:
    """Whether a decorator is a method of a registry: `@registry.mapped`, `@registry.mapped_as_dataclass(...)`."""
    called = value.function if isinstance(value, CallValue) else value
    return isinstance(called, AttributeValue) and called.name == name and call_name(called.base) == "registry"


def _decorated(cls: ClassValue) -> bool:
    names = ("mapped", "mapped_as_dataclass")
    return any(_registered(value, name) or call_name(value) == name for value in _decorators(cls) for name in names)


def _is_plain(base: Value) -> bool:
    """Whether a base brings no columns that cannot be seen."""
    if isinstance(base, ClassValue):
        return True
    if isinstance(base, Symbol):
        return (
            base.package in _PLAIN_PACKAGES or sqlalchemy_name(base) in _PLAIN_NAMES or base.name == "MappedAsDataclass"
        )
    return False


def _metadata_value(cls: ClassValue, order: list[Value]) -> Value:
    """The MetaData that tables of a class belong to; None where none was given, UNKNOWN where it cannot be seen."""
    own = inherited(cls, "metadata")
    if own is not None and own.value is not None:
        return own.evaluate()
    registry = inherited(cls, "registry")
    if registry is not None and registry.value is not None:
        value = registry.evaluate()
        return value.keyword("metadata") if call_name(value) == "registry" else UNKNOWN
    for base in order:
        call = base.base if isinstance(base, AttributeValue) else base
        if isinstance(call, CallValue):
            if isinstance(call.function, AttributeValue) and isinstance(call.function.base, CallValue):
                call = call.function.base
            if "metadata" in call.keywords:
                return call.keyword("metadata")
            if "model_class" not in call.keywords:
                return None
    for decorator in _decorators(cls):
        called = decorator.function if isinstance(decorator, CallValue) else decorator
        if isinstance(called, AttributeValue) and isinstance(called.base, CallValue):
            return called.base.keyword("metadata")
    return None


def metadata_facts(
    value: Value, project: Project, order: Sequence[Value] = ()
) -> tuple[Maybe[Mapping[Value, Value]], Maybe[str | None]]:
    """Naming convention and schema of a MetaData.

    Args:
        value: the MetaData; None for the one that a declarative base makes itself.
        project: tells whether something is assigned to it later.
        order: the classes of which the MetaData is an attribute.
    """
    naming, schema = _metadata(value, project)
    if naming == DEFAULT_NAMING and (later := project.conventions()):
        (owner, given) = later[0] if len(later) == 1 else (UNKNOWN, UNKNOWN)
        naming = given if isinstance(given, dict) and _is_metadata_of(owner, order) else UNKNOWN
    return naming, schema


def _is_metadata_of(value: Value, order: Sequence[Value]) -> bool:
    """Whether a value is the `metadata` of one of the classes: `Base.metadata`, `SQLModel.metadata`."""
    if isinstance(value, AttributeValue):
        return value.name == "metadata" and value.base in order
    return any(isinstance(base, Symbol) and value == Symbol(f"{base.path}.metadata") for base in order)


def _metadata(value: Value, project: Project) -> tuple[Maybe[Mapping[Value, Value]], Maybe[str | None]]:
    if value is None:
        return DEFAULT_NAMING, None
    if isinstance(value, AttributeValue) and value.name == "metadata" and isinstance(value.base, CallValue):
        inner = value.base
        if isinstance(inner.function, AttributeValue) and isinstance(inner.function.base, CallValue):
            # `mapper_registry.generate_base()`: the registry has the MetaData.
            inner = inner.function.base
        if "metadata" not in inner.keywords and project.replaces_metadata(inner.origin.anchor.path):
            return UNKNOWN, None
        return _metadata(inner.keyword("metadata"), project)
    if isinstance(value, AttributeValue) and value.name == "metadata" and isinstance(value.base, ClassValue):
        return _metadata(_metadata_value(value.base, mro(value.base)), project)
    if not isinstance(value, CallValue) or call_name(value) != "MetaData" or value.open:
        return UNKNOWN, None
    naming = value.keyword("naming_convention", dict(DEFAULT_NAMING))
    if not isinstance(naming, dict):
        naming = UNKNOWN if naming is not None else DEFAULT_NAMING
    schema = value.keyword("schema", value.arguments[0].value if value.arguments else None)
    return naming, schema if schema is None or isinstance(schema, str) else UNKNOWN


def _type_map(cls: ClassValue, order: list[Value]) -> Maybe[tuple[tuple[Value, Value], ...]]:
    found: dict[Value, Value] = {}
    own = inherited(cls, "type_annotation_map")
    registry = inherited(cls, "registry")
    values: list[Value] = []
    if registry is not None and registry.value is not None:
        value = registry.evaluate()
        values.append(value.keyword("type_annotation_map", {}) if isinstance(value, CallValue) else UNKNOWN)
    if own is not None:
        values.append(own.evaluate())
    for base in order:
        if isinstance(base, CallValue):
            call = base.function.base if isinstance(base.function, AttributeValue) else base
            if isinstance(call, CallValue):
                values.append(call.keyword("type_annotation_map", {}))
    for decorator in _decorators(cls):
        called = decorator.function if isinstance(decorator, CallValue) else decorator
        if isinstance(called, AttributeValue) and isinstance(called.base, CallValue):
            values.append(called.base.keyword("type_annotation_map", {}))
    for value in values:
        if not isinstance(value, dict):
            return UNKNOWN
        found.update(value)
    return tuple(found.items())
