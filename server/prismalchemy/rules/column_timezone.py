"""Rule column-timezone."""

from __future__ import annotations

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Example
from prismalchemy.rules.typed import TypeRule


class ColumnTimezone(TypeRule):
    """A time has a time zone on one side only.

    Where the database has `TIMESTAMPTZ` and the model `DateTime()`, PostgreSQL takes what is written for a time of the
    session's time zone, and asyncpg refuses values that know their zone. Where the database has `TIMESTAMP`, Prisma's
    `DateTime` without `@db.Timestamptz`, and the model `DateTime(timezone=True)`, values come back without the time
    zone that the model promises, and comparing them with ones that have it raises TypeError.

    The fix sets the type. It is safe: the database leaves no choice.
    """

    name = "column-timezone"
    summary = "A time has a time zone on one side only."
    consequence = Consequence.CORRUPTS
    since = "0.1.0"
    aspect = "timezone"
    valid = (
        Example(
            """
            model Event {
              id    Int      @id @default(autoincrement())
              start DateTime @db.Timestamptz(3)
            }
            """,
            """
            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                start: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True, precision=3))
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Event {
              id    Int      @id @default(autoincrement())
              start DateTime
            }
            """,
            """
            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                start: Mapped[datetime] = mapped_column(DateTime(timezone=True))
            """,
            """
            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                start: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3))
            """,
            fixed_schema="""
            model Event {
              id    Int      @id @default(autoincrement())
              start DateTime @db.Timestamptz(6)
            }
            """,
        ),
    )
