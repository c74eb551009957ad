"""Foreign keys: `ForeignKey(...)` in a column, `ForeignKeyConstraint(...)` in a table, SQLModel's `foreign_key=`."""

from __future__ import annotations

from prismalchemy.alchemy.drafts import ForeignDraft, Target
from prismalchemy.alchemy.values import AttributeValue, CallValue, ClassValue, Value, call_name
from prismalchemy.schema import UNKNOWN, Maybe, ReferentialAction, TableKey
from prismalchemy.text import Origin

_ACTIONS = {action.value: action for action in ReferentialAction}


def referential_action(value: Value) -> Maybe[ReferentialAction]:
    """The action that `ondelete=` or `onupdate=` names."""
    if value is None:
        return ReferentialAction.NO_ACTION
    return _ACTIONS.get(" ".join(value.upper().split()), UNKNOWN) if isinstance(value, str) else UNKNOWN


def reference(value: Value, schema: Maybe[str | None]) -> tuple[Maybe[Target], Maybe[tuple[str, ...]]]:
    """The table and column that the target of a foreign key means.

    Args:
        value: `"user.id"`, `User.id`, `users.c.id`.
        schema: the MetaData's default schema.
    """
    if isinstance(value, str):
        *path, table, column = ("", *value.split(".")) if "." in value else ("", value, "")
        named = ".".join(part for part in path if part)
        default = None if schema is UNKNOWN else schema
        return TableKey(named or default, table), (column,) if column else ()
    if isinstance(value, AttributeValue):
        target = table_value(value.base)
        if target is not None:
            return target, (value.name,)
    return UNKNOWN, UNKNOWN


def table_value(value: Value) -> ClassValue | CallValue | None:
    """The class or `Table(...)` call behind `User`, `User.__table__`, `users`, `users.c`; None for anything else."""
    while isinstance(value, AttributeValue) and value.name in ("c", "columns", "__table__"):
        value = value.base
    if isinstance(value, ClassValue) or call_name(value) == "Table":
        found: ClassValue | CallValue = value
        return found
    return None


def column_foreign_key(call: CallValue, column: str, schema: Maybe[str | None], origin: Origin | None) -> ForeignDraft:
    """The foreign key that `ForeignKey(...)` in a column makes."""
    argument = call.arguments[0].value if call.arguments else call.keyword("column", UNKNOWN)
    target, columns = reference(argument, schema)
    return ForeignDraft(
        (column,),
        target,
        columns,
        referential_action(call.keyword("ondelete")),
        referential_action(call.keyword("onupdate")),
        call.keyword("name"),
        origin,
    )


def table_foreign_key(
    call: CallValue, columns: Maybe[tuple[str, ...]], schema: Maybe[str | None]
) -> ForeignDraft | None:
    """The foreign key that `ForeignKeyConstraint([...], [...])` makes; None where its own columns are not known."""
    targets = call.arguments[1].value if len(call.arguments) > 1 else call.keyword("refcolumns", UNKNOWN)
    if columns is UNKNOWN:
        return None
    table: Maybe[Target] = UNKNOWN
    names: Maybe[tuple[str, ...]] = UNKNOWN
    if isinstance(targets, (list, tuple)) and targets:
        found = [reference(target, schema) for target in targets]
        table = found[0][0]
        parts = [part for _, part in found]
        if all(isinstance(part, tuple) and len(part) == 1 for part in parts):
            names = tuple(part[0] for part in parts if isinstance(part, tuple))
    return ForeignDraft(
        columns,
        table,
        names,
        referential_action(call.keyword("ondelete")),
        referential_action(call.keyword("onupdate")),
        call.keyword("name", call.arguments[2].value if len(call.arguments) > 2 else None),
        call.origin,
    )
