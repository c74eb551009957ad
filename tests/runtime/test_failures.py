"""What the user is told where models cannot be imported: one line that names the import, exit code 2, no traceback."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest
from tests.support.project import AGREEING_MODELS, PROJECT, write_project

from prismalchemy.cli import main

Capture = pytest.CaptureFixture[str]

CASES = {
    "import missing_package": (
        r"app/models\.py:1: importing `app\.models` raised ModuleNotFoundError: No module named 'missing_package'; "
        r"install it for \S+, or name your project's interpreter with --python"
    ),
    "import os; os.environ['SHOP_DATABASE_URL']": (
        r"app/models\.py:1: importing `app\.models` raised KeyError: 'SHOP_DATABASE_URL'; "
        r"set what the models need in the environment, or leave --runtime away"
    ),
    "from app.settings import URL": (
        r"app/settings\.py:2: importing `app\.models` raised ValueError: two lines; mend it, or leave --runtime away"
    ),
    "import sys; sys.exit('no database')": (
        r"app/models\.py:1: importing `app\.models` raised SystemExit: no database; .*"
    ),
    "raise KeyboardInterrupt": r"app/models\.py:1: importing `app\.models` raised KeyboardInterrupt; .*",
    "while True: pass": (
        r"app/models\.py:1: importing `app\.models` did not end within 1.5 s; "
        r"give it more time with --timeout, or mend the import"
    ),
    "import os; print('out'); os.write(2, b'so long\\n'); os._exit(3)": (
        r"app/models\.py: importing `app\.models` ended with exit status 3 \(so long\); .*"
    ),
    "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)": (
        r"app/models\.py: importing `app\.models` ended by SIGSEGV; .*"
    ),
    "x = (": r"app/models\.py:1: importing `app\.models` raised SyntaxError: .*",
    # Appended: a mapper that cannot be configured.
    "+    nothing: Mapped['Nobody'] = relationship()": (
        r"app/models\.py:9: configuring the mappers raised InvalidRequestError: .*'Nobody'.*"
    ),
}


@pytest.mark.parametrize(
    ("command", "line"), [*(("check", line) for line in CASES), ("inspect", "import missing_package")]
)
def test_failure(command: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    files = dict(PROJECT)
    files["app/models.py"] = AGREEING_MODELS + line[1:] if line[0] == "+" else f"{line}\n{AGREEING_MODELS}"
    files["app/models.py"] = files["app/models.py"].replace("import Decl", "import relationship, Decl")
    files["app/settings.py"] = "URL = ''\nraise ValueError('two\\nlines')\n"
    monkeypatch.chdir(write_project(tmp_path, files))
    side = ["models"] if command == "inspect" else []
    started = time.monotonic()
    assert main([command, *side, "--runtime", "--timeout", "1.5"]) == 2
    assert time.monotonic() - started < 20
    captured = capsys.readouterr()
    assert captured.out == ""
    assert re.fullmatch(f"prismalchemy: error: {CASES[line]}\n", captured.err)


def test_no_such_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(write_project(tmp_path, PROJECT))
    assert main(["check", "--runtime", "--python", "nowhere/python"]) == 2
    assert capsys.readouterr().err == (
        f"prismalchemy: error: {tmp_path}/nowhere/python cannot be started (No such file or directory); "
        "name your interpreter with --python\n"
    )


def test_interpreter_without_sqlalchemy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(write_project(tmp_path, PROJECT))
    program = tmp_path / "bin/python"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -S -I "$@"\n')
    program.chmod(0o755)
    assert main(["check", "--runtime", "--python", "bin/python"]) == 2
    assert capsys.readouterr().err == (
        "prismalchemy: error: importing SQLAlchemy raised ModuleNotFoundError: No module named 'sqlalchemy'; "
        f"install it for {program}, or name your project's interpreter with --python\n"
    )


@pytest.mark.parametrize("arguments", [["check", "--timeout", "3"], ["inspect", "models", "--python", "x"]])
def test_options_that_need_runtime(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(write_project(tmp_path, PROJECT))
    assert main(arguments) == 2
    assert "says how --runtime imports the models; give both or neither" in capsys.readouterr().err


def test_a_schema_is_never_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(write_project(tmp_path, PROJECT))
    assert main(["inspect", "prisma", "--runtime"]) == 2
    assert "a Prisma schema is always read" in capsys.readouterr().err
