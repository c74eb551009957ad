"""Rule foreign-key-forbidden."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.rules.base import Divergence, Example, Rule
from prismalchemy.rules.support import listed


class ForeignKeyForbidden(Rule):
    """The models have foreign keys, and `relationMode = "prisma"` keeps them out of the database.

    With that mode Prisma's client holds relations together, and the database has no constraints at all: no row is
    refused and none deleted because of them. A database made from the models has them, and migrations made from the
    models would add them. SQLAlchemy needs `ForeignKey` (or `primaryjoin=`) to find how a relationship joins, so
    nothing is wrong with the queries.

    This is reported once, since there is one cause.

    Nothing mends it by itself: without the foreign keys each relationship would have to say its join in so many words.
    """

    name = "foreign-key-forbidden"
    summary = 'The models have foreign keys that relationMode = "prisma" keeps out of the database.'
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            datasource db {
              provider     = "mysql"
              relationMode = "prisma"
            }

            model User {
              id Int @id @default(autoincrement())
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
        ),
    )
    invalid = (
        Example(
            """
            datasource db {
              provider     = "mysql"
              relationMode = "prisma"
            }

            model User {
              id    Int    @id @default(autoincrement())
              posts Post[]
            }

            model Post {
              id       Int  @id @default(autoincrement())
              authorId Int
              author   User @relation(fields: [authorId], references: [id])

              @@index([authorId])
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                posts: Mapped[list["Post"]] = relationship(back_populates="author")


            class Post(Base):
                __tablename__ = "Post"
                __table_args__ = (Index("Post_authorId_idx", "authorId"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column(ForeignKey("User.id"))
                author: Mapped["User"] = relationship(back_populates="posts")
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """At most one divergence."""
        if pairing.names.foreign_keys:
            return
        extra = [
            (pair, key)
            for pair in pairing.all_tables
            if not pair.is_view
            for key in pair.foreign_keys(pairing.names).extra
        ]
        if not extra:
            return
        pair, key = extra[0]
        count = "a foreign key" if len(extra) == 1 else f"{len(extra)} foreign keys"
        first = f"of {listed(key.columns)} in table `{pair.key}`" + ("" if len(extra) == 1 else ", and others")
        yield Divergence(
            self.name,
            self.consequence,
            pair.key if len(extra) == 1 else None,
            None,
            f'A database made from the models has {count} that Prisma\'s has not: relationMode = "prisma" keeps them '
            f"out ({first})",
            pair.prisma.name_origin or pair.prisma.origin,
            key.origin or pair.models.name_origin,
        )
