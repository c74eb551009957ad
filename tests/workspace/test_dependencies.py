"""Packages beside the project, which it takes from their folders: read like its own files."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.project import DATASOURCE, write_project

from prismalchemy.workspace import Workspace

BASE = (
    "from sqlalchemy import Column, Integer\nfrom sqlalchemy.orm import declarative_base\n\n"
    "class Keyed:\n    id = Column(Integer, primary_key=True)\n\nBase = declarative_base(cls=Keyed)\n"
)
MODELS = (
    "from sqlalchemy import Column, Text\nfrom core.db import Base\n\n"
    'class User(Base):\n    __tablename__ = "User"\n    name = Column(Text, nullable=False)\n'
)
SCHEMA = DATASOURCE + "model User {\n  id   Int    @id @default(autoincrement())\n  name String\n}\n"
DECLARATIONS = {
    "uv": ("pyproject.toml", '[tool.uv.sources]\ncore = { path = "../core", editable = true }\n'),
    "uv, by platform": (
        "pyproject.toml",
        "[tool.uv.sources]\ncore = [{ path = '../core', marker = 'x' }, { git = 'y' }]\n",
    ),
    "poetry": ("pyproject.toml", '[tool.poetry.dependencies]\ncore = { path = "../core", develop = true }\n'),
    "a group of poetry": ("pyproject.toml", '[tool.poetry.group.dev.dependencies]\ncore = {path = "../core"}\n'),
    "pdm": ("pyproject.toml", '[tool.pdm.dev-dependencies]\ndev = ["-e file:///${PROJECT_ROOT}/../core#egg=core"]\n'),
    "a direct reference": (
        "pyproject.toml",
        "[project]\ndependencies = [\"core[all] @ file:../core ; python_version > '3'\"]\n",
    ),
    "hatch": ("pyproject.toml", '[project]\ndependencies = ["core @ {root:uri}/../core"]\n'),
    "pip, editable": ("requirements.txt", "sqlalchemy\n-e ../core[postgres]  # the models' base\n"),
    "pip, a folder": ("requirements-dev.txt", "../core\n"),
    "pip, in a folder of requirements": ("requirements/base.in", "--editable=../../core\n"),
    "through another package": ("pyproject.toml", '[tool.uv.sources]\nmiddle = { path = "../middle" }\n'),
}


@pytest.mark.parametrize("name", DECLARATIONS)
def test_a_base_class_of_a_package_beside_the_project(tmp_path: Path, name: str) -> None:
    file, text = DECLARATIONS[name]
    write_project(
        tmp_path,
        {
            "api/schema.prisma": SCHEMA,
            "api/app/models.py": MODELS,
            f"api/{file}": text,
            "core/src/core/__init__.py": "",
            "core/src/core/db.py": BASE,
            "middle/pyproject.toml": '[tool.uv.sources]\ncore = { path = "../core" }\n',
        },
    )
    (analysis,) = Workspace((tmp_path / "api").as_posix()).snapshot().pairs
    assert analysis.divergences == ()
    (user,) = analysis.models.schema.tables
    assert {column.name for column in user.columns} == {"id", "name"}
    assert not user.open


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not = [toml",
        '[tool.uv.sources]\ncore = { path = "../gone" }\n',
        '[tool.uv.sources]\ncore = { path = ".." }\n',
        '[tool.uv]\nsources = "core"\n',
        '[tool.poetry.dependencies]\ncore = { git = "../core" }\n',
        '[project]\ndependencies = "core @ file:../core"\n',
    ],
)
def test_where_nothing_is_named_nothing_beside_the_project_is_read(tmp_path: Path, text: str) -> None:
    write_project(
        tmp_path,
        {
            "api/schema.prisma": SCHEMA,
            "api/app/models.py": MODELS,
            "api/pyproject.toml": text,
            "core/src/core/__init__.py": "",
            "core/src/core/db.py": BASE,
        },
    )
    workspace = Workspace((tmp_path / "api").as_posix())
    workspace.snapshot()
    assert not [path for path in workspace.files() if "/core/" in path]


def test_an_edit_of_the_package_is_seen(tmp_path: Path) -> None:
    write_project(
        tmp_path,
        {
            "api/schema.prisma": SCHEMA,
            "api/app/models.py": MODELS,
            "api/pyproject.toml": "",
            "core/core/__init__.py": "",
            "core/core/db.py": BASE,
        },
    )
    workspace = Workspace((tmp_path / "api").as_posix())
    (analysis,) = workspace.snapshot().pairs
    assert analysis.models.schema.tables[0].open
    pyproject, base = tmp_path / "api/pyproject.toml", tmp_path / "core/core/db.py"
    pyproject.write_text('[tool.uv.sources]\ncore = { path = "../core" }\n')
    workspace.disk_changed([pyproject.as_posix()])
    (analysis,) = workspace.snapshot().pairs
    assert not analysis.models.schema.tables[0].open
    base.write_text(BASE.replace("id = Column(Integer, primary_key=True)", "other = Column(Integer)"))
    workspace.disk_changed([base.as_posix()])
    (analysis,) = workspace.snapshot().pairs
    assert {column.name for column in analysis.models.schema.tables[0].columns} == {"other", "name"}
