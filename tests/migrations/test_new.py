"""`migrate new`: steps out of what a schema became, deployed by both tools on databases that have rows."""

from __future__ import annotations

import io
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from tests.migrations import catalog, histories
from tests.migrations.environment import HARNESS, Engine, Server, engines_difference, prisma_environment
from tests.migrations.journeys import alembics_difference
from tests.migrations.project import IMPORTS, Project, names
from tests.migrations.revisions import revisions

from prismalchemy.workspace import new_step

SOURCE = 'datasource db {\n  provider = "postgresql"\n}\n'


@dataclass(frozen=True)
class Step:
    """A schema and how to get there. `rows` go in behind it; `shown` has to be in its SQL, `said` in the warnings."""

    schema: str
    options: tuple[str, ...] = ()
    rows: str = ""
    shown: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    steps: int = 1
    down: bool = False


USER = "id Int @id @default(autoincrement())\n"
POSTGRESQL = (
    Step(
        f"enum Color {{\n red\n green\n}}\nmodel User {{\n {USER} mail String\n age String?\n"
        " color Color @default(red)\n note String?\n tag String?\n}\nmodel Old {\n id Int @id\n}\n",
        rows="""INSERT INTO "User" (mail, age, tag) VALUES ('a:b', '7', 'x'), ('50%', NULL, NULL)""",
        down=True,
    ),
    Step(
        f"enum Color {{\n red\n green\n}}\nmodel User {{\n {USER} email String @unique\n age Int?\n"
        " color Color @default(red)\n note String\n tag String[]\n}\nmodel Old {\n id Int @id\n}\n",
        ("--rename", "User.mail=email", "--backfill", "User.note='n:' || id::text", "--accept-data-loss"),
        shown=(
            'ALTER TABLE "User" RENAME COLUMN "mail" TO "email";',
            'SET DATA TYPE INTEGER USING ("age"::INTEGER)',
            'ARRAY["tag"::TEXT]',
            'UPDATE "User" SET "note" = (\'n:\' || id::text) WHERE "note" IS NULL;',
        ),
        said=("column User.age changes from TEXT to INTEGER",),
    ),
    Step(
        f"enum Color {{\n red\n lime\n blue\n}}\nmodel Account {{\n {USER} email String @unique\n age Int?\n"
        " color Color @default(blue)\n note String\n tag String[]\n}\nmodel Old {\n id Int @id\n}\n",
        ("--rename", "User=Account", "--rename", "Color.green=lime"),
        shown=(
            'ALTER TABLE "User" RENAME TO "Account";',
            "ALTER TYPE \"Color\" RENAME VALUE 'green' TO 'lime';",
            "ALTER TYPE \"Color\" ADD VALUE 'blue';",
            "SET DEFAULT 'blue'",
        ),
        steps=2,
    ),
    Step(
        f"enum Color {{\n red\n blue\n}}\nmodel Account {{\n {USER} email String @unique\n age BigInt?\n"
        " color Color @default(blue)\n note String?\n tag String[]\n born DateTime?\n}\n",
        ("--no-renames", "--accept-data-loss"),
        said=("table Old is dropped", "enum Color loses lime"),
    ),
)
FOUND = '[(1, "a:b", 7, "n:1", ["x"], "red"), (2, "50%", None, "n:2", None, "red")]'.replace('"', "'")


@pytest.fixture(autouse=True)
def engine_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prisma's engine by itself says what its command line would, and starts in a third of the time."""
    monkeypatch.setattr(new_step, "difference", engines_difference)


def create(folder: Path, owner: str, provider: str = "postgresql") -> Project:
    project = Project.create(folder, provider, imports=IMPORTS)
    (folder / "node_modules").symlink_to(HARNESS / "node_modules")
    (folder / "pyproject.toml").write_text(f'[tool.prismalchemy]\nowner = "{owner}"\n')
    assert project.migrate("env") == 0
    return project


def step(project: Project, server: Server | None, name: str, schema: str, *options: str) -> int:
    source = SOURCE.replace("postgresql", project.provider)
    (project.folder / "prisma" / "schema.prisma").write_text(source + schema)
    shadow = () if server is None else ("--shadow-database", server.url("postgres"))
    return project.migrate("new", name, *shadow, *options)


def complete(project: Project, owner: str) -> bool:
    if owner == "alembic":
        return project.to_prisma("--check", "--no-schema") == 0
    return project.migrate("to-alembic", "--check") == 0


