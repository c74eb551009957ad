"""What a module ends with: statements about the database as a whole, and what no class can say."""

from __future__ import annotations

from collections.abc import Callable

from prismalchemy.compare.ddl import spell
from prismalchemy.generate.columns import counts_beside_the_key
from prismalchemy.generate.defaults import without_binds
from prismalchemy.generate.layout import Call, Keyword, Text, call, flat, render
from prismalchemy.generate.names import Names, enum_entity
from prismalchemy.generate.options import Style
from prismalchemy.generate.types import VALUES_CALLABLE
from prismalchemy.schema import UNKNOWN, Column, Enum, Extension, Schema, Table


def closing_statements(schema: Schema, names: Names, base: Callable[[], str], style: Style) -> str:
    """What belongs to the database but to no class: extensions, schemas, enum types that no column uses, and what the
    DDL of a table cannot say.

    Args:
        schema: the neutral schema.
        names: the names of what is generated.
        base: imports the declarative base, if need be, and gives its local spelling.
        style: how to write it.
    """
    # What is inserted last runs first: an extension may lie in a schema.
    statements = [_extension(extension, names, base(), style) for extension in reversed(schema.extensions)]
    native = names.dialect in ("postgresql", "cockroachdb")
    schemas = {table.schema for table in schema.tables} | {enum.schema for enum in schema.enums}
    for name in sorted(name for name in schemas if name is not None and native):
        ddl = call(names.use("sqlalchemy.schema", "CreateSchema"), Text(name), if_not_exists="True")
        listen = Call(
            f"{names.use('sqlalchemy', 'event')}.listen",
            (f"{base()}.metadata", Text("before_create"), ddl, Keyword("insert", "True")),
        )
        statements.append(render(listen, style, depth=0))
    if names.dialect == "cockroachdb":
        items = (f"{base()}.metadata", Text("before_create"), names.helper("four_byte_integers"))
        listen = Call(f"{names.use('sqlalchemy', 'event')}.listen", items)
        statements.append(render(listen, style, depth=0))
    if names.dialect == "mysql":
        for table in schema.tables:
            counted = [column for column in table.columns if counts_beside_the_key(table, column)]
            statements += [_counting(table, column, names, base(), style) for column in counted]
    used = {
        enum_entity(column.type.enum)
        for table in schema.tables
        for column in table.columns
        if column.type is not UNKNOWN and column.type.enum is not None
    }
    statements += [
        _unused_enum(enum, names, base(), style)
        for enum in schema.enums
        if native and enum_entity(enum) not in used and isinstance(enum.name, str)
    ]
    return "\n".join(statements) + "\n" if statements else ""


def _unused_enum(enum: Enum, names: Names, base: str, style: Style) -> str:
    """An enum type that stands alone; its MetaData creates it."""
    arguments = [Keyword("name", Text(str(enum.name)))]
    if enum.schema is not None:
        arguments.append(Keyword("schema", Text(enum.schema)))
    arguments.append(Keyword("metadata", f"{base}.metadata"))
    if any(member.name != member.label for member in names.members(enum)):
        arguments.append(Keyword("values_callable", VALUES_CALLABLE))
    type_ = Call(names.use("sqlalchemy", "Enum"), (names.enum(enum), *arguments))
    return render(type_, style, depth=0)


def _counting(table: Table, column: Column, names: Names, base: str, style: Style) -> str:
    """MySQL's AUTO_INCREMENT beside the key: the column must have an index first, which SQLAlchemy creates later."""
    type_ = "INTEGER" if column.type is UNKNOWN else spell(column.type.type, names.dialect)
    name = _quoted(*filter(None, table.key))
    sql = f"ALTER TABLE {name} MODIFY {_quoted(column.name)} {type_} NOT NULL AUTO_INCREMENT"
    ran = call(names.helper("run_sql"), Text(without_binds(sql)), Text("mysql"), Text("mariadb"))
    items = (_table(str(table.key), base, style), Text("after_create"), ran)
    return render(Call(f"{names.use('sqlalchemy', 'event')}.listen", items), style, depth=0)


def _extension(extension: Extension, names: Names, base: str, style: Style) -> str:
    sql = f'CREATE EXTENSION IF NOT EXISTS "{extension.name}"'
    if extension.schema is not None:
        sql += f' WITH SCHEMA "{extension.schema}"'
    if extension.version is not None:
        sql += f' VERSION "{extension.version}"'
    ran = call(names.helper("run_sql"), Text(without_binds(sql)), Text("postgresql"))
    items = (f"{base}.metadata", Text("before_create"), ran, Keyword("insert", "True"))
    return render(Call(f"{names.use('sqlalchemy', 'event')}.listen", items), style, depth=0)


def _table(key: str, base: str, style: Style) -> str:
    """The table as an argument that has a line of its own; on three, as formatters break it, where it is too long."""
    opening, name = f"{base}.metadata.tables[", flat(Text(key), style)
    if len(f"{style.indent}{opening}{name}],") <= style.width:
        return f"{opening}{name}]"
    return f"{opening}\n{style.indent * 2}{name}\n{style.indent}]"


def _quoted(*names: str) -> str:
    return ".".join("`" + name.replace("`", "``") + "`" for name in names)
