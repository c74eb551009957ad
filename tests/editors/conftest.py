"""What the editor tests need installed: they install it themselves, once, into a folder that git ignores."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
CLIENT = REPOSITORY / "client-vscode"


@pytest.fixture(scope="session")
def vscode() -> Path:
    """Where VS Code and the browser driver are installed; PRISMALCHEMY_EDITORS_CACHE names another place."""
    cache = Path(os.environ.get("PRISMALCHEMY_EDITORS_CACHE") or REPOSITORY / ".cache/editors")
    subprocess.run([Path(__file__).parent / "setup.sh", cache], check=True, timeout=600)
    return cache


@pytest.fixture(scope="session")
def vsix() -> Path:
    """The extension, packaged from the sources as they are."""
    if not (CLIENT / "node_modules/.package-lock.json").exists():
        npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    npm("run", "--silent", "package")
    return CLIENT / "prismalchemy.vsix"


def npm(*arguments: str) -> None:
    environment = {**os.environ, "PYTHON": sys.executable}
    subprocess.run(["npm", *arguments], cwd=CLIENT, env=environment, check=True, timeout=300)
