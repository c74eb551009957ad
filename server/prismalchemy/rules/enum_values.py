"""Rule enum-values."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import is_by_name, known_enums, listed, only_column, safe, schema_unsafe
from prismalchemy.schema import UNKNOWN


class EnumValues(Rule):
    """An enum's labels are the values of its members in the database, and their names in the model, or the reverse.

    SQLAlchemy stores the **names** of a Python enum's members, also for `class Status(str, Enum)`, unless
    `values_callable` says otherwise. Where the database has other labels because of `@map`, or because only the
    members' values are spelt as in the Prisma schema, no row can be read or written.

    The fix makes SQLAlchemy use the values, or gives the members the labels' names. It is safe: what is written now
    cannot work. That of the Prisma schema maps each value (`@map`), for databases that were made from the models; it is
    unsafe, since Prisma's next migration would change the database's labels.
    """

    name = "enum-values"
    summary = "An enum's labels are the members' values on one side, their names on the other."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            enum State {
              OPEN   @map("open")
              CLOSED @map("closed")
            }

            model Ticket {
              id    Int   @id @default(autoincrement())
              state State
            }
            """,
            """
            class State(str, enum.Enum):
                OPEN = "open"
                CLOSED = "closed"


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
            enum State {
              OPEN   @map("open")
              CLOSED @map("closed")
            }

            model Ticket {
              id    Int   @id @default(autoincrement())
              state State
            }
            """,
            """
            class State(str, enum.Enum):
                OPEN = "open"
                CLOSED = "closed"


            class Ticket(Base):
                __tablename__ = "Ticket"

                id: Mapped[int] = mapped_column(primary_key=True)
                state: Mapped[State] = mapped_column(
                    Enum(State, name="State")
                )
            """,
            """
            class State(str, enum.Enum):
                OPEN = "open"
                CLOSED = "closed"


            class Ticket(Base):
                __tablename__ = "Ticket"

                id: Mapped[int] = mapped_column(primary_key=True)
                state: Mapped[State] = mapped_column(
                    Enum(
                        State,
                        name="State",
                        values_callable=lambda e: [member.value for member in e],
                    )
                )
            """,
            fixed_schema="""
            enum State {
              OPEN
              CLOSED
            }

            model Ticket {
              id    Int   @id @default(autoincrement())
              state State
            }
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each enum whose labels are spelt the other way."""
        for enums in known_enums(pairing):
            wanted, given = enums.prisma.labels, enums.models.labels
            if wanted is UNKNOWN or given is UNKNOWN or set(wanted) == set(given) or not is_by_name(enums):
                continue
            missing = tuple(label for label in wanted if label not in given)
            extra = tuple(label for label in given if label not in wanted)
            theirs = enums.models
            yield Divergence(
                self.name,
                self.consequence,
                *only_column(enums),
                f"Rows with a value of enum `{enums.prisma.name or enums.prisma.entity}` cannot be read or written: "
                f"its labels are {listed(missing)} in the database, {listed(extra)} in the model",
                enums.prisma.name_origin or enums.prisma.origin,
                theirs.origin or theirs.name_origin,
                enums,
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the labels."""
        ours, theirs, _ = divergence.subject
        yield safe(
            f"Set the labels of `{theirs.entity or theirs.name}` as in the Prisma schema",
            lambda: context.models.set_enum_labels(theirs, ours),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Map the values."""
        ours, theirs, _ = divergence.subject
        yield schema_unsafe(
            f"Map the values of enum `{ours.entity}` to the labels of the model",
            lambda: context.prisma.map_enum_labels(ours, theirs),
        )
