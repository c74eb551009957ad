"""Rule autoincrement."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import on_column, safe, schema_unsafe
from prismalchemy.schema import Column, PrimaryKey, Table


class Autoincrement(Rule):
    """A column counts up by itself on one side only.

    Prisma's `@default(autoincrement())` is a sequence of the database. A model that says `autoincrement=False` for
    such a column sends NULL where the program gives no value, and INSERT fails.

    A single integer primary key counts up in SQLAlchemy unless it says otherwise. Where the Prisma schema has a plain
    `@id`, a database made from the models has a sequence that Prisma's has not; the program has to give the value
    itself.

    The fix says `autoincrement=` or takes it out. It is safe: the database leaves no choice.
    """

    name = "autoincrement"
    summary = "A column counts up by itself on one side only."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Tag {
              id Int @id @default(autoincrement())
            }

            model Label {
              id Int @id
            }
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)


            class Label(Base):
                __tablename__ = "Label"

                id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Tag {
              id Int @id @default(autoincrement())
            }
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
            fixed_schema="""
            model Tag {
              id Int @id
            }
            """,
        ),
        Example(
            """
            model Label {
              id Int @id
            }
            """,
            """
            class Label(Base):
                __tablename__ = "Label"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
            """
            class Label(Base):
                __tablename__ = "Label"

                id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column that counts up on one side only."""
        if pair.is_view:
            return
        for columns in pair.all_columns:
            ours, theirs = columns
            if ours.server_default is not None or theirs.server_default is not None:
                continue
            if ours.computed is not False or theirs.computed is not False:
                continue
            # A column that is a key on one side only is the affair of the rule about primary keys.
            if _in_key(pair.prisma, ours) != _in_key(pair.models, theirs):
                continue
            where = f"column `{ours.name}` of table `{pair.key}`"
            if ours.autoincrement is True and theirs.autoincrement is False and theirs.is_left_to_database:
                yield on_column(
                    self.name,
                    Consequence.FAILS,
                    pair,
                    columns,
                    f"INSERT without a value fails: {where} counts up in the database, and the model does not know",
                    "server_default",
                )
            elif ours.autoincrement is False and theirs.autoincrement is True:
                yield on_column(
                    self.name,
                    Consequence.MIGRATES,
                    pair,
                    columns,
                    f"A database made from the models lets {where} count up by itself (autoincrement), which it does "
                    "not in the database",
                    "server_default",
                )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Say whether it counts up."""
        pair, columns = divergence.subject
        if not _in_key(pair.models, columns.models):
            return  # outside the key SQLAlchemy counts nothing up; it takes an Identity or a Sequence
        counts = columns.prisma.autoincrement is True
        yield safe(
            f"Let `{columns.prisma.name}` count up" if counts else f"Do not let `{columns.prisma.name}` count up",
            lambda: context.models.set_autoincrement(pair.models, columns.models, counts),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Say in the Prisma schema whether it counts up."""
        pair, columns = divergence.subject
        counts = columns.models.autoincrement is True
        if not counts and context.pairing.dialect == "sqlite":
            # There every INTEGER PRIMARY KEY counts up, whatever the schema says.
            return
        name = columns.prisma.attribute
        yield schema_unsafe(
            f"Let field `{name}` count up" if counts else f"Do not let field `{name}` count up",
            lambda: context.prisma.set_server_default(pair.prisma, columns.prisma, columns.models),
        )


def _in_key(table: Table, column: Column) -> bool:
    return isinstance(table.primary_key, PrimaryKey) and column.name in table.primary_key.columns
