"""Annotations of mapped attributes: `Mapped[...]`, `Annotated` aliases, optionality, and the types they imply."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from keyword import iskeyword

import sqlalchemy

from prismalchemy.alchemy import enums
from prismalchemy.alchemy.classes import is_enum, mro
from prismalchemy.alchemy.declarative import Declarative
from prismalchemy.alchemy.evaluate import Scope, evaluate, source_of
from prismalchemy.alchemy.types import TypeContext, read_type
from prismalchemy.alchemy.values import (
    CallValue,
    ClassValue,
    SubscriptValue,
    Symbol,
    UnionValue,
    Value,
    call_name,
    sqlalchemy_name,
)
from prismalchemy.schema import UNKNOWN, ColumnType, Maybe
from prismalchemy.text import Origin

_MAPPED = frozenset({"Mapped", "DynamicMapped", "WriteOnlyMapped", "SQLCoreOperations"})
_COLLECTIONS = frozenset(
    {
        "list",
        "List",
        "set",
        "Set",
        "dict",
        "Dict",
        "Sequence",
        "MutableSequence",
        "Collection",
        "MutableSet",
        "AbstractSet",
    }
    | {"Iterable", "OrderedSet", "OrderingList", "AssociationList", "deque", "tuple", "Tuple", "frozenset", "FrozenSet"}
    | {"Mapping", "MutableMapping", "MappedCollection", "KeyFuncDict", "InstrumentedList", "MutableList"}
)


@dataclass(slots=True, eq=False)
class Annotation:
    """What an annotation says.

    Args:
        item: the type without `Mapped`, `Optional` and `Annotated`.
        nullable: whether it is optional.
        mapped: it was `Mapped[...]` or one of its kin.
        many: it was `DynamicMapped` or `WriteOnlyMapped`.
        call: the `mapped_column(...)` that an `Annotated` alias carries.
        alias: the whole annotation within `Mapped`, `Optional` taken off, as `type_annotation_map` may have it.
        source: its text within `Mapped`.
        scope: where it stands.
        node: the annotation in the syntax tree.
        origin: where it is written.
    """

    item: Value
    nullable: bool
    mapped: bool
    many: bool
    call: CallValue | None
    alias: Value
    source: str
    scope: Scope
    node: ast.expr
    origin: Origin


def read_annotation(node: ast.expr, scope: Scope) -> Annotation:
    """What an annotation says; names in strings are looked up as well."""
    value = resolved(evaluate(node, scope), node, scope)
    mapped = many = False
    inner: ast.expr = node
    if isinstance(value, SubscriptValue) and sqlalchemy_name(value.base) in _MAPPED and value.items:
        mapped = True
        many = sqlalchemy_name(value.base) in ("DynamicMapped", "WriteOnlyMapped")
        value = value.items[0]
        if isinstance(node, ast.Subscript):
            inner = node.slice
    elif isinstance(value, SubscriptValue) and isinstance(value.base, Symbol) and value.base.name == "ClassVar":
        value = UNKNOWN
    source = source_of(inner, scope)
    value, nullable = _optional(resolved(value, inner, scope), inner, scope)
    alias = value
    call: CallValue | None = None
    if isinstance(value, SubscriptValue) and _named(value.base, "Annotated") and value.items:
        call = next((item for item in value.items[1:] if call_name(item) == "mapped_column"), None)
        value, inner_nullable = _optional(resolved(value.items[0], inner, scope), inner, scope)
        nullable = nullable or inner_nullable
    return Annotation(value, nullable, mapped, many, call, alias, source, scope, node, scope.statement.origin(node))


def resolved(value: Value, node: ast.expr, scope: Scope) -> Value:
    """The value of an annotation that is written as a string; any other value as it is."""
    if not isinstance(value, str):
        return value
    if value.isascii() and value.isidentifier() and not iskeyword(value):
        # The usual case, `"User"`: a name needs no parsing.
        found = scope.lookup(value)
        return UNKNOWN if isinstance(found, str) else found
    try:
        tree = ast.parse(value.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return UNKNOWN
    for inner in ast.walk(tree):
        if isinstance(inner, (ast.expr, ast.keyword)):
            ast.copy_location(inner, node)
    found = evaluate(tree, scope)
    return UNKNOWN if isinstance(found, str) else found


def forward_name(value: Value, node: ast.expr | None = None) -> str | None:
    """The class name that an unresolved annotation or argument names, for a look-up among all mapped classes."""
    if isinstance(value, str):
        return value.strip().rpartition(".")[2] if value.replace(".", "").replace("_", "").strip().isalnum() else None
    if isinstance(node, ast.Name):
        return node.id
    return None


def _named(value: Value, name: str) -> bool:
    return isinstance(value, Symbol) and value.name == name and value.package in ("typing", "typing_extensions")


def _optional(value: Value, node: ast.expr, scope: Scope) -> tuple[Value, bool]:
    """A type without None, and whether None was among it."""
    if isinstance(value, SubscriptValue) and _named(value.base, "Optional") and value.items:
        return _optional(resolved(value.items[0], node, scope), node, scope)[0], True
    items: tuple[Value, ...] | None = None
    if (isinstance(value, SubscriptValue) and _named(value.base, "Union")) or isinstance(value, UnionValue):
        items = value.items
    if items is None:
        return value, False
    rest = [resolved(item, node, scope) for item in items if item is not None]
    nullable = len(rest) < len(items)
    if len(rest) == 1:
        only, inner = _optional(rest[0], node, scope)
        return only, nullable or inner
    return UnionValue(tuple(rest)), nullable


def collection_item(annotation: Annotation) -> tuple[Value, bool]:
    """What a relationship's annotation leads to, and whether it is a collection of it."""
    value = annotation.item
    if isinstance(value, SubscriptValue) and isinstance(value.base, Symbol) and value.base.name in _COLLECTIONS:
        return (value.items[-1] if value.items else UNKNOWN), True
    if isinstance(value, SubscriptValue) and isinstance(value.base, ClassValue) and value.items:
        return value.items[-1], True
    return value, annotation.many


