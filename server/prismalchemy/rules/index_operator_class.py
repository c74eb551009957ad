"""Rule index-operator-class."""

from __future__ import annotations

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Example
from prismalchemy.rules.indexed import IndexRule


class IndexOperatorClass(IndexRule):
    """A column of an index has another operator class.

    The operator class decides which operators an index serves, and how large it is: `jsonb_path_ops` serves `@>` only.
    A database made from the models has the other one.

    The fix writes the index as the Prisma schema has it. It is safe: the database leaves no choice.
    """

    name = "index-operator-class"
    summary = "A column of an index has another operator class."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    aspect = "operator class"
    valid = (
        Example(
            """
            model Doc {
              id   Int    @id @default(autoincrement())
              data Json
              kind String

              @@index([data(ops: JsonbPathOps)], type: Gin)
            }
            """,
            """
            class Doc(Base):
                __tablename__ = "Doc"
                __table_args__ = (
                    Index(
                        "Doc_data_idx",
                        "data",
                        postgresql_using="gin",
                        postgresql_ops={"data": "jsonb_path_ops"},
                    ),
                )

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

              @@index([data(ops: JsonbPathOps)], type: Gin)
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
            """
            class Doc(Base):
                __tablename__ = "Doc"
                __table_args__ = (
                    Index(
                        "Doc_data_idx",
                        "data",
                        postgresql_using="gin",
                        postgresql_ops={"data": "jsonb_path_ops"},
                    ),
                )

                id: Mapped[int] = mapped_column(primary_key=True)
                data: Mapped[Any] = mapped_column(JSONB)
                kind: Mapped[str] = mapped_column(Text)
            """,
            fixed_schema="""
            model Doc {
              id   Int    @id @default(autoincrement())
              data Json
              kind String

              @@index([data], type: Gin)
            }
            """,
        ),
    )
