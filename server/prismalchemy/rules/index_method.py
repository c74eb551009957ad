"""Rule index-method."""

from __future__ import annotations

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Example
from prismalchemy.rules.indexed import IndexRule


class IndexMethod(IndexRule):
    """An index is of another method: `gin`, `gist`, `hash`, … against `btree`.

    Queries give the same results; but only an index of the right method serves them: `@>` on JSONB needs `gin`. A
    database made from the models has the other one. Alembic's autogenerate does not look at it.

    The fix writes the index as the Prisma schema has it. It is safe: the database leaves no choice.
    """

    name = "index-method"
    summary = "An index is of another method."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    aspect = "method"
    valid = (
        Example(
            """
            model Doc {
              id   Int    @id @default(autoincrement())
              data Json
              kind String

              @@index([data], type: Gin)
            }
            """,
            """
            class Doc(Base):
                __tablename__ = "Doc"
                __table_args__ = (Index("Doc_data_idx", "data", postgresql_using="gin"),)

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

              @@index([data], type: Gin)
            }
            """,
            """
            class Doc(Base):
                __tablename__ = "Doc"
                __table_args__ = (Index("Doc_data_idx", "data"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                data: Mapped[Any] = mapped_column(JSONB)
                kind: Mapped[str] = mapped_column(Text)
            """,
            """
            class Doc(Base):
                __tablename__ = "Doc"
                __table_args__ = (Index("Doc_data_idx", "data", postgresql_using="gin"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                data: Mapped[Any] = mapped_column(JSONB)
                kind: Mapped[str] = mapped_column(Text)
            """,
            fixed_schema="""
            model Doc {
              id   Int    @id @default(autoincrement())
              data Json
              kind String

              @@index([data])
            }
            """,
        ),
    )
