"""Rule primary-key."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, listed, model_of, safe, schema_unsafe
from prismalchemy.schema import UNKNOWN
from prismalchemy.schema import PrimaryKey as Key


class PrimaryKey(Rule):
    """The primary key has other columns in the model.

    SQLAlchemy keeps one object for each value of the primary key. Where the model's key has fewer columns than the
    database's, different rows become one object, and UPDATE and DELETE reach too many rows. Where it has others, the
    wrong rows may be found. A model without any primary key cannot be mapped at all.

    The order of the same columns has a rule of its own.

    A Prisma model without `@id` has only uniques; any of them will do as the model's primary key.

    The fix sets `primary_key=True` on the database's key columns. It is safe: the database leaves no choice.
    """

    name = "primary-key"
    summary = "The primary key has other columns."
    consequence = Consequence.CORRUPTS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Membership {
              userId Int
              teamId Int

              @@id([userId, teamId])
            }
            """,
            """
            class Membership(Base):
                __tablename__ = "Membership"

                userId: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
                teamId: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Membership {
              userId String
              teamId String

              @@id([userId, teamId])
            }
            """,
            """
            class Membership(Base):
                __tablename__ = "Membership"

                userId: Mapped[str] = mapped_column(Text, primary_key=True)
                teamId: Mapped[str] = mapped_column(Text)
            """,
            """
            class Membership(Base):
                __tablename__ = "Membership"

                userId: Mapped[str] = mapped_column(Text, primary_key=True)
                teamId: Mapped[str] = mapped_column(Text, primary_key=True)
            """,
            fixed_schema="""
            model Membership {
              userId String @id
              teamId String
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """At most one divergence."""
        ours, theirs = pair.prisma.primary_key, pair.models.primary_key
        if ours is UNKNOWN or theirs is UNKNOWN or pair.is_view:
            return
        if theirs is None and (pair.models.entity is None or not pair.models_complete or ours is None):
            return
        given = () if theirs is None else pair.prisma_names(theirs.columns)
        if ours is None:
            if not pair.prisma_complete or any(set(given) == set(names) for names in _uniques(pair)):
                return
            wanted: tuple[str, ...] = ()
        else:
            wanted = ours.columns
        shared = pair.both
        if sorted(given) == sorted(wanted) or not all(name in shared for name in (*wanted, *given)):
            return  # a missing column has been reported already
        consequence, effect = _effect(wanted, given)
        yield Divergence(
            self.name,
            consequence,
            pair.key,
            None,
            f"{effect}: the primary key of table `{pair.key}` is {_said(wanted)} in the database, "
            f"{_said(given)} in {class_of(pair.models)}",
            (ours.origin if ours else None) or pair.prisma.name_origin,
            (theirs.origin if theirs else None) or pair.models.name_origin,
            pair,
        )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the primary key."""
        pair = divergence.subject
        if isinstance(pair.prisma.primary_key, Key):
            yield safe(
                f"Set the primary key to {listed(pair.prisma.primary_key.columns)}",
                lambda: context.models.set_primary_key(pair.models, pair.prisma),
            )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the primary key of the Prisma model."""
        pair = divergence.subject
        if isinstance(pair.models.primary_key, Key):
            yield schema_unsafe(
                f"Set the id of {model_of(pair.prisma)} to {listed(pair.models.primary_key.columns)}",
                lambda: context.prisma.set_primary_key(pair.prisma, pair.models),
            )


def _effect(wanted: tuple[str, ...], given: tuple[str, ...]) -> tuple[Consequence, str]:
    if not given:
        return Consequence.FAILS, "The class cannot be mapped"
    if set(given) < set(wanted):
        return Consequence.CORRUPTS, "Different rows become one object"
    if not wanted:
        return Consequence.CORRUPTS, "Different rows may become one object"
    if set(given) > set(wanted):
        return (
            Consequence.MIGRATES,
            "A database made from the models has a wider key, which accepts rows that the database refuses",
        )
    return Consequence.CORRUPTS, "Rows are told apart by the wrong columns"


def _said(columns: tuple[str, ...]) -> str:
    return f"({', '.join(columns)})" if columns else "not there"


def _uniques(pair: TablePair) -> Iterable[tuple[str, ...]]:
    """Columns of the uniques of Prisma's side."""
    for index in pair.prisma.indexes:
        names = index.column_names
        if index.unique and names is not UNKNOWN:
            yield names
