"""Rule reserved-name."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, on_column, unsafe
from prismalchemy.schema import Column

RESERVED = frozenset({"metadata"})
"""Attributes that declarative classes cannot have, from SQLAlchemy's own check."""


class ReservedName(Rule):
    """A mapped attribute is called `metadata`, a name that SQLAlchemy keeps for itself.

    Prisma allows a field of that name. SQLAlchemy 2.0 refuses the class when the module is imported; 2.1 warns, and the
    attribute hides the MetaData of the base class.

    The fix calls the attribute `metadata_` and says the column's name. It is unsafe: code that uses the attribute must
    follow.
    """

    name = "reserved-name"
    summary = "A mapped attribute has a name that SQLAlchemy keeps for itself."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Event {
              id       Int  @id @default(autoincrement())
              metadata Json
            }
            """,
            """
            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", JSONB)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Event {
              id       Int  @id @default(autoincrement())
              metadata Json
            }
            """,
            """
            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                metadata: Mapped[dict[str, Any]] = mapped_column(JSONB)
            """,
            """
            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", JSONB)
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """At most one divergence."""
        for columns in pair.all_columns:
            if columns.models.attribute in RESERVED and _is_attribute(columns.models):
                yield on_column(
                    self.name,
                    self.consequence,
                    pair,
                    columns,
                    f"Importing the models fails on SQLAlchemy 2.0, and warns on 2.1: attribute "
                    f"`{columns.models.attribute}` of {class_of(pair.models)} hides the MetaData; the column "
                    f"`{columns.prisma.name}` of table `{pair.key}` needs an attribute of another name",
                    "attribute",
                )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Call the attribute otherwise."""
        pair, columns = divergence.subject
        attribute = f"{columns.models.attribute}_"
        yield unsafe(
            f"Call the attribute `{attribute}`",
            lambda: context.models.rename_attribute(pair.models, columns.models, attribute),
        )


def _is_attribute(column: Column) -> bool:
    """Whether a class declares the column as an attribute; a column of `__table__ = Table(...)` may have any name.

    Told by what is underlined: the attribute itself, or the quoted name in the call of `Column`.
    """
    place = column.name_origin
    return place is None or place.span.end - place.span.start == len(column.attribute or "")
