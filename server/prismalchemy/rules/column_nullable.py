"""Rule column-nullable."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import ColumnPair, Consequence, Pairing, TablePair
from prismalchemy.compare.families import Family, family_of
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import on_column, safe, schema_unsafe
from prismalchemy.schema import UNKNOWN, PrimaryKey


class ColumnNullable(Rule):
    """A column may be NULL on one side and not on the other.

    Where the model says that None is allowed and the column is NOT NULL, the type checker accepts what the database
    refuses: INSERT fails. A `Column(...)`, and a `mapped_column()` without annotation, allow None unless they say
    `nullable=False`; where they say nothing nobody was told that None is allowed, and SQLAlchemy checks neither, so
    only migrations tell the two apart: Alembic would drop the NOT NULL.

    Where the model says that None cannot be and the column is optional, None comes back in an attribute that every
    caller takes for a value.

    Lists are `list-nullable`'s: Prisma has no words for one that is always there. Primary keys are left out too, and in
    views only what may be None is looked at.

    The fix changes the annotation, `nullable=`, or both, as the file has them. It is safe: the database leaves no
    choice.
    """

    name = "column-nullable"
    summary = "A column may be NULL on one side only."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Task {
              id      Int       @id @default(autoincrement())
              title   String
              dueDate DateTime?
              labels  String[]
            }
            """,
            """
            class Task(Base):
                __tablename__ = "Task"

                id: Mapped[int] = mapped_column(primary_key=True)
                title = mapped_column(Text, nullable=False)
                dueDate: Mapped[datetime | None] = mapped_column(TIMESTAMP(precision=3))
                labels: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Task {
              id    Int    @id @default(autoincrement())
              title String
            }
            """,
            """
            class Task(Base):
                __tablename__ = "Task"

                id: Mapped[int] = mapped_column(primary_key=True)
                title: Mapped[str | None] = mapped_column(Text)
            """,
            """
            class Task(Base):
                __tablename__ = "Task"

                id: Mapped[int] = mapped_column(primary_key=True)
                title: Mapped[str] = mapped_column(Text)
            """,
            fixed_schema="""
            model Task {
              id    Int     @id @default(autoincrement())
              title String?
            }
            """,
        ),
        Example(
            """
            model Task {
              id    Int    @id @default(autoincrement())
              title String
            }
            """,
            """
            class Task(Base):
                __tablename__ = "Task"

                id = Column(Integer, primary_key=True)
                title = Column(Text)
            """,
            """
            class Task(Base):
                __tablename__ = "Task"

                id = Column(Integer, primary_key=True)
                title = Column(Text, nullable=False)
            """,
        ),
        Example(
            """
            model Task {
              id    Int     @id @default(autoincrement())
              notes String?
            }
            """,
            """
            class Task(Base):
                __tablename__ = "Task"

                id: Mapped[int] = mapped_column(primary_key=True)
                notes: Mapped[str] = mapped_column(Text)
            """,
            """
            class Task(Base):
                __tablename__ = "Task"

                id: Mapped[int] = mapped_column(primary_key=True)
                notes: Mapped[str | None] = mapped_column(Text)
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column that may be NULL on one side only."""
        for columns in pair.all_columns:
            ours, theirs = columns.prisma.nullable, columns.models.nullable
            if ours is UNKNOWN or theirs is UNKNOWN or ours is theirs or _left_out(pair, columns):
                continue
            where = f"column `{columns.prisma.name}` of table `{pair.key}`"
            if theirs and not pair.is_view and "nullable" not in dict(columns.models.aspects):
                yield on_column(
                    self.name,
                    Consequence.MIGRATES,
                    pair,
                    columns,
                    f"Alembic would drop the NOT NULL of {where}: the model does not say `nullable=False`",
                    "nullable",
                )
            elif theirs and not pair.is_view:
                yield on_column(
                    self.name,
                    Consequence.FAILS,
                    pair,
                    columns,
                    f"INSERT of None fails: {where} is NOT NULL in the database, and the model allows None",
                    "nullable",
                )
            elif ours:
                yield on_column(
                    self.name,
                    Consequence.CORRUPTS,
                    pair,
                    columns,
                    f"Queries return None where the model promises a value: {where} may be NULL in the database",
                    "nullable",
                )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set whether the column may be NULL."""
        pair, columns = divergence.subject
        nullable = columns.prisma.nullable
        yield safe(
            f"Make `{columns.prisma.name}` {'optional' if nullable else 'required'}",
            lambda: context.models.set_nullable(pair.models, columns.models, nullable),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set whether the Prisma field is optional."""
        pair, columns = divergence.subject
        nullable = columns.models.nullable
        yield schema_unsafe(
            f"Make field `{columns.prisma.attribute}` {'optional' if nullable else 'required'} in the Prisma schema",
            lambda: context.prisma.set_nullable(pair.prisma, columns.prisma, nullable),
        )


def _left_out(pair: TablePair, columns: ColumnPair) -> bool:
    """Whether the column is a list, or part of a primary key on either side (which is NOT NULL anyway)."""
    for table, column in ((pair.prisma, columns.prisma), (pair.models, columns.models)):
        if column.type is not UNKNOWN and family_of(column.type.type) is Family.ARRAY:
            return True
        if isinstance(table.primary_key, PrimaryKey) and column.name in table.primary_key.columns:
            return True
    return False
