"""Rule column-length."""

from __future__ import annotations

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Example
from prismalchemy.rules.typed import TypeRule


class ColumnLength(TypeRule):
    """A column's length, precision or scale differs.

    The kind of type is the same, its size is not: `VARCHAR(80)` against `VARCHAR(20)`, `NUMERIC(10, 2)` against
    `NUMERIC(6, 1)`, `TIMESTAMP(3)` against `TIMESTAMP`.

    asyncpg rounds exact numbers to the model's scale, and refuses what has too many digits before the point; texts in
    lists are cut off at the model's length. Everything else only matters to migrations made from the models: values are
    checked by the database, not by SQLAlchemy. SQLite knows no sizes, and nothing is reported.

    The fix sets the type. It is safe: the database leaves no choice.
    """

    name = "column-length"
    summary = "A column's length, precision or scale differs."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    aspect = "length"
    valid = (
        Example(
            """
            model Product {
              id    Int     @id @default(autoincrement())
              name  String  @db.VarChar(80)
            }
            """,
            """
            class Product(Base):
                __tablename__ = "Product"

                id: Mapped[int] = mapped_column(primary_key=True)
                name: Mapped[str] = mapped_column(String(80))
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Product {
              id    Int     @id @default(autoincrement())
              name  String  @db.VarChar(80)
            }
            """,
            """
            class Product(Base):
                __tablename__ = "Product"

                id: Mapped[int] = mapped_column(primary_key=True)
                name: Mapped[str] = mapped_column(String(20))
            """,
            """
            class Product(Base):
                __tablename__ = "Product"

                id: Mapped[int] = mapped_column(primary_key=True)
                name: Mapped[str] = mapped_column(String(80))
            """,
            fixed_schema="""
            model Product {
              id    Int     @id @default(autoincrement())
              name  String  @db.VarChar(20)
            }
            """,
        ),
    )
