"""Rule column-missing."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, model_of, needs_value, safe, schema_unsafe


class ColumnMissing(Rule):
    """A column that the table has is not in the class.

    If the column is NOT NULL and has no database default, every INSERT through SQLAlchemy fails: the statement does not
    mention the column, and the database has nothing to put there. (`@default(cuid())`, `@default(uuid())` and
    `@updatedAt` are no database defaults; Prisma's own client makes these values.)

    A column that is optional or has a database default only stays out of sight: the program cannot read or write it,
    and Alembic's autogenerate would drop it.

    Fields with `@ignore` are left out. Nothing is reported for a class that may inherit columns from a base which
    cannot be seen.

    The fix adds the column. It is safe, since it only adds.
    """

    name = "column-missing"
    summary = "A column of the table is not in the class."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model User {
              id    Int    @id @default(autoincrement())
              email String
              draft String @ignore
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                email: Mapped[str] = mapped_column(Text)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model User {
              id    Int    @id @default(autoincrement())
              email String
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                email: Mapped[str] = mapped_column(Text)
            """,
            fixed_schema="""
            model User {
              id Int @id @default(autoincrement())
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column that the class lacks."""
        for column in pair.only_prisma:
            where = f"column `{column.name}` of table `{pair.key}`"
            if not pair.is_view and needs_value(column):
                consequence = Consequence.FAILS
                message = (
                    f"INSERT fails: {where} is NOT NULL without a database default, and {class_of(pair.models)} does "
                    "not have it"
                )
            else:
                consequence = Consequence.MIGRATES
                cost = "" if pair.is_view else ", and Alembic would drop it"
                message = f"The Python program cannot see {where}{cost}: {class_of(pair.models)} does not have it"
            yield Divergence(
                self.name,
                consequence,
                pair.key,
                column.name,
                message,
                column.name_origin or column.origin,
                pair.models.name_origin or pair.models.origin,
                (pair, column),
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the column."""
        pair, column = divergence.subject
        yield safe(
            f"Add column `{column.name}` to {class_of(pair.models)}",
            lambda: context.models.add_column(pair.models, pair.prisma, column),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Take the field out of the Prisma schema."""
        pair, column = divergence.subject
        yield schema_unsafe(
            f"Remove field `{column.attribute}` from {model_of(pair.prisma)}",
            lambda: context.prisma.remove_field(pair.prisma, column),
        )
