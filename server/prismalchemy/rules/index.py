"""Rule index."""

from __future__ import annotations

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Example
from prismalchemy.rules.indexed import IndexRule


class Index(IndexRule):
    """An index or a unique on the same columns has them in another order, or sorted otherwise.

    Queries give the same results; but an index serves queries by its first columns, so one made from the models may
    serve other queries than the one that the database has. Alembic sees it, and would make the index anew.

    An index that is missing, that is unique on one side only, of another method, operator class or predicate has rules
    of its own; one that differs in several ways is one finding.

    The fix writes the index as the Prisma schema has it. It is safe: the database leaves no choice. It is unsafe where
    the model's index is partial, since the Prisma schema may not say so.
    """

    name = "index"
    summary = "An index has its columns in another order, or sorted otherwise."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    aspect = "columns"
    valid = (
        Example(
            """
            model Event {
              id   Int      @id @default(autoincrement())
              at   DateTime
              data Json

              @@index([at(sort: Desc)])
              @@index([data], type: Gin)
            }
            """,
            """
            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                at: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3))
                data: Mapped[dict[str, Any]] = mapped_column(JSONB)

                __table_args__ = (
                    Index("Event_at_idx", at.desc()),
                    Index("Event_data_idx", "data", postgresql_using="gin"),
                )
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Event {
              id   Int    @id @default(autoincrement())
              kind String
              day  Int

              @@index([kind, day])
            }
            """,
            """
            class Event(Base):
                __tablename__ = "Event"
                __table_args__ = (Index("Event_kind_day_idx", "day", "kind"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                kind: Mapped[str] = mapped_column(Text)
                day: Mapped[int] = mapped_column()
            """,
            """
            class Event(Base):
                __tablename__ = "Event"
                __table_args__ = (Index("Event_kind_day_idx", "kind", "day"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                kind: Mapped[str] = mapped_column(Text)
                day: Mapped[int] = mapped_column()
            """,
            fixed_schema="""
            model Event {
              id   Int    @id @default(autoincrement())
              kind String
              day  Int

              @@index([day, kind], map: "Event_kind_day_idx")
            }
            """,
        ),
    )
