"""The distribution works away from the checkout: sdist, then the wheel made of it, in an environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path, status: int = 0) -> str:
    """Run a command without the checkout on its path, and see its exit status."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that was made of it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def installed(distribution: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, installed from the wheel in a new environment."""
    folder = tmp_path_factory.mktemp("environment")
    (wheel,) = distribution.glob("*.whl")
    run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel, cwd=folder)
    return folder / "venv" / "bin" / "prismalchemy"


def test_the_wheel_holds_the_grammar_and_nothing_of_the_tests(distribution: Path) -> None:
    (wheel,) = distribution.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "prismalchemy/prisma/prisma.lark" in names
    assert "prismalchemy/py.typed" in names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"prismalchemy"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_holds_what_the_tests_need(distribution: Path) -> None:
    (sdist,) = distribution.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for wanted in (
        "grammar/prisma.lark",
        "tests/test_architecture.py",
        "examples/drift/prisma/schema.prisma",
        "Makefile",
    ):
        assert wanted in names
    assert not [name for name in names if "node_modules" in name or ".venv" in name]


def test_check_works_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "drift", tmp_path / "drift")
    output = run(installed, "check", "drift", "--format", "concise", cwd=tmp_path, status=1)
    assert "column-missing" in output


def test_generate_works_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "drift" / "prisma", tmp_path / "prisma")
    run(installed, "generate", "--output", "models.py", cwd=tmp_path)
    assert "class Organization(" in (tmp_path / "models.py").read_text("utf-8")


def test_version_is_that_of_the_project(installed: Path, tmp_path: Path) -> None:
    from prismalchemy import __version__

    assert __version__ in run(installed, "--version", cwd=tmp_path)
