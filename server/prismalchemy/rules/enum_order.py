"""Rule enum-order."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import known_enums, listed, only_column, safe, schema_safe
from prismalchemy.schema import UNKNOWN


class EnumOrder(Rule):
    """An enum has the same labels in another order.

    PostgreSQL and MySQL sort by the order of the labels. A database made from the models would sort otherwise than the
    one that Prisma made; the program itself reads and writes the same values.

    SQLite stores enums as text, and nothing is reported.

    The fix puts the members into the order of the Prisma schema, that of the schema the values into the order of the
    model. Both are safe: no member changes, and neither tool's migrations look at the order of labels that there are.
    """

    name = "enum-order"
    summary = "An enum's labels are in another order."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            enum Size {
              SMALL
              LARGE
            }

            model Shirt {
              id   Int  @id @default(autoincrement())
              size Size
            }
            """,
            """
            class Size(enum.Enum):
                SMALL = "SMALL"
                LARGE = "LARGE"


            class Shirt(Base):
                __tablename__ = "Shirt"

                id: Mapped[int] = mapped_column(primary_key=True)
                size: Mapped[Size] = mapped_column(Enum(Size, name="Size"))
            """,
        ),
    )
    invalid = (
        Example(
            """
            enum Size {
              SMALL
              LARGE
            }

            model Shirt {
              id   Int  @id @default(autoincrement())
              size Size
            }
            """,
            """
            class Size(enum.Enum):
                LARGE = "LARGE"
                SMALL = "SMALL"


            class Shirt(Base):
                __tablename__ = "Shirt"

                id: Mapped[int] = mapped_column(primary_key=True)
                size: Mapped[Size] = mapped_column(Enum(Size, name="Size"))
            """,
            """
            class Size(enum.Enum):
                SMALL = "SMALL"
                LARGE = "LARGE"


            class Shirt(Base):
                __tablename__ = "Shirt"

                id: Mapped[int] = mapped_column(primary_key=True)
                size: Mapped[Size] = mapped_column(Enum(Size, name="Size"))
            """,
            fixed_schema="""
            enum Size {
              LARGE
              SMALL
            }

            model Shirt {
              id   Int  @id @default(autoincrement())
              size Size
            }
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each enum in another order."""
        if pairing.dialect == "sqlite":
            return
        for enums in known_enums(pairing):
            wanted, given = enums.prisma.labels, enums.models.labels
            if wanted is UNKNOWN or given is UNKNOWN or enums.models.native is not True:
                continue
            if wanted == given or len(wanted) != len(given) or set(wanted) != set(given):
                continue
            yield Divergence(
                self.name,
                self.consequence,
                *only_column(enums),
                f"A database made from the models sorts otherwise: the labels of enum `{enums.prisma.name}` are "
                f"{listed(wanted)} in the database, {listed(given)} in the model",
                enums.prisma.name_origin or enums.prisma.origin,
                enums.models.name_origin or enums.models.origin,
                enums,
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Put the members into order."""
        ours, theirs, _ = divergence.subject
        yield safe(
            f"Put the members of `{theirs.entity or theirs.name}` into the database's order",
            lambda: context.models.set_enum_labels(theirs, ours),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Put the values into order."""
        ours, theirs, _ = divergence.subject
        yield schema_safe(
            f"Put the values of enum `{ours.entity}` into the model's order",
            lambda: context.prisma.order_enum_labels(ours, theirs),
        )
