"""Column types as Prisma writes them: the scalar type, and the native type where the scalar's own is another."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from prismalchemy.compare.ddl import normalise, spell
from prismalchemy.compare.families import Family, family_of, item_of
from prismalchemy.prisma.edit import quoted
from prismalchemy.prisma.lower.types import SCALARS, native_names, native_type, scalar_type
from prismalchemy.schema import Raw

_BY_FAMILY = {
    Family.STRING: "String",
    Family.ENUM: "String",
    Family.INTEGER: "Int",
    Family.BOOLEAN: "Boolean",
    Family.FLOAT: "Float",
    Family.NUMERIC: "Decimal",
    Family.DATETIME: "DateTime",
    Family.DATE: "DateTime",
    Family.TIME: "DateTime",
    Family.UUID: "String",
    Family.JSON: "Json",
    Family.BYTES: "Bytes",
}
_NATIVE_SCALARS = {
    **dict.fromkeys(("Xml", "Inet", "Bit", "VarBit"), "String"),
    **dict.fromkeys(("Money", "SmallMoney"), "Decimal"),
    "Year": "Int",
}
"""The scalar types of native types that are outside the families. Source: Prisma's reference of native types."""
_NUMBERS = re.compile(r"\((\d+)(?:,\s*(\d+))?\)")
_TIMES = (Family.DATETIME, Family.TIME)
_DIGITS = (6,)
_LONG = ("BigInt", "UnsignedBigInt", "UnsignedInt", "Int8")


class FieldType(NamedTuple):
    """A field's type without its arity, and the native type without the datasource's name (`VarChar(20)`)."""

    name: str
    native: str | None = None


def field_type(type: TypeEngine[Any], dialect: str) -> FieldType | None:
    """The field type of a column that is neither an enum nor a list.

    Args:
        type: the column's type.
        dialect: SQLAlchemy's name of the dialect.

    Returns:
        A scalar type; `Unsupported("…")` for what Prisma has no scalar for; None where the dialect has no such type.
    """
    if isinstance(type, Raw):
        return _unsupported(type.sql)
    return _of_ddl(spell(type, dialect), family_of(type), dialect)


def list_item(type: TypeEngine[Any]) -> TypeEngine[Any] | None:
    """The type of a list's items, None where the type is no list."""
    return item_of(type) if isinstance(type, sa.ARRAY) else None


@lru_cache(maxsize=1024)
def _of_ddl(ddl: str | None, family: Family, dialect: str) -> FieldType | None:
    usual = _BY_FAMILY.get(family)
    if dialect == "sqlite" or ddl is None:
        # SQLite has no native types, and storage follows the value; BIGINT is the one that matters to the client.
        if family is Family.INTEGER and ddl is not None and ddl.startswith("BIGINT"):
            usual = "BigInt"
        return None if usual is None and ddl is None else FieldType(usual) if usual else _unsupported(ddl or "")
    found = _NUMBERS.search(ddl)
    said = tuple(int(number) for number in found.groups() if number is not None) if found else ()
    ddl = normalise(ddl, dialect)
    scalars = sorted(SCALARS, key=lambda scalar: (scalar != usual, scalar))
    for scalar in scalars:
        if _ddl_of(scalar_type(dialect, scalar).type, dialect) == ddl:
            return FieldType(scalar)
    # Without a precision, a time of PostgreSQL has six digits, and Prisma's introspection writes them.
    usual_digits = _DIGITS if dialect in ("postgresql", "cockroachdb") and family in _TIMES else said
    for name in native_names(dialect):
        for arguments in dict.fromkeys((said or usual_digits, said, said[:1], ())):
            made = native_type(dialect, name, arguments)
            if made is not None and _ddl_of(made.type, dialect) == ddl:
                of = _scalar_of(name, made.type)
                if of is not None:
                    return FieldType(of, f"{name}({', '.join(map(str, arguments))})" if arguments else name)
    return _unsupported(ddl.lower())


def _scalar_of(native: str, type: TypeEngine[Any]) -> str | None:
    if native in _LONG:
        return "BigInt"
    return _NATIVE_SCALARS.get(native) or _BY_FAMILY.get(family_of(type))


def _ddl_of(type: TypeEngine[Any], dialect: str) -> str | None:
    ddl = spell(type, dialect)
    return None if ddl is None else normalise(ddl, dialect)


def _unsupported(sql: str) -> FieldType:
    return FieldType(f"Unsupported({quoted(sql)})")
