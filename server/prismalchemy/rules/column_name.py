"""Rule column-name."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, on_column, safe, schema_unsafe

_IGNORE_CASE = frozenset({"sqlite", "mysql", "mssql"})
"""Databases that find a column whatever the case of its name."""


class ColumnName(Rule):
    """A column is spelt otherwise in the class: the names differ by case and underscores only.

    Prisma calls a column as its field is called, unless `@map` says otherwise: `createdAt` is the column `"createdAt"`,
    not `created_at`. Every query on the class fails. Where the database ignores case (SQLite, MySQL, SQL Server), a
    difference in case alone only concerns migrations.

    The fix gives the column's name to `mapped_column`. It is safe: the attribute keeps its name, so no code changes.
    """

    name = "column-name"
    summary = "A column's name differs by case or underscores."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Session {
              id        Int    @id @default(autoincrement())
              userAgent String
              ipAddress String @map("ip_address")
            }
            """,
            """
            class Session(Base):
                __tablename__ = "Session"

                id: Mapped[int] = mapped_column(primary_key=True)
                user_agent: Mapped[str] = mapped_column("userAgent", Text)
                ip_address: Mapped[str] = mapped_column(Text)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Session {
              id        Int    @id @default(autoincrement())
              userAgent String
            }
            """,
            """
            class Session(Base):
                __tablename__ = "Session"

                id: Mapped[int] = mapped_column(primary_key=True)
                user_agent: Mapped[str] = mapped_column(Text)
            """,
            """
            class Session(Base):
                __tablename__ = "Session"

                id: Mapped[int] = mapped_column(primary_key=True)
                user_agent: Mapped[str] = mapped_column("userAgent", Text)
            """,
            fixed_schema="""
            model Session {
              id        Int    @id @default(autoincrement())
              userAgent String @map("user_agent")
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column that is spelt otherwise."""
        for columns in pair.near_columns:
            ours, theirs = columns.prisma.name, columns.models.name
            harmless = pairing.dialect in _IGNORE_CASE and ours.lower() == theirs.lower()
            effect = "Migrations would rename a column" if harmless else f"Every query on {class_of(pair.models)} fails"
            yield on_column(
                self.name,
                Consequence.MIGRATES if harmless else Consequence.FAILS,
                pair,
                columns,
                f"{effect}: the column is called `{ours}` in table `{pair.key}`, not `{theirs}`",
                "name",
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Give the column its name."""
        pair, columns = divergence.subject
        yield safe(
            f"Name the column `{columns.prisma.name}`",
            lambda: context.models.rename_column(pair.models, columns.models, columns.prisma.name),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Map the Prisma field to the models' column."""
        pair, columns = divergence.subject
        yield schema_unsafe(
            f"Map field `{columns.prisma.attribute}` to column `{columns.models.name}`",
            lambda: context.prisma.rename_column(pair.prisma, columns.prisma, columns.models.name),
        )
