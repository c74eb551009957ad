"""Fields of columns: new ones, and changes of those there are."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from prismalchemy.compare.families import Family, family_of
from prismalchemy.fixes.prisma.criteria import stays_identified
from prismalchemy.fixes.prisma.enums import enum_name_for, value_names
from prismalchemy.fixes.prisma.naming import field_name
from prismalchemy.fixes.prisma.project import PrismaProject
from prismalchemy.fixes.prisma.types import field_type, list_item
from prismalchemy.fixes.prisma.values import default_attribute, server_value
from prismalchemy.prisma.ast import Arity, Field
from prismalchemy.prisma.edit import BlockDraft, Member, SchemaDraft, quoted
from prismalchemy.schema import UNKNOWN, Column, Maybe, Table


def member_of(
    project: PrismaProject,
    draft: SchemaDraft,
    column: Column,
    taken: Container[str],
    *,
    in_key: bool = False,
    path: str | None = None,
) -> Member | None:
    """The field of a column of the models; an enum that Prisma does not have yet is written as well.

    Args:
        project: the schema.
        draft: where a new enum goes.
        column: the column.
        taken: names that the field cannot have.
        in_key: whether the column is of the primary key.
        path: the file for a new enum.

    Returns:
        Name, type and attributes; None where the type is not known.
    """
    typed = _type_words(project, draft, column, in_key=in_key, path=path)
    if typed is None:
        return None
    type_name, attributes = typed
    name = field_name(column.name, taken, camel=project.camel)
    default = default_attribute(column, value_names(project, column), project.dialect)
    if default is not None:
        attributes.append(default)
    updated = column.on_update
    is_time = type_name.removesuffix("?") == "DateTime"
    if is_time and updated is not None and updated is not UNKNOWN and updated.function == "updatedAt":
        attributes.append("@updatedAt")
    if name != column.name:
        attributes.append(f"@map({quoted(column.name)})")
    return name, type_name, attributes


def add_field(project: PrismaProject, draft: SchemaDraft, table: Table, models: Table, column: Column) -> bool:
    """Add the field of a column that the schema lacks, behind the one that the models have before it."""
    block = project.block(table)
    edited = project.draft(draft, table)
    if block is None or edited is None:
        return False
    made = member_of(project, draft, column, {one.name.text for one in block.fields}, path=_path(table))
    if made is None:
        return False
    name, type_name, attributes = made
    return edited.add_member(name, type_name, attributes, after=_before(table, models, column))


def remove_field(project: PrismaProject, draft: SchemaDraft, table: Table, column: Column) -> bool:
    """Take out the field of a column that no relation or key needs; its indexes go too, as in the database."""
    edited = project.draft(draft, table)
    uses: list[Maybe[tuple[str, ...]]] = [key.columns for key in table.foreign_keys]
    uses += [key.target_columns for one in project.schema.tables for key in one.foreign_keys if key.target == table.key]
    if table.primary_key is not None:
        uses.append(UNKNOWN if table.primary_key is UNKNOWN else table.primary_key.columns)
    needed = any(names is UNKNOWN or column.name in names for names in uses)
    needed = needed or any(index.column_names is UNKNOWN for index in table.indexes)
    if edited is None or column.attribute is None or needed:
        return False
    own = [one for one in table.indexes if one.column_names is not UNKNOWN and column.name in one.column_names]
    if not stays_identified(table, replace(table, indexes=tuple(one for one in table.indexes if one not in own))):
        return False
    for index in own:
        found = project.attribute_at(table, index.origin)
        # A unique at the field goes with it.
        if found is not None and found[0] is None:
            edited.remove_block_attribute(project.text(table, found[1].span))
    return edited.remove_member(column.attribute)


def rename_column(project: PrismaProject, draft: SchemaDraft, table: Table, column: Column, name: str) -> bool:
    """Give a field another name in the database; the field's own name stays."""
    edited = project.draft(draft, table)
    if edited is None or column.attribute is None:
        return False
    if name == column.attribute:
        return edited.remove_attribute(column.attribute, "map")
    return edited.set_attribute(column.attribute, f"@map({quoted(name)})")


def set_type(project: PrismaProject, draft: SchemaDraft, table: Table, column: Column, wanted: Column) -> bool:
    """Give a field the type that the models give the column."""
    field, edited = project.field(table, column), project.draft(draft, table)
    if field is None or field.type is None or edited is None:
        return False
    typed = _type_words(project, draft, wanted, path=_path(table))
    if typed is None:
        return False
    type_name, native = typed
    base = type_name.removesuffix("?")
    # Whether it may be NULL is another rule's.
    optional = field.type.arity is Arity.OPTIONAL and not base.endswith("[]")
    name = field.name.text
    done = edited.set_type(name, f"{base}?" if optional else base)
    if done and field.attribute("default") is not None and _other_words(field, base):
        _reword_default(project, edited, column, wanted, name)
    prefix = project.native_prefix.removeprefix("@")
    present = next((one.name.text for one in field.attributes if one.name.text.startswith(prefix)), None)
    if native:
        return edited.set_attribute(name, native[0]) and done
    return done and (present is None or edited.remove_attribute(name, present))


