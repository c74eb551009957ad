"""Enum blocks: new ones, their type's name, and their values."""

from __future__ import annotations

from prismalchemy.compare import fold
from prismalchemy.fixes.prisma.naming import free, model_name, prisma_name
from prismalchemy.fixes.prisma.project import PrismaProject
from prismalchemy.prisma.ast import BlockKind
from prismalchemy.prisma.edit import Member, SchemaDraft, new_block, quoted
from prismalchemy.schema import UNKNOWN, Column, Enum


def enum_name_for(project: PrismaProject, draft: SchemaDraft, column: Column, *, path: str | None = None) -> str | None:
    """The name of the enum block for a column of the models, which is written if there is none; None for no enum."""
    enum = None if column.type is UNKNOWN else column.type.enum
    known = None if enum is None else project.enum_for(column)
    if known is not None:
        return known.entity
    if enum is None or enum.native is False or project.dialect in ("sqlite", "mssql"):
        return None
    return create_enum(project, draft, enum, path=path)


def value_names(project: PrismaProject, column: Column) -> dict[str, str]:
    """The values of the enum of a column of the models, or of its items, by label; empty for no enum.

    An enum that Prisma does not have yet has those that `create_enum` writes.
    """
    known = project.enum_for(column)
    if known is not None:
        members = () if known.members is UNKNOWN else known.members
        return {member.label: member.name for member in members}
    enum = None if column.type is UNKNOWN else column.type.enum
    if enum is None or enum.members is UNKNOWN or project.dialect in ("sqlite", "mssql"):
        return {}
    return {label: name for name, label in _values(enum)}


def _values(enum: Enum) -> list[tuple[str, str]]:
    """The values for an enum of the models: names, and labels."""
    found: list[tuple[str, str]] = []
    for member in () if enum.members is UNKNOWN else enum.members:
        found.append((free(prisma_name(member.name), {name for name, _ in found}), member.label))
    return found


def create_enum(project: PrismaProject, draft: SchemaDraft, enum: Enum, *, path: str | None = None) -> str | None:
    """Write the block of an enum that Prisma does not have; its name, None where its labels are not known.

    In one draft an enum is written once. `path` is the file that it is to stand in, see `SchemaDraft.add_block`.
    """
    if enum.members is UNKNOWN or not enum.members or not isinstance(enum.name, str):
        return None
    known = draft.new_name(enum)
    if known is not None:
        return known
    name = free(prisma_name(enum.entity or model_name(enum.name)), {*project.names(), *draft.new_names})
    members: list[Member] = [
        (value, None, [] if value == label else [f"@map({quoted(label)})"]) for value, label in _values(enum)
    ]
    attributes = [] if enum.name == name else [f"@@map({quoted(enum.name)})"]
    schema = project.schema_attribute(draft, enum)
    if schema is not None:
        attributes.append(schema)
    draft.add_new(
        enum, name, new_block(BlockKind.ENUM, name, members, attributes, documentation=enum.documentation), path=path
    )
    return name


def set_enum_name(project: PrismaProject, draft: SchemaDraft, enum: Enum, name: str) -> bool:
    """Give an enum's type another name in the database; the block's own name stays."""
    block, edited = project.block(enum), project.draft(draft, enum)
    if block is None or edited is None:
        return False
    present = edited.attribute_texts("map")
    if name == enum.entity:
        return bool(present) and edited.remove_block_attribute(present[0])
    attribute = f"@@map({quoted(name)})"
    return edited.replace_block_attribute(present[0], attribute) if present else edited.add_block_attribute(attribute)


def map_enum_labels(project: PrismaProject, draft: SchemaDraft, enum: Enum, wanted: Enum) -> bool:
    """Map each value to the models' label for it, which is spelt as the value is or as its present label; by name alone
    where it is the same. The values keep their names.
    """
    edited = project.draft(draft, enum)
    if edited is None or enum.members is UNKNOWN or wanted.labels is UNKNOWN:
        return False
    given = {fold(label): label for label in wanted.labels}
    done = False
    for member in enum.members:
        label = member.name if member.name in wanted.labels else given.get(fold(member.label))
        if label is None:
            return False
        if label == member.label:
            continue
        if label == member.name:
            done = edited.remove_attribute(member.name, "map") or done
        else:
            done = edited.set_attribute(member.name, f"@map({quoted(label)})") or done
    return done


def order_enum_labels(project: PrismaProject, draft: SchemaDraft, enum: Enum, wanted: Enum) -> bool:
    """Put the values into the order of the models' labels."""
    edited = project.draft(draft, enum)
    if edited is None or enum.members is UNKNOWN or wanted.labels is UNKNOWN:
        return False
    names = {member.label: member.name for member in enum.members}
    return edited.order_members([names[label] for label in wanted.labels if label in names])


def set_enum_schema(project: PrismaProject, draft: SchemaDraft, enum: Enum, wanted: Enum) -> bool:
    """Put an enum's type into the database schema that the models say; not where blocks do not say where they are."""
    edited = project.draft(draft, enum)
    said = None if edited is None else project.schema_attribute(draft, wanted)
    if edited is None or said is None:
        return False
    present = edited.attribute_texts("schema")
    return edited.replace_block_attribute(present[0], said) if present else edited.add_block_attribute(said)


def set_enum_labels(project: PrismaProject, draft: SchemaDraft, enum: Enum, wanted: Enum) -> bool:
    """Give an enum the models' labels: values that are missing are added, others taken out.

    The order of labels that both have stays; the database's cannot be changed without making the type anew.
    """
    edited = project.draft(draft, enum)
    if edited is None or enum.members is UNKNOWN or wanted.members is UNKNOWN:
        return False
    names = {member.label: member.name for member in enum.members}
    labels = {member.label for member in wanted.members}
    for member in enum.members:
        if member.label not in labels and not edited.remove_member(member.name):
            return False
    before: str | None = None
    for member in wanted.members:
        if member.label not in names:
            value = free(prisma_name(member.name), set(names.values()))
            attributes = [] if value == member.label else [f"@map({quoted(member.label)})"]
            if not edited.add_member(value, None, attributes, after=before):
                return False
            names[member.label] = value
        before = names[member.label]
    return True
