"""Rule index-without-columns."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import column_list, safe


class IndexWithoutColumns(Rule):
    """The first column of an index was taken for its name.

    The first argument of `Index` is the index's name: `Index("userId")` is an index called `userId` that covers no
    column. `create_all` and migrations fail on it, as `CREATE INDEX "userId" ON "Post" ()` is a syntax error.
    `Index("userId", "createdAt")` covers `createdAt` only. `UniqueConstraint` does take columns from the first
    argument on.

    The fix writes the index of the Prisma schema that was meant. It is safe: the written one has no effect.
    """

    name = "index-without-columns"
    summary = "An `Index` has a column's name in place of its own."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            model Post {
              id     Int @id @default(autoincrement())
              userId Int

              @@index([userId])
            }
            """,
            """
            class Post(Base):
                __tablename__ = "Post"
                __table_args__ = (Index("Post_userId_idx", "userId"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                userId: Mapped[int] = mapped_column()
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Post {
              id     Int @id @default(autoincrement())
              userId Int

              @@index([userId])
            }
            """,
            """
            class Post(Base):
                __tablename__ = "Post"
                __table_args__ = (Index("userId"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                userId: Mapped[int] = mapped_column()
            """,
            """
            class Post(Base):
                __tablename__ = "Post"
                __table_args__ = (Index("Post_userId_idx", "userId"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                userId: Mapped[int] = mapped_column()
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each such index."""
        for index, meant in pair.indexes.misnamed:
            covered = column_list(index) if index.column_names else ""
            effect = f"The index covers {covered} only" if covered else "`create_all` and migrations fail on this index"
            wish = f", while the database has one on {column_list(meant)}" if meant else ""
            yield Divergence(
                self.name,
                self.consequence,
                pair.key,
                None,
                f"{effect}: the first argument of `Index` is its name, not a column; `{index.name}` of table "
                f"`{pair.key}` covers {covered or 'no column'}{wish}",
                meant.origin if meant else None,
                index.origin or pair.models.name_origin,
                (pair, index, meant),
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Write the index that was meant."""
        pair, index, meant = divergence.subject
        if meant is not None:
            yield safe(
                f"Make it the index on {column_list(meant)}",
                lambda: context.models.replace_index(pair.models, index, meant),
            )
