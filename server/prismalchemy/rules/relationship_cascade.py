"""Rule relationship-cascade."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.compare.relations import RelationPair, pair_relations
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, listed, safe
from prismalchemy.schema import UNKNOWN, ForeignKey, OnDelete, ReferentialAction, RelationKind

_FAR = (RelationKind.ONE, RelationKind.MANY)
_Touching = tuple[RelationPair, TablePair, ForeignKey]


class RelationshipCascade(Rule):
    """What a relationship does on DELETE contradicts the foreign key.

    A `relationship()` towards the many (or the one) that hold the foreign key sets that key to NULL when the parent is
    deleted, unless it says otherwise. Where the column is NOT NULL and the database would delete the rows (`onDelete:
    Cascade`), deleting the parent through SQLAlchemy **fails**. Say `passive_deletes="all"`, which leaves the rows to
    the database, or `cascade="all, delete-orphan"`.

    With `cascade="all, delete"` SQLAlchemy deletes rows that the database would keep (`onDelete: SetNull`); where it
    would refuse to delete the parent (`onDelete: Restrict`), the cascade may be what the program wants, and nothing is
    reported.

    The fix says `passive_deletes="all"`. It is safe, since deleting failed before. Where SQLAlchemy deletes too much,
    it is left to you.
    """

    name = "relationship-cascade"
    summary = "A relationship's cascade contradicts the foreign key's referential action."
    consequence = Consequence.FAILS
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
                authorId: Mapped[int] = mapped_column(ForeignKey("User.id", ondelete="CASCADE", onupdate="CASCADE"))
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
                posts: Mapped[list["Post"]] = relationship(back_populates="author")


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column(ForeignKey("User.id", ondelete="CASCADE", onupdate="CASCADE"))
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
                authorId: Mapped[int] = mapped_column(ForeignKey("User.id", ondelete="CASCADE", onupdate="CASCADE"))
                author: Mapped["User"] = relationship(back_populates="posts")
            """,
        ),
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
                posts: Mapped[list["Post"]] = relationship(back_populates="author", cascade="all, delete-orphan")


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
        """One divergence for each class that cannot be deleted from, and each relationship that deletes too much."""
        for pair in pairing.all_tables:
            touching = [
                (item, *found) for item in _deleting(pair, pairing) if (found := _key(item, pairing)) is not None
            ]
            clearing = [item for item in touching if _clears(*item)]
            if clearing:
                yield self._fails(pair, clearing)
            for relations, far, key in touching:
                if relations.models.on_delete is OnDelete.DELETE and key.on_delete is ReferentialAction.SET_NULL:
                    yield self._deletes(pair, relations, far)

    def _fails(self, pair: TablePair, clearing: list[_Touching]) -> Divergence:
        relations, far, key = clearing[0]
        name = pair.models.entity
        more = listed(tuple(item.models.attribute for item, _, _ in clearing[1:]))
        return Divergence(
            self.name,
            Consequence.FAILS,
            pair.key,
            None if more else relations.prisma.attribute,
            f"Deleting an object of {class_of(pair.models)} fails where it has rows in `{far.key}`: "
            f"`{name}.{relations.models.attribute}` sets {listed(key.columns)} to NULL, which is NOT NULL; the "
            f"database would delete the rows (ON DELETE CASCADE){f'; so do {more}' if more else ''}",
            relations.prisma.name_origin or relations.prisma.origin,
            relations.models.name_origin or relations.models.origin,
            tuple(item.models for item, _, _ in clearing),
        )

    def _deletes(self, pair: TablePair, relations: RelationPair, far: TablePair) -> Divergence:
        name = pair.models.entity
        return Divergence(
            self.name,
            Consequence.CORRUPTS,
            pair.key,
            relations.prisma.attribute,
            f"Deleting an object of {class_of(pair.models)} deletes its rows in `{far.key}`: "
            f"`{name}.{relations.models.attribute}` cascades, while the database keeps them (ON DELETE SET NULL)",
            relations.prisma.name_origin or relations.prisma.origin,
            relations.models.name_origin or relations.models.origin,
            (),
        )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Leave deleting to the database."""
        relations = divergence.subject
        if relations:
            names = listed(tuple(relation.attribute for relation in relations))
            yield safe(
                f"Let the database delete what {names} hold{'s' if len(relations) == 1 else ''}",
                lambda: context.models.let_database_delete(relations),
            )


def _deleting(pair: TablePair, pairing: Pairing) -> tuple[RelationPair, ...]:
    """The relations of a table whose relationship touches the other end on DELETE; worked out once for a pair."""
    known = pair.memo.get("deleting relations")
    if known is None or known[0] is not pairing.names:
        found: tuple[RelationPair, ...] = ()
        if pairing.names.foreign_keys and not pair.is_view and pair.models.entity is not None and pair.prisma.relations:
            found = tuple(
                item
                for item in pair_relations(pair, pairing.names).pairs
                if item.prisma.kind in _FAR
                and item.models.kind in _FAR
                and item.models.on_delete in (OnDelete.CLEAR, OnDelete.DELETE)
            )
        known = pair.memo["deleting relations"] = pairing.names, found
    return cast("tuple[RelationPair, ...]", known[1])


def _key(relations: RelationPair, pairing: Pairing) -> tuple[TablePair, ForeignKey] | None:
    """The table at the other end and the foreign key there that both sides have; None where there is none."""
    target, columns = relations.prisma.target, relations.prisma.columns
    far = None if target is UNKNOWN else pairing.by_key.get(pairing.names.canonical(target))
    if far is None or far.is_view or columns is UNKNOWN:
        return None
    for ours, theirs, same_target in far.foreign_keys(pairing.names).pairs:
        if ours.columns == columns and same_target and theirs.target is not UNKNOWN:
            return far, ours
    return None


def _clears(relations: RelationPair, far: TablePair, key: ForeignKey) -> bool:
    """Whether SQLAlchemy would set a required foreign key to NULL where the database deletes the row."""
    if relations.models.on_delete is not OnDelete.CLEAR or key.on_delete is not ReferentialAction.CASCADE:
        return False
    return all(name in far.both and far.both[name].prisma.nullable is False for name in key.columns)
