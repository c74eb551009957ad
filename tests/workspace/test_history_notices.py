"""What is said of two histories beside the findings of `check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from prismalchemy.cli import main
from prismalchemy.rules import Level
from prismalchemy.workspace import Workspace

SCHEMA = 'datasource db {\n  provider = "postgresql"\n}\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two paired steps."""
    (tmp_path / "alembic" / "versions").mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/alembic\n")
    for name in ("1_one", "2_two"):
        add(tmp_path, name)
    (tmp_path / "prisma" / "schema.prisma").write_text(SCHEMA)
    (tmp_path / "prisma" / "migrations" / "migration_lock.toml").write_text('provider = "postgresql"\n')
    monkeypatch.chdir(tmp_path)
    assert main(["migrate", "to-alembic"]) == 0
    return tmp_path


def add(folder: Path, name: str) -> None:
    path = folder / "prisma" / "migrations" / name / "migration.sql"
    path.parent.mkdir(parents=True)
    path.write_text(f"SELECT '{name}';")


def said(workspace: Workspace) -> list[tuple[str, str]]:
    found = [notice for notice in workspace.snapshot().notices if notice.line == 1]
    assert all(notice.level is Level.WARNING for notice in found)
    return [(Path(notice.path or "").parent.name, notice.message.partition(";")[0]) for notice in found]


def test_paired_histories_are_silent(project: Path) -> None:
    assert said(Workspace(project)) == []


def test_a_migration_without_its_revision(project: Path) -> None:
    workspace = Workspace(project)
    assert said(workspace) == []
    add(project, "3_three")
    workspace.disk_changed([str(project / "prisma" / "migrations" / "3_three" / "migration.sql")])
    assert said(workspace) == [("3_three", "Prisma migration 3_three has no Alembic revision")]
    assert main(["migrate", "to-alembic"]) == 0
    workspace.disk_changed([str(project / "alembic" / "versions" / "3_three.py")])
    assert said(workspace) == []


def test_an_edited_migration(project: Path) -> None:
    (project / "prisma" / "migrations" / "1_one" / "migration.sql").write_text("SELECT 2;")
    ((place, message),) = said(Workspace(project))
    assert place == "1_one"
    assert "was edited after Alembic revision" in message


def test_two_heads(project: Path) -> None:
    (project / "alembic" / "versions" / "x.py").write_text("revision = 'x'\ndown_revision = None\n")
    found = said(Workspace(project))
    assert [message for _, message in found if "several heads" in message] == [found[-1][1]] * 2


def test_histories_that_nobody_paired_are_silent(project: Path) -> None:
    for path in (project / "alembic" / "versions").glob("*.py"):
        path.unlink()
    (project / "alembic" / "versions" / "x.py").write_text("revision = 'x'\ndown_revision = None\n")
    assert said(Workspace(project)) == []


MODELS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class A(Base):
    __tablename__ = "A"

    id: Mapped[int] = mapped_column(primary_key=True)
    new: Mapped[str]
"""


def test_what_no_migration_has_made(project: Path) -> None:
    schema = project / "prisma" / "schema.prisma"
    schema.write_text(SCHEMA + "\nmodel A {\n  id Int @id\n}\n")
    (project / "models.py").write_text(MODELS)

    def ahead(workspace: Workspace) -> list[tuple[str, int | None, int | None, str]]:
        return [
            (Path(notice.path or "").name, notice.line, notice.column, notice.message)
            for notice in workspace.snapshot().notices
            if notice.level is Level.INFORMATION
        ]

    workspace = Workspace(project)
    # The first step makes no table, so nobody knows what there was before.
    assert ahead(workspace) == []
    first = project / "prisma" / "migrations" / "1_one" / "migration.sql"
    first.write_text('CREATE TABLE "A" ("id" INTEGER NOT NULL);')
    assert main(["migrate", "to-alembic", "--refresh"]) == 0
    workspace = Workspace(project)
    assert ahead(workspace) == []
    workspace.open(schema.as_posix(), schema.read_text().replace("@id\n", "@id\n  new String\n"))
    message = "Column A.new is in no migration yet; run `prismalchemy migrate new`"
    assert ahead(workspace) == [("schema.prisma", 7, 3, message)]
    (project / "pyproject.toml").write_text('[tool.prismalchemy]\nowner = "alembic"\n')
    assert ahead(Workspace(project)) == [("models.py", 12, 5, message)]
    (project / "pyproject.toml").write_text('[[tool.prismalchemy.overrides]]\ntables = ["A"]\nowner = "alembic"\n')
    workspace = Workspace(project)
    workspace.open(schema.as_posix(), schema.read_text().replace("@id\n", "@id\n  new String\n"))
    assert ahead(workspace) == []
