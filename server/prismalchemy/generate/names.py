"""What things are called in the code that is being written: the `Names` protocol and the names of a whole schema."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import NamedTuple, Protocol

from sqlalchemy.types import ARRAY, JSON

from prismalchemy.generate.identifiers import (
    attribute_name,
    identifier,
    pascal_case,
    relation_name,
    snake_case,
    unique,
)
from prismalchemy.generate.options import Naming
from prismalchemy.schema import UNKNOWN, Column, Enum, Raw, Relation, RelationKind, Schema, Table, TableKey, TableKind


class Member(NamedTuple):
    """A member of a Python enum: its name, its value (the database's label), its documentation."""

    name: str
    label: str
    documentation: str | None = None


class Names(Protocol):
    """What the renderers ask for. An existing file answers with its own spellings, a generated one with ours."""

    @property
    def dialect(self) -> str:
        """SQLAlchemy's name of the dialect; `postgresql` where it is not known."""

    @property
    def type_packages(self) -> Collection[str]:
        """The packages besides SQLAlchemy whose types may be used; see `packages.TYPE_PACKAGES`."""

    def use(self, module: str, name: str) -> str:
        """The local spelling of `name` of `module` (`Text`, `sa.Text`); makes sure that it is imported."""

    def helper(self, name: str) -> str:
        """The local spelling of a function or class of `helpers.HELPERS`; makes sure that it is there."""

    def entity(self, key: TableKey) -> str | None:
        """The class mapped to a table; None where there is none, and then no relation can reach it."""

    def base_table(self, key: TableKey) -> str:
        """The variable that holds a Core `Table` (a join table); makes sure that it is imported."""

    def attribute(self, key: TableKey, column: str) -> str:
        """The mapped attribute of a column, given by its database name."""

    def relation(self, key: TableKey, field: str) -> str | None:
        """The mapped attribute of a relation, given by Prisma's field name; None where it is not mapped."""

    def enum(self, enum: Enum) -> str:
        """The local spelling of an enum's Python class; makes sure that it is imported."""

    def members(self, enum: Enum) -> tuple[Member, ...]:
        """The members of an enum's Python class, in the database's order."""


class SchemaNames:
    """The names of everything that is generated from a schema: deterministic and free of clashes.

    Args:
        schema: the neutral schema.
        naming: of attributes and, with `snake`, of classes: `user_account` becomes the class `UserAccount`.
        base: the name of the declarative base class; empty where it is defined elsewhere.
        pydantic: whether the classes are Pydantic models as well, which keep more names for themselves.
    """

    def __init__(self, schema: Schema, naming: Naming = "snake", base: str = "Base", *, pydantic: bool = False) -> None:
        self.schema = schema
        self.naming = naming
        self.pydantic = pydantic
        entities = {table.entity for table in schema.tables} | {enum.entity for enum in schema.enums}
        self.base = base if base not in entities else unique(f"{base}Model", {str(name) for name in entities})

    @cached_property
    def tables(self) -> Mapping[TableKey, Table]:
        """The tables by key; the first where one is described twice."""
        return {table.key: table for table in reversed(self.schema.tables)}

    @cached_property
    def classes(self) -> Mapping[TableKey, str]:
        """The classes of the tables that can be mapped."""
        taken = {self.base, "ViewBase", *self.enum_classes.values()}
        names: dict[TableKey, str] = {}
        for table in self.tables_in_order:
            if is_mappable(table):
                name = unique(self._class_name(table.entity or table.name), taken)
                names[table.key] = name
                taken.add(name)
        return names

    @cached_property
    def core_tables(self) -> Mapping[TableKey, str]:
        """The variables of the tables that have no class."""
        taken = {*self.global_names, *self.all_attributes}
        names: dict[TableKey, str] = {}
        for table in self.tables_in_order:
            if table.key not in self.classes:
                name = unique(identifier(snake_case(table.name).strip("_") + "_table"), taken)
                names[table.key] = name
                taken.add(name)
        return names

    @cached_property
    def tables_in_order(self) -> tuple[Table, ...]:
        """The tables in the order of the schema, each key once."""
        return tuple(table for table in self.schema.tables if self.tables[table.key] is table)

    @cached_property
    def enum_classes(self) -> Mapping[str, str]:
        """The Python classes of the enums, by the enum's entity."""
        taken = {self.base, "ViewBase"}
        names: dict[str, str] = {}
        for enum in self.schema.enums:
            name = unique(self._class_name(enum_entity(enum)), taken)
            names.setdefault(enum_entity(enum), name)
            taken.add(name)
        return names

    @cached_property
    def global_names(self) -> frozenset[str]:
        """All classes."""
        return frozenset({self.base, "ViewBase", *self.classes.values(), *self.enum_classes.values()})

    @cached_property
    def module_names(self) -> frozenset[str]:
        """All names that a module with the whole schema defines: classes, and variables of Core tables."""
        return frozenset({*self.global_names, *self.core_tables.values()})

    @cached_property
    def all_attributes(self) -> frozenset[str]:
        """The attributes of all classes."""
        return frozenset().union(*(self.scope(key) for key in self.classes))

    def scope(self, key: TableKey) -> frozenset[str]:
        """The attributes of one class, which hide global names in its body."""
        return frozenset({*self.attributes[key].values(), *self.relations[key].values()})

    @cached_property
    def attributes(self) -> Mapping[TableKey, Mapping[str, str]]:
        """The mapped attributes of every table, by database name."""
        return {table.key: self._attributes(table) for table in self.tables.values()}

    @cached_property
    def relations(self) -> Mapping[TableKey, Mapping[str, str]]:
        """The attributes of the relations of every mapped table, by Prisma's field name."""
        return {key: self._relations(self.tables[key]) for key in self.classes}

    def _attributes(self, table: Table) -> Mapping[str, str]:
        taken = set(self.global_names)
        names: dict[str, str] = {}
        for column in table.columns:
            names[column.name] = unique(attribute_name(column, self.naming, pydantic=self.pydantic), taken)
            taken.add(names[column.name])
        return names

    def _relations(self, table: Table) -> Mapping[str, str]:
        taken = {*self.global_names, *self.attributes[table.key].values()}
        names: dict[str, str] = {}
        for relation in table.relations:
            if not is_joinable(relation) or relation.target not in self.classes:
                continue
            name = relation_name(relation.attribute, self.naming, pydantic=self.pydantic)
            names[relation.attribute] = unique(name, taken)
            taken.add(names[relation.attribute])
        return names

    def _class_name(self, entity: str) -> str:
        return identifier(pascal_case(entity) if self.naming == "snake" else entity)


def is_mappable(table: Table) -> bool:
    """Whether a class can be mapped to the table: SQLAlchemy needs columns that tell its rows apart."""
    return table.kind is not TableKind.JOIN and table.entity is not None and bool(identity_columns(table))


def is_joinable(relation: Relation) -> bool:
    """Whether it is known what the relation leads to and over which columns."""
    if relation.target is UNKNOWN or relation.kind is UNKNOWN:
        return False
    if relation.kind is RelationKind.MANY_TO_MANY:
        return relation.join_table is not UNKNOWN and relation.join_table is not None
    columns, references = relation.columns, relation.target_columns
    return columns is not UNKNOWN and references is not UNKNOWN and 0 < len(columns) == len(references)


def identity_columns(table: Table) -> tuple[str, ...]:
    """The columns that tell a table's rows apart: its primary key, else its first unique key; else (or unknown) none.

    A view's are those that its description says. It is only read, so all its columns together serve as well: rows that
    are equal in all of them may be one object. They must be hashable.
    """
    if table.primary_key is UNKNOWN:
        return ()
    if table.primary_key is not None:
        return table.primary_key.columns
    for index in table.indexes:
        if index.unique and index.where is None and index.column_names is not UNKNOWN:
            return index.column_names
    if table.identity:
        return table.identity
    if table.kind is TableKind.VIEW and all(_is_hashable(column) for column in table.columns):
        return tuple(column.name for column in table.columns)
    return ()


def _is_hashable(column: Column) -> bool:
    """Whether the values of a column can be part of a key."""
    if column.type is UNKNOWN:
        return False
    return column.type.type.hashable and not isinstance(column.type.type, (ARRAY, JSON, Raw))


def enum_entity(enum: Enum) -> str:
    """The name an enum goes by in its language, else its type's name."""
    return enum.entity or (enum.name if isinstance(enum.name, str) else "Enum")


_ENUM_RESERVED = frozenset({"mro", "name", "value", *dir(str)})
"""Members that a `(str, Enum)` class cannot have, or that would hide a method of `str`."""


def enum_members(enum: Enum) -> tuple[Member, ...]:
    """The members of the Python class for a neutral enum; names that Python does not allow are mended."""
    if enum.members is UNKNOWN:
        return ()
    taken: set[str] = set()
    members = []
    for member in enum.members:
        name = identifier(member.name)
        if name in _ENUM_RESERVED or name.startswith("_"):
            name = f"{name.strip('_') or 'member'}_"
        if name[0].isdigit():
            name = f"n{name.rstrip('_')}"
        name = unique(name, taken)
        taken.add(name)
        members.append(Member(name, member.label, member.documentation))
    return tuple(members)
