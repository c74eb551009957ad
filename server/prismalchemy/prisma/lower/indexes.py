"""Primary keys, uniques and indexes."""

from __future__ import annotations

import re
from collections.abc import Collection

from prismalchemy.prisma.ast import Array, Attribute, Constant, Function, Value
from prismalchemy.prisma.lower.context import Context
from prismalchemy.prisma.lower.facts import Node
from prismalchemy.prisma.lower.names import index_name, primary_key_name, unique_name
from prismalchemy.prisma.lower.predicates import predicate
from prismalchemy.prisma.lower.values import constant, integer, string
from prismalchemy.schema import UNKNOWN, Index, IndexColumn, Maybe, PrimaryKey

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# Words that the operator classes' names run together, before they are split at capitals.
_TOGETHER = (("MinMax", "Minmax"), ("TimestampTz", "Timestamptz"), ("TimeTz", "Timetz"), ("VarBit", "Varbit"))


def primary_key(node: Node, columns: Collection[str], context: Context) -> Maybe[PrimaryKey | None]:
    """The primary key. `columns` are the fields that are columns of the table."""
    if node.key is None:
        return UNKNOWN if node.incomplete or node.key_attribute is not None else None
    if any(name not in columns for name in node.key):
        return UNKNOWN
    attribute = node.key_attribute
    assert attribute is not None
    name: Maybe[str | None] = None
    if context.names_primary_keys and node.table is not None:
        name = string(attribute.value("map")) or primary_key_name(node.table, context.limit)
    return PrimaryKey(
        columns=tuple(node.columns[name] for name in node.key), name=name, origin=node.origin(attribute.span)
    )


def indexes(node: Node, columns: Collection[str], context: Context) -> tuple[tuple[Index, ...], bool]:
    """All uniques and indexes, of single fields first, then of the block; and whether all of them could be read."""
    found: list[Index] = []
    complete = True
    for one in node.by_name.values():
        attribute = one.attribute("unique")
        if attribute is not None and one.name.text in columns:
            entry = _entry(node, one.name.text, attribute, context)
            found.append(_index(node, attribute, (entry,), context, unique=True))
    for attribute in node.block.attributes:
        if attribute.name.text in {"unique", "index", "fulltext"}:
            entries = _entries(node, attribute, columns, context)
            if entries is None:
                complete = False
            else:
                found.append(_index(node, attribute, entries, context, unique=attribute.name.text == "unique"))
    return tuple(found), complete


def _index(
    node: Node, attribute: Attribute, entries: tuple[IndexColumn, ...], context: Context, *, unique: bool
) -> Index:
    names = [entry.column for entry in entries if entry.column is not None]
    name = string(attribute.value("map"))
    if name is None and not unique:
        # Until Prisma 3 the database name of an index was said with `name:`.
        name = string(attribute.value("name"))
    if name is None and node.table is not None:
        name = (unique_name if unique else index_name)(node.table, names, context.limit)
    method = constant(attribute.value("type"))
    if attribute.name.text == "fulltext":
        method = "fulltext"
    where = attribute.argument("where")
    return Index(
        columns=entries,
        name=name,
        unique=unique,
        method=None if method is None else method.lower(),
        where=None if where is None else predicate(where.value, node),
        origin=node.origin(attribute.span),
    )


def _entries(
    node: Node, attribute: Attribute, columns: Collection[str], context: Context
) -> tuple[IndexColumn, ...] | None:
    """The indexed columns; None where they cannot be read (a half-typed list, a field that does not exist)."""
    value = attribute.value("fields", positional=0)
    items = value.items if isinstance(value, Array) else (value,)
    entries: list[IndexColumn] = []
    for item in items:
        if isinstance(item, Constant):
            name, source = item.text, None
        elif isinstance(item, Function):
            name, source = item.name.text, item
        else:
            return None
        if name not in columns:
            return None
        entries.append(_entry(node, name, source, context))
    return tuple(entries) or None


def _entry(node: Node, field: str, source: Attribute | Function | None, context: Context) -> IndexColumn:
    """One indexed column; `source` holds its `sort:`, `ops:` and `length:` arguments."""
    if source is None:
        return IndexColumn(column=node.columns[field])
    said = {argument.name.text: argument.value for argument in source.arguments if argument.name is not None}
    return IndexColumn(
        column=node.columns[field],
        descending=constant(said.get("sort")) == "Desc",
        operator_class=_operator_class(said.get("ops")),
        length=integer(said.get("length")) if context.flavour == "mysql" else None,
    )


def _operator_class(value: Value | None) -> str | None:
    """The SQL name of an operator class: `JsonbPathOps` is `jsonb_path_ops`, `raw("x")` is `x`."""
    if isinstance(value, Function):
        return string(value.arguments[0].value) if value.arguments else None
    if not isinstance(value, Constant):
        return None
    name = value.text
    for written, together in _TOGETHER:
        name = name.replace(written, together)
    return _WORD_START.sub("_", name).lower()
