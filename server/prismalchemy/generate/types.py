"""Column types as source text: the SQLAlchemy type and the Python annotation."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import sqlalchemy
from sqlalchemy import types as sqltypes
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from prismalchemy.compare.ddl import normalise, spell
from prismalchemy.generate.layout import Node, Text, call, flat
from prismalchemy.generate.names import Names
from prismalchemy.generate.options import Style
from prismalchemy.generate.packages import packaged_node
from prismalchemy.schema import UNKNOWN, Column, ColumnType, Enum, Raw

VALUES_CALLABLE = "lambda e: [member.value for member in e]"
"""The labels of an enum whose members have other names."""

_GENERIC: dict[str, type[TypeEngine[Any]]] = {
    "BIGINT": sqltypes.BigInteger,
    "BLOB": sqltypes.LargeBinary,
    "BOOLEAN": sqltypes.Boolean,
    "BYTEA": sqltypes.LargeBinary,
    "DATE": sqltypes.Date,
    "DOUBLE": sqltypes.Double,
    "DOUBLE_PRECISION": sqltypes.Double,
    "INTEGER": sqltypes.Integer,
    "JSON": sqltypes.JSON,
    "SMALLINT": sqltypes.SmallInteger,
    "TEXT": sqltypes.Text,
    "UUID": sqltypes.Uuid,
}
"""SQLAlchemy's generic class for a class named as in SQL; taken only where the dialect gives both the same DDL."""

_POSITIONAL: dict[str, tuple[type[TypeEngine[Any]], tuple[str, ...]]] = {
    "VARCHAR": (sqltypes.String, ("length",)),
    "NUMERIC": (sqltypes.Numeric, ("precision", "scale")),
    "DECIMAL": (sqltypes.Numeric, ("precision", "scale")),
}
"""Generic classes whose arguments people write without their names."""

_INFERRED = frozenset({"Boolean", "Date", "Integer", "LargeBinary", "Uuid"})
"""Types that SQLAlchemy finds by itself for an annotation, alike in 2.0 and 2.1."""

_PYTHON: dict[str, tuple[str, str]] = {
    "Boolean": ("builtins", "bool"),
    "Date": ("datetime", "date"),
    "DateTime": ("datetime", "datetime"),
    "Float": ("builtins", "float"),
    "Integer": ("builtins", "int"),
    "Interval": ("datetime", "timedelta"),
    "String": ("builtins", "str"),
    "Time": ("datetime", "time"),
    "_Binary": ("builtins", "bytes"),
}
"""The Python type of a SQLAlchemy class and all that derive from it (the nearest ancestor counts)."""

_PYTHON_BY_NAME: dict[str, tuple[str, str]] = {
    "BIT": ("typing", "Any"),
    "CITEXT": ("builtins", "str"),
    "INTERVAL": ("datetime", "timedelta"),
    "MONEY": ("builtins", "str"),
    "OID": ("builtins", "int"),
    "SMALLMONEY": ("decimal", "Decimal"),
    "TSQUERY": ("builtins", "str"),
    "TSVECTOR": ("builtins", "str"),
    "UNIQUEIDENTIFIER": ("uuid", "UUID"),
    "XML": ("builtins", "str"),
    "YEAR": ("builtins", "int"),
}
"""Python types of classes whose ancestors do not tell; `Any` where drivers disagree."""


def render_type(column_type: ColumnType, names: Names, style: Style | None = None) -> str:
    """The SQLAlchemy type of a column as an expression, e.g. `Numeric(65, 30)`."""
    return flat(type_node(column_type, names), style or Style())


def render_annotation(column: Column, names: Names, style: Style | None = None) -> str:
    """The Python type of a column's attribute, e.g. `str | None`, without `Mapped[...]` around it."""
    inner = names.use("typing", "Any") if column.type is UNKNOWN else _python(column.type, column.type.type, names)
    if column.nullable is not True:
        return inner
    if style is not None and style.optional == "optional":
        return f"{names.use('typing', 'Optional')}[{inner}]"
    return f"{inner} | None"


