"""Rule primary-key-order."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, listed, model_of, safe, schema_unsafe
from prismalchemy.schema import PrimaryKey


class PrimaryKeyOrder(Rule):
    """The columns of the primary key are in another order.

    The key is the same, and queries give the same results; but its index serves queries by its first columns only, and
    a database made from the models has another one than Prisma's. `session.get` with a tuple takes the values in the
    model's order.

    The fix writes the key in the database's order. It is safe, since no column changes.
    """

    name = "primary-key-order"
    summary = "The columns of the primary key are in another order."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            model Member {
              orgId  Int
              userId Int

              @@id([userId, orgId])
            }
            """,
            """
            class Member(Base):
                __tablename__ = "Member"

                userId: Mapped[int] = mapped_column(primary_key=True)
                orgId: Mapped[int] = mapped_column(primary_key=True)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Member {
              orgId  Int
              userId Int

              @@id([userId, orgId])
            }
            """,
            """
            class Member(Base):
                __tablename__ = "Member"

                orgId: Mapped[int] = mapped_column(primary_key=True)
                userId: Mapped[int] = mapped_column(primary_key=True)
            """,
            """
            class Member(Base):
                __tablename__ = "Member"
                __table_args__ = (PrimaryKeyConstraint("userId", "orgId"),)

                orgId: Mapped[int] = mapped_column(primary_key=True)
                userId: Mapped[int] = mapped_column(primary_key=True)
            """,
            fixed_schema="""
            model Member {
              orgId  Int
              userId Int

              @@id([orgId, userId])
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """At most one divergence."""
        ours, theirs = pair.prisma.primary_key, pair.models.primary_key
        if not isinstance(ours, PrimaryKey) or not isinstance(theirs, PrimaryKey) or pair.is_view:
            return
        given = pair.prisma_names(theirs.columns)
        if given == ours.columns or sorted(given) != sorted(ours.columns):
            return
        yield Divergence(
            self.name,
            self.consequence,
            pair.key,
            None,
            f"A database made from the models orders the key otherwise: the primary key of table `{pair.key}` is "
            f"({', '.join(ours.columns)}) in the database, ({', '.join(given)}) in {class_of(pair.models)}",
            ours.origin or pair.prisma.name_origin,
            theirs.origin or pair.models.name_origin,
            pair,
        )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Order the key."""
        pair = divergence.subject
        yield safe(
            f"Order the primary key as {listed(pair.prisma.primary_key.columns)}",
            lambda: context.models.set_primary_key(pair.models, pair.prisma),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Order the primary key of the Prisma model."""
        pair = divergence.subject
        yield schema_unsafe(
            f"Order the id of {model_of(pair.prisma)} as {listed(pair.models.primary_key.columns)}",
            lambda: context.prisma.set_primary_key(pair.prisma, pair.models),
        )