@pytest.mark.parametrize("owner", ["prisma", "alembic"])
def test_steps_on_postgresql(server: Server, tmp_path: Path, owner: str, capsys: pytest.CaptureFixture[str]) -> None:
    project = create(tmp_path, owner)
    by_prisma, by_alembic = server.create(f"new_{owner}_p"), server.create(f"new_{owner}_a")
    for number, one in enumerate(POSTGRESQL):
        before = names(project.migrations())
        if one.said:
            plain = [option for option in one.options if option != "--accept-data-loss"]
            assert step(project, server, f"s{number}", one.schema, *plain) == 2
            assert "nothing was written" in capsys.readouterr().err
            assert names(project.migrations()) == before
        assert step(project, server, f"s{number}", one.schema, *one.options) == 0, capsys.readouterr().err
        err = capsys.readouterr().err
        assert [text for text in one.said if f"warning: {text}" not in err] == []
        assert complete(project, owner)
        migrations = project.migrations()
        new = migrations[len(before) :]
        assert owner == "alembic" or len(new) == one.steps
        sql = "\n".join(script for _, script in new)
        assert [text for text in one.shown if text not in sql] == []
        if owner == "prisma":
            downs = [(project.folder / "prisma/migrations" / name / "down.sql").is_file() for name, _ in new]
            assert downs[-1] or not one.down
        schema = (project.folder / "prisma" / "schema.prisma").read_text()
        with Engine(server.url(by_prisma), schema) as engine:
            assert engine.deploy(migrations) == names(new)
            assert engine.difference(schema) == ""
        project.run("upgrade", "head", url=server.url(by_alembic))
        with Engine(server.url(by_alembic), schema) as engine:
            assert engine.diagnose(migrations) == {}
            assert engine.difference(schema) == ""
        if one.rows:
            for database in (by_prisma, by_alembic):
                server.execute(one.rows, database)
        assert catalog.postgresql(server, by_alembic) == catalog.postgresql(server, by_prisma)
        assert alembics_difference(project, schema, server.url(by_alembic)) == ""
    with psycopg.connect(server.dsn(by_prisma)) as connection:
        rows = connection.execute('SELECT id, email, age, note, tag, color::text FROM "Account" ORDER BY id').fetchall()
    assert str(rows) == FOUND
    assert step(project, server, "nothing", POSTGRESQL[-1].schema.replace(" red\n blue\n", " blue\n red\n")) == 0
    printed = capsys.readouterr()
    assert "nothing that the history does not have" in printed.out
    assert "the labels of enum Color stand in another order in the database (red, blue)" in printed.err


def test_what_can_be_taken_back(server: Server, tmp_path: Path) -> None:
    project = create(tmp_path, "prisma")
    one = f"enum E {{\n a\n}}\nmodel User {{\n {USER} mail String\n}}\n"
    two = f"enum E {{\n a\n b\n}}\nmodel Account {{\n {USER} email String\n e E @default(a)\n age Int? @unique\n}}\n"
    assert step(project, server, "one", one) == 0
    assert step(project, server, "two", two, "--rename", "User=Account", "--rename", "User.mail=email") == 0
    url = server.url(server.create("new_back"))
    project.run("upgrade", "+1", url=url)
    before = catalog.postgresql(server, "new_back")
    project.run("upgrade", "+1", url=url)
    project.run("downgrade", "-1", url=url)
    # PostgreSQL keeps the places of dropped columns.
    after = {fact for fact in catalog.postgresql(server, "new_back") if "pg.dropped" not in str(fact)}
    assert after == before


def test_steps_on_sqlite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for owner in ("prisma", "alembic"):
        folder = tmp_path / owner
        folder.mkdir()
        project = create(folder, owner, "sqlite")
        assert step(project, None, "one", f"model User {{\n {USER} mail String\n age String?\n note String?\n}}\n") == 0
        path = folder / "a.db"
        project.run("upgrade", "head", url=f"file:{path}")
        with sqlite3.connect(path) as connection:
            connection.execute("INSERT INTO \"User\" (mail, age) VALUES ('m', '7')")
        two = f"model User {{\n {USER} email String @unique\n age Int?\n note String\n req String\n}}\n"
        backfill = ("--backfill", "User.note='n, ' || id", "--backfill", "User.req=id")
        capsys.readouterr()
        assert step(project, None, "two", two, *backfill) == 2
        assert "Was column mail of User renamed to email?" in capsys.readouterr().err
        assert step(project, None, "two", two, *backfill, "--rename", "User.mail=email") == 0
        assert complete(project, owner)
        schema = (folder / "prisma" / "schema.prisma").read_text()
        project.run("upgrade", "head", url=f"file:{path}")
        with Engine(f"file:{path}", schema) as engine:
            assert engine.diagnose(project.migrations()) == {}
            assert engine.difference(schema) == ""
        with sqlite3.connect(path) as connection:
            rows = connection.execute('SELECT email, age, note, req FROM "User"').fetchall()
        assert rows == [("m", 7, "n, 1", "1")]


