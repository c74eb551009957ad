"""Rule enum-schema."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.compare.names import canonical
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import known_enums, only_column, safe, schema_unsafe
from prismalchemy.schema import TableKey


class EnumSchema(Rule):
    """An enum's type lies in another database schema.

    Prisma puts an enum where its `@@schema` says; SQLAlchemy where `Enum(..., schema=...)` says, else where the
    connection looks first, or with `metadata=` where the MetaData's tables are. asyncpg sends values with a cast to
    the type, and every driver does for lists of them, so queries fail: there is no such type.

    The fix sets `schema=`. It is safe: the database leaves no choice. That of the Prisma schema sets `@@schema`, where
    its blocks say where they are, and is unsafe: Prisma's next migration would make the type anew there.
    """

    name = "enum-schema"
    summary = "An enum's type lies in another database schema."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            enum Role {
              ADMIN
              MEMBER

              @@schema("auth")
            }

            model User {
              id   Int  @id @default(autoincrement())
              role Role

              @@schema("auth")
            }
            """,
            """
            class Role(enum.Enum):
                ADMIN = "ADMIN"
                MEMBER = "MEMBER"


            class User(Base):
                __tablename__ = "User"
                __table_args__ = {"schema": "auth"}

                id: Mapped[int] = mapped_column(primary_key=True)
                role: Mapped[Role] = mapped_column(Enum(Role, name="Role", schema="auth"))
            """,
        ),
    )
    invalid = (
        Example(
            """
            enum Role {
              ADMIN
              MEMBER

              @@schema("auth")
            }

            model User {
              id   Int  @id @default(autoincrement())
              role Role

              @@schema("auth")
            }
            """,
            """
            class Role(enum.Enum):
                ADMIN = "ADMIN"
                MEMBER = "MEMBER"


            class User(Base):
                __tablename__ = "User"
                __table_args__ = {"schema": "auth"}

                id: Mapped[int] = mapped_column(primary_key=True)
                role: Mapped[Role] = mapped_column(Enum(Role, name="Role"))
            """,
            """
            class Role(enum.Enum):
                ADMIN = "ADMIN"
                MEMBER = "MEMBER"


            class User(Base):
                __tablename__ = "User"
                __table_args__ = {"schema": "auth"}

                id: Mapped[int] = mapped_column(primary_key=True)
                role: Mapped[Role] = mapped_column(Enum(Role, name="Role", schema="auth"))
            """,
            fixed_schema="""
            enum Role {
              ADMIN
              MEMBER

              @@schema("public")
            }

            model User {
              id   Int  @id @default(autoincrement())
              role Role

              @@schema("auth")
            }
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each enum that lies elsewhere."""
        if pairing.dialect not in ("postgresql", "cockroachdb"):
            return
        default = pairing.names.default_schema
        for enums in known_enums(pairing):
            ours, theirs, _ = enums
            if not isinstance(ours.name, str) or ours.name != theirs.name:
                continue
            if ours.native is not True or theirs.native is not True or not theirs.schema_known:
                continue
            wanted, given = (canonical(TableKey(side.schema, ours.name), default).schema for side in (ours, theirs))
            if wanted == given:
                continue
            yield Divergence(
                self.name,
                self.consequence,
                *only_column(enums),
                f"Queries that send a value of it fail with asyncpg: enum type `{ours.name}` lies in schema "
                f"`{wanted or default}` of the database, and the model looks for it in `{given or default}`",
                ours.name_origin or ours.origin,
                theirs.origin or theirs.name_origin,
                enums,
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the type's schema."""
        ours, theirs, _ = divergence.subject
        yield safe(f"Put the enum type into schema `{ours.schema}`", lambda: context.models.set_enum_name(theirs, ours))

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the enum's schema."""
        ours, theirs, _ = divergence.subject
        where = theirs.schema or context.pairing.names.default_schema
        yield schema_unsafe(
            f"Put enum `{ours.entity}` into schema `{where}`", lambda: context.prisma.set_enum_schema(ours, theirs)
        )
