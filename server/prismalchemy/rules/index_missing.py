"""Rule index-missing."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, column_list, model_of, safe, schema_unsafe, single


class IndexMissing(Rule):
    """An index of the table is not in the class.

    The database uses it whatever the model says; but whoever makes migrations or test databases from the models loses
    it.

    The fix adds the index. It is safe, since the database has it already.
    """

    name = "index-missing"
    summary = "An index is not in the class."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            model Post {
              id       Int @id @default(autoincrement())
              authorId Int

              @@index([authorId])
            }
            """,
            """
            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column(index=True)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Post {
              id       Int @id @default(autoincrement())
              authorId Int

              @@index([authorId])
            }
            """,
            """
            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column()
            """,
            """
            class Post(Base):
                __tablename__ = "Post"
                __table_args__ = (Index("Post_authorId_idx", "authorId"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column()
            """,
            fixed_schema="""
            model Post {
              id       Int @id @default(autoincrement())
              authorId Int
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each index that the class lacks."""
        for index in pair.indexes.missing:
            if index.unique:
                continue
            yield Divergence(
                self.name,
                self.consequence,
                pair.key,
                single(index.column_names),
                f"Migrations made from the models would drop the index on {column_list(index)} of table `{pair.key}`: "
                f"{class_of(pair.models)} does not have it",
                index.origin or pair.prisma.name_origin,
                pair.models.name_origin or pair.models.origin,
                (pair, index),
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the index."""
        pair, index = divergence.subject
        yield safe(f"Add the index on {column_list(index)}", lambda: context.models.add_index(pair.models, index))

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Take the index out of the Prisma schema."""
        pair, index = divergence.subject
        yield schema_unsafe(
            f"Remove the index on {column_list(index)} from {model_of(pair.prisma)}",
            lambda: context.prisma.remove_index(pair.prisma, index),
        )
