"""Small projects on disk, written as data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write_project(folder: Path, files: Mapping[str, str]) -> Path:
    """Writes the files, by relative path; a path that ends in `/` is an empty folder. Line ends stay as they are."""
    for name, text in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return folder


DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n'

SCHEMA = f"""{DATASOURCE}
model User {{
  id    Int    @id @default(autoincrement())
  email String
  phone String
}}
"""

MODELS = """from sqlalchemy import Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "User"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Text)
"""
"""Models for SCHEMA that lack the column `phone`."""

AGREEING_MODELS = MODELS + "    phone: Mapped[str] = mapped_column(Text)\n"
"""Models that agree with SCHEMA."""

PROJECT = {"prisma/schema.prisma": SCHEMA, "app/__init__.py": "", "app/models.py": MODELS}
"""The smallest project with a difference."""
