"""From drafts to tables: foreign keys and the types they lend, single-table inheritance, relationships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from prismalchemy.alchemy.constraints import Constraints, read_added
from prismalchemy.alchemy.declarative import Declarative
from prismalchemy.alchemy.drafts import ColumnDraft, ForeignDraft, RelationDraft, TableDraft
from prismalchemy.alchemy.lookup import Lookup
from prismalchemy.alchemy.naming import conventional_name
from prismalchemy.alchemy.relations import Side, entity_of, mirrored, read_relation
from prismalchemy.alchemy.values import ClassValue
from prismalchemy.schema import (
    UNKNOWN,
    Column,
    ColumnType,
    ForeignKey,
    Index,
    Maybe,
    Relation,
    Table,
    TableKey,
    TableKind,
)

_LONGEST_CHAIN = 12
"""How far the type of a foreign key column is followed from table to table."""
Backref = tuple[TableDraft, RelationDraft]


def link(main: TableDraft, backrefs: Sequence[Backref], lookup: Lookup) -> Table:
    """The table of a draft, joined with all that other drafts say about it.

    Args:
        main: the draft that has the table.
        backrefs: relationships of other classes that make an attribute here by `backref=`.
        lookup: the registry; it notes what was asked.
    """
    assert main.key is not None
    opened = any(addition.opens for addition in lookup.additions(main))
    side = _side(main, lookup)
    parts = lookup.parts(main)
    added = _added(main, lookup)
    indexes: list[Index] = [index for part in parts for index in part.indexes] + added.indexes
    base = main.base or Declarative()
    relations = _relations(main, side, lookup)
    known = {relation.attribute for relation in relations}
    for owner, draft in backrefs:
        relation = _backref(owner, draft, lookup)
        if relation is not None and relation.attribute not in known:
            relations.append(relation)
    return Table(
        name=main.key.name,
        schema=main.key.schema,
        entity=main.entity,
        kind=TableKind.TABLE if main.cls is not None else TableKind.JOIN,
        columns=side.columns,
        primary_key=UNKNOWN if opened and main.primary_key is None else main.primary_key,
        indexes=tuple(indexes),
        foreign_keys=_own_foreign_keys(main, lookup),
        relations=tuple(relations),
        comment=main.comment,
        open=opened or added.open or any(part.open for part in parts),
        incomplete=any(part.incomplete for part in parts),
        schema_known=main.schema_known,
        metadata=base.metadata,
        documentation=main.documentation,
        origin=main.origin,
        name_origin=main.name_origin,
        table_name_origin=main.table_name_origin,
    )


def _side(main: TableDraft, lookup: Lookup) -> Side:
    """A table as one end of a relation. In joined inheritance the tables of the ancestors count as well."""
    return lookup.share(("side", main), partial(_worked_out, main))


def _worked_out(main: TableDraft, lookup: Lookup) -> Side:
    assert main.key is not None
    foreign = list(_own_foreign_keys(main, lookup))
    for cls in main.ancestry:
        above = lookup.by_class(cls)
        if above is not None and above.key is not None and above.key != main.key:
            foreign += _own_foreign_keys(above, lookup)
    columns = tuple(_column(draft, lookup) for draft in column_drafts(main, lookup))
    return Side(main, main.key, tuple(foreign), columns)


def column_drafts(main: TableDraft, lookup: Lookup) -> tuple[ColumnDraft, ...]:
    """The columns of a table: its own, those of the classes that share it, and those patched on."""
    return lookup.share(("columns", main), partial(_gathered, main))


def _gathered(main: TableDraft, lookup: Lookup) -> tuple[ColumnDraft, ...]:
    found: dict[str, ColumnDraft] = {}
    for part in lookup.parts(main):
        for draft in part.columns:
            found.setdefault(draft.column.name, draft)
    for addition in lookup.additions(main):
        if addition.column is not None:
            found.setdefault(addition.column.column.name, addition.column)
    return tuple(found.values())


def _column(draft: ColumnDraft, lookup: Lookup) -> Column:
    if not draft.typeless:
        return draft.column
    return replace(draft.column, type=_lent_type(draft, lookup, 0))


def _lent_type(draft: ColumnDraft, lookup: Lookup, depth: int) -> Maybe[ColumnType]:
    """The type of a column that says none: that of the column that its foreign key refers to."""
    foreign = draft.follows or (draft.foreign[0] if draft.foreign else None)
    if foreign is None or foreign.target is UNKNOWN or depth > _LONGEST_CHAIN:
        return UNKNOWN
    target = lookup.target(foreign.target)
    names = _target_columns(foreign, lookup)
    if target is None or names is UNKNOWN or len(names) != 1:
        return UNKNOWN
    for other in column_drafts(target, lookup):
        if other.column.name == names[0]:
            if not other.typeless:
                return lookup.lent_type(target, other)
            return _lent_type(other, lookup, depth + 1) if other is not draft else UNKNOWN
    return UNKNOWN


def _target_columns(foreign: ForeignDraft, lookup: Lookup) -> Maybe[tuple[str, ...]]:
    """The database names of the columns that a foreign key refers to."""
    if foreign.target is UNKNOWN or foreign.target_columns is UNKNOWN:
        return UNKNOWN
    names = foreign.target_columns or foreign.columns
    target = lookup.target(foreign.target)
    if target is None:
        return names if isinstance(foreign.target, TableKey) else UNKNOWN
    drafts = column_drafts(target, lookup)
    found: list[str] = []
    for name in names:
        by_key = next((draft.column.name for draft in drafts if draft.key == name), None)
        by_attribute = next((draft.column.name for draft in drafts if draft.column.attribute == name), None)
        by_class = isinstance(foreign.target, ClassValue)
        found.append((by_attribute or by_key if by_class else by_key) or name)
    return tuple(found)


def _added(main: TableDraft, lookup: Lookup) -> Constraints:
    """The constraints that stand outside the table."""
    assert main.key is not None
    calls = [addition.constraint for addition in lookup.additions(main) if addition.constraint is not None]
    columns = [column for part in lookup.parts(main) for column in part.columns]
    return read_added(calls, columns, main.key, main.base or Declarative())


def _own_foreign_keys(main: TableDraft, lookup: Lookup) -> tuple[ForeignKey, ...]:
    return lookup.share(("foreign keys", main), partial(_joined, main))


def _joined(main: TableDraft, lookup: Lookup) -> tuple[ForeignKey, ...]:
    assert main.key is not None
    drafts = [draft for part in lookup.parts(main) for draft in part.foreign_keys]
    drafts += [
        draft for addition in lookup.additions(main) if addition.column is not None for draft in addition.column.foreign
    ]
    drafts += _added(main, lookup).foreign_keys
    return tuple(_foreign_key(draft, main, lookup) for draft in drafts)


def _foreign_key(draft: ForeignDraft, main: TableDraft, lookup: Lookup) -> ForeignKey:
    assert main.key is not None
    target = UNKNOWN if draft.target is UNKNOWN else lookup.key(draft.target)
    columns = _target_columns(draft, lookup)
    base = main.base or Declarative()
    return ForeignKey(
        columns=draft.columns,
        target=UNKNOWN if target is None else target,
        target_columns=columns,
        on_delete=draft.on_delete,
        on_update=draft.on_update,
        name=conventional_name(
            "fk",
            base.naming,
            main.key,
            draft.columns,
            draft.name,
            UNKNOWN if target is None else target,
            () if columns is UNKNOWN else columns,
        ),
        origin=draft.origin,
    )


def _relations(main: TableDraft, side: Side, lookup: Lookup) -> list[Relation]:
    drafts = [relation for part in lookup.parts(main) for relation in part.relations]
    drafts += [addition.relation for addition in lookup.additions(main) if addition.relation is not None]
    found: dict[str, Relation] = {}
    for draft in drafts:
        if draft.attribute not in found:
            found[draft.attribute] = read_relation(draft, side, _other(draft, side, lookup), lookup)
    return list(found.values())


def _other(draft: RelationDraft, side: Side, lookup: Lookup) -> Side | None:
    """The table at the other end, under the name of the class that the relationship names."""
    entity = entity_of(draft, lookup)
    main = None if entity is None else lookup.main(entity)
    if entity is None or main is None:
        return None
    other = side if main is side.draft else _side(main, lookup)
    return replace(other, draft=entity)


def _backref(owner: TableDraft, draft: RelationDraft, lookup: Lookup) -> Relation | None:
    main = lookup.main(owner)
    if main is None or main.key is None:
        return None
    side = _side(main, lookup)
    return mirrored(read_relation(draft, side, _other(draft, side, lookup), lookup), draft, owner, main.key)
