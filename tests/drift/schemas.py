"""Kinds of drift of the Prisma schema: edits of its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.drift.models import (
    EVERY,
    MOVED,
    NOT_SQLITE,
    POSTGRESQL,
    RECOGNISABLE,
    family,
    free_columns,
    plain,
    rules,
    stands_alone,
    suffixed,
)

from prismalchemy.compare.families import Family
from prismalchemy.compare.kept import kept_name
from prismalchemy.prisma import PrismaReading
from prismalchemy.prisma.ast import BlockKind
from prismalchemy.prisma.edit import BlockDraft, SchemaDraft
from prismalchemy.rules.naming_convention import ENOUGH
from prismalchemy.schema import UNKNOWN, Column, Enum, Index, PrimaryKey, Raw, RelationKind, Table, TableKind
from prismalchemy.text import apply_edits

Place = tuple[Table, Column]


@dataclass(frozen=True)
class Kind:
    """A kind of drift: its name, the rules of which one must find it, and what makes it of a schema's text.

    `make` gives the changed text, or None where the schema has no place for it. `mends` is False where no fix of the
    models is claimed, `updates` where none of the Prisma schema is; `dialects` are those that it is a difference in.
    `alone`: other drifts at the same time may take away what it is known by.
    """

    name: str
    rules: frozenset[str]
    make: Callable[[PrismaReading, Random], str | None]
    mends: bool = True
    updates: bool = True
    dialects: frozenset[str] = EVERY
    alone: bool = False


def _edited(reading: PrismaReading, draft: SchemaDraft) -> str | None:
    edits = draft.finish()
    if len(edits) != 1:
        return None
    text = apply_edits(reading.files[0].text, edits[0].edits)
    # Native types begin with the name of the datasource.
    source = next((block.name for _, block in reading.blocks if block.kind is BlockKind.DATASOURCE), None)
    return text if source is None else text.replace("@db.", f"@{source.text}.")


def _tables(reading: PrismaReading, random: Random) -> list[Table]:
    tables = [one for one in reading.schema.tables if one.kind is TableKind.TABLE and one.entity and not one.ignored]
    return random.sample(tables, len(tables))


def of_field(
    change: Callable[[BlockDraft, Table, Column], bool], wanted: Callable[[Column], bool] = lambda _: True
) -> Callable[[PrismaReading, Random], str | None]:
    """An edit of one field whose column is free and wanted."""

    def make(reading: PrismaReading, random: Random) -> str | None:
        for table in _tables(reading, random):
            columns = [one for one in free_columns(reading.schema, table) if wanted(one)]
            if not columns:
                continue
            draft = SchemaDraft(reading)
            block = draft.block(str(table.entity), BlockKind.MODEL)
            if block is not None and change(block, table, random.choice(columns)):
                return _edited(reading, draft)
        return None

    return make


def of_model(change: Callable[[BlockDraft, Table], bool]) -> Callable[[PrismaReading, Random], str | None]:
    """An edit of one model."""

    def make(reading: PrismaReading, random: Random) -> str | None:
        for table in _tables(reading, random):
            draft = SchemaDraft(reading)
            block = draft.block(str(table.entity), BlockKind.MODEL)
            if block is not None and change(block, table):
                return _edited(reading, draft)
        return None

    return make


def of_enum(change: Callable[[BlockDraft, Enum], bool], *, free: bool) -> Callable[[PrismaReading, Random], str | None]:
    """An edit of one enum that columns have; `free`: none of them with a default."""

    def make(reading: PrismaReading, random: Random) -> str | None:
        uses: dict[str, list[Column]] = {}
        for table in reading.schema.tables:
            for column in table.columns:
                if column.type is not UNKNOWN and column.type.enum is not None:
                    uses.setdefault(str(column.type.enum.entity), []).append(column)
        enums = [one for one in reading.schema.enums if str(one.entity) in uses]
        for enum in random.sample(enums, len(enums)):
            if free and any(column.server_default is not None for column in uses[str(enum.entity)]):
                continue
            draft = SchemaDraft(reading)
            block = draft.block(str(enum.entity), BlockKind.ENUM)
            if block is not None and change(block, enum):
                return _edited(reading, draft)
        return None

    return make


def _typed(type: str, native: str | None = None) -> Callable[[BlockDraft, Table, Column], bool]:
    def change(block: BlockDraft, _: Table, column: Column) -> bool:
        name = str(column.attribute)
        optional = "?" if column.nullable is True and not type.endswith("[]") else ""
        block.remove_attribute(name, "db")
        done = block.set_type(name, type + optional)
        return done and (native is None or block.set_attribute(name, f"@db.{native}"))

    return change


def _gone(reading: PrismaReading, random: Random) -> str | None:
    """Without a model that no relation touches."""
    for table in _tables(reading, random):
        # What is `Unsupported` in Prisma, the models spell by a class of their own that cannot be seen through.
        known = all(map(_is_known, table.columns))
        # Without any other model in a database schema nothing says that models are in some.
        known = known and (table.schema is None or any(one.schema for one in reading.schema.tables if one is not table))
        if known and not table.relations and not table.foreign_keys:
            draft = SchemaDraft(reading)
            draft.remove_block(str(table.entity), BlockKind.MODEL)
            return _edited(reading, draft)
    return None


def _model_extra(reading: PrismaReading, random: Random) -> str | None:
    draft = SchemaDraft(reading)
    draft.add_block("model DriftExtra {\n  id   Int     @id @default(autoincrement())\n  name String?\n}")
    return _edited(reading, draft)


def _map(name: Callable[[str], str]) -> Callable[[BlockDraft, Table], bool]:
    def change(block: BlockDraft, table: Table) -> bool:
        if table.relations or table.foreign_keys or name(table.name) == table.name:
            return False
        # Names of keys and indexes are made of the table's: the table alone is to differ.
        if table.indexes or len(table.columns) < RECOGNISABLE:
            return False
        present = block.attribute_texts("map")
        attribute = f'@@map("{name(table.name)}")'
        return block.replace_block_attribute(present[0], attribute) if present else block.add_block_attribute(attribute)

    return change


def _remove(block: BlockDraft, _: Table, column: Column) -> bool:
    return block.remove_member(str(column.attribute))


def _optional(block: BlockDraft, _: Table, column: Column) -> bool:
    return _retyped(block, column, "?")


def _required(block: BlockDraft, _: Table, column: Column) -> bool:
    return _retyped(block, column, "")


def _retyped(block: BlockDraft, column: Column, sign: str) -> bool:
    text = block.type_of(str(column.attribute))
    return text is not None and block.set_type(str(column.attribute), text.rstrip("?") + sign)


def _attribute(text: str) -> Callable[[BlockDraft, Table, Column], bool]:
    return lambda block, _, column: block.set_attribute(str(column.attribute), text)


def _without(name: str) -> Callable[[BlockDraft, Table, Column], bool]:
    return lambda block, _, column: block.remove_attribute(str(column.attribute), name)


def _mapped(name: Callable[[str], str]) -> Callable[[BlockDraft, Table, Column], bool]:
    return lambda block, _, column: block.set_attribute(str(column.attribute), f'@map("{name(column.name)}")')


def _block_attribute_gone(name: str) -> Callable[[BlockDraft, Table], bool]:
    def change(block: BlockDraft, table: Table) -> bool:
        texts = block.attribute_texts(name)
        covered = [set(key.columns) for key in table.foreign_keys]
        return bool(texts) and not covered and block.remove_block_attribute(texts[0])

    return change


def _index_with(argument: str) -> Callable[[BlockDraft, Table], bool]:
    def change(block: BlockDraft, table: Table) -> bool:
        texts = [one for one in block.attribute_texts("index") if one.startswith("@@index([") and one.endswith("])")]
        columns = [_single(index) for index in table.indexes]
        if not texts or None in columns:
            return False
        return block.replace_block_attribute(texts[0], f"{texts[0][:-1]}, {argument})")

    return change


def _single(index: Index) -> str | None:
    names = index.column_names
    return names[0] if names is not UNKNOWN and len(names) == 1 else None


def _index_descending(block: BlockDraft, table: Table) -> bool:
    texts = [one for one in block.attribute_texts("index") if one.startswith("@@index([") and "(" not in one[9:]]
    return bool(texts) and block.replace_block_attribute(texts[0], texts[0].replace("]", "(sort: Desc)]", 1))


def _action(argument: str) -> Callable[[PrismaReading, Random], str | None]:
    def make(reading: PrismaReading, random: Random) -> str | None:
        for table in _tables(reading, random):
            for key in table.foreign_keys:
                relation = next(
                    (one for one in table.relations if one.kind is RelationKind.OWNING and one.columns == key.columns),
                    None,
                )
                now = key.on_delete if argument == "onDelete" else key.on_update
                word = "Cascade" if now is UNKNOWN or now.value != "CASCADE" else "NoAction"
                draft = SchemaDraft(reading)
                block = draft.block(str(table.entity), BlockKind.MODEL)
                if relation is None or block is None:
                    continue
                if block.set_argument(relation.attribute, "relation", argument, word):
                    return _edited(reading, draft)
        return None

    return make


def _relation_named(reading: PrismaReading, random: Random) -> str | None:
    """A foreign key of another name."""
    for table in _tables(reading, random):
        owning = [one for one in table.relations if one.kind is RelationKind.OWNING and not one.ignored]
        draft = SchemaDraft(reading)
        block = draft.block(str(table.entity), BlockKind.MODEL)
        if block is None or not owning or not reading.schema.foreign_keys:
            continue
        if block.set_argument(random.choice(owning).attribute, "relation", "map", '"drift_fkey"'):
            return _edited(reading, draft)
    return None


def _elsewhere(reading: PrismaReading, draft: SchemaDraft, name: str, kind: BlockKind) -> str | None:
    """A block in a database schema of its own, which the datasource lists."""
    block = draft.block(name, kind)
    present = () if block is None else block.attribute_texts("schema")
    source = next((one.name for _, one in reading.blocks if one.kind is BlockKind.DATASOURCE and one.name), None)
    settings = None if source is None else draft.block(source.text, BlockKind.DATASOURCE)
    listed = None if settings is None else settings.type_of("schemas")
    if block is None or settings is None or listed is None or not present:
        return None
    settings.set_type("schemas", f'{listed.removesuffix("]")}, "drift"]')
    block.replace_block_attribute(present[0], '@@schema("drift")')
    return _edited(reading, draft)


def _model_elsewhere(reading: PrismaReading, random: Random) -> str | None:
    for table in _tables(reading, random):
        if stands_alone(reading.schema, table, MOVED):
            return _elsewhere(reading, SchemaDraft(reading), str(table.entity), BlockKind.MODEL)
    return None


def _enum_elsewhere(reading: PrismaReading, random: Random) -> str | None:
    columns = [one for table in reading.schema.tables for one in table.columns if one.type is not UNKNOWN]
    used = {one.type.enum.entity for one in columns if one.type is not UNKNOWN and one.type.enum is not None}
    enums = [one for one in reading.schema.enums if one.entity in used]
    if not enums:
        return None
    return _elsewhere(reading, SchemaDraft(reading), str(random.choice(enums).entity), BlockKind.ENUM)


def _values_mapped(block: BlockDraft, enum: Enum) -> bool:
    members = () if enum.members is UNKNOWN else enum.members
    if any(one.label != one.name or one.name != one.name.upper() for one in members):
        return False
    return bool(members) and all(block.set_attribute(one.name, f'@map("{one.name.lower()}")') for one in members)


def _values_ordered(block: BlockDraft, enum: Enum) -> bool:
    names = [] if enum.members is UNKNOWN else [one.name for one in enum.members]
    return len(names) > 1 and block.order_members(names[::-1])


def _counting_gone(block: BlockDraft, table: Table) -> bool:
    key = table.primary_key
    counted = [one for one in table.columns if one.autoincrement is True and one.attribute is not None]
    if not counted or not isinstance(key, PrimaryKey) or key.columns != (counted[0].name,):
        return False
    return block.remove_attribute(str(counted[0].attribute), "default")


def _without_foreign_keys(reading: PrismaReading, _: Random) -> str | None:
    """The same schema with `relationMode = "prisma"`."""
    if not reading.schema.foreign_keys or not any(one.foreign_keys for one in reading.schema.tables):
        return None
    draft = SchemaDraft(reading)
    source = next((one.name for _, one in reading.blocks if one.kind is BlockKind.DATASOURCE and one.name), None)
    block = None if source is None else draft.block(source.text, BlockKind.DATASOURCE)
    if block is None or block.has_member("relationMode") or not block.add_member("relationMode", '= "prisma"'):
        return None
    return _edited(reading, draft)


def _viewed(reading: PrismaReading, random: Random) -> str | None:
    """A view in place of a model that no relation touches."""
    text = reading.files[0].text
    tables = _tables(reading, random)
    # A class that stands alone in its MetaData may well be there for a view.
    for table in tables if len(tables) > 1 else ():
        if stands_alone(reading.schema, table) and not table.indexes and text.count(f"model {table.entity} ") == 1:
            return text.replace(f"model {table.entity} ", f"view {table.entity} ")
    return None


def _key_with(change: Callable[[list[str]], list[str]]) -> Callable[[BlockDraft, Table], bool]:
    """Another key of several fields."""

    def of(block: BlockDraft, table: Table) -> bool:
        fields = {one.name: str(one.attribute) for one in table.columns}
        key = table.primary_key
        for text in block.attribute_texts("id") if isinstance(key, PrimaryKey) and len(key.columns) > 1 else ():
            names = [fields[name] for name in key.columns if isinstance(key, PrimaryKey)]
            if text == f"@@id([{', '.join(names)}])":
                return block.replace_block_attribute(text, f"@@id([{', '.join(change(names))}])")
        return False

    return of


def _convention(reading: PrismaReading, _: Random) -> str | None:
    """All plain indexes by SQLAlchemy's own convention."""
    draft = SchemaDraft(reading)
    renamed = 0
    taken: set[str] = set()
    for table in reading.schema.tables:
        block = draft.block(str(table.entity), BlockKind.MODEL)
        for text in () if block is None or table.ignored else block.attribute_texts("index"):
            names = re.fullmatch(r"@@index\(\[([\w, ]+)\]\)", text)
            if names is not None and block is not None:
                columns = {str(one.attribute): one.name for one in table.columns}
                name = "_".join(columns[one] for one in names[1].split(", "))
                name = f"ix_{table.name}_{name}"
                if kept_name(name) == name and name not in taken:
                    taken.add(name)
                    renamed += block.replace_block_attribute(text, f'{text[:-1]}, map: "{name}")')
    return _edited(reading, draft) if renamed >= ENOUGH else None