def type_node(column_type: ColumnType, names: Names, *, nullable: bool = False) -> Node:
    """The SQLAlchemy type as an expression; `nullable` matters to Json, whose None is otherwise Json's null."""
    return _node(column_type, column_type.type, names, nullable=nullable)


def is_inferred(column_type: ColumnType, names: Names) -> bool:
    """Whether SQLAlchemy finds exactly this type from the annotation alone."""
    type_ = column_type.type
    if isinstance(type_, (sqltypes.Enum, sqltypes.ARRAY)):
        return False
    generic = _generic(type_, names.dialect)
    return generic is not None and generic.__name__ in _INFERRED


def is_integer(column: Column) -> bool:
    """Whether the column holds integers, which SQLAlchemy would count up where it is the primary key."""
    return column.type is not UNKNOWN and isinstance(column.type.type, sqltypes.Integer)


def _node(column_type: ColumnType, type_: TypeEngine[Any], names: Names, *, nullable: bool = False) -> Node:
    if isinstance(type_, sqltypes.ARRAY):
        module = "sqlalchemy.dialects.postgresql" if names.dialect in ("postgresql", "cockroachdb") else "sqlalchemy"
        return call(names.use(module, "ARRAY"), _node(column_type, type_.item_type, names))
    if isinstance(type_, sqltypes.Enum):
        return enum_type_node(column_type.enum, type_, names)
    if isinstance(type_, Raw):
        known = _known(type_, names.dialect)
        if known is not None:
            return _name(known, names)
        return packaged_node(type_.sql, names) or call(names.helper("Unsupported"), Text(type_.sql))
    if isinstance(type_, sqltypes.JSON) and (nullable or names.dialect == "sqlite"):
        head = names.helper("SqliteJSON") if names.dialect == "sqlite" else _name(type_, names)
        return call(head, none_as_null="True") if nullable else head
    if isinstance(type_, sqltypes.DateTime) and names.dialect == "sqlite":
        return names.helper("SqliteDateTime")
    generic = _generic(type_, names.dialect)
    if generic is not None:
        return names.use("sqlalchemy", generic.__name__)
    positional = _positional(type_, names.dialect)
    if positional is not None:
        cls, arguments = positional
        name = names.use("sqlalchemy", cls.__name__)
        return call(name, *arguments) if arguments else name
    arguments_text = _repr_arguments(type_)
    name = _name(type_, names)
    if not arguments_text or _same_without_arguments(type_, names.dialect):
        return name
    return call(name, *arguments_text)


def enum_type_node(enum: Enum | None, type_: sqltypes.Enum, names: Names) -> Node:
    """The `Enum(...)` type of a column; with `values_callable` where labels are not the members' names."""
    head = names.use("sqlalchemy", "Enum")
    name = Text(type_.name) if type_.name else None
    schema = Text(type_.schema) if type_.schema else None
    native = None if type_.native_enum else "False"
    if enum is None:
        return call(head, *[Text(label) for label in type_.enums], name=name, schema=schema, native_enum=native)
    mended = any(member.name != member.label for member in names.members(enum))
    values = VALUES_CALLABLE if mended else None
    return call(head, names.enum(enum), name=name, schema=schema, native_enum=native, values_callable=values)


def _python(column_type: ColumnType, type_: TypeEngine[Any], names: Names) -> str:
    if isinstance(type_, sqltypes.ARRAY):
        return f"{names.use('builtins', 'list')}[{_python(column_type, type_.item_type, names)}]"
    if isinstance(type_, sqltypes.Enum):
        return names.use("builtins", "str") if column_type.enum is None else names.enum(column_type.enum)
    if isinstance(type_, Raw):
        type_ = _known(type_, names.dialect) or type_
    return names.use(*python_name(type_))


