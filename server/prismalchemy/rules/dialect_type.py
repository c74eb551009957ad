"""Rule dialect-type."""

from __future__ import annotations

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Example, Rule
from prismalchemy.rules.typed import TypeRule


class DialectType(TypeRule):
    """A model has a type that the database does not know.

    `ARRAY` and the types of `sqlalchemy.dialects.postgresql` belong to PostgreSQL. On another database no table can be
    made from the model, or no value can be sent: drivers of SQLite and MySQL do not take lists.

    A generic type that SQLAlchemy spells for every database (`JSON`, `Uuid`), or `.with_variant(...)`, is no fault.

    The fix sets the type that the Prisma schema gives the column. It is safe: the database leaves no choice.
    """

    name = "dialect-type"
    summary = "A model has a type that the database does not know."
    consequence = Consequence.FAILS
    since = "0.1.0"
    aspect = "dialect"
    valid = (
        Example(
            """
            datasource db {
              provider = "mysql"
            }


            model Event {
              id   Int  @id @default(autoincrement())
              data Json
            }
            """,
            """
            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                data: Mapped[Any] = mapped_column(JSON)
            """,
        ),
    )
    invalid = (
        Example(
            """
            datasource db {
              provider = "mysql"
            }


            model Event {
              id   Int  @id @default(autoincrement())
              tags Json
            }
            """,
            """
            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
            """,
            """
            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                tags: Mapped[Any] = mapped_column(JSON)
            """,
        ),
    )

    # The schema cannot take over a type that the database does not know.
    schema_fixes = Rule.schema_fixes
