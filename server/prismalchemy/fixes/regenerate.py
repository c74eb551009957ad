"""Regenerate a class: its columns, relationships and table arguments as they are generated, all else as it was."""

from __future__ import annotations

from dataclasses import replace

from prismalchemy.alchemy.edit import (
    Code,
    Node,
    add_member,
    change,
    entries_of,
    remove_member,
    statements,
    target_of,
    value_of,
)
from prismalchemy.alchemy.edit.members import alone, comment_start, is_docstring, line_of
from prismalchemy.fixes.columns import add_column, with_known_targets
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.names import FileNames
from prismalchemy.fixes.project import Place
from prismalchemy.fixes.relations import mapped_relation
from prismalchemy.fixes.relationship_calls import relationship_call
from prismalchemy.fixes.relationships import add_relation, visible_schema
from prismalchemy.fixes.style import style_of
from prismalchemy.fixes.tables import set_table_name
from prismalchemy.generate import render_column, render_relation, render_table_args
from prismalchemy.generate.options import Style
from prismalchemy.merge import is_local, same_syntax
from prismalchemy.schema import UNKNOWN, Relation, Schema, Table, TableKey

_GENERATED_ARGS = frozenset({"Index", "UniqueConstraint", "ForeignKeyConstraint", "PrimaryKeyConstraint"})


def regenerate_table(draft: Draft, table: Table, prisma_table: Table) -> bool:
    """Write what the Prisma model says of a class as the generator would.

    Columns are found by their database names and relationships by their ends; both keep the user's attribute names
    and their order, and what is missing is added. Methods, properties, validators, bases, decorators, comments, members
    that are nothing of the Prisma model, and those marked with `# prismalchemy: local` stay. A column that comes from a
    mixin stays with the mixin.
    """
    project = draft.project
    found = project.class_node(table)
    if found is None or project.core_table(table) is not None:
        return False
    place, class_node = found
    names = FileNames(draft, place.path, draft.taken(table))
    style = style_of(project, place.path, class_node, table)
    known = with_known_targets(project, prisma_table)
    pair = next((pair for pair in project.pairing.tables if pair.prisma.key == prisma_table.key), None)
    spelt = {prisma.name: models for prisma, models in pair.all_columns} if pair is not None else {}
    if table.key != prisma_table.key:
        set_table_name(draft, table, prisma_table)
    for column in known.columns:
        models = spelt.get(column.name) or table.column(column.name)
        if models is None:
            add_column(draft, table, prisma_table, column)
            continue
        where = project.place(models.origin)
        node = _statement(where, class_node) if where is not None and where.path == place.path else None
        if node is None or models.attribute is None:
            continue
        documented = None if _has_docstring(node) else column.documentation
        renamed = replace(column, documentation=documented)
        own = _Attribute(names, column.name, models.attribute)
        text = names.with_own_values(render_column(known, renamed, style, own))
        _replace(draft, place, node, text)
    _table_args(draft, place, class_node, known, style, names)
    schema = visible_schema(project)
    schema = replace(schema, tables=tuple(known if other.key == known.key else other for other in schema.tables))
    for relation in prisma_table.relations:
        mapped = mapped_relation(project, prisma_table.key, relation.attribute)
        if mapped is None:
            add_relation(draft, table, prisma_table, relation, schema)
        else:
            _relation(draft, place, class_node, schema, known, relation, mapped)
    return True


class _Attribute(FileNames):
    """The names of a file, with the attribute that the user gave one column."""

    def __init__(self, names: FileNames, column: str, attribute: str) -> None:
        self.__dict__.update(names.__dict__)
        self._own = (column, attribute)

    def attribute(self, key: TableKey, column: str) -> str:
        """The user's attribute for the one column, what the file's names say for all others."""
        if column == self._own[0]:
            return self._own[1]
        return super().attribute(key, column)


def _statement(where: Place, class_node: Node) -> Node | None:
    """The statement of a column, if it stands in this very class."""
    node = where.code.enclosing(where.span.start, "expr_stmt")
    owner = where.code.enclosing(where.span.start, "classdef")
    return node if node is not None and owner is class_node and where.code.span(node) == where.span else None


def _has_docstring(node: Node) -> bool:
    line = line_of(node)
    siblings = line.parent.children
    index = next(position for position, sibling in enumerate(siblings) if sibling is line)
    following = siblings[index + 1] if index + 1 < len(siblings) else None
    return following is not None and is_docstring(alone(following))


def _replace(draft: Draft, place: Place, node: Node, text: str) -> None:
    """Replace a statement, where what it says differs by more than its layout."""
    code = place.code
    old = code.source(node)
    if same_syntax(old, text) or _is_local(code, node):
        return
    start = code.span(node).start
    draft.add(place.path, change(start, old, code.lines(text, code.indentation(start))))


def _is_local(code: Code, node: Node) -> bool:
    """Whether a member is marked as the user's own, on its line or directly above it."""
    span = code.span(node)
    start = comment_start(code, code.line_start(span.start), code.indentation(span.start))
    lines = code.text[start : code.line_end(span.end)].splitlines()
    return any(is_local(line) for line in lines)


def _functions(node: Node) -> set[str]:
    """The functions that are called in an expression, or what stands for entries that are no calls."""
    value = value_of(node)
    entries = entries_of(value) if value is not None else None
    if entries is None:
        return {"?"}
    firsts = [nodes[0] for nodes in entries.nodes]
    return {_name(first) if first.type == "atom_expr" else "?" for first in firsts}


def _name(call: Node) -> str:
    return str("".join(part.get_code(include_prefix=False) for part in call.children[:-1])).rsplit(".", 1)[-1]


def _table_args(draft: Draft, place: Place, class_node: Node, table: Table, style: Style, names: FileNames) -> None:
    """Write `__table_args__`; a list of others than indexes and constraints (a CHECK) is left as it is."""
    own = next((member for member in statements(class_node) if target_of(member) == "__table_args__"), None)
    text = render_table_args(table, style, names)
    if text is None:
        if own is not None and _GENERATED_ARGS.issuperset(_functions(own)):
            draft.add(place.path, remove_member(place.code, class_node, own) or [])
        return
    if own is None:
        edits = add_member(
            place.code, class_node, f"__table_args__ = {text}", lambda member: target_of(member) == "__tablename__"
        )
        draft.add(place.path, edits)
        return
    value = value_of(own)
    if (
        value is None
        or "CheckConstraint" in place.code.source(value)
        or "ExcludeConstraint" in place.code.source(value)
    ):
        return
    _replace(draft, place, value, text)


def _relation(
    draft: Draft, place: Place, class_node: Node, schema: Schema, table: Table, relation: Relation, mapped: Relation
) -> None:
    """Write a relationship anew that leads to one where Prisma's leads to many, or the other way round.

    Any other one stays: what it says of loading, order and cascades is the user's own.
    """
    if mapped.kind is UNKNOWN or relation.kind is UNKNOWN or mapped.kind is relation.kind:
        return
    where = draft.project.place(mapped.origin)
    node = _statement(where, class_node) if where is not None and where.path == place.path else None
    if node is None or relationship_call(place.code, node, draft.project.resolver(place.path)) is None:
        return
    names = FileNames(draft, place.path, draft.taken(table))
    text = render_relation(table, relation, schema, style_of(draft.project, place.path, class_node, table), names)
    if text is not None:
        _replace(draft, place, node, text)
