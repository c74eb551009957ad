"""Rule table-renamed."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.compare.names import fold
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, model_of, schema_unsafe, unsafe
from prismalchemy.schema import Table


class TableRenamed(Rule):
    """A table has another name in the models, and seems to have been renamed.

    A table that no class maps and a class whose table does not exist are taken for one table if the model and the
    class are called alike, or the names differ in number only (`user`, `users`), and most columns are the same. Half of
    the columns are enough where three of them, the key apart, are in no other table: `createdAt` says nothing. Every
    query on the class fails, as there is no such table.

    The fix sets the table's name; the class keeps its own. It is unsafe: that both are one table is a guess.
    """

    name = "table-renamed"
    summary = "A table seems to have been renamed on one side."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Invoice {
              id     Int    @id @default(autoincrement())
              number String
              total  Int

              @@map("invoices")
            }
            """,
            """
            class Invoice(Base):
                __tablename__ = "invoices"

                id: Mapped[int] = mapped_column(primary_key=True)
                number: Mapped[str] = mapped_column(Text)
                total: Mapped[int] = mapped_column()
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Invoice {
              id     Int    @id @default(autoincrement())
              number String
              total  Int

              @@map("customer_invoice")
            }
            """,
            """
            class Invoice(Base):
                __tablename__ = "invoices"

                id: Mapped[int] = mapped_column(primary_key=True)
                number: Mapped[str] = mapped_column(Text)
                total: Mapped[int] = mapped_column()
            """,
            """
            class Invoice(Base):
                __tablename__ = "customer_invoice"

                id: Mapped[int] = mapped_column(primary_key=True)
                number: Mapped[str] = mapped_column(Text)
                total: Mapped[int] = mapped_column()
            """,
            fixed_schema="""
            model Invoice {
              id     Int    @id @default(autoincrement())
              number String
              total  Int

              @@map("invoices")
            }
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each table that seems to have been renamed."""
        for pair in pairing.renamed:
            ours, theirs = pair.prisma, pair.models
            yield Divergence(
                self.name,
                self.consequence,
                pair.key,
                None,
                f"Every query on {class_of(theirs)} fails: there is no table `{theirs.key}` in the database, and "
                f"`{ours.key}`, which no class maps, has {_shared(ours, theirs)}",
                ours.table_name_origin or ours.name_origin or ours.origin,
                theirs.table_name_origin or theirs.name_origin or theirs.origin,
                pair,
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the table's name."""
        pair = divergence.subject
        yield unsafe(
            f"Rename table `{pair.models.name}` to `{pair.prisma.name}`",
            lambda: context.models.set_table_name(pair.models, pair.prisma),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Map the Prisma model to the models' table."""
        pair = divergence.subject
        yield schema_unsafe(
            f"Map {model_of(pair.prisma)} to table `{pair.models.name}`",
            lambda: context.prisma.set_table_name(pair.prisma, pair.models),
        )


def _shared(ours: Table, theirs: Table) -> str:
    """How many of the class's columns the table has."""
    columns, others = ({fold(column.name) for column in table.columns} for table in (ours, theirs))
    if columns == others:
        return "the same columns"
    return f"{len(columns & others)} of its {len(others)} columns"
