"""Names of Python made from names of Prisma."""

from __future__ import annotations

import keyword
import re
from collections.abc import Container

from prismalchemy.generate.options import Naming
from prismalchemy.schema import Column

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_IDENTIFIER = re.compile(r"\W+")

RESERVED_ATTRIBUTES = frozenset({"metadata", "registry", "type_annotation_map"})
"""Attributes that SQLAlchemy's `DeclarativeBase` keeps for itself."""


PYDANTIC_ATTRIBUTES = frozenset(
    {
        *("construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw", "schema"),
        *("schema_json", "update_forward_refs", "validate", "sqlmodel_update"),
    }
)
"""Attributes of Pydantic's `BaseModel` and of `SQLModel` that a field would hide, besides those named `model_…`."""


def attribute_name(column: Column, naming: Naming = "snake", *, pydantic: bool = False) -> str:
    """The mapped attribute of a column: Prisma's field name in the given naming, made safe."""
    return safe_attribute(_named(column.attribute or column.name, naming), pydantic=pydantic)


def relation_name(field: str, naming: Naming = "snake", *, pydantic: bool = False) -> str:
    """The mapped attribute of a relation field."""
    return safe_attribute(_named(field, naming), pydantic=pydantic)


def safe_attribute(name: str, *, pydantic: bool = False) -> str:
    """`name` as an attribute of a mapped class: an identifier, no keyword, nothing that SQLAlchemy reserves.

    With `pydantic`, of a Pydantic model: neither what its base has nor a private name.
    """
    name = identifier(name)
    if name.startswith("__"):
        name = name.strip("_") or "column"
    if name in RESERVED_ATTRIBUTES:
        return f"{name}_"
    return field_name(name) if pydantic else name


def field_name(name: str) -> str:
    """An identifier as a field of a Pydantic model."""
    name = identifier(name.lstrip("_") or "column")
    return f"{name}_" if is_reserved(name) else name


def is_reserved(name: str) -> bool:
    """Whether SQLAlchemy, Pydantic or SQLModel keep an attribute for themselves."""
    return name in RESERVED_ATTRIBUTES or name in PYDANTIC_ATTRIBUTES or name.startswith("model_")


def identifier(name: str) -> str:
    """`name` as a Python identifier that is no keyword."""
    if not name.isidentifier():
        name = _NOT_IDENTIFIER.sub("_", name) or "_"
        # Some letters and digits of other scripts count as word characters, and yet no name may have them.
        name = "".join(character if f"_{character}".isidentifier() else "_" for character in name)
        name = name if name.isidentifier() else f"_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def snake_case(name: str) -> str:
    """`createdAt`, `CreatedAt` and `created_at` as `created_at`; `userID` as `user_id`."""
    return _WORD_START.sub("_", name).lower()


def pascal_case(name: str) -> str:
    """`user_account` as `UserAccount`; a name that begins with a capital is left as it is."""
    if name[:1].isupper():
        return name
    return "".join(part[:1].upper() + part[1:] for part in name.split("_")) or name


def unique(name: str, taken: Container[str]) -> str:
    """`name`, with as many underscores behind it as it takes not to be `taken`."""
    while name in taken:
        name += "_"
    return name


def _named(name: str, naming: Naming) -> str:
    return snake_case(name) if naming == "snake" else name
