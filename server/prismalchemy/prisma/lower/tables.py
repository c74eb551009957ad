"""Models and views become tables, their scalar fields columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from prismalchemy.prisma.ast import Arity, Attribute, BlockKind, Constant, Field, Number
from prismalchemy.prisma.lower.context import Context
from prismalchemy.prisma.lower.defaults import defaults
from prismalchemy.prisma.lower.enums import LoweredEnum
from prismalchemy.prisma.lower.facts import Node
from prismalchemy.prisma.lower.indexes import indexes, primary_key
from prismalchemy.prisma.lower.relations import foreign_key, holds_key, relation
from prismalchemy.prisma.lower.types import SCALARS, native_type, scalar_type, unsupported_type
from prismalchemy.prisma.lower.values import native
from prismalchemy.schema import (
    UNKNOWN,
    Column,
    ColumnType,
    ForeignKey,
    Index,
    Maybe,
    PrimaryKey,
    Relation,
    Table,
    TableKind,
)
from prismalchemy.text import Origin

_ASPECTS = {
    "default": ("default", "server_default"),
    "map": ("name",),
    "updatedAt": ("on_update",),
    "id": ("primary_key",),
    "unique": ("unique",),
}


class Own(NamedTuple):
    """The part of a table that its block and the enums decide."""

    enums: Mapping[str, LoweredEnum]
    columns: Mapping[str, Column]
    """By field."""
    primary_key: Maybe[PrimaryKey | None]
    indexes: tuple[Index, ...]
    identity: tuple[str, ...]
    """Of a view, the columns of its first unique that is never null."""
    complete: bool
    """Whether all its indexes could be read."""


class Link(NamedTuple):
    """The part of a table that one relation field and the model at its other end decide."""

    target: Node
    relation: Relation
    foreign_key: ForeignKey | None
    complete: bool
    """Whether the foreign key could be read, if there is one."""


class Lowered(NamedTuple):
    """A table and its parts, from which it can be made again when one of them changed."""

    own: Own
    links: Mapping[str, Link]
    """By relation field."""
    table: Table


def lower_table(
    node: Node,
    targets: Mapping[str, Node | None],
    enums: Mapping[str, LoweredEnum],
    context: Context,
    before: Lowered | None = None,
) -> Lowered | None:
    """The table of a model or view.

    Args:
        node: the model.
        targets: what its field types resolve to; a scalar type and a type that nobody declares are None.
        enums: the lowered enums among them.
        context: the datasource.
        before: what was made of the same node and context earlier; its parts are used again where they still hold,
            and its table, if the new one would be equal.

    Returns:
        The table; None while a broken line hides the table's name.
    """
    if node.table is None or node.block.name is None:
        return None
    own = before.own if before is not None and before.own.enums == enums else _own(node, enums, context)
    links: dict[str, Link] = {}
    hidden = node.hidden
    same = before is not None and before.own is own
    for name, fields in node.by_type.items():
        target = targets.get(name)
        if target is not None and target.is_model:
            for one in fields:
                known = None if before is None else before.links.get(one.name.text)
                if known is None or known.target is not target:
                    link = _link(node, one, target, context)
                    same = same and known is not None and known[1:] == link[1:]
                    known = link
                links[one.name.text] = known
        elif name not in enums and name not in SCALARS and name != "Unsupported":
            hidden = True
    # The node is the same, so the places are; what is equal may stay the same object, unless an enum of it changed.
    if before is not None and same and len(links) == len(before.links) and hidden == before.table.open:
        return Lowered(own, links, before.table)
    in_order = [links[name] for name in node.by_name if name in links]
    mapped = node.block.attribute("map")
    table = Table(
        name=node.table,
        schema=context.schema(node.schema),
        entity=node.name,
        kind=TableKind.VIEW if node.block.kind is BlockKind.VIEW else TableKind.TABLE,
        columns=tuple(own.columns.values()),
        primary_key=own.primary_key,
        indexes=own.indexes,
        identity=own.identity,
        foreign_keys=tuple(link.foreign_key for link in in_order if link.foreign_key is not None),
        relations=tuple(link.relation for link in in_order),
        open=hidden,
        ignored=node.block.attribute("ignore") is not None,
        incomplete=node.incomplete or not own.complete or not all(link.complete for link in in_order),
        documentation=node.block.documentation,
        origin=node.origin(node.block.span),
        name_origin=node.origin(node.block.name.span),
        table_name_origin=None if mapped is None else _argument_origin(node, mapped),
    )
    return Lowered(own, links, table)


def _own(node: Node, enums: Mapping[str, LoweredEnum], context: Context) -> Own:
    holders = _foreign_key_places(node)
    columns: dict[str, Column] = {}
    for name, one in node.by_name.items():
        assert one.type is not None
        type_name = one.type.name.text
        if one.type.unsupported is not None or type_name in SCALARS or type_name in enums:
            columns[name] = _column(node, one, enums.get(type_name), holders.get(name), context)
    found, complete = indexes(node, columns, context)
    identity: tuple[str, ...] = ()
    if node.block.kind is BlockKind.VIEW:
        # The uniques of a view are for the client only: no database has them.
        identity = _identity(columns, found)
        found, complete = (), True
    return Own(enums, columns, primary_key(node, columns, context), found, identity, complete)


def _identity(columns: Mapping[str, Column], uniques: tuple[Index, ...]) -> tuple[str, ...]:
    required = {column.name for column in columns.values() if column.nullable is False}
    for index in uniques:
        if index.unique and index.column_names is not UNKNOWN and required.issuperset(index.column_names):
            return index.column_names
    return ()


def _link(node: Node, one: Field, target: Node, context: Context) -> Link:
    key: ForeignKey | None = None
    complete = True
    if context.foreign_keys and node.block.kind is BlockKind.MODEL and target.block.kind is BlockKind.MODEL:
        key = foreign_key(node, one, target, context)
        complete = key is not None or not holds_key(node, one)
    return Link(target, relation(node, one, target, context), key, complete)


def _foreign_key_places(node: Node) -> dict[str, Attribute]:
    """The `@relation` attribute that makes a field part of a foreign key."""
    places: dict[str, Attribute] = {}
    for end in node.ends.values():
        for name in end.fields or ():
            places.setdefault(name, end.attribute)
    return places


def _column(node: Node, one: Field, enum: LoweredEnum | None, relation: Attribute | None, context: Context) -> Column:
    assert one.type is not None
    name = one.name.text
    given = defaults(one, None if enum is None else enum.enum, context.dialect)
    in_key = node.key is not None and name in node.key
    counts = given.autoincrement or _counts_by_itself(node, one, context)
    return Column(
        name=node.columns[name],
        attribute=name,
        type=column_type(one, enum, context),
        nullable=False if in_key else one.type.arity is not Arity.REQUIRED,
        server_default=given.server,
        client_default=given.client,
        on_update=given.on_update,
        autoincrement=counts,
        ignored=one.attribute("ignore") is not None,
        incomplete=name in node.unfinished,
        documentation=one.documentation,
        origin=node.origin(one.span),
        name_origin=node.origin(one.name.span),
        aspects=tuple(_aspects(node, one, relation)),
    )


def _counts_by_itself(node: Node, one: Field, context: Context) -> bool:
    """Whether SQLite counts the key up although nothing says so: it does for any single Int key."""
    return (
        context.flavour == "sqlite"
        and node.key == (one.name.text,)
        and one.type is not None
        and one.type.name.text == "Int"
        and one.attribute("default") is None
    )


def _aspects(node: Node, one: Field, relation: Attribute | None) -> list[tuple[str, Origin]]:
    assert one.type is not None
    where = node.origin(one.type.span)
    aspects = [("type", where), ("nullable", where)]
    for attribute in one.attributes:
        origin = node.origin(attribute.span)
        aspects += [(aspect, origin) for aspect in _ASPECTS.get(attribute.name.text, ())]
        if "." in attribute.name.text:
            aspects.append(("native_type", origin))
    if relation is not None:
        aspects.append(("foreign_key", node.origin(relation.span)))
    return aspects


def column_type(one: Field, enum: LoweredEnum | None, context: Context) -> Maybe[ColumnType]:
    """The type of a scalar field's column; UNKNOWN for a native type that the dialect does not have."""
    assert one.type is not None
    many = one.type.arity is Arity.LIST
    if one.type.unsupported is not None:
        return unsupported_type(one.type.unsupported, many=many)
    if enum is not None:
        return enum.list_type if many else enum.type
    said = native(one)
    if said is None:
        return scalar_type(context.flavour, one.type.name.text, many=many)
    arguments = _native_arguments(said)
    name = said.name.text.rpartition(".")[2]
    if arguments is None:
        return UNKNOWN
    if context.flavour == "mysql" and one.type.name.text == "Boolean" and name == "TinyInt":
        # The same column as BOOLEAN, which is MySQL's word for TINYINT(1).
        return scalar_type(context.flavour, "Boolean", many=many)
    found = native_type(context.flavour, name, arguments, many=many)
    return UNKNOWN if found is None else found


def _native_arguments(attribute: Attribute) -> tuple[int | str, ...] | None:
    """The arguments of a native type, None where they are neither numbers nor SQL Server's `Max`."""
    arguments: list[int | str] = []
    for argument in attribute.arguments:
        value = argument.value
        if isinstance(value, Number) and value.text.isdigit():
            arguments.append(int(value.text))
        elif isinstance(value, Constant) and value.text.lower() == "max":
            arguments.append("max")
        else:
            return None
    return tuple(arguments)


def _argument_origin(node: Node, attribute: Attribute) -> Origin:
    """The first argument of an attribute, or the attribute where it has none."""
    argument = attribute.argument("name") or (attribute.arguments[0] if attribute.arguments else None)
    if argument is None:
        return node.origin(attribute.span)
    return node.origin(argument.span if argument.value is None else argument.value.span)
