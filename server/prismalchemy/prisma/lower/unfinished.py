"""What is being typed: lines that are broken, or that parse but cannot be meant.

On the way to `@map("users")` lie `@`, `@m`, `@map`, `@map(`, `@map()` and `@map("")`. Each hides the database name:
until the attribute is finished nobody knows it, and whoever takes the field's name for it tells of a column that is
missing. Likewise `@un` and `@@ind` may become anything.
"""

from __future__ import annotations

import re

from prismalchemy.prisma.ast import Array, Attribute, Block, Broken, EnumValue, Field
from prismalchemy.prisma.lower.values import mapped_name, string

_FIELD_ATTRIBUTES = frozenset({"id", "unique", "default", "map", "relation", "updatedAt", "ignore", "shardKey"})
_BLOCK_ATTRIBUTES = frozenset({"id", "unique", "index", "fulltext", "map", "schema", "ignore", "shardKey"})
# Attributes that say nothing without an argument.
_WITH_ARGUMENT_ON_FIELDS = frozenset({"default", "map"})
_WITH_ARGUMENT_ON_BLOCKS = frozenset({"id", "unique", "index", "fulltext", "map", "schema"})
# The beginnings of those that name a column, and a table.
_NAMES_COLUMN = frozenset({"m", "ma", "map"})
_NAMES_TABLE = _NAMES_COLUMN | {"s", "sc", "sch", "sche", "schem", "schema"}
_SIGN_AND_NAME = re.compile(r"@@?\s*(\w*)")


def hides_name(node: Field | EnumValue) -> bool:
    """Whether the field's or value's database name may be being typed."""
    # An enum value may well have an empty label, no column has an empty name.
    unsaid = (None,) if isinstance(node, EnumValue) else (None, "")
    return any(_hides(broken, _NAMES_COLUMN) for broken in node.broken) or any(
        attribute.name.text in _NAMES_COLUMN and _said_name(attribute) in unsaid for attribute in node.attributes
    )


def hides_table(block: Block) -> bool:
    """Whether the name or the database schema of the block's table or enum may be being typed."""
    return any(line.text.startswith("@@") and _hides(line, _NAMES_TABLE) for line in block.broken) or any(
        attribute.name.text in _NAMES_TABLE and not _said_name(attribute) for attribute in block.attributes
    )


def is_unfinished(node: Field | EnumValue) -> bool:
    """Whether a part of the line is broken or cannot be meant."""
    if node.broken or not node.attributes:
        return bool(node.broken)
    return hides_name(node) or any(
        _cannot_be_meant(attribute, _FIELD_ATTRIBUTES, _WITH_ARGUMENT_ON_FIELDS) for attribute in node.attributes
    )


def has_unfinished_lines(block: Block) -> bool:
    """Whether the block is not closed, begins on the line of its brace, or one of its lines, fields apart, is broken or
    cannot be meant.
    """
    return (
        not block.closed
        or block.passes_over_code
        or bool(block.broken)
        or any(
            _cannot_be_meant(attribute, _BLOCK_ATTRIBUTES, _WITH_ARGUMENT_ON_BLOCKS) or _lists_nothing(attribute)
            for attribute in block.attributes
        )
    )


def _hides(broken: Broken, names: frozenset[str]) -> bool:
    """Whether a broken attribute may be one of these: it is, or it has no name yet. Other breaks hide no name."""
    found = _SIGN_AND_NAME.match(broken.text)
    return found is not None and (not found[1] or found[1] in names)


def _said_name(attribute: Attribute) -> str | None:
    if attribute.name.text == "schema":
        return string(attribute.value("map", positional=0))
    return mapped_name(attribute) if attribute.name.text == "map" else None


def _lists_nothing(attribute: Attribute) -> bool:
    """Whether the fields of a key or an index are not said yet: `@@index([])`."""
    value = attribute.value("fields", positional=0)
    return isinstance(value, Array) and not value.items


def _cannot_be_meant(attribute: Attribute, known: frozenset[str], with_argument: frozenset[str]) -> bool:
    name = attribute.name.text
    if "." in name:
        return name.endswith(".")
    return (
        name not in known
        or (name in with_argument and not attribute.arguments)
        or any(argument.value is None for argument in attribute.arguments)
    )
