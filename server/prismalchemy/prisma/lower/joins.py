"""The join tables of implicit many-to-many relations, which no block declares."""

from __future__ import annotations

from prismalchemy.prisma.lower.context import Context
from prismalchemy.prisma.lower.facts import Node
from prismalchemy.prisma.lower.names import join_name
from prismalchemy.prisma.lower.relations import is_side_a, table_key
from prismalchemy.schema import (
    UNKNOWN,
    Column,
    ForeignKey,
    Index,
    IndexColumn,
    PrimaryKey,
    ReferentialAction,
    Relation,
    RelationKind,
    Table,
    TableKind,
)


def lower_join_table(
    node: Node, table: Table, relation: Relation, target: Node, target_table: Table, context: Context
) -> Table | None:
    """The join table of a many-to-many relation, seen from one of its ends.

    Returns:
        The table; None seen from the second end, so that it is made once, and where an end has no single-field id.
    """
    join = relation.join_table
    back_name = relation.back
    if relation.kind is not RelationKind.MANY_TO_MANY or join is UNKNOWN or join is None:
        return None
    if back_name is UNKNOWN or back_name is None:
        return None
    one, back = node.by_name[relation.attribute], target.by_name[back_name]
    if not is_side_a(node, one, target, back):
        return None
    first = _reference(node, table, "A")
    second = _reference(target, target_table, "B")
    if first is None or second is None:
        return None
    origin = node.origin(one.span)
    keys = (
        _foreign_key(join.name, first, node, context),
        _foreign_key(join.name, second, target, context),
    )
    primary_key: PrimaryKey | None = None
    indexes: list[Index] = []
    # Only on PostgreSQL is the pair of columns a primary key.
    if context.flavour == "postgresql":
        name = join_name(join.name, "_AB_pkey", context.limit)
        primary_key = PrimaryKey(columns=("A", "B"), name=name, origin=origin)
    else:
        both = (IndexColumn(column="A"), IndexColumn(column="B"))
        name = join_name(join.name, "_AB_unique", context.limit)
        indexes.append(Index(columns=both, name=name, unique=True, origin=origin))
    name = join_name(join.name, "_B_index", context.limit)
    indexes.append(Index(columns=(IndexColumn(column="B"),), name=name, origin=origin))
    return Table(
        name=join.name,
        schema=join.schema,
        kind=TableKind.JOIN,
        columns=(first, second),
        primary_key=primary_key,
        indexes=tuple(indexes),
        foreign_keys=keys if context.foreign_keys else (),
        ignored=table.ignored or target_table.ignored,
        incomplete=table.incomplete or target_table.incomplete,
        origin=origin,
        name_origin=node.origin(one.name.span),
    )


def _reference(node: Node, table: Table, name: str) -> Column | None:
    """A column of the join table that refers to a model's id; it takes the id's type."""
    if node.key is None or len(node.key) != 1 or node.key[0] not in node.columns:
        return None
    key = table.column(node.columns[node.key[0]])
    if key is None:
        return None
    return Column(name=name, type=key.type, nullable=False)


def _foreign_key(join: str, column: Column, target: Node, context: Context) -> ForeignKey:
    assert target.key is not None
    return ForeignKey(
        columns=(column.name,),
        target=table_key(target, context),
        target_columns=(target.columns[target.key[0]],),
        on_delete=ReferentialAction.CASCADE,
        on_update=ReferentialAction.CASCADE,
        name=join_name(join, f"_{column.name}_fkey", context.limit),
    )
