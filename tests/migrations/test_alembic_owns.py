"""Alembic owns the history: Prisma's migrations of it build the same databases, and both tools know where they are."""

from __future__ import annotations

from pathlib import Path

from tests.migrations import catalog
from tests.migrations.environment import Engine, Server, prisma
from tests.migrations.project import IMPORTS, Project, names
from tests.migrations.revisions import revisions

PLAIN = 'datasource db {\n  provider = "postgresql"\n}\n'


def test_history_by_either_tool_and_handed_over(server: Server, tmp_path: Path) -> None:
    project = Project.create(tmp_path, imports=IMPORTS)
    for file, text in revisions(seed=3, length=14):
        project.add_revision(file, text)
    assert project.migrate("env") == 0
    assert project.to_prisma() == 0
    assert project.to_prisma("--check") == 0
    migrations = project.migrations()
    assert len(migrations) == 14
    by_alembic, by_prisma = server.create("a_by_alembic"), server.create("a_by_prisma")
    project.upgrade(server.url(by_alembic), f"{3:04x}{6:08x}")
    handed = server.create("a_handed", template=by_alembic)
    project.upgrade(server.url(by_alembic))
    for database in (by_prisma, handed):
        with Engine(server.url(database), PLAIN) as engine:
            applied = engine.deploy(migrations)
            assert applied == names(migrations if database == by_prisma else migrations[7:])
    with Engine(server.url(by_alembic), PLAIN) as engine:
        schema = engine.introspect()
    for database in (by_alembic, by_prisma, handed):
        project.upgrade(server.url(database))
        assert project.migrate("status", "--database", server.url(database)) == 0
        assert catalog.postgresql(server, database) == catalog.postgresql(server, by_alembic)
        with Engine(server.url(database), schema) as engine:
            assert engine.diagnose(migrations) == {}
            assert engine.deploy(migrations) == []
            assert engine.difference(schema) == ""
    # Back by Alembic, forth by Prisma.
    done = project.alembic("downgrade", f"{3:04x}{10:08x}", url=server.url(by_alembic))
    assert done.returncode == 0, done.stderr
    with Engine(server.url(by_alembic), PLAIN) as engine:
        assert engine.diagnose(migrations)["history"]["unappliedMigrationNames"] == names(migrations[11:])


def test_prismas_own_command_line_is_content(server: Server, tmp_path: Path) -> None:
    project = Project.create(tmp_path, imports=IMPORTS)
    for file, text in revisions(seed=5, length=3):
        project.add_revision(file, text)
    assert project.migrate("env") == 0
    assert project.to_prisma() == 0
    url = server.url(server.create("a_cli"))
    project.upgrade(url)
    status = prisma(tmp_path, "migrate", "status", url=url)
    assert (status.returncode, "up to date" in status.stdout) == (0, True), status.stdout + status.stderr
