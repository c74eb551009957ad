"""The sieve for Python files, and where imports start from."""

from __future__ import annotations

import pytest

from prismalchemy.workspace.sources import Import, Modules, closure, import_root, imports_of, is_test, maps_tables

MAPPING = [
    'class A(Base):\n    __tablename__ = "a"\n',
    "class Base(DeclarativeBase):\n    pass\n",
    "Base = declarative_base()\n",
    "class A(Base):\n    id = mapped_column(Integer)\n",
    "class A(Base):\n    id: Mapped[int]\n",
    "class A(SQLModel, table=True):\n    id: int\n",
    "class A(db.Model):\n    id = db.Column(db.Integer)\n",
    "import sqlalchemy as sa\nt = sa.Table('t', m, sa.Column('a', sa.Text))\n",
    "from sqlalchemy import Table, Column\nt = Table ('t', m)\n",
    "mapper_registry.map_imperatively(A, t)\n",
]
NOT_MAPPING = [
    "",
    "print('hello')\n",
    "from rich.table import Table\nTable('x')\n",
    "from sqlalchemy import select\n\n\ndef f(s):\n    return s.execute(select(1))\n",
    "from alembic import op\nimport sqlalchemy as sa\n\n\ndef upgrade():\n    op.create_table('a', sa.Column('b'))\n",
    "import alembic\nfrom sqlalchemy import Column\nColumn('x')\n",
    "from alembic import op as o\nfrom sqlalchemy import Column\nColumn('x')\n",
]


@pytest.mark.parametrize("text", MAPPING)
def test_maps_tables(text: str) -> None:
    assert maps_tables(text)


@pytest.mark.parametrize("text", NOT_MAPPING)
def test_maps_no_tables(text: str) -> None:
    assert not maps_tables(text)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/p/app/models.py", False),
        ("/p/tests/models.py", True),
        ("/p/app/test/x.py", True),
        ("/p/app/test_models.py", True),
        ("/p/app/models_test.py", True),
        ("/p/conftest.py", True),
        ("/p/contest/latest.py", False),
    ],
)
def test_is_test(path: str, expected: bool) -> None:
    assert is_test(path, "/p") is expected


def test_imports() -> None:
    text = (
        "from __future__ import annotations\n"
        "import os, app.db as db  # note\n"
        "from .base import Base\n"
        "from ..enums import (\n    Role,  # the role, of course\n    Status as S,\n)\n"
        "from . import (a, b)\r\n"
        "if TYPE_CHECKING:\n    from app.models.user import User\n"
        "from app.x import y, \\\n    z\n"
        "from app.all import *\n"
        "important = 1\n"
    )
    assert imports_of(text) == (
        Import("__future__", ("annotations",)),
        Import("os"),
        Import("app.db"),
        Import(".base", ("Base",)),
        Import("..enums", ("Role", "Status")),
        Import(".", ("a", "b")),
        Import("app.models.user", ("User",)),
        Import("app.x", ("y", "z")),
        Import("app.all", ("*",)),
    )


def test_an_import_that_is_being_typed() -> None:
    assert imports_of("from app import (\n    Base,\n") == (Import("app", ("Base",)),)
    assert imports_of("from app import\n") == (Import("app", ()),)
    assert imports_of("from \nimport \n") == ()


ROOTS = {
    "flat": (["/p/models.py", "/p/db.py"], "/p/models.py", "import db\n", ("/p", True)),
    "a package": (
        ["/p/app/__init__.py", "/p/app/models/__init__.py", "/p/app/models/user.py"],
        "/p/app/models/user.py",
        "from .base import Base\n",
        ("/p", False),
    ),
    "src": (
        ["/p/src/app/__init__.py", "/p/src/app/db.py", "/p/src/app/models.py"],
        "/p/src/app/models.py",
        "from app.db import Base\n",
        ("/p/src", True),
    ),
    "folders without __init__": (
        ["/p/backend/app/models/user.py", "/p/backend/app/db/base.py"],
        "/p/backend/app/models/user.py",
        "from app.db.base import Base\n",
        ("/p/backend", True),
    ),
    "a module named like one of the standard library": (
        ["/p/app/models/user.py", "/p/app/models/enum.py", "/p/app/db.py"],
        "/p/app/models/user.py",
        "from enum import Enum\nfrom app.db import Base\n",
        ("/p", True),
    ),
    "imports from within the package's own folder": (
        ["/p/app/__init__.py", "/p/app/db.py", "/p/app/models.py"],
        "/p/app/models.py",
        "from db import Base\n",
        ("/p/app", True),
    ),
    "never above the top": (["/p/user.py"], "/p/user.py", "from q.db import Base\n", ("/p", False)),
}


@pytest.mark.parametrize(("files", "path", "text", "expected"), ROOTS.values(), ids=ROOTS)
def test_import_root(files: list[str], path: str, text: str, expected: tuple[str, bool]) -> None:
    assert import_root(path, imports_of(text), Modules.of(files), "/p") == expected


ELSEWHERE = {
    "a package of another folder": (["/p/libs/core/src/core/db/base.py"], "from core.db.base import Base\n"),
    "a module that is imported as a name": (["/p/libs/core/src/core/db/base.py"], "from core.db import base\n"),
    "a package without __init__": (["/p/libs/company/models/kinds.py"], "import company.models.kinds\n"),
    "two that fit": ([], "from app.db import Base\n"),
    "a name that is too short": ([], "import kinds\n"),
    "a part of a longer name": ([], "from db.base import Base\n"),
    "Python's own": ([], "from json.decoder import x\n"),
}
"""What an import in `/p/api/models.py` leads to that is not below its root `/p/api`."""


@pytest.mark.parametrize(("expected", "text"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_an_import_of_another_package_of_the_repository(expected: list[str], text: str) -> None:
    files = [
        "/p/api/models.py",
        *(f"/p/libs/core/src/core/{name}.py" for name in ("__init__", "db/__init__", "db/base")),
        "/p/libs/company/models/kinds.py",
        "/p/one/app/db.py",
        "/p/two/app/db.py",
        "/p/libs/json/decoder.py",
    ]
    (statement,) = imports_of(text)
    found = Modules.of(files).targets("/p/api/models.py", statement, ["/p/api"])
    assert [path for path in found if not path.endswith("__init__.py")] == expected


def test_closure() -> None:
    texts = {
        "/p/app/__init__.py": "",
        "/p/app/models/__init__.py": "from .user import User\n",
        "/p/app/models/user.py": "from app.db import Base\nfrom . import enums\n",
        "/p/app/models/enums.py": "import app.models.user\n",
        "/p/app/db.py": "from sqlalchemy.orm import DeclarativeBase\n",
        "/p/app/main.py": "from app.models import User\n",
    }
    found = closure(["/p/app/models/user.py"], ["/p"], Modules.of(texts), lambda path: imports_of(texts[path]))
    assert found == (
        "/p/app/db.py",
        "/p/app/models/__init__.py",
        "/p/app/models/enums.py",
        "/p/app/models/user.py",
    )
