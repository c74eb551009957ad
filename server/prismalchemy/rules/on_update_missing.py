"""Rule on-update-missing."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import on_column, safe, schema_unsafe
from prismalchemy.schema import ClientDefault


class OnUpdateMissing(Rule):
    """Nothing in the model keeps an `@updatedAt` column up to date.

    Prisma's client sets the time on every update; the database does nothing. Where the model has no `onupdate=`, rows
    that the Python program changes keep their old time.

    The fix adds `onupdate=`. It is safe, since it only adds.
    """

    name = "on-update-missing"
    summary = "Nothing in the model keeps an @updatedAt column up to date."
    consequence = Consequence.CORRUPTS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Comment {
              id        Int      @id @default(autoincrement())
              updatedAt DateTime @default(now()) @updatedAt
            }
            """,
            """
            class Comment(Base):
                __tablename__ = "Comment"

                id: Mapped[int] = mapped_column(primary_key=True)
                updatedAt: Mapped[datetime] = mapped_column(
                    TIMESTAMP(precision=3), server_default=func.now(), onupdate=func.now()
                )
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Comment {
              id        Int      @id @default(autoincrement())
              updatedAt DateTime @default(now()) @updatedAt @db.Timestamp(6)
            }
            """,
            """
            from datetime import datetime, timezone

            from sqlalchemy import func
            from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


            def utc_now() -> datetime:
                return datetime.now(timezone.utc).replace(tzinfo=None)


            class Base(DeclarativeBase):
                pass


            class Comment(Base):
                __tablename__ = "Comment"

                id: Mapped[int] = mapped_column(primary_key=True)
                updatedAt: Mapped[datetime] = mapped_column(server_default=func.now())
            """,
            """
            from datetime import datetime, timezone

            from sqlalchemy import func
            from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


            def utc_now() -> datetime:
                return datetime.now(timezone.utc).replace(tzinfo=None)


            class Base(DeclarativeBase):
                pass


            class Comment(Base):
                __tablename__ = "Comment"

                id: Mapped[int] = mapped_column(primary_key=True)
                updatedAt: Mapped[datetime] = mapped_column(
                    server_default=func.now(), onupdate=utc_now
                )
            """,
            fixed_schema="""
            model Comment {
              id        Int      @id @default(autoincrement())
              updatedAt DateTime @default(now()) @db.Timestamp(6)
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column that stays stale."""
        if pair.is_view:
            return
        for columns in pair.all_columns:
            ours, theirs = columns
            if not isinstance(ours.on_update, ClientDefault) or theirs.on_update is not None or theirs.given_on_update:
                continue
            if theirs.computed is False:
                yield on_column(
                    self.name,
                    self.consequence,
                    pair,
                    columns,
                    f"Changed rows keep their old time: column `{ours.name}` of table `{pair.key}` has no `onupdate` "
                    "in the model, and the database does not set it (@updatedAt is set by the Prisma client only)",
                    "on_update",
                )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the onupdate."""
        pair, columns = divergence.subject
        yield safe(
            f"Add onupdate to `{columns.prisma.name}`",
            lambda: context.models.set_on_update(pair.models, columns.models, columns.prisma),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Do not let the Prisma client set it either."""
        pair, columns = divergence.subject
        yield schema_unsafe(
            f"Remove @updatedAt from field `{columns.prisma.attribute}`",
            lambda: context.prisma.set_updated_at(pair.prisma, columns.prisma, False),  # noqa: FBT003 - a value
        )
