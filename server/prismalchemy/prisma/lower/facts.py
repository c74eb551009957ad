"""What one block says by itself, before any name is resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from prismalchemy.prisma.ast import Arity, Attribute, Block, BlockKind, Field
from prismalchemy.prisma.lower.unfinished import has_unfinished_lines, hides_name, hides_table, is_unfinished
from prismalchemy.prisma.lower.values import database_name, mapped_name, string, words
from prismalchemy.text import Anchor, Origin, Span


class End(NamedTuple):
    """What `@relation(…)` says: the relation's name, and, where this end holds the foreign key, the fields that hold it
    and those that they refer to.
    """

    attribute: Attribute
    name: str | None
    fields: tuple[str, ...] | None
    references: tuple[str, ...] | None


def _end(attribute: Attribute) -> End:
    fields, references = attribute.value("fields"), attribute.value("references")
    return End(
        attribute,
        string(attribute.value("name", positional=0)),
        None if fields is None else words(fields),
        None if references is None else words(references),
    )


@dataclass(frozen=True, eq=False)
class Node:
    """A block in its place: the syntax, the anchor, and facts that need nothing but the block.

    Compared by identity: the same text read again is the same node.

    `is_model` says that it is a model or a view. `table` is the table's name, None while a broken `@@` line hides it;
    `schema` what `@@schema` says. `by_name` are the fields, `columns` their database names, `by_type` the fields by
    their types' names, `ends` what `@relation` says by field. `key` are the fields of the primary key and
    `key_attribute` the attribute that says so. `hidden`: there are fields that could not be read;
    `unfinished` are the names of fields that are being typed.
    """

    block: Block
    anchor: Anchor
    name: str
    is_model: bool
    table: str | None
    schema: str | None
    by_name: Mapping[str, Field] = field(repr=False)
    columns: Mapping[str, str] = field(repr=False)
    by_type: Mapping[str, tuple[Field, ...]] = field(repr=False)
    ends: Mapping[str, End] = field(repr=False)
    key: tuple[str, ...] | None
    key_attribute: Attribute | None
    hidden: bool
    unfinished: frozenset[str]
    incomplete: bool

    def origin(self, span: Span) -> Origin:
        """A place in the block."""
        return Origin(self.anchor, span)


def node(block: Block, anchor: Anchor) -> Node:
    """Gather the facts of a block."""
    name = block.name.text if block.name is not None else ""
    broken = block.broken
    by_name: dict[str, Field] = {}
    columns: dict[str, str] = {}
    by_type: dict[str, list[Field]] = {}
    ends: dict[str, End] = {}
    key: tuple[str, ...] | None = None
    key_attribute: Attribute | None = None
    unfinished: set[str] = set()
    # A broken line that is no attribute may have been a field.
    hidden = any(not line.text.startswith("@@") for line in broken) or block.passes_over_code
    for one in block.fields:
        if is_unfinished(one):
            unfinished.add(one.name.text)
            if one.type is None or hides_name(one):
                hidden = True
                continue
        if one.name.text in by_name or one.type is None:
            continue
        by_name[one.name.text] = one
        columns[one.name.text] = database_name(one)
        by_type.setdefault(one.type.name.text, []).append(one)
        attribute = one.attribute("relation")
        if attribute is not None:
            ends[one.name.text] = _end(attribute)
        if key is None and (attribute := one.attribute("id")) is not None:
            key, key_attribute = (one.name.text,), attribute
    attribute = block.attribute("id")
    if key is None and attribute is not None:
        key, key_attribute = words(attribute.value("fields", positional=0)) or None, attribute
    said_schema = block.attribute("schema")
    return Node(
        block=block,
        anchor=anchor,
        name=name,
        is_model=block.kind in (BlockKind.MODEL, BlockKind.VIEW),
        table=None if hides_table(block) else mapped_name(block.attribute("map")) or name,
        schema=None if said_schema is None else string(said_schema.value("map", positional=0)),
        by_name=by_name,
        columns=columns,
        ends=ends,
        by_type={name: tuple(fields) for name, fields in by_type.items()},
        key=key,
        key_attribute=key_attribute,
        hidden=hidden,
        unfinished=frozenset(unfinished),
        incomplete=bool(unfinished) or has_unfinished_lines(block),
    )


def is_list(one: Field) -> bool:
    """Whether the field is a list."""
    return one.type is not None and one.type.arity is Arity.LIST
