"""Edits of relationships."""

from __future__ import annotations

import re
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
from prismalchemy.fixes.declaration import Resolve, declaration_at
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.keys import add_foreign_key
from prismalchemy.fixes.names import FileNames
from prismalchemy.fixes.project import Project
from prismalchemy.fixes.relations import mapped_relation
from prismalchemy.fixes.style import naming_of, style_of
from prismalchemy.generate import relation_name, render_relation
from prismalchemy.generate.identifiers import unique
from prismalchemy.schema import UNKNOWN, ForeignKey, Relation, RelationKind, Schema, Table, TableKey
from prismalchemy.text import Edit

_BARE = re.compile(r":\s*Mapped\[[\w. |]+(?:\[\w+\])?\]\s*=\s*relationship\b")
_ANNOTATED = re.compile(r"^\s*\w+: Mapped\[[^=]*?\](?= = relationship\()", re.MULTILINE)
_FUNCTIONS = frozenset({"relationship", "Relationship", "dynamic_loader"})


def add_relation(
    draft: Draft, table: Table, prisma_table: Table, relation: Relation, schema: Schema | None = None
) -> bool:
    """Declare a relationship, with the foreign key that holds it where the models lack that.

    `schema` has the tables with the foreign keys that they will have; without it these are the models' and the one
    that is added here.

    `back_populates` is written on both sides if the other side has its relationship, and on none if it has not: one
    that leads nowhere breaks the mapping. The other side's own divergence adds both later.
    """
    project = draft.project
    found = project.class_node(table)
    if found is None or relation.target is UNKNOWN or relation.kind is UNKNOWN:
        return False
    if mapped_relation(project, prisma_table.key, relation.attribute) is not None:
        return False
    place, class_node = found
    target = project.table(relation.target)
    if target is None or target.entity is None:
        return False
    naming = naming_of(project, table)
    attribute = unique(relation_name(relation.attribute, naming), draft.taken(table))
    draft.new_relations[prisma_table.key, relation.attribute] = attribute
    if schema is None:
        schema = visible_schema(project, _add_key(draft, table, prisma_table, target, relation))
    own = next((other for other in schema.tables if other.key == prisma_table.key), prisma_table)
    names = FileNames(draft, place.path, draft.taken(table), place.code.span(class_node).start)
    text = render_relation(own, relation, schema, style_of(project, place.path, class_node, table), names)
    if text is None:
        return False
    text = unquoted(place.code, text)
    resolve = project.resolver(place.path)
    code = place.code

    def is_relationship(member: Node) -> bool:
        return relationship_call(code, member, resolve) is not None

    def is_column(member: Node) -> bool:
        if member.type != "expr_stmt":
            return False
        dunder = str(target_of(member)).startswith("__")
        return dunder or declaration_at(code, code.span(member).start, resolve) is not None

    draft.add(place.path, add_member(code, class_node, text, is_relationship, otherwise=is_column))
    complete_back(draft, relation, attribute)
    return True


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


def relationship_call(code: Code, member: Node, resolve: Resolve) -> Node | None:
    """The call of `relationship` that a statement assigns."""
    value = value_of(member)
    while value is not None and value.type == "atom" and len(value.children) == 3 and value.children[0] == "(":
        value = value.children[1]  # formatters put what is long into brackets
    call = call_of(code, value) if value is not None else None
    return value if call is not None and resolve(call.function) in _FUNCTIONS else None


def _add_key(
    draft: Draft, table: Table, prisma_table: Table, target: Table, relation: Relation
) -> tuple[TableKey, ForeignKey] | None:
    """Add the foreign key that holds a relation, where Prisma has one that the models lack."""
    project = draft.project
    if relation.kind is RelationKind.MANY_TO_MANY or relation.columns is UNKNOWN or relation.target is UNKNOWN:
        return None
    owning = relation.kind is RelationKind.OWNING
    holder = table if owning else target
    prisma_holder = prisma_table if owning else project.prisma.table(relation.target)
    if prisma_holder is None:
        return None
    key = next((key for key in prisma_holder.foreign_keys if key.columns == relation.columns), None)
    if key is None or any(other.columns == key.columns for other in holder.foreign_keys):
        return None
    return (prisma_holder.key, key) if add_foreign_key(draft, holder, key) else None


def visible_schema(project: Project, added: tuple[TableKey, ForeignKey] | None = None) -> Schema:
    """Prisma's schema with the foreign keys that the models have: those decide how a relationship must be written.

    `added` is one that the fix itself adds.
    """
    tables = []
    for table in project.prisma.tables:
        models = project.table(table.key)
        if models is None:
            tables.append(table)
            continue
        keys = tuple(_as_prisma(project, key) for key in models.foreign_keys)
        if added is not None and added[0] == table.key:
            keys = (*keys, added[1])
        tables.append(replace(table, foreign_keys=_merged(table, keys)))
    return replace(project.prisma, tables=tuple(tables))


def _as_prisma(project: Project, key: ForeignKey) -> ForeignKey:
    if key.target is UNKNOWN:
        return key
    return replace(key, target=project.pairing.names.prisma_key(key.target))


def _merged(table: Table, keys: tuple[ForeignKey, ...]) -> tuple[ForeignKey, ...]:
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
