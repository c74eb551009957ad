"""Rule table-mapped-twice."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.rules.base import Divergence, Example, Rule
from prismalchemy.rules.support import class_of
from prismalchemy.schema import UNKNOWN, Table


class TableMappedTwice(Rule):
    """Two classes of one base map the same table.

    SQLAlchemy raises InvalidRequestError when the second class is defined: the table is already there in the MetaData.
    Classes of different bases may map one table, and so may those that say `extend_existing`; subclasses that share
    their parent's table do not name it. Nothing is reported where the bases cannot be seen.

    Nothing mends it by itself: which class to keep is for you to say.
    """

    name = "table-mapped-twice"
    summary = "Two classes of one base map the same table."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Person {
              id   Int    @id @default(autoincrement())
              kind String
            }
            """,
            """
            class Person(Base):
                __tablename__ = "Person"
                __mapper_args__ = {"polymorphic_on": "kind"}

                id: Mapped[int] = mapped_column(primary_key=True)
                kind: Mapped[str] = mapped_column(Text)


            class Author(Person):
                __mapper_args__ = {"polymorphic_identity": "author"}
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Person {
              id   Int    @id @default(autoincrement())
              name String
            }
            """,
            """
            class Person(Base):
                __tablename__ = "Person"

                id: Mapped[int] = mapped_column(primary_key=True)
                name: Mapped[str] = mapped_column(Text)


            class Human(Base):
                __tablename__ = "Person"

                id: Mapped[int] = mapped_column(primary_key=True)
                name: Mapped[str] = mapped_column(Text)
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each class that maps a table again."""
        for first, table in _pairs(pairing):
            paired = pairing.by_key.get(pairing.names.prisma_key(table.key))
            prisma = paired.prisma if paired is not None else None
            yield Divergence(
                self.name,
                self.consequence,
                table.key if prisma is None else prisma.key,
                None,
                f"Importing {class_of(table)} fails: {class_of(first)} of the same base maps table "
                f"`{table.key}` already",
                prisma.name_origin if prisma is not None else None,
                table.table_name_origin or table.name_origin or table.origin,
                table,
            )


def _either_or(first: Table, second: Table) -> bool:
    """Whether the two are one class written twice, of which a condition takes one."""
    if first.entity == second.entity:
        return True
    return first.origin is not None and second.origin is not None and first.origin.anchor is second.origin.anchor


def _pairs(pairing: Pairing) -> Iterable[tuple[Table, Table]]:
    """The first class that maps a table, with each later one that SQLAlchemy would refuse."""
    for tables in pairing.described_twice:
        classes = [table for table in tables if table.entity is not None and table.metadata is not UNKNOWN]
        for table in classes[1:]:
            if table.metadata == classes[0].metadata and not _either_or(classes[0], table):
                yield classes[0], table
