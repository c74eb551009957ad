"""A neutral schema as text, one fact a line, for expectations that a person can read."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.dialects import mssql, mysql, postgresql, sqlite
from sqlalchemy.exc import CompileError

from prismalchemy.prisma import PrismaReading
from prismalchemy.schema import (
    UNKNOWN,
    ClientDefault,
    Column,
    DefaultKind,
    ForeignKey,
    Index,
    Maybe,
    Relation,
    Schema,
    ServerDefault,
    Table,
    TableKind,
)
from prismalchemy.text import Origin

_DIALECTS = {"mysql": mysql, "sqlite": sqlite, "mssql": mssql}


def dump(reading: PrismaReading) -> str:
    """Everything that a reading says, without places."""
    schema = reading.schema
    lines: list[str] = []
    head = [str(schema.dialect), "open" if schema.open else "", "" if schema.foreign_keys else "no foreign keys"]
    lines.append("schema " + ", ".join(part for part in head if part))
    lines += [f"problem {problem.code}: {problem.message}" for problem in reading.problems]
    for enum in schema.enums:
        members = "UNKNOWN"
        if enum.members is not UNKNOWN:
            members = " ".join(m.name if m.name == m.label else f"{m.name}={m.label!r}" for m in enum.members)
        name = enum.name if enum.schema is None else f"{enum.schema}.{enum.name}"
        flags = [flag for flag, on in (("incomplete", enum.incomplete), ("text", enum.native is False)) if on]
        lines.append(f"enum {name} <{enum.entity}>: {members}{_flags(flags)}")
    for table in schema.tables:
        lines += _table(table, reading)
    return "\n".join(lines)


def _table(table: Table, reading: PrismaReading) -> Iterator[str]:
    flags = [name for name in ("open", "ignored", "incomplete") if getattr(table, name)]
    kind = {TableKind.TABLE: "table", TableKind.VIEW: "view", TableKind.JOIN: "join table"}[table.kind]
    entity = "" if table.entity is None else f" <{table.entity}>"
    yield f"{kind} {table.key}{entity}{_flags(flags)}"
    if table.documentation is not None:
        yield f"  doc {table.documentation!r}"
    for column in table.columns:
        yield "  " + _column(column, reading)
    key = table.primary_key
    if key is UNKNOWN:
        yield "  primary key UNKNOWN"
    elif key is not None:
        yield f"  primary key {key.name}({', '.join(key.columns)})"
    if table.identity:
        yield f"  told apart by {', '.join(table.identity)}"
    for index in table.indexes:
        yield "  " + _index(index)
    for foreign_key in table.foreign_keys:
        yield "  " + _foreign_key(foreign_key)
    for relation in table.relations:
        yield "  " + _relation(relation)


def _flags(flags: list[str]) -> str:
    return "".join(f" [{flag}]" for flag in flags)


def _column(column: Column, reading: PrismaReading) -> str:
    parts = [column.name if column.attribute in (None, column.name) else f"{column.name} <{column.attribute}>"]
    parts[0] += f": {_type(column, reading)}"
    parts.append("" if column.nullable is False else "null" if column.nullable is True else "nullable UNKNOWN")
    parts.append(_server(column.server_default))
    parts.append(_client("client", column.client_default))
    parts.append(_client("on update", column.on_update))
    parts += [name for name in ("autoincrement", "ignored", "incomplete") if getattr(column, name)]
    if column.documentation is not None:
        parts.append(f"doc {column.documentation!r}")
    return ", ".join(part for part in parts if part)


def _type(column: Column, reading: PrismaReading) -> str:
    if column.type is UNKNOWN:
        return "UNKNOWN"
    dialect = _DIALECTS.get(str(reading.schema.dialect), postgresql).dialect()
    try:
        return str(column.type.type.compile(dialect))
    except CompileError:
        # MySQL has no VARCHAR without a length; half-typed lines have.
        return repr(column.type.type)


def _server(default: Maybe[ServerDefault | None]) -> str:
    if default is None:
        return ""
    if default is UNKNOWN:
        return "default UNKNOWN"
    return f"default {default.value!r}" if default.kind is DefaultKind.LITERAL else f"default SQL {default.value}"


def _client(label: str, default: Maybe[ClientDefault | None]) -> str:
    if default is None:
        return ""
    if default is UNKNOWN:
        return f"{label} UNKNOWN"
    return f"{label} {default.function}({', '.join(map(str, default.arguments))})"


def _index(index: Index) -> str:
    assert index.columns is not UNKNOWN
    entries = [
        " ".join(
            part
            for part in (
                str(entry.column),
                entry.operator_class or "",
                f"length {entry.length}" if entry.length else "",
                "desc" if entry.descending else "",
            )
            if part
        )
        for entry in index.columns
    ]
    method = "" if index.method is None else f" using {index.method}"
    where = "" if index.where is None else f" where {index.where}"
    return f"{'unique' if index.unique else 'index'} {index.name}({', '.join(entries)}){method}{where}"


def _foreign_key(key: ForeignKey) -> str:
    targets = "UNKNOWN" if key.target_columns is UNKNOWN else ", ".join(key.target_columns)
    actions = [action if action is UNKNOWN else action.value for action in (key.on_delete, key.on_update)]
    return f"foreign key {key.name}({', '.join(key.columns)}) to {key.target}({targets}) {actions[0]} / {actions[1]}"


def _relation(relation: Relation) -> str:
    kind = "UNKNOWN" if relation.kind is UNKNOWN else relation.kind.value
    parts = [f"relation {relation.attribute}: {kind} {relation.entity}"]
    if relation.columns is UNKNOWN or relation.target_columns is UNKNOWN:
        parts.append("columns UNKNOWN")
    elif relation.columns:
        parts.append(f"{'+'.join(relation.columns)} to {'+'.join(relation.target_columns)}")
    if relation.join_table is not None:
        assert relation.join_columns is not None
        assert relation.join_columns is not UNKNOWN
        parts.append(f"through {relation.join_table}({', '.join(relation.join_columns)})")
    parts.append(f"back {relation.back}")
    parts += [name for name in ("optional", "ignored") if getattr(relation, name)]
    return ", ".join(parts)


def places(schema: Schema) -> Iterator[tuple[str, Origin]]:
    """Every origin of a schema with a name for it."""
    for enum in schema.enums:
        yield from _named(f"enum {enum.entity}", origin=enum.origin, name=enum.name_origin)
        for member in () if enum.members is UNKNOWN else enum.members:
            yield from _named(f"{enum.entity}.{member.name}", origin=member.origin)
    for table in schema.tables:
        label = str(table.entity or table.name)
        yield from _named(label, origin=table.origin, name=table.name_origin, table_name=table.table_name_origin)
        for column in table.columns:
            name = f"{label}.{column.attribute or column.name}"
            yield from _named(name, origin=column.origin, name=column.name_origin)
            for aspect, origin in column.aspects:
                yield f"{name} {aspect}", origin
        key = table.primary_key
        if key is not UNKNOWN and key is not None:
            yield from _named(f"{label} primary key", origin=key.origin)
        for index in table.indexes:
            yield from _named(f"{label} index {index.name}", origin=index.origin)
        for foreign_key in table.foreign_keys:
            yield from _named(f"{label} foreign key {foreign_key.name}", origin=foreign_key.origin)
        for relation in table.relations:
            yield from _named(f"{label}.{relation.attribute}", origin=relation.origin, name=relation.name_origin)


def _named(label: str, **origins: Origin | None) -> Iterator[tuple[str, Origin]]:
    for what, origin in origins.items():
        if origin is not None:
            yield f"{label} {what}", origin
