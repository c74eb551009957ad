"""Rule join-table."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.compare.relations import RelationPair, pair_relations
from prismalchemy.rules.base import Divergence, Example, Rule
from prismalchemy.schema import RelationKind, Table, TableKey


class JoinTable(Rule):
    """A many-to-many relationship goes through a table that the database does not have.

    Prisma holds an implicit many-to-many relation in a table of its own, called `_AToB` after the two models (or
    `_RelationName`), with columns `A` and `B`. Every query through a `relationship(secondary=...)` that names another
    table fails.

    There is no fix: an association table and all that refers to its columns must be written anew.
    """

    name = "join-table"
    summary = "A many-to-many relationship uses an association table that the database does not have."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Post {
              id   Int   @id @default(autoincrement())
              tags Tag[]
            }

            model Tag {
              id    Int    @id @default(autoincrement())
              posts Post[]
            }
            """,
            """
            post_tags = Table(
                "_PostToTag",
                Base.metadata,
                Column("A", ForeignKey("Post.id", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True),
                Column("B", ForeignKey("Tag.id", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True),
                Index("_PostToTag_B_index", "B"),
            )


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                tags: Mapped[list["Tag"]] = relationship(secondary=post_tags, back_populates="posts")


            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)
                posts: Mapped[list["Post"]] = relationship(secondary=post_tags, back_populates="tags")
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Post {
              id   Int   @id @default(autoincrement())
              tags Tag[]
            }

            model Tag {
              id    Int    @id @default(autoincrement())
              posts Post[]
            }
            """,
            """
            post_tags = Table(
                "post_tags",
                Base.metadata,
                Column("post_id", ForeignKey("Post.id"), primary_key=True),
                Column("tag_id", ForeignKey("Tag.id"), primary_key=True),
            )


            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                tags: Mapped[list["Tag"]] = relationship(secondary=post_tags, back_populates="posts")


            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)
                posts: Mapped[list["Post"]] = relationship(secondary=post_tags, back_populates="tags")
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each association table that stands where Prisma has a join table."""
        for key, (pair, relations) in join_tables_elsewhere(pairing).items():
            table = association_table(pairing, key)
            place = relations.models.name_origin or relations.models.origin
            if table is not None:
                place = table.table_name_origin or table.name_origin or table.origin or place
            yield Divergence(
                self.name,
                self.consequence,
                key,
                None,
                f"Queries through `{pair.models.entity}.{relations.models.attribute}` fail: the database holds this "
                f"relation in table `{relations.prisma.join_table}` (columns `A` and `B`), not in `{key}`",
                relations.prisma.name_origin or relations.prisma.origin,
                place,
                relations,
            )


def join_tables_elsewhere(pairing: Pairing) -> dict[TableKey, tuple[TablePair, RelationPair]]:
    """Association tables that the models have in place of a join table of Prisma's, with the relation that needs it."""
    if not pairing.only_models:
        return {}
    found: dict[TableKey, tuple[TablePair, RelationPair]] = {}
    for pair in pairing.all_tables:
        if not any(relation.kind is RelationKind.MANY_TO_MANY for relation in pair.prisma.relations):
            continue
        for relations in pair_relations(pair, pairing.names).other_join_tables:
            key = relations.models.join_table
            if isinstance(key, TableKey):
                found.setdefault(pairing.names.canonical(key), (pair, relations))
    return found


def association_table(pairing: Pairing, key: TableKey) -> Table | None:
    """The models' table with this canonical key."""
    return next((table for table in pairing.only_models if pairing.names.canonical(table.key) == key), None)
