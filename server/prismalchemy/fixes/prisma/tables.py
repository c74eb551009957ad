"""Models: new ones for classes that have none, and their tables' names."""

from __future__ import annotations

from dataclasses import replace

from prismalchemy.fixes.prisma.fields import member_of
from prismalchemy.fixes.prisma.keys import id_attribute, index_attribute
from prismalchemy.fixes.prisma.naming import free, model_name, prisma_name
from prismalchemy.fixes.prisma.project import PrismaProject
from prismalchemy.fixes.prisma.relations import End, add_many_to_many, relation_ends
from prismalchemy.prisma.ast import BlockKind
from prismalchemy.prisma.edit import Member, SchemaDraft, new_block, quoted
from prismalchemy.schema import UNKNOWN, Table, TableKind


def create_model(project: PrismaProject, draft: SchemaDraft, models: Table) -> bool:
    """Write the model of a table that only the models describe, with its relations to models that exist."""
    if models.open or models.incomplete or models.kind is TableKind.VIEW or not models.columns:
        return False
    if not project.has_place_for(models):
        return False
    if models.entity is None and add_many_to_many(project, draft, models):
        return True
    name = free(prisma_name(models.entity or model_name(models.name)), {*project.names(), *draft.new_names})
    key = models.primary_key
    if key is UNKNOWN:
        return False
    key_columns = () if key is None else key.columns
    members: list[Member] = []
    fields: dict[str, str] = {}
    for column in models.columns:
        made = member_of(project, draft, column, set(fields.values()), in_key=column.name in key_columns)
        if made is None or column.incomplete:
            return False
        fields[column.name] = made[0]
        members.append(made)
    attributes = _names(project, draft, models, name)
    if key is not None:
        field, attribute = id_attribute(project, models.name, key, [fields[column] for column in key.columns])
        _put(members, attributes, field, attribute)
    for index in models.indexes:
        written = index_attribute(project, models, index, fields)
        if written is None:
            return False
        _put(members, attributes, *written)
    ends = _relations(project, draft, replace(models, entity=name), fields)
    if ends is None:
        return False
    members += [(end.name, end.type, end.attributes) for end in ends]
    draft.add_new(
        models.key, name, new_block(BlockKind.MODEL, name, members, attributes, documentation=models.documentation)
    )
    return True


def _put(members: list[Member], attributes: list[str], field: str | None, attribute: str) -> None:
    """Give an attribute to a field, or to the block where there is none."""
    if field is None:
        attributes.append(attribute)
    else:
        at = next(index for index, member in enumerate(members) if member[0] == field)
        name, type_name, own = members[at]
        members[at] = (name, type_name, [*own, attribute])


def _names(project: PrismaProject, draft: SchemaDraft, models: Table, name: str) -> list[str]:
    """The block attributes for the table's name and database schema."""
    attributes = [] if models.name == name else [f"@@map({quoted(models.name)})"]
    schema = project.schema_attribute(draft, models)
    return attributes if schema is None else [*attributes, schema]


def _relations(project: PrismaProject, draft: SchemaDraft, models: Table, fields: dict[str, str]) -> list[End] | None:
    """The relation fields of a new model; their other ends are added where they belong. None where one is not known."""
    ends: list[End] = []
    targets: list[Table] = []
    if not project.context.foreign_keys:
        return ends
    for key in models.foreign_keys:
        if key.target is UNKNOWN:
            return None
        is_self = project.pairing.names.canonical(key.target) == project.pairing.names.canonical(models.key)
        target = models if is_self else project.table_for(key.target)
        if target is None:
            # Its table has no model either: the relation comes with the other model.
            continue
        taken = {*fields.values(), *(end.name for end in ends)}
        block = None if is_self else project.block(target)
        other_fields = fields if is_self else _fields(target)
        other_taken = taken if block is None else {one.name.text for one in block.fields}
        made = relation_ends(
            project,
            (models, fields, taken),
            (target, other_fields, other_taken),
            key,
            models,
            is_second=is_self or target in targets,
        )
        if made is None:
            return None
        own, back = made
        targets.append(target)
        ends.append(own)
        if is_self:
            ends.append(back)
            continue
        edited = project.draft(draft, target)
        if edited is None or not edited.add_member(back.name, back.type, back.attributes):
            return None
    return ends


def _fields(table: Table) -> dict[str, str]:
    return {column.name: column.attribute for column in table.columns if column.attribute is not None}


def set_table_name(project: PrismaProject, draft: SchemaDraft, table: Table, models: Table) -> bool:
    """Give a model's table the name and the database schema that the models say; the model's own name stays."""
    edited = project.draft(draft, table)
    if edited is None:
        return False
    done = False
    if models.name != table.name:
        present = edited.attribute_texts("map")
        attribute = f"@@map({quoted(models.name)})"
        if models.name == table.entity:
            done = bool(present) and edited.remove_block_attribute(present[0])
        elif present:
            done = edited.replace_block_attribute(present[0], attribute)
        else:
            done = edited.add_block_attribute(attribute)
    said = project.schema_attribute(draft, models)
    if said is not None and project.pairing.names.canonical(models.key).schema != table.schema:
        present = edited.attribute_texts("schema")
        done = edited.replace_block_attribute(present[0], said) if present else edited.add_block_attribute(said)
    return done
