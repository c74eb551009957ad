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
from prismalchemy.prisma.lower.generators import lower_generator
from prismalchemy.prisma.lower.joins import lower_join_table
from prismalchemy.prisma.lower.tables import Lowered, lower_table
from prismalchemy.schema import Generator, RelationKind, Schema, Table


class _Made(NamedTuple):
    """What was made of a node, and the names of its types."""

    types: frozenset[str]
    lowered: Lowered | None


class Lowering:
    """Lowers nodes to a schema and remembers what it made.

    A node, a `LoweredEnum` or a `Table` that is asked for again with the same ingredients is the same object.
    """

    def __init__(self) -> None:
        self._context = Context()
        self._enums: dict[Node, LoweredEnum] = {}
        self._tables: dict[Node, _Made] = {}
        self._generators: dict[Node, Generator] = {}
        self._names: dict[str, Node] = {}
        self._joins: dict[tuple[Node, Node, str], tuple[Table, Table, Table | None]] = {}
        self._schema: Schema | None = None

    def schema(self, nodes: Iterable[Node], context: Context, *, open: bool) -> Schema:
        """The neutral schema of all blocks.

        Args:
            nodes: the blocks of all files, in order.
            context: the datasource.
            open: there may be blocks that could not be read.
        """
        if context != self._context:
            self._enums, self._tables, self._names, self._joins, self._schema = {}, {}, {}, {}, None
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
        self._generators = {
            node: self._generators.get(node) or lower_generator(node)
            for node in nodes
            if node.block.kind is BlockKind.GENERATOR
        }
        changed = _changed(self._names, names)
        made = {node: self._table(node, names, changed) for node in nodes if node.is_model}
        self._names = names
        self._tables = made
        tables = [entry.lowered.table for entry in made.values() if entry.lowered is not None]
        joins = self._join_tables(names)
        schema = Schema(
            dialect=context.dialect,
            tables=(*tables, *joins),
            enums=tuple(lowered.enum for lowered in self._enums.values()),
            foreign_keys=context.foreign_keys,
            default_schema=context.default_schema,
            extensions=context.extensions,
            open=open or any(entry.lowered is None for entry in made.values()),
            generators=tuple(self._generators.values()),
        )
        if self._schema is None or not _same(self._schema, schema):
            self._schema = schema
        return self._schema

    def _table(self, node: Node, names: Mapping[str, Node], changed: frozenset[str]) -> _Made:
        before = self._tables.get(node)
        if before is not None and changed.isdisjoint(before.types):
            return before
        found = {name: names.get(name) for name in node.by_type}
        enums = {
            name: self._enums[target]
            for name, target in found.items()
            if target is not None and target.block.kind is BlockKind.ENUM
        }
        known = None if before is None else before.lowered
        return _Made(frozenset(found), lower_table(node, found, enums, self._context, known))

    def _join_tables(self, names: Mapping[str, Node]) -> list[Table]:
        joins: dict[tuple[Node, Node, str], tuple[Table, Table, Table | None]] = {}
        for node, entry in self._tables.items():
            if entry.lowered is None:
                continue
            table = entry.lowered.table
            for relation in table.relations:
                if relation.kind is not RelationKind.MANY_TO_MANY:
                    continue
                target = names[str(relation.entity)]
                facing = self._tables[target].lowered if target in self._tables else None
                if facing is None:
                    continue
                other = facing.table
                key = (node, target, relation.attribute)
                before = self._joins.get(key)
                if before is None or before[0] is not table or before[1] is not other:
                    join = lower_join_table(node, table, relation, target, other, self._context)
                    if before is not None and before[2] == join:
                        join = before[2]
                    before = (table, other, join)
                joins[key] = before
        self._joins = joins
        return [table for _, _, table in joins.values() if table is not None]


def _changed(before: Mapping[str, Node], after: Mapping[str, Node]) -> frozenset[str]:
    """The names that mean something else now."""
    return frozenset(
        [name for name, node in after.items() if before.get(name) is not node]
        + [name for name in before if name not in after]
    )


def _same(before: Schema, after: Schema) -> bool:
    """Whether two schemas hold the same objects."""
    return (
        len(before.tables) == len(after.tables)
        and len(before.enums) == len(after.enums)
        and len(before.generators) == len(after.generators)
        and all(old is new for old, new in zip(before.tables, after.tables, strict=True))
        and all(old is new for old, new in zip(before.enums, after.enums, strict=True))
        and all(old is new for old, new in zip(before.generators, after.generators, strict=True))
        and before.open is after.open
    )
