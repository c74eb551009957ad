"""Rule list-nullable."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import ColumnPair, Consequence, Pairing, TablePair
from prismalchemy.compare.families import Family, family_of
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import on_column, safe
from prismalchemy.schema import UNKNOWN, Column


class ListNullable(Rule):
    """A model promises a list where the database may hold NULL.

    Prisma never makes the column of a list NOT NULL: `String[]` is `TEXT[]`, and there is no way to say more. Its
    client leaves the column NULL when it creates a row without the list, and so does a migration that adds the column
    to a table with rows; reading, it takes NULL for an empty list. SQLAlchemy reads None, and whoever iterates over
    `Mapped[list[str]]` gets a `TypeError`.

    Rows that were given a list are as the model says, so this is a warning and no error. Where the field has a default
    (`@default([])`) neither of the two tools leaves NULL behind: then the difference only matters to migrations made
    from the models. Where Alembic owns the tables nothing is said: it makes the column NOT NULL, as the model says.

    The fix makes the column optional; `list[str] | None` is what there is. It is safe: Prisma leaves no choice. Where
    no row can hold NULL (all programs give the list, and old rows were filled), turn the rule off for these columns.
    """

    name = "list-nullable"
    summary = "A model promises a list where the database may hold NULL."
    consequence = Consequence.CORRUPTS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Article {
              id   Int      @id @default(autoincrement())
              tags String[]
            }
            """,
            """
            class Article(Base):
                __tablename__ = "Article"

                id: Mapped[int] = mapped_column(primary_key=True)
                tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Article {
              id   Int      @id @default(autoincrement())
              tags String[]
            }
            """,
            """
            class Article(Base):
                __tablename__ = "Article"

                id: Mapped[int] = mapped_column(primary_key=True)
                tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
            """,
            """
            class Article(Base):
                __tablename__ = "Article"

                id: Mapped[int] = mapped_column(primary_key=True)
                tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
            """,
        ),
        Example(
            """
            model Article {
              id   Int      @id @default(autoincrement())
              tags String[] @default([])
            }
            """,
            """
            class Article(Base):
                __tablename__ = "Article"

                id: Mapped[int] = mapped_column(primary_key=True)
                tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
            """,
            """
            class Article(Base):
                __tablename__ = "Article"

                id: Mapped[int] = mapped_column(primary_key=True)
                tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text), server_default="{}")
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each list that the model has as NOT NULL."""
        for columns in () if pair.is_view else pair.all_columns:
            if not _promises_too_much(columns):
                continue
            where = f"column `{columns.prisma.name}` of table `{pair.key}`"
            if columns.prisma.server_default is None:
                consequence = Consequence.CORRUPTS
                message = (
                    f"Queries return None where the model promises a list: {where} is NULL in rows that Prisma creates "
                    "without one"
                )
            else:
                consequence = Consequence.MIGRATES
                message = f"Migrations made from the models would make {where} NOT NULL, as Prisma's lists never are"
            yield on_column(self.name, consequence, pair, columns, message, "nullable")

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Let the column be None."""
        pair, columns = divergence.subject
        yield safe(
            f"Make `{columns.prisma.name}` optional",
            lambda: context.models.set_nullable(pair.models, columns.models, True),  # noqa: FBT003
        )


def _promises_too_much(columns: ColumnPair) -> bool:
    """Whether both sides have a list, and only the model says that it is always one."""
    ours, theirs = columns.prisma, columns.models
    return ours.nullable is True and theirs.nullable is False and _is_list(ours) and _is_list(theirs)


def _is_list(column: Column) -> bool:
    return column.type is not UNKNOWN and family_of(column.type.type) is Family.ARRAY
