"""The example's history, which Prisma owns, deployed by either tool."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from tests.migrations import catalog
from tests.migrations.environment import Engine, Server
from tests.migrations.project import Project, names

SAAS = Path(__file__).parents[2] / "examples" / "saas"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    unwanted = shutil.ignore_patterns("node_modules", "generated", "__pycache__", ".venv")
    shutil.copytree(SAAS, tmp_path / "saas", ignore=unwanted)
    return Project(tmp_path / "saas")


def alembic(project: Project, *arguments: str, url: str) -> None:
    os.environ["DATABASE_URL"] = url
    try:
        done = project.alembic(*arguments, url=url)
    finally:
        del os.environ["DATABASE_URL"]
    assert done.returncode == 0, done.stderr


def test_both_folders_are_one_history(project: Project) -> None:
    assert project.migrate("to-alembic", "--check") == 0
    assert project.migrate("env", "--check") == 0


def test_either_tool_deploys_it(project: Project, server: Server) -> None:
    schema = (project.folder / "prisma" / "schema.prisma").read_text()
    migrations = project.migrations()
    by_prisma, by_alembic = server.create("saas_prisma"), server.create("saas_alembic")
    with Engine(server.url(by_prisma), schema) as engine:
        assert engine.deploy(migrations) == names(migrations)
        assert engine.difference(schema) == ""
    alembic(project, "upgrade", "head", url=server.url(by_prisma))
    alembic(project, "upgrade", "head", url=server.url(by_alembic))
    assert catalog.postgresql(server, by_alembic) == catalog.postgresql(server, by_prisma)
    with Engine(server.url(by_alembic), schema) as engine:
        assert engine.diagnose(migrations) == {}
        assert engine.deploy(migrations) == []
        assert engine.difference(schema) == ""
    alembic(project, "downgrade", "-1", url=server.url(by_alembic))
    with Engine(server.url(by_alembic), schema) as engine:
        assert engine.deploy(migrations) == names(migrations[-1:])