@pytest.mark.parametrize("owner", ["prisma", "alembic"])
def test_a_history_changes_its_owner(tmp_path: Path, owner: str) -> None:
    """Old steps stay what they were, new ones are the new owner's, and either tool builds all of it."""
    before = "alembic" if owner == "prisma" else "prisma"
    project = create(tmp_path, before, "sqlite")
    if before == "alembic":
        for file, text in revisions(5, 3, sqlite=True):
            project.add_revision(file, text)
        assert project.to_prisma("--no-schema") == 0
    else:
        for name, script in histories.sqlite(5, 3):
            project.add_migration(name, script)
        assert project.migrate("to-alembic") == 0
    settings = tmp_path / "pyproject.toml"
    settings.write_text(settings.read_text().replace(before, owner))
    by_prisma, by_alembic = (tmp_path / name for name in ("p.db", "a.db"))
    source = SOURCE.replace("postgresql", "sqlite")
    with Engine(f"file:{by_prisma}", source) as engine:
        engine.deploy(project.migrations())
        schema = engine.introspect().removeprefix(source).lstrip()
    assert step(project, None, "more", f"{schema}\nmodel More {{\n id Int @id\n}}\n") == 0
    assert complete(project, owner)
    migrations = project.migrations()
    assert len(migrations) == 4
    with Engine(f"file:{by_prisma}", source) as engine:
        assert engine.deploy(migrations) == names(migrations[3:])
    project.run("upgrade", "head", url=f"file:{by_prisma}")
    project.run("upgrade", "head", url=f"file:{by_alembic}")
    assert catalog.sqlite(str(by_alembic)) == catalog.sqlite(str(by_prisma))
    for path in (by_prisma, by_alembic):
        assert project.migrate("status", "--database", f"file:{path}") == 0
        with Engine(f"file:{path}", source) as engine:
            assert engine.diagnose(migrations) == {}


@pytest.mark.parametrize(
    ("answers", "code", "expected"),
    [
        ("y\ny\n", 0, 'RENAME COLUMN "mail" TO "email"'),
        ("n\ny\n", 0, "column A.mail is dropped"),
        ("y\nn\n", 2, None),
    ],
)
def test_questions_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: str, code: int, expected: str | None
) -> None:
    project = create(tmp_path, "prisma", "sqlite")
    assert step(project, None, "one", "model A {\n id Int @id\n mail String?\n gone Int?\n}\n") == 0
    terminal = io.StringIO(answers)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    assert step(project, None, "two", "model A {\n id Int @id\n email String?\n}\n") == code
    assert [expected in sql for _, sql in project.migrations()[1:]] == ([] if expected is None else [True])


def test_several_database_schemas_and_what_is_not_prismas(server: Server, tmp_path: Path) -> None:
    project = create(tmp_path, "prisma")
    source = 'generator c {\n  provider = "prisma-client"\n}\n'
    one = f'model A {{\n {USER} mail String\n @@schema("other")\n}}\nmodel B {{\n {USER} @@schema("public")\n}}\n'
    config = tmp_path / "prisma.config.mjs"
    config.write_text(config.read_text().replace("['public.", "['other.audit', 'public."))
    two = one.replace("mail String", "email String\n note String").replace("model B", "model C")
    schemas = 'schemas = ["public", "other"]'
    path = tmp_path / "prisma" / "schema.prisma"

    def write(models: str) -> None:
        path.write_text(source + SOURCE.replace("}", f"  {schemas}\n}}") + models)

    write(one)
    shadow = ("--shadow-database", server.url("postgres"))
    assert project.migrate("new", "one", *shadow) == 0
    project.add_migration("29990101000000_audit", 'CREATE TABLE "other"."audit" ("id" INTEGER PRIMARY KEY);')
    assert project.migrate("to-alembic") == 0
    write(two)
    options = ("--rename", "other.A.mail=email", "--rename", "B=C", "--backfill", "other.A.note='x'")
    assert project.migrate("new", "two", *shadow, *options) == 0
    name, sql = project.migrations()[-1]
    # Behind the last one, whatever the clock says.
    assert name == "29990101000001_two"
    for expected in (
        'ALTER TABLE "B" RENAME TO "C";',
        'ALTER TABLE "other"."A" RENAME COLUMN "mail" TO "email";',
        'UPDATE "other"."A" SET "note" = (\'x\') WHERE "note" IS NULL;',
    ):
        assert expected in sql
    assert "audit" not in sql
    url = server.url(server.create("several"))
    project.run("upgrade", "head", url=url)
    assert project.migrate("status", "--database", url) == 0


def test_prismas_own_command_line_and_a_server_from_pypi(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    for name, value in prisma_environment("").items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DATABASE_URL")
    project = create(tmp_path, "prisma")
    assert step(project, None, "one", "model A {\n id Int @id\n}\n") == 0, capsys.readouterr().err
    ((_, script),) = project.migrations()
    assert script.startswith('-- CreateTable\nCREATE TABLE "A" (')
    assert (tmp_path / "alembic" / "versions" / f"{project.migrations()[0][0]}.py").is_file()
    assert step(project, server, "two", "model A {\n id Int\n}\n") == 2
    assert 'Error validating model "A"' in capsys.readouterr().err
