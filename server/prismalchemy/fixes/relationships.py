"""Edits of relationships."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from prismalchemy.alchemy.edit import (
    Code,
    Node,
    add_member,
    annotation_of,
    call_of,
    change_keywords,
    inner_of,
    set_inner,
    set_keyword,
    target_of,
    value_of,
)
from prismalchemy.fixes.declaration import declaration_at
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.keys import add_foreign_key
from prismalchemy.fixes.names import FileNames
from prismalchemy.fixes.project import Place, Project
from prismalchemy.fixes.relations import mapped_relation
from prismalchemy.fixes.relationship_calls import relationship_call
from prismalchemy.fixes.style import naming_of, style_of
from prismalchemy.generate import relation_name, render_relation
from prismalchemy.generate.identifiers import unique
from prismalchemy.schema import UNKNOWN, ForeignKey, Relation, RelationKind, Schema, Table, TableKey
from prismalchemy.text import Edit

_BARE = re.compile(r":\s*Mapped\[[\w. |]+(?:\[\w+\])?\]\s*=\s*relationship\b")
_ANNOTATED = re.compile(r"^\s*\w+: Mapped\[[^=]*?\](?= = relationship\()", re.MULTILINE)


def add_relation(
    draft: Draft, table: Table, prisma_table: Table, relation: Relation, schema: Schema | None = None
) -> bool:
    """Declare a relationship, with the foreign key that holds it where the models lack that.

    `schema` has the tables with the foreign keys that they will have; without it these are the models' and the one
    that is added here.

    `back_populates` is written on both sides if the other side has its relationship, and on none if it has not: one
    that leads nowhere breaks the mapping. The other side's own divergence adds both later.
    """
    return add_relations(draft, table, prisma_table, [relation], schema)


def add_relations(
    draft: Draft, table: Table, prisma_table: Table, relations: Sequence[Relation], schema: Schema | None = None
) -> bool:
    """Declare several relationships of one class, one below the other; all of them or none."""
    found = draft.project.class_node(table)
    if found is None:
        return False
    place, class_node = found
    if any(not _can_add(draft.project, prisma_table, relation) for relation in relations):
        return False
    if schema is None:
        schema = visible_schema(draft.project, _add_keys(draft, table, prisma_table, relations))
    taken = draft.taken(table)
    for relation in relations:
        attribute = unique(relation_name(relation.attribute, naming_of(draft.project, table)), taken)
        draft.new_relations[prisma_table.key, relation.attribute] = attribute
        taken.add(attribute)
    texts = [_text(draft, place, class_node, table, prisma_table, relation, schema) for relation in relations]
    written = [text for text in texts if text is not None]
    if len(written) < len(texts):
        return False
    resolve = draft.project.resolver(place.path)
    code = place.code

    def is_relationship(member: Node) -> bool:
        return relationship_call(code, member, resolve) is not None

    def is_column(member: Node) -> bool:
        if member.type != "expr_stmt":
            return False
        dunder = str(target_of(member)).startswith("__")
        return dunder or declaration_at(code, code.span(member).start, resolve) is not None

    draft.add(place.path, add_member(code, class_node, "\n".join(written), is_relationship, otherwise=is_column))
    for relation in relations:
        complete_back(draft, relation, draft.new_relations[prisma_table.key, relation.attribute])
    return True


def _can_add(project: Project, prisma_table: Table, relation: Relation) -> bool:
    if relation.target is UNKNOWN or relation.kind is UNKNOWN:
        return False
    if mapped_relation(project, prisma_table.key, relation.attribute) is not None:
        return False
    target = project.table(relation.target)
    return target is not None and target.entity is not None


def _text(
    draft: Draft,
    place: Place,
    class_node: Node,
    table: Table,
    prisma_table: Table,
    relation: Relation,
    schema: Schema,
) -> str | None:
    """The statement that declares a relationship of a class; None where it cannot be written."""
    own = next((other for other in schema.tables if other.key == prisma_table.key), prisma_table)
    names = FileNames(draft, place.path, draft.taken(table), place.code.span(class_node).start)
    text = render_relation(own, relation, schema, style_of(draft.project, place.path, class_node, table), names)
    return None if text is None else unquoted(place.code, text)


def replace_relation(
    draft: Draft, table: Table, models_relation: Relation, prisma_table: Table, relation: Relation
) -> bool:
    """Let a relationship lead to one or to many as Prisma's does, through the same join table.

    Only the annotation (or `uselist`) and what joins the two are changed: loading, order and cascades are the user's.
    """
    project = draft.project
    place = project.place(models_relation.origin)
    node = place.code.enclosing(place.span.start, "expr_stmt") if place is not None else None
    if place is None or node is None:
        return False
    call = call_of(place.code, relationship_call(place.code, node, project.resolver(place.path)))
    class_node = place.code.enclosing(place.span.start, "classdef")
    if call is None or class_node is None:
        return False
    names = FileNames(draft, place.path, draft.taken(table), place.code.span(class_node).start)
    schema = visible_schema(project)
    own = next((other for other in schema.tables if other.key == prisma_table.key), prisma_table)
    style = style_of(project, place.path, class_node, table)
    draft.new_relations.setdefault((prisma_table.key, relation.attribute), models_relation.attribute)
    text = render_relation(own, relation, schema, style, names)
    if text is None:
        return False
    made = Code(unquoted(place.code, text) + "\n")
    statement = made.top[0].children[0]
    wanted = call_of(made, value_of(statement))
    annotations = annotation_of(node), annotation_of(statement)
    edits: list[Edit] = []
    if annotations[0] is not None and annotations[1] is not None:
        inner, new = inner_of(place.code, annotations[0]), inner_of(made, annotations[1])
        if inner is not None and new is not None:
            edits += set_inner(inner, new.text)
    values: dict[str, str | None] = {}
    for keyword in ("uselist", "secondary", "primaryjoin", "secondaryjoin"):
        there, new_one = call.keyword(keyword), wanted.keyword(keyword) if wanted is not None else None
        if new_one is not None:
            values[keyword] = made.source(new_one.value)
        elif there is not None and (keyword == "uselist" or models_relation.kind is not relation.kind):
            values[keyword] = None
    edits += change_keywords(place.code, call, values)
    draft.add(place.path, edits)
    return bool(edits)


def unquoted(code: Code, text: str) -> str:
    """Relationships without quotes in their annotations, where the file does without."""
    if "from __future__ import annotations" not in code.text or not _BARE.search(code.text):
        return text
    return _ANNOTATED.sub(lambda match: match.group().replace('"', "").replace("'", ""), text)


def _add_keys(
    draft: Draft, table: Table, prisma_table: Table, relations: Sequence[Relation]
) -> list[tuple[TableKey, ForeignKey]]:
    """Add the foreign keys that hold relations, where Prisma has one that the models lack, each once."""
    project = draft.project
    added: list[tuple[TableKey, ForeignKey]] = []
    for relation in relations:
        if relation.target is UNKNOWN or relation.kind is RelationKind.MANY_TO_MANY or relation.columns is UNKNOWN:
            continue
        target = project.table(relation.target)
        if target is None:
            continue
        owning = relation.kind is RelationKind.OWNING
        holder = table if owning else target
        prisma_holder = prisma_table if owning else project.prisma.table(relation.target)
        if prisma_holder is None:
            continue
        key = next((key for key in prisma_holder.foreign_keys if key.columns == relation.columns), None)
        if key is None or (prisma_holder.key, key) in added:
            continue
        if all(other.columns != key.columns for other in holder.foreign_keys) and add_foreign_key(draft, holder, key):
            added.append((prisma_holder.key, key))
    return added


def visible_schema(project: Project, added: Sequence[tuple[TableKey, ForeignKey]] = ()) -> Schema:
    """Prisma's schema with the foreign keys that the models have: those decide how a relationship must be written.

    `added` are those that the fix itself adds.
    """
    tables = []
    for table in project.prisma.tables:
        models = project.table(table.key)
        if models is None:
            tables.append(table)
            continue
        keys = [_as_prisma(project, key) for key in models.foreign_keys]
        keys += [key for holder, key in added if holder == table.key]
        tables.append(replace(table, foreign_keys=_merged(table, keys)))
    return replace(project.prisma, tables=tuple(tables))


def _as_prisma(project: Project, key: ForeignKey) -> ForeignKey:
    if key.target is UNKNOWN:
        return key
    return replace(key, target=project.pairing.names.prisma_key(key.target))


def _merged(table: Table, keys: Sequence[ForeignKey]) -> tuple[ForeignKey, ...]:
    """The models' foreign keys, each with Prisma's actions where Prisma has it."""
    known = {(key.columns, key.target): key for key in table.foreign_keys}
    return tuple(known.get((key.columns, key.target), key) for key in keys)


def complete_back(draft: Draft, relation: Relation, attribute: str) -> None:
    """Let the relationship at the other end, if it is there, know of the new one."""
    project = draft.project
    if not isinstance(relation.back, str) or relation.target is UNKNOWN:
        return
    other = mapped_relation(project, relation.target, relation.back)
    place = project.place(other.origin) if other is not None else None
    if place is None:
        return
    node = place.code.enclosing(place.span.start, "expr_stmt")
    value = relationship_call(place.code, node, project.resolver(place.path)) if node is not None else None
    call = call_of(place.code, value)
    if call is None or call.keyword("back_populates", "backref") is not None:
        return
    draft.add(place.path, set_keyword(place.code, call, "back_populates", place.code.string(attribute)))