def _other_class(block: BlockDraft, _: Table) -> bool:
    for text in block.attribute_texts("index"):
        found = re.fullmatch(r"@@index\(\[(\w+)\], type: Gin\)", text)
        if found is not None:
            return block.replace_block_attribute(text, f"@@index([{found[1]}(ops: JsonbPathOps)], type: Gin)")
    return False


def _whole(block: BlockDraft, _: Table) -> bool:
    """A partial index that is not any more."""
    for text in block.attribute_texts("index"):
        whole = re.sub(r", where: (raw\(.*?\)|\{.*?\})(?=[,)])", "", text)
        if whole != text:
            return block.replace_block_attribute(text, whole)
    return False


def _enum_map(block: BlockDraft, _: Enum) -> bool:
    present = block.attribute_texts("map")
    attribute = '@@map("drift_enum")'
    return block.replace_block_attribute(present[0], attribute) if present else block.add_block_attribute(attribute)


def _value_gone(block: BlockDraft, enum: Enum) -> bool:
    members = () if enum.members is UNKNOWN else enum.members
    return len(members) > 1 and block.remove_member(members[-1].name)


def _is_known(column: Column) -> bool:
    return column.type is not UNKNOWN and not isinstance(column.type.type, Raw)


def _is(column: Column, *, nullable: bool) -> bool:
    return column.nullable is nullable and family(column) is not Family.ARRAY


