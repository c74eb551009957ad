"""Rule column-nullable."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import ColumnPair, Consequence, Pairing, TablePair
from prismalchemy.compare.families import Family, family_of
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import on_column, safe, schema_unsafe
from prismalchemy.schema import UNKNOWN, Column, PrimaryKey


class ColumnNullable(Rule):
    """A column may be NULL on one side and not on the other.

    Where the model says that None is allowed and the column is NOT NULL, the type checker accepts what the database
    refuses: INSERT fails. A `Column(...)`, and a `mapped_column()` without annotation, allow None unless they say
    `nullable=False`; where they say nothing nobody was told that None is allowed, and SQLAlchemy checks neither, so
    only migrations tell the two apart: Alembic would drop the NOT NULL.

    A JSON column stores None as JSON's null, without `none_as_null=True`: there only an INSERT without a value fails,
    and not where the model has a default.

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
                consequence, message = _none(columns, where)
                yield on_column(self.name, consequence, pair, columns, message, "nullable")
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


def _none(columns: ColumnPair, where: str) -> tuple[Consequence, str]:
    """What becomes of None in a column that is NOT NULL; JSON stores it as its own null, unless it is told not to."""
    ours, theirs = columns
    said = f"{where} is NOT NULL in the database, and the model allows None"
    if not _has_null_of_its_own(theirs):
        return Consequence.FAILS, f"INSERT of None fails: {said}"
    if theirs.is_left_to_database and theirs.server_default is None and ours.server_default is None:
        return Consequence.FAILS, f"INSERT without a value fails: {said}"
    return Consequence.MIGRATES, f"Alembic would drop the NOT NULL of {where}: the model allows None"


def _has_null_of_its_own(column: Column) -> bool:
    """Whether None is stored as JSON's null."""
    if column.type is UNKNOWN or column.type.decorated or family_of(column.type.type) is not Family.JSON:
        return False
    return not getattr(column.type.type, "none_as_null", False)


def _left_out(pair: TablePair, columns: ColumnPair) -> bool:
    """Whether the column is a list, or part of a primary key on either side (which is NOT NULL anyway)."""
    for table, column in ((pair.prisma, columns.prisma), (pair.models, columns.models)):
        if column.type is not UNKNOWN and family_of(column.type.type) is Family.ARRAY:
            return True
        if isinstance(table.primary_key, PrimaryKey) and column.name in table.primary_key.columns:
            return True
    return False
