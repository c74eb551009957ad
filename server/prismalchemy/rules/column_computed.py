"""Rule column-computed."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import on_column, unsafe
from prismalchemy.schema import UNKNOWN


class ColumnComputed(Rule):
    """A column is computed by the database according to the model, and a plain one according to the Prisma schema.

    SQLAlchemy never sends a value for a column with `Computed(...)`. Where the database has a plain column, as the
    Prisma schema says, it stays empty: INSERT fails where it is required, and stores NULL where it is optional. Where
    the database does compute it, Prisma's client cannot write it; then `@default(dbgenerated(...))` says so in the
    schema, and nothing is reported.

    Only PostgreSQL is looked at: on other databases Prisma shows a computed column as a plain one.

    The fix takes `Computed(...)` out of the model, and is unsafe: the expression is lost. There is none of the Prisma
    schema, which has no computed columns.
    """

    name = "column-computed"
    summary = "A column is computed according to the model only."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Line {
              id    Int @id @default(autoincrement())
              price Int
              total Int @default(dbgenerated("price * 2"))
            }
            """,
            """
            class Line(Base):
                __tablename__ = "Line"

                id: Mapped[int] = mapped_column(primary_key=True)
                price: Mapped[int] = mapped_column()
                total: Mapped[int] = mapped_column(Computed("price * 2"))
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Line {
              id    Int @id @default(autoincrement())
              price Int
              total Int
            }
            """,
            """
            class Line(Base):
                __tablename__ = "Line"

                id: Mapped[int] = mapped_column(primary_key=True)
                price: Mapped[int] = mapped_column()
                total: Mapped[int] = mapped_column(Computed("price * 2"))
            """,
            """
            class Line(Base):
                __tablename__ = "Line"

                id: Mapped[int] = mapped_column(primary_key=True)
                price: Mapped[int] = mapped_column()
                total: Mapped[int] = mapped_column()
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column that only the model takes for computed."""
        if pair.is_view or pairing.dialect not in ("postgresql", "cockroachdb"):
            return
        for columns in pair.all_columns:
            ours, theirs = columns
            if theirs.computed is not True or ours.computed is not False or ours.server_default is not None:
                continue
            if ours.autoincrement is not False or ours.nullable is UNKNOWN:
                continue
            effect = "stores NULL" if ours.nullable else "fails"
            yield on_column(
                self.name,
                Consequence.CORRUPTS if ours.nullable else Consequence.FAILS,
                pair,
                columns,
                f"INSERT {effect}: column `{ours.name}` of table `{pair.key}` is a plain one in the database, and the "
                "model sends no value, as if the database computed it",
                "server_default",
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Make it a plain column."""
        pair, columns = divergence.subject
        yield unsafe(
            f"Take `Computed` out of `{columns.models.attribute or columns.models.name}`",
            lambda: context.models.remove_computed(pair.models, columns.models),
        )