# --- the types that annotations imply ------------------------------------------------------------------------------

_PYTHON_TYPES = {
    "builtins.int": sqlalchemy.Integer,
    "builtins.str": sqlalchemy.String,
    "builtins.bool": sqlalchemy.Boolean,
    "builtins.bytes": sqlalchemy.LargeBinary,
    "datetime.datetime": sqlalchemy.DateTime,
    "datetime.date": sqlalchemy.Date,
    "datetime.time": sqlalchemy.Time,
    "datetime.timedelta": sqlalchemy.Interval,
    "decimal.Decimal": sqlalchemy.Numeric,
    "uuid.UUID": sqlalchemy.Uuid,
}
"""SQLAlchemy's own type map (`sqlalchemy.sql.sqltypes`), float aside."""
_SQLMODEL_TEXTS = frozenset(
    {
        "pydantic.EmailStr",
        "pydantic.networks.EmailStr",
        "pathlib.Path",
        "ipaddress.IPv4Address",
        "ipaddress.IPv6Address",
    }
    | {"ipaddress.IPv4Network", "ipaddress.IPv6Network"}
)


def implied_type(annotation: Annotation, base: Declarative, context: TypeContext) -> Maybe[ColumnType]:
    """The column type that an annotation implies where the column names none."""
    found = _implied(annotation, base, context)
    if found is UNKNOWN:
        return UNKNOWN
    return ColumnType(found.type, enum=found.enum, python=annotation.source, decorated=found.decorated)


