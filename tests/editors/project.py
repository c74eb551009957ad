"""The small project that the editors open: one model, one column that the SQLAlchemy class lacks."""

from __future__ import annotations

from pathlib import Path

from tests.support.project import write_project

SCHEMA = """\
datasource db {
  provider = "postgresql"
}

/// Someone who can sign in 💎
model User {
  id       String  @id @default(uuid())
  email    String  @unique
  nickname String

  @@map("users")
}
"""

MODELS = '''\
"""Models of the API."""

import uuid

from sqlalchemy import Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    """Someone who can sign in 💎"""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=lambda: str(uuid.uuid4()))
    email: Mapped[str] = mapped_column(Text, unique=True)
'''


def write_drifting_project(folder: Path) -> Path:
    """Writes the project into a new folder and returns it."""
    return write_project(folder, {"prisma/schema.prisma": SCHEMA, "app/__init__.py": "", "app/models.py": MODELS})
