"""What `prismalchemy generate` can be told about its output, on the command line and in the configuration."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from tests.support.project import DATASOURCE, write_project

from prismalchemy.cli import main
from prismalchemy.cli.generate_options import module_seen_from

Capture = pytest.CaptureFixture[str]
SCHEMA = (
    DATASOURCE
    + """
model User {
  id    Int    @id @default(autoincrement())
  role  Role   @default(USER)
  face  Unsupported("vector(3)")?
  posts audit_post[]
}

model audit_post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id])
  authorId Int
}

enum Role {
  USER
  ADMIN
}
"""
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_project(tmp_path, {"prisma/schema.prisma": SCHEMA})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configured(project: Path, settings: str) -> Path:
    (project / "prismalchemy.toml").write_text(f'output = "app/models.py"\n{settings}', encoding="utf-8")
    return project / "app" / "models.py"


OPTIONS = [
    (("--style", "dataclass"), 'style = "dataclass"', "class User(Base, kw_only=True):"),
    (("--style", "sqlmodel"), 'style = "sqlmodel"', "class User(Base, table=True):"),
    (("--lazy", "raise"), 'lazy = "raise"', 'lazy="raise"'),
    (("--naming", "verbatim"), 'naming = "verbatim"', "    authorId: Mapped[int]"),
    (("--base", "app.db:Model"), 'base = "app.db:Model"', "from app.db import Model\n"),
    (("--base", "app.db:Model"), 'base = "app.db:Model"', "class User(Model):"),
    (("--base", ".db:Base"), 'base = ".db:Base"', "from .db import Base\n"),
    (("--type-package", "pgvector"), 'type-packages = ["pgvector"]', "from pgvector.sqlalchemy import Vector\n"),
    (("--mixin", "app.db:Mixed"), 'mixins = ["app.db:Mixed"]', "class User(Mixed, Base):"),
    (("--mixin", "audit_*=app.db:A"), '[mixins]\n"audit_*" = "app.db:A"', "class AuditPost(A, Base):"),
    (("--mixin", "audit_*=app.db:A"), '[mixins]\n"audit_*" = ["app.db:A"]', "class User(Base):"),
]


@pytest.mark.parametrize(("arguments", "settings", "expected"), OPTIONS)
def test_said_on_the_command_line_or_in_the_configuration(
    arguments: tuple[str, ...], settings: str, expected: str, project: Path
) -> None:
    assert main(["generate", "--output", "app/said.py", *arguments]) == 0
    said = (project / "app" / "said.py").read_text(encoding="utf-8")
    assert expected in said
    assert f"--output app/said.py {arguments[0]} " in said
    models = configured(project, settings)
    assert main(["generate"]) == 0
    assert expected in models.read_text(encoding="utf-8")
    assert "    prismalchemy generate\n" in models.read_text(encoding="utf-8")


def test_packages_that_the_project_depends_on_give_their_types(project: Path) -> None:
    models = configured(project, "")
    (project / "requirements.txt").write_text("pgvector>=0.3\n", encoding="utf-8")
    assert main(["generate"]) == 0
    assert "mapped_column(Vector(3))" in models.read_text(encoding="utf-8")
    configured(project, "type-packages = []\n")
    assert main(["generate"]) == 0
    assert 'mapped_column(Unsupported("vector(3)"))' in models.read_text(encoding="utf-8")


def test_a_mixin_that_is_named_twice_is_there_once(project: Path) -> None:
    models = configured(project, '[mixins]\n"*" = "app.db:A"\n"audit_*" = ["app.db:B", "app.db:A"]\n')
    assert main(["generate"]) == 0
    assert "class AuditPost(A, B, Base):\n" in models.read_text(encoding="utf-8")


def test_the_command_line_comes_first(project: Path) -> None:
    models = configured(project, 'style = "sqlmodel"\nlazy = "raise"\n')
    assert main(["generate", "--style", "declarative", "--lazy", "select"]) == 0
    text = models.read_text(encoding="utf-8")
    assert "SQLModel" not in text
    assert "lazy=" not in text


def test_the_command_of_the_header_makes_the_same_file(project: Path) -> None:
    given = ["--style", "dataclass", "--lazy", "selectin", "--mixin", "audit_*=app.db:A", "--pydantic"]
    assert main(["generate", "--output", "app/my models.py", *given]) == 0
    text = (project / "app" / "my models.py").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("    prismalchemy generate"))
    assert main([*shlex.split(line)[1:], "--check"]) == 0


BAD = [
    ('style = "pydantic"', 2, 'key `style` must be "declarative", "dataclass" or "sqlmodel", not "pydantic"'),
    ('lazy = "joined"', 2, 'key `lazy` must be "select", "selectin" or "raise", not "joined"'),
    ('base = "app.db"', 2, 'key `base` must name a class as "package.module:Class", not "app.db"'),
    ('base = "app.class:Base"', 2, "key `base` must name a class"),
    ("base = 3", 2, "key `base` must be a string, not an integer"),
    ('mixins = ["x"]', 2, 'key `mixins` must name a class as "package.module:Class", not "x"'),
    (
        '[mixins]\n"*" = ["x"]',
        3,
        'key `mixins` has tables `*`, whose value must name a class as "package.module:Class"',
    ),
    ('type-packages = ["numpy"]', 2, 'has "numpy" in it; the packages are geoalchemy2, pgvector'),
    ("pydantic = true", 2, "key `pydantic` must be a string, not a boolean"),
]


@pytest.mark.parametrize(("settings", "line", "message"), BAD)
def test_bad_settings(settings: str, line: int, message: str, project: Path, capsys: Capture) -> None:
    configured(project, settings)
    assert main(["generate"]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert f"prismalchemy.toml:{line}:" in error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--base", "Base"), '--base must name a class as "package.module:Class", not "Base"'),
        (("--mixin", "audit_*=Base"), '--mixin must name a class as "package.module:Class", not "Base"'),
        (("--output", "m.py", "--pydantic", "m.py"), "m.py: models and Pydantic schemas need two places"),
        (("--pydantic",), "--pydantic needs --output"),
    ],
)
def test_bad_options(arguments: tuple[str, ...], message: str, project: Path, capsys: Capture) -> None:
    assert main(["generate", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_pydantic_schemas_are_written_checked_and_merged(project: Path, capsys: Capture) -> None:
    models = configured(project, 'pydantic = "app/schemas.py"\n')
    assert main(["generate"]) == 0
    schemas = models.with_name("schemas.py")
    text = schemas.read_text(encoding="utf-8")
    assert "from .models import Role\n" in text
    assert "class UserCreate(Schema):" in text
    mine = "\n    def shout(self) -> str:\n        return 'x'\n"
    schemas.write_text(text.replace("    role: Role = Role.USER\n", "    role: Role = Role.USER\n" + mine), "utf-8")
    assert main(["generate", "--check"]) == 0
    (project / "prisma/schema.prisma").write_text(SCHEMA.replace("  role ", "  name  String?\n  role "), "utf-8")
    assert main(["generate", "--check"]) == 1
    assert "app/schemas.py is not up to date" in capsys.readouterr().out
    assert main(["generate"]) == 0
    assert mine in schemas.read_text(encoding="utf-8")
    assert "    name: str | None = None\n" in schemas.read_text(encoding="utf-8")


def test_pydantic_schemas_of_a_package(project: Path) -> None:
    assert main(["generate", "--output", "app/models", "--pydantic"]) == 0
    assert "from ..models import Role\n" in (project / "app/schemas/user.py").read_text(encoding="utf-8")
    assert "UserDetail" in (project / "app/schemas/__init__.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "models", "expected"),
    [
        ("/p/app/schemas.py", "/p/app/models.py", ".models"),
        ("/p/app/schemas.py", "/p/app/db/models", ".db.models"),
        ("/p/app/api/schemas.py", "/p/app/models.py", "..models"),
        ("/p/app/api/__init__.py", "/p/app/db/models.py", "..db.models"),
        ("/p/schemas.py", "/p/models.py", "models"),
        ("/p/src/schemas.py", "/p/src/models.py", "models"),
        ("/p/api/schemas.py", "/p/db/models.py", "db.models"),
        ("/p/app/models/schemas.py", "/p/app/models", "..models"),
    ],
)
def test_what_the_models_are_seen_as(path: str, models: str, expected: str) -> None:
    assert module_seen_from(path, models, "/p") == expected
