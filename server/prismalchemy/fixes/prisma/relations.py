"""Relations: the fields at both ends of a foreign key."""

from __future__ import annotations

import re
from typing import NamedTuple

from prismalchemy.fixes.prisma.keys import fields_by_column
from prismalchemy.fixes.prisma.naming import field_name, plural
from prismalchemy.fixes.prisma.project import PrismaProject
from prismalchemy.prisma.edit import SchemaDraft, quoted
from prismalchemy.prisma.lower.names import foreign_key_name
from prismalchemy.schema import UNKNOWN, ForeignKey, Maybe, ReferentialAction, Relation, RelationKind, Table

_ACTIONS = {
    ReferentialAction.CASCADE: "Cascade",
    ReferentialAction.RESTRICT: "Restrict",
    ReferentialAction.NO_ACTION: "NoAction",
    ReferentialAction.SET_NULL: "SetNull",
    ReferentialAction.SET_DEFAULT: "SetDefault",
}
_ID = re.compile(r"(?i)_?ids?$")


class End(NamedTuple):
    """A relation field to be written into a model."""

    name: str
    type: str
    attributes: list[str]


def add_foreign_key(project: PrismaProject, draft: SchemaDraft, table: Table, models: Table, key: ForeignKey) -> bool:
    """Add the relation fields of a foreign key that the schema lacks, at both ends."""
    target = None if key.target is UNKNOWN else project.table_for(key.target)
    if target is None or project.draft(draft, table) is None or project.draft(draft, target) is None:
        return False
    fields = fields_by_column(project, table, models)
    made = relation_ends(
        project,
        (table, fields, members(project, table)),
        (target, fields_by_column(project, target), members(project, target)),
        key,
        models,
        is_second=table is target or leads_to(table, target) or leads_to(target, table),
    )
    return made is not None and write_ends(project, draft, table, target, *made)


def write_ends(project: PrismaProject, draft: SchemaDraft, table: Table, target: Table, own: End, back: End) -> bool:
    """Add both fields of a relation to models that exist."""
    here, there = project.draft(draft, table), project.draft(draft, target)
    if here is None or there is None:
        return False
    return here.add_member(own.name, own.type, own.attributes) and there.add_member(
        back.name, back.type, back.attributes
    )


_Side = tuple[Table, "dict[str, str]", "set[str]"]
"""A table of Prisma's side or one that is to be there, its fields by column, and the names of all its fields."""


def relation_ends(
    project: PrismaProject, owner: _Side, target: _Side, key: ForeignKey, models: Table, *, is_second: bool
) -> tuple[End, End] | None:
    """The fields of a foreign key's relation, at the end that holds it and at the other.

    Names are those of the models' relationships, where they have some for this key.

    Args:
        project: the schema.
        owner: the table that holds the key.
        target: the one that it refers to.
        key: the key, as the models have it.
        models: the models' table that holds it.
        is_second: whether the relation needs a name: there is another one between the two models, or they are one.

    Returns:
        None where a column or an action is not known.
    """
    table, fields, members = owner
    other, other_fields, other_members = target
    if key.target_columns is UNKNOWN or UNKNOWN in (key.on_delete, key.on_update, key.name):
        return None
    names = [fields.get(column) for column in key.columns]
    references = [other_fields.get(column) for column in key.target_columns]
    if None in names or None in references or table.entity is None or other.entity is None:
        return None
    said = next(
        (one for one in models.relations if one.kind is RelationKind.OWNING and one.columns == key.columns), None
    )
    own_name = field_name(_own_name(said, key, other.entity), members, camel=project.camel)
    taken = other_members | ({own_name} if table is other else set())
    single = _is_unique(table, models, key)
    far = _far_name(said, table.entity if single else plural(table.entity))
    back_name = field_name(far, taken, camel=project.camel)
    label = quoted(f"{table.entity}_{own_name}") if is_second else None
    arguments = [f"fields: [{', '.join(map(str, names))}]", f"references: [{', '.join(map(str, references))}]"]
    if label is not None:
        arguments.insert(0, label)
    may_be_null = [column.nullable is True for column in table.columns if column.name in key.columns]
    optional = any(may_be_null)
    arguments += _actions(project, key, required=not all(may_be_null))
    if isinstance(key.name, str) and key.name != foreign_key_name(table.name, key.columns, project.context.limit):
        arguments.append(f"map: {quoted(key.name)}")
    own = End(own_name, f"{other.entity}{'?' if optional else ''}", [f"@relation({', '.join(arguments)})"])
    back = End(back_name, f"{table.entity}{'?' if single else '[]'}", [] if label is None else [f"@relation({label})"])
    return own, back


def add_many_to_many(project: PrismaProject, draft: SchemaDraft, models: Table) -> bool:
    """Add the list fields of an implicit many-to-many relation, whose join table only the models describe.

    The table must be as Prisma makes it: `_Name` with the columns A and B, each referring to an id, where A's model
    comes first in the alphabet.
    """
    keys = {key.columns: key for key in models.foreign_keys}
    ends = [keys.get(("A",)), keys.get(("B",))]
    if {column.name for column in models.columns} != {"A", "B"} or not models.name.startswith("_"):
        return False
    found = [None if key is None or key.target is UNKNOWN else project.table_for(key.target) for key in ends]
    first, second = found
    if first is None or second is None or first.entity is None or second.entity is None:
        return False
    if first.entity > second.entity or not all(map(_has_single_key, (first, second))):
        return False
    label = models.name.removeprefix("_")
    attributes = [] if label == f"{first.entity}To{second.entity}" else [f"@relation({quoted(label)})"]
    names = _many_names(project, models, first, second)
    here, there = project.draft(draft, first), project.draft(draft, second)
    if names is None or here is None or there is None:
        return False
    own, back = names
    return here.add_member(own, f"{second.entity}[]", attributes) and there.add_member(
        back, f"{first.entity}[]", attributes
    )


