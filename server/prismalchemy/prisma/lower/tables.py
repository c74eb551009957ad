"""Models and views become tables, their scalar fields columns."""

from __future__ import annotations

from collections.abc import Mapping

from prismalchemy.prisma.ast import Arity, Attribute, BlockKind, Constant, Field, Number
from prismalchemy.prisma.lower.context import Context
from prismalchemy.prisma.lower.defaults import defaults
from prismalchemy.prisma.lower.enums import LoweredEnum
from prismalchemy.prisma.lower.facts import Node, relation_fields
from prismalchemy.prisma.lower.indexes import indexes, primary_key
from prismalchemy.prisma.lower.relations import foreign_key, relation
from prismalchemy.prisma.lower.types import SCALARS, native_type, scalar_type, unsupported_type
from prismalchemy.prisma.lower.values import native
from prismalchemy.schema import UNKNOWN, Column, ColumnType, ForeignKey, Maybe, Relation, Table, TableKind
from prismalchemy.text import Origin

_ASPECTS = {
    "default": ("default", "server_default"),
    "map": ("name",),
    "updatedAt": ("on_update",),
    "id": ("primary_key",),
    "unique": ("unique",),
}


def lower_table(
    node: Node,
    targets: Mapping[str, Node | None],
    enums: Mapping[str, LoweredEnum],
    context: Context,
) -> Table | None:
    """The table of a model or view.

    Args:
        node: the model.
        targets: what its field types resolve to; a scalar type and a type that nobody declares are None.
        enums: the lowered enums among them.
        context: the datasource.

    Returns:
        The table; None while a broken line hides the table's name.
    """
    if node.table is None or node.block.name is None:
        return None
    columns: dict[str, Column] = {}
    relations: list[Relation] = []
    foreign_keys: list[ForeignKey] = []
    hidden = node.hidden
    holders = _foreign_key_places(node)
    is_view = node.block.kind is BlockKind.VIEW
    for one in node.by_name.values():
        assert one.type is not None
        name = one.type.name.text
        target = targets.get(name)
        if one.type.unsupported is not None or name in SCALARS or name in enums:
            columns[one.name.text] = _column(node, one, enums.get(name), holders.get(one.name.text), context)
        elif target is None or not target.is_model:
            hidden = True
        else:
            relations.append(relation(node, one, target, context))
            key = foreign_key(node, one, target, context)
            if key is not None and context.foreign_keys and not is_view and target.block.kind is BlockKind.MODEL:
                foreign_keys.append(key)
    mapped = node.block.attribute("map")
    return Table(
        name=node.table,
        schema=context.schema(node.schema),
        entity=node.name,
        kind=TableKind.VIEW if is_view else TableKind.TABLE,
        columns=tuple(columns.values()),
        primary_key=primary_key(node, columns, context),
        indexes=() if is_view else indexes(node, columns, context),
        foreign_keys=tuple(foreign_keys),
        relations=tuple(relations),
        open=hidden,
        ignored=node.block.attribute("ignore") is not None,
        incomplete=node.incomplete,
        documentation=node.block.documentation,
        origin=node.origin(node.block.span),
        name_origin=node.origin(node.block.name.span),
        table_name_origin=None if mapped is None else _argument_origin(node, mapped),
    )


def _foreign_key_places(node: Node) -> dict[str, Attribute]:
    """The `@relation` attribute that makes a field part of a foreign key."""
    places: dict[str, Attribute] = {}
    for one in node.by_name.values():
        attribute = one.attribute("relation")
        if attribute is not None:
            for name in relation_fields(one) or ():
                places.setdefault(name, attribute)
    return places


def _column(node: Node, one: Field, enum: LoweredEnum | None, relation: Attribute | None, context: Context) -> Column:
    assert one.type is not None
    name = one.name.text
    given = defaults(one, None if enum is None else enum.enum)
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
        incomplete=bool(one.broken),
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
    if arguments is None:
        return UNKNOWN
    found = native_type(context.flavour, said.name.text.rpartition(".")[2], arguments, many=many)
    return UNKNOWN if found is None else found


def _native_arguments(attribute: Attribute) -> tuple[int | str, ...] | None:
    """The arguments of a native type, None where they are not numbers or words."""
    arguments: list[int | str] = []
    for argument in attribute.arguments:
        value = argument.value
        if isinstance(value, Number) and value.text.isdigit():
            arguments.append(int(value.text))
        elif isinstance(value, Constant):
            arguments.append(value.text)
        else:
            return None
    return tuple(arguments)


def _argument_origin(node: Node, attribute: Attribute) -> Origin:
    """The first argument of an attribute, or the attribute where it has none."""
    argument = attribute.argument("name") or (attribute.arguments[0] if attribute.arguments else None)
    if argument is None:
        return node.origin(attribute.span)
    return node.origin(argument.span if argument.value is None else argument.value.span)
