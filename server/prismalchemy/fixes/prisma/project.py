"""What edits of the Prisma schema ask: which block stands for a table, which field for a column, what is called how."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from prismalchemy.compare import Pairing, TablePair
from prismalchemy.fixes.prisma.naming import uses_camel_case
from prismalchemy.prisma import PrismaReading
from prismalchemy.prisma.ast import Array, Attribute, Block, BlockKind, Field
from prismalchemy.prisma.edit import BlockDraft, SchemaDraft, quoted
from prismalchemy.prisma.lower.context import Context, context
from prismalchemy.prisma.lower.values import string
from prismalchemy.schema import UNKNOWN, Column, Enum, Schema, Table, TableKey
from prismalchemy.text import Origin

MODELS = (BlockKind.MODEL, BlockKind.VIEW)


class PrismaProject:
    """The Prisma side of a pairing, with its syntax.

    Args:
        reading: the reading of the schema that the edits are for.
        models: the models' schema.
        pairing: the two, paired.
    """

    def __init__(self, reading: PrismaReading, models: Schema, pairing: Pairing) -> None:
        self.reading = reading
        self.schema = reading.schema
        self.models = models
        self.pairing = pairing
        self._blocks = dict(reading.blocks)
        self._texts = {file.path: file.text for file in reading.files}

    @cached_property
    def context(self) -> Context:
        """What the datasource says."""
        return context(self._datasource)

    @property
    def dialect(self) -> str:
        """SQLAlchemy's name of the dialect."""
        return self.context.flavour

    @cached_property
    def camel(self) -> bool:
        """Whether fields are in camel case where columns are in snake case."""
        return uses_camel_case(self.schema)

    @cached_property
    def says_schemas(self) -> bool:
        """Whether models say in which database schema they are."""
        if self._datasource is not None and self._datasource.setting("schemas") is not None:
            return True
        return any(block.attribute("schema") is not None for block in self._blocks.values())

    def has_place_for(self, models: Table) -> bool:
        """Whether the schema can have a table in this database schema: all models say theirs, or none does."""
        return self.says_schemas or models.schema in (None, self.context.default_schema or "public")

    def schema_attribute(self, draft: SchemaDraft, models: Table | Enum) -> str | None:
        """The `@@schema(…)` that the block of a table or enum needs; None where blocks do not say where they are.

        The datasource lists the schema as well afterwards: Prisma refuses one that it does not.
        """
        usual = self.context.default_schema or "public"
        name = models.schema or usual
        if not self.says_schemas:
            return None
        source = self._datasource
        listed = None if source is None else source.setting("schemas")
        if source is not None and source.name is not None and listed is not None and isinstance(listed.value, Array):
            names = [string(item) for item in listed.value.items]
            block = draft.block(source.name.text, BlockKind.DATASOURCE)
            if block is not None and name not in names:
                present = block.type_of("schemas") or "[]"
                # Another table of this draft may have put it there.
                if present.endswith("]") and quoted(name) not in present:
                    separator = ", " if names else ""
                    block.set_type("schemas", f"{present[:-1].rstrip(' ,')}{separator}{quoted(name)}]")
        return f"@@schema({quoted(name)})"

    @cached_property
    def has_partial_indexes(self) -> bool:
        """Whether a generator asks for the preview feature that gives indexes predicates."""
        settings = (block.setting("previewFeatures") for block in self._blocks.values())
        values = (setting.value for setting in settings if setting is not None)
        return any("partialIndexes" in map(string, value.items) for value in values if isinstance(value, Array))

    @cached_property
    def native_prefix(self) -> str:
        """What native types begin with: the datasource's name."""
        name = None if self._datasource is None else self._datasource.name
        return f"@{'db' if name is None else name.text}."

    @cached_property
    def _datasource(self) -> Block | None:
        blocks = self._blocks.values()
        return next((block for block in blocks if block.kind is BlockKind.DATASOURCE), None)

    def block(self, node: Table | Enum) -> Block | None:
        """The block of a model, view or enum; None for join tables, which have none."""
        if node.origin is None or node.entity is None:
            return None
        block = self._blocks.get(node.origin.anchor)
        return block if block is not None and block.name is not None and block.name.text == node.entity else None

    def draft(self, draft: SchemaDraft, node: Table | Enum) -> BlockDraft | None:
        """The block of a node, to be edited; None where that is not possible."""
        block = self.block(node)
        return None if block is None or block.name is None else draft.block(block.name.text, block.kind)

    def text(self, node: Table | Enum, span: tuple[int, int]) -> str:
        """What stands at a span of a node's block."""
        assert node.origin is not None
        anchor = node.origin.anchor
        start = self.reading.bases[anchor]
        return self._texts[anchor.path][start + span[0] : start + span[1]]

    def field(self, table: Table, column: Column) -> Field | None:
        """The field of a column."""
        block = self.block(table)
        fields = () if block is None else block.fields
        return next((one for one in fields if one.name.text == column.attribute), None)

    def attribute_at(self, table: Table, origin: Origin | None) -> tuple[Field | None, Attribute] | None:
        """The attribute at a place of a model's block, with the field that has it; a block attribute has none."""
        block = self.block(table)
        if block is None or origin is None:
            return None
        for attribute in block.attributes:
            if attribute.span == origin.span:
                return None, attribute
        for one in block.fields:
            for attribute in one.attributes:
                if attribute.span == origin.span:
                    return one, attribute
        return None

    def pair_of(self, table: Table) -> TablePair | None:
        """The pair that a table of either side is in."""
        return next((pair for pair in self.pairing.all_tables if table in (pair.prisma, pair.models)), None)

    def table_for(self, key: TableKey) -> Table | None:
        """Prisma's table for a key as the models say it."""
        wanted = self.pairing.names.prisma_key(key)
        return next((one for one in self.schema.tables if self.pairing.names.canonical(one.key) == wanted), None)

    def models_table(self, key: TableKey) -> Table | None:
        """The models' table with this key."""
        wanted = self.pairing.names.canonical(key)
        return next((one for one in self.models.tables if self.pairing.names.canonical(one.key) == wanted), None)

    def enum_for(self, column: Column) -> Enum | None:
        """Prisma's enum for the enum of a column of the models; None where there is none, or the column has none."""
        enum = None if column.type is UNKNOWN else column.type.enum
        # On SQLite an enum is a text to both sides.
        if enum is None or (enum.native is False and self.dialect != "sqlite") or self.dialect == "mssql":
            return None
        return next((pair.prisma for pair in self.pairing.enums if pair.models == enum), None)

    def names(self) -> Iterator[str]:
        """The names of all blocks, which share one space with the scalar types."""
        for block in self._blocks.values():
            if block.name is not None and block.kind not in (BlockKind.DATASOURCE, BlockKind.GENERATOR):
                yield block.name.text
        yield from (
            "String",
            "Int",
            "BigInt",
            "Float",
            "Decimal",
            "Boolean",
            "DateTime",
            "Json",
            "Bytes",
            "Unsupported",
        )
