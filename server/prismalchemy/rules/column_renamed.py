"""Rule column-renamed."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, on_column, schema_unsafe, unsafe


class ColumnRenamed(Rule):
    """A column has another name in the class, and seems to have been renamed.

    A column that the class lacks and one that the table lacks are taken for one column if they have the same type,
    refer to the same table if they refer to any, have similar names, and neither side leaves another choice. Every
    query on the class fails, as there is no such column.

    The fix gives the column its name in the database; the attribute keeps its own, so no code changes. It is unsafe:
    that both are one column is a guess.
    """

    name = "column-renamed"
    summary = "A column seems to have been renamed on one side."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Contact {
              id           Int    @id @default(autoincrement())
              emailAddress String @map("email")
            }
            """,
            """
            class Contact(Base):
                __tablename__ = "Contact"

                id: Mapped[int] = mapped_column(primary_key=True)
                email_address: Mapped[str] = mapped_column("email", Text)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Contact {
              id           Int    @id @default(autoincrement())
              emailAddress String
            }
            """,
            """
            class Contact(Base):
                __tablename__ = "Contact"

                id: Mapped[int] = mapped_column(primary_key=True)
                email: Mapped[str] = mapped_column(Text)
            """,
            """
            class Contact(Base):
                __tablename__ = "Contact"

                id: Mapped[int] = mapped_column(primary_key=True)
                email: Mapped[str] = mapped_column("emailAddress", Text)
            """,
            fixed_schema="""
            model Contact {
              id           Int    @id @default(autoincrement())
              emailAddress String @map("email")
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column that seems to have been renamed."""
        for columns in pair.renamed_columns:
            ours, theirs = columns.prisma.name, columns.models.name
            yield on_column(
                self.name,
                self.consequence,
                pair,
                columns,
                f"Every query on {class_of(pair.models)} fails: table `{pair.key}` has no column `{theirs}`; it has "
                f"`{ours}`, which the class lacks and which may be the same",
                "name",
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Give the column its name in the database."""
        pair, columns = divergence.subject
        yield unsafe(
            f"Rename column `{columns.models.name}` to `{columns.prisma.name}`",
            lambda: context.models.rename_column(pair.models, columns.models, columns.prisma.name),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Map the Prisma field to the models' column."""
        pair, columns = divergence.subject
        yield schema_unsafe(
            f"Map field `{columns.prisma.attribute}` to column `{columns.models.name}`",
            lambda: context.prisma.rename_column(pair.prisma, columns.prisma, columns.models.name),
        )
