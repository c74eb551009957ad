"""`prismalchemy migrate` without a database: what it writes, and what it says where it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prismalchemy.cli import main

SCHEMA = 'datasource db {\n  provider = "postgresql"\n}\n'
REVISION = (
    '"""First"""\nfrom alembic import op\n\nrevision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    pass\n'
)


ENV = (
    "from alembic import context\n\ncontext.configure(dialect_name='postgresql', literal_binds=True)\n"
    "with context.begin_transaction():\n    context.run_migrations()\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write("prisma/schema.prisma", SCHEMA)
    write("prisma/migrations/migration_lock.toml", 'provider = "postgresql"\n')
    write("alembic.ini", "[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = .\n")
    Path("alembic/versions").mkdir(parents=True)
    return tmp_path


def write(path: str, text: str | bytes) -> None:
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text if isinstance(text, bytes) else text.encode())


def migration(name: str, sql: str | bytes = "SELECT 1;") -> None:
    write(f"prisma/migrations/{name}/migration.sql", sql)


def test_check_then_write_then_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    migration("1_one")
    assert main(["migrate", "to-alembic", "--check"]) == 1
    assert "alembic/versions/1_one.py is missing; run" in capsys.readouterr().out
    assert not Path("alembic/versions/1_one.py").exists()
    assert main(["migrate", "to-alembic"]) == 0
    assert main(["migrate", "to-alembic", "--check"]) == 0
    assert main(["migrate", "status"]) == 0


def test_each_revision_follows_the_last_one(folder: Path) -> None:
    write("alembic/versions/a1_first.py", REVISION)
    migration("1_one")
    migration("2_two")
    assert main(["migrate", "to-alembic"]) == 0
    assert 'down_revision = "a1"' in Path("alembic/versions/1_one.py").read_text()
    one = next(
        line for line in Path("alembic/versions/1_one.py").read_text().splitlines() if line.startswith("revision")
    )
    two = Path("alembic/versions/2_two.py").read_text()
    assert one.replace("revision", "down_revision", 1) in two


def test_refresh_takes_a_new_down_script(folder: Path) -> None:
    migration("1_one")
    assert main(["migrate", "to-alembic"]) == 0
    before = Path("alembic/versions/1_one.py").read_text()
    assert "has no down.sql" in before
    write("prisma/migrations/1_one/down.sql", "SELECT 2;")
    assert main(["migrate", "to-alembic"]) == 0
    assert Path("alembic/versions/1_one.py").read_text() == before
    assert main(["migrate", "to-alembic", "--refresh"]) == 0
    after = Path("alembic/versions/1_one.py").read_text()
    assert "has no down.sql" not in after
    assert "SELECT 2" in after
    assert main(["migrate", "to-alembic", "--refresh", "--check"]) == 0


def test_status_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    migration("1_one")
    assert main(["migrate", "status", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["clean"] is False
    assert [(step["migration"], step["revision"]) for step in found["steps"]] == [("1_one", None)]
    assert found["todo"] == ["1 Prisma migration without an Alembic revision; run `prismalchemy migrate to-alembic`"]
    assert found["owner"] == "prisma"
    assert found["models"] == {"state": "unknown", "differences": None, "lesser": 0}


def test_status_names_findings_that_do_not_fail(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        "prisma/schema.prisma",
        SCHEMA + "\nmodel Note {\n  id   Int    @id @default(autoincrement())\n  text String?\n}\n",
    )
    write(
        "app/models.py",
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\n"
        "class Base(DeclarativeBase):\n    pass\n\n\n"
        'class Note(Base):\n    __tablename__ = "Note"\n\n    id: Mapped[int] = mapped_column(primary_key=True)\n',
    )
    migration("1_one")
    main(["migrate", "status"])
    assert (
        "Schema and models agree but for 1 finding that does not fail; see `prismalchemy check`"
        in capsys.readouterr().out
    )


def broken_revision() -> None:
    write("alembic/versions/b.py", "revision = 'b'\ndown_revision = other()\n")


def two_heads() -> None:
    write("alembic/versions/a.py", "revision = 'a'\ndown_revision = None\n")
    write("alembic/versions/b.py", "revision = 'b'\ndown_revision = None\n")
    migration("1_one")


def no_alembic() -> None:
    Path("alembic.ini").unlink()
    migration("1_one")


def two_configurations() -> None:
    write("other/alembic.ini", "[alembic]\nscript_location = %(here)s/alembic\n")


def mysql() -> None:
    write("prisma/schema.prisma", SCHEMA.replace("postgresql", "mysql"))
    write("prisma/migrations/migration_lock.toml", 'provider = "mysql"\n')
    migration("1_one")


def not_text() -> None:
    migration("1_one", b"SELECT '\xff';")


def lost_migration() -> None:
    migration("1_one")
    assert main(["migrate", "to-alembic"]) == 0
    Path("prisma/migrations/1_one/migration.sql").unlink()


def old_prisma() -> None:
    write("node_modules/prisma/package.json", '{"name": "prisma", "version": "6.19.2"}')


def odd_prisma() -> None:
    write("node_modules/prisma/package.json", "{}")


def named_without_a_time() -> None:
    migration("init")
    assert main(["migrate", "to-alembic"]) == 0


def revision_behind_a_name() -> None:
    named_without_a_time()
    write("alembic/env.py", ENV)
    first = next(Path("alembic/versions").glob("*.py")).read_text()
    follows = first.partition('\nrevision = "')[2].partition('"')[0]
    text = REVISION.replace("down_revision = None", f'down_revision = "{follows}"')
    write("alembic/versions/a1.py", text.replace("First", "First\n\nCreate Date: 2026-01-01 00:00:00\n"))


def does_not_run() -> None:
    write("prisma/schema.prisma", SCHEMA.replace("postgresql", "sqlite"))
    write("prisma/migrations/migration_lock.toml", 'provider = "sqlite"\n')
    write("node_modules/prisma/package.json", '{"name": "prisma", "version": "7.10.0"}')
    migration("1_one", "-- one\nCREATE TABLE a (x);\n\n-- two\nCREATE TABLE a (x);\n")
    assert main(["migrate", "to-alembic"]) == 0


@pytest.mark.parametrize(
    ("prepare", "arguments", "message"),
    [
        (broken_revision, ["status"], "alembic/versions/b.py:2: `down_revision` is not plain"),
        (two_heads, ["to-alembic"], "Alembic has several heads: a, b; join them"),
        (no_alembic, ["to-alembic"], "no alembic.ini found"),
        (no_alembic, ["to-prisma"], "no alembic.ini found"),
        (two_configurations, ["status"], "there are several Alembic configurations (alembic.ini, other/alembic.ini)"),
        (mysql, ["to-alembic"], "not supported yet: histories of mysql"),
        (not_text, ["to-alembic"], "1_one has no migration.sql that can be read"),
        (lost_migration, ["to-alembic"], "1_one has no migration.sql that can be read"),
        (lambda: None, ["to-alembic"], "prisma/migrations: there are no Prisma migrations"),
        (lambda: None, ["to-prisma"], "alembic: there are no Alembic revisions"),
        (lambda: None, ["status", "--database", "file:lost.db"], "lost.db: there is no such database"),
        (lambda: None, ["status", "--database", "mysql://x/y"], "not supported yet: histories of mysql"),
        (lambda: None, ["status", "--database", "nonsense"], "the database's address is no URL"),
        (
            lambda: None,
            ["status", "--database", "env:PRISMALCHEMY_NOWHERE"],
            "the environment has no PRISMALCHEMY_NOWHERE",
        ),
        (lambda: None, ["stamp"], "say which database with --database"),
        (
            lambda: None,
            ["new", "x"],
            "prisma: Prisma's command line is not installed; run `npm install prisma`",
        ),
        (
            old_prisma,
            ["new", "x"],
            "node_modules/prisma: not supported yet: Prisma 6.19.2; run `npm install prisma@7`, or write the step with "
            "the owner's own tool (`prisma migrate dev --create-only`, `alembic revision --autogenerate`) and run "
            "`prismalchemy migrate to-alembic` or `to-prisma`, which need no Prisma",
        ),
        (named_without_a_time, ["new", "x"], "_…, would run before init; where nothing has applied init yet, let its"),
        (
            revision_behind_a_name,
            ["to-prisma"],
            "alembic/versions/a1.py: Prisma runs migrations in the order of their names, so 20260101000000_first would",
        ),
        (odd_prisma, ["new", "x"], "node_modules/prisma: not supported yet: Prisma of an unknown version; run"),
        (
            does_not_run,
            ["new", "x"],
            "1_one/migration.sql:5: this does not run in the shadow database (table a already exists); mend it where",
        ),
        (lambda: None, ["nothing"], "No such command"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    folder: Path, prepare: object, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(prepare)
    prepare()
    capsys.readouterr()
    assert main(["migrate", *arguments]) == 2
    found = capsys.readouterr().err
    assert message in found
    assert len(found.splitlines()) == 1


def test_a_password_is_not_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = "postgresql://me:secret@127.0.0.1:1/none?schema=app&connection_limit=5"
    assert main(["migrate", "status", "--database", url]) == 2
    found = capsys.readouterr().err
    assert "127.0.0.1:1/none" in found
    assert "secret" not in found
    assert "connection_limit" not in found


def test_env_writes_the_module_and_says_the_rest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "env", "--check"]) == 1
    assert main(["migrate", "env"]) == 0
    found = capsys.readouterr().out
    assert "external: ['public.alembic_version']" in found
    assert 'frozenset({"_prisma_migrations"})' in Path("alembic_prisma.py").read_text()
    assert main(["migrate", "env", "--check"]) == 0
    write("alembic_prisma.py", "mine = 1\n")
    assert main(["migrate", "env"]) == 2


def test_tables_of_two_owners(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("prisma/schema.prisma", SCHEMA + "model users {\n  id Int @id\n}\nmodel audit_log {\n  id Int @id\n}\n")
    write(
        "prismalchemy.toml",
        'owner = "prisma"\n[[overrides]]\ntables = ["audit_*"]\nowner = "alembic"\n',
    )
    assert main(["migrate", "env"]) == 0
    assert "external: ['public.alembic_version', 'public.audit_log']" in capsys.readouterr().out
    assert 'frozenset({"_prisma_migrations", "users"})' in Path("alembic_prisma.py").read_text()
    write(
        "prismalchemy.toml",
        'owner = "prisma"\n[[overrides]]\ntables = ["audit_*"]\nowner = "alembic"\n'
        '[[overrides]]\ntables = ["*_log"]\nowner = "prisma"\n',
    )
    assert main(["migrate", "env"]) == 2
    assert "give table audit_log to Prisma and to Alembic" in capsys.readouterr().err


MODELS = """\
from sqlalchemy import Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    nickname: Mapped[str | None] = mapped_column(Text)
"""
OFFLINE = """\
from alembic import context

