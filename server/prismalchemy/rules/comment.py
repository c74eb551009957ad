"""Rule comment."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import on_column, unsafe
from prismalchemy.schema import Column, Table

_WITHOUT = frozenset({"sqlite"})
"""Dialects whose databases have no comments: SQLAlchemy sends none there, and Alembic compares none."""


class Comment(Rule):
    """A model gives a table or a column a comment, which a database of Prisma's does not have.

    A Prisma schema cannot say `COMMENT ON`: what stands behind `///` is documentation for readers of the schema and of
    the client, and never reaches the database. `comment=` does, in every migration that Alembic makes, and Alembic
    compares it: where Prisma creates the tables, `alembic check` finds each of these comments missing, and
    `alembic revision --autogenerate` would set it.

    Nothing else comes of it: programs run as before, and Prisma Migrate does not look at comments. So the rule is off
    unless the models shall mirror the schema to the letter (profile `mirror`): where Prisma migrates nobody compares
    comments, and where Alembic does the database has them.

    The fix of the models makes `doc=` of `comment=`, which keeps the text for the program and its readers; it takes out
    the comment where there is a `doc=` already, and that of a table. It is unsafe, since Alembic then takes back a
    comment that it once set. There is no fix of the Prisma schema, which has no place for it; to have comments in
    Prisma's databases write `COMMENT ON` into a migration by hand, and turn the rule off.
    """

    name = "comment"
    summary = "A model gives a comment that a database of Prisma's does not have."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            model Post {
              id    Int    @id @default(autoincrement())
              /// Shown in lists
              title String
            }
            """,
            """
            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                title: Mapped[str] = mapped_column(Text, doc="Shown in lists")
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Post {
              id    Int    @id @default(autoincrement())
              title String
            }
            """,
            """
            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                title: Mapped[str] = mapped_column(Text, comment="Shown in lists")
            """,
            """
            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                title: Mapped[str] = mapped_column(Text, doc="Shown in lists")
            """,
        ),
        Example(
            """
            model Post {
              id    Int    @id @default(autoincrement())
              title String
            }
            """,
            """
            class Post(Base):
                __tablename__ = "Post"
                __table_args__ = {"comment": "What authors write"}

                id: Mapped[int] = mapped_column(primary_key=True)
                title: Mapped[str] = mapped_column(Text)
            """,
            """
            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                title: Mapped[str] = mapped_column(Text)
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each comment."""
        if pair.is_view or pairing.dialect in _WITHOUT:
            return
        if _has(pair.models):
            yield Divergence(
                rule=self.name,
                consequence=self.consequence,
                table=pair.key,
                column=None,
                message=_message(f"table `{pair.key}`", pair.models),
                prisma=pair.prisma.name_origin,
                models=pair.models.name_origin,
                subject=(pair, None),
            )
        for columns in pair.all_columns:
            if _has(columns.models):
                message = _message(f"column `{columns.prisma.name}` of table `{pair.key}`", columns.models)
                yield on_column(self.name, self.consequence, pair, columns, message, "comment")

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Keep the text where it is no comment of the database's."""
        pair, columns = divergence.subject
        models = None if columns is None else columns.models
        what = f"Remove the comment of table `{pair.key}`"
        title = what if models is None else f"Make `doc=` of `comment=` of `{models.name}`"
        yield unsafe(title, lambda: context.models.remove_comment(pair.models, models))


def _has(node: Table | Column) -> bool:
    return isinstance(node.comment, str)


_SHOWN = 40
"""Characters of a comment that a message shows."""


def _message(where: str, node: Table | Column) -> str:
    text = " ".join(str(node.comment).split())
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return f'Migrations made from the models would give {where} the comment "{shown}", a database of Prisma\'s has none'
