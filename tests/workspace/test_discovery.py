"""What is found in a project: layouts as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.support.project import DATASOURCE, MODELS, write_project

from prismalchemy.workspace.discovery import Layout, Trees, discover
from prismalchemy.workspace.documents import Documents
from prismalchemy.workspace.settings import PairSettings, Settings
from prismalchemy.workspace.tree import walk

BASE = "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n"
USER = 'from app.db import Base\n\n\nclass User(Base):\n    __tablename__ = "user"\n'
RELATIVE = 'from .db import Base\n\n\nclass User(Base):\n    __tablename__ = "user"\n'


@dataclass
class Case:
    """A project, its settings, and what must be found: `root: mapping files | further files`, schemas, problems."""

    files: dict[str, str]
    models: list[str] = field(default_factory=list)
    schemas: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    problems: list[str] = field(default_factory=list)


PAIRS = (
    PairSettings(name="a", schema="a/schema.prisma", models=("a/app",)),
    PairSettings(name="b", schema="b/schema.prisma", models=("b/*.py",)),
)

CASES = {
    "the usual project": Case(
        {"prisma/schema.prisma": DATASOURCE, "app/__init__.py": "", "app/db.py": BASE, "app/models.py": USER},
        models=[".: app/db.py app/models.py"],
        schemas=["prisma/schema.prisma"],
        owners=["prisma"],
    ),
    "a web folder and a backend with src": Case(
        {
            "web/prisma/schema.prisma": DATASOURCE,
            "backend/pyproject.toml": "",
            "backend/src/app/__init__.py": "",
            "backend/src/app/db.py": BASE,
            "backend/src/app/models/__init__.py": "from .user import User\n",
            "backend/src/app/models/user.py": "from app.db import Base\nfrom app.models.enums import Role\n" + USER,
            "backend/src/app/models/enums.py": "import enum\n",
            "backend/src/app/main.py": "from app.models import User\n",
        },
        models=["backend/src: app/db.py app/models/user.py | app/models/enums.py"],
        schemas=["web/prisma/schema.prisma"],
        owners=["prisma"],
    ),
    "two services": Case(
        {
            "a/app/db.py": BASE,
            "a/app/models.py": USER,
            "b/app/__init__.py": "",
            "b/app/db.py": BASE,
            "b/app/models.py": RELATIVE,
        },
        models=["a: app/db.py app/models.py", "b: app/db.py app/models.py"],
    ),
    "a package that is installed from its folder": Case(
        {
            "packages/core/src/core/__init__.py": "",
            "packages/core/src/core/db.py": BASE,
            "services/api/api/__init__.py": "",
            "services/api/api/models.py": "import api\nfrom core.db import Base\n" + USER,
        },
        models=["services/api: packages/core/src/core/db.py api/models.py | api/__init__.py"],
    ),
    "folders without __init__, one file that imports nothing of the project": Case(
        {"app/db.py": BASE, "app/models/user.py": USER, "app/models/log.py": MODELS},
        models=[".: app/db.py app/models/log.py app/models/user.py"],
    ),
    "migrations, virtual environments and tests do not count": Case(
        {
            "models.py": MODELS,
            "alembic.ini": "",
            "alembic/env.py": "from alembic import context\nfrom models import Base\n",
            "alembic/versions/1.py": "from alembic import op\nimport sqlalchemy as sa\nop.add_column(sa.Column())\n",
            ".venv/lib/m.py": MODELS,
            "env/pyvenv.cfg": "",
            "env/lib/python3/m.py": MODELS,
            "build/lib/models.py": MODELS,
            "tests/models.py": MODELS,
            "test_models.py": MODELS,
            "schema.prisma": DATASOURCE,
        },
        models=[".: models.py"],
        schemas=["schema.prisma"],
        owners=["alembic"],
    ),
    "nothing but tests": Case({"tests/models.py": MODELS}, models=["tests: models.py"]),
    "migrations of both": Case(
        {
            "models.py": MODELS,
            "alembic.ini": "",
            "prisma/schema.prisma": DATASOURCE,
            "prisma/migrations/migration_lock.toml": "",
        },
        models=[".: models.py"],
        schemas=["prisma/schema.prisma"],
        owners=["prisma"],
    ),
    "alembic of another service": Case(
        {
            "a/models.py": MODELS,
            "b/alembic.ini": "",
            "schema.prisma": DATASOURCE,
        },
        models=["a: models.py"],
        schemas=["schema.prisma"],
        owners=["prisma"],
    ),
    "excluded": Case(
        {"old/models.py": MODELS, "new/models.py": MODELS, "old/schema.prisma": DATASOURCE},
        models=["new: models.py"],
        settings=Settings(exclude=("old/**",)),
    ),
    "pairs that are set": Case(
        {
            "a/schema.prisma": DATASOURCE,
            "a/app/db.py": BASE,
            "a/app/models.py": "from db import Base\n" + USER,
            "b/schema.prisma": DATASOURCE,
            "b/models.py": MODELS,
            "b/else/models.py": MODELS,
        },
        models=["a/app: db.py models.py", "b: models.py"],
        schemas=["a/schema.prisma", "b/schema.prisma"],
        owners=["prisma", "prisma"],
        settings=Settings(pairs=PAIRS),
    ),
    "what is set is not there": Case(
        {"app/plain.py": "x = 1\n", "empty/": ""},
        settings=Settings(
            pairs=(
                PairSettings(schema="gone.prisma", models=("gone.py",)),
                PairSettings(schema="empty", models=("app",)),
                PairSettings(schema="gone.prisma", models=("*/x.py",)),
            )
        ),
        problems=[
            "gone.prisma: there is no such file; name the Prisma schema",
            "gone.py: there is no such file; name the SQLAlchemy models",
            "empty: there is no .prisma file in the folder; name the Prisma schema",
            "app: no Python file in the folder maps tables; name the folder of the SQLAlchemy models",
            "gone.prisma: there is no such file; name the Prisma schema",
            "*/x.py: no Python file that maps tables matches; check the pattern",
        ],
    ),
    "roots that are set": Case(
        {"lib/db.py": BASE, "app/models.py": "from db import Base\n" + USER},
        models=["app: models.py | lib/db.py"],
        settings=Settings(pairs=(PairSettings(models=("app",), roots=("lib", ".")),)),
    ),
    "nothing": Case({"readme.txt": "hello"}),
}


def spell(layout: Layout, root: str) -> list[str]:
    """The sets of models as `root: mapping | further`, paths relative to the first import root where they are in it."""
    found = []
    for source in layout.models:
        base = source.root if len(source.roots) > 1 else source.roots[0]
        short = lambda path, base=base: path.removeprefix(base + "/").removeprefix(root + "/")  # noqa: E731
        mapping = " ".join(map(short, source.mapping))
        further = " ".join(short(path) for path in source.files if path not in source.mapping)
        name = base.removeprefix(root).lstrip("/") or "."
        found.append(f"{name}: {mapping} | {further}" if further else f"{name}: {mapping}")
    return found


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_layouts(tmp_path: Path, case: Case) -> None:
    root = write_project(tmp_path, case.files).as_posix()
    layout = discover(Trees(root, case.settings.exclude), case.settings, Documents())
    assert spell(layout, root) == case.models
    assert [source.path.removeprefix(root + "/") for source in layout.schemas] == case.schemas
    assert [candidate.owner for candidate in layout.candidates] == case.owners
    assert [
        f"{problem.path.removeprefix(root + '/')}: {problem.reason}" for problem in layout.problems
    ] == case.problems


def test_both_sides_outside_of_the_root(tmp_path: Path) -> None:
    write_project(
        tmp_path,
        {
            "here/": "",
            "web/prisma/schema.prisma": DATASOURCE,
            "api/pyproject.toml": "",
            "api/app/db.py": BASE,
            "api/app/models.py": USER,
        },
    )
    pair = PairSettings(schema="../web/prisma", models=((tmp_path / "api/app/models.py").as_posix(),))
    layout = discover(Trees((tmp_path / "here").as_posix()), Settings(pairs=(pair,)), Documents())
    (candidate,) = layout.candidates
    assert candidate.certain
    assert candidate.schema.files == ((tmp_path / "web/prisma/schema.prisma").as_posix(),)
    assert candidate.models.files == tuple((tmp_path / "api/app" / name).as_posix() for name in ("db.py", "models.py"))


def test_models_of_two_projects_outside_of_the_root(tmp_path: Path) -> None:
    files = {"here/": "", "a/setup.py": "", "a/app/db.py": BASE, "a/app/models.py": USER, "b/.models/m.py": MODELS}
    write_project(tmp_path, files)
    pair = PairSettings(models=("../a/app/models.py", "../b/.models"))
    layout = discover(Trees((tmp_path / "here").as_posix()), Settings(pairs=(pair,)), Documents())
    (source,) = layout.models
    assert [path.removeprefix(f"{tmp_path.as_posix()}/") for path in source.files] == [
        "a/app/db.py",
        "a/app/models.py",
        "b/.models/m.py",
    ]
    assert source.roots == ((tmp_path / "a").as_posix(), (tmp_path / "b/.models").as_posix())


def test_a_link_in_a_circle_ends(tmp_path: Path) -> None:
    write_project(tmp_path, {"app/models.py": MODELS})
    (tmp_path / "app" / "again").symlink_to(tmp_path)
    assert walk(tmp_path.as_posix()).files == ((tmp_path / "app/models.py").as_posix(),)


def test_a_folder_without_permission_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prismalchemy.workspace import tree

    write_project(tmp_path, {"app/models.py": MODELS, "secret/models.py": MODELS})
    entries = tree._entries

    def refuse(folder: str) -> object:
        if folder.endswith("/secret"):
            raise PermissionError(13, "Permission denied", folder)
        return entries(folder)

    monkeypatch.setattr(tree, "_entries", refuse)
    found = walk(tmp_path.as_posix())
    assert found.files == ((tmp_path / "app/models.py").as_posix(),)
    assert [(Path(folder.path).name, folder.reason) for folder in found.unreadable] == [
        ("secret", "no permission to read the folder; change its permissions or exclude it")
    ]
