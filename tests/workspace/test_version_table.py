"""The table in which Alembic notes a revision, as env.py says it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from prismalchemy.cli import main
from prismalchemy.schema import UNKNOWN, Maybe
from prismalchemy.workspace.external import version_table

ENVIRONMENTS: dict[str, tuple[str, Maybe[str]]] = {
    "says nothing": ("context.configure(connection=c)", "alembic_version"),
    "is no Python": ("context.configure(", "alembic_version"),
    "says it twice": (
        "context.configure(url=u, version_table='v')\ncontext.configure(connection=c, version_table='v')",
        "v",
    ),
    "says different things": ("context.configure(version_table='v')\ncontext.configure(version_table='w')", UNKNOWN),
    "says it only once": ("context.configure(version_table='v')\ncontext.configure()", UNKNOWN),
    "names a schema": ("context.configure(version_table_schema='s', version_table='v')", "s.v"),
    "names only a schema": ("context.configure(version_table_schema='s')", "s.alembic_version"),
    "names no schema": ("context.configure(version_table_schema=None)", "alembic_version"),
    "uses a constant": ("TABLE = 'v'\ncontext.configure(version_table=TABLE)", "v"),
    "computes it": ("context.configure(version_table=f'{x}_version')", UNKNOWN),
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_what_env_py_says(name: str) -> None:
    text, expected = ENVIRONMENTS[name]
    assert version_table(text) == expected


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for path, text in {
        "prisma/schema.prisma": 'datasource db {\n  provider = "sqlite"\n}\n',
        "prisma/migrations/1_a/migration.sql": 'CREATE TABLE "a" ("id" INTEGER);',
        "alembic.ini": "[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = .\n",
        "alembic/env.py": "context.configure(version_table='own versions')\n",
        "alembic/versions/.keep": "",
    }.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text)
    assert main(["migrate", "to-alembic"]) == 0
    return tmp_path


def test_status_and_stamp_look_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect("a.db") as connection:
        connection.execute('CREATE TABLE "own versions" (version_num TEXT)')
        id_ = next(
            line for line in Path("alembic/versions/1_a.py").read_text().splitlines() if line.startswith("revision")
        ).split('"')[1]
        connection.execute('INSERT INTO "own versions" VALUES (?)', (id_,))
    assert main(["migrate", "status", "--database", "file:../a.db"]) == 1
    assert "Prisma does not know it as 1_a" in capsys.readouterr().out
    assert main(["migrate", "stamp", "--database", "file:../a.db"]) == 0
    assert main(["migrate", "status", "--database", "file:../a.db"]) == 0
    assert main(["migrate", "env"]) == 0
    assert "tables: { external: ['own versions'] }" in capsys.readouterr().out


def test_a_table_that_is_not_plain_is_not_guessed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("alembic/env.py").write_text("import os\ncontext.configure(version_table=os.environ['X'])\n")
    sqlite3.connect("a.db").close()
    assert main(["migrate", "status", "--database", "file:../a.db"]) == 2
    expected = "alembic/env.py: its version_table is not plain; write it into `configure` as text"
    assert expected in capsys.readouterr().err
