"""Rule view-as-table."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.rules.base import Divergence, Example, Rule
from prismalchemy.rules.support import class_of
from prismalchemy.schema import UNKNOWN, TableKind


class ViewAsTable(Rule):
    """A class maps a view, but its MetaData takes it for a table.

    SQLAlchemy has no views: a class that maps one is a table to its MetaData. `create_all` and Alembic's autogenerate
    make a table of it where the database has a view. Queries are the same.

    A base class with a MetaData of its own keeps views apart (generated models have a `ViewBase`). A table with
    `info=` is left out, since `include_object` in Alembic's env.py may go by it.

    Nothing mends it by itself: the class needs another base, and in another MetaData foreign keys between the view and
    the tables lead nowhere.
    """

    name = "view-as-table"
    summary = "A class maps a view, but its MetaData takes it for a table."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            view Total {
              id  Int @unique
              sum Int
            }
            """,
            """
            class ViewBase(Base):
                __abstract__ = True
                metadata = MetaData()


            class Total(ViewBase):
                __tablename__ = "Total"

                id: Mapped[int] = mapped_column(primary_key=True)
                sum: Mapped[int] = mapped_column()
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Item {
              id  Int @id @default(autoincrement())
            }

            view Total {
              id  Int @unique
              sum Int
            }
            """,
            """
            class Item(Base):
                __tablename__ = "Item"

                id: Mapped[int] = mapped_column(primary_key=True)


            class Total(Base):
                __tablename__ = "Total"

                id: Mapped[int] = mapped_column(primary_key=True)
                sum: Mapped[int] = mapped_column()
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each view whose class shares its MetaData with tables."""
        views = [pair for pair in pairing.all_tables if pair.prisma.kind is TableKind.VIEW]
        if not views:
            return
        tables = {pair.models.metadata for pair in pairing.all_tables if pair.prisma.kind is TableKind.TABLE} - {
            UNKNOWN
        }
        for pair in views:
            if pair.models.metadata in tables:
                yield Divergence(
                    self.name,
                    self.consequence,
                    pair.key,
                    None,
                    f"`create_all` and migrations made from the models would create a table `{pair.key}`: the "
                    f"database has a view, and the MetaData of {class_of(pair.models)} is that of tables",
                    pair.prisma.name_origin or pair.prisma.origin,
                    pair.models.name_origin or pair.models.origin,
                    pair,
                )
