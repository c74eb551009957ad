"""Columns as source text, in four ways of declaring them."""

from __future__ import annotations

from sqlalchemy.types import BigInteger

from prismalchemy.generate.constraints import foreign_key_node, inline_foreign_keys
from prismalchemy.generate.construction import can_be_omitted, dataclass_keywords, follows_relation
from prismalchemy.generate.defaults import client_default_node, server_default_node, written_default_node
from prismalchemy.generate.documentation import docstring
from prismalchemy.generate.layout import Call, Keyword, Node, Text, call, render, render_annotated
from prismalchemy.generate.names import Names, identity_columns
from prismalchemy.generate.options import Style
from prismalchemy.generate.types import is_inferred, is_integer, render_annotation, type_node
from prismalchemy.schema import UNKNOWN, Column, Table

WITH_IDENTITY = frozenset({"postgresql", "cockroachdb", "mssql"})
"""Dialects in which any column can be an identity column."""

_SQLMODEL = Style(kind="sqlmodel")
_PRIMARY_KEY = Keyword("primary_key", "True")


def render_column(table: Table, column: Column, style: Style, names: Names) -> str:
    """The statement that declares a column, without indentation; it may have several lines.

    Documentation becomes an attribute docstring below it: editors and documentation tools show it, and neither the
    database (as `comment=` would) nor the program at run time (as `doc=` would) is any different for it.
    """
    statement = _statement(table, column, style, names)
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
        return render_annotated(attribute, annotation, _sqlmodel_value(table, column, names), style)
    mapped = names.use("sqlalchemy.orm", "Mapped")
    arguments = _arguments(table, column, names, typed=not _inferred(table, column, names), style=style)
    if attribute != column.name:
        arguments.insert(0, Text(column.name))
    bare = not arguments and not _is_mapper_key(table, column.name)
    value = None if bare else Call(names.use("sqlalchemy.orm", "mapped_column"), tuple(arguments))
    return render_annotated(attribute, f"{mapped}[{annotation}]", value, style)


def core_column_node(table: Table, column: Column, names: Names, name: str | None, style: Style | None = None) -> Call:
    """`Column("name", Type, …)`, as Core tables and legacy classes have it."""
    arguments = _arguments(table, column, names, typed=True, style=style)
    if name is not None:
        arguments.insert(0, Text(name))
    if not _is_primary_key(table, column.name) and column.nullable is False:
        arguments.append(Keyword("nullable", "False"))
    elif column.nullable is True and _is_identity(table, column, names):
        # An identity column is NOT NULL unless it is said.
        arguments.append(Keyword("nullable", "True"))
    return Call(names.use("sqlalchemy", "Column"), tuple(arguments))


def _sqlmodel_value(table: Table, column: Column, names: Names) -> Node | None:
    """What SQLModel's annotation is assigned: nothing, a plain None, or `Field(…)` with the exact column.

    The column is left to SQLModel where it finds the very same by the annotation.
    """
    name = None if names.attribute(table.key, column.name) == column.name else column.name
    made = client_default_node(column, column.client_default, names)
    written = None if made is not None else written_default_node(column, names)
    optional = made is None and written is None and (can_be_omitted(column) or follows_relation(table, column))
    found = name is None and _inferred(table, column, names) and column.type is not UNKNOWN
    said = _arguments(table, column, names, typed=False, style=_SQLMODEL) if found else []
    plain = found and said in ([], [_PRIMARY_KEY])
    if plain and not said and not optional:
        return None
    if plain and not said and column.nullable is True:
        return "None"
    return call(
        names.use("sqlmodel", "Field"),
        default="None" if optional else None if _is_factory(written) else written,
        default_factory=made or (written if _is_factory(written) else None),
        primary_key="True" if plain and said else None,
        sa_column=None if plain else core_column_node(table, column, names, name, _SQLMODEL),
    )


def _arguments(table: Table, column: Column, names: Names, *, typed: bool, style: Style | None = None) -> list[Node]:
    """The arguments of a column behind its name."""
    arguments: list[Node] = []
    kind = "mapped" if style is None else style.kind
    # The constructors of these set None, which is to mean that the database makes the value, and not Json's null.
    constructed = kind in ("dataclass", "sqlmodel") and column.server_default is not None
    if column.type is UNKNOWN:
        # It can be mapped, but SQLAlchemy refuses to create it.
        arguments.append(names.use("sqlalchemy.types", "NullType"))
    elif typed:
        arguments.append(type_node(column.type, names, nullable=column.nullable is True or constructed))
    arguments += [foreign_key_node(table, key, names) for key in inline_foreign_keys(table, column.name)]
    primary = _is_primary_key(table, column.name)
    server_default = server_default_node(column, names)
    if _is_identity(table, column, names):
        arguments.append(call(names.use("sqlalchemy", "Identity")))
    elif counts_beside_the_key(table, column):
        server_default = call(names.use("sqlalchemy", "FetchedValue"))
    made = client_default_node(column, column.client_default, names) or written_default_node(column, names)
    given: dict[str, Node | None] = {"default": made}
    if style is not None and style.kind == "dataclass":
        given = dataclass_keywords(table, column, style, made, factory=_is_factory(made))
    keywords: dict[str, Node | None] = {
        "init": given.get("init"),
        "primary_key": "True" if primary else None,
        "autoincrement": _autoincrement(table, column) if primary else None,
        "default": given.get("default"),
        "default_factory": given.get("default_factory"),
        "insert_default": given.get("insert_default"),
        "onupdate": client_default_node(column, column.on_update, names),
        "server_default": server_default,
        "comment": Text(column.comment) if isinstance(column.comment, str) else None,
    }
    return [*arguments, *call("", **keywords).items]


def _is_factory(made: Node | None) -> bool:
    """Whether a default is a function: the name of a helper, or a lambda; and no value such as `b"…"`."""
    return isinstance(made, str) and not made.startswith('b"')


def _inferred(table: Table, column: Column, names: Names) -> bool:
    """Whether the annotation says the type. A column with a foreign key would take its target's type instead."""
    if column.type is UNKNOWN:
        return True
    return is_inferred(column.type, names) and not any(column.name in key.columns for key in table.foreign_keys)


def _is_primary_key(table: Table, column: str) -> bool:
    key = table.primary_key
    return key is not UNKNOWN and key is not None and column in key.columns


def counts_beside_the_key(table: Table, column: Column) -> bool:
    """Whether the database counts the column up although it is not of the primary key.

    SQLAlchemy creates such columns only where they can be identity columns; elsewhere `FetchedValue()` says that the
    database fills them, and `closing.py` has the statement that makes it do so.
    """
    return column.autoincrement is True and not _is_primary_key(table, column.name)


def _is_identity(table: Table, column: Column, names: Names) -> bool:
    """Whether the column must be said to be an identity column.

    On CockroachDB an Int always is (`sequence()`), since SERIAL would make a BigInt of it.
    """
    if names.dialect == "cockroachdb" and column.autoincrement is True:
        large = column.type is not UNKNOWN and isinstance(column.type.type, BigInteger)
        return not large or not _is_primary_key(table, column.name)
    return counts_beside_the_key(table, column) and names.dialect in WITH_IDENTITY


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