context.configure(dialect_name="postgresql", literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
"""


def test_alembic_owns(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The migration, Prisma's lock file, the module for env.py, and the schema."""
    Path("prisma/migrations/migration_lock.toml").unlink()
    write(
        "prisma/schema.prisma", SCHEMA + '\nmodel User {\n  id    Int    @id\n  email String\n\n  @@map("users")\n}\n'
    )
    write("app/models.py", MODELS)
    write("alembic/env.py", OFFLINE)
    write(
        "alembic/versions/a1.py", REVISION.replace("pass", "op.execute('ALTER TABLE users ADD COLUMN nickname TEXT')")
    )
    assert main(["migrate", "to-prisma", "--check"]) == 1
    assert main(["migrate", "to-prisma", "--no-schema"]) == 0
    assert "nickname" not in Path("prisma/schema.prisma").read_text()
    script = Path("prisma/migrations/20000101000001_first/migration.sql").read_text()
    assert script.startswith("-- prismalchemy: alembic revision a1\n-- First\n")
    assert "ALTER TABLE users ADD COLUMN nickname TEXT;" in script
    assert "alembic_version" in script
    assert 'provider = "postgresql"' in Path("prisma/migrations/migration_lock.toml").read_text()
    assert '"a1": ("20000101000001_first",' in Path("alembic_prisma.py").read_text()
    assert main(["migrate", "to-prisma"]) == 0
    assert "nickname String?" in " ".join(Path("prisma/schema.prisma").read_text().split())
    capsys.readouterr()
    assert main(["migrate", "to-prisma"]) == 0
    assert capsys.readouterr().out == "each of 1 Alembic revisions has its Prisma migration\n"
    assert main(["migrate", "to-prisma", "--check"]) == 0
    text = Path("alembic/versions/a1.py").read_text()
    write("alembic/versions/a1.py", text.replace("nickname TEXT", "nickname VARCHAR"))
    assert main(["migrate", "to-prisma", "--check"]) == 1
    assert "is not what its revision renders to now" in capsys.readouterr().err
    assert main(["migrate", "to-prisma", "--refresh"]) == 0
    assert main(["migrate", "to-prisma", "--check"]) == 0


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ("import nowhere_at_all\n", "`alembic upgrade head --sql` failed: ModuleNotFoundError: No module named"),
        ("print('nothing')\n", "Alembic rendered nothing, not the revisions of the folder"),
    ],
)
def test_alembic_that_does_not_render(folder: Path, env: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    write("alembic/env.py", env)
    write("alembic/versions/a1.py", REVISION)
    assert main(["migrate", "to-prisma"]) == 2
    assert message in capsys.readouterr().err
    assert not Path("alembic_prisma.py").exists()


def test_branches_are_not_supported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write("alembic/versions/a1.py", REVISION)
    write("alembic/versions/b1.py", REVISION.replace('"a1"', '"b1"').replace("None", '"a1"'))
    write("alembic/versions/c1.py", REVISION.replace('"a1"', '"c1"').replace("None", '"a1"'))
    write("alembic/versions/d1.py", REVISION.replace('"a1"', '"d1"').replace("None", '("b1", "c1")'))
    assert main(["migrate", "to-prisma"]) == 2
    assert "not supported yet: branches" in capsys.readouterr().err
