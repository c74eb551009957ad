"""The editor of the Prisma side: what rules ask for, in terms of the neutral schema."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from prismalchemy.fixes.prisma import enums, fields, keys, references, relations, tables
from prismalchemy.fixes.prisma.project import PrismaProject
from prismalchemy.prisma.edit import SchemaDraft
from prismalchemy.schema import Column, Enum, ForeignKey, Index, Schema, Table
from prismalchemy.text import FileEdit, OverlappingEditsError

if TYPE_CHECKING:
    from prismalchemy.compare import Pairing
    from prismalchemy.prisma import PrismaReading

Edits = tuple[FileEdit, ...]

_Named = tuple[Table, Index | ForeignKey, Index | ForeignKey]
"""A table of Prisma's, an index or a foreign key of it, and the models' counterpart."""


class PrismaEditor:
    """Edits of Prisma files that make them say what the models say; the mirror image of `fixes.models.ModelsEditor`.

    Nodes of the Prisma side tell where, nodes of the models' side what it shall be. Every method gives the edits by
    file, or None where the place cannot be edited: a line there is broken, Prisma has no words for it, something of it
    is not known, or nothing is left to change.

    Args:
        reading: the reading of the schema that the edits are for.
        models: the models' schema.
        pairing: the two, paired.
    """

    def __init__(self, reading: PrismaReading, models: Schema, pairing: Pairing) -> None:
        self._project = PrismaProject(reading, models, pairing)

    def _make(self, edit: Callable[[PrismaProject, SchemaDraft], bool]) -> Edits | None:
        draft = SchemaDraft(self._project.reading)
        try:
            return (draft.finish() or None) if edit(self._project, draft) else None
        except OverlappingEditsError:
            return None

    def create_model(self, models: Table) -> Edits | None:
        """Write the model of a table that only the models describe."""
        return self._make(lambda project, draft: tables.create_model(project, draft, models))

    def set_table_name(self, table: Table, models: Table) -> Edits | None:
        """Give a model's table the models' name and database schema."""
        return self._make(lambda project, draft: tables.set_table_name(project, draft, table, models))

    def set_table_names(self, wanted: Sequence[tuple[Table, Table]]) -> Edits | None:
        """Give several tables the models' names and database schemas at once: (Prisma's table, the models')."""
        return self._make(lambda project, draft: all(tables.set_table_name(project, draft, *pair) for pair in wanted))

    def add_field(self, table: Table, models: Table, column: Column) -> Edits | None:
        """Add the field of a column that the schema lacks."""
        return self._make(lambda project, draft: fields.add_field(project, draft, table, models, column))

    def remove_field(self, table: Table, column: Column) -> Edits | None:
        """Take a field out."""
        return self._make(lambda project, draft: fields.remove_field(project, draft, table, column))

    def rename_column(self, table: Table, column: Column, name: str) -> Edits | None:
        """Give a field another name in the database."""
        return self._make(lambda project, draft: fields.rename_column(project, draft, table, column, name))

    def set_type(self, table: Table, column: Column, models_column: Column) -> Edits | None:
        """Give a field the type of the models' column."""
        return self._make(lambda project, draft: fields.set_type(project, draft, table, column, models_column))

    def set_nullable(self, table: Table, column: Column, nullable: bool) -> Edits | None:  # noqa: FBT001
        """Make a field optional, or required, and the relations that it holds with it."""
        change = references.set_optional if nullable else references.set_required
        return self._make(lambda project, draft: change(project, draft, table, column))

    def set_server_default(self, table: Table, column: Column, models_column: Column) -> Edits | None:
        """Give a field the default of the models' column, or none."""
        return self._make(
            lambda project, draft: fields.set_server_default(project, draft, table, column, models_column)
        )

    def set_updated_at(self, table: Table, column: Column, updated: bool) -> Edits | None:  # noqa: FBT001
        """Let Prisma's client set a field on every update, or not."""
        return self._make(lambda project, draft: fields.set_updated_at(project, draft, table, column, updated=updated))

    def set_primary_key(self, table: Table, models: Table) -> Edits | None:
        """Make the primary key what the models' is."""
        return self._make(lambda project, draft: keys.set_primary_key(project, draft, table, models))

    def add_index(self, table: Table, index: Index) -> Edits | None:
        """Add an index or unique of the models'."""
        return self._make(lambda project, draft: keys.add_index(project, draft, table, index))

    def replace_index(self, table: Table, index: Index, models_index: Index) -> Edits | None:
        """Make an index what the models' is."""
        return self._make(lambda project, draft: keys.replace_index(project, draft, table, index, models_index))

    def remove_index(self, table: Table, index: Index) -> Edits | None:
        """Take an index or unique out."""
        return self._make(lambda project, draft: keys.remove_index(project, draft, table, index))

    def add_foreign_key(self, table: Table, models: Table, foreign_key: ForeignKey) -> Edits | None:
        """Add the relation of a foreign key of the models', with its back relation."""
        return self._make(lambda project, draft: relations.add_foreign_key(project, draft, table, models, foreign_key))

    def reference(
        self, table: Table, target: Table, key: ForeignKey, column: Column | None
    ) -> references.Reference | None:
        """What `add_reference` will call the field and both relations."""
        draft = SchemaDraft(self._project.reading)
        return references.reference(self._project, draft, table, target, key, column)

    def add_reference(
        self, table: Table, target: Table, key: ForeignKey, column: Column | None, index: Index | None
    ) -> Edits | None:
        """Add a foreign key with its relation at both ends, and its column and an index where they are given."""
        return self._make(
            lambda project, draft: references.add_reference(project, draft, table, target, key, column, index)
        )

    def widen_foreign_key(
        self, table: Table, key: ForeignKey, wanted: ForeignKey, unique: tuple[Table, Index] | None
    ) -> Edits | None:
        """Let a relation refer by several fields, with the unique that it needs."""
        return self._make(
            lambda project, draft: references.widen_foreign_key(project, draft, table, key, wanted, unique)
        )

    def set_required(self, table: Table, column: Column) -> Edits | None:
        """Make a field required, and the relations that it alone let be optional."""
        return self._make(lambda project, draft: references.set_required(project, draft, table, column))

    def replace_foreign_key(self, table: Table, key: ForeignKey, models_key: ForeignKey) -> Edits | None:
        """Give a foreign key the actions of the models'."""
        return self._make(lambda project, draft: relations.replace_foreign_key(project, draft, table, key, models_key))

    def set_foreign_key_name(self, table: Table, key: ForeignKey, name: str) -> Edits | None:
        """Map a foreign key to another name."""
        return self._make(lambda project, draft: relations.set_foreign_key_name(project, draft, table, key, name))

    def set_names(self, wanted: Sequence[_Named]) -> Edits | None:
        """Map several indexes or foreign keys to the models' names at once: (Prisma's table, its one, the models')."""

        def one(project: PrismaProject, draft: SchemaDraft, item: _Named) -> bool:
            table, ours, theirs = item
            if isinstance(ours, Index):
                return isinstance(theirs, Index) and keys.replace_index(project, draft, table, ours, theirs)
            return relations.set_foreign_key_name(project, draft, table, ours, str(theirs.name))

        return self._make(lambda project, draft: all(one(project, draft, item) for item in wanted))

    def create_enum(self, models_enum: Enum) -> Edits | None:
        """Write the block of an enum that only the models have."""
        return self._make(lambda project, draft: enums.create_enum(project, draft, models_enum) is not None)

    def set_enum_name(self, enum: Enum, name: str) -> Edits | None:
        """Give an enum's database type another name."""
        return self._make(lambda project, draft: enums.set_enum_name(project, draft, enum, name))

    def map_enum_labels(self, enum: Enum, models_enum: Enum) -> Edits | None:
        """Map an enum's values to the models' labels."""
        return self._make(lambda project, draft: enums.map_enum_labels(project, draft, enum, models_enum))

    def order_enum_labels(self, enum: Enum, models_enum: Enum) -> Edits | None:
        """Put an enum's values into the models' order."""
        return self._make(lambda project, draft: enums.order_enum_labels(project, draft, enum, models_enum))

    def set_enum_schema(self, enum: Enum, models_enum: Enum) -> Edits | None:
        """Put an enum's type into the models' database schema."""
        return self._make(lambda project, draft: enums.set_enum_schema(project, draft, enum, models_enum))

    def set_enum_labels(self, enum: Enum, models_enum: Enum) -> Edits | None:
        """Give an enum the models' labels."""
        return self._make(lambda project, draft: enums.set_enum_labels(project, draft, enum, models_enum))