def python_name(type_: TypeEngine[Any]) -> tuple[str, str]:
    """Module and name of the Python type whose values a column of this type has; `Any` where drivers disagree."""
    cls = type(type_)
    if cls.__name__ in _PYTHON_BY_NAME and not isinstance(type_, sqltypes.Boolean):  # SQL Server's BIT
        return _PYTHON_BY_NAME[cls.__name__]
    if cls.__name__ == "TINYINT" and getattr(type_, "display_width", None) == 1:
        return ("builtins", "bool")
    if isinstance(type_, sqltypes.Uuid):
        return ("uuid", "UUID")
    if isinstance(type_, sqltypes.Numeric) and type_.asdecimal:
        return ("decimal", "Decimal")
    for ancestor in cls.__mro__:
        if ancestor.__name__ in _PYTHON:
            return _PYTHON[ancestor.__name__]
    return ("typing", "Any")


def _known(type_: Raw, dialect: str) -> TypeEngine[Any] | None:
    """SQLAlchemy's class of a type that Prisma has no name for (`tsvector`), if it writes the type just so."""
    cls = postgresql.base.ischema_names.get(type_.sql.lower()) if dialect == "postgresql" else None
    # Packages put classes of their own there once they are imported, by whatever else runs in this process.
    if cls is None or not cls.__module__.startswith("sqlalchemy."):
        return None
    known: TypeEngine[Any] = cls()
    return known if spell(known, dialect) == type_.sql.upper() else None


def _name(type_: TypeEngine[Any], names: Names) -> str:
    """The local spelling of a type's class, from `sqlalchemy` if it is exported there."""
    cls = type(type_)
    if getattr(sqlalchemy, cls.__name__, None) is cls:
        return names.use("sqlalchemy", cls.__name__)
    parts = cls.__module__.split(".")
    module = ".".join(parts[:3]) if parts[:2] == ["sqlalchemy", "dialects"] else cls.__module__
    return names.use(module, cls.__name__)


def _generic(type_: TypeEngine[Any], dialect: str) -> type[TypeEngine[Any]] | None:
    cls = _GENERIC.get(type(type_).__name__)
    if cls is None or _repr_arguments(type_):
        return None
    return cls if _same(cls(), type_, dialect) else None


def _positional(type_: TypeEngine[Any], dialect: str) -> tuple[type[TypeEngine[Any]], list[str]] | None:
    cls, attributes = _POSITIONAL.get(type(type_).__name__, (None, ()))
    if cls is None:
        return None
    values = [getattr(type_, attribute, None) for attribute in attributes]
    while values and values[-1] is None:
        values.pop()
    return (cls, [str(value) for value in values]) if _same(cls(*values), type_, dialect) else None


def _same_without_arguments(type_: TypeEngine[Any], dialect: str) -> bool:
    """Whether the arguments only say what is the case anyway, such as SQL Server's `max`."""
    if dialect != "mssql" or str(getattr(type_, "length", None)).lower() != "max":
        return False
    return _same(type(type_)(), type_, dialect)


def _same(left: TypeEngine[Any], right: TypeEngine[Any], dialect: str) -> bool:
    """Whether the dialect writes both types alike."""
    spelling, other = spell(left, dialect), spell(right, dialect)
    if spelling is None or other is None:
        return False
    return normalise(spelling, dialect) == normalise(other, dialect)


def _repr_arguments(type_: TypeEngine[Any]) -> list[str]:
    """The arguments that SQLAlchemy's own `repr` of a type shows: those that are not the default.

    Left out is what does not reach the database: UUIDs always come as `uuid.UUID` objects, and the type that a Json
    path has as text is shown although it is the default.
    """
    return [part for part in _split_repr(repr(type_)) if not part.startswith(("as_uuid=", "astext_type="))]


@lru_cache(maxsize=512)
def _split_repr(text: str) -> tuple[str, ...]:
    inner = text[text.index("(") + 1 : -1]
    return tuple(part for part in re.split(r",\s*(?=\w+=)", inner) if part)
