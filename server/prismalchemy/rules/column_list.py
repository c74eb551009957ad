"""Rule column-list."""

from __future__ import annotations

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Example
from prismalchemy.rules.typed import TypeRule


class ColumnList(TypeRule):
    """A column is a list on one side only.

    Prisma's `String[]` is `TEXT[]` on PostgreSQL. A model that keeps the list as JSON, or as text with commas, sends
    what the database refuses; a model that has a list where the database has one value does the same the other way
    round.

    The fix sets the type, and the annotation with it: Prisma's lists may be NULL (`list-nullable`). It is safe: the
    database leaves no choice.
    """

    name = "column-list"
    summary = "A column is a list on one side only."
    consequence = Consequence.FAILS
    since = "0.1.0"
    aspect = "list"
    valid = (
        Example(
            """
            model Article {
              id   Int      @id @default(autoincrement())
              tags String[]
            }
            """,
            """
            import enum
            import uuid
            from datetime import date, datetime
            from decimal import Decimal
            from typing import Any, Optional

            from sqlalchemy import (
                ARRAY,
                JSON,
                BigInteger,
                Boolean,
                Column,
                Computed,
                Date,
                DateTime,
                Double,
                Enum,
                Float,
                ForeignKey,
                ForeignKeyConstraint,
                Index,
                Integer,
                LargeBinary,
                MetaData,
                Numeric,
                PrimaryKeyConstraint,
                SmallInteger,
                String,
                Table,
                Text,
                UniqueConstraint,
                Uuid,
                func,
                text,
            )
            from sqlalchemy.dialects.postgresql import ARRAY as SAARRAY, JSONB, TIMESTAMP, UUID
            from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


            class Base(DeclarativeBase):
                pass


            class Article(Base):
                __tablename__ = "Article"

                id: Mapped[int] = mapped_column(primary_key=True)
                tags: Mapped[list[str] | None] = mapped_column(SAARRAY(Text))
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
                tags: Mapped[str] = mapped_column(Text)
            """,
            """
            import enum
            import uuid
            from datetime import date, datetime
            from decimal import Decimal
            from typing import Any, Optional

            from sqlalchemy import (
                ARRAY,
                JSON,
                BigInteger,
                Boolean,
                Column,
                Computed,
                Date,
                DateTime,
                Double,
                Enum,
                Float,
                ForeignKey,
                ForeignKeyConstraint,
                Index,
                Integer,
                LargeBinary,
                MetaData,
                Numeric,
                PrimaryKeyConstraint,
                SmallInteger,
                String,
                Table,
                Text,
                UniqueConstraint,
                Uuid,
                func,
                text,
            )
            from sqlalchemy.dialects.postgresql import ARRAY as SAARRAY, JSONB, TIMESTAMP, UUID
            from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


            class Base(DeclarativeBase):
                pass


            class Article(Base):
                __tablename__ = "Article"

                id: Mapped[int] = mapped_column(primary_key=True)
                tags: Mapped[list[str] | None] = mapped_column(SAARRAY(Text))
            """,
            fixed_schema="""
            model Article {
              id   Int    @id @default(autoincrement())
              tags String
            }
            """,
        ),
    )
