"""Rule relationship-missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.compare.relations import pair_relations
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, safe
from prismalchemy.schema import UNKNOWN, Relation, RelationKind, TableKey

_MOST_NAMED = 4
_SINGLE = frozenset({RelationKind.OWNING, RelationKind.ONE})


class RelationshipMissing(Rule):
    """A relation field of the Prisma schema has no `relationship()`.

    Nothing fails; the program cannot follow the relation, and has to join by hand. Only relations between two mapped
    classes are looked at. They are compared by the foreign key or the join table that holds them, so the attribute may
    have any name. A one-to-one relation that shares its primary key may be joined-table inheritance, which needs no
    relationship, and is left out.

    A class that has no relationship at all was written so; what it cannot follow is reported once.

    The fix adds the relationship, or all of the class. It is safe, since it only adds.
    """

    name = "relationship-missing"
    summary = "A relation field has no relationship()."
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
              authorId Int
              author   User @relation(fields: [authorId], references: [id])
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                articles: Mapped[list["Post"]] = relationship(back_populates="written_by")


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column(ForeignKey("User.id", ondelete="RESTRICT", onupdate="CASCADE"))
                written_by: Mapped["User"] = relationship(back_populates="articles")
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


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                authorId: Mapped[int] = mapped_column(ForeignKey("User.id", ondelete="RESTRICT", onupdate="CASCADE"))
                author: Mapped["User"] = relationship()
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

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each relation that the class cannot follow."""
        if pair.models.entity is None or not pair.models_complete or not pair.prisma.relations:
            return
        names = pairing.names
        for relation in pair_relations(pair, names).missing:
            target = relation.target
            if relation.ignored or target is UNKNOWN or names.canonical(target) not in names.classes:
                continue
            if relation.kind is RelationKind.MANY_TO_MANY and _has_links(relation, pair, pairing):
                continue
            here, there = names.canonical(pair.key), names.canonical(target)
            if relation.kind in _SINGLE and not names.extended.isdisjoint({(here, there), (there, here)}):
                continue
            yield Divergence(
                self.name,
                self.consequence,
                pair.key,
                relation.attribute,
                f"The program cannot follow relation `{relation.attribute}` from `{pair.key}` to `{target}`: "
                f"{class_of(pair.models)} has no relationship for it",
                relation.name_origin or relation.origin,
                pair.models.name_origin or pair.models.origin,
                (pair, relation),
                cause=None if pair.models.relations else pair.key,
            )

    def merge(self, divergences: Sequence[Divergence]) -> Sequence[Divergence]:
        """Those of a class without relationships as one."""
        first = divergences[0]
        pair = first.subject[0]
        relations = tuple(divergence.subject[1] for divergence in divergences)
        listed = ", ".join(f"`{relation.attribute}`" for relation in relations[:_MOST_NAMED])
        if len(relations) > _MOST_NAMED:
            listed += f" and {len(relations) - _MOST_NAMED} more"
        message = (
            f"The program cannot follow any relation of `{pair.key}`: {class_of(pair.models)} has no relationship; "
            f"the schema has {listed}"
        )
        return (replace(first, message=message, subject=(pair, *relations)),)

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the relationship, or those that the class lacks."""
        pair, *relations = divergence.subject
        what = f"relationship `{relations[0].attribute}`" if len(relations) == 1 else f"{len(relations)} relationships"
        yield safe(
            f"Add {what} to {class_of(pair.models)}",
            lambda: context.models.add_relations(pair.models, pair.prisma, relations),
        )


def _has_links(relation: Relation, pair: TablePair, pairing: Pairing) -> bool:
    """Whether the class leads to the rows of the relation's join table, and by them to the other end."""
    targets = [other.target for other in pair.models.relations]
    return any(
        target is not UNKNOWN
        and isinstance(relation.join_table, TableKey)
        and pairing.names.are_same(relation.join_table, target)
        for target in targets
    )
