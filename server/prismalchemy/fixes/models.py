"""The editor of the models' side: what rules ask for, in terms of the neutral schema."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from prismalchemy.fixes import (
    columns,
    composite,
    create,
    enums,
    indexes,
    keys,
    reference,
    regenerate,
    relation_options,
    relationships,
    table_args,
)
from prismalchemy.fixes import tables as tables_of
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.project import Project
from prismalchemy.schema import Column, Enum, ForeignKey, Index, Relation, Schema, Table
from prismalchemy.text import FileEdit, OverlappingEditsError

if TYPE_CHECKING:
    from prismalchemy.alchemy import ModelsReading
    from prismalchemy.compare import Pairing
    from prismalchemy.fixes.prisma.references import Reference

Edits = tuple[FileEdit, ...]


class ModelsEditor:
    """Edits of model files that make them say what Prisma says.

    Nodes of the models' side tell where, nodes of the Prisma side what it shall be. Every method gives the edits by
    file, or None where the place cannot be edited: a helper function makes the column, several classes share it
    through a mixin, the class is not of the project, or nothing is left to change.

    Args:
        prisma: Prisma's schema.
        models: the reading of the models that the edits are for.
        pairing: the two, paired.
    """

    def __init__(self, prisma: Schema, models: ModelsReading, pairing: Pairing) -> None:
        self._sides = prisma, models, pairing
        self._project = Project(prisma, models, pairing)

    def _make(self, edit: Callable[[Draft], bool]) -> Edits | None:
        draft = Draft(self._project)
        try:
            return draft.finish() if edit(draft) else None
        except OverlappingEditsError:
            return None

    def create_table(self, table: Table) -> Edits | None:
        """Add a class for a Prisma model that has none."""
        project = Project(*self._sides)
        draft = Draft(project)
        return draft.finish() if create.create_table(draft, table) else None

    def regenerate_table(self, table: Table, prisma_table: Table) -> Edits | None:
        """Write the class's columns, relationships and table arguments as they are generated; all else stays."""
        return self._make(lambda draft: regenerate.regenerate_table(draft, table, prisma_table))

    def set_table_name(self, table: Table, prisma_table: Table) -> Edits | None:
        """Give a table Prisma's name and schema."""
        return self._make(lambda draft: tables_of.set_table_name(draft, table, prisma_table))

    def set_table_names(self, tables: Sequence[tuple[Table, Table]]) -> Edits | None:
        """Give several tables Prisma's names and schemas at once: (the models' table, Prisma's)."""
        return self._make(lambda draft: all(tables_of.set_table_name(draft, *pair) for pair in tables))

    def add_column(self, table: Table, prisma_table: Table, column: Column) -> Edits | None:
        """Declare a column that the models lack."""
        return self._make(lambda draft: columns.add_column(draft, table, prisma_table, column))

    def remove_column(self, table: Table, column: Column) -> Edits | None:
        """Take a column out."""
        return self._make(lambda draft: columns.remove_column(draft, table, column))

    def rename_column(self, table: Table, column: Column, name: str) -> Edits | None:
        """Give a column another name in the database; its attribute stays."""
        return self._make(lambda draft: columns.rename_column(draft, table, column, name))

    def set_type(self, table: Table, column: Column, prisma_column: Column) -> Edits | None:
        """Give a column Prisma's type."""
        return self._make(lambda draft: columns.set_type(draft, table, column, prisma_column))

    def set_types(self, wanted: Sequence[tuple[Table, Column, Column]]) -> Edits | None:
        """Give several columns Prisma's types at once: (the models' table, its column, Prisma's column)."""
        return self._make(lambda draft: all(columns.set_type(draft, *item) for item in wanted))

    def set_nullable(self, table: Table, column: Column, nullable: bool) -> Edits | None:  # noqa: FBT001
        """Let a column be NULL, or not."""
        return self._make(lambda draft: columns.set_nullable(draft, table, column, nullable=nullable))

    def set_primary_key(self, table: Table, prisma_table: Table) -> Edits | None:
        """Make the primary key what Prisma's is."""
        return self._make(lambda draft: keys.set_primary_key(draft, table, prisma_table))

    def add_index(self, table: Table, index: Index) -> Edits | None:
        """Declare an index or unique of Prisma's."""
        return self._make(lambda draft: indexes.add_index(draft, table, index))

    def replace_index(self, table: Table, models_index: Index, index: Index) -> Edits | None:
        """Make an index what Prisma's is."""
        return self._make(lambda draft: indexes.replace_index(draft, table, models_index, index))

    def remove_index(self, table: Table, index: Index) -> Edits | None:
        """Take an index or unique out."""
        return self._make(lambda draft: indexes.remove_index(draft, table, index))

    def add_foreign_key(self, table: Table, foreign_key: ForeignKey) -> Edits | None:
        """Declare a foreign key of Prisma's."""
        return self._make(lambda draft: keys.add_foreign_key(draft, table, foreign_key))

    def add_reference(
        self,
        table: Table,
        prisma_table: Table,
        prisma_target: Table,
        key: ForeignKey,
        added: Reference,
        index: Index | None,
    ) -> Edits | None:
        """Add what a new reference of Prisma's brings along: column, foreign key, both relationships, index."""
        return self._make(
            lambda draft: reference.add_reference(draft, table, prisma_table, prisma_target, key, added, index)
        )

    def add_key_column(self, table: Table, column: Column, key: ForeignKey, index: Index) -> Edits | None:
        """Add a column with its foreign key and an index to a table that only the models have."""
        return self._make(lambda draft: reference.add_key_column(draft, table, column, key, index))

    def widen_foreign_key(
        self, table: Table, key: ForeignKey, wanted: ForeignKey, column: Column, unique: tuple[Table, Index] | None
    ) -> Edits | None:
        """Put a foreign key of several columns in place of one of one column, with the unique that it needs."""
        return self._make(lambda draft: composite.widen_foreign_key(draft, table, key, wanted, column, unique))

    def set_required(self, table: Table, column: Column) -> Edits | None:
        """Make a column NOT NULL; a foreign key that would set it to NULL refuses instead."""
        return self._make(lambda draft: reference.set_required(draft, table, column))

    def replace_foreign_key(self, table: Table, models_key: ForeignKey, foreign_key: ForeignKey) -> Edits | None:
        """Make a foreign key what Prisma's is."""
        return self._make(lambda draft: keys.replace_foreign_key(draft, table, models_key, foreign_key))

    def set_foreign_key_name(self, models_key: ForeignKey, foreign_key: ForeignKey) -> Edits | None:
        """Give a foreign key Prisma's name."""
        return self._make(lambda draft: keys.set_foreign_key_name(draft, models_key, foreign_key))

    def remove_computed(self, table: Table, column: Column) -> Edits | None:
        """Make a plain column of one that the database computes."""
        return self._make(lambda draft: columns.remove_computed(draft, table, column))

    def set_server_default(self, table: Table, column: Column, prisma_column: Column) -> Edits | None:
        """Give a column the database default of Prisma's, or none."""
        return self._make(lambda draft: columns.set_server_default(draft, table, column, prisma_column))

    def set_client_default(self, table: Table, column: Column, prisma_column: Column) -> Edits | None:
        """Let the ORM make the value that Prisma's client makes, or none."""
        return self._make(lambda draft: columns.set_client_default(draft, table, column, prisma_column))

    def set_on_update(self, table: Table, column: Column, prisma_column: Column) -> Edits | None:
        """Let the ORM set the value on every UPDATE as Prisma's client does, or not."""
        return self._make(lambda draft: columns.set_on_update(draft, table, column, prisma_column))

    def remove_comment(self, table: Table, column: Column | None) -> Edits | None:
        """Let the database have no comment on a column, or on the table itself."""
        if column is None:
            return self._make(lambda draft: table_args.set_table_option(draft, table, "comment", None))
        return self._make(lambda draft: columns.remove_comment(draft, table, column))

    def create_enum(self, enum: Enum) -> Edits | None:
        """Write the Python class of an enum that has none."""
        return self._make(lambda draft: enums.create_enum(draft, enum))

    def set_enum_name(self, models_enum: Enum, enum: Enum) -> Edits | None:
        """Give an enum's database type Prisma's name."""
        return self._make(lambda draft: enums.set_enum_name(draft, models_enum, enum))

    def set_enum_labels(self, models_enum: Enum, enum: Enum) -> Edits | None:
        """Give an enum Prisma's labels, in its order."""
        return self._make(lambda draft: enums.set_enum_labels(draft, models_enum, enum))

    def add_relations(self, table: Table, prisma_table: Table, relations: Sequence[Relation]) -> Edits | None:
        """Declare relationships that a class lacks; of several, those that can be declared."""

        def adding(chosen: Sequence[Relation]) -> Edits | None:
            return self._make(lambda draft: relationships.add_relations(draft, table, prisma_table, chosen))

        if len(relations) > 1:
            relations = [relation for relation in relations if adding([relation]) is not None]
        return adding(relations) if relations else None

    def replace_relation(
        self, table: Table, models_relation: Relation, prisma_table: Table, relation: Relation
    ) -> Edits | None:
        """Let a relationship lead to one or to many as Prisma's does, through the same join table."""
        return self._make(
            lambda draft: relationships.replace_relation(draft, table, models_relation, prisma_table, relation)
        )

    def connect_relations(self, relation: Relation, other: Relation) -> Edits | None:
        """Let two relationships name each other in `back_populates`."""
        return self._make(lambda draft: relation_options.connect(draft, relation, other))

    def let_database_delete(self, relations: Sequence[Relation]) -> Edits | None:
        """Let relationships leave the objects at their other end to the database when an object is deleted."""
        return self._make(lambda draft: relation_options.let_database_delete(draft, relations))

    def set_autoincrement(self, table: Table, column: Column, value: bool) -> Edits | None:  # noqa: FBT001
        """Let SQLAlchemy expect that the database counts a column up, or not."""
        return self._make(lambda draft: columns.set_autoincrement(draft, table, column, value=value))

    def rename_attribute(self, table: Table, column: Column, attribute: str) -> Edits | None:
        """Give a mapped attribute another name; the column keeps its own. Code that uses the attribute must follow."""
        return self._make(lambda draft: columns.rename_attribute(draft, table, column, attribute))
