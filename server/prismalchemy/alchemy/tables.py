"""Core tables: `Table("name", metadata, Column(...), ...)`."""

from __future__ import annotations

from dataclasses import replace

from prismalchemy.alchemy.columns import Declaration, is_column, read_column
from prismalchemy.alchemy.constraints import Constraints, read_constraints
from prismalchemy.alchemy.declarative import Declarative, metadata_facts
from prismalchemy.alchemy.drafts import ColumnDraft, TableDraft
from prismalchemy.alchemy.naming import without_labels
from prismalchemy.alchemy.project import Project
from prismalchemy.alchemy.types import TypeContext
from prismalchemy.alchemy.values import Argument, CallValue, Value, call_name
from prismalchemy.schema import UNKNOWN, Maybe, TableKey
from prismalchemy.text import Origin

_ITEMS = frozenset(
    {"Column", "mapped_column", "Index", "UniqueConstraint", "PrimaryKeyConstraint", "CheckConstraint"}
) | {"ForeignKeyConstraint"}
_REFLECTED = frozenset({"autoload", "autoload_with", "autoload_replace"})


def read_table(call: CallValue, context: TypeContext, project: Project) -> TableDraft | None:
    """The table that a call of `Table` makes; its name is UNKNOWN where it cannot be read.

    Args:
        call: the call.
        context: for types.
        project: what else is said about the MetaData in the call.
    """
    name = call.arguments[0].value if call.arguments else call.keyword("name", UNKNOWN)
    # `db.Table` of flask-sqlalchemy needs no MetaData: its columns may follow the name at once.
    given_metadata = len(call.arguments) > 1 and call_name(call.arguments[1].value) not in _ITEMS
    metadata = call.arguments[1].value if given_metadata else call.keyword("metadata")
    naming, default_schema = metadata_facts(metadata, project)
    base = Declarative(naming=naming, schema=default_schema)
    given = UNKNOWN if call.open else call.keyword("schema", base.schema)
    schema = given if isinstance(given, str) else None
    schema_known = given is None or isinstance(given, str)
    if not schema_known:
        base = replace(base, naming=without_labels(base.naming))
    if not isinstance(name, str):
        return TableDraft(UNKNOWN, call=call, origin=call.origin)
    context = replace(context, metadata_schema=base.schema, table_schema=schema if schema_known else UNKNOWN)
    columns: list[ColumnDraft] = []
    items: list[Value] = []
    unread = call.open or bool(_REFLECTED & call.keywords.keys())
    for argument in call.arguments[2 if given_metadata else 1 :]:
        if is_column(argument.value):
            draft = _column(argument, base, context)
            if draft is None:
                unread = True
            else:
                columns.append(draft)
        else:
            items.append(argument.value)
    found = read_constraints(items, columns, TableKey(schema, name), base)
    return finished(
        TableDraft(
            name,
            schema,
            call=call,
            base=base,
            comment=said_comment(call.keyword("comment"), unread=call.open),
            open=unread,
            schema_known=schema_known,
            origin=call.origin,
            name_origin=call.arguments[0].origin if call.arguments else call.origin,
            table_name_origin=call.arguments[0].origin if call.arguments else None,
        ),
        found,
    )


def said_comment(value: Value, *, unread: bool) -> Maybe[str | None]:
    """The comment of a table, from the value of its option; with `unread` there may be one that cannot be seen."""
    if value is None:
        return UNKNOWN if unread else None
    return value if isinstance(value, str) else UNKNOWN


def _column(argument: Argument, base: Declarative, context: TypeContext) -> ColumnDraft | None:
    call: CallValue = argument.value
    origin: Origin = argument.origin
    named = next((inner.origin for inner in call.arguments if isinstance(inner.value, str)), origin)
    name_origin = named if named.anchor is origin.anchor and origin.span.covers(named.span) else origin
    return read_column(call, None, Declaration(None, base, context, origin, name_origin))


def finished(draft: TableDraft, found: Constraints) -> TableDraft:
    """A table with what its constraints come to."""
    return replace(
        draft,
        columns=tuple(_counting(found)),
        primary_key=found.primary_key,
        indexes=tuple(found.indexes),
        foreign_keys=tuple(found.foreign_keys),
        open=draft.open or found.open,
    )


def _counting(found: Constraints) -> list[ColumnDraft]:
    """The columns, where the database counts one up told so: SQLAlchemy's rule for `autoincrement="auto"`.

    That is the only column of the primary key, if it is an integer, refers to nothing and has no default.
    """
    primary = [draft for draft in found.columns if draft.primary_key is True]
    referring = {name for draft in found.foreign_keys for name in draft.columns}
    unsure = found.primary_key is UNKNOWN
    return [
        replace(
            draft, column=replace(draft.column, autoincrement=UNKNOWN if unsure else _counts(draft, primary, referring))
        )
        if draft in primary or unsure
        else draft
        for draft in found.columns
    ]


def _counts(draft: ColumnDraft, primary: list[ColumnDraft], referring: set[str]) -> Maybe[bool]:
    column = draft.column
    if draft.counted:
        return True
    if draft.counts is UNKNOWN or (column.type is UNKNOWN and not draft.typeless):
        return UNKNOWN if draft.counts is not False else False
    if draft.counts is False or draft.counts not in ("auto", True, "ignore_fk"):
        return False
    if column.type is UNKNOWN:
        return UNKNOWN if draft.counts is True else False
    affinity = column.type.type._type_affinity
    if affinity is None or affinity.__name__ != "Integer":
        return False
    if draft.counts in (True, "ignore_fk"):
        return True
    refers = column.name in referring
    plain = column.server_default is None and column.client_default is None
    return len(primary) == 1 and not refers and plain


def is_table(value: Value) -> bool:
    """Whether a value is a call of SQLAlchemy's `Table`."""
    return call_name(value) == "Table"