def _has_single_key(table: Table) -> bool:
    key = table.primary_key
    return key is not UNKNOWN and key is not None and len(key.columns) == 1


def _many_names(project: PrismaProject, models: Table, first: Table, second: Table) -> tuple[str, str] | None:
    """The names of the list fields in A's model and in B's: as the relationships are called, else after the models."""
    said: dict[str, str] = {}
    for table in project.models.tables:
        for relation in table.relations:
            through = relation.join_table
            if through is UNKNOWN or through is None or relation.join_columns is UNKNOWN or not relation.join_columns:
                continue
            if project.pairing.names.canonical(through) == project.pairing.names.canonical(models.key):
                said.setdefault(relation.join_columns[0], relation.attribute)
    assert first.entity is not None
    assert second.entity is not None
    taken = members(project, first)
    own = field_name(said.get("A", _lower(plural(second.entity))), taken, camel=project.camel)
    taken = members(project, second) | ({own} if first is second else set())
    back = field_name(said.get("B", _lower(plural(first.entity))), taken, camel=project.camel)
    # Of a self relation, the field that comes first in the alphabet is A's.
    return None if first is second and own > back else (own, back)


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def replace_foreign_key(
    project: PrismaProject, draft: SchemaDraft, table: Table, key: ForeignKey, wanted: ForeignKey
) -> bool:
    """Give a foreign key the actions and the name that the models give it; where it leads to is not changed."""
    found, edited = project.attribute_at(table, key.origin), project.draft(draft, table)
    if found is None or edited is None or found[0] is None or UNKNOWN in (wanted.on_delete, wanted.on_update):
        return False
    field = found[0].name.text
    done = False
    for argument, now, new in (
        ("onDelete", key.on_delete, wanted.on_delete),
        ("onUpdate", key.on_update, wanted.on_update),
    ):
        word = _word(project, new)
        if now is not new and word is not None:
            done = edited.set_argument(field, "relation", argument, word) or done
    return done


def set_foreign_key_name(project: PrismaProject, draft: SchemaDraft, table: Table, key: ForeignKey, name: str) -> bool:
    """Map a relation's foreign key to another name; no `map:` where Prisma gives that name by itself."""
    found, edited = project.attribute_at(table, key.origin), project.draft(draft, table)
    if found is None or edited is None or found[0] is None:
        return False
    field = found[0].name.text
    if name == foreign_key_name(table.name, key.columns, project.context.limit):
        return edited.remove_argument(field, "relation", "map")
    return edited.set_argument(field, "relation", "map", quoted(name))


def _actions(project: PrismaProject, key: ForeignKey, *, required: bool) -> list[str]:
    """The actions that are not what Prisma does by itself; `required`: a column of the key is never NULL."""
    usual = ReferentialAction.SET_NULL
    if required:
        usual = ReferentialAction.RESTRICT if project.context.restricts else ReferentialAction.NO_ACTION
    said = []
    for argument, action, by_itself in (
        ("onDelete", key.on_delete, usual),
        ("onUpdate", key.on_update, ReferentialAction.CASCADE),
    ):
        word = _word(project, action)
        if action is not by_itself and word is not None:
            said.append(f"{argument}: {word}")
    return said


def _word(project: PrismaProject, action: Maybe[ReferentialAction]) -> str | None:
    if action is UNKNOWN or (action is ReferentialAction.RESTRICT and not project.context.restricts):
        return None
    return _ACTIONS[action]


def _own_name(said: Relation | None, key: ForeignKey, entity: str) -> str:
    """What the field at the holding end is called: as the relationship, else as the column without `_id`."""
    if said is not None:
        return said.attribute
    stem = _ID.sub("", key.columns[0]) if len(key.columns) == 1 else ""
    return stem if stem and stem != key.columns[0] else _lower(entity)


def _far_name(said: Relation | None, name: str) -> str:
    back = None if said is None or said.back is UNKNOWN else said.back
    return back or name[:1].lower() + name[1:]


def _is_unique(table: Table, models: Table, key: ForeignKey) -> bool:
    """Whether no two rows share the key's columns, so that the other end is one object."""
    for one in (table, models):
        own = one.primary_key
        if own is not UNKNOWN and own is not None and set(own.columns) == set(key.columns):
            return True
        for index in one.indexes:
            names = index.column_names
            if index.unique and index.where is None and names is not UNKNOWN and set(names) == set(key.columns):
                return True
    return False


def leads_to(table: Table, other: Table) -> bool:
    """Whether a relation field of one model leads to another."""
    return any(relation.entity == other.entity for relation in table.relations)


def members(project: PrismaProject, table: Table) -> set[str]:
    """The names of all fields of a model."""
    block = project.block(table)
    return set() if block is None else {one.name.text for one in block.fields}
