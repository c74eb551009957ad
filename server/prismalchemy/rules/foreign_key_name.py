"""Rule foreign-key-name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.naming_convention import by_convention, convention
from prismalchemy.rules.support import listed, safe, schema_unsafe, single


class ForeignKeyName(Rule):
    """A foreign key has another name.

    Prisma calls a foreign key `Post_authorId_fkey`, unless `map:` says otherwise. A migration that names it as the
    model does (`op.drop_constraint`) does not find it. Names that the database chooses are not compared.

    The rule is off where Prisma migrates, and a hint where Alembic does, as its autogenerate does not compare names of
    foreign keys.

    The fix of the models says `name=`, that of the Prisma schema `map:`. SQLModel's `foreign_key=` takes no name.
    """

    name = "foreign-key-name"
    summary = "A foreign key has another name."
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
              author   User @relation(fields: [authorId], references: [id], map: "fk_post_author")
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
                    ForeignKey("User.id", name="fk_post_author", ondelete="RESTRICT", onupdate="CASCADE")
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
              author   User @relation(fields: [authorId], references: [id])
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
                    ForeignKey("User.id", name="fk_post_author", ondelete="RESTRICT", onupdate="CASCADE")
                )
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
                    ForeignKey(
                        "User.id", name="Post_authorId_fkey", ondelete="RESTRICT", onupdate="CASCADE"
                    )
                )
                author: Mapped["User"] = relationship(back_populates="posts")
            """,
            """
            model User {
              id    Int    @id @default(autoincrement())
              posts Post[]
            }

            model Post {
              id       Int  @id @default(autoincrement())
              authorId Int
              author   User @relation(fields: [authorId], references: [id], map: "fk_post_author")
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each foreign key whose name is known on both sides and differs."""
        if pair.is_view:
            return
        for ours, theirs, same_target in pair.foreign_keys(pairing.names).pairs:
            if not same_target or not isinstance(ours.name, str) or not isinstance(theirs.name, str):
                continue
            if ours.name == theirs.name:
                continue
            yield Divergence(
                self.name,
                self.consequence,
                pair.key,
                single(ours.columns),
                f"Migrations that name the foreign key of {listed(ours.columns)} in table `{pair.key}` do not find "
                f"it: it is called `{ours.name}` in the database, `{theirs.name}` in the model",
                ours.origin or pair.prisma.name_origin,
                theirs.origin or pair.models.name_origin,
                (pair, ours, theirs),
                convention("foreign keys", theirs.name, pair.models.name, theirs.columns),
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Write the name."""
        _, ours, theirs = divergence.subject
        yield safe(f"Call the foreign key `{ours.name}`", lambda: context.models.set_foreign_key_name(theirs, ours))

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Map the foreign key of the Prisma schema to the models' name."""
        pair, ours, theirs = divergence.subject
        if context.pairing.dialect == "sqlite":
            # Prisma refuses `map:` there.
            return
        yield schema_unsafe(
            f"Map the foreign key of {listed(ours.columns)} to `{theirs.name}` in the Prisma schema",
            lambda: context.prisma.set_foreign_key_name(pair.prisma, ours, theirs.name),
        )

    def merge(self, divergences: Sequence[Divergence]) -> Sequence[Divergence]:
        """Many names of one pattern come from a naming convention."""
        return by_convention(divergences)
