"""Where the candidates are installed, each in an environment of its own, and their versions."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "examples" / "saas" / "prisma" / "schema.prisma"
"""The schema that all candidates are measured on."""
CACHE = ROOT / ".cache" / "evaluation"
PRISMA_CLIENT_PY = "0.15.0"
PRISMA_CLI = "5.17.0"
"""The version of Prisma that Prisma Client Python 0.15.0 insists on."""
GENERATORS = {"prisma-sqlmodel-gen": "0.3.1", "prisma-to-sqlmodel": "0.1.0", "aprisma": "0.1.4"}
SQLACODEGEN = "4.0.4"
PYRIGHT, MYPY = "1.1.414", "2.4.1"
_MARK = ".installed"


def environment(name: str, *requirements: str) -> Path:
    """The interpreter of an environment that holds these packages; made where it is not there yet.

    Raises:
        subprocess.CalledProcessError: the packages cannot be installed.
    """
    folder = CACHE / name
    python = folder / "bin" / "python"
    wanted = hashlib.sha256(repr((sys.version, requirements)).encode()).hexdigest()
    mark = folder / _MARK
    if not mark.is_file() or mark.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
        subprocess.run(command, check=True)
        mark.write_text(wanted, encoding="utf-8")
    return python


def prisma_cli() -> Path:
    """The folder in which npm has installed the Prisma that Prisma Client Python runs.

    Raises:
        subprocess.CalledProcessError: npm failed.
    """
    folder = CACHE / "prisma-cli"
    if not (folder / "node_modules" / "prisma" / "build" / "index.js").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"name": "prisma-binaries", "private": true}', encoding="utf-8")
        npm = shutil.which("npm")
        assert npm is not None, "npm is needed"
        command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", f"prisma@{PRISMA_CLI}"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def client_py() -> Path:
    """The interpreter of an environment with Prisma Client Python."""
    return environment("prisma-client-py", f"prisma=={PRISMA_CLIENT_PY}", f"pyright=={PYRIGHT}", f"mypy=={MYPY}")


def generate_client_py(schema: Path) -> subprocess.CompletedProcess[str]:
    """Run Prisma Client Python's own `prisma generate` on a schema.

    Its query engine is fetched from a host of Prisma's when it is needed. Generating does not need it, but looks for
    it; a program that only says the right version stands in for it.
    """
    python, folder = client_py(), prisma_cli()
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
