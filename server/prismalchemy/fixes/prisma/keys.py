"""Primary keys, uniques and indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from prismalchemy.fixes.prisma.criteria import relations_stay, stays_identified
from prismalchemy.fixes.prisma.project import PrismaProject
from prismalchemy.prisma.edit import BlockDraft, SchemaDraft, quoted
from prismalchemy.prisma.lower.names import index_name, primary_key_name, unique_name
from prismalchemy.schema import UNKNOWN, Index, IndexColumn, PrimaryKey, Table

_TYPES = {"hash": "Hash", "gin": "Gin", "gist": "Gist", "spgist": "SpGist", "brin": "Brin"}


def fields_by_column(project: PrismaProject, table: Table, models: Table | None = None) -> dict[str, str]:
    """The fields of a model by the names of their columns, as Prisma says them and as the models do."""
    fields = {column.name: column.attribute for column in table.columns if column.attribute is not None}
    pair = project.pair_of(models) if models is not None else project.pair_of(table)
    if pair is not None:
        for both in pair.near_columns:
            if both.prisma.attribute is not None:
                fields.setdefault(both.models.name, both.prisma.attribute)
    return fields


def set_primary_key(project: PrismaProject, draft: SchemaDraft, table: Table, models: Table) -> bool:
    """Make the primary key what the models' is."""
    block, edited = project.block(table), project.draft(draft, table)
    key = models.primary_key
    if block is None or edited is None or key is UNKNOWN or key is None:
        return False
    fields = fields_by_column(project, table, models)
    names = [fields.get(column) for column in key.columns]
    if None in names or any(not _is_required(table, column) for column in key.columns):
        return False
    columns = {field: column for column, field in fields.items() if table.column(column) is not None}
    own = tuple(columns.get(str(name), str(name)) for name in names)
    if not relations_stay(project.schema, table, replace(table, primary_key=PrimaryKey(columns=own))):
        return False
    for one in block.fields:
        if one.attribute("id") is not None and not edited.remove_attribute(one.name.text, "id"):
            return False
    written = edited.attribute_texts("id")
    field, attribute = id_attribute(project, table.name, key, [str(name) for name in names])
    if field is not None:
        done = all(edited.remove_block_attribute(text) for text in written)
        return done and edited.set_attribute(field, attribute)
    return edited.replace_block_attribute(written[0], attribute) if written else edited.add_block_attribute(attribute)


def id_attribute(project: PrismaProject, table: str, key: PrimaryKey, fields: Sequence[str]) -> tuple[str | None, str]:
    """How a primary key is written: the field that has it, for a key of one field, and the attribute.

    Args:
        project: the schema.
        table: the table's name in the database.
        key: the key, for its name.
        fields: its fields, in order.
    """
    context = project.context
    is_named = context.names_primary_keys and isinstance(key.name, str)
    named = is_named and key.name != primary_key_name(table, context.limit)
    mapped = f"map: {quoted(str(key.name))}" if named else ""
    if len(fields) == 1:
        return fields[0], f"@id({mapped})" if mapped else "@id"
    return None, f"@@id([{', '.join(fields)}]{f', {mapped}' if mapped else ''})"


def _is_required(table: Table, name: str) -> bool:
    """Whether the column may be part of a key: Prisma refuses optional fields."""
    column = table.column(name)
    return column is None or column.nullable is not True


def add_index(project: PrismaProject, draft: SchemaDraft, table: Table, index: Index) -> bool:
    """Add an index or unique that the schema lacks."""
    edited = project.draft(draft, table)
    if edited is None:
        return False
    return _write(project, edited, table, index)


