"""Rule enum-name."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.compare.names import canonical
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import known_enums, only_column, safe, schema_unsafe
from prismalchemy.schema import UNKNOWN, TableKey

_NAMED = frozenset({"postgresql", "cockroachdb"})
"""Dialects where an enum is a type with a name."""


class EnumName(Rule):
    """An enum's type has another name in the database.

    SQLAlchemy calls the type as the Python class is called, in lower case, unless `Enum(..., name=...)` says otherwise:
    `class Role(enum.Enum)` is type `role`, and Prisma's `enum Role` is type `"Role"`. asyncpg sends values with a cast
    to the type, and every driver does for lists of them, so queries fail: there is no such type.

    On MySQL and SQLite enums have no name, and nothing is reported.

    The fix sets `name=`. It is safe: the database leaves no choice.
    """

    name = "enum-name"
    summary = "An enum's type has another name."
    consequence = Consequence.FAILS
    since = "0.1.0"
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
                role: Mapped[Role] = mapped_column(Enum(Role))
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

              @@map("role")
            }

            model User {
              id   Int  @id @default(autoincrement())
              role Role
            }
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each enum of another name."""
        if pairing.dialect not in _NAMED:
            return
        for enums in known_enums(pairing):
            ours, theirs, _ = enums
            if ours.name is UNKNOWN or theirs.name is UNKNOWN or ours.name is None:
                continue
            if ours.native is not True or theirs.native is not True:
                continue
            default = pairing.names.default_schema
            wanted = canonical(TableKey(ours.schema, ours.name), default)
            given = None if theirs.name is None else canonical(TableKey(theirs.schema, theirs.name), default)
            if wanted == given or (given is not None and wanted.name == given.name):
                continue  # the same name in another schema is the affair of another rule
            said = "has no name in the models" if given is None else f"is called `{given}` in the models"
            yield Divergence(
                self.name,
                self.consequence,
                *only_column(enums),
                f"Queries that send a value of it fail with asyncpg: enum type `{wanted}` of the database {said}",
                ours.name_origin or ours.origin,
                theirs.origin or theirs.name_origin,
                enums,
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the type's name."""
        ours, theirs, _ = divergence.subject
        yield safe(f"Name the enum type `{ours.name}`", lambda: context.models.set_enum_name(theirs, ours))

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Map the Prisma enum to the models' type."""
        ours, theirs, _ = divergence.subject
        yield schema_unsafe(
            f"Map enum `{ours.entity}` to type `{theirs.name}`",
            lambda: context.prisma.set_enum_name(ours, theirs.name),
        )
