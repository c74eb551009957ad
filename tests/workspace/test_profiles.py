"""Profiles, overrides, equivalences and tables outside Prisma, over one drifted project."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.project import DATASOURCE, write_project

from prismalchemy.workspace import Workspace

SCHEMA = (
    DATASOURCE
    + """
model User {
  id      Int      @id @default(autoincrement())
  email   String   @unique
  title   String
  created DateTime @default(now())
  note    String?

  @@index([title])
}

model Log {
  id Int @id @default(autoincrement())
}

model Gone {
  id Int @id @default(autoincrement())
}
"""
)
MODELS = """\
from datetime import datetime

from sqlalchemy import DateTime, Index, String, Text, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "User"
    __table_args__ = (Index("by_title", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(String(80))
    created: Mapped[datetime] = mapped_column(DateTime, server_default=func.now())
"""
LOG = """\
from app.models import Base
from sqlalchemy.orm import Mapped, mapped_column


class Log(Base):
    __tablename__ = "Log"

    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column()


class Own(Base):
    __tablename__ = "own_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
"""
FILES = {
    "prisma/schema.prisma": SCHEMA,
    "app/__init__.py": "",
    "app/models.py": MODELS,
    "app/log.py": LOG,
}
ALWAYS = {"column-extra Log.size": "error"}
PRISMA = {
    **ALWAYS,
    "table-missing Gone": "information",
    "table-extra own_jobs": "information",
    "column-missing User.note": "information",
    "unique-missing User.email": "hint",
    "column-type User.title": "hint",
    "column-length User.created": "hint",
}
ALEMBIC = {
    **dict.fromkeys(PRISMA, "warning"),
    **ALWAYS,
    "table-extra own_jobs": "information",
    "index-name User.title": "warning",
}
SUBSET = {
    **ALWAYS,
    "table-extra own_jobs": "information",
    "column-type User.title": "hint",
    "column-length User.created": "hint",
}


def without(found: dict[str, str], *keys: str) -> dict[str, str]:
    return {key: level for key, level in found.items() if key not in keys}


CASES: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "nothing said": ("", {}, PRISMA),
    "alembic": ('owner = "alembic"', {}, ALEMBIC),
    "prisma-owned": ('owner = "alembic"\nprofile = "prisma-owned"', {}, PRISMA),
    "alembic-owned": ('profile = "alembic-owned"', {}, ALEMBIC),
    "mirror": ('profile = "mirror"', {}, {**ALEMBIC, "table-extra own_jobs": "warning"}),
    "subset": ('profile = "subset"', {}, SUBSET),
    "a subset that alembic migrates": (
        'profile = "subset"\nowner = "alembic"',
        {},
        {**without(ALEMBIC, "table-missing Gone", "column-missing User.note", "unique-missing User.email")},
    ),
    "a profile for a table": (
        '[[overrides]]\ntables = ["User"]\nprofile = "subset"',
        {},
        without(PRISMA, "column-missing User.note", "unique-missing User.email"),
    ),
    "an owner for files": (
        'owner = "alembic"\n[[overrides]]\npaths = ["app/models.py"]\nowner = "prisma"',
        {},
        {**PRISMA, "table-missing Gone": "warning"},
    ),
    "levels for a table, the last override first": (
        '[rules]\ncolumn-extra = "hint"\n[[overrides]]\ntables = ["L*"]\nrules = { column-extra = "warning" }\n'
        '[[overrides]]\ntables = ["Log"]\nrules = { column-extra = "off" }',
        {},
        without(PRISMA, "column-extra Log.size"),
    ),
    "text": ('equivalences = ["text"]', {}, without(PRISMA, "column-type User.title")),
    "precision": ('equivalences = ["precision"]', {}, without(PRISMA, "column-length User.created")),
    "names": ('owner = "alembic"\nequivalences = ["names"]', {}, without(ALEMBIC, "index-name User.title")),
    "external": ('external = ["own_*"]', {}, without(PRISMA, "table-extra own_jobs")),
    "external to Prisma": (
        "",
        {"prisma.config.ts": "export default defineConfig({ tables: { external: ['public.own_jobs', 'User'] } })\n"},
        {**without(ALEMBIC, "table-extra own_jobs"), "table-missing Gone": "information"},
    ),
    "left out by Alembic": (
        'owner = "alembic"',
        {
            "alembic.ini": "[alembic]\nscript_location = migrations\n",
            "migrations/env.py": "from alembic import context\n\n\ndef include_name(name, type_, parent_names):\n"
            '    return name != "User"\n\n\ncontext.configure(include_name=include_name)\n',
        },
        {**PRISMA, "table-missing Gone": "warning"},
    ),
    "perhaps left out by Alembic": (
        'owner = "alembic"',
        {
            "alembic.ini": "[alembic]\nscript_location = migrations\n",
            "migrations/env.py": "from alembic import context\nfrom tools import wanted\n\n"
            "context.configure(include_object=wanted)\n",
        },
        PRISMA,
    ),
}


@pytest.mark.parametrize(("settings", "files", "expected"), CASES.values(), ids=CASES)
def test_levels(settings: str, files: dict[str, str], expected: dict[str, str], tmp_path: Path) -> None:
    root = write_project(tmp_path, {**FILES, **files, "prismalchemy.toml": settings + "\n"})
    workspace = Workspace(root)
    assert workspace.config_error is None
    found = {
        f"{item.rule} {item.divergence.table}"
        + (f".{item.divergence.column}" if item.divergence.column else ""): item.level.value
        for item in workspace.snapshot().findings
    }
    assert found == expected


def test_models_of_the_smaller_part_are_told_of_the_rest_by_hints(tmp_path: Path) -> None:
    """Until a class more makes it half, or a profile says what they are."""
    more = "".join(f"\nmodel Far{number} {{\n  id Int @id\n}}\n" for number in range(2))
    root = write_project(tmp_path, {**FILES, "prisma/schema.prisma": SCHEMA + more, "prismalchemy.toml": ""})
    workspace = Workspace(root)

    def levels() -> set[str]:
        found = workspace.snapshot().findings
        return {item.level.value for item in found if item.rule in ("table-missing", "column-missing")}

    assert levels() == {"information"}  # three of five tables are left out, which is too few to tell
    schema = (root / "prisma/schema.prisma").as_posix()
    workspace.open(schema, SCHEMA + more + more.replace("Far", "Near"))
    assert levels() == {"hint"}
    workspace.open(schema, SCHEMA + more)
    assert levels() == {"information"}
    (root / "prismalchemy.toml").write_text('profile = "prisma-owned"\n')
    workspace.open(schema, SCHEMA + more + more.replace("Far", "Near"))
    workspace.disk_changed([(root / "prismalchemy.toml").as_posix()])
    assert levels() == {"information"}


def test_what_env_py_says_is_read_again_when_it_changes(tmp_path: Path) -> None:
    _, files, expected = CASES["left out by Alembic"]
    root = write_project(tmp_path, {**FILES, **files, "prismalchemy.toml": 'owner = "alembic"\n'})
    workspace = Workspace(root)
    before = workspace.snapshot().findings
    env = root / "migrations/env.py"
    env.write_text(env.read_text().replace('"User"', '"Log"'))
    workspace.disk_changed([env.as_posix()])
    after = workspace.snapshot().findings
    assert [item.level.value for item in before] != [item.level.value for item in after]
    assert len(before) == len(expected)


ERRORS = {
    "equivalences": ('equivalences = ["txt"]', 'key `equivalences` has "txt" in it; the equivalences are text'),
    "profile": ('profile = "all"', 'key `profile` must be "mirror", "prisma-owned", "alembic-owned" or "subset"'),
    "override without a choice": ('[[overrides]]\nowner = "prisma"', "says neither `tables` nor `paths` in entry 1"),
    "override's key": ('[[overrides]]\ntabels = ["a"]', "has an unknown key `tabels` in entry 1"),
    "override's value": ('[[overrides]]\ntables = ["a"]\nowner = "me"', "has a key `owner` in entry 1 that must be"),
    "overrides": ('overrides = ["a"]', "key `overrides` must be an array of tables"),
}


@pytest.mark.parametrize(("settings", "said"), ERRORS.values(), ids=ERRORS)
def test_what_cannot_be_used_is_said(settings: str, said: str, tmp_path: Path) -> None:
    workspace = Workspace(write_project(tmp_path, {**FILES, "prismalchemy.toml": settings + "\n"}))
    assert workspace.config_error is not None
    assert said in str(workspace.config_error)
    assert f"{tmp_path.as_posix()}/prismalchemy.toml:1:" in str(workspace.config_error)
