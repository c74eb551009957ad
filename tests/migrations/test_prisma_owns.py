"""Prisma owns the history: Alembic builds the same databases from it, and both tools know where they are."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from tests.migrate.test_script import POSTGRESQL
from tests.migrations import catalog, histories
from tests.migrations.environment import Engine, Server, prisma
from tests.migrations.project import Project, names

from prismalchemy.migrate import split

PLAIN = 'datasource db {\n  provider = "postgresql"\n}\n'


@pytest.mark.parametrize("name", POSTGRESQL)
def test_scripts_are_split_as_postgresql_splits_them(server: Server, name: str) -> None:
    script, _ = POSTGRESQL[name]
    found = split(script, "postgresql")
    with psycopg.connect(server.dsn()) as connection:
        cursor = connection.execute(script.encode())
        results = 1
        while cursor.nextset():
            results += 1
        connection.rollback()
        for statement in found:
            # Two statements at once cannot be prepared.
            connection.execute(statement.text.encode(), prepare=statement.words[:1] != ("DEALLOCATE",))
        connection.rollback()
    # A script without any has one empty result.
    assert len(found) == results or (not found and results == 1)


def test_history_by_either_tool_and_handed_over(server: Server, tmp_path: Path) -> None:
    project = Project.create(tmp_path)
    migrations = histories.postgresql(seed=7, length=14)
    for name, script in migrations:
        project.add_migration(name, script)
    assert project.migrate("to-alembic") == 0
    by_prisma, by_alembic = server.create("by_prisma"), server.create("by_alembic")
    with Engine(server.url(by_prisma), PLAIN) as engine:
        assert engine.deploy(migrations[:7]) == names(migrations[:7])
    handed = server.create("handed", template=by_prisma)
    with Engine(server.url(by_prisma), PLAIN) as engine:
        engine.deploy(migrations)
        schema = engine.introspect()
    for database in (by_alembic, handed, by_prisma):
        project.upgrade(server.url(database))
        assert project.migrate("status", "--database", server.url(database)) == 0
        assert catalog.postgresql(server, database) == catalog.postgresql(server, by_prisma)
        with Engine(server.url(database), schema) as engine:
            assert engine.diagnose(migrations) == {}
            assert engine.deploy(migrations) == []
            assert engine.difference(schema) == ""


def test_prismas_own_command_line_is_content(server: Server, tmp_path: Path) -> None:
    project = Project.create(tmp_path)
    project.add_migration("20250101000000_init", 'CREATE TABLE "t" ("id" INTEGER PRIMARY KEY);')
    project.add_migration("20250102000000_index", 'CREATE INDEX CONCURRENTLY "t_id_idx" ON "t" ("id");')
    assert project.migrate("to-alembic") == 0
    url = server.url(server.create("cli"))
    project.upgrade(url)
    status = prisma(tmp_path, "migrate", "status", url=url)
    assert (status.returncode, "up to date" in status.stdout) == (0, True), status.stdout + status.stderr
    deploy = prisma(tmp_path, "migrate", "deploy", url=url)
    assert "No pending migrations" in deploy.stdout, deploy.stdout + deploy.stderr
