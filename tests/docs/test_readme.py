"""README.md is up to date, and what it tells to do works."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.docs.render import PAGES, README, ROOT, TENANCY

from prismalchemy.workspace import Workspace

EXAMPLE = ROOT / "examples" / "drift"


def git(*arguments: str, cwd: Path) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *identity, *arguments], cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def prismalchemy(*arguments: str, cwd: Path) -> int:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "server")}
    return subprocess.run(
        [sys.executable, "-m", "prismalchemy", *arguments], cwd=cwd, env=environment, capture_output=True, check=False
    ).returncode


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_generated_parts_are_up_to_date(page: Path) -> None:
    text = page.read_text("utf-8")
    assert PAGES[page](text) == text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert links
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for document in (README, ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"(?:`|\$ )make ([a-z][a-z-]*)", document.read_text("utf-8")):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("page", [README, TENANCY], ids=lambda page: page.name)
def test_configurations_are_valid(page: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        (tmp_path / "pyproject.toml").write_text(block, "utf-8")
        assert Workspace(tmp_path).config_error is None


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The example as a git repository of its own, with its models generated too."""
    folder = tmp_path / "project"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "pyproject.toml").write_text('[tool.prismalchemy]\nmodels = ["app/models"]\n')
    assert prismalchemy("generate", "--output", "app/generated.py", cwd=folder) == 0
    git("init", "--quiet", cwd=folder)
    git("add", ".", cwd=folder)
    git("commit", "--quiet", "-m", "Begin", cwd=folder)
    return folder


def test_the_workflow_fails_on_drift_only(project: Path) -> None:
    workflow = yaml.safe_load((ROOT / "docs" / "ci" / "github-workflow.yml").read_text("utf-8"))
    (job,) = workflow["jobs"].values()
    commands = [step["run"].split("#")[0].split() for step in job["steps"] if "run" in step]
    install, check, generate = commands
    assert install[:2] == ["pip", "install"]
    assert check[0] == generate[0] == "prismalchemy"
    assert prismalchemy(*check[1:], cwd=project) == 1
    assert prismalchemy(*generate[1:], cwd=project) == 0
    (project / "app" / "generated.py").write_text("# edited by hand\n")
    assert prismalchemy(*generate[1:], cwd=project) == 1


def test_the_pre_commit_hooks_run(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("server", "grammar", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, hooks / name)
    git("init", "--quiet", cwd=hooks)
    git("add", ".", cwd=hooks)
    git("commit", "--quiet", "-m", "The hooks", cwd=hooks)

    config = yaml.safe_load((ROOT / "docs" / "ci" / "pre-commit-config.yaml").read_text("utf-8"))
    (repository,) = config["repos"]
    repository.update(repo=str(hooks), rev=git("rev-parse", "HEAD", cwd=hooks))
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git("add", ".pre-commit-config.yaml", cwd=project)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_CONSTRAINT", str(ROOT / "constraints.txt"))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"^prismalchemy check\.+Failed$", done.stdout, re.MULTILINE), done.stdout
    assert re.search(r"^prismalchemy generate --check\.+Passed$", done.stdout, re.MULTILINE), done.stdout
    assert "column-missing" in done.stdout
