"""`prismalchemy tenancy`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.project import write_project

from prismalchemy.cli import main

SCHEMA = """datasource db {
  provider = "postgresql"
}

model Org {
  id    Int    @id
  items Item[]
}

model Item {
  id    Int @id
  orgId Int
  org   Org @relation(fields: [orgId], references: [id])
}
"""
SETTINGS = '[tool.prismalchemy.tenancy]\nroot = "Org"\n'
FILES = 'python = "app/tenancy.py"\ntypescript = "src/tenancy.ts"\n'
HISTORY = {
    "prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n',
    "prisma/migrations/20250101000000_init/migration.sql": 'CREATE TABLE "Org" ("id" INTEGER NOT NULL);\n',
}
ALEMBIC = {
    "alembic.ini": "[alembic]\nscript_location = alembic\n",
    "alembic/env.py": "",
    "alembic/versions/": "",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_project(
        tmp_path, {"prisma/schema.prisma": SCHEMA, "pyproject.toml": SETTINGS + FILES, "app/": "", "src/": ""}
    )


def test_writes_both_guards_and_keeps_them_up_to_date(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tenancy", "--check"]) == 1
    assert "app/tenancy.py is missing" in capsys.readouterr().out
    assert not (project / "app/tenancy.py").exists()
    assert main(["tenancy"]) == 0
    assert capsys.readouterr().out.splitlines() == ["wrote app/tenancy.py", "wrote src/tenancy.ts"]
    assert main(["tenancy", "--check"]) == 0
    assert main(["tenancy"]) == 0
    assert "2 files up to date" in capsys.readouterr().out
    schema = project / "prisma/schema.prisma"
    schema.write_text(SCHEMA + "\nmodel Extra {\n  id Int @id\n  orgId Int\n}\n", encoding="utf-8")
    assert main(["tenancy", "--check"]) == 1
    assert '+    "Extra": Rule(column="orgId"),' in capsys.readouterr().out
    assert main(["tenancy", "--diff"]) == 1


def test_line_ends_stay(project: Path) -> None:
    assert main(["tenancy"]) == 0
    path = project / "app/tenancy.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["tenancy", "--check"]) == 0


def test_files_of_the_users_own_stay(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "app/tenancy.py").write_text("mine = 1\n", encoding="utf-8")
    assert main(["tenancy"]) == 2
    assert "app/tenancy.py: the file was not generated" in capsys.readouterr().err
    assert (project / "app/tenancy.py").read_text(encoding="utf-8") == "mine = 1\n"
    assert main(["tenancy", "--force"]) == 0
    assert "TenantSession" in (project / "app/tenancy.py").read_text(encoding="utf-8")


def test_options_name_other_files(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tenancy", "--python", "guard.py"]) == 0
    assert capsys.readouterr().out.splitlines() == ["wrote guard.py"]
    assert "prismalchemy tenancy --python guard.py" in (project / "guard.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("", "nothing says who the tenants are"),
        ('[tool.prismalchemy.tenancy]\nroot = "Nobody"\n', "Nobody"),
        (SETTINGS, "nothing says what to write"),
        (SETTINGS + FILES + 'inherits = { Item = "nothing" }\n', ""),
    ],
)
def test_what_is_wrong_is_said(project: Path, capsys: pytest.CaptureFixture[str], settings: str, message: str) -> None:
    (project / "pyproject.toml").write_text(settings, encoding="utf-8")
    code = main(["tenancy"])
    if message:
        assert code == 2
        assert message in capsys.readouterr().err
    else:
        assert code == 0


def test_what_is_left_out_is_said(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = project / "prisma/schema.prisma"
    schema.write_text(SCHEMA + "\nmodel Loose {\n  id Int @id\n}\n", encoding="utf-8")
    assert main(["tenancy"]) == 0
    assert "refused at run time, since nothing says whose their rows are: Loose" in capsys.readouterr().err


def test_policies_become_a_migration_with_its_revision(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(project, {**HISTORY, **ALEMBIC})
    assert main(["migrate", "to-alembic"]) == 0
    assert main(["tenancy", "--migration", "tenants"]) == 0
    (folder,) = (project / "prisma/migrations").glob("*_tenants")
    sql = (folder / "migration.sql").read_text(encoding="utf-8")
    assert 'CREATE POLICY "tenancy" ON "Item"' in sql
    assert "DISABLE ROW LEVEL SECURITY" in (folder / "down.sql").read_text(encoding="utf-8")
    revisions = [path.read_text(encoding="utf-8") for path in (project / "alembic/versions").glob("*.py")]
    assert any("CREATE POLICY" in text for text in revisions)
    assert main(["migrate", "to-alembic", "--check"]) == 0
    # Again only where they would be others.
    assert main(["tenancy", "--migration", "tenants"]) == 0
    assert len(list((project / "prisma/migrations").glob("*_tenants"))) == 1
    schema = project / "prisma/schema.prisma"
    schema.write_text(SCHEMA + "\nmodel Extra {\n  id Int @id\n  orgId Int\n}\n", encoding="utf-8")
    (project / "pyproject.toml").write_text(SETTINGS + FILES + "row-level-security = true\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["tenancy", "--check"]) == 1
    assert "row_level_security/migration.sql is missing" in capsys.readouterr().out


def test_policies_can_be_looked_at(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tenancy", "--sql"]) == 0
    assert capsys.readouterr().out.startswith("-- Row-level security by tenant")
    (project / "prisma/schema.prisma").write_text(SCHEMA.replace("postgresql", "sqlite"), encoding="utf-8")
    assert main(["tenancy", "--sql"]) == 2
    assert "not supported yet: row-level security of sqlite" in capsys.readouterr().err
