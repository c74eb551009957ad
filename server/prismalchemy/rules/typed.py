"""What the rules about column types share: one comparison of all types of a table, of which each rule takes its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar, cast

from prismalchemy.compare import Aspect, ColumnPair, Pairing, TablePair, TypeDifference, compare_types
from prismalchemy.compare.ddl import spell
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Rule
from prismalchemy.rules.support import on_column, safe, schema_unsafe
from prismalchemy.schema import UNKNOWN

Differences = tuple[tuple[ColumnPair, TypeDifference], ...]


class TypeRule(Rule):
    """A rule about one aspect of the types of columns. Subclasses say which."""

    aspect: ClassVar[Aspect]

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column whose type differs in this aspect."""
        for columns, difference in type_differences(pair, pairing):
            if difference.aspect == self.aspect:
                yield self.found(pair, columns, difference)

    def found(self, pair: TablePair, columns: ColumnPair, difference: TypeDifference) -> Divergence:
        """The divergence about one column."""
        effect = difference.effect[0].upper() + difference.effect[1:]
        found = on_column(
            self.name,
            difference.consequence,
            pair,
            columns,
            f"{effect}: column `{columns.prisma.name}` of table `{pair.key}` is {difference.prisma} in the database, "
            f"{difference.models} in the model",
            "type",
        )
        return replace(found, mild=True) if difference.mild else found

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the type."""
        pair, columns = divergence.subject
        yield safe(
            f"Set the type of `{columns.prisma.name}` as in the Prisma schema",
            lambda: context.models.set_type(pair.models, columns.models, columns.prisma),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the type of the Prisma field; not to one that the database has not (MySQL: VARCHAR without length)."""
        pair, columns = divergence.subject
        if spell(columns.models.type.type, context.pairing.dialect) is None:
            return
        yield schema_unsafe(
            f"Set the type of field `{columns.prisma.attribute}` as in the model",
            lambda: context.prisma.set_type(pair.prisma, columns.prisma, columns.models),
        )


def type_differences(pair: TablePair, pairing: Pairing) -> Differences:
    """The columns of a table whose types differ, compared once for all rules."""
    key = f"types of {pairing.dialect}"
    known = pair.memo.get(key)
    if known is None:
        found = (
            (columns, compare_types(columns.prisma.type, columns.models.type, pairing.dialect))
            for columns in pair.all_columns
            if columns.prisma.type is not UNKNOWN and columns.models.type is not UNKNOWN
        )
        known = pairing.names, tuple((columns, difference) for columns, difference in found if difference is not None)
        pair.memo[key] = known
    return cast("Differences", known[1])
