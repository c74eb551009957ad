"""Relation fields: which end holds the foreign key, which field answers it, and what the foreign key does."""

from __future__ import annotations

from prismalchemy.prisma.ast import Arity, Field
from prismalchemy.prisma.lower.context import Context
from prismalchemy.prisma.lower.facts import Node, is_list
from prismalchemy.prisma.lower.names import foreign_key_name, join_table_name
from prismalchemy.prisma.lower.values import constant, string
from prismalchemy.schema import UNKNOWN, ForeignKey, Maybe, ReferentialAction, Relation, RelationKind, TableKey

_ACTIONS = {
    "Cascade": ReferentialAction.CASCADE,
    "Restrict": ReferentialAction.RESTRICT,
    "NoAction": ReferentialAction.NO_ACTION,
    "SetNull": ReferentialAction.SET_NULL,
    "SetDefault": ReferentialAction.SET_DEFAULT,
}


def table_key(node: Node, context: Context) -> Maybe[TableKey]:
    """The key of a model's table, UNKNOWN while it cannot be read."""
    return UNKNOWN if node.table is None else TableKey(context.schema(node.schema), node.table)


def relation_name(node: Node, one: Field) -> str | None:
    """The name that a relation field's `@relation` says."""
    end = node.ends.get(one.name.text)
    return None if end is None else end.name


def holds_key(node: Node, one: Field) -> bool:
    """Whether the relation field says which fields hold the foreign key."""
    end = node.ends.get(one.name.text)
    return end is not None and end.fields is not None


def back_field(node: Node, one: Field, target: Node) -> Maybe[Field | None]:
    """The relation field at the other end; UNKNOWN where several could be meant or fields are hidden."""
    name = relation_name(node, one)
    found = [
        other
        for other in target.by_type.get(node.name, ())
        if relation_name(target, other) == name and not (target is node and other.name.text == one.name.text)
    ]
    if len(found) == 1:
        return found[0]
    if found or target.hidden:
        return UNKNOWN
    return None


def relation(node: Node, one: Field, target: Node, context: Context) -> Relation:
    """A relation field as a neutral relation."""
    back = back_field(node, one, target)
    kind, columns, target_columns = _held(node, one, target, back)
    join_table: Maybe[TableKey | None] = None
    join_columns: tuple[str, str] | None = None
    if kind is RelationKind.MANY_TO_MANY:
        assert back is not UNKNOWN
        assert back is not None
        join_table = join_key(node, one, target, context)
        columns = target_columns = ()
        join_columns = ("A", "B") if is_side_a(node, one, target, back) else ("B", "A")
    return Relation(
        attribute=one.name.text,
        entity=target.name,
        target=table_key(target, context),
        kind=kind,
        columns=columns,
        target_columns=target_columns,
        join_table=join_table,
        join_columns=join_columns,
        back=UNKNOWN if back is UNKNOWN else None if back is None else back.name.text,
        optional=one.type is not None and one.type.arity is Arity.OPTIONAL,
        name=relation_name(node, one),
        ignored=one.attribute("ignore") is not None,
        documentation=one.documentation,
        origin=node.origin(one.span),
        name_origin=node.origin(one.name.span),
    )


def _held(
    node: Node, one: Field, target: Node, back: Maybe[Field | None]
) -> tuple[Maybe[RelationKind], Maybe[tuple[str, ...]], Maybe[tuple[str, ...]]]:
    """The relation's kind and its columns, those of the foreign key and those that they refer to."""
    if holds_key(node, one):
        return RelationKind.OWNING, *_key_columns(node, one, target)
    if back is UNKNOWN or one.name.text in node.unfinished:
        return UNKNOWN, UNKNOWN, UNKNOWN
    if back is None:
        return UNKNOWN, UNKNOWN, UNKNOWN
    if holds_key(target, back):
        kind = RelationKind.MANY if is_list(one) else RelationKind.ONE
        return kind, *_key_columns(target, back, node)
    if is_list(one) and is_list(back) and back.name.text not in target.unfinished:
        return RelationKind.MANY_TO_MANY, (), ()
    return UNKNOWN, UNKNOWN, UNKNOWN


def _key_columns(holder: Node, one: Field, target: Node) -> tuple[Maybe[tuple[str, ...]], Maybe[tuple[str, ...]]]:
    """Database names of `fields:` and `references:`."""
    end = holder.ends[one.name.text]
    return _columns(holder, end.fields), _columns(target, end.references)


def _columns(node: Node, fields: tuple[str, ...] | None) -> Maybe[tuple[str, ...]]:
    if not fields or any(name not in node.columns for name in fields):
        return UNKNOWN
    return tuple(node.columns[name] for name in fields)


def is_side_a(node: Node, one: Field, target: Node, back: Field) -> bool:
    """Whether this end's rows are in column A of the join table: the model, or on a self relation the field, that comes
    first in the alphabet.
    """
    if node.name != target.name:
        return node.name < target.name
    return one.name.text < back.name.text


def join_key(node: Node, one: Field, target: Node, context: Context) -> TableKey:
    """The key of the join table of an implicit many-to-many."""
    first, second = sorted((node, target), key=lambda end: end.name)
    name = relation_name(node, one) or f"{first.name}To{second.name}"
    return TableKey(context.schema(first.schema), join_table_name(name, context.limit))


def foreign_key(node: Node, one: Field, target: Node, context: Context) -> ForeignKey | None:
    """The foreign key that a relation field holds, None where it holds none or its own columns cannot be read."""
    end = node.ends.get(one.name.text)
    if end is None or end.fields is None or node.table is None:
        return None
    columns, target_columns = _key_columns(node, one, target)
    if columns is UNKNOWN:
        return None
    attribute = end.attribute
    required = any(_is_required(node.by_name[name]) for name in end.fields)
    on_delete: Maybe[ReferentialAction] = ReferentialAction.SET_NULL
    if required:
        on_delete = ReferentialAction.RESTRICT if context.restricts else ReferentialAction.NO_ACTION
    on_update: Maybe[ReferentialAction] = ReferentialAction.CASCADE
    if (said := attribute.argument("onDelete")) is not None:
        on_delete = _ACTIONS.get(constant(said.value) or "", UNKNOWN)
    if (said := attribute.argument("onUpdate")) is not None:
        on_update = _ACTIONS.get(constant(said.value) or "", UNKNOWN)
    name = string(attribute.value("map")) or foreign_key_name(node.table, columns, context.limit)
    return ForeignKey(
        columns=columns,
        target=table_key(target, context),
        target_columns=target_columns,
        on_delete=on_delete,
        on_update=on_update,
        name=name,
        origin=node.origin(attribute.span),
    )


def _is_required(one: Field) -> bool:
    return one.type is not None and one.type.arity is Arity.REQUIRED
