"""Enums."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from prismalchemy.prisma.lower.context import Context
from prismalchemy.prisma.lower.facts import Node
from prismalchemy.prisma.lower.unfinished import is_unfinished
from prismalchemy.prisma.lower.values import database_name
from prismalchemy.schema import UNKNOWN, ColumnType, Enum, EnumMember, Maybe


@dataclass(frozen=True, eq=False)
class LoweredEnum:
    """An enum and the column types that hold one of it, and a list of it; compared by identity."""

    enum: Enum
    type: Maybe[ColumnType]
    list_type: Maybe[ColumnType]


def lower_enum(node: Node, context: Context) -> LoweredEnum:
    """The neutral enum. Its members are UNKNOWN, and so are the types, while one of its lines is broken."""
    block = node.block
    incomplete = node.incomplete or any(is_unfinished(value) for value in block.values)
    members: Maybe[tuple[EnumMember, ...]] = UNKNOWN
    if not incomplete:
        members = tuple(
            EnumMember(
                name=value.name.text,
                label=database_name(value),
                documentation=value.documentation,
                origin=node.origin(value.span),
            )
            for value in block.values
        )
    enum = Enum(
        name=UNKNOWN if node.table is None else node.table,
        schema=context.schema(node.schema),
        entity=node.name,
        members=members,
        native=context.flavour not in {"sqlite", "mssql"},
        incomplete=incomplete,
        documentation=block.documentation,
        origin=node.origin(block.span),
        name_origin=node.origin(block.name.span if block.name is not None else block.keyword.span),
    )
    if members is UNKNOWN or node.table is None:
        return LoweredEnum(enum, UNKNOWN, UNKNOWN)
    column = sa.Enum(
        *(member.label for member in members),
        name=node.table,
        schema=enum.schema,
        native_enum=bool(enum.native),
        create_constraint=False,
    )
    return LoweredEnum(enum, ColumnType(column, enum=enum), ColumnType(sa.ARRAY(column), enum=enum))
