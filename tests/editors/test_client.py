"""What package.json, the README and the pinned versions of the VS Code client promise."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import prismalchemy

REPOSITORY = Path(__file__).parents[2]
CLIENT = REPOSITORY / "client-vscode"
LAUNCHER = CLIENT / "bundled/launch.py"


def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))
    return loaded


def read(name: str) -> str:
    return (CLIENT / name).read_text(encoding="utf-8")


def test_client_and_server_have_the_same_version() -> None:
    assert manifest()["version"] == prismalchemy.__version__


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(prismalchemy\.[\w.]+)` \| (.*?) \|", read("README.md"), re.MULTILINE))
    declared = manifest()["contributes"]["configuration"]["properties"]
    assert rows == {
        name: f"`{setting['default']}`" if setting["default"] else "found" for name, setting in declared.items()
    }


def test_what_chooses_a_program_is_not_taken_from_an_untrusted_folder() -> None:
    restricted = manifest()["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
    assert set(restricted) == {"prismalchemy.interpreter", "prismalchemy.importStrategy"}


def test_every_command_is_registered() -> None:
    source = read("src/extension.ts")
    for command in manifest()["contributes"]["commands"]:
        assert f'registerCommand("{command["command"]}"' in source


def test_the_bundled_versions_are_the_tested_ones() -> None:
    pinned = re.findall(r"^[\w-]+==[\d.]+", (REPOSITORY / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    bundled = [line for line in read("bundled/requirements.txt").splitlines() if not line.startswith("#")]
    own = {"tomli"}  # part of Python where constraints.txt is resolved
    assert [line for line in bundled if line not in pinned and line.split("==")[0] not in own] == []


@pytest.mark.parametrize("lock", [CLIENT / "package-lock.json", Path(__file__).parent / "vscode/package-lock.json"])
def test_lock_files_name_no_registry(lock: Path) -> None:
    assert '"resolved"' not in lock.read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["--version"], ["--bundled", "--version"]])
def test_the_launcher_starts_the_server(vsix: Path, arguments: list[str]) -> None:
    run = subprocess.run([sys.executable, LAUNCHER, *arguments], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout.strip()) == (0, prismalchemy.__version__), run.stderr


def test_the_launcher_takes_the_bundled_server_where_none_is_installed(vsix: Path) -> None:
    run = subprocess.run([sys.executable, "-S", LAUNCHER, "--version"], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout.strip()) == (0, prismalchemy.__version__), run.stderr


def test_nothing_is_imported_from_the_folder_that_is_open(vsix: Path, tmp_path: Path) -> None:
    for name in ("types.py", "logging.py", "parso.py", "prismalchemy.py"):
        (tmp_path / name).write_text("raise SystemExit('the project was run')\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, LAUNCHER, "--bundled", "--version"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (run.returncode, run.stdout.strip()) == (0, prismalchemy.__version__), run.stderr


def test_the_launcher_says_what_is_missing(tmp_path: Path) -> None:
    alone = tmp_path / "launch.py"
    alone.write_text(LAUNCHER.read_text(encoding="utf-8"), encoding="utf-8")
    run = subprocess.run([sys.executable, "-S", "-I", alone], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert "pip install prismalchemy" in run.stderr
    assert "Traceback" not in run.stderr
