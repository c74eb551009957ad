"""Rule enum-labels."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, EnumPair, Pairing
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import (
    is_by_name,
    known_enums,
    listed,
    only_column,
    safe,
    schema_safe,
    schema_unsafe,
    unsafe,
)
from prismalchemy.schema import UNKNOWN


class EnumLabels(Rule):
    """An enum has other labels in the database.

    Reading a row with a label that the model does not know raises LookupError. Writing a label that the database does
    not know fails on PostgreSQL and MySQL; SQLite stores it, and then Prisma cannot read the row.

    Members that SQLAlchemy stores by name, where the database has their values, have a rule of their own.

    The fix adds the labels that are missing. It is safe. Where the model has labels that the database does not have, it
    removes them and is unsafe: code may use them.
    """

    name = "enum-labels"
    summary = "An enum has other labels."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            enum State {
              open   @map("is_open")
              closed @map("is_closed")
            }

            model Ticket {
              id    Int   @id @default(autoincrement())
              state State
            }
            """,
            """
            class State(enum.Enum):
                open = "is_open"
                closed = "is_closed"


            class Ticket(Base):
                __tablename__ = "Ticket"

                id: Mapped[int] = mapped_column(primary_key=True)
                state: Mapped[State] = mapped_column(
                    Enum(State, name="State", values_callable=lambda e: [m.value for m in e])
                )
            """,
        ),
    )
    invalid = (
        Example(
            """
            enum Role {
              ADMIN
              MEMBER
              GUEST
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
            """
            class Role(enum.Enum):
                ADMIN = "ADMIN"
                MEMBER = "MEMBER"
                GUEST = "GUEST"


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
              id   Int  @id @default(autoincrement())
              role Role
            }
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each enum of other labels."""
        for enums in known_enums(pairing):
            wanted, given = enums.prisma.labels, enums.models.labels
            if wanted is UNKNOWN or given is UNKNOWN:
                continue
            if enums.models.native is False and not enums.columns:
                continue  # text in the models, and no column of the schema has the enum
            missing = tuple(label for label in wanted if label not in given)
            extra = tuple(label for label in given if label not in wanted)
            if not missing and not extra:
                continue
            if is_by_name(enums):
                continue
            consequence, message = _said(enums, missing, extra, pairing.dialect)
            theirs = enums.models
            yield Divergence(
                self.name,
                consequence,
                *only_column(enums),
                message,
                enums.prisma.name_origin or enums.prisma.origin,
                theirs.name_origin or theirs.origin,
                (enums, bool(extra)),
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the labels."""
        (ours, theirs, _), removes = divergence.subject
        make = unsafe if removes else safe
        yield make(
            f"Set the labels of `{theirs.entity or theirs.name}` as in the Prisma schema",
            lambda: context.models.set_enum_labels(theirs, ours),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the values of the Prisma enum."""
        (ours, theirs, _), _ = divergence.subject
        given = set(theirs.labels)
        make = schema_safe if given.issuperset(ours.labels) else schema_unsafe
        yield make(
            f"Set the values of enum `{ours.entity}` as in the model",
            lambda: context.prisma.set_enum_labels(ours, theirs),
        )


def _said(enums: EnumPair, missing: tuple[str, ...], extra: tuple[str, ...], dialect: str) -> tuple[Consequence, str]:
    name = enums.prisma.name or enums.prisma.entity
    # Elsewhere the database has a type of its own, which checks whatever the model sends (`native_enum=False` as well).
    loose = dialect == "sqlite"
    writing = f"writing {listed(extra)} " + ("leaves rows that Prisma cannot read" if loose else "fails")
    if not missing:
        consequence = Consequence.CORRUPTS if loose else Consequence.FAILS
        return consequence, f"{writing[0].upper()}{writing[1:]}: enum `{name}` has no such label in the database"
    reading = f"Reading {listed(missing)} raises LookupError"
    if not extra:
        return Consequence.FAILS, f"{reading}: enum `{name}` has no such label in the model"
    return Consequence.FAILS, (
        f"{reading}, {writing}: enum `{name}` has {listed(missing)} in the database only, {listed(extra)} in the model "
        "only"
    )
