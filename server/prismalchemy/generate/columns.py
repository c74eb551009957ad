"""Columns as source text, in three ways of declaring them."""

from __future__ import annotations

from sqlalchemy.types import BigInteger

from prismalchemy.generate.constraints import foreign_key_node, inline_foreign_keys
from prismalchemy.generate.defaults import client_default_node, server_default_node, written_default_node
from prismalchemy.generate.documentation import docstring
from prismalchemy.generate.layout import Call, Keyword, Node, Text, call, render, render_annotated
from prismalchemy.generate.names import Names, identity_columns
from prismalchemy.generate.options import Style
from prismalchemy.generate.types import is_inferred, is_integer, render_annotation, type_node
from prismalchemy.schema import UNKNOWN, Column, Table

_WITH_IDENTITY = frozenset({"postgresql", "cockroachdb", "mssql"})
"""Dialects in which any column can be an identity column."""


def render_column(table: Table, column: Column, style: Style, names: Names) -> str:
    """The statement that declares a column, without indentation; it may have several lines.

    Documentation becomes an attribute docstring below it: editors and documentation tools show it, and neither the
    database (as `comment=` would) nor the program at run time (as `doc=` would) is any different for it.
    """
    statement = _statement(table, column, style, names)
    if _counts_beside_the_key(table, column) and names.dialect not in _WITH_IDENTITY:
        statement = f"# not supported yet: AUTO_INCREMENT of a column that is not the primary key\n{statement}"
    if column.documentation is None:
        return statement
    return f"{statement}\n{docstring(column.documentation)}"


def _statement(table: Table, column: Column, style: Style, names: Names) -> str:
    attribute = names.attribute(table.key, column.name)
    if style.kind == "column":
        node = core_column_node(table, column, names, name=None if attribute == column.name else column.name)
        return render(node, style, f"{attribute} = ")
    annotation = render_annotation(column, names, style)
    if style.kind == "sqlmodel":
        return render_annotated(attribute, annotation, _sqlmodel_field(table, column, names), style)
    mapped = names.use("sqlalchemy.orm", "Mapped")
    arguments = _arguments(table, column, names, typed=not _inferred(table, column, names))
    if attribute != column.name:
        arguments.insert(0, Text(column.name))
    bare = not arguments and not _is_mapper_key(table, column.name)
    value = None if bare else Call(names.use("sqlalchemy.orm", "mapped_column"), tuple(arguments))
    return render_annotated(attribute, f"{mapped}[{annotation}]", value, style)


def core_column_node(table: Table, column: Column, names: Names, name: str | None) -> Call:
    """`Column("name", Type, …)`, as Core tables and legacy classes have it."""
    arguments = _arguments(table, column, names, typed=True)
    if name is not None:
        arguments.insert(0, Text(name))
    if not _is_primary_key(table, column.name) and column.nullable is False:
        arguments.append(Keyword("nullable", "False"))
    return Call(names.use("sqlalchemy", "Column"), tuple(arguments))


def _sqlmodel_field(table: Table, column: Column, names: Names) -> Call:
    """SQLModel's `Field`: the default that the program sees, and the exact column."""
    name = None if names.attribute(table.key, column.name) == column.name else column.name
    default = client_default_node(column, column.client_default, names)
    generated = column.autoincrement is True or column.server_default is not None
    optional = column.nullable is True or generated
    return call(
        names.use("sqlmodel", "Field"),
        default="None" if optional and default is None else None,
        default_factory=default,
        sa_column=core_column_node(table, column, names, name),
    )


def _arguments(table: Table, column: Column, names: Names, *, typed: bool) -> list[Node]:
    """The arguments of a column behind its name."""
    arguments: list[Node] = []
    nullable = column.nullable is True
    if column.type is UNKNOWN:
        # It can be mapped, but SQLAlchemy refuses to create it.
        arguments.append(names.use("sqlalchemy.types", "NullType"))
    elif typed:
        arguments.append(type_node(column.type, names, nullable=nullable))
    arguments += [foreign_key_node(table, key, names) for key in inline_foreign_keys(table, column.name)]
    primary = _is_primary_key(table, column.name)
    server_default = server_default_node(column, names)
    if _is_identity(table, column, names):
        arguments.append(call(names.use("sqlalchemy", "Identity")))
    elif _counts_beside_the_key(table, column):
        server_default = call(names.use("sqlalchemy", "FetchedValue"))
    keywords: dict[str, Node | None] = {
        "primary_key": "True" if primary else None,
        "autoincrement": _autoincrement(table, column) if primary else None,
        "default": client_default_node(column, column.client_default, names) or written_default_node(column, names),
        "onupdate": client_default_node(column, column.on_update, names),
        "server_default": server_default,
    }
    return [*arguments, *call("", **keywords).items]


def _inferred(table: Table, column: Column, names: Names) -> bool:
    """Whether the annotation says the type. A column with a foreign key would take its target's type instead."""
    if column.type is UNKNOWN:
        return True
    return is_inferred(column.type, names) and not any(column.name in key.columns for key in table.foreign_keys)


def _is_primary_key(table: Table, column: str) -> bool:
    key = table.primary_key
    return key is not UNKNOWN and key is not None and column in key.columns


def _counts_beside_the_key(table: Table, column: Column) -> bool:
    """Whether the database counts the column up although it is no key; SQLAlchemy does that by itself for keys only."""
    return column.autoincrement is True and not _is_primary_key(table, column.name)


def _is_identity(table: Table, column: Column, names: Names) -> bool:
    """Whether the column must be said to be an identity column.

    On CockroachDB an Int always is (`sequence()`), since SERIAL would make a BigInt of it.
    """
    if names.dialect == "cockroachdb" and column.autoincrement is True:
        large = column.type is not UNKNOWN and isinstance(column.type.type, BigInteger)
        return not large or not _is_primary_key(table, column.name)
    return _counts_beside_the_key(table, column) and names.dialect in _WITH_IDENTITY


def _is_mapper_key(table: Table, column: str) -> bool:
    """Whether `__mapper_args__` will refer to the attribute, which must then have a value."""
    return table.primary_key is None and column in identity_columns(table)


def _autoincrement(table: Table, column: Column) -> str | None:
    """`autoincrement=`, where it differs from what SQLAlchemy does by itself with a single integer primary key."""
    key = table.primary_key
    assert key is not UNKNOWN
    assert key is not None
    foreign = any(column.name in foreign_key.columns for foreign_key in table.foreign_keys)
    counted = len(key.columns) == 1 and is_integer(column) and not foreign and column.server_default is None
    if column.autoincrement is True:
        return None if counted else "True"
    return "False" if counted and column.autoincrement is False else None
