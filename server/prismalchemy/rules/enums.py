"""What the rules about enums share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from prismalchemy.compare import ColumnPair, EnumPair, Pairing, TablePair
from prismalchemy.schema import UNKNOWN, TableKey


class EnumUse(NamedTuple):
    """A pair of enums with the one column that uses it; `table` and `column` are None where several do, or none."""

    enums: EnumPair
    table: TableKey | None
    column: str | None


def enum_uses(pairing: Pairing) -> Iterable[EnumUse]:
    """All pairs of enums that neither side has half-typed, with their columns."""
    columns: dict[int, list[tuple[TablePair, ColumnPair]]] = {}
    for pair in pairing.all_tables:
        if not pair.enums:
            continue
        for item in pair.all_columns:
            if item.models.type is not UNKNOWN and item.models.type.enum is not None:
                columns.setdefault(hash(item.models.type.enum), []).append((pair, item))
    for enums in pairing.enums:
        if enums.prisma.incomplete or enums.models.incomplete:
            continue
        used = columns.get(hash(enums.models), [])
        if len(used) == 1:
            yield EnumUse(enums, used[0][0].key, used[0][1].prisma.name)
        else:
            yield EnumUse(enums, None, None)
