"""Rule relationship-cardinality."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.compare.relations import RelationPair, pair_relations
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import unsafe
from prismalchemy.schema import UNKNOWN, RelationKind

_WHAT = {
    RelationKind.OWNING: "one object, by this table's foreign key",
    RelationKind.ONE: "at most one object",
    RelationKind.MANY: "a list",
    RelationKind.MANY_TO_MANY: "a list, through a join table",
}

_GIVES = {
    RelationKind.OWNING: "one object",
    RelationKind.ONE: "one object",
    RelationKind.MANY: "a list",
    RelationKind.MANY_TO_MANY: "a list",
}


class RelationshipCardinality(Rule):
    """A `relationship()` gives one object where the Prisma schema has a list, or a list where it has one object.

    A one-to-one relation needs `uselist=False`, or an annotation without `list`, on the side without the foreign key;
    otherwise code that follows the schema gets a list. Where the relation is one-to-many and the relationship has
    `uselist=False`, SQLAlchemy hands out one of the objects and hides the rest. A self relation towards the parent
    needs `remote_side`, or it leads to the children.

    The fix gives the relationship the annotation (or `uselist=`) that the relation asks for. It is unsafe, since the
    code that uses the attribute as it is now has to follow. The attribute keeps its name.
    """

    name = "relationship-cardinality"
    summary = "A relationship() gives a list where there is one object, or the reverse."
    consequence = Consequence.CORRUPTS
    since = "0.1.0"
    valid = (
        Example(
            """
            model User {
              id      Int      @id @default(autoincrement())
              profile Profile?
            }

            model Profile {
              id     Int  @id @default(autoincrement())
              userId Int  @unique
              user   User @relation(fields: [userId], references: [id])
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                profile: Mapped["Profile | None"] = relationship(back_populates="user")


            class Profile(Base):
                __tablename__ = "Profile"

                id: Mapped[int] = mapped_column(primary_key=True)
                userId: Mapped[int] = mapped_column(
                    ForeignKey("User.id", ondelete="RESTRICT", onupdate="CASCADE"), unique=True
                )
                user: Mapped["User"] = relationship(back_populates="profile")
            """,
        ),
    )
    invalid = (
        Example(
            """
            model User {
              id      Int      @id @default(autoincrement())
              profile Profile?
            }

            model Profile {
              id     Int  @id @default(autoincrement())
              userId Int  @unique
              user   User @relation(fields: [userId], references: [id])
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                profiles: Mapped[list["Profile"]] = relationship(back_populates="user")


            class Profile(Base):
                __tablename__ = "Profile"

                id: Mapped[int] = mapped_column(primary_key=True)
                userId: Mapped[int] = mapped_column(
                    ForeignKey("User.id", ondelete="RESTRICT", onupdate="CASCADE"), unique=True
                )
                user: Mapped["User"] = relationship(back_populates="profiles")
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                profiles: Mapped["Profile | None"] = relationship(back_populates="user")


            class Profile(Base):
                __tablename__ = "Profile"

                id: Mapped[int] = mapped_column(primary_key=True)
                userId: Mapped[int] = mapped_column(
                    ForeignKey("User.id", ondelete="RESTRICT", onupdate="CASCADE"), unique=True
                )
                user: Mapped["User"] = relationship(back_populates="profiles")
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each relation whose kinds differ."""
        if pair.models.entity is None or not pair.prisma.relations:
            return
        for relations in pair_relations(pair, pairing.names).pairs:
            ours, theirs = relations
            if ours.kind is UNKNOWN or theirs.kind is UNKNOWN or ours.kind is theirs.kind:
                continue
            attribute = f"`{pair.models.entity}.{theirs.attribute}`"
            yield Divergence(
                self.name,
                self.consequence,
                pair.key,
                ours.attribute,
                f"{_effect(relations, attribute)}: relation `{ours.attribute}` of `{pair.key}` is {_WHAT[ours.kind]}; "
                f"in the model it is {_WHAT[theirs.kind]}",
                ours.name_origin or ours.origin,
                theirs.name_origin or theirs.origin,
                (pair, relations),
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Let the relationship give what the relation holds."""
        pair, relations = divergence.subject
        yield unsafe(
            f"Let `{relations.models.attribute}` give {_GIVES[relations.prisma.kind]}",
            lambda: context.models.replace_relation(pair.models, relations.models, pair.prisma, relations.prisma),
        )


def _effect(relations: RelationPair, attribute: str) -> str:
    ours, theirs = relations.prisma.kind, relations.models.kind
    if ours is RelationKind.ONE and theirs is RelationKind.MANY:
        return f"{attribute} gives a list"
    if ours is RelationKind.MANY and theirs is RelationKind.ONE:
        return f"{attribute} gives one object and hides the others"
    return f"{attribute} leads to the wrong objects"