def replace_index(project: PrismaProject, draft: SchemaDraft, table: Table, index: Index, wanted: Index) -> bool:
    """Make an index what the models' is; a comment behind it stays."""
    edited = project.draft(draft, table)
    found = project.attribute_at(table, index.origin)
    written = index_attribute(project, table, wanted, fields_by_column(project, table))
    if edited is None or found is None or written is None:
        return False
    others = tuple(wanted if one is index else one for one in table.indexes)
    if not relations_stay(project.schema, table, replace(table, indexes=others)):
        return False
    field, attribute = written
    before = project.text(table, found[1].span)
    if field is None and found[0] is None:
        if attribute.split("(")[0] == before.split("(")[0]:
            return edited.replace_block_attribute(before, attribute)
        attribute = f"{attribute} {edited.comment_behind(before)}".rstrip()
    return _erase(project, edited, table, index) and _put(edited, field, attribute)


def remove_index(project: PrismaProject, draft: SchemaDraft, table: Table, index: Index) -> bool:
    """Take an index or unique out; not the last one that a model without a key is told apart by, and none that a
    relation is held by.
    """
    edited = project.draft(draft, table)
    without = replace(table, indexes=tuple(one for one in table.indexes if one is not index))
    stays = stays_identified(table, without) and relations_stay(project.schema, table, without)
    return edited is not None and stays and _erase(project, edited, table, index)


def index_attribute(
    project: PrismaProject, table: Table, index: Index, fields: Mapping[str, str]
) -> tuple[str | None, str] | None:
    """How an index is written: the field that has it, for a unique of one field, and the attribute.

    Args:
        project: the schema.
        table: the table, for the names that Prisma gives by itself.
        index: the index.
        fields: fields by column.

    Returns:
        None for what cannot be written: expressions, predicates, unknown columns and names.
    """
    if index.columns is UNKNOWN or not index.columns or index.where is UNKNOWN:
        return None
    if index.where is not None and not project.has_partial_indexes:
        return None
    columns = [entry.column for entry in index.columns]
    if any(column is None or column not in fields for column in columns):
        return None
    names = [str(column) for column in columns]
    usual = (unique_name if index.unique else index_name)(table.name, names, project.context.limit)
    arguments = []
    if isinstance(index.name, str) and index.name != usual:
        arguments.append(f"map: {quoted(index.name)}")
    method = None if index.method in (None, "btree") else _TYPES.get(index.method)
    if index.method not in (None, "btree", *_TYPES, "fulltext") or (index.unique and method is not None):
        return None
    if method is not None:
        arguments.append(f"type: {method}")
    if index.where is not None:
        arguments.append(f"where: raw({quoted(index.where)})")
    plain = all(_entry(entry, "x") == "x" for entry in index.columns)
    if index.unique and len(names) == 1 and plain:
        return fields[names[0]], f"@unique({', '.join(arguments)})" if arguments else "@unique"
    entries = ", ".join(_entry(entry, fields[str(entry.column)]) for entry in index.columns)
    kind = "fulltext" if index.method == "fulltext" else "unique" if index.unique else "index"
    return None, f"@@{kind}([{entries}]{''.join(f', {argument}' for argument in arguments)})"


def _entry(entry: IndexColumn, field: str) -> str:
    said = []
    if entry.length is not None:
        said.append(f"length: {entry.length}")
    if entry.operator_class is not None:
        said.append(f"ops: raw({quoted(entry.operator_class)})")
    if entry.descending:
        said.append("sort: Desc")
    return f"{field}({', '.join(said)})" if said else field


def _write(project: PrismaProject, edited: BlockDraft, table: Table, index: Index) -> bool:
    written = index_attribute(project, table, index, fields_by_column(project, table))
    if written is None:
        return False
    return _put(edited, *written)


def _put(edited: BlockDraft, field: str | None, attribute: str) -> bool:
    return edited.add_block_attribute(attribute) if field is None else edited.set_attribute(field, attribute)


def _erase(project: PrismaProject, edited: BlockDraft, table: Table, index: Index) -> bool:
    found = project.attribute_at(table, index.origin)
    if found is None:
        return False
    field, attribute = found
    if field is None:
        return edited.remove_block_attribute(project.text(table, attribute.span))
    return edited.remove_attribute(field.name.text, attribute.name.text)
