"""The neutral schema as text for people: what was understood, and where it is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.cells import cell_len

from prismalchemy.compare.ddl import spell
from prismalchemy.schema import (
    UNKNOWN,
    ClientDefault,
    Column,
    ColumnType,
    DefaultKind,
    Enum,
    ForeignKey,
    Index,
    Relation,
    Schema,
    ServerDefault,
    Table,
)
from prismalchemy.text import Origin

Place = Callable[["Origin | None"], str]
"""`path:line:column` of an origin, empty where it has none."""

QUESTION = "?"
"""Stands for a fact that the source does not settle."""


def to_text(schema: Schema, place: Place, dialect: str) -> str:
    """The schema, one table after the other, then the enums.

    Args:
        schema: of either side.
        place: how places are written.
        dialect: in whose words to write the column types.
    """
    blocks = [_block(_table(table, place, dialect)) for table in schema.tables]
    blocks += [_block([_enum(enum, place)]) for enum in schema.enums]
    header = f"dialect {_maybe(schema.dialect)}, tables: {len(schema.tables)}, enums: {len(schema.enums)}"
    marks = [mark for mark, on in (("no foreign keys", not schema.foreign_keys), ("open", schema.open)) if on]
    return "\n".join(["".join((", ".join([header, *marks]), "\n")), *blocks])


def _block(rows: list[tuple[str, str]]) -> str:
    """Rows of text and place, the places in one column."""
    width = min(max((cell_len(text) for text, _ in rows), default=0), 96)
    return "".join(f"{_pad(text, width)}  {where}".rstrip() + "\n" for text, where in rows)


def _pad(text: str, width: int) -> str:
    """The text with spaces up to so many cells of a terminal."""
    return text + " " * (width - cell_len(text))


def _table(table: Table, place: Place, dialect: str) -> list[tuple[str, str]]:
    entity = f" ({table.entity})" if table.entity not in (None, table.name) else ""
    marks = [mark for mark in ("open", "ignored", "incomplete") if getattr(table, mark)]
    marks += _commented(table)
    title = f"{table.kind.value} {table.key}{entity}{''.join(f', {mark}' for mark in marks)}"
    rows = [(title, place(table.name_origin or table.origin))]
    name_width = max((cell_len(column.name) for column in table.columns), default=0)
    rows += [(f"  {_column(column, name_width, dialect)}", place(column.name_origin)) for column in table.columns]
    key = table.primary_key
    if key is UNKNOWN:
        rows.append((f"  primary key {QUESTION}", ""))
    elif key is not None:
        rows.append((f"  primary key ({', '.join(key.columns)}){_named(key.name)}", place(key.origin)))
    rows += [(f"  {_index(index)}", place(index.origin)) for index in table.indexes]
    rows += [(f"  {_foreign_key(key)}", place(key.origin)) for key in table.foreign_keys]
    rows += [(f"  {_relation(relation)}", place(relation.name_origin)) for relation in table.relations]
    return rows


def _column(column: Column, width: int, dialect: str) -> str:
    parts = [_pad(column.name, width), _type(column.type, dialect)]
    if column.nullable is UNKNOWN:
        parts.append(f"NULL {QUESTION}")
    elif not column.nullable:
        parts.append("NOT NULL")
    for mark in ("autoincrement", "computed", "ignored", "incomplete"):
        value = getattr(column, mark)
        if value is UNKNOWN:
            parts.append(f"{mark} {QUESTION}")
        elif value:
            parts.append(mark)
    if column.server_default is not None:
        parts.append(f"DEFAULT {_server_default(column.server_default)}")
    if column.client_default is not None:
        parts.append(f"client default {_client_default(column.client_default)}")
    if column.on_update is not None:
        parts.append(f"on update {_client_default(column.on_update)}")
    parts += _commented(column)
    if column.attribute not in (None, column.name):
        parts.append(f"as {column.attribute}")
    return " ".join(parts)


def _commented(node: Column | Table) -> list[str]:
    if node.comment is None:
        return []
    return [f"comment {QUESTION if node.comment is UNKNOWN else repr(node.comment)}"]


def _type(type: Any, dialect: str) -> str:
    if not isinstance(type, ColumnType):
        return QUESTION
    return spell(type.type, dialect) or repr(type.type)


def _server_default(default: Any) -> str:
    if not isinstance(default, ServerDefault):
        return QUESTION
    if default.kind is DefaultKind.FETCHED:
        return "fetched"
    value = default.value
    if value is UNKNOWN:
        return QUESTION
    return str(value) if default.kind is DefaultKind.EXPRESSION else repr(value)


def _client_default(default: Any) -> str:
    if not isinstance(default, ClientDefault):
        return QUESTION
    return f"{default.function}({', '.join(map(str, default.arguments))})"


def _index(index: Index) -> str:
    kind = ("unique constraint" if index.constraint else "unique index") if index.unique else "index"
    if index.columns is UNKNOWN:
        columns = QUESTION
    else:
        columns = ", ".join(
            " ".join(
                part
                for part in (
                    entry.column or entry.expression or QUESTION,
                    entry.operator_class,
                    "DESC" if entry.descending else None,
                )
                if part
            )
            for entry in index.columns
        )
    using = f" using {index.method}" if index.method else ""
    where = "" if index.where is None else f" where {_maybe(index.where)}"
    return f"{kind} ({columns}){using}{where}{_named(index.name)}"


def _foreign_key(key: ForeignKey) -> str:
    target_columns = QUESTION if key.target_columns is UNKNOWN else ", ".join(key.target_columns)
    actions = "".join(
        f" on {event} {QUESTION if action is UNKNOWN else action.value}"
        for event, action in (("delete", key.on_delete), ("update", key.on_update))
    )
    target = _maybe(key.target)
    return f"foreign key ({', '.join(key.columns)}) -> {target} ({target_columns}){actions}{_named(key.name)}"


def _relation(relation: Relation) -> str:
    kind = QUESTION if relation.kind is UNKNOWN else relation.kind.value
    back = "" if relation.back is None else f", back {_maybe(relation.back)}"
    return f"relation {relation.attribute}: {kind} {_maybe(relation.entity)}{back}"


def _enum(enum: Enum, place: Place) -> tuple[str, str]:
    labels = QUESTION if enum.labels is UNKNOWN else ", ".join(enum.labels)
    name = _maybe(enum.name) if enum.schema is None else f"{enum.schema}.{_maybe(enum.name)}"
    entity = f" ({enum.entity})" if enum.entity not in (None, enum.name) else ""
    return f"enum {name}{entity}: {labels}", place(enum.name_origin or enum.origin)


def _named(name: Any) -> str:
    return "" if name is None else f" named {_maybe(name)}"


def _maybe(value: Any) -> str:
    return QUESTION if value is UNKNOWN else str(value)
