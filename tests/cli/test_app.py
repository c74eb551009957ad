"""The command line as a whole: help, version, bad usage, errors without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.project import PROJECT, write_project

from prismalchemy import __version__
from prismalchemy.cli import app, main

COMMANDS = ["check", "fix", "generate", "inspect", "lsp", "rules"]
SERVER = Path(__file__).parents[2] / "server"


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A real process."""
    return subprocess.run(
        [sys.executable, "-m", "prismalchemy", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(SERVER), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_lists_the_commands(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines() if line[2:].split(" ")[0] in COMMANDS] == COMMANDS


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "lsp"])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"Usage: prismalchemy {command}" in capsys.readouterr().out


def test_version_and_help_import_nothing_heavy(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom prismalchemy.cli import main\nmain(['--version']), main(['--help'])\n"
        "print(sorted({'sqlalchemy', 'parso', 'lark', 'rich', 'pygls'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(SERVER)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert lines[0] == f"prismalchemy {__version__}"
    assert lines[-1] == "[]"


USAGE = {
    "no such command": (["chekc"], "No such command 'chekc'"),
    "no such option": (["check", "--fial-on", "error"], "No such option '--fial-on'"),
    "no such level": (["check", "--fail-on", "fatal"], "Invalid value for '--fail-on': 'fatal' is not one of "),
    "no such format": (["check", "--format", "xml"], "Invalid value for '--format': 'xml' is not one of "),
    "no value": (["check", "--schema"], "Option '--schema' requires an argument"),
    "no side": (["inspect"], "Missing argument"),
    "no such side": (["inspect", "database"], "'database' is not one of "),
    "no such folder": (["check", "gone"], "gone: there is no such folder; check the path"),
    "a file for a folder": (["check", "app/models.py"], "app/models.py: this is not a folder; name one, or use --sch"),
    "two folders": (["check", "app", "prisma"], "prisma: only one folder can be named; run the command once for each"),
    "no such schema": (
        ["check", "--schema", "gone.prisma"],
        "gone.prisma: there is no such file; name the ",
    ),
    "a folder without a schema": (
        ["check", "--schema", "app"],
        "app: there is no .prisma file in the folder; ",
    ),
    "no such models": (["check", "--models", "gone.py"], "gone.py: there is no such file; name the SQLAlchemy models"),
    "no schema in the folder": (["check", "app"], "app: no Prisma schema found; name it with --schema"),
    "no models in the folder": (["check", "prisma"], "prisma: no SQLAlchemy models found; name them with --models"),
    "no such rule": (["rules", "column-gone"], "there is no rule `column-gone`; `prismalchemy rules` lists them"),
    "generate --check to nowhere": (
        ["generate", "--check"],
        "--check needs --output, or `output` in the configuration",
    ),
    "generate without a schema": (["generate", "app"], "app: no Prisma schema found; name it with --schema"),
    "generate over code of your own": (
        ["generate", "--output", "app/models.py"],
        "app/models.py: the file was not generated; name another place, or overwrite it with --force",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), USAGE.values(), ids=USAGE)
def test_bad_usage_is_one_line_and_exit_code_2(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(write_project(tmp_path, PROJECT))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err.splitlines()[0]
    assert all(line.startswith("prismalchemy: error: ") for line in captured.err.splitlines())
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_an_internal_error_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("two\nlines")

    monkeypatch.setattr(app.group, "main", fail)
    assert main(["check", "."]) == 2
    assert capsys.readouterr().err == (
        "prismalchemy: internal error: ValueError: two lines; "
        "please report it with the output of `prismalchemy --debug check .`\n"
    )
    with pytest.raises(ValueError, match="two"):
        main(["--debug", "check", "."])


def test_an_interrupt_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app.group, "main", interrupt)
    assert main(["check"]) == 2
    assert capsys.readouterr().err == "prismalchemy: error: interrupted\n"


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    write_project(tmp_path, PROJECT)
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m prismalchemy inspect prisma --format json | head -c 1"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(SERVER)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("{", "")
