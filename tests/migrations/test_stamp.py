"""`migrate stamp`: what one tool has applied becomes known to the other one, and nothing else changes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.migrations.environment import Engine, Server
from tests.migrations.project import Project, names
from tests.migrations.revisions import revisions

PLAIN = 'datasource db {\n  provider = "postgresql"\n}\n'


def test_database_that_alembic_built_before(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = Project.create(tmp_path)
    for file, text in revisions(seed=9, length=4):
        project.add_revision(file, text)
    url = server.url(server.create("stamp_a"))
    project.run("upgrade", "head", url=url)
    assert project.to_prisma() == 0
    assert project.migrate("status", "--database", url) == 1
    assert project.migrate("stamp", "--database", url, "--dry-run") == 1
    assert project.migrate("status", "--database", url) == 1
    assert project.migrate("stamp", "--database", url) == 0
    capsys.readouterr()
    assert project.migrate("stamp", "--database", url) == 0
    assert capsys.readouterr().out == "each tool knows what the other one has applied\n"
    assert project.migrate("status", "--database", url) == 0
    with Engine(url, PLAIN) as engine:
        assert engine.diagnose(project.migrations()) == {}
        assert engine.deploy(project.migrations()) == []


def test_database_that_prisma_built_before(server: Server, tmp_path: Path) -> None:
    project = Project.create(tmp_path)
    project.add_migration("1_one", 'CREATE TABLE "one" ("id" INTEGER);')
    project.add_migration("2_two", 'CREATE TABLE "two" ("id" INTEGER);')
    assert project.migrate("to-alembic") == 0
    url = server.url(server.create("stamp_p"))
    with Engine(url, PLAIN) as engine:
        assert engine.deploy(project.migrations()[:1]) == ["1_one"]
    assert project.migrate("stamp", "--database", url) == 0
    assert project.migrate("stamp", "--database", url) == 0
    project.run("upgrade", "head", url=url)
    assert project.migrate("status", "--database", url) == 0


def test_sqlite(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "sqlite")
    for file, text in revisions(seed=9, length=3, sqlite=True):
        project.add_revision(file, text)
    url = f"file:{tmp_path}/a.db"
    project.run("upgrade", "head", url=url)
    assert project.to_prisma() == 0
    assert project.migrate("stamp", "--database", "file:a.db") == 0
    with Engine(url, PLAIN.replace("postgresql", "sqlite")) as engine:
        assert engine.diagnose(project.migrations()) == {}
        assert engine.deploy(project.migrations()) == []
    with sqlite3.connect(tmp_path / "a.db") as connection:
        rows = connection.execute("SELECT migration_name, applied_steps_count, length(id) FROM _prisma_migrations")
        assert rows.fetchall() == [(name, 1, 36) for name in names(project.migrations())]
