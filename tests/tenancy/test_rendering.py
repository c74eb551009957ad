"""What is written: the facts of a schema in three languages, and files that tools find nothing in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.generate.outputs import run_pyright
from tests.tenancy import world

from prismalchemy.compare import TenancySettings, resolve
from prismalchemy.guard import (
    Plan,
    Reference,
    plan_of,
    render_policies,
    render_python,
    render_typescript,
    render_without_policies,
)
from prismalchemy.prisma import Reader
from prismalchemy.schema import TableKey
from prismalchemy.text import SourceFile


def planned(models: str, **settings: object) -> Plan | None:
    text = 'datasource db {\n  provider = "postgresql"\n}\n' + models
    schema = Reader().read([SourceFile("schema.prisma", text)]).schema
    return plan_of(resolve(TenancySettings(**{"root": "Org", **settings}), schema), schema)  # type: ignore[arg-type]


def test_a_composite_foreign_key_keeps_the_tenant_by_itself() -> None:
    rules = world.plan().tables
    assert rules[TableKey(None, "invoice_line")].references == ()
    assert Reference(("project_id",), TableKey(None, "project"), ("id",)) in rules[TableKey(None, "task")].references


def test_without_constraints_it_does_not() -> None:
    text = world.SCHEMA.read_text(encoding="utf-8").replace(
        'provider = "postgresql"', 'provider = "postgresql"\n  relationMode = "prisma"'
    )
    schema = Reader().read([SourceFile("schema.prisma", text)]).schema
    plan = plan_of(resolve(world.SETTINGS, schema), schema)
    assert plan is not None
    line = plan.tables[TableKey(None, "invoice_line")]
    assert [reference.columns for reference in line.references] == [("organization_id", "invoice_id")]


@pytest.mark.parametrize(
    ("type_", "python", "typescript", "sql"),
    [
        ("String", "str", "string", "::text"),
        ("String @db.Uuid", "UUID", "string", "::uuid"),
        ("String @db.VarChar(30)", "str", "string", "::varchar(30)"),
        ("Int", "int", "number", "::integer"),
        ("BigInt", "int", "bigint", "::bigint"),
    ],
)
def test_keys_of_tenants(type_: str, python: str, typescript: str, sql: str) -> None:
    models = (
        f"model Org {{\n  id {type_.replace(' ', ' @id ', 1) if ' ' in type_ else type_ + ' @id'}\n  items Item[]\n}}\n"
    )
    models += (
        f"model Item {{\n  id Int @id\n  orgId {type_}\n  org Org @relation(fields: [orgId], references: [id])\n}}\n"
    )
    plan = planned(models)
    assert plan is not None
    text = render_python(plan, source="s", command="c")
    assert f"\nTenant = {python}\n" in text
    compile(text, "tenancy.py", "exec")
    assert f"export type Tenant = {typescript}\n" in render_typescript(plan, source="s", command="c")
    assert sql in render_policies(plan, command="c")


def test_what_nothing_is_said_of_is_left_out() -> None:
    plan = planned("model Org {\n  id Int @id\n}\nmodel Loose {\n  id Int @id\n}\n")
    assert plan is not None
    assert [entry.table.entity for entry in plan.left_out] == ["Loose"]
    assert "Loose" not in render_python(plan, source="s", command="c")
    assert "Loose" not in render_typescript(plan, source="s", command="c")


def test_a_root_of_two_columns_is_none() -> None:
    assert planned("model Org {\n  a Int\n  b Int\n  @@id([a, b])\n}\n") is None


def test_policies_of_a_view_are_those_of_its_tables() -> None:
    plan = planned(
        "model Org {\n  id Int @id\n}\nview Sums {\n  orgId Int @unique\n}\n"
        "model Item {\n  id Int @id\n  orgId Int\n}\n"
    )
    assert plan is not None
    text = render_policies(plan, command="c")
    assert '"Item"' in text
    assert '"Sums"' not in text
    assert '"Sums"' not in render_without_policies(plan)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    (folder / "tenancy.py").write_text(world.guard_of_sessions(row_level_security=True), encoding="utf-8")
    plan = planned("model Org {\n  id String @id @db.Uuid\n}\n")
    assert plan is not None
    (folder / "tenancy_uuid.py").write_text(render_python(plan, source="s", command="c"), encoding="utf-8")
    return folder


def _run(*arguments: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_formatters_and_linters_find_nothing(written: Path) -> None:
    assert _run("ruff", "format", "--isolated", "--diff", ".", folder=written) == ""
    assert _run("ruff", "check", "--isolated", "--extend-select", "I", ".", folder=written) == ""


def test_type_checkers_find_nothing(written: Path, tmp_path: Path) -> None:
    assert _run("mypy", "--strict", "--cache-dir", str(tmp_path), ".", folder=written) == ""
    assert run_pyright(written) == ""
