"""Gives what was seen at run time its places in the sources: those that the static reader found, else the nearest.

The static reading of the same files says where tables, columns, keys and relationships are declared. What only exists
at run time (a class made by a function, a column that a plug-in adds) is looked for by name, and points to the file
where even that finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from prismalchemy.alchemy import ModelsReading
from prismalchemy.schema import UNKNOWN, Column, ColumnType, Enum, Maybe, Schema, Table
from prismalchemy.text import Anchor, Origin, SourceFile, Span

T = TypeVar("T")


def with_places(schema: Schema, facts: Mapping[str, Any], static: ModelsReading) -> ModelsReading:
    """The reading that says what `schema` says and points to where the files say it.

    Args:
        schema: as decoded from `facts`.
        facts: what the child wrote; the tables are in the same order.
        static: the static reading of the same files.
    """
    finder = _Finder(static)
    tables = tuple(finder.table(table, found) for table, found in zip(schema.tables, facts["tables"], strict=True))
    enums = tuple(finder.enum(enum) for enum in schema.enums)
    bases = {**static.bases, **dict.fromkeys(finder.anchors.values(), 0)}
    return replace(static, schema=replace(schema, tables=tables, enums=enums), problems=(), bases=bases, reader=None)


class _Finder:
    """Looks nodes up in the static reading, and names in the files."""

    def __init__(self, static: ModelsReading) -> None:
        self.static = static
        self.files = {file.path: file for file in static.files}
        self.anchors: dict[str, Anchor] = {}
        self.tables: dict[object, list[Table]] = {}
        for table in static.schema.tables:
            self.tables.setdefault(table.key, []).append(table)
        self.enums: dict[object, Enum] = {}
        for column in (column for table in static.schema.tables for column in table.columns):
            if column.type is not UNKNOWN and column.type.enum is not None:
                self.enums.setdefault(_name_of(column.type.enum), column.type.enum)

    def table(self, table: Table, facts: Mapping[str, Any]) -> Table:
        known = self._known(table)
        if known is None:
            origin = self._class(facts["class"]) or self._named(table.name) or self._any()
            return replace(
                table,
                origin=origin,
                name_origin=origin,
                columns=tuple(replace(column, origin=origin, name_origin=origin) for column in table.columns),
            )
        keys = {key.columns: key for key in known.foreign_keys}
        relations = {relation.attribute: relation for relation in known.relations}
        indexes = {_shape(index): index for index in reversed(known.indexes)}
        by_name = {column.name: column for column in known.columns}
        primary = table.primary_key
        if primary is not UNKNOWN and primary is not None and known.primary_key is not UNKNOWN:
            primary = _placed(primary, known.primary_key)
        return replace(
            table,
            columns=tuple(self._column(column, by_name.get(column.name), known) for column in table.columns),
            primary_key=primary,
            indexes=tuple(_placed(index, indexes.get(_shape(index))) for index in table.indexes),
            foreign_keys=tuple(_placed(key, keys.get(key.columns)) for key in table.foreign_keys),
            relations=tuple(_placed(item, relations.get(item.attribute)) for item in table.relations),
            documentation=known.documentation,
            identity=known.identity,
            origin=known.origin,
            name_origin=known.name_origin,
            table_name_origin=known.table_name_origin,
        )

    def enum(self, enum: Enum) -> Enum:
        known = self.enums.get(_name_of(enum))
        if known is None:
            return enum
        members = enum.members
        if members is not UNKNOWN and known.members is not UNKNOWN:
            places = {member.name: member for member in known.members}
            members = tuple(_placed(member, places.get(member.name)) for member in members)
        placed = replace(_placed(enum, known), members=members)
        return replace(
            placed, name_origin=known.name_origin, class_origin=known.class_origin, call_origin=known.call_origin
        )

    def _column(self, column: Column, known: Column | None, table: Table) -> Column:
        if known is None:
            origin = table.name_origin or table.origin
            return replace(column, type=self._type(column.type, None), origin=origin, name_origin=origin)
        return replace(
            column,
            type=self._type(column.type, known.type),
            documentation=column.documentation or known.documentation,
            origin=known.origin,
            name_origin=known.name_origin,
            aspects=known.aspects,
            given_on_insert=known.given_on_insert,
            given_on_update=known.given_on_update,
        )

    def _type(self, found: Maybe[ColumnType], known: Maybe[ColumnType] | None) -> Maybe[ColumnType]:
        if found is UNKNOWN:
            return UNKNOWN
        python = known.python if isinstance(known, ColumnType) else None
        enum = None if found.enum is None else self.enum(found.enum)
        return ColumnType(found.type, enum=enum, python=python, decorated=found.decorated)

    def _known(self, table: Table) -> Table | None:
        """The same table as the static reader saw it; of several that of the same class."""
        found = self.tables.get(table.key, [])
        same = [other for other in found if other.entity == table.entity]
        return next(iter(same or found), None)

    def _class(self, facts: Mapping[str, Any] | None) -> Origin | None:
        if facts is None or facts["path"] not in self.files:
            return None
        file, name = self.files[facts["path"]], re.escape(facts["name"])
        patterns = (rf"^[ \t]*class[ \t]+({name})\b", rf"^[ \t]*({name})[ \t]*=[^=]", rf"[\"']({name})[\"']")
        matches = (re.search(pattern, file.text, re.MULTILINE) for pattern in patterns)
        match = next((match for match in matches if match), None)
        return self._at(file, Span(*match.span(1)) if match else Span(0, 0))

    def _named(self, name: str) -> Origin | None:
        """The first place where the name stands in quotes."""
        quoted = re.compile(rf"([\"'])({re.escape(name)})\1")
        for file in self.files.values():
            match = quoted.search(file.text)
            if match is not None:
                return self._at(file, Span(*match.span(2)))
        return None

    def _any(self) -> Origin | None:
        file = next(iter(self.files.values()), None)
        return None if file is None else self._at(file, Span(0, 0))

    def _at(self, file: SourceFile, span: Span) -> Origin:
        return Origin(self.anchors.setdefault(file.path, Anchor(file.path)), span)


def _placed(node: T, known: Any) -> T:
    """The node with the places of another one."""
    if known is None:
        return node
    names: Iterable[str] = ("origin", "name_origin")
    return replace(node, **{name: getattr(known, name) for name in names if hasattr(node, name)})  # type: ignore[type-var]


def _shape(index: Any) -> object:
    """What tells an index of a table from the others, besides its name."""
    return index.column_names, index.unique, index.constraint


def _name_of(enum: Enum) -> object:
    return enum.entity or enum.name, enum.labels if enum.entity is None else None
