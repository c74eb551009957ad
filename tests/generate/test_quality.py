"""What is generated, in the eyes of the tools that people check their code with: ruff and mypy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.generate.outputs import all_cases, write_outputs


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    assert write_outputs(folder, all_cases()) > len(all_cases())
    return folder


def run(*arguments: str, folder: Path) -> str:
    """What a tool prints; nothing where it exits with 0."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_formatters_have_nothing_to_change(written: Path) -> None:
    assert run("ruff", "format", "--isolated", "--diff", ".", folder=written) == ""


def test_linters_find_nothing(written: Path) -> None:
    assert run("ruff", "check", "--isolated", "--extend-select", "I", ".", folder=written) == ""


def test_type_checker_accepts_it(written: Path, tmp_path: Path) -> None:
    assert run("mypy", "--strict", "--cache-dir", str(tmp_path), ".", folder=written) == ""


def test_a_mistake_would_be_found(written: Path, tmp_path: Path) -> None:
    """The tools do look at the files."""
    folder = tmp_path / "broken"
    folder.mkdir()
    text = (written / "g0" / "module.py").read_text(encoding="utf-8")
    broken = text.replace("class Base(", "x: int = 'a'\nclass Base(").replace(
        "from sqlalchemy.orm", "import os\nfrom sqlalchemy.orm"
    )
    (folder / "module.py").write_text(broken, encoding="utf-8")
    assert "I001" in run("ruff", "check", "--isolated", "--extend-select", "I", ".", folder=folder)
    assert run("ruff", "format", "--isolated", "--diff", ".", folder=folder)
    assert "[assignment]" in run("mypy", "--strict", "--cache-dir", str(tmp_path), ".", folder=folder)
