"""The schema changes: it is named, mended, migrated by either tool, and both services run with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url
from tests.app.product import SERVICES, TENANTS, Product, copied, running
from tests.migrations.environment import ENGINE, HARNESS, prisma
from tests.support.npm import install

# What a developer changes by hand: the schema, and what the dashboard takes in its requests.
CHANGES = (
    (
        "prisma/schema.prisma",
        "  estimate       Float?\n",
        '  estimate       Float?\n  storyPoints    Int?         @map("story_points") @db.SmallInt\n',
    ),
    ("prisma/schema.prisma", "  IN_REVIEW\n  DONE\n", "  IN_REVIEW\n  DONE\n  CANCELED\n"),
    (
        "dashboard/bodies.ts",
        "  estimate: z.number().nullable().optional(),\n",
        "  estimate: z.number().nullable().optional(),\n"
        "  storyPoints: z.int().min(-32768).max(32767).nullable().optional(),\n",
    ),
)
DIFFERENCES = {("column-missing", "tasks", "story_points"), ("enum-labels", "tasks", "status")}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A copy of the example, changed."""
    made = Path(tempfile.mkdtemp(prefix="saas-test-"))
    changed = copied(made / "saas")
    for name, before, after in CHANGES:
        path = changed / name
        text = path.read_text("utf-8")
        assert text.count(before) == 1, f"{name} does not have once: {before}"
        path.write_text(text.replace(before, after), "utf-8")
    yield changed
    shutil.rmtree(made)


def run(folder: Path, *command: str, url: str = "", status: int = 0) -> str:
    """What a program prints in the example's folder."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=os.environ | {"DATABASE_URL": url, "PRISMA_SCHEMA_ENGINE_BINARY": str(ENGINE), "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def differences(folder: Path, status: int) -> set[tuple[str, ...]]:
    report = json.loads(run(folder, "prismalchemy", "check", "--format", "json", status=status))
    return {(item["rule"], item["table"], item["column"]) for item in report["divergences"]}


def test_a_changed_schema_reaches_both_services(product: Product, folder: Path) -> None:
    url = product.environment["DATABASE_URL"]
    project = f"/projects/{product.tenants['acme'].project}/tasks"
    old = product.send("api", "acme", "POST", project, {"title": "from before"})

    # It is named; the models are mended, and the schemas of requests and responses follow.
    assert differences(folder, status=1) == DIFFERENCES
    run(folder, "prismalchemy", "fix")
    assert differences(folder, status=0) == set()
    run(folder, "prismalchemy", "generate")
    run(folder, "prismalchemy", "generate", "--check")
    assert differences(folder, status=0) == set()
    for name in ("models", "schemas"):
        assert "    story_points: " in (folder / "app" / name / "task.py").read_text("utf-8")
    assert (folder / "app" / "models" / "task.py").read_text("utf-8").count("    story_points: ") == 1

    # The pair of migrations is made.
    install(HARNESS)
    steps = {path.name for path in (folder / "prisma" / "migrations").iterdir()}
    run(folder, "prismalchemy", "migrate", "new", "story_points", "--shadow-database", url, url=url)
    (step,) = {path.name for path in (folder / "prisma" / "migrations").iterdir()} - steps
    script = (folder / "prisma" / "migrations" / step / "migration.sql").read_text("utf-8")
    assert 'ADD COLUMN     "story_points" SMALLINT' in script
    assert "ADD VALUE 'CANCELED'" in script
    run(folder, "prismalchemy", "migrate", "status")

    # Alembic applies it while the old services run, and Prisma knows of it.
    assert prisma(folder, "migrate", "status", url=url).returncode == 1
    run(folder, "alembic", "upgrade", "head", url=url)
    seen = prisma(folder, "migrate", "status", url=url)
    assert seen.returncode == 0, seen.stdout + seen.stderr
    assert "up to date" in seen.stdout
    for service in SERVICES:
        assert product.get(service, "acme", f"/tasks/{old['id']}")["title"] == "from before"

    # Prisma builds a database, and Alembic knows of it.
    product.rows("CREATE DATABASE by_prisma")
    by_prisma = make_url(url).set(database="by_prisma").render_as_string(hide_password=False)
    deployed = prisma(folder, "migrate", "deploy", url=by_prisma)
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    run(folder, "alembic", "upgrade", "head", url=by_prisma)
    run(folder, "prismalchemy", "migrate", "status", "--database", by_prisma)
    run(folder, "prismalchemy", "migrate", "status", "--database", url)

    # Both services run again, beside the old ones.
    data = Path(str(make_url(url).query["host"]))
    with running(folder, data, alone=False) as new:
        checked = subprocess.run(["node_modules/.bin/tsc"], cwd=folder, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout
        for service in SERVICES:
            assert new.get(service, "acme", f"/tasks/{old['id']}")["storyPoints"] is None
        for tenant in TENANTS:
            # In a project of its own: the old services cannot read the new label.
            made = new.send("api", tenant, "POST", "/projects", {"key": "NEW", "name": "n"})
            path = f"/projects/{made['id']}/tasks"
            for writer, reader in (SERVICES, SERVICES[::-1]):
                body = {"title": f"by {writer}", "status": "CANCELED", "storyPoints": 13}
                task = f"/tasks/{new.send(writer, tenant, 'POST', path, body)['id']}"
                found = new.get(reader, tenant, task)
                assert {name: found[name] for name in body} == body
                new.send(reader, tenant, "PATCH", task, {"storyPoints": -32768})
                assert new.get(writer, tenant, task)["storyPoints"] == -32768
                assert new.ask(writer, tenant, "PATCH", task, {"storyPoints": 2**15}).status_code == 422
    assert product.get("api", "globex", "/organization")["slug"] == "globex"
