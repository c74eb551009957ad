"""What the rules share: divergences with their places filled in, names as messages spell them, fixes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prismalchemy.compare import ColumnPair, Consequence, EnumPair, Pairing, TablePair, fold
from prismalchemy.fixes import Applicability, Fix, Side
from prismalchemy.rules.base import Divergence
from prismalchemy.schema import UNKNOWN, Column, ForeignKey, Index, Table, TableKey
from prismalchemy.text import FileEdit


def on_column(
    rule: str, consequence: Consequence, pair: TablePair, columns: ColumnPair, message: str, aspect: str
) -> Divergence:
    """A divergence about one aspect of a column that both sides have.

    Args:
        rule: the rule's name.
        consequence: what goes wrong.
        pair: the table.
        columns: the column.
        message: what is shown.
        aspect: which place of the column to underline (`schema.Column.aspects`).
    """
    return Divergence(
        rule=rule,
        consequence=consequence,
        table=pair.key,
        column=columns.prisma.name,
        message=message,
        prisma=columns.prisma.place(aspect),
        models=columns.models.place(aspect),
        subject=(pair, columns),
        cause=columns.models.origin,
    )


def known_enums(pairing: Pairing) -> Iterable[EnumPair]:
    """The pairs of enums that neither side has half-typed."""
    return (pair for pair in pairing.enums if not (pair.prisma.incomplete or pair.models.incomplete))


def is_by_name(enums: EnumPair) -> bool:
    """Whether the model has all labels, but spelt as the members' names (or the database does)."""
    wanted, given = enums.prisma.members, enums.models.labels
    if wanted is UNKNOWN or given is UNKNOWN or not given:
        return False
    if {member.name for member in wanted} == set(given):
        return True
    return {fold(member.label) for member in wanted} == {fold(label) for label in given}


def only_column(enums: EnumPair) -> tuple[TableKey | None, str | None]:
    """Table and column that a divergence of an enum names: the one column that uses it, none where several do."""
    return enums.columns[0] if len(enums.columns) == 1 else (None, None)


def class_of(table: Table) -> str:
    """The mapped class as messages name it; a Core table by its table name."""
    return f"class `{table.entity}`" if table.entity else f"table `{table.name}`"


def model_of(table: Table) -> str:
    """The Prisma model as titles name it; a join table by its name."""
    return f"model `{table.entity}`" if table.entity else f"table `{table.name}`"


def listed(names: tuple[str, ...]) -> str:
    """Names as messages list them: `a`, `b`."""
    return ", ".join(f"`{name}`" for name in names)


def column_list(index: Index) -> str:
    """The columns of an index as messages list them."""
    names = index.column_names
    return listed(names) if isinstance(names, tuple) else "an expression"


def single(columns: object) -> str | None:
    """The name where it is one column that an index or a key covers."""
    return columns[0] if isinstance(columns, tuple) and len(columns) == 1 else None


def needs_value(column: Column) -> bool:
    """Whether an INSERT that leaves the column out fails."""
    return (
        column.nullable is False
        and column.server_default is None
        and column.autoincrement is False
        and column.computed is False
    )


def references(key: ForeignKey) -> str:
    """What a foreign key refers to, as messages name it."""
    columns = f" ({', '.join(key.target_columns)})" if isinstance(key.target_columns, tuple) else ""
    return f"`{key.target}{columns}`"


Compute = Callable[[], "tuple[FileEdit, ...] | None"]


def safe(title: str, compute: Compute) -> Fix:
    """A fix of the models that loses nothing the user wrote, or only what the database forces to be otherwise."""
    return Fix(title, Side.MODELS, Applicability.SAFE, compute)


def unsafe(title: str, compute: Compute) -> Fix:
    """A fix of the models that removes something the user wrote."""
    return Fix(title, Side.MODELS, Applicability.UNSAFE, compute)


def schema_safe(title: str, compute: Compute) -> Fix:
    """A fix of the Prisma schema that only adds to it."""
    return Fix(title, Side.PRISMA, Applicability.SAFE, compute)


def schema_unsafe(title: str, compute: Compute) -> Fix:
    """A fix of the Prisma schema that removes or overwrites something the user wrote."""
    return Fix(title, Side.PRISMA, Applicability.UNSAFE, compute)
