"""Where the candidates are installed, each in an environment of its own, and their versions."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path


def _python(name: str) -> str | None:
    """The interpreter of this name, if it runs."""
    found = shutil.which(name)
    if found is None:
        return None
    done = subprocess.run([found, "-c", "import venv"], capture_output=True, check=False)
    return found if done.returncode == 0 else None


ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "examples" / "drift" / "prisma" / "schema.prisma"
"""The schema that all candidates are measured on; beside it lie models of it that people wrote."""
CACHE = ROOT / ".cache" / "evaluation"
PRISMA_CLIENT_PY = "0.15.0"
PRISMA_CLI = "5.17.0"
"""The version of Prisma that Prisma Client Python 0.15.0 insists on."""
GENERATORS = {"prisma-sqlmodel-gen": "0.3.1", "prisma-to-sqlmodel": "0.1.0", "aprisma": "0.1.4"}
SQLACODEGEN = "4.0.4"
PYRIGHT, MYPY = "1.1.414", "2.4.1"
_NEWER = ("python3.12", "python3.13", "python3.14")
_BY_PYENV = sorted(str(path) for path in (Path.home() / ".pyenv" / "versions").glob("3.1[2-4].*/bin/python"))
PYTHON_312 = next((path for name in (*_NEWER, *_BY_PYENV) if (path := _python(name))), None)
"""An interpreter for a generator that takes no older one; None where there is none."""
_MARK = ".installed"


def environment(name: str, *requirements: str, python: str | None = None) -> Path:
    """The interpreter of an environment that holds these packages; made where it is not there yet.

    `python` makes it, by default the one that runs this.

    Raises:
        subprocess.CalledProcessError: the packages cannot be installed.
    """
    folder = CACHE / name
    inside = folder / "bin" / "python"
    wanted = hashlib.sha256(repr((sys.version, python, requirements)).encode()).hexdigest()
    mark = folder / _MARK
    if not mark.is_file() or mark.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([python or sys.executable, "-m", "venv", str(folder)], check=True)
        command = [str(inside), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
        subprocess.run(command, check=True)
        mark.write_text(wanted, encoding="utf-8")
    return inside


def npm_packages(name: str, *packages: str) -> Path:
    """The folder in which npm has installed these packages.

    Raises:
        subprocess.CalledProcessError: npm failed.
    """
    folder = CACHE / name
    mark = folder / _MARK
    wanted = " ".join(packages)
    if not mark.is_file() or mark.read_text(encoding="utf-8") != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"name": "prisma-binaries", "private": true}', encoding="utf-8")
        npm = shutil.which("npm")
        assert npm is not None, "npm is needed"
        command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", *packages]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        mark.write_text(wanted, encoding="utf-8")
    return folder


def client_py() -> Path:
    """The interpreter of an environment with Prisma Client Python."""
    return environment("prisma-client-py", f"prisma=={PRISMA_CLIENT_PY}", f"pyright=={PYRIGHT}", f"mypy=={MYPY}")


def generate_client_py(schema: Path) -> subprocess.CompletedProcess[str]:
    """Run Prisma Client Python's own `prisma generate` on a schema.

    Its query engine is fetched from a host of Prisma's when it is needed. Generating does not need it, but looks for
    it; a program that only says the right version stands in for it.
    """
    python, folder = client_py(), npm_packages("prisma-cli", f"prisma@{PRISMA_CLI}")
    stub = CACHE / "stub-engine"
    if not stub.is_file():
        stub.write_text("#!/bin/sh\necho 'query-engine 393aa359c9ad4a4bb28630fb5613f9c281cde053'\n", encoding="utf-8")
        stub.chmod(0o755)
    extra = {
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "PRISMA_BINARY_CACHE_DIR": str(folder),
        "PRISMA_QUERY_ENGINE_BINARY": str(stub),
        "PRISMA_QUERY_ENGINE_LIBRARY": str(stub),
        "PRISMA_SCHEMA_ENGINE_BINARY": str(stub),
        "PRISMA_USE_NODEJS_BIN": "false",
        "CHECKPOINT_DISABLE": "1",
    }
    command = [str(python), "-m", "prisma", "generate", "--schema", str(schema)]
    return subprocess.run(
        command,
        cwd=schema.parent,
        env=os.environ | extra,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
