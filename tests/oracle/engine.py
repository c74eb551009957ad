"""Prisma's own parser and schema engine, as a process that answers questions."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.npm import install

HARNESS = Path(__file__).parent / "harness"


class RefusedError(Exception):
    """The engine does not accept the schema, or has no DDL for its provider."""


class Engine:
    """One process; it is started with the first question and again after a panic."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def ask(self, operation: str, files: Sequence[tuple[str, str]], url: str | None = None) -> Any:
        """The answer to `lint`, `datamodel` or `ddl` about a schema of these files (name and text).

        `push` and `changes` are about the schema and the database of `url` (`postgresql://…`, `file:…`): the first
        creates what the schema says, the second gives the SQL that leads from the database to the schema.

        Raises:
            RefusedError: the engine answered with an error.
        """
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"op": operation, "files": files, "url": url}) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("the engine ended")
        answer = json.loads(line)
        if answer.get("panic"):
            self.close()
        if "error" in answer:
            raise RefusedError(answer["error"])
        return answer["ok"]

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _start(self) -> subprocess.Popen[str]:
        install(HARNESS)
        node = shutil.which("node")
        assert node is not None, "node is needed"
        self._process = subprocess.Popen(
            [node, "serve.mjs"],
            cwd=HARNESS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        return self._process
