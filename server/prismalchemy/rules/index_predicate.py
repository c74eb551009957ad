"""Rule index-predicate."""

from __future__ import annotations

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Example
from prismalchemy.rules.indexed import IndexRule


class IndexPredicate(IndexRule):
    """An index is partial on one side only.

    Queries give the same results, but a partial index serves only some of them, and a partial unique allows duplicates
    outside its predicate: a database made from the models accepts or refuses other rows than Prisma's. Two predicates
    are not compared, as the same one can be written in many ways.

    The Prisma schema cannot always say a predicate; where the database got it from a migration written by hand, the
    model is right, and the rule is to be ignored for this index.

    The fix writes the index as the Prisma schema has it. It is unsafe where it takes the predicate out.
    """

    name = "index-predicate"
    summary = "An index is partial on one side only."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    aspect = "predicate"
    valid = (
        Example(
            """
            model Doc {
              id   Int    @id @default(autoincrement())
              data Json
              kind String

              @@index([kind])
            }
            """,
            """
            class Doc(Base):
                __tablename__ = "Doc"
                __table_args__ = (Index("Doc_kind_idx", "kind"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                data: Mapped[Any] = mapped_column(JSONB)
                kind: Mapped[str] = mapped_column(Text)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Doc {
              id   Int    @id @default(autoincrement())
              data Json
              kind String

              @@index([kind])
            }
            """,
            """
            class Doc(Base):
                __tablename__ = "Doc"
                __table_args__ = (Index("Doc_kind_idx", "kind", postgresql_where=text("kind <> ''")),)

                id: Mapped[int] = mapped_column(primary_key=True)
                data: Mapped[Any] = mapped_column(JSONB)
                kind: Mapped[str] = mapped_column(Text)
            """,
            """
            class Doc(Base):
                __tablename__ = "Doc"
                __table_args__ = (Index("Doc_kind_idx", "kind"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                data: Mapped[Any] = mapped_column(JSONB)
                kind: Mapped[str] = mapped_column(Text)
            """,
        ),
        Example(
            """
            generator client {
              provider        = "prisma-client"
              previewFeatures = ["partialIndexes"]
            }

            model Doc {
              id   Int    @id @default(autoincrement())
              kind String

              @@index([kind], where: raw("kind <> ''"))
            }
            """,
            """
            class Doc(Base):
                __tablename__ = "Doc"
                __table_args__ = (Index("Doc_kind_idx", "kind"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                kind: Mapped[str] = mapped_column(Text)
            """,
            fixed_schema="""
            generator client {
              provider        = "prisma-client"
              previewFeatures = ["partialIndexes"]
            }

            model Doc {
              id   Int    @id @default(autoincrement())
              kind String

              @@index([kind])
            }
            """,
        ),
    )
