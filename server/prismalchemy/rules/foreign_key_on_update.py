"""Rule foreign-key-on-update."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.actions import different_actions, replace_action, replace_schema_action
from prismalchemy.rules.base import Context, Divergence, Example, Rule


class ForeignKeyOnUpdate(Rule):
    """What happens to rows when the key they refer to is changed differs.

    The database does what the Prisma schema says: without `onUpdate`, CASCADE. A `ForeignKey` without `onupdate` is
    NO ACTION. Only migrations made from the models would change what the database does.

    The fix sets `onupdate=`. It is safe: the database leaves no choice.
    """

    name = "foreign-key-on-update"
    summary = "What a foreign key does on UPDATE differs."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            model User {
              id    Int    @id @default(autoincrement())
              posts Post[]
            }

            model Post {
              id       Int  @id @default(autoincrement())
              authorId Int
              author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                posts: Mapped[list["Post"]] = relationship(back_populates="author", passive_deletes="all")


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column(
                    ForeignKey("User.id", ondelete="CASCADE", onupdate="CASCADE")
                )
                author: Mapped["User"] = relationship(back_populates="posts")
            """,
        ),
    )
    invalid = (
        Example(
            """
            model User {
              id    Int    @id @default(autoincrement())
              posts Post[]
            }

            model Post {
              id       Int  @id @default(autoincrement())
              authorId Int
              author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                posts: Mapped[list["Post"]] = relationship(back_populates="author", passive_deletes="all")


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column(ForeignKey("User.id", ondelete="CASCADE"))
                author: Mapped["User"] = relationship(back_populates="posts")
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                posts: Mapped[list["Post"]] = relationship(back_populates="author", passive_deletes="all")


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column(
                    ForeignKey("User.id", ondelete="CASCADE", onupdate="CASCADE")
                )
                author: Mapped["User"] = relationship(back_populates="posts")
            """,
            fixed_schema="""
            model User {
              id    Int    @id @default(autoincrement())
              posts Post[]
            }

            model Post {
              id       Int  @id @default(autoincrement())
              authorId Int
              author   User @relation(fields: [authorId], references: [id], onDelete: Cascade, onUpdate: NoAction)
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each foreign key whose action on UPDATE differs."""
        return different_actions(self, pair, pairing, "UPDATE")

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the action."""
        return replace_action(divergence, context, "UPDATE")

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the action of the Prisma relation."""
        return replace_schema_action(divergence, context, "UPDATE")
