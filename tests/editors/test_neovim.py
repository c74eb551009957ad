"""The real Neovim with the very configuration that the documentation shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.editors.project import write_drifting_project

REPOSITORY = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SNIPPET = REPOSITORY / "docs/neovim/init.lua"
SESSION = Path(__file__).parent / "neovim/session.lua"


def test_differences_are_shown_and_mended(tmp_path: Path) -> None:
    project = write_drifting_project(tmp_path / "project")
    (project / ".git").mkdir()
    command = [BIN / "nvim", "--clean", "--headless", "-n", "-u", SNIPPET, "-c", f"luafile {SESSION}"]
    environment = {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    run = subprocess.run(
        command, cwd=project, env=environment, timeout=120, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    lines = run.stdout.splitlines()
    assert run.returncode == 0, run.stdout
    assert lines == [
        "attached prisma utf-8 project",
        "schema column-missing",
        "models column-missing 1",
        "underlined User",
        "typed 2 true",
        "mended false",
        "done",
    ], run.stdout
    models = (project / "app/models.py").read_text(encoding="utf-8")
    assert "nickname: Mapped[str]" in models
    assert "motto: Mapped[str | None]" in models


def test_the_readme_shows_this_configuration() -> None:
    assert SNIPPET.read_text(encoding="utf-8").strip() in (REPOSITORY / "README.md").read_text(encoding="utf-8")
