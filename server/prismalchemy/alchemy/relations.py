"""Relationships: which class they lead to, by which foreign key, and which way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from prismalchemy.alchemy.annotations import collection_item, forward_name, resolved
from prismalchemy.alchemy.calls import invoke
from prismalchemy.alchemy.drafts import RelationDraft, TableDraft
from prismalchemy.alchemy.foreign import table_value
from prismalchemy.alchemy.lookup import Lookup
from prismalchemy.alchemy.values import (
    Argument,
    AttributeValue,
    CallValue,
    ClassValue,
    ExpressionValue,
    FunctionValue,
    Value,
    call_name,
)
from prismalchemy.schema import UNKNOWN, Column, ForeignKey, Maybe, OnDelete, Relation, RelationKind, TableKey
from prismalchemy.text import Origin

_NAME = re.compile(r"[A-Za-z_]\w*")
_PAIR = re.compile(r"(\w+)(?:\.c)?\.(\w+)")
_NOISE = frozenset(
    {"Optional", "Union", "List", "list", "Set", "set", "Sequence", "None", "Mapped", "Dict", "dict", "str", "int"}
    | {"Collection", "typing", "t", "Annotated", "Tuple", "tuple", "WriteOnlyMapped", "DynamicMapped"}
)


@dataclass(frozen=True)
class Side:
    """A table at one end of a relation: its draft, key, columns and foreign keys (those of its ancestors with them)."""

    draft: TableDraft
    key: TableKey
    foreign_keys: tuple[ForeignKey, ...]
    columns: tuple[Column, ...]


def entity_of(relation: RelationDraft, lookup: Lookup) -> TableDraft | None:
    """The class that a relationship leads to; None where it cannot be found."""
    argument = relation.call.arguments[0] if relation.call.arguments else relation.call.keywords.get("argument")
    if argument is not None and argument.value is not None:
        return _entity(argument.value, argument, relation, lookup)
    if relation.annotation is None:
        return None
    item, _ = collection_item(relation.annotation)
    found = _entity(item, None, relation, lookup)
    if found is not None:
        return found
    names = [name for name in _NAME.findall(relation.annotation.source) if name not in _NOISE]
    return _by_name(names[-1], relation, lookup) if names else None


def _entity(value: Value, argument: Argument | None, relation: RelationDraft, lookup: Lookup) -> TableDraft | None:
    if isinstance(value, FunctionValue):
        value = invoke(value, [], value.scope)
    if isinstance(value, ClassValue):
        return lookup.by_class(value)
    if isinstance(value, str):
        if relation.annotation is not None and argument is None:
            meant = resolved(value, relation.annotation.node, relation.annotation.scope)
            if isinstance(meant, ClassValue):
                return lookup.by_class(meant)
        name = forward_name(value)
        return None if name is None else _by_name(name, relation, lookup)
    return None


def _by_name(name: str, relation: RelationDraft, lookup: Lookup) -> TableDraft | None:
    """The mapped class of a name: of several the one in the same file, and none if that does not decide."""
    found = lookup.by_name(name)
    if len(found) > 1:
        found = tuple(draft for draft in found if draft.cls and draft.cls.statement.path == relation.cls.statement.path)
    return found[0] if len(found) == 1 else None


def read_relation(relation: RelationDraft, own: Side, other: Side | None, lookup: Lookup) -> Relation:
    """The neutral relation.

    Args:
        relation: the relationship.
        own: the table of the class that has it.
        other: the table of the class that it leads to; None where that is not known.
        lookup: the registry.
    """
    call = relation.call
    back = call.keyword("back_populates")
    if back is None:
        back = backref_name(call)
    found = Relation(
        attribute=relation.attribute,
        entity=UNKNOWN if other is None else other.draft.entity or UNKNOWN,
        target=UNKNOWN if other is None else other.key,
        kind=UNKNOWN,
        columns=UNKNOWN,
        target_columns=UNKNOWN,
        back=back if back is None or isinstance(back, str) else UNKNOWN,
        optional=UNKNOWN,
        on_delete=UNKNOWN if relation.sqlmodel else _on_delete(call),
        alone=UNKNOWN if relation.sqlmodel else _is_alone(call),
        documentation=relation.documentation,
        origin=relation.origin,
        name_origin=relation.name_origin,
    )
    if call.open:
        return found
    if call.keyword("secondary") is not None:
        return _many_to_many(found, call, own, other, lookup)
    if other is None:
        return found
    return _by_foreign_key(found, relation, own, other)


def _on_delete(call: CallValue) -> Maybe[OnDelete | None]:
    """What a relationship does to the objects at its other end when an object is deleted.

    `passive_deletes=True` leaves alone what is not loaded, which is taken for leaving it to the database.
    """
    if call.open or call.keyword("viewonly") not in (None, False):
        return UNKNOWN
    if call.keyword("passive_deletes") is not None and call.keyword("passive_deletes") is not False:
        return OnDelete.NOTHING
    cascade = call.keyword("cascade")
    if cascade is None:
        return OnDelete.CLEAR
    if not isinstance(cascade, str):
        return UNKNOWN
    said = {part.strip() for part in cascade.split(",")}
    return OnDelete.DELETE if said & {"all", "delete"} else OnDelete.CLEAR


_JOINED = frozenset({"viewonly", "overlaps", "back_populates", "backref", "primaryjoin", "sync_backref"})


def _is_alone(call: CallValue) -> Maybe[bool]:
    """Whether a relationship says nothing of any other one, and has no join of its own."""
    if call.open:
        return UNKNOWN
    return _JOINED.isdisjoint(call.keywords)


def backref_name(call: CallValue) -> Value:
    """The name that `backref=` gives to the other end; None without it."""
    value = call.keyword("backref")
    if call_name(value) == "backref":
        return value.arguments[0].value if value.arguments else UNKNOWN
    return value


def mirrored(relation: Relation, draft: RelationDraft, own: TableDraft, key: TableKey) -> Relation | None:
    """The relation that `backref=` makes at the other end; None where its name is not known."""
    name = backref_name(draft.call)
    if not isinstance(name, str):
        return None
    value = draft.call.keyword("backref")
    uselist = value.keyword("uselist") if isinstance(value, CallValue) else None
    kind: Maybe[RelationKind] = UNKNOWN
    if relation.kind is RelationKind.OWNING:
        kind = RelationKind.ONE if uselist is False else RelationKind.MANY
    elif relation.kind in (RelationKind.ONE, RelationKind.MANY):
        kind = RelationKind.OWNING
    elif relation.kind is RelationKind.MANY_TO_MANY:
        kind = RelationKind.MANY_TO_MANY
    joined = relation.join_columns
    return Relation(
        attribute=name,
        entity=own.entity or UNKNOWN,
        target=key,
        kind=kind,
        columns=relation.columns,
        target_columns=relation.target_columns,
        join_table=relation.join_table,
        join_columns=(joined[1], joined[0]) if isinstance(joined, tuple) else joined,
        back=relation.attribute,
        optional=UNKNOWN if kind is RelationKind.OWNING else kind is RelationKind.ONE,
        origin=relation.origin,
        name_origin=relation.name_origin,
    )


# --- many-to-many --------------------------------------------------------------------------------------------------


def _many_to_many(found: Relation, call: CallValue, own: Side, other: Side | None, lookup: Lookup) -> Relation:
    value = call.keyword("secondary")
    if isinstance(value, FunctionValue):
        value = invoke(value, [], value.scope)
    join: TableDraft | None = None
    key: Maybe[TableKey] = UNKNOWN
    target = table_value(value)
    if target is not None:
        join = lookup.target(target)
    elif isinstance(value, str):
        schema = own.draft.base.schema if own.draft.base is not None else None
        *path, name = value.split(".")
        key = TableKey(".".join(path) or (None if schema is UNKNOWN else schema), name)
        join = lookup.target(key)
        if join is None and not path:
            named = lookup.by_name(name)
            join = lookup.main(named[0]) if len(named) == 1 else None
    if join is not None and join.key is not None:
        key = join.key
    joined: Maybe[tuple[str, str] | None] = UNKNOWN
    if join is not None and other is not None and own.key != other.key:
        mine, theirs = (_single(join, side, lookup) for side in (own, other))
        if mine is not None and theirs is not None:
            joined = (mine, theirs)
    return replace(
        found,
        kind=RelationKind.MANY_TO_MANY,
        columns=(),
        target_columns=(),
        join_table=key,
        join_columns=joined,
        optional=False,
    )


def _single(join: TableDraft, side: Side, lookup: Lookup) -> str | None:
    """The one column of a join table that refers to a table; None where there is not exactly one."""
    columns = [
        draft.columns
        for draft in join.foreign_keys
        if draft.target is not UNKNOWN and lookup.key(draft.target) == side.key
    ]
    return columns[0][0] if len(columns) == 1 and len(columns[0]) == 1 else None


# --- by foreign key ------------------------------------------------------------------------------------------------


def _by_foreign_key(found: Relation, relation: RelationDraft, own: Side, other: Side) -> Relation:
    call = relation.call
    many = _is_collection(relation)
    mine = [key for key in own.foreign_keys if key.target == other.key]
    theirs = [key for key in other.foreign_keys if key.target == own.key]
    named = _columns_named(call, "foreign_keys", own, other)
    joins = _columns_named(call, "primaryjoin", own, other)
    if named is UNKNOWN or joins is UNKNOWN:
        # A list of what the own columns refer to is possible, though nobody but a view of the data has it.
        return replace(found, kind=RelationKind.MANY if many and joins is not UNKNOWN else UNKNOWN)
    for names in (named, joins):
        if names is not None:
            mine = [key for key in mine if _mentions(names, own.key, key)]
            theirs = [key for key in theirs if _mentions(names, other.key, key)]
    if own.key == other.key:
        remote = _columns_named(call, "remote_side", own, other)
        if remote is UNKNOWN or not mine:
            return replace(found, kind=RelationKind.MANY if many else UNKNOWN)
        owning = remote is not None and any(
            isinstance(key.target_columns, tuple) and {(own.key, name) for name in key.target_columns} & remote
            for key in mine
        )
        mine, theirs = (mine, []) if owning else ([], mine)
    if mine and theirs:
        mine, theirs = ([], theirs) if many else (mine, theirs)
    further = joins is not None and _joins_further(call, mine or theirs, own, other)
    if mine and not theirs:
        optional = _optional(relation, mine, own)
        columns, targets = (UNKNOWN, UNKNOWN) if further else _columns(mine)
        return replace(found, kind=RelationKind.OWNING, optional=optional, columns=columns, target_columns=targets)
    if theirs and not mine:
        kind = RelationKind.MANY if many is not False else RelationKind.ONE
        annotation = relation.annotation
        optional = kind is RelationKind.ONE and (annotation is None or not annotation.mapped or annotation.nullable)
        columns, targets = (UNKNOWN, UNKNOWN) if further else _columns(theirs)
        return replace(found, kind=kind, optional=optional, columns=columns, target_columns=targets)
    return replace(found, kind=RelationKind.MANY if many else UNKNOWN)


def _columns(keys: Sequence[ForeignKey]) -> tuple[Maybe[tuple[str, ...]], Maybe[tuple[str, ...]]]:
    """Columns and target columns of the only foreign key; UNKNOWN where there are several."""
    return (keys[0].columns, keys[0].target_columns) if len(keys) == 1 else (UNKNOWN, UNKNOWN)


def _is_collection(relation: RelationDraft) -> bool | None:
    """Whether the attribute is a collection; None where neither `uselist=` nor an annotation says."""
    given = relation.call.keyword("uselist")
    if isinstance(given, bool):
        return given
    if relation.annotation is not None and (relation.annotation.mapped or relation.sqlmodel):
        return collection_item(relation.annotation)[1]
    return True if call_name(relation.call) == "dynamic_loader" else None


def _optional(relation: RelationDraft, keys: Sequence[ForeignKey], own: Side) -> Maybe[bool]:
    if relation.annotation is not None and (relation.annotation.mapped or relation.sqlmodel):
        return relation.annotation.nullable
    if len(keys) != 1:
        return UNKNOWN
    nullable = [column.nullable for column in own.columns if column.name in keys[0].columns]
    if any(value is UNKNOWN for value in nullable) or not nullable:
        return UNKNOWN
    return any(value is True for value in nullable)


_FOREIGN = re.compile(r"\bforeign\(\s*(?:\w+\.)*?(\w+)\.(\w+)\s*\)")
_NEGATED = re.compile(r"\b(?:not_|or_)\(|!=|[~|]")

_EQUAL = re.compile(
    r"(?:(\w+)(?:\.c)?\.)?(\w+)[\s)]*==[\s(]*(?:(?:\w+\.)*(?:foreign|remote)\(\s*)*(?:(\w+)(?:\.c)?\.)?(\w+)"
)

Named = set[tuple[TableKey, str]]


def _mentions(names: Named, holder: TableKey, key: ForeignKey) -> bool:
    return all((holder, column) in names for column in key.columns)


def _columns_named(call: CallValue, keyword: str, own: Side, other: Side) -> Maybe[Named | None]:
    """The columns that an argument of a relationship names; None where it is not given, UNKNOWN where not read."""
    argument = call.keywords.get(keyword)
    if argument is None or argument.value is None:
        return None
    value = argument.value
    if isinstance(value, FunctionValue):
        value = invoke(value, [], value.scope)
    found: Named = set()
    for item in value if isinstance(value, (list, tuple)) else (value,):
        if isinstance(item, (str, ExpressionValue)):
            text = item if isinstance(item, str) else item.source
            if keyword == "primaryjoin" and (_NEGATED.search(text) or not _foreign_by_key(text, own, other)):
                # A column that is named need not be one that joins, and the join says itself which side refers.
                return UNKNOWN
            pairs = _PAIR.findall(text)
            if not pairs and isinstance(item, ExpressionValue):
                pairs = [("", name) for name in _NAME.findall(text)]
            if not pairs:
                return UNKNOWN
            for owner, name in pairs:
                found |= _named(owner, name, own, other)
        else:
            names = _named_by(item, own, other)
            if not names:
                return UNKNOWN
            found |= names
    return found


def _joins_further(call: CallValue, keys: Sequence[ForeignKey], own: Side, other: Side) -> bool:
    """Whether a join equates columns that no foreign key pairs."""
    value = call.keyword("primaryjoin")
    if isinstance(value, FunctionValue):
        value = invoke(value, [], value.scope)
    text = value.source if isinstance(value, ExpressionValue) else value
    if not isinstance(text, str):
        return False
    paired = {
        frozenset(pair) for key in keys if isinstance(key.target_columns, tuple) for pair in _pairs(key, own, other)
    }
    for left_owner, left, right_owner, right in _EQUAL.findall(text):
        ends = _named(left_owner, left, own, other), _named(right_owner, right, own, other)
        if all(ends) and not any(frozenset((one, two)) in paired for one in ends[0] for two in ends[1]):
            return True
    return False


def _pairs(key: ForeignKey, own: Side, other: Side) -> list[tuple[tuple[TableKey, str], tuple[TableKey, str]]]:
    """The columns that a foreign key makes equal, with either side as the one that refers."""
    targets = key.target_columns if isinstance(key.target_columns, tuple) else ()
    pairs = list(zip(key.columns, targets, strict=False))
    return [
        ((holder.key, column), (target.key, referred))
        for holder, target in ((own, other), (other, own))
        for column, referred in pairs
    ]


def _foreign_by_key(text: str, own: Side, other: Side) -> bool:
    """Whether all that a join marks as `foreign(...)` are columns of foreign keys."""
    keys = {(side.key, column) for side in (own, other) for key in side.foreign_keys for column in key.columns}
    return all(_named(owner, name, own, other) & keys for owner, name in _FOREIGN.findall(text))


def _named(owner: str, name: str, own: Side, other: Side) -> Named:
    """The column that `Post.author_id` in a text means; without an owner it is one of the class itself."""
    found: Named = set()
    for side in (own, other):
        fits = owner in (side.draft.entity, side.key.name) or (owner in ("", "cls") and side is own)
        if fits:
            found |= {(side.key, column.name) for column in side.columns if name in (column.attribute, column.name)}
    return found


def _named_by(item: Value, own: Side, other: Side) -> Named:
    if isinstance(item, AttributeValue):
        target = table_value(item.base)
        for side in (own, other):
            if target is not None and (_same_call(target, side.draft) or _same_class(target, side.draft)):
                return {(side.key, c.name) for c in side.columns if item.name in (c.attribute, c.name)}
        return set()
    if isinstance(item, CallValue) and call_name(item) in ("foreign", "remote") and item.arguments:
        return _named_by(item.arguments[0].value, own, other)
    if isinstance(item, CallValue):
        return {(own.key, column.name) for column in own.columns if _covers(column.origin, item.origin)}
    return set()


def _same_call(target: ClassValue | CallValue, draft: TableDraft) -> bool:
    return isinstance(target, CallValue) and draft.call is not None and target.origin == draft.call.origin


def _same_class(target: ClassValue | CallValue, draft: TableDraft) -> bool:
    return isinstance(target, ClassValue) and (target == draft.cls or target in draft.ancestry)


def _covers(whole: Origin | None, part: Origin) -> bool:
    return whole is not None and whole.anchor is part.anchor and whole.span.covers(part.span)