_TYPES = rules("column-type column-length column-timezone column-list enum-missing")
_STRING, _INTEGER, _TIME = plain(Family.STRING), plain(Family.INTEGER), plain(Family.DATETIME)

KINDS: tuple[Kind, ...] = (
    Kind("model gone", rules("table-extra"), _gone, mends=False),
    Kind("model too many", rules("table-missing"), _model_extra, updates=False),
    Kind("table's name in another case", rules("table-name"), of_model(_map(str.swapcase))),
    Kind("table renamed", rules("table-renamed table-name"), of_model(_map(lambda name: suffixed(name, "s")))),
    Kind("field gone", rules("column-extra"), of_field(_remove, _is_known)),
    Kind(
        "optional field too many",
        rules("column-missing"),
        of_model(lambda block, _: block.add_member("driftExtra", "DateTime?", ["@db.Date"])),
    ),
    Kind(
        "required field too many",
        rules("column-missing"),
        of_model(lambda block, _: block.add_member("driftExtra", "Json")),
    ),
    Kind("column's name in another case", rules("column-name"), of_field(_mapped(str.swapcase))),
    Kind("column renamed", rules("column-renamed"), of_field(_mapped(lambda name: suffixed(name, "_2")))),
    Kind("text as Int", _TYPES, of_field(_typed("Int"), _STRING)),
    Kind("text as Json", _TYPES, of_field(_typed("Json"), _STRING)),
    Kind("text as a list", _TYPES, of_field(_typed("String[]"), _STRING), dialects=POSTGRESQL),
    Kind("text of a length", _TYPES, of_field(_typed("String", "VarChar(7)"), _STRING), dialects=POSTGRESQL),
    Kind("text as Bytes", _TYPES, of_field(_typed("Bytes"), _STRING)),
    Kind("text as a UUID", _TYPES, of_field(_typed("String", "Uuid"), _STRING), dialects=POSTGRESQL),
    Kind("Int as text", _TYPES, of_field(_typed("String"), _INTEGER)),
    Kind("Int as Boolean", _TYPES, of_field(_typed("Boolean"), _INTEGER)),
    Kind("Int of another width", _TYPES, of_field(_typed("Int", "SmallInt"), _INTEGER), dialects=POSTGRESQL),
    Kind(
        "Float as Decimal",
        _TYPES,
        of_field(_typed("Decimal", "Decimal(9, 3)"), plain(Family.FLOAT)),
        dialects=POSTGRESQL,
    ),
    Kind("Decimal of another scale", _TYPES, of_field(_typed("Decimal", "Decimal(7, 1)"), plain(Family.NUMERIC))),
    Kind(
        "DateTime with a time zone", _TYPES, of_field(_typed("DateTime", "Timestamptz(1)"), _TIME), dialects=POSTGRESQL
    ),
    Kind("DateTime as a date", _TYPES, of_field(_typed("DateTime", "Date"), _TIME), dialects=POSTGRESQL),
    Kind("Json as text", _TYPES, of_field(_typed("String"), plain(Family.JSON))),
    Kind("list as Json", _TYPES, of_field(_typed("Json"), plain(Family.ARRAY))),
    Kind(
        "optional made required",
        rules("column-nullable"),
        of_field(_required, lambda column: _is(column, nullable=True)),
    ),
    Kind(
        "required made optional",
        rules("column-nullable"),
        of_field(_optional, lambda column: _is(column, nullable=False) and column.autoincrement is False),
    ),
    Kind("a default too many", rules("server-default"), of_field(_attribute('@default("drift")'), _STRING)),
    Kind("a default of a number", rules("server-default"), of_field(_attribute("@default(4711)"), _INTEGER)),
    Kind(
        "a default in place of counting up",
        rules("server-default"),
        of_field(_attribute("@default(4711)"), lambda column: column.autoincrement is True),
        mends=False,
    ),
    Kind("a default of a time", rules("server-default"), of_field(_attribute("@default(now())"), _TIME)),
    Kind(
        "default gone",
        rules("server-default"),
        of_field(_without("default"), lambda column: column.server_default not in (None, UNKNOWN)),
    ),
    Kind(
        "a client default too many",
        rules("client-default-missing"),
        of_field(_attribute("@default(cuid())"), lambda column: _STRING(column) and column.nullable is False),
    ),
    Kind(
        "an @updatedAt too many",
        rules("on-update-missing client-default-missing"),
        of_field(_attribute("@updatedAt"), _TIME),
    ),
    Kind("a unique too many", rules("unique-missing"), of_field(_attribute("@unique"), _STRING)),
    Kind(
        "an index too many",
        rules("index-missing"),
        of_field(lambda block, _, column: block.add_block_attribute(f"@@index([{column.attribute}])"), _INTEGER),
    ),
    Kind("index gone", rules("index-extra"), of_model(_block_attribute_gone("index"))),
    Kind("unique gone", rules("unique-extra"), of_model(_block_attribute_gone("unique"))),
    Kind("index of another method", rules("index-method"), of_model(_index_with("type: Hash")), dialects=POSTGRESQL),
    Kind("index of another operator class", rules("index-operator-class"), of_model(_other_class)),
    Kind("partial index made whole", rules("index-predicate"), of_model(_whole)),
    Kind("names by another convention", rules("naming-convention"), _convention, mends=False),
    Kind("foreign key of another name", rules("foreign-key-name"), _relation_named, dialects=NOT_SQLITE),
    Kind(
        "no foreign keys in the database",
        rules("foreign-key-forbidden"),
        _without_foreign_keys,
        mends=False,
        updates=False,
    ),
    Kind("model made a view", rules("view-as-table"), _viewed, mends=False, updates=False),
    Kind("model in another database schema", rules("table-schema"), _model_elsewhere, alone=True),
    Kind("enum in another database schema", rules("enum-schema"), _enum_elsewhere),
    Kind("values mapped", rules("enum-values"), of_enum(_values_mapped, free=True)),
    Kind("values in another order", rules("enum-order"), of_enum(_values_ordered, free=False), dialects=NOT_SQLITE),
    Kind("counting up gone", rules("autoincrement"), of_model(_counting_gone), dialects=NOT_SQLITE),
    # On SQLite an integer that is the only key counts up by itself.
    Kind(
        "key without a field",
        rules("primary-key"),
        of_model(_key_with(lambda names: names[:-1])),
        dialects=NOT_SQLITE,
    ),
    Kind("key in another order", rules("primary-key-order"), of_model(_key_with(lambda names: names[::-1]))),
    Kind("index of another name", rules("index-name"), of_model(_index_with('map: "drift_index"'))),
    Kind("index sorted otherwise", rules("index"), of_model(_index_descending)),
    Kind("another action on delete", rules("foreign-key-on-delete"), _action("onDelete")),
    Kind("another action on update", rules("foreign-key-on-update"), _action("onUpdate")),
    Kind("enum of another name", rules("enum-name"), of_enum(_enum_map, free=False), dialects=POSTGRESQL),
    Kind("value gone", rules("enum-labels"), of_enum(_value_gone, free=True)),
    Kind(
        "value too many",
        rules("enum-labels"),
        of_enum(lambda block, _: block.add_member("DRIFT"), free=False),
    ),
)
