"""Rule column-type."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import ColumnPair, Consequence, Pairing, TablePair, TypeDifference
from prismalchemy.compare.names import canonical
from prismalchemy.rules.base import Divergence, Example
from prismalchemy.rules.typed import TypeRule, type_differences
from prismalchemy.schema import UNKNOWN, Enum, TableKey


class ColumnType(TypeRule):
    """A column has another type in the database.

    Two types are the same where SQLAlchemy writes the same DDL for both in the database's dialect. Where it does not,
    the consequence depends on the types:

    - SQLAlchemy's drivers for PostgreSQL send parameters with a cast to the model's type. So comparing an integer with
      text, a UUID with text, an enum with text or JSON with an array **fails**, and so do `contains()` and `overlap()`
      where the database has `TEXT[]` and the model `ARRAY(String)`. Integers of another width fail for values that the
      smaller one cannot hold.
    - Floating point against exact numbers and dates against timestamps **corrupt**: the query runs, and digits or the
      time of day are not what they should be.
    - `TEXT` against `VARCHAR`, `JSON` against `JSONB` **only matter to migrations** made from the models.

    MySQL and SQLite convert values instead of refusing them; SQLite does not tell lengths, widths and precisions apart.
    A `TypeDecorator` of the project's own is judged by the DDL of its `impl` alone, since its values are its affair.
    Length and precision, time zones, lists, enums against text and types of other databases have rules of their own,
    and so have names and labels of enums.

    The fix sets the type, and the annotation with it. It is safe: the database leaves no choice.
    """

    name = "column-type"
    summary = "A column's type differs."
    consequence = Consequence.FAILS
    since = "0.1.0"
    aspect = "type"
    valid = (
        Example(
            """
            model Product {
              id    Int     @id @default(autoincrement())
              name  String  @db.VarChar(80)
              price Decimal @db.Decimal(10, 2)
              data  Json
            }
            """,
            """
            class Product(Base):
                __tablename__ = "Product"

                id: Mapped[int] = mapped_column(primary_key=True)
                name: Mapped[str] = mapped_column(String(80))
                price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
                data: Mapped[dict[str, Any]] = mapped_column(JSONB)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Product {
              id    Int     @id @default(autoincrement())
              price Decimal @db.Decimal(10, 2)
            }
            """,
            """
            class Product(Base):
                __tablename__ = "Product"

                id: Mapped[int] = mapped_column(primary_key=True)
                price: Mapped[float] = mapped_column(Double)
            """,
            """
            class Product(Base):
                __tablename__ = "Product"

                id: Mapped[int] = mapped_column(primary_key=True)
                price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
            """,
            fixed_schema="""
            model Product {
              id    Int   @id @default(autoincrement())
              price Float
            }
            """,
        ),
        Example(
            """
            model Contact {
              id         Int @id @default(autoincrement())
              externalId Int
            }
            """,
            """
            class Contact(Base):
                __tablename__ = "Contact"

                id: Mapped[int] = mapped_column(primary_key=True)
                externalId: Mapped[str] = mapped_column(Text)
            """,
            """
            class Contact(Base):
                __tablename__ = "Contact"

                id: Mapped[int] = mapped_column(primary_key=True)
                externalId: Mapped[int] = mapped_column(Integer)
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column of another type, and for each of another enum."""
        yield from super().check_table(pair, pairing)
        differing = {columns.prisma.name for columns, _ in type_differences(pair, pairing)}
        for columns in pair.all_columns:
            ours, theirs = columns.prisma.type, columns.models.type
            if ours is UNKNOWN or theirs is UNKNOWN or columns.prisma.name in differing:
                continue
            if _other_enum(columns, pairing):
                assert ours.enum is not None
                assert theirs.enum is not None
                effect, one, other = "queries fail", f"enum {ours.enum.name}", f"enum {theirs.enum.name}"
                yield self.found(pair, columns, TypeDifference(Consequence.FAILS, effect, one, other))


def _other_enum(columns: ColumnPair, pairing: Pairing) -> bool:
    """Whether the models give the column an enum that stands for another enum of the Prisma schema."""
    ours, theirs = columns.prisma.type, columns.models.type
    if ours is UNKNOWN or theirs is UNKNOWN or ours.enum is None or theirs.enum is None:
        return False
    ours_key, theirs_key = _key(ours.enum, pairing), _key(theirs.enum, pairing)
    if ours_key is None or theirs_key is None:
        return False
    return pairing.names.enums.get(theirs_key, ours_key) != ours_key


def _key(enum: Enum, pairing: Pairing) -> TableKey | None:
    if not isinstance(enum.name, str) or enum.native is not True:
        return None
    return canonical(TableKey(enum.schema, enum.name), pairing.names.default_schema)
