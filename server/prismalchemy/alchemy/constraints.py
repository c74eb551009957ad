"""Indexes and keys of a table, from `__table_args__`, `Table(...)` and inline `unique=True`, `index=True`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from prismalchemy.alchemy.columns import is_column
from prismalchemy.alchemy.declarative import Declarative
from prismalchemy.alchemy.drafts import ColumnDraft, ForeignDraft
from prismalchemy.alchemy.foreign import table_foreign_key
from prismalchemy.alchemy.naming import Kind, conventional_name
from prismalchemy.alchemy.values import (
    Argument,
    AttributeValue,
    CallValue,
    ExpressionValue,
    SubscriptValue,
    Value,
    call_name,
)
from prismalchemy.schema import UNKNOWN, Index, IndexColumn, Maybe, PrimaryKey, TableKey

_WRAPPERS = frozenset(
    {"desc", "asc", "nullslast", "nulls_last", "nullsfirst", "nulls_first", "collate", "literal_column", "column"}
)
_ORDERED = re.compile(
    r"""
    \s* (?: "(?P<quoted>[^"]+)" | `(?P<ticked>[^`]+)` | (?P<plain>\w+) )
    (?: \s* \( (?P<length>\d+) \) )?
    (?: \s+ (?! (?: asc | desc | nulls ) \b ) (?P<operator_class>\w+) )?
    (?: \s+ (?P<order> asc | desc ) )?
    (?: \s+ nulls \s+ (?: first | last ) )? \s* \Z
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""An entry of an index as SQL: a column, MySQL's length of its part, PostgreSQL's operator class, the order."""
_IGNORED = frozenset({"CheckConstraint", "ExcludeConstraint", "Computed", "Identity", "DDL", "Comment"})


@dataclass
class Constraints:
    """What the constraints of a table come to. `open`: there is one that could not be read."""

    columns: list[ColumnDraft]
    indexes: list[Index]
    foreign_keys: list[ForeignDraft]
    primary_key: Maybe[PrimaryKey | None] = None
    open: bool = False


def read_constraints(
    items: Sequence[Value], columns: Sequence[ColumnDraft], key: TableKey, base: Declarative
) -> Constraints:
    """Indexes and keys of a table.

    Args:
        items: the values of `__table_args__` or of a `Table(...)`'s arguments, columns and options left out.
        columns: the table's columns.
        key: the table.
        base: for the naming convention and the default schema.
    """
    found = Constraints(list(columns), [], [])
    for draft in columns:
        found.foreign_keys += draft.foreign
        if draft.unique is UNKNOWN or draft.index is UNKNOWN:
            found.open = True
        elif draft.unique or draft.index:
            found.indexes.append(_inline(draft, key, base))
    explicit: CallValue | None = None
    for item in items:
        if call_name(item) == "PrimaryKeyConstraint":
            explicit = item
        else:
            _add(item, found, key, base)
    _primary_key(explicit, found, key, base)
    return found


def read_added(
    calls: Sequence[CallValue], columns: Sequence[ColumnDraft], key: TableKey, base: Declarative
) -> Constraints:
    """What constraints come to that stand outside their table, as the columns of mapped classes allow.

    Args:
        calls: those of `Index`, `UniqueConstraint`, `ForeignKeyConstraint`; any other makes the table open.
        columns: the table's columns.
        key: the table.
        base: for the naming convention and the default schema.
    """
    found = Constraints(list(columns), [], [])
    for call in calls:
        _add(call, found, key, base)
    return found


def _add(item: Value, found: Constraints, key: TableKey, base: Declarative) -> None:
    name = call_name(item)
    if name == "Index":
        found.indexes.append(_index(item, found.columns, key, base))
    elif name == "UniqueConstraint":
        found.indexes.append(_unique(item, found.columns, key, base))
    elif name == "ForeignKeyConstraint":
        _foreign(item, found, base)
    elif name not in _IGNORED:
        found.open = True


def _foreign(call: CallValue, found: Constraints, base: Declarative) -> None:
    names = call.arguments[0].value if call.arguments else call.keyword("columns", UNKNOWN)
    columns: Maybe[tuple[str, ...]] = UNKNOWN
    if isinstance(names, (list, tuple)):
        entries = [column_of(name, found.columns) for name in names]
        if all(entry is not None for entry in entries):
            columns = tuple(entry for entry in entries if entry is not None)
    draft = table_foreign_key(call, columns, base.schema)
    if draft is None:
        found.open = True
        return
    found.foreign_keys.append(draft)
    # A column without a type takes that of the column that it refers to, also through a constraint of the table.
    for position, name in enumerate(draft.columns):
        for index, column in enumerate(found.columns):
            if column.column.name == name and column.column.type is UNKNOWN and column.untyped and not column.foreign:
                targets = draft.target_columns
                single = UNKNOWN if targets is UNKNOWN else targets[position : position + 1]
                found.columns[index] = replace(
                    column, typeless=True, follows=replace(draft, columns=(name,), target_columns=single)
                )


def _primary_key(explicit: CallValue | None, found: Constraints, key: TableKey, base: Declarative) -> None:
    if explicit is None:
        if any(draft.primary_key is UNKNOWN for draft in found.columns):
            found.primary_key = UNKNOWN
            return
        names = [draft.column.name for draft in found.columns if draft.primary_key is True]
        if not names:
            return
        origin = next(draft.column.place("primary_key") for draft in found.columns if draft.primary_key is True)
        found.primary_key = PrimaryKey(
            columns=tuple(names), name=conventional_name("pk", base.naming, key, names), origin=origin
        )
        return
    entries = [column_of(argument.value, found.columns) for argument in explicit.arguments]
    if explicit.open or any(entry is None for entry in entries):
        found.primary_key = UNKNOWN
        return
    names = [entry for entry in entries if entry is not None] or [
        draft.column.name for draft in found.columns if draft.primary_key is True
    ]
    name = conventional_name("pk", base.naming, key, names, explicit.keyword("name"))
    found.primary_key = PrimaryKey(columns=tuple(names), name=name, origin=explicit.origin)
    found.columns = [
        replace(draft, primary_key=True, column=replace(draft.column, nullable=False))
        if draft.column.name in names
        else draft
        for draft in found.columns
    ]


def _inline(draft: ColumnDraft, key: TableKey, base: Declarative) -> Index:
    """The index or unique constraint of `index=True`, `unique=True`."""
    kind: Kind = "ix" if draft.index else "uq"
    return Index(
        columns=(IndexColumn(column=draft.column.name),),
        name=conventional_name(kind, base.naming, key, [draft.column.name]),
        unique=draft.unique is True,
        constraint=not draft.index,
        origin=draft.origin,
    )


def _unique(call: CallValue, columns: Sequence[ColumnDraft], key: TableKey, base: Declarative) -> Index:
    names = [column_of(argument.value, columns) for argument in call.arguments]
    known = not call.open and all(name is not None for name in names) and bool(names)
    plain = [name for name in names if name is not None]
    return Index(
        columns=tuple(IndexColumn(column=name) for name in plain) if known else UNKNOWN,
        name=conventional_name("uq", base.naming, key, plain, call.keyword("name")) if known else UNKNOWN,
        unique=True,
        constraint=True,
        origin=call.origin,
    )


def _index(call: CallValue, columns: Sequence[ColumnDraft], key: TableKey, base: Declarative) -> Index:
    """The index that a call of `Index` makes. Its first argument is its name."""
    name = call.arguments[0].value if call.arguments else call.keyword("name")
    classes = call.keyword("postgresql_ops", {})
    lengths = call.keyword("mysql_length", {})
    entries = [
        _entry(
            argument,
            columns,
            classes if isinstance(classes, dict) else {},
            lengths if isinstance(lengths, (dict, int)) else {},
        )
        for argument in call.arguments[1:]
    ]
    known = not call.open and all(entry is not None for entry in entries) and isinstance(classes, dict)
    plain = tuple(entry for entry in entries if entry is not None)
    method = call.keyword("postgresql_using", call.keyword("mysql_using", call.keyword("mysql_prefix")))
    unique = call.keyword("unique", False)  # noqa: FBT003 - a value, not a switch
    named = [entry.column for entry in plain if entry.column is not None]
    # The name of an index over expressions depends on labels that are not worked out here.
    unlabelled = name is None and len(named) < len(plain)
    return Index(
        columns=plain if known else UNKNOWN,
        name=UNKNOWN if unlabelled or not known else conventional_name("ix", base.naming, key, named, name),
        unique=unique is True,
        method=method.lower() if isinstance(method, str) else None,
        where=_where(call),
        origin=call.origin,
    )


def _where(call: CallValue) -> Maybe[str | None]:
    for keyword in ("postgresql_where", "sqlite_where", "mssql_where"):
        if keyword in call.keywords:
            argument = call.keywords[keyword]
            if argument.value is None:
                return None
            if call_name(argument.value) == "text" and argument.value.arguments:
                text = argument.value.arguments[0].value
                return text if isinstance(text, str) else UNKNOWN
            if isinstance(argument.value, str):
                return argument.value
            return argument.source or UNKNOWN
    return None


def _entry(
    argument: Argument, columns: Sequence[ColumnDraft], classes: dict[Value, Value], lengths: dict[Value, Value] | int
) -> IndexColumn | None:
    """One entry of an index; None where it cannot be read."""
    value, descending = _unwrapped(argument.value)
    name = column_of(value, columns)
    if name is None and is_column(value):
        name = _named_in(argument.source, columns)
    sql = value.arguments[0].value if isinstance(value, CallValue) and value.arguments else None
    if name is None and call_name(value) == "text" and isinstance(sql, str):
        return _entry_of_sql(sql, columns)
    if name is None:
        if isinstance(value, (CallValue, ExpressionValue, AttributeValue)) and argument.source:
            return IndexColumn(column=None, expression=_expression(value, argument), descending=descending)
        return None
    keys = {name, *(draft.key for draft in columns if draft.column.name == name)}
    operator_class = next((classes[key] for key in keys if key in classes), None)
    length = lengths if isinstance(lengths, int) else next((lengths[key] for key in keys if key in lengths), None)
    return IndexColumn(
        column=name,
        descending=descending,
        operator_class=operator_class if isinstance(operator_class, str) else None,
        length=length if isinstance(length, int) else None,
    )


def _entry_of_sql(text: str, columns: Sequence[ColumnDraft]) -> IndexColumn:
    """One entry of an index that is written as SQL: `"created" DESC`, `` `body`(20) ``; else an expression."""
    match = _ORDERED.match(text)
    name = match and column_of(match["quoted"] or match["ticked"] or match["plain"], columns, strict=True)
    if match is None or name is None:
        return IndexColumn(column=None, expression=text)
    return IndexColumn(
        column=name,
        descending=(match["order"] or "").lower() == "desc",
        operator_class=match["operator_class"],
        length=int(match["length"]) if match["length"] else None,
    )


def _named_in(source: str, columns: Sequence[ColumnDraft]) -> str | None:
    """The one column whose attribute a source text names; for columns that a helper function makes elsewhere."""
    words = set(re.findall(r"\w+", source))
    named = [draft.column.name for draft in columns if (draft.column.attribute or draft.key) in words]
    return named[0] if len(named) == 1 else None


def _expression(value: Value, argument: Argument) -> str:
    return value.source if isinstance(value, ExpressionValue) else argument.source


def _unwrapped(value: Value) -> tuple[Value, bool]:
    """A column out of `desc(column)` and `column.desc()`, and whether the order is descending."""
    descending = False
    while isinstance(value, CallValue):
        name = call_name(value)
        if name in _WRAPPERS and value.arguments:
            descending = descending or name == "desc"
            value = value.arguments[0].value
        elif isinstance(value.function, AttributeValue) and value.function.name in _WRAPPERS:
            descending = descending or value.function.name == "desc"
            value = value.function.base
        else:
            break
    return value, descending


def column_of(value: Value, columns: Sequence[ColumnDraft], *, strict: bool = False) -> str | None:
    """The database name of the column that a value means: a name, an attribute, or the column's own call.

    Args:
        value: what stands in the constraint.
        columns: the table's columns.
        strict: whether a name that no column has is refused. (A column may be out of sight.)
    """
    attribute = isinstance(value, AttributeValue)
    if isinstance(value, AttributeValue):
        value = value.name
    if isinstance(value, SubscriptValue) and len(value.items) == 1:
        value = value.items[0]  # `users.c["email"]`
    if isinstance(value, CallValue):
        for draft in columns:
            origin = draft.column.origin
            if origin is not None and origin.anchor is value.origin.anchor and origin.span.covers(value.origin.span):
                return draft.column.name
        return None
    if not isinstance(value, str):
        return None
    for draft in columns:
        if value == (draft.column.attribute if attribute else draft.key):
            return draft.column.name
    for draft in columns:
        if value in (draft.key, draft.column.attribute):
            return draft.column.name
    return None if strict else value
