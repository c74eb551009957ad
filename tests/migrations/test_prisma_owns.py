"""Prisma owns the history: Alembic builds the same databases from it, and both tools know where they are."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import psycopg
import pytest
from alembic.util import CommandError
from tests.migrate.test_script import ALONE, POSTGRESQL, SQLITE_PLANS
from tests.migrations import catalog, histories
from tests.migrations.environment import Engine, Server, prisma
from tests.migrations.project import IMPORTS, Project, names

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


@pytest.mark.parametrize("statement", ALONE)
def test_what_runs_outside_of_a_transaction_postgresql_says(server: Server, statement: str) -> None:
    database = server.create("alone")
    for made in (
        "CREATE TABLE a (x int)",
        "CREATE INDEX a_i ON a (x)",
        "CREATE TABLE p (x int) PARTITION BY LIST (x)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
        "CREATE MATERIALIZED VIEW v AS SELECT 1 AS x",
        "CREATE UNIQUE INDEX v_i ON v (x)",
    ):
        server.execute(made, database)
    with psycopg.connect(server.dsn(database)) as connection:
        try:
            connection.execute(statement.encode())
            refused = False
        except psycopg.errors.ActiveSqlTransaction:
            refused = True
        connection.rollback()
    assert refused == ALONE[statement]


@pytest.mark.parametrize("name", SQLITE_PLANS)
def test_scripts_of_sqlite_do_the_same_by_either_tool(tmp_path: Path, name: str) -> None:
    project = Project.create(tmp_path, "sqlite", imports=IMPORTS)
    project.add_migration("20250101000000_one", SQLITE_PLANS[name])
    assert project.migrate("to-alembic") == 0
    assert project.migrate("env") == 0
    by_prisma, by_alembic = tmp_path / "p.db", tmp_path / "a.db"
    with Engine(f"file:{by_prisma}", 'datasource db {\n  provider = "sqlite"\n}\n') as engine:
        engine.deploy(project.migrations())
    project.run("upgrade", "head", url=f"file:{by_alembic}")
    found = []
    for path in (by_prisma, by_alembic):
        with contextlib.closing(sqlite3.connect(path)) as connection:
            kept = [connection.execute(f"PRAGMA {one}").fetchone() for one in ("journal_mode", "page_size")]
        found.append((catalog.sqlite(str(path)), kept))
    assert found[0] == found[1]


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


PLAIN_DOWN = (
    ("1_one", 'CREATE TABLE "one" ("id" INTEGER PRIMARY KEY, "name" TEXT);', 'DROP TABLE "one";'),
    ("2_index", 'CREATE INDEX CONCURRENTLY "i" ON "one" ("name");', 'DROP INDEX CONCURRENTLY "i";'),
    ("3_two", 'CREATE TABLE "two" ("id" INTEGER);', 'BEGIN;\nDROP TABLE "two";\nCOMMIT;'),
    ("4_mixed", 'CREATE INDEX "j" ON "one" ("name");', 'DROP INDEX CONCURRENTLY "j";'),
)


def test_back_and_forth_on_postgresql(server: Server, tmp_path: Path) -> None:
    project = Project.create(tmp_path)
    for name, script, down in PLAIN_DOWN:
        project.add_migration(name, script, down)
    assert project.migrate("to-alembic") == 0
    url = server.url(server.create("back"))
    states = [catalog.postgresql(server, "back")]
    for _ in PLAIN_DOWN:
        project.run("upgrade", "+1", url=url)
        states.append(catalog.postgresql(server, "back"))
    for number in range(len(PLAIN_DOWN) - 1, -1, -1):
        project.run("downgrade", "-1", url=url)
        assert catalog.postgresql(server, "back") == states[number]
        rows = server.execute("SELECT migration_name FROM _prisma_migrations ORDER BY 1", "back")
        assert rows == [(name,) for name, _, _ in PLAIN_DOWN[:number]]
    project.run("upgrade", "head", url=url)
    assert catalog.postgresql(server, "back") == states[-1]


def test_back_and_forth_on_sqlite(tmp_path: Path) -> None:
    project = Project.create(tmp_path, "sqlite")
    project.add_migration(
        "1_one", 'CREATE TABLE "one" ("id" INTEGER);\nINSERT INTO "one" VALUES (1);', 'DROP TABLE "one";'
    )
    anew = (
        'PRAGMA foreign_keys=OFF;\nCREATE TABLE "new" ("id" TEXT);\nINSERT INTO "new" SELECT "id" FROM "one";\n'
        'DROP TABLE "one";\nALTER TABLE "new" RENAME TO "one";\nPRAGMA foreign_keys=ON;'
    )
    project.add_migration("2_anew", anew, anew.replace("TEXT", "INTEGER"))
    assert project.migrate("to-alembic") == 0
    path = tmp_path / "a.db"
    url = f"file:{path}"
    project.run("upgrade", "+1", url=url)
    before = catalog.sqlite(str(path))
    project.run("upgrade", "+1", url=url)
    project.run("downgrade", "-1", url=url)
    assert {fact[1:] for fact in before if fact[0] == "row"} == {
        fact[1:] for fact in catalog.sqlite(str(path)) if fact[0] == "row"
    }
    project.run("downgrade", "base", url=url)
    assert catalog.sqlite(str(path)) == set()


def test_without_a_down_script_it_refuses(server: Server, tmp_path: Path) -> None:
    project = Project.create(tmp_path)
    project.add_migration("1_one", 'CREATE TABLE "one" ("id" INTEGER);')
    assert project.migrate("to-alembic") == 0
    url = server.url(server.create("refuses"))
    project.run("upgrade", "head", url=url)
    with pytest.raises(CommandError, match=r"1_one has no down\.sql, so it cannot be taken back"):
        project.run("downgrade", "-1", url=url)
    assert project.migrate("status", "--database", url) == 0


def test_offline_script_builds_the_same(server: Server, tmp_path: Path) -> None:
    """What `alembic upgrade --sql` prints for a person to run has the records in it."""
    project = Project.create(tmp_path)
    for name, script, _ in PLAIN_DOWN:
        project.add_migration(name, script)
    project.add_migration("5_text", 'CREATE TABLE "three" ("a" TEXT DEFAULT \':x %s \\ \t;\');')
    assert project.migrate("to-alembic") == 0
    url = server.url(server.create("online"))
    project.run("upgrade", "head", url=url)
    done = project.alembic("upgrade", "head", "--sql", url=url)
    assert done.returncode == 0, done.stderr
    server.create("offline")
    with psycopg.connect(server.dsn("offline"), autocommit=True) as connection:
        for statement in split(done.stdout, "postgresql"):
            connection.execute(statement.text.encode())
    assert catalog.postgresql(server, "offline") == catalog.postgresql(server, "online")
    assert project.migrate("status", "--database", server.url("offline")) == 0


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