def _other_words(field: Field, base: str) -> bool:
    """Whether values of a field's new type are written otherwise than those of the present one."""
    assert field.type is not None
    many = field.type.arity is Arity.LIST
    return field.type.name.text != base.removesuffix("[]") or many != base.endswith("[]")


def _reword_default(project: PrismaProject, edited: BlockDraft, column: Column, wanted: Column, name: str) -> None:
    """Write a field's default in the words of its new type, or take it out where that has none for it."""
    value = None
    if column.server_default is not None and column.server_default is not UNKNOWN:
        value = server_value(column.server_default, wanted.type, value_names(project, wanted))
    if value is None:
        edited.remove_attribute(name, "default")
    else:
        edited.set_attribute(name, f"@default({value})")


def set_nullable(project: PrismaProject, draft: SchemaDraft, table: Table, column: Column) -> bool:
    """Make a field optional. A list never is, and a field of the primary key, or of the only unique that a model is
    told apart by, is always required.
    """
    field, edited = project.field(table, column), project.draft(draft, table)
    key = table.primary_key
    if field is None or field.type is None or edited is None or field.type.arity is Arity.LIST:
        return False
    if key is UNKNOWN or (key is not None and column.name in key.columns):
        return False
    others = tuple(replace(one, nullable=True) if one.name == column.name else one for one in table.columns)
    if not stays_identified(table, replace(table, columns=others)):
        return False
    text = project.text(table, field.type.span).rstrip("?! ")
    return edited.set_type(field.name.text, f"{text}?")


def set_server_default(
    project: PrismaProject, draft: SchemaDraft, table: Table, column: Column, wanted: Column
) -> bool:
    """Give a field the default that the models say, or none; not while its type is one that cannot have it."""
    edited = project.draft(draft, table)
    if edited is None or column.attribute is None or wanted.server_default is UNKNOWN:
        return False
    default = default_attribute(wanted, value_names(project, wanted), project.dialect)
    if default is not None:
        return _takes(project, column, wanted, default) and edited.set_attribute(column.attribute, default)
    if wanted.server_default is not None:
        return False
    return edited.remove_attribute(column.attribute, "default")


def _takes(project: PrismaProject, column: Column, wanted: Column, default: str) -> bool:
    """Whether a default of the models is one of the field's present type as well."""
    if column.type is UNKNOWN or wanted.type is UNKNOWN:
        return True
    family = family_of(column.type.type)
    if wanted.autoincrement is True:
        return family is Family.INTEGER
    if wanted.server_default is None:
        return family in (Family.STRING, Family.UUID)
    return default == default_attribute(
        replace(wanted, type=column.type), value_names(project, column), project.dialect
    )


def set_updated_at(project: PrismaProject, draft: SchemaDraft, table: Table, column: Column, *, updated: bool) -> bool:
    """Let Prisma's client set a field on every update, or not."""
    edited = project.draft(draft, table)
    is_time = column.type is not UNKNOWN and family_of(column.type.type) in (Family.DATETIME, Family.DATE, Family.TIME)
    if edited is None or column.attribute is None or (updated and not is_time):
        return False
    if updated:
        return edited.set_attribute(column.attribute, "@updatedAt")
    return edited.remove_attribute(column.attribute, "updatedAt")


def _type_words(
    project: PrismaProject, draft: SchemaDraft, column: Column, *, in_key: bool = False, path: str | None = None
) -> tuple[str, list[str]] | None:
    """A field's type with its arity, and its native type as an attribute where it has one."""
    if column.type is UNKNOWN or column.nullable is UNKNOWN:
        return None
    item = list_item(column.type.type)
    optional = "?" if column.nullable and not in_key else ""
    enum = enum_name_for(project, draft, column, path=path)
    if enum is not None:
        return (f"{enum}[]" if item is not None else enum + optional), []
    found = field_type(column.type.type if item is None else item, project.dialect)
    if found is None:
        return None
    native = [] if found.native is None else [project.native_prefix + found.native]
    return (f"{found.name}[]" if item is not None else found.name + optional), native


def _path(table: Table) -> str | None:
    return None if table.origin is None else table.origin.path


def _before(table: Table, models: Table, column: Column) -> str | None:
    """The field behind which a new one goes: of the nearest column before it that both sides have."""
    names = [one.name for one in models.columns]
    for name in reversed(names[: names.index(column.name)] if column.name in names else []):
        present = table.column(name)
        if present is not None:
            return present.attribute
    return None
