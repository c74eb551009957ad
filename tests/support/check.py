"""Reads both sides from texts and checks them: the one place where tests of rules touch the readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prismalchemy import alchemy, prisma
from prismalchemy.compare import Pairing, pair
from prismalchemy.fixes import Fix
from prismalchemy.fixes.models import ModelsEditor
from prismalchemy.fixes.prisma import PrismaEditor
from prismalchemy.rules import RULES, Context, Divergence, Rule, check, merged
from prismalchemy.text import Location, SourceFile, apply_edits
from prismalchemy.workspace.config import parse_settings
from prismalchemy.workspace.diagnostics import locate
from prismalchemy.workspace.silence import Comments, idle, silence

DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n'

OF_ANOTHER_CLIENT = frozenset({"client-py-refused", "client-py-archived"})
"""Rules that say something of the schema alone, whatever the models are."""

HEADER = """\
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
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


"""
"""What stands above a models.py that imports nothing itself."""


@dataclass(frozen=True)
class Checked:
    """Both sides as read, and what the rules found. `files` are the texts by name, headers included."""

    files: Mapping[str, str]
    prisma: prisma.PrismaReading
    models: alchemy.ModelsReading
    pairing: Pairing
    divergences: tuple[Divergence, ...]

    def places(self, divergence: Divergence) -> tuple[Location | None, Location | None]:
        """Where the divergence is underlined on Prisma's side and on the models'."""
        on_prisma, on_models = divergence.prisma, divergence.models
        return (
            on_prisma.at(self.prisma.bases) if on_prisma else None,
            on_models.at(self.models.bases) if on_models else None,
        )

    def fixes(self, divergence: Divergence) -> tuple[Fix, ...]:
        """The fixes of the models that the divergence's rule offers."""
        return tuple(self._rule(divergence).fixes(divergence, self._context))

    def schema_fixes(self, divergence: Divergence) -> tuple[Fix, ...]:
        """The fixes of the Prisma schema that the divergence's rule offers."""
        return tuple(self._rule(divergence).schema_fixes(divergence, self._context))

    def _rule(self, divergence: Divergence) -> Rule:
        return next(rule for rule in RULES if rule.name == divergence.rule)

    @property
    def _context(self) -> Context:
        models = ModelsEditor(self.prisma.schema, self.models, self.pairing)
        return Context(self.pairing, models, PrismaEditor(self.prisma, self.models.schema, self.pairing))

    def apply(self, fix: Fix) -> dict[str, str] | None:
        """The files after the fix, None where it cannot be done."""
        edits = fix.compute()
        if edits is None:
            return None
        after = dict(self.files)
        for edit in edits:
            after[edit.path] = apply_edits("" if edit.created else after[edit.path], edit.edits)
        return after


def with_headers(files: Mapping[str, str]) -> dict[str, str]:
    """The files with a datasource and the usual imports, where they have none of their own."""
    full = dict(files)
    if not any("datasource " in text for name, text in files.items() if name.endswith(".prisma")):
        full["datasource.prisma"] = DATASOURCE
    for name, text in files.items():
        if name == "models.py" and "import " not in text:
            full[name] = HEADER + text
    return full


def header_lines(name: str, text: str) -> int:
    """How many lines `with_headers` puts above the text of this file."""
    return HEADER.count("\n") if name == "models.py" and "import " not in text else 0


def check_files(files: Mapping[str, str]) -> Checked:
    """Read and check files by name: `*.prisma` are one schema, `*.py` one set of models, `*.toml` the settings."""
    schema = [SourceFile(name, text) for name, text in files.items() if name.endswith(".prisma")]
    models = [SourceFile(name, text) for name, text in files.items() if name.endswith(".py")]
    prisma_reading = prisma.Reader().read(schema)
    models_reading = alchemy.Reader(alchemy.Options(roots=("",))).read(models)
    settings = next((parse_settings(name, text) for name, text in files.items() if name.endswith(".toml")), None)
    tenancy = None if settings is None else settings.tenancy
    pairing = pair(prisma_reading.schema, models_reading.schema, tenancy=tenancy)
    found = merged(check(pairing))
    if any("prismalchemy: ignore" in text for text in files.values()):
        found = _after_comments(found, prisma_reading, models_reading)
    return Checked(files, prisma_reading, models_reading, pairing, found)


def _after_comments(
    found: tuple[Divergence, ...], prisma_reading: prisma.PrismaReading, models_reading: alchemy.ModelsReading
) -> tuple[Divergence, ...]:
    """What suppression comments leave, and those of them that are of no use."""
    files = {file.path: file for file in (*prisma_reading.files, *models_reading.files)}
    comments = Comments()

    def places(divergence: Divergence) -> list[Location | None]:
        return [locate(divergence.prisma, prisma_reading.bases), locate(divergence.models, models_reading.bases)]

    heard, _, used = silence(found, places, files, comments)
    return (*heard, *(divergence for divergence, _ in idle(files.values(), comments, used)))
