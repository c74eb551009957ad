"""Types of Pydantic fields, as names: those of Python, and aliases with limits that a generated module defines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import types as sqltypes

from prismalchemy.generate.imports import Imports
from prismalchemy.generate.types import python_name
from prismalchemy.schema import UNKNOWN, Column, Enum, Raw


class Alias(NamedTuple):
    """One definition of a generated module: its source with `{name}` for what it imports, and what it needs."""

    source: str
    imports: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()


_ANNOTATED = ("typing", "Annotated")
_FIELD = ("pydantic", "Field")
_SERIALIZER = ("pydantic", "PlainSerializer")
_TYPE_VAR = ("typing", "TypeVar")

_T = Alias('T = {TypeVar}("T")\n', (_TYPE_VAR,))

_OMISSIBLE = Alias(
    '''\
def _not_null(value: T) -> T:
    if value is None:
        raise ValueError("may be left out, but not be null")
    return value


Omissible = {Annotated}[T | {SkipJsonSchema}[None], {AfterValidator}(_not_null)]
"""May be left out, but not be null; what is left out is None, and `exclude_unset` drops it."""
''',
    (_ANNOTATED, ("pydantic", "AfterValidator"), ("pydantic.json_schema", "SkipJsonSchema")),
    ("T",),
)

_LISTED = Alias(
    '''\
def _empty_for_none(value: object) -> object:
    return [] if value is None else value


Listed = {Annotated}[list[T], {BeforeValidator}(_empty_for_none)]
"""A list; Prisma makes no difference between an empty one and none."""
''',
    (_ANNOTATED, ("pydantic", "BeforeValidator")),
    ("T",),
)

_UTC = Alias(
    '''\
def _to_utc(value: {datetime}) -> {datetime}:
    if value.tzinfo is None:
        return value
    return value.astimezone({timezone}({timedelta}(0))).replace(tzinfo=None)


def _with_zone(value: {datetime}) -> str:
    return value.isoformat() + "Z"


UtcDatetime = {Annotated}[
    {datetime},
    {AfterValidator}(_to_utc),
    {PlainSerializer}(_with_zone, return_type=str, when_used="json"),
]
"""A time in UTC: the database has it without a time zone, JSON with one."""
''',
    (
        _ANNOTATED,
        _SERIALIZER,
        ("pydantic", "AfterValidator"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
    ),
)

_BASE64 = Alias(
    '''\
def _from_base64(value: object) -> object:
    return {b64decode}(value, validate=True) if isinstance(value, str) else value


def _to_base64(value: bytes) -> str:
    return {b64encode}(value).decode()


Base64 = {Annotated}[
    bytes,
    {BeforeValidator}(_from_base64),
    {PlainSerializer}(_to_base64, return_type=str, when_used="json"),
    {WithJsonSchema}({{"type": "string", "contentEncoding": "base64"}}),
]
"""Bytes, in JSON as base64."""
''',
    (
        _ANNOTATED,
        _SERIALIZER,
        ("pydantic", "BeforeValidator"),
        ("pydantic", "WithJsonSchema"),
        ("base64", "b64decode"),
        ("base64", "b64encode"),
    ),
)

_BIG_INT = Alias(
    '''\
BigInt = {Annotated}[
    int,
    {Field}(ge=-(2**63), le=2**63 - 1),
    {PlainSerializer}(str, return_type=str, when_used="json"),
]
"""A whole number of 64 bits; in JSON as text, since JavaScript's numbers have 53."""
''',
    (_ANNOTATED, _FIELD, _SERIALIZER),
)

ALIASES: Mapping[str, Alias] = {
    "T": _T,
    "Omissible": _OMISSIBLE,
    "Listed": _LISTED,
    "UtcDatetime": _UTC,
    "Base64": _BASE64,
    "BigInt": _BIG_INT,
    "Int": Alias("Int = {Annotated}[int, {Field}(ge=-(2**31), le=2**31 - 1)]\n", (_ANNOTATED, _FIELD)),
    "SmallInt": Alias("SmallInt = {Annotated}[int, {Field}(ge=-(2**15), le=2**15 - 1)]\n", (_ANNOTATED, _FIELD)),
}
"""The definitions that do not depend on a column, in the order in which a module has them."""

_INTEGERS = {"BIGINT": "BigInt", "SMALLINT": "SmallInt", "INTEGER": "Int", "INT": "Int"}


class FieldType(NamedTuple):
    """A type, as the names of it to import or to define.

    `name` is what to write, `module` where it is from: a module's name, `builtins`, or empty for an alias. `alias` is
    the alias's definition, if it is not one of `ALIASES`. `enum` is the enum that it is instead. `plain` is the type
    without limits, as (module, name), where the alias is nothing but limits.
    """

    name: str
    module: str = ""
    alias: Alias | None = None
    enum: Enum | None = None
    plain: tuple[str, str] | None = None

    @property
    def unlimited(self) -> FieldType:
        """The type of what is read: whatever the database holds is shown."""
        return self if self.plain is None else FieldType(self.plain[1], self.plain[0])


def field_type(column: Column) -> FieldType | None:
    """The type of a column's field, or of the items of a list; None where Prisma's client does not show the column."""
    if column.type is UNKNOWN:
        return FieldType("Any", "typing")
    type_ = column.type.type
    while isinstance(type_, sqltypes.ARRAY):
        type_ = type_.item_type
    if isinstance(type_, Raw):
        return None
    if isinstance(type_, sqltypes.Enum):
        return FieldType("str", "builtins") if column.type.enum is None else FieldType("", enum=column.type.enum)
    if isinstance(type_, sqltypes.JSON):
        return FieldType("JsonValue", "pydantic")
    module, name = python_name(type_)
    length = getattr(type_, "length", None)
    if name == "str" and isinstance(length, int):
        source = f"String{length} = {{Annotated}}[str, {{Field}}(max_length={length})]\n"
        return FieldType(f"String{length}", alias=Alias(source, (_ANNOTATED, _FIELD)), plain=("builtins", "str"))
    if name == "Decimal" and isinstance(type_, sqltypes.Numeric) and type_.precision is not None:
        return _decimal(type_.precision, type_.scale or 0)
    if name == "int":
        unlimited = getattr(type_, "unsigned", False)
        limited = _INTEGERS.get(type(type_).__name__)
        if limited is None or unlimited:
            return FieldType("int", "builtins")
        return FieldType(limited, plain=None if limited == "BigInt" else ("builtins", "int"))
    if name == "bytes":
        return FieldType("Base64")
    if name == "datetime":
        aware = getattr(type_, "timezone", False) or type(type_).__name__ == "DATETIMEOFFSET"
        return FieldType("datetime", "datetime") if aware else FieldType("UtcDatetime")
    return FieldType(name, module)


def is_list(column: Column) -> bool:
    """Whether the column holds a list."""
    return column.type is not UNKNOWN and isinstance(column.type.type, sqltypes.ARRAY)


def define(name: str, alias: Alias, imports: Imports) -> str:
    """The source of an alias, with what it imports; names that are something else here get underscores."""
    text = alias.source.format_map({item: imports.use(module, item) for module, item in alias.imports})
    for known in (name, *alias.needs):
        text = re.sub(rf"\b{known}\b", imports.free(known), text)
    return text


def _decimal(precision: int, scale: int) -> FieldType:
    name = f"Decimal{precision}_{scale}"
    limits = f"{{Field}}(max_digits={precision}, decimal_places={scale})"
    source = f"{name} = {{Annotated}}[{{Decimal}}, {limits}]\n"
    alias = Alias(source, (_ANNOTATED, _FIELD, ("decimal", "Decimal")))
    return FieldType(name, alias=alias, plain=("decimal", "Decimal"))
