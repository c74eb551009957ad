"""Names of fields and models, in the manner of the schema they come into."""

from __future__ import annotations

import re
from collections.abc import Container

from prismalchemy.schema import Schema

_NOT_A_NAME = re.compile(r"[^A-Za-z0-9_]+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SEPARATED = re.compile(r"_+([A-Za-z0-9])")


def camel_case(name: str) -> str:
    """`created_at` as `createdAt`; a name that begins with underscores or a capital keeps its first letter."""
    return _SEPARATED.sub(lambda found: found[1].upper(), name)


def uses_camel_case(schema: Schema) -> bool:
    """Whether fields are called in camel case where their columns are in snake case (`@map("created_at")`)."""
    mapped = plain = 0
    for table in schema.tables:
        for column in table.columns:
            if "_" in column.name.strip("_") and column.attribute is not None:
                mapped += column.attribute == camel_case(column.name)
                plain += column.attribute == column.name
    return mapped > plain


def field_name(name: str, taken: Container[str], *, camel: bool) -> str:
    """A field's name for a column or a relation, that no other member has."""
    name = camel_case(name) if camel else name
    return free(prisma_name(name), taken)


def prisma_name(name: str) -> str:
    """`name` as Prisma takes names: ASCII letters, digits and underscores, a letter first."""
    name = _NOT_A_NAME.sub("_", name).lstrip("_")
    return name if _NAME.fullmatch(name) else f"f{name}" if name else "field"


def free(name: str, taken: Container[str]) -> str:
    """`name`, with a number behind it where it is taken."""
    if name not in taken:
        return name
    return next(f"{name}{number}" for number in range(2, 10_000) if f"{name}{number}" not in taken)


def model_name(name: str) -> str:
    """A table's name as a model's: `user_accounts` as `UserAccounts`."""
    pascal = camel_case(prisma_name(name))
    return pascal[:1].upper() + pascal[1:]


def plural(name: str) -> str:
    """The name of many of what `name` is one of, in plain English; what ends in `s` is taken to be many already."""
    if re.search(r"(ss|us|is|x|z|ch|sh)$", name):
        return f"{name}es"
    if name.endswith("s"):
        return name
    return f"{name[:-1]}ies" if re.search(r"[^aeiou]y$", name) else f"{name}s"
