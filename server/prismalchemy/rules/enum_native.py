"""Rule enum-native."""

from __future__ import annotations

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Example
from prismalchemy.rules.typed import TypeRule


class EnumNative(TypeRule):
    """An enum is kept as text in the model, and has a type of its own in the database.

    `Enum(..., native_enum=False)` makes a text column and sends plain text. The values are the same, but migrations
    made from the models would change the column's type, and PostgreSQL refuses to compare a list of texts with a list
    of the enum.

    The fix sets the type. It is safe: the database leaves no choice.
    """

    name = "enum-native"
    summary = "An enum is kept as text in the model."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    aspect = "native"
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
                role: Mapped[Role] = mapped_column(Enum(Role, native_enum=False))
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
              role String @db.VarChar(6)
            }
            """,
        ),
    )
