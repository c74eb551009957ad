"""Keys, indexes and foreign keys as source text, and `__table_args__`."""

from __future__ import annotations

from prismalchemy.generate.layout import Display, Keyword, Node, Text, call, render
from prismalchemy.generate.names import Names
from prismalchemy.generate.options import Style
from prismalchemy.schema import UNKNOWN, ForeignKey, Index, IndexColumn, PrimaryKey, ReferentialAction, Table

_LONGEST_NAME = 63
"""Bytes that PostgreSQL keeps of a name."""

_MYSQL_TABLE = {"charset": "utf8mb4", "collate": "utf8mb4_unicode_ci"}
"""What Prisma creates every table of MySQL with, whatever the server's default."""


def render_index(table: Table, index: Index, style: Style, names: Names) -> str:  # noqa: ARG001 - as its siblings
    """`Index("T_a_idx", "a", unique=True)`."""
    return render(index_node(index, names), style, depth=2)


def render_foreign_key(table: Table, foreign_key: ForeignKey, style: Style, names: Names) -> str:
    """`ForeignKey(…)` of one column, to stand in its declaration, or `ForeignKeyConstraint(…)` of several."""
    return render(foreign_key_node(table, foreign_key, names), style, depth=2)


def render_table_args(table: Table, style: Style, names: Names) -> str | None:
    """The value of `__table_args__`: a tuple that may end with a dictionary; None where there is nothing to say."""
    node = table_args_node(table, names)
    return None if node is None else render(node, style, "__table_args__ = ").removeprefix("__table_args__ = ")


def table_args_node(table: Table, names: Names) -> Node | None:
    """The value of `__table_args__` as an expression."""
    items = table_items(table, names)
    options = [Keyword(Text(name), value) for name, value in table_options(table, names)]
    if options:
        items.append(Display("{", tuple(options)))
    return Display("(", tuple(items)) if items else None


def table_items(table: Table, names: Names) -> list[Node]:
    """Constraints and indexes that are declared with the table rather than with a column."""
    items: list[Node] = []
    key = primary_key_node(table, names)
    if key is not None:
        items.append(key)
    items += [
        foreign_key_node(table, foreign_key, names)
        for foreign_key in table.foreign_keys
        if len(foreign_key.columns) > 1 and is_known(foreign_key)
    ]
    items += [index_node(index, names) for index in table.indexes if index.columns is not UNKNOWN]
    return items


def table_options(table: Table, names: Names) -> list[tuple[str, Node]]:
    """Keyword arguments of the table."""
    options: list[tuple[str, Node]] = []
    if table.schema is not None:
        options.append(("schema", Text(table.schema)))
    if isinstance(table.comment, str):
        options.append(("comment", Text(table.comment)))
    if names.dialect == "sqlite" and any(column.autoincrement is True for column in table.columns):
        options.append(("sqlite_autoincrement", "True"))
    if names.dialect == "mysql":
        # Keys of other tables can only refer to columns of the same collation.
        options += [(f"mysql_{name}", Text(value)) for name, value in _MYSQL_TABLE.items()]
    return options


def inline_foreign_keys(table: Table, column: str) -> tuple[ForeignKey, ...]:
    """The foreign keys that are declared with a column: those of this column alone."""
    return tuple(key for key in table.foreign_keys if key.columns == (column,) and is_known(key))


def is_known(foreign_key: ForeignKey) -> bool:
    """Whether it is known what the foreign key refers to."""
    if foreign_key.target is UNKNOWN or foreign_key.target_columns is UNKNOWN:
        return False
    return len(foreign_key.columns) == len(foreign_key.target_columns)


def primary_key_node(table: Table, names: Names) -> Node | None:
    """`PrimaryKeyConstraint(…)`, where `primary_key=True` on the columns would not say the same."""
    key = table.primary_key
    if key is UNKNOWN or key is None:
        return None
    name = None if key.name is UNKNOWN or _is_default_name(table, key, names) else key.name
    members = [column for column in table.columns if column.name in key.columns]
    # SQLAlchemy puts a column that counts up first, unless the constraint is written out.
    members.sort(key=lambda column: column.autoincrement is not True)
    if name is None and tuple(column.name for column in members) == key.columns:
        return None
    columns = [Text(column) for column in key.columns]
    return call(names.use("sqlalchemy", "PrimaryKeyConstraint"), *columns, name=_text(name))


