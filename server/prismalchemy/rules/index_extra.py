"""Rule index-extra."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, column_list, model_of, schema_safe, single, unsafe


class IndexExtra(Rule):
    """A class has an index that the table does not have.

    Migrations made from the models would add it. Indexes on expressions, which a Prisma schema cannot describe, are
    left out.

    The fix removes the index. It is unsafe: the index may be wanted, and the Prisma schema behind.
    """

    name = "index-extra"
    summary = "A class has an index that the table does not have."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
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
                __table_args__ = (Index("User_email_lower", func.lower(text("email"))),)

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
                email: Mapped[str] = mapped_column(Text, index=True)
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                email: Mapped[str] = mapped_column(Text)
            """,
            fixed_schema="""
            model User {
              id    Int    @id @default(autoincrement())
              email String

              @@index([email], map: "ix_User_email")
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each index that only the class has."""
        if pair.is_view:
            return
        for index in pair.indexes.extra:
            if index.unique:
                continue
            yield Divergence(
                self.name,
                self.consequence,
                pair.key,
                single(index.column_names),
                f"Migrations made from the models would add an index on {column_list(index)}, which "
                f"{class_of(pair.models)} has and table `{pair.key}` has not",
                pair.prisma.name_origin or pair.prisma.origin,
                index.origin or pair.models.name_origin,
                (pair, index),
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Remove the index."""
        pair, index = divergence.subject
        yield unsafe(
            f"Remove the index on {column_list(index)}", lambda: context.models.remove_index(pair.models, index)
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the index to the Prisma schema."""
        pair, index = divergence.subject
        yield schema_safe(
            f"Add the index on {column_list(index)} to {model_of(pair.prisma)}",
            lambda: context.prisma.add_index(pair.prisma, index),
        )
