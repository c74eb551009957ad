"""Which SQLAlchemy the models run on is what the project pins; a setting overrides it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy

from prismalchemy.generate import TYPE_PACKAGES
from prismalchemy.workspace import Workspace
from prismalchemy.workspace.versions import Versions, depended_packages, pinned_versions

UV = 'version = 1\n\n[[package]]\nname = "{name}"\nversion = "{version}"\nsource = {{ registry = "index" }}\n'
PROJECT = "[project]\nname = 'x'\ndependencies = ['click', '{0}']\n"
POETRY = "[tool.poetry.dependencies]\npython = '^3.11'\nsqlalchemy = {0}\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, (2, 1)),
        ({"uv.lock": UV.format(name="sqlalchemy", version="2.0.45")}, (2, 0)),
        ({"uv.lock": UV.format(name="sqlalchemy", version="2.1.3")}, (2, 1)),
        ({"poetry.lock": UV.format(name="SQLAlchemy", version="2.0.1")}, (2, 0)),
        ({"uv.lock": UV.format(name="sqlalchemy", version="1.4.54")}, (2, 0)),
        ({"uv.lock": UV.format(name="sqlalchemy-utils", version="0.42")}, (2, 1)),
        ({"requirements.txt": "click\nSQLAlchemy==2.0.30 ; python_version >= '3.8'\n"}, (2, 0)),
        ({"requirements.txt": "sqlalchemy[asyncio]~=2.0.30  # the ORM\n"}, (2, 0)),
        ({"requirements.txt": "sqlalchemy==2.0.30 \\\n    --hash=sha256:0123\n"}, (2, 0)),
        ({"requirements.txt": "sqlalchemy>=2.0\n"}, (2, 1)),
        ({"requirements.txt": "sqlalchemy>=2.0,<2.1\n"}, (2, 0)),
        ({"requirements.txt": "sqlalchemy==2.1.0b1\n"}, (2, 1)),
        ({"requirements.txt": "sqlalchemy==2.0.*\n"}, (2, 0)),
        ({"requirements.txt": "sqlalchemy<2\n"}, (2, 0)),
        ({"requirements.txt": "sqlalchemy\n"}, (2, 1)),
        ({"requirements.txt": "-r other.txt\nsqlalchemy = broken\n\x00"}, (2, 1)),
        ({"requirements/base.txt": "sqlalchemy==2.0.30\n"}, (2, 0)),
        ({"requirements-dev.txt": "sqlalchemy-utils==0.42\nsqlalchemy<2.1\n"}, (2, 0)),
        ({"constraints.txt": "sqlalchemy==2.0.30\n", "pyproject.toml": PROJECT.format("sqlalchemy>=2")}, (2, 0)),
        ({"pyproject.toml": PROJECT.format("sqlalchemy>=2.0,<2.1")}, (2, 0)),
        ({"pyproject.toml": PROJECT.format("sqlalchemy>=2.0.30,<3")}, (2, 1)),
        ({"pyproject.toml": "[dependency-groups]\nmain = [{include-group = 'x'}, 'sqlalchemy~=2.0.1']\n"}, (2, 0)),
        ({"pyproject.toml": "[project.optional-dependencies]\ndb = ['sqlalchemy==2.0.3']\n"}, (2, 0)),
        ({"pyproject.toml": POETRY.format("'^2.0'")}, (2, 1)),
        ({"pyproject.toml": POETRY.format("'~2.0'")}, (2, 0)),
        ({"pyproject.toml": POETRY.format("'~2.0.30'")}, (2, 0)),
        ({"pyproject.toml": POETRY.format("'2.0.30'")}, (2, 0)),
        ({"pyproject.toml": POETRY.format("{version = '>=2.0,<2.1', extras = ['asyncio']}")}, (2, 0)),
        ({"pyproject.toml": POETRY.format("'*'")}, (2, 1)),
        ({"pyproject.toml": POETRY.format("{path = '../x'}")}, (2, 1)),
        ({"pyproject.toml": "[project\n"}, (2, 1)),
        ({"pyproject.toml": "project = 5\n"}, (2, 1)),
        # A lock file above says more than a range beside the models.
        (
            {
                "api/pyproject.toml": PROJECT.format("sqlalchemy>=2"),
                "uv.lock": UV.format(name="sqlalchemy", version="2.0.9"),
            },
            (2, 0),
        ),
        # The nearest of a kind counts.
        ({"api/requirements.txt": "sqlalchemy~=2.0.1\n", "requirements.txt": "sqlalchemy~=2.1.1\n"}, (2, 0)),
    ],
)
def test_what_is_pinned(files: dict[str, str], expected: tuple[int, int], tmp_path: Path) -> None:
    write(tmp_path, files)
    assert pinned_versions(f"{tmp_path}/api/models", str(tmp_path)).sqlalchemy == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"uv.lock": UV.format(name="sqlmodel", version="0.0.24")}, (0, 0, 24)),
        ({"requirements.txt": "sqlmodel==0.0.46\n"}, (0, 0, 46)),
        ({"requirements.txt": "sqlmodel>=0.0.46\n"}, None),
        ({"pyproject.toml": PROJECT.format("sqlmodel==0.0.*")}, None),
    ],
)
def test_sqlmodel_counts_where_it_is_pinned_to_one_version(
    files: dict[str, str], expected: tuple[int, ...] | None, tmp_path: Path
) -> None:
    write(tmp_path, files)
    assert pinned_versions(str(tmp_path), str(tmp_path)) == Versions(sqlmodel=expected)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, set()),
        ({"uv.lock": UV.format(name="pgvector", version="0.3.6")}, {"pgvector"}),
        ({"requirements.txt": "pgvector\nGeoAlchemy2>=0.14  # maps\n"}, {"pgvector", "geoalchemy2"}),
        ({"requirements.txt": "pgvector; python_version < '3'\npgvectors==1\n# geoalchemy2\n"}, set()),
        ({"pyproject.toml": PROJECT.format("pgvector"), "api/requirements.txt": "geoalchemy2\n"}, set(TYPE_PACKAGES)),
        ({"pyproject.toml": "[tool.poetry.dependencies]\npgvector = '*'\n"}, {"pgvector"}),
    ],
)
def test_packages_that_are_depended_on(files: dict[str, str], expected: set[str], tmp_path: Path) -> None:
    write(tmp_path, files)
    assert depended_packages(TYPE_PACKAGES, f"{tmp_path}/api/models", str(tmp_path)) == expected


def test_nothing_above_the_root_is_looked_at(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": "sqlalchemy==2.0.30\n", "project/models.py": ""})
    assert pinned_versions(f"{tmp_path}/project", f"{tmp_path}/project") == Versions()


SCHEMA = (
    'datasource db {\n  provider = "postgresql"\n}\n\nmodel users {\n  id    Int   @id\n  score Float @db.Real\n}\n'
)
MODELS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[float]
"""


def score(workspace: Workspace) -> type:
    """The class of the type that the models give to `users.score`."""
    (pair,) = workspace.snapshot().pairs
    (table,) = pair.models.schema.tables
    return type(table.columns[1].type.type)  # type: ignore[union-attr]  # it is known


def test_the_pin_decides_and_a_change_of_it_counts(tmp_path: Path) -> None:
    write(tmp_path, {"schema.prisma": SCHEMA, "app/models.py": MODELS, "requirements.txt": "sqlalchemy==2.0.30\n"})
    workspace = Workspace(tmp_path)
    assert score(workspace) is sqlalchemy.Float
    write(tmp_path, {"requirements.txt": "sqlalchemy==2.1.0\n"})
    workspace.disk_changed([f"{tmp_path}/requirements.txt"])
    assert score(workspace) is sqlalchemy.Double


def test_a_setting_overrides_the_pin(tmp_path: Path) -> None:
    files = {"schema.prisma": SCHEMA, "app/models.py": MODELS, "requirements.txt": "sqlalchemy==2.0.30\n"}
    write(tmp_path, files | {"prismalchemy.toml": 'sqlalchemy = "2.1"\n'})
    assert score(Workspace(tmp_path)) is sqlalchemy.Double


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
