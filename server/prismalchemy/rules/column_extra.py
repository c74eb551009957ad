"""Rule column-extra."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, model_of, schema_safe, unsafe


class ColumnExtra(Rule):
    """A class has a column that the table does not have.

    SQLAlchemy names every mapped column in every SELECT and INSERT, so all queries on the class fail.

    Relation fields of Prisma are no columns: `author User @relation(fields: [authorId], ...)` is the column `authorId`
    and a `relationship()`.

    The fix removes the column. It is unsafe: the column may be right, and the Prisma schema behind.
    """

    name = "column-extra"
    summary = "A class has a column that the table does not have."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model User {
              id   Int     @id @default(autoincrement())
              name String?
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                name: Mapped[str | None] = mapped_column(Text)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model User {
              id Int @id @default(autoincrement())
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                nickname: Mapped[str | None] = mapped_column(Text)
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
            fixed_schema="""
            model User {
              id       Int     @id @default(autoincrement())
              nickname String?
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column that only the class has."""
        for column in pair.only_models:
            yield Divergence(
                self.name,
                self.consequence,
                pair.key,
                column.name,
                f"Every SELECT of {class_of(pair.models)} fails: table `{pair.key}` has no column `{column.name}`",
                pair.prisma.name_origin or pair.prisma.origin,
                column.place("name"),
                (pair, column),
                column.origin,
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Remove the column."""
        pair, column = divergence.subject
        yield unsafe(
            f"Remove column `{column.name}` from {class_of(pair.models)}",
            lambda: context.models.remove_column(pair.models, column),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add a field for the column."""
        pair, column = divergence.subject
        yield schema_safe(
            f"Add a field for column `{column.name}` to {model_of(pair.prisma)}",
            lambda: context.prisma.add_field(pair.prisma, pair.models, column),
        )
