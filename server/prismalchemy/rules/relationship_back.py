"""Rule relationship-back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.compare.relations import RelationPair, opposite, pair_relations
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import safe


class RelationshipBack(Rule):
    """The two ends of a relation do not know of each other.

    Each `relationship()` is there, but neither names the other in `back_populates`. What is assigned to one end is not
    seen at the other until it is loaded again, and SQLAlchemy warns that both write the same column.

    Relationships with `overlaps`, `viewonly`, `backref` or a `primaryjoin` of their own are left out.

    The fix writes `back_populates` at both ends. It is safe, since it only adds.
    """

    name = "relationship-back"
    summary = "The two relationships of a relation do not name each other."
    consequence = Consequence.CONVENTION
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
              authorId Int?
              author   User? @relation(fields: [authorId], references: [id], onDelete: SetNull)
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
                authorId: Mapped[int | None] = mapped_column(
                    ForeignKey("User.id", ondelete="SET NULL", onupdate="CASCADE")
                )
                author: Mapped["User | None"] = relationship(back_populates="posts")
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
              authorId Int?
              author   User? @relation(fields: [authorId], references: [id], onDelete: SetNull)
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                posts: Mapped[list["Post"]] = relationship()


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int | None] = mapped_column(
                    ForeignKey("User.id", ondelete="SET NULL", onupdate="CASCADE")
                )
                author: Mapped["User | None"] = relationship()
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                posts: Mapped[list["Post"]] = relationship(back_populates="author")


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int | None] = mapped_column(
                    ForeignKey("User.id", ondelete="SET NULL", onupdate="CASCADE")
                )
                author: Mapped["User | None"] = relationship(back_populates="posts")
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each relation whose ends do not know of each other."""
        for pair in pairing.all_tables:
            for relations in lone_relations(pair, pairing):
                other = opposite(relations, pairing)
                if other is None or other[1].models.alone is not True or other[1].models is relations.models:
                    continue
                far, there = other
                if not _comes_first(pair, relations, far, there):
                    continue
                here_name = f"{pair.models.entity}.{relations.models.attribute}"
                there_name = f"{far.models.entity}.{there.models.attribute}"
                yield Divergence(
                    self.name,
                    self.consequence,
                    pair.key,
                    relations.prisma.attribute,
                    f"`{here_name}` does not see what is assigned to `{there_name}` until it is loaded again, and "
                    "SQLAlchemy warns of it: neither names the other in back_populates",
                    relations.prisma.name_origin or relations.prisma.origin,
                    relations.models.name_origin or relations.models.origin,
                    (relations.models, there.models),
                )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Let both know of each other."""
        here, there = divergence.subject
        yield safe(
            f"Connect `{here.attribute}` and `{there.attribute}` with back_populates",
            lambda: context.models.connect_relations(here, there),
        )


def lone_relations(pair: TablePair, pairing: Pairing) -> tuple[RelationPair, ...]:
    """The relations of a table whose relationship names no other; worked out once for a pair."""
    known = pair.memo.get("lone relations")
    if known is None or known[0] is not pairing.names:
        found: tuple[RelationPair, ...] = ()
        if pair.models.entity is not None and any(relation.alone is True for relation in pair.models.relations):
            found = tuple(item for item in pair_relations(pair, pairing.names).pairs if item.models.alone is True)
        known = pair.memo["lone relations"] = pairing.names, found
    return cast("tuple[RelationPair, ...]", known[1])


def _comes_first(pair: TablePair, relations: RelationPair, far: TablePair, there: RelationPair) -> bool:
    """Whether a relation is reported at this end: at the one that comes first by name, so that it is reported once."""
    return (str(pair.key), relations.prisma.attribute) <= (str(far.key), there.prisma.attribute)
