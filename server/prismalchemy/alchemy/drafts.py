"""Tables as one class or one `Table(...)` call says them, before anything is joined across classes.

Drafts are never changed. What there is one of per column is not frozen, which would take three times as long to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from prismalchemy.alchemy.annotations import Annotation
from prismalchemy.alchemy.declarative import Declarative
from prismalchemy.alchemy.values import CallValue, ClassValue, Value
from prismalchemy.schema import (
    UNKNOWN,
    Column,
    Index,
    Maybe,
    PrimaryKey,
    ReferentialAction,
    TableKey,
)
from prismalchemy.text import Origin

Target: TypeAlias = "TableKey | ClassValue | CallValue"
"""The table that a foreign key refers to: by name, by its mapped class, or by the `Table(...)` call."""


@dataclass(slots=True, eq=False)
class ForeignDraft:
    """A foreign key. `columns` are database names; `target_columns` names of columns, or attributes where the target
    is a class, empty for the target's primary key.
    """

    columns: tuple[str, ...]
    target: Maybe[Target]
    target_columns: Maybe[tuple[str, ...]]
    on_delete: Maybe[ReferentialAction]
    on_update: Maybe[ReferentialAction]
    name: Value
    origin: Origin | None

    @property
    def shape(self) -> tuple[object, ...]:
        """What other tables look at."""
        target = self.target.origin if isinstance(self.target, CallValue) else self.target
        return (self.columns, target, self.target_columns)


@dataclass(slots=True, eq=False)
class ColumnDraft:
    """A column with what its own declaration says about the table.

    `key` is what `UniqueConstraint("…")` and `Table.c` call it (the name in the database unless `key=` says else).
    `typeless` says that its type is that of the column that its foreign key refers to (`follows`: or that of a
    constraint of the table), `untyped` that the source gives it none at all. `counts` is what `autoincrement=` says
    ("auto" where it says nothing), `counted` whether it has an Identity or a Sequence. `bare`: it is a
    mere annotation.
    """

    column: Column
    key: str
    primary_key: Maybe[bool] = False
    unique: Maybe[bool] = False
    index: Maybe[bool] = False
    typeless: bool = False
    untyped: bool = False
    foreign: tuple[ForeignDraft, ...] = ()
    follows: ForeignDraft | None = None
    counts: Value = "auto"
    counted: bool = False
    bare: bool = False
    origin: Origin | None = None

    @property
    def shape(self) -> tuple[object, ...]:
        """What other tables look at, the type apart (`lent`)."""
        column = self.column
        return (
            (column.name, column.attribute, self.key, column.nullable, self.typeless),
            tuple(draft.shape for draft in self.foreign),
            None if self.follows is None else self.follows.shape,
        )

    @property
    def lent(self) -> tuple[object, ...]:
        """The type as a foreign key takes it over: equal for types that are as good as the same."""
        found = self.column.type
        return (found, None if found is UNKNOWN or found.enum is None else found.enum.origin)


@dataclass(slots=True, eq=False)
class RelationDraft:
    """A `relationship()`, not yet looked up."""

    attribute: str
    call: CallValue
    annotation: Annotation | None
    cls: ClassValue
    origin: Origin
    name_origin: Origin
    sqlmodel: bool = False
    documentation: str | None = None


@dataclass(frozen=True, eq=False)
class TableDraft:
    """A table, or what a class adds to a table of another class.

    `cls` is None for a Core table, `call` its call. `name` is None where the class adds to the table of `parent`
    (single-table inheritance), UNKNOWN where it cannot be read. `schema_known`: see `Table`. `parent` is
    the nearest mapped ancestor.
    """

    name: Maybe[str | None]
    schema: str | None = None
    cls: ClassValue | None = None
    call: CallValue | None = None
    base: Declarative | None = None
    parent: ClassValue | None = None
    ancestry: tuple[ClassValue, ...] = ()
    columns: tuple[ColumnDraft, ...] = ()
    primary_key: Maybe[PrimaryKey | None] = None
    indexes: tuple[Index, ...] = ()
    foreign_keys: tuple[ForeignDraft, ...] = ()
    relations: tuple[RelationDraft, ...] = ()
    comment: Maybe[str | None] = None
    open: bool = False
    incomplete: bool = False
    schema_known: bool = True
    documentation: str | None = None
    origin: Origin | None = None
    name_origin: Origin | None = None
    table_name_origin: Origin | None = None

    @cached_property
    def shape(self) -> tuple[object, ...]:
        """What other tables look at in this one: equal shapes are as good as the same draft to them."""
        return (
            self.name,
            self.schema,
            self.cls,
            self.ancestry,
            None if self.call is None else self.call.origin,
            tuple(draft.shape for draft in self.columns),
            tuple(draft.shape for draft in self.foreign_keys),
        )

    @property
    def entity(self) -> str | None:
        """The class's name."""
        return None if self.cls is None else self.cls.name

    @property
    def key(self) -> TableKey | None:
        """The table's key; None where it has none of its own, or none that is known."""
        return TableKey(self.schema, self.name) if isinstance(self.name, str) else None
