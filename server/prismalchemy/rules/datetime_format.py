"""Rule datetime-format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import types as sqltypes

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.compare.families import Family, family_of
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import on_column, safe
from prismalchemy.schema import UNKNOWN, ColumnType

_PLAIN = (sqltypes.DateTime, sqltypes.DATETIME, sqltypes.TIMESTAMP)


class DatetimeFormat(Rule):
    """On SQLite, a model stores times in another form than Prisma.

    SQLite has no type for times. Prisma's client writes `2030-05-06T12:00:00.000+00:00`, SQLAlchemy's `DateTime` writes
    `2030-05-06 12:00:00.000000`, and SQLite compares them as texts: whatever SQLAlchemy wrote on a day comes before
    all that Prisma wrote on it, no time of one equals a time of the other, and `ORDER BY`, `<` and `==` are wrong for
    both. Nothing fails.

    A type of one's own (`TypeDecorator`), a `storage_format=` and a variant for SQLite are taken to know what they do.
    Columns with a plain `DateTime` have one cause, so they are reported once.

    The fix gives the columns the type that generated models have: it writes Prisma's form and reads every form. It is
    safe; rows that were written before stay as they are.
    """

    name = "datetime-format"
    summary = "On SQLite, a model stores times in another form than Prisma."
    consequence = Consequence.CORRUPTS
    since = "0.2.0"
    valid = (
        Example(
            """
            datasource db {
              provider = "sqlite"
            }

            model Event {
              id    Int      @id @default(autoincrement())
              start DateTime
            }
            """,
            """
            from sqlalchemy.types import TypeDecorator


            class Moment(TypeDecorator):
                impl = DateTime
                cache_ok = True


            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                start: Mapped[datetime] = mapped_column(Moment)
            """,
        ),
    )
    invalid = (
        Example(
            """
            datasource db {
              provider = "sqlite"
            }

            model Event {
              id    Int       @id @default(autoincrement())
              start DateTime
              end   DateTime?
            }
            """,
            """
            from datetime import datetime

            from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


            class Base(DeclarativeBase):
                pass


            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                start: Mapped[datetime]
                end: Mapped[datetime | None]
            """,
            '''
            from datetime import datetime, timedelta, timezone
            from typing import Any

            from sqlalchemy import Dialect
            from sqlalchemy.dialects.sqlite import DATETIME
            from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


            class SqliteDateTime(DATETIME):
                """DateTime as Prisma writes it to SQLite: 2020-01-02T03:04:05.678+00:00."""

                def bind_processor(self, dialect: Dialect) -> Any:
                    """Make the text of a time in UTC, which needs no time zone."""

                    def process(value: datetime | None) -> str | None:
                        if value is None:
                            return None
                        if value.tzinfo is not None:
                            value = value.astimezone(timezone(timedelta(0))).replace(tzinfo=None)
                        return value.isoformat(timespec="milliseconds") + "+00:00"

                    return process

                def result_processor(self, dialect: Dialect, coltype: object) -> Any:
                    """Read that, milliseconds since 1970, and what SQLite and SQLAlchemy write."""

                    def process(value: str | int | None) -> datetime | None:
                        if value is None:
                            return None
                        if isinstance(value, int):
                            seconds, milliseconds = divmod(value, 1000)
                            read = datetime.fromtimestamp(seconds, timezone(timedelta(0)))
                            return read.replace(tzinfo=None, microsecond=milliseconds * 1000)
                        iso = value.replace(" +", "+").replace("Z", "+00:00")
                        read = datetime.fromisoformat(iso)
                        if read.tzinfo is None:
                            return read
                        return read.astimezone(timezone(timedelta(0))).replace(tzinfo=None)

                    return process


            class Base(DeclarativeBase):
                pass


            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                start: Mapped[datetime] = mapped_column(SqliteDateTime)
                end: Mapped[datetime | None] = mapped_column(SqliteDateTime)
            ''',
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column with a plain time; they have one cause."""
        if pairing.dialect != "sqlite":
            return
        for columns in pair.all_columns:
            ours, theirs = columns.prisma.type, columns.models.type
            if ours is UNKNOWN or theirs is UNKNOWN or family_of(ours.type) is not Family.DATETIME:
                continue
            if _is_plain(theirs):
                found = on_column(
                    self.name,
                    self.consequence,
                    pair,
                    columns,
                    "Times of SQLAlchemy and of Prisma's client compare and sort wrongly: column "
                    f"`{columns.prisma.name}` of table `{pair.key}` is stored as two forms of text",
                    "type",
                )
                yield replace(found, subject=((pair, columns),), cause=self.name)

    def merge(self, divergences: Sequence[Divergence]) -> Sequence[Divergence]:
        """All of them as one."""
        first, rest = divergences[0], len(divergences) - 1
        columns = "one more column" if rest == 1 else f"{rest} more columns"
        subject = tuple(entry for divergence in divergences for entry in divergence.subject)
        return (replace(first, message=f"{first.message}, and so in {columns}", subject=subject),)

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Store times as Prisma's client does."""
        wanted = [(pair.models, columns.models, columns.prisma) for pair, columns in divergence.subject]
        yield safe("Store times as Prisma's client does", lambda: context.models.set_types(wanted))


def _is_plain(column_type: ColumnType) -> bool:
    """Whether SQLAlchemy writes the column's times in the form that it has by itself."""
    found = column_type.type
    if column_type.decorated or "sqlite" in found._variant_mapping:
        return False
    if type(found) in _PLAIN:
        return True
    from sqlalchemy.dialects.sqlite import DATETIME

    usual: str = DATETIME()._storage_format  # type: ignore[no-untyped-call]  # SQLAlchemy does not annotate it
    return type(found) is DATETIME and found._storage_format == usual
