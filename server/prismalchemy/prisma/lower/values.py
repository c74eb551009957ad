"""Small questions about attributes and their values."""

from __future__ import annotations

from prismalchemy.prisma.ast import Array, Attribute, Constant, EnumValue, Field, Function, Number, String, Value


def string(value: Value | None) -> str | None:
    """The text of a string literal, None for anything else."""
    return value.value if isinstance(value, String) else None


def constant(value: Value | None) -> str | None:
    """The text of a bare word; also of a string, as old schemas quote such words."""
    if isinstance(value, Constant):
        return value.text
    return string(value)


def integer(value: Value | None) -> int | None:
    """The value of a whole number."""
    return int(value.text) if isinstance(value, Number) and "." not in value.text else None


def words(value: Value | None) -> tuple[str, ...] | None:
    """The names in a list of fields, without their arguments: `[a, b(sort: Desc)]` gives `("a", "b")`.

    A single name without brackets counts as a list of one. None where anything else stands in the list.
    """
    items = value.items if isinstance(value, Array) else (value,)
    names: list[str] = []
    for item in items:
        if isinstance(item, Constant):
            names.append(item.text)
        elif isinstance(item, Function):
            names.append(item.name.text)
        else:
            return None
    return tuple(names)


def mapped_name(attribute: Attribute | None) -> str | None:
    """The name that `@map("x")` or `@@map(name: "x")` says."""
    return None if attribute is None else string(attribute.value("name", positional=0))


def database_name(node: Field | EnumValue) -> str:
    """A field's or enum value's name in the database."""
    mapped = mapped_name(node.attribute("map"))
    return node.name.text if mapped is None else mapped


def native(field: Field) -> Attribute | None:
    """The native type attribute: `@db.VarChar(20)`, whatever the datasource's name is."""
    return next((a for a in field.attributes if "." in a.name.text), None)
