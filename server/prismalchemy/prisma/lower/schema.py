"""The whole schema: names are resolved over all files, and each table is lowered only if something it is made of
changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from prismalchemy.prisma.ast import BlockKind
from prismalchemy.prisma.lower.context import Context
from prismalchemy.prisma.lower.enums import LoweredEnum, lower_enum
from prismalchemy.prisma.lower.facts import Node
from prismalchemy.prisma.lower.joins import lower_join_table
from prismalchemy.prisma.lower.relations import targets
from prismalchemy.prisma.lower.tables import lower_table
from prismalchemy.schema import RelationKind, Schema, Table


class _Made(NamedTuple):
    """A table and what it was made of: the nodes its types resolve to, and the lowered enums among them."""

    targets: tuple[tuple[str, Node | None], ...]
    enums: tuple[LoweredEnum | None, ...]
    table: Table | None


class Lowering:
    """Lowers nodes to a schema and remembers what it made.

    A node, a `LoweredEnum` or a `Table` that is asked for again with the same ingredients is the same object.
    """

    def __init__(self) -> None:
        self._context = Context()
        self._enums: dict[Node, LoweredEnum] = {}
        self._tables: dict[Node, _Made] = {}
        self._joins: dict[tuple[int, int, str], tuple[Table, Table, Table | None]] = {}
        self._schema: Schema | None = None

    def schema(self, nodes: Iterable[Node], context: Context, *, open: bool) -> Schema:
        """The neutral schema of all blocks.

        Args:
            nodes: the blocks of all files, in order.
            context: the datasource.
            open: there may be blocks that could not be read.
        """
        if context != self._context:
            self._enums, self._tables, self._joins, self._schema = {}, {}, {}, None
            self._context = context
        nodes = tuple(nodes)
        names: dict[str, Node] = {}
        for node in nodes:
            names.setdefault(node.name, node)
        self._enums = {
            node: self._enums.get(node) or lower_enum(node, context)
            for node in nodes
            if node.block.kind is BlockKind.ENUM
        }
        made = {node: self._table(node, names) for node in nodes if node.is_model}
        self._tables = made
        tables = [entry.table for entry in made.values() if entry.table is not None]
        joins = self._join_tables(names)
        schema = Schema(
            dialect=context.dialect,
            tables=(*tables, *joins),
            enums=tuple(lowered.enum for lowered in self._enums.values()),
            foreign_keys=context.foreign_keys,
            default_schema=context.default_schema,
            open=open or any(entry.table is None for entry in made.values()),
        )
        if self._schema is None or not _same(self._schema, schema):
            self._schema = schema
        return self._schema

    def _table(self, node: Node, names: Mapping[str, Node]) -> _Made:
        before = self._tables.get(node)
        if before is not None and all(names.get(name) is target for name, target in before.targets):
            return before
        found = targets(node, names)
        enums = tuple(None if target is None else self._enums.get(target) for _, target in found)
        by_name = {name: lowered for (name, _), lowered in zip(found, enums, strict=True) if lowered is not None}
        table = lower_table(node, dict(found), by_name, self._context)
        # Another model that this one refers to changed, but nothing of it that matters here: the node is the same, so
        # the places are too.
        if before is not None and before.enums == enums and before.table == table:
            table = before.table
        return _Made(found, enums, table)

    def _join_tables(self, names: Mapping[str, Node]) -> list[Table]:
        joins: dict[tuple[int, int, str], tuple[Table, Table, Table | None]] = {}
        for node, entry in self._tables.items():
            if entry.table is None:
                continue
            for relation in entry.table.relations:
                if relation.kind is not RelationKind.MANY_TO_MANY:
                    continue
                target = names[str(relation.entity)]
                other = self._tables[target].table if target in self._tables else None
                if other is None:
                    continue
                key = (id(node), id(target), relation.attribute)
                before = self._joins.get(key)
                if before is None or before[0] is not entry.table or before[1] is not other:
                    table = lower_join_table(node, entry.table, relation, target, other, self._context)
                    if before is not None and before[2] == table:
                        table = before[2]
                    before = (entry.table, other, table)
                joins[key] = before
        self._joins = joins
        return [table for _, _, table in joins.values() if table is not None]


def _same(before: Schema, after: Schema) -> bool:
    """Whether two schemas hold the same objects."""
    return (
        len(before.tables) == len(after.tables)
        and len(before.enums) == len(after.enums)
        and all(old is new for old, new in zip(before.tables, after.tables, strict=True))
        and all(old is new for old, new in zip(before.enums, after.enums, strict=True))
        and before.open is after.open
    )
