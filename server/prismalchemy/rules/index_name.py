"""Rule index-name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.naming_convention import by_convention, convention
from prismalchemy.rules.support import column_list, safe, schema_unsafe, single
from prismalchemy.schema import Index


class IndexName(Rule):
    """An index or a unique has another name.

    Prisma calls an index `Post_authorId_idx` and a unique `User_email_key`, unless `map:` says otherwise. `index=True`
    makes `ix_Post_authorId`. Names matter to migrations made from the models only, so the rule is off where Prisma
    migrates. Names that the database or a naming convention chooses are not compared.

    The fix writes the name. It is safe: the index stays the same.
    """

    name = "index-name"
    summary = "An index has another name."
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
                __table_args__ = (Index("Post_authorId_idx", "authorId"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column()
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
                __table_args__ = (Index("post_author", "authorId"),)

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

              @@index([authorId], map: "post_author")
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each index whose name is known on both sides and differs."""
        for ours, theirs in pair.indexes.pairs:
            if not isinstance(ours.name, str) or not isinstance(theirs.name, str) or ours.name == theirs.name:
                continue
            if ours.unique == theirs.unique:
                yield Divergence(
                    self.name,
                    self.consequence,
                    pair.key,
                    single(ours.column_names),
                    f"Migrations made from the models would make the index on {column_list(ours)} of table "
                    f"`{pair.key}` anew: it is called `{ours.name}` in the database, `{theirs.name}` in the model",
                    ours.origin or pair.prisma.name_origin,
                    theirs.origin or pair.models.name_origin,
                    (pair, ours, theirs),
                    convention(
                        "uniques" if ours.unique else "indexes", theirs.name, pair.models.name, _columns(theirs)
                    ),
                )

    def merge(self, divergences: Sequence[Divergence]) -> Sequence[Divergence]:
        """Many names of one pattern come from a naming convention."""
        return by_convention(divergences)

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Write the name."""
        pair, ours, theirs = divergence.subject
        yield safe(f"Call the index `{ours.name}`", lambda: context.models.replace_index(pair.models, theirs, ours))

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Map the index of the Prisma schema to the models' name."""
        pair, ours, theirs = divergence.subject
        yield schema_unsafe(
            f"Map the index on {column_list(ours)} to `{theirs.name}` in the Prisma schema",
            lambda: context.prisma.replace_index(pair.prisma, ours, theirs),
        )


def _columns(index: Index) -> tuple[str, ...]:
    return index.column_names if isinstance(index.column_names, tuple) else ()
