"""What the constructor of a mapped dataclass or of a SQLModel class has to be given."""

from __future__ import annotations

from prismalchemy.generate.layout import Node
from prismalchemy.generate.options import Style
from prismalchemy.schema import UNKNOWN, Column, RelationKind, Table


def is_made(column: Column) -> bool:
    """Whether the database always makes the value: it counts it up, or computes it."""
    return column.autoincrement is True or column.computed is True


def can_be_omitted(column: Column) -> bool:
    """Whether a row can do without a value of the program's: NULL will do, or the database or the ORM makes one."""
    return (
        column.nullable is True
        or is_made(column)
        or column.server_default is not None
        or column.client_default is not None
    )


def follows_relation(table: Table, column: Column) -> bool:
    """Whether the column takes its value from the object at the other end of a relation, where one is given."""
    return any(
        relation.kind is RelationKind.OWNING and relation.columns is not UNKNOWN and column.name in relation.columns
        for relation in table.relations
    )


def dataclass_keywords(
    table: Table, column: Column, style: Style, made: Node | None, *, factory: bool
) -> dict[str, Node | None]:
    """The arguments of `mapped_column` in a dataclass that say what the constructor takes.

    `default` is what the object has before it is stored: None, which an INSERT leaves out, so that the database makes
    the value. What the ORM makes, the object has from the beginning (`default_factory`), and a row that is written
    without an object has it as well (`insert_default`); SQLAlchemy 2.1 refuses the latter beside a `default`.

    Args:
        table: the column's table.
        column: the column.
        style: says whether fields are given by keyword only.
        made: the value that the ORM makes, as an expression.
        factory: whether that is a function that makes it.
    """
    optional = can_be_omitted(column)
    if not style.keyword_only:
        return {"init": "False" if optional else None, "insert_default": made}
    if is_made(column):
        return {"init": "False", "insert_default": made}
    if made is not None:
        return {"default_factory": made, "insert_default": made} if factory else {"default": made}
    return {"default": "None" if optional or follows_relation(table, column) else None}
