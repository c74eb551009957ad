"""A column that refers to another table, with all that belongs to it: field, relation at both ends, index."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from prismalchemy.fixes.prisma.fields import member_of, set_nullable
from prismalchemy.fixes.prisma.keys import add_index, fields_by_column, index_attribute
from prismalchemy.fixes.prisma.project import PrismaProject
from prismalchemy.fixes.prisma.relations import End, leads_to, members, relation_ends, write_ends
from prismalchemy.prisma.ast import Arity, Field
from prismalchemy.prisma.edit import Member, SchemaDraft
from prismalchemy.schema import UNKNOWN, Column, ForeignKey, Index, Relation, RelationKind, Table


class Reference(NamedTuple):
    """What a new foreign key brings along.

    `column` is the column where it is new, with the name of its field; `relation` and `back` are the relation fields at
    both ends.
    """

    column: Column | None
    relation: Relation
    back: Relation


class _Plan(NamedTuple):
    reference: Reference
    table: Table
    fields: dict[str, str]
    field: Member | None
    ends: tuple[End, End]


def reference(
    project: PrismaProject, draft: SchemaDraft, table: Table, target: Table, key: ForeignKey, column: Column | None
) -> Reference | None:
    """What a foreign key, of a new column or of one that is there, will be called; None where it cannot be written."""
    plan = _plan(project, draft, table, target, key, column)
    return None if plan is None else plan.reference


def add_reference(
    project: PrismaProject,
    draft: SchemaDraft,
    table: Table,
    target: Table,
    key: ForeignKey,
    column: Column | None,
    index: Index | None,
) -> bool:
    """Add a foreign key with its relation at both ends, and its column and an index where they are given."""
    plan, edited = _plan(project, draft, table, target, key, column), project.draft(draft, table)
    if plan is None or edited is None:
        return False
    if plan.field is not None and not edited.add_member(*plan.field):
        return False
    if not write_ends(project, draft, table, target, *plan.ends):
        return False
    if index is None:
        return True
    written = index_attribute(project, plan.table, index, plan.fields)
    return written is not None and written[0] is None and edited.add_block_attribute(written[1])


def _plan(
    project: PrismaProject, draft: SchemaDraft, table: Table, target: Table, key: ForeignKey, column: Column | None
) -> _Plan | None:
    if project.draft(draft, table) is None or project.draft(draft, target) is None:
        return None
    taken, fields = members(project, table), fields_by_column(project, table)
    whole, made = table, None
    if column is not None:
        made = member_of(project, draft, column, taken)
        if made is None:
            return None
        column = replace(column, attribute=made[0])
        whole = replace(table, columns=(*table.columns, column))
        fields, taken = {**fields, column.name: made[0]}, taken | {made[0]}
    owner, other = (whole, fields, taken), (target, fields_by_column(project, target), members(project, target))
    is_second = leads_to(table, target) or leads_to(target, table)
    ends = relation_ends(project, owner, other, key, whole, is_second=is_second)
    if ends is None or key.target is UNKNOWN:
        return None
    own, back = ends
    relation = Relation(
        attribute=own.name,
        entity=target.entity or UNKNOWN,
        target=target.key,
        kind=RelationKind.OWNING,
        back=back.name,
        optional=own.type.endswith("?"),
        columns=key.columns,
        target_columns=key.target_columns,
    )
    answer = Relation(
        attribute=back.name,
        entity=table.entity or UNKNOWN,
        target=table.key,
        kind=RelationKind.MANY if back.type.endswith("[]") else RelationKind.ONE,
        back=own.name,
        optional=not back.type.endswith("[]"),
        columns=key.columns,
        target_columns=key.target_columns,
    )
    return _Plan(Reference(column, relation, answer), whole, fields, made, ends)


def widen_foreign_key(
    project: PrismaProject,
    draft: SchemaDraft,
    table: Table,
    key: ForeignKey,
    wanted: ForeignKey,
    unique: tuple[Table, Index] | None,
) -> bool:
    """Let a relation refer by several fields, with the unique that it needs in the model that it leads to."""
    found, edited = project.attribute_at(table, key.origin), project.draft(draft, table)
    target = None if wanted.target is UNKNOWN else project.table_for(wanted.target)
    if found is None or found[0] is None or edited is None or target is None or wanted.target_columns is UNKNOWN:
        return False
    field = found[0].name.text
    for argument, columns, of in (
        ("fields", wanted.columns, table),
        ("references", wanted.target_columns, target),
    ):
        fields = fields_by_column(project, of)
        if any(name not in fields for name in columns):
            return False
        listed = f"[{', '.join(fields[name] for name in columns)}]"
        if not edited.set_argument(field, "relation", argument, listed):
            return False
    return unique is None or add_index(project, draft, *unique)


def set_required(project: PrismaProject, draft: SchemaDraft, table: Table, column: Column) -> bool:
    """Make a field required, and the relations that it alone let be optional; not where one of them says SetNull."""
    field, edited = project.field(table, column), project.draft(draft, table)
    if field is None or field.type is None or edited is None or field.type.arity is not Arity.OPTIONAL:
        return False
    if not edited.set_type(field.name.text, _without_mark(project.text(table, field.type.span))):
        return False
    nullable = {one.name for one in table.columns if one.nullable is not False and one.name != column.name}
    for relation in _owning(table, column):
        if relation.columns is UNKNOWN or not nullable.isdisjoint(relation.columns):
            continue
        one = _field_of(project, table, relation)
        attribute = None if one is None else one.attribute("relation")
        if one is None or one.type is None or attribute is None:
            return False
        if "SetNull" in project.text(table, attribute.span):
            return False
        if one.type.arity is Arity.OPTIONAL:
            edited.set_type(one.name.text, _without_mark(project.text(table, one.type.span)))
    return True


def set_optional(project: PrismaProject, draft: SchemaDraft, table: Table, column: Column) -> bool:
    """Make a field optional, and its relations with it, as Prisma demands."""
    edited = project.draft(draft, table)
    if edited is None or not set_nullable(project, draft, table, column):
        return False
    for relation in _owning(table, column):
        one = _field_of(project, table, relation)
        if one is None or one.type is None:
            return False
        if one.type.arity is Arity.REQUIRED:
            edited.set_type(one.name.text, f"{project.text(table, one.type.span)}?")
    return True


def _owning(table: Table, column: Column) -> list[Relation]:
    """The relations that a column holds, alone or with others."""
    return [
        relation
        for relation in table.relations
        if relation.kind is RelationKind.OWNING and relation.columns is not UNKNOWN and column.name in relation.columns
    ]


def _field_of(project: PrismaProject, table: Table, relation: Relation) -> Field | None:
    block = project.block(table)
    return next((one for one in block.fields if one.name.text == relation.attribute), None) if block else None


def _without_mark(text: str) -> str:
    return text.rstrip("?! ")