def foreign_key_node(table: Table, foreign_key: ForeignKey, names: Names) -> Node:
    """The foreign key as an expression; its target must be known."""
    target, columns = foreign_key.target, foreign_key.target_columns
    assert target is not UNKNOWN
    assert columns is not UNKNOWN
    references = [Text(f"{target}.{column}") for column in columns]
    name = None if foreign_key.name is UNKNOWN else foreign_key.name
    keywords: dict[str, Node | None] = {
        "name": _text(name),
        "ondelete": _action(foreign_key.on_delete, names),
        "onupdate": _action(foreign_key.on_update, names),
        "use_alter": "True" if _needs_alter(table, foreign_key, names) else None,
    }
    if len(foreign_key.columns) == 1:
        return call(names.use("sqlalchemy", "ForeignKey"), references[0], **keywords)
    own = Display("[", tuple(Text(column) for column in foreign_key.columns))
    head = names.use("sqlalchemy", "ForeignKeyConstraint")
    return call(head, own, Display("[", tuple(references)), **keywords)


def index_node(index: Index, names: Names) -> Node:
    """The index as an expression; its columns must be known."""
    assert index.columns is not UNKNOWN
    name = None if index.name is UNKNOWN else index.name
    if index.constraint:
        columns = [Text(entry.column or "") for entry in index.columns]
        return call(names.use("sqlalchemy", "UniqueConstraint"), *columns, name=_text(name))
    entries = [_entry(entry, names) for entry in index.columns]
    keywords: dict[str, Node | None] = {"unique": "True" if index.unique else None}
    keywords.update(_dialect_options(index, names))
    head = names.use("sqlalchemy", "Index")
    return call(head, "None" if name is None else Text(name), *entries, **keywords)


def _dialect_options(index: Index, names: Names) -> dict[str, Node | None]:
    assert index.columns is not UNKNOWN
    dialect = "postgresql" if names.dialect == "cockroachdb" else names.dialect
    options: dict[str, Node | None] = {}
    if index.method == "fulltext":
        options["mysql_prefix"] = Text("FULLTEXT")
    elif index.method not in (None, "btree") and dialect in ("postgresql", "mysql"):
        options[f"{dialect}_using"] = Text(str(index.method))
    classes = [
        Keyword(Text(entry.column), Text(entry.operator_class))
        for entry in index.columns
        if entry.column is not None and entry.operator_class is not None and not entry.descending
    ]
    if classes:
        options["postgresql_ops"] = Display("{", tuple(classes))
    lengths = [
        Keyword(Text(entry.column), str(entry.length))
        for entry in index.columns
        if entry.column is not None and entry.length is not None and not entry.descending
    ]
    if lengths:
        options["mysql_length"] = Display("{", tuple(lengths))
    if isinstance(index.where, str) and dialect in ("postgresql", "sqlite", "mssql"):
        options[f"{dialect}_where"] = call(names.use("sqlalchemy", "text"), Text(index.where))
    return options


def _entry(entry: IndexColumn, names: Names) -> Node:
    """One column of an index, by its database name; an expression as SQL."""
    if entry.column is None:
        return call(names.use("sqlalchemy", "text"), Text(entry.expression or ""))
    if not entry.descending:
        return Text(entry.column)
    if entry.operator_class is not None:
        # SQLAlchemy finds operator classes by a column's key, which a descending column does not have.
        sql = f'"{entry.column}" {entry.operator_class} DESC'
        return call(names.use("sqlalchemy", "text"), Text(sql))
    if entry.length is not None:
        # Neither does it find lengths.
        return call(names.use("sqlalchemy", "text"), Text(f"`{entry.column}`({entry.length}) DESC"))
    column = call(names.use("sqlalchemy", "column"), Text(entry.column))
    return call(names.use("sqlalchemy", "desc"), column)


def _needs_alter(table: Table, foreign_key: ForeignKey, names: Names) -> bool:
    """Whether the constraint has to be added later: its own table's unique index must be there first."""
    if foreign_key.target != table.key or names.dialect == "sqlite":
        return False
    key = table.primary_key
    return key is None or key is UNKNOWN or key.columns != foreign_key.target_columns


def _is_default_name(table: Table, key: PrimaryKey, names: Names) -> bool:
    """Whether the database gives the primary key this very name by itself."""
    if names.dialect not in ("postgresql", "cockroachdb"):
        return key.name is None
    return key.name == f"{table.name}_pkey" and len(f"{table.name}_pkey".encode()) <= _LONGEST_NAME


def _action(action: object, names: Names) -> Node | None:
    """A referential action, unless it is what the database does anyway: NO ACTION, but RESTRICT on MariaDB."""
    if not isinstance(action, ReferentialAction):
        return None
    if action is ReferentialAction.NO_ACTION and names.dialect != "mysql":
        return None
    return Text(action.value)


def _text(value: str | None) -> Node | None:
    return None if value is None else Text(value)
