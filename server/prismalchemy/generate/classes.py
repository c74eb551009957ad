"""Mapped classes and Core tables as source text."""

from __future__ import annotations

from prismalchemy.generate.columns import core_column_node, render_column
from prismalchemy.generate.constraints import table_args_node, table_items, table_options
from prismalchemy.generate.documentation import docstring, indented
from prismalchemy.generate.layout import Call, Display, Keyword, Node, Text, render, spell
from prismalchemy.generate.names import Names, identity_columns
from prismalchemy.generate.options import Style
from prismalchemy.generate.relations import render_relation
from prismalchemy.schema import UNKNOWN, Schema, Table


def render_class(
    table: Table,
    schema: Schema,
    style: Style,
    names: Names,
    bases: tuple[str, ...] = ("Base",),
    lazy: str | None = None,
) -> str:
    """The class that maps a table, with a line end at its end.

    Args:
        table: the table or view; it must have columns that tell its rows apart.
        schema: the schema that it belongs to.
        style: how to write it; `sqlmodel` makes a SQLModel table class.
        names: the names of classes and attributes.
        bases: the local spellings of the mixins and the declarative base (or SQLModel).
        lazy: the loading strategy of the relationships, None for SQLAlchemy's own.
    """
    head = render(_class_head(table, style, names, bases), style, "class ", depth=0, suffix=":")
    sections = []
    if table.documentation is not None:
        sections.append(docstring(table.documentation))
    sections.append("\n".join(_table_lines(table, style, names)))
    sections.append("\n".join(render_column(table, column, style, names) for column in table.columns))
    if table.primary_key is None and identity_columns(table):
        sections.append(_mapper_args(table, style, names))
    relations = [render_relation(table, relation, schema, style, names, lazy) for relation in table.relations]
    sections.append("\n".join(relation for relation in relations if relation is not None))
    body = "\n\n".join(section for section in sections if section)
    return f"{head}\n{indented(body, style.indent)}\n"


def render_core_table(table: Table, style: Style, names: Names, metadata: str = "Base.metadata") -> str:
    """`variable = Table(…)` for a table without a class: a join table, or one whose rows nothing tells apart."""
    columns = [core_column_node(table, column, names, column.name) for column in table.columns]
    options = [Keyword(name, value) for name, value in table_options(table, names)]
    head = names.use("sqlalchemy", "Table")
    items = (Text(table.name), metadata, *columns, *table_items(table, names), *options)
    return render(Call(head, items), style, f"{names.base_table(table.key)} = ", depth=0) + "\n"


def _class_head(table: Table, style: Style, names: Names, bases: tuple[str, ...]) -> Call:
    """`User(Base)` with what else the head says; type checkers do not inherit `kw_only`, so each class says it."""
    keywords = []
    if style.kind == "sqlmodel":
        keywords.append(Keyword("table", "True"))
    if style.kind == "dataclass" and style.keyword_only:
        keywords.append(Keyword("kw_only", "True"))
    return Call(str(names.entity(table.key)), (*bases, *keywords))


def _table_lines(table: Table, style: Style, names: Names) -> list[str]:
    lines = [_table_name(table, style)]
    arguments = table_args_node(table, names)
    if arguments is not None:
        lines.append(render(arguments, style, "__table_args__ = "))
    return lines


def _table_name(table: Table, style: Style) -> str:
    """The name; in parentheses where it fits only on a line of its own, as formatters have it."""
    name = spell(table.name, style.quote)
    room = style.width - len(style.indent)
    if len(f"__tablename__ = {name}") <= room or len(style.indent) + len(name) > room:
        return f"__tablename__ = {name}"
    return f"__tablename__ = (\n{style.indent}{name}\n)"


def _mapper_args(table: Table, style: Style, names: Names) -> str:
    """Which columns tell the rows apart, where the table has no primary key."""
    assert table.primary_key is not UNKNOWN
    columns: tuple[Node, ...] = tuple(names.attribute(table.key, column) for column in identity_columns(table))
    if style.kind == "sqlmodel":
        # The body has fields, not columns; SQLAlchemy takes the attributes' names as well.
        columns = tuple(Text(str(column)) for column in columns)
    entry = Keyword(Text("primary_key"), Display("[", columns))
    # Linters take a dictionary in a class for a mistake, and dataclasses an annotated one for a field.
    value = Call(names.use("types", "MappingProxyType"), (Display("{", (entry,)),))
    return render(value, style, "__mapper_args__ = ")
