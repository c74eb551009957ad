"""Where histories lie, as the tools' configuration says; and addresses of databases."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from prismalchemy.workspace.database import DatabaseError, database_url
from prismalchemy.workspace.migrations import find_prisma, read_alembic

SCHEMA = 'datasource db {\n  url = env("X")\n  provider = "postgresql"\n}\n'


@pytest.mark.parametrize(
    ("ini", "script", "versions", "on_path"),
    [
        ("script_location = alembic", "alembic", ["alembic/versions"], []),
        ("script_location = %(here)s/db/alembic\nprepend_sys_path = .", "db/alembic", ["db/alembic/versions"], ["."]),
        (
            "script_location = a\nversion_locations = %(here)s/x, %(here)s/y z",
            "a",
            ["x", "y", "z"],
            [],
        ),
        (
            f"script_location = a\npath_separator = os\nversion_locations = x y{os.pathsep}z\nprepend_sys_path = . src",
            "a",
            ["x y", "z"],
            [".", "src"],
        ),
        (
            "script_location = a\nversion_locations =\n    x\n    y\nversion_path_separator = newline",
            "a",
            ["x", "y"],
            [],
        ),
        ("script_location = a\nsqlalchemy.url = driver://user:p%40ss@host/%(db)s", "a", ["a/versions"], []),
    ],
)
def test_ini(tmp_path: Path, ini: str, script: str, versions: list[str], on_path: list[str]) -> None:
    (tmp_path / "alembic.ini").write_text(f"[alembic]\n{ini}\n")
    found = read_alembic(f"{tmp_path.as_posix()}/alembic.ini")
    assert found is not None
    root = tmp_path.as_posix()
    assert found.script == f"{root}/{script}"
    assert list(found.versions) == [f"{root}/{one}" for one in versions]
    assert list(found.on_path) == [root if one == "." else f"{root}/{one}" for one in on_path]


def test_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.alembic]\nscript_location = "%(here)s/alembic"\nprepend_sys_path = ["."]\n'
        'version_locations = ["%(here)s/one"]\nrecursive_version_locations = true\n'
    )
    found = read_alembic(f"{tmp_path.as_posix()}/pyproject.toml")
    assert found is not None
    root = tmp_path.as_posix()
    assert (found.script, found.versions, found.on_path) == (f"{root}/alembic", (f"{root}/one",), (root,))
    assert found.recursive


@pytest.mark.parametrize("text", ["", "[alembic", "[other]\nscript_location = a", "[alembic]\nx = 1"])
def test_no_configuration(tmp_path: Path, text: str) -> None:
    (tmp_path / "alembic.ini").write_text(text)
    assert read_alembic(f"{tmp_path.as_posix()}/alembic.ini") is None
    assert read_alembic(f"{tmp_path.as_posix()}/pyproject.toml") is None


def test_migrations_where_prisma_config_says(tmp_path: Path) -> None:
    root = tmp_path.as_posix()
    (tmp_path / "prisma").mkdir()
    schema = f"{root}/prisma/schema.prisma"
    assert find_prisma(schema, SCHEMA).folder == f"{root}/prisma/migrations"
    (tmp_path / "prisma.config.ts").write_text(
        'export default defineConfig({ schema: "prisma/schema.prisma", migrations: { path: "db/migrations" } })'
    )
    found = find_prisma(schema, SCHEMA)
    assert (found.folder, found.dialect) == (f"{root}/db/migrations", "postgresql")


@pytest.mark.parametrize("provider", ["mysql", "sqlserver", "cockroachdb"])
def test_other_databases_have_no_dialect(tmp_path: Path, provider: str) -> None:
    found = find_prisma(f"{tmp_path.as_posix()}/schema.prisma", SCHEMA.replace("postgresql", provider))
    assert (found.provider, found.dialect) == (provider, None)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgres://me@host/db", "postgresql+psycopg://me@host/db"),
        ("postgresql+asyncpg://me@host/db", "postgresql+psycopg://me@host/db"),
        ("postgresql+psycopg://me@host/db?sslmode=require", "postgresql+psycopg://me@host/db?sslmode=require"),
        ("postgresql://me@host/db?schema=public&connection_limit=5&pgbouncer=true", "postgresql+psycopg://me@host/db"),
        ("postgresql://me@host/db?schema=app", "postgresql+psycopg://me@host/db?options=-csearch_path%3Dapp"),
        ("file:./dev.db?connection_limit=1", "sqlite:////here/dev.db"),
        ("file:/there/dev.db", "sqlite:////there/dev.db"),
        ("sqlite+aiosqlite:///a.db", "sqlite:///a.db"),
    ],
)
def test_addresses(address: str, expected: str) -> None:
    assert database_url(address, "/here").render_as_string(hide_password=False) == expected


@pytest.mark.parametrize("address", ["", "nonsense", "mysql://host/db", "sqlserver://host"])
def test_addresses_that_cannot_be_used(address: str) -> None:
    with pytest.raises(DatabaseError):
        database_url(address, "/here")
