"""Rule enum-missing."""

from __future__ import annotations

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Example
from prismalchemy.rules.typed import TypeRule


class EnumMissing(TypeRule):
    """A column has an enum's type on one side only.

    PostgreSQL does not convert between an enum and text where SQLAlchemy's drivers name the type of what they send:
    with asyncpg and psycopg 3 a model that has `String` where the database has an enum cannot write the column, nor
    compare it, and with asyncpg a model that has an enum where the database has text. MySQL and SQLite convert; there,
    and with psycopg2, any text is accepted that the database accepts, or a text that is not a label raises LookupError
    when it is read.

    Of an enum that no column has nothing is said: nothing the models do can go wrong about it. `generate` writes its
    type nevertheless, so that a database made from the models has it.

    The fix sets the type, and writes the Python class of the enum where there is none. It is safe: the database leaves
    no choice.
    """

    name = "enum-missing"
    summary = "A column is an enum on one side and text on the other."
    consequence = Consequence.FAILS
    since = "0.1.0"
    aspect = "enum"
    valid = (
        Example(
            """
            enum Role {
              ADMIN
              MEMBER
            }

            model User {
              id   Int  @id @default(autoincrement())
              role Role
            }
            """,
            """
            class Role(enum.Enum):
                ADMIN = "ADMIN"
                MEMBER = "MEMBER"


            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                role: Mapped[Role] = mapped_column(Enum(Role, name="Role"))
            """,
        ),
    )
    invalid = (
        Example(
            """
            enum Role {
              ADMIN
              MEMBER
            }

            model User {
              id   Int  @id @default(autoincrement())
              role Role
            }
            """,
            """
            class Role(enum.Enum):
                ADMIN = "ADMIN"
                MEMBER = "MEMBER"


            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                role: Mapped[str] = mapped_column(Text)
            """,
            """
            class Role(enum.Enum):
                ADMIN = "ADMIN"
                MEMBER = "MEMBER"


            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                role: Mapped[Role] = mapped_column(Enum(Role, name="Role"))
            """,
            fixed_schema="""
            enum Role {
              ADMIN
              MEMBER
            }

            model User {
              id   Int    @id @default(autoincrement())
              role String
            }
            """,
        ),
    )
