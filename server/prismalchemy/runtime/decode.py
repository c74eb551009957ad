"""From the facts that `child.py` writes to the neutral schema.

The facts come from a process that runs code of the user's, perhaps with another SQLAlchemy: they are plain data, and
nothing in them is called by name except type classes that SQLAlchemy itself has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy
from sqlalchemy.types import TypeEngine

from prismalchemy.alchemy.known import sqlalchemy_type
from prismalchemy.schema import (
    UNKNOWN,
    ClientDefault,
    Column,
    ColumnType,
    DefaultKind,
    Enum,
    EnumMember,
    ForeignKey,
    Index,
    IndexColumn,
    Maybe,
    OnDelete,
    PrimaryKey,
    Raw,
    ReferentialAction,
    Relation,
    RelationKind,
    Schema,
    ServerDefault,
    Table,
    TableKey,
    TableKind,
)

Facts = Mapping[str, Any]
_ACTIONS = {action.value: action for action in ReferentialAction}


def to_schema(facts: Facts) -> Schema:
    """The schema of the tables in `facts`, without places.

    Raises:
        KeyError, TypeError, ValueError: the facts are not what `child.py` writes.
    """
    tables = tuple(_table(table) for table in facts["tables"])
    enums: dict[object, Enum] = {}
    for column in (column for table in tables for column in table.columns):
        if column.type is not UNKNOWN and column.type.enum is not None:
            enum = column.type.enum
            enums.setdefault((enum.schema, enum.name, enum.entity, enum.members, enum.native), enum)
    return Schema(tables=tables, enums=tuple(enums.values()))


def _table(facts: Facts) -> Table:
    key = facts["primary_key"]
    return Table(
        name=facts["name"],
        schema=facts["schema"],
        entity=None if facts["class"] is None else facts["class"]["name"],
        kind=TableKind.JOIN if facts["class"] is None else TableKind.TABLE,
        columns=tuple(map(_column, facts["columns"])),
        primary_key=None if key is None else PrimaryKey(columns=tuple(key["columns"]), name=key["name"]),
        indexes=tuple(map(_index, facts["indexes"])),
        foreign_keys=tuple(map(_foreign_key, facts["foreign_keys"])),
        relations=tuple(map(_relation, facts["relations"])),
        comment=facts["comment"],
        metadata=f"MetaData {facts['metadata']}",
    )


def _column(facts: Facts) -> Column:
    return Column(
        name=facts["name"],
        attribute=facts["attribute"],
        type=column_type(facts["type"]),
        nullable=facts["nullable"],
        server_default=_server_default(facts["server_default"]),
        client_default=_client_default(facts["default"]),
        on_update=_client_default(facts["on_update"]),
        autoincrement=facts["autoincrement"],
        computed=facts["computed"],
        comment=facts["comment"],
        documentation=facts["documentation"],
    )


def column_type(facts: Facts) -> Maybe[ColumnType]:
    """The type that the facts tell of; UNKNOWN for a column without a type, and for one that no SQL is known of."""
    made = _typed(facts)
    if made is None:
        return UNKNOWN
    type_, enum = made
    for dialect, variant in facts.get("variants", {}).items():
        chosen = _typed(variant)
        if chosen is not None:
            type_, enum = type_.with_variant(chosen[0], dialect), enum or chosen[1]
    return ColumnType(type_, enum=enum, decorated=bool(facts.get("decorated")))


def _typed(facts: Facts) -> tuple[TypeEngine[Any], Enum | None] | None:
    if "enum" in facts:
        return _enum(facts["enum"])
    if "sql" in facts:
        return None if facts["sql"] is None else (Raw(facts["sql"]), None)
    if facts["class"] is None:
        return None
    dialect = facts["dialect"]
    cls: Any = sqlalchemy_type(facts["class"] if dialect is None else f"{dialect}.{facts['class']}")
    if cls is None:
        return None
    arguments: dict[str, Any] = {}
    positional: Sequence[Any] = ()
    enum: Enum | None = None
    for name, value in facts["arguments"].items():
        if isinstance(value, Mapping):
            item = column_type(value["type"])
            if item is UNKNOWN:
                return None
            arguments[name], enum = item.type, enum or item.enum
        elif isinstance(value, list):
            positional = value
        else:
            arguments[name] = value
    try:
        return cls(*positional, **arguments), enum
    except Exception:  # a class of another version of SQLAlchemy may take other arguments
        return None


def _enum(facts: Facts) -> tuple[TypeEngine[Any], Enum]:
    cls = facts["class"]
    enum = Enum(
        name=facts["name"],
        schema=facts["schema"],
        entity=None if cls is None else cls["name"],
        members=tuple(EnumMember(name=name, label=label) for name, label in facts["members"]),
        native=facts["native"],
    )
    length = {} if facts["length"] is None else {"length": facts["length"]}
    labels = [label for _, label in facts["members"]]
    made = sqlalchemy.Enum(*labels, name=enum.name, schema=enum.schema, native_enum=facts["native"], **length)
    return made, enum


def _server_default(facts: Sequence[Any] | None) -> Maybe[ServerDefault | None]:
    if facts is None:
        return None
    kind = DefaultKind(facts[0])
    unknown = kind is DefaultKind.EXPRESSION and facts[1] is None
    return ServerDefault(kind, UNKNOWN if unknown else facts[1])


def _client_default(facts: Sequence[Any] | None) -> ClientDefault | None:
    if facts is None:
        return None
    kind, value = facts
    if kind == "bytes":
        return ClientDefault("literal", (bytes.fromhex(value),))
    return ClientDefault(kind, (value,))


def _index(facts: Facts) -> Index:
    return Index(
        columns=tuple(IndexColumn(**entry) for entry in facts["columns"]),
        name=facts["name"],
        unique=facts["unique"],
        constraint=facts["constraint"],
        method=facts["method"],
        where=facts["where"],
    )


def _foreign_key(facts: Facts) -> ForeignKey:
    return ForeignKey(
        columns=tuple(facts["columns"]),
        target=TableKey(*facts["target"]),
        target_columns=tuple(facts["target_columns"]),
        on_delete=_action(facts["on_delete"]),
        on_update=_action(facts["on_update"]),
        name=facts["name"],
    )


def _action(text: str | None) -> Maybe[ReferentialAction]:
    return _ACTIONS.get(" ".join((text or "NO ACTION").upper().split()), UNKNOWN)


def _relation(facts: Facts) -> Relation:
    join, columns = facts["join_table"], facts["join_columns"]
    return Relation(
        attribute=facts["attribute"],
        entity=facts["entity"],
        target=TableKey(*facts["target"]),
        kind=RelationKind(facts["kind"]),
        columns=tuple(facts["columns"]),
        target_columns=tuple(facts["target_columns"]),
        join_table=None if join is None else TableKey(*join),
        join_columns=None if join is None else UNKNOWN if columns is None else (columns[0], columns[1]),
        back=facts["back"],
        on_delete=UNKNOWN if facts["on_delete"] is None else OnDelete(facts["on_delete"]),
        alone=UNKNOWN if facts["alone"] is None else facts["alone"],
        optional=facts["optional"],
    )
