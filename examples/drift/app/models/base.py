"""What all models share: the declarative base, aliases for frequent columns, and the timestamps mixin."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated, Any

from sqlalchemy import BigInteger, ForeignKey, MetaData, Text, func
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.ids import cuid

# The names that Prisma gives.
NAMING_CONVENTION = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
}

Timestamp = TIMESTAMP(timezone=True, precision=3)


def utcnow() -> datetime:
    """The current moment."""
    return datetime.now(timezone.utc)


def naive_utcnow() -> datetime:
    """The current moment as Prisma stores it in a TIMESTAMP without time zone."""
    return utcnow().replace(tzinfo=None)


class Base(DeclarativeBase):
    """The declarative base of every model."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {
        str: Text,
        datetime: Timestamp,
        dict[str, Any]: JSONB,
    }


CuidPk = Annotated[str, mapped_column(primary_key=True, default=cuid)]
BigPk = Annotated[int, mapped_column(BigInteger, primary_key=True, autoincrement=True)]
OrganizationId = Annotated[str, mapped_column(ForeignKey("organizations.id", ondelete="CASCADE", onupdate="CASCADE"))]
CreatedAt = Annotated[datetime, mapped_column(Timestamp, server_default=func.now())]


class TimestampMixin:
    """`created_at` from the database, `updated_at` from the program, as Prisma's `@updatedAt`."""

    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(Timestamp, default=utcnow, onupdate=utcnow)


def user_fk(column: str, ondelete: str = "CASCADE", **options: Any) -> Mapped[Any]:
    """A column that refers to a user."""
    return mapped_column(column, ForeignKey("users.id", ondelete=ondelete, onupdate="CASCADE"), **options)
