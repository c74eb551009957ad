"""Rule foreign-key."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, ForeignKeyPair, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, listed, model_of, references, safe, schema_safe, single
from prismalchemy.schema import UNKNOWN, RelationKind
from prismalchemy.schema import ForeignKey as Key


class ForeignKey(Rule):
    """A foreign key is on one side only, or refers to something else.

    The database enforces its own foreign keys whatever the model says, so a missing one and an additional one only
    concern migrations made from the models. With `relationMode = "prisma"` the database has no foreign keys at all,
    which a rule of its own reports once.

    One that refers to another table or column **corrupts** where a `relationship()` follows it: SQLAlchemy joins by
    it, and loads the wrong rows or none.

    Foreign keys are compared by their columns, never by name. What they do on DELETE and UPDATE has rules of its own.

    The fix adds the foreign key, or writes it as the Prisma schema has it. It is safe: the database leaves no choice.
    """

    name = "foreign-key"
    summary = "A foreign key is missing, additional, or refers to something else."
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
              author   User @relation(fields: [authorId], references: [id])
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                posts: Mapped[list["Post"]] = relationship(back_populates="author")


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column(ForeignKey("User.id", ondelete="RESTRICT", onupdate="CASCADE"))
                author: Mapped["User"] = relationship(back_populates="posts")
            """,
        ),
    )
    invalid = (
        Example(
            """
            model User {
              id    Int    @id @default(autoincrement())
              email String @unique
              posts Post[]
            }

            model Post {
              id     Int    @id @default(autoincrement())
              author String
              user   User   @relation(fields: [author], references: [email])
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                email: Mapped[str] = mapped_column(Text, unique=True)
                posts: Mapped[list["Post"]] = relationship(back_populates="user")


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                author: Mapped[str] = mapped_column(
                    Text, ForeignKey("User.id", ondelete="RESTRICT", onupdate="CASCADE")
                )
                user: Mapped["User"] = relationship(back_populates="posts")
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                email: Mapped[str] = mapped_column(Text, unique=True)
                posts: Mapped[list["Post"]] = relationship(back_populates="user")


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                author: Mapped[str] = mapped_column(
                    Text, ForeignKey("User.email", ondelete="RESTRICT", onupdate="CASCADE")
                )
                user: Mapped["User"] = relationship(back_populates="posts")
            """,
        ),
        Example(
            """
            model User {
              id Int @id @default(autoincrement())
            }

            model Post {
              id       Int @id @default(autoincrement())
              authorId Int
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                posts: Mapped[list["Post"]] = relationship(back_populates="author")


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column(
                    ForeignKey("User.id", ondelete="RESTRICT", onupdate="CASCADE")
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
              author   User @relation(fields: [authorId], references: [id])
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each foreign key that differs."""
        if pair.is_view:
            return
        keys = pair.foreign_keys(pairing.names)
        for key in keys.missing:
            yield self._found(
                pair,
                Consequence.MIGRATES,
                f"Migrations made from the models would drop the foreign key of {listed(key.columns)} in table "
                f"`{pair.key}` to {references(key)}: {class_of(pair.models)} does not have it",
                (key, None),
            )
        for key in keys.extra if pairing.names.foreign_keys else ():
            yield self._found(
                pair,
                Consequence.MIGRATES,
                f"Migrations made from the models would add a foreign key of {listed(key.columns)} in table "
                f"`{pair.key}` to {references(key)}: the database has none there",
                (None, key),
            )
        for keys_of_both in keys.pairs:
            if keys_of_both.same_target:
                continue
            ours, theirs, _ = keys_of_both
            followed = _is_followed(pair, keys_of_both)
            effect = (
                "Relationships load the wrong rows" if followed else "Migrations made from the models would change it"
            )
            yield self._found(
                pair,
                Consequence.CORRUPTS if followed else Consequence.MIGRATES,
                f"{effect}: the foreign key of {listed(ours.columns)} in table `{pair.key}` refers to "
                f"{references(ours)} in the database, to {references(theirs)} in the model",
                (ours, theirs),
            )

    def _found(
        self, pair: TablePair, consequence: Consequence, message: str, keys: tuple[Key | None, Key | None]
    ) -> Divergence:
        ours, theirs = keys
        key = ours or theirs
        assert key is not None
        columns = pair.both.get(pair.prisma_names(key.columns)[0])
        on_prisma = columns.prisma.place("foreign_key") if columns else pair.prisma.name_origin
        on_models = columns.models.place("foreign_key") if columns else pair.models.name_origin
        return Divergence(
            self.name,
            consequence,
            pair.key,
            single(pair.prisma_names(key.columns)),
            message,
            (ours.origin if ours else None) or on_prisma,
            (theirs.origin if theirs else None) or on_models,
            (pair, ours, theirs),
        )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the foreign key, or write it as Prisma's."""
        pair, ours, theirs = divergence.subject
        if ours is None:
            return
        if theirs is None:
            yield safe(
                f"Add the foreign key of {listed(ours.columns)}",
                lambda: context.models.add_foreign_key(pair.models, ours),
            )
        else:
            yield safe(
                f"Let {listed(ours.columns)} refer to {references(ours)}",
                lambda: context.models.replace_foreign_key(pair.models, theirs, ours),
            )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the relation to the Prisma schema."""
        pair, ours, theirs = divergence.subject
        if ours is None and context.pairing.names.foreign_keys:
            yield schema_safe(
                f"Add the relation of {listed(theirs.columns)} to {model_of(pair.prisma)}",
                lambda: context.prisma.add_foreign_key(pair.prisma, pair.models, theirs),
            )


def _is_followed(pair: TablePair, keys: ForeignKeyPair) -> bool:
    """Whether a relationship of the class joins by this foreign key."""
    return any(
        relation.kind is RelationKind.OWNING
        and relation.columns is not UNKNOWN
        and set(relation.columns) == set(keys.models.columns)
        and relation.target == keys.models.target
        for relation in pair.models.relations
    )