def _implied(annotation: Annotation, base: Declarative, context: TypeContext) -> Maybe[ColumnType]:
    origin = annotation.origin
    if base.type_map is UNKNOWN:
        return UNKNOWN
    for wanted in (annotation.alias, annotation.item):
        for key, value in base.type_map:
            if same_type(key, wanted):
                return read_type(value, origin, context)
    item = annotation.item
    if is_enum(item):
        return _class_enum(item, base, origin, context)
    if isinstance(item, SubscriptValue) and _named(item.base, "Literal"):
        if any(isinstance(key, Symbol) and key.name in ("Literal", "Enum") for key, _ in base.type_map):
            return UNKNOWN
        if base.kind == "sqlmodel":
            return UNKNOWN
        return enums.literal_enum(item.items, origin)
    if not isinstance(item, Symbol):
        return UNKNOWN
    if item.path == "builtins.float":
        double = context.version >= (2, 1) and base.kind != "sqlmodel"
        return ColumnType(sqlalchemy.Double() if double else sqlalchemy.Float())
    if base.kind == "sqlmodel" and item.path in _SQLMODEL_TEXTS:
        return ColumnType(sqlalchemy.String())
    if base.kind == "sqlmodel" and item.path == "datetime.datetime":
        return _sqlmodel_datetime(context)
    made = _PYTHON_TYPES.get(item.path)
    return UNKNOWN if made is None else ColumnType(made())


_AWARE_DATETIMES = (0, 0, 45)
"""The first SQLModel whose `datetime` has a time zone (`UTCDateTime`)."""


def _sqlmodel_datetime(context: TypeContext) -> Maybe[ColumnType]:
    """SQLModel's type for `datetime`: with or without a time zone, as its version has it."""
    if context.sqlmodel is None:
        return UNKNOWN
    aware = context.sqlmodel >= _AWARE_DATETIMES
    return ColumnType(sqlalchemy.DateTime(timezone=aware), decorated=aware)


def _class_enum(cls: ClassValue, base: Declarative, origin: Origin, context: TypeContext) -> Maybe[ColumnType]:
    """The type of an enum class: its own entry in the type map was looked for already, a base class' may be there."""
    if base.type_map is not UNKNOWN:
        for inherited in mro(cls)[1:]:
            for key, value in base.type_map:
                if same_type(key, inherited):
                    return _generic_enum(cls, value, origin, context)
    return enums.class_enum(cls, origin)


def _generic_enum(cls: ClassValue, value: Value, origin: Origin, context: TypeContext) -> Maybe[ColumnType]:
    """An entry such as `enum.Enum: Enum(enum.Enum, native_enum=False)`: the same with the class that is meant."""
    if not isinstance(value, CallValue) or call_name(value) != "Enum" or not value.arguments:
        return read_type(value, origin, context)
    first = value.arguments[0]
    argument = type(first)(cls, first.written)
    keywords = {name: given for name, given in value.keywords.items() if name != "name"}
    return enums.read_enum(CallValue(value.function, (argument,), keywords, value.written), origin, context)


def same_type(left: Value, right: Value) -> bool:
    """Whether two annotations are the same type, as keys of `type_annotation_map` are compared."""
    if left is right:
        return left is not UNKNOWN
    if isinstance(left, SubscriptValue) and isinstance(right, SubscriptValue):
        return (
            same_type(_plain_generic(left.base), _plain_generic(right.base))
            and len(left.items) == len(right.items)
            and all(same_type(one, other) for one, other in zip(left.items, right.items, strict=True))
        )
    if isinstance(left, UnionValue) and isinstance(right, UnionValue):
        return len(left.items) == len(right.items) and all(
            any(same_type(one, other) for other in right.items) for one in left.items
        )
    if isinstance(left, (Symbol, ClassValue)) and isinstance(right, (Symbol, ClassValue)):
        return left == right
    return isinstance(left, (str, int, float)) and type(left) is type(right) and left == right


def _plain_generic(value: Value) -> Value:
    names = {"List": "list", "Dict": "dict", "Set": "set", "Tuple": "tuple", "FrozenSet": "frozenset"}
    if isinstance(value, Symbol) and value.package == "typing" and value.name in names:
        return Symbol(f"builtins.{names[value.name]}")
    return value
