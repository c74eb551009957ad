"""`generate`, `fix`, `inspect`, `rules` and `lsp`, each from the user's side."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.test_app import SERVER, run
from tests.cli.test_check import SHOP, expect
from tests.support.project import AGREEING_MODELS, DATASOURCE, MODELS, PROJECT, SCHEMA, write_project

from prismalchemy import lsp
from prismalchemy.cli import main
from prismalchemy.rules import RULES

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_project(tmp_path, PROJECT))
    return tmp_path


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_project(tmp_path, SHOP))
    return tmp_path


def texts(folder: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_generate_to_standard_output(project: Path, capsys: Capture) -> None:
    before = texts(project)
    assert main(["generate"]) == 0
    captured = capsys.readouterr()
    compile(captured.out, "models.py", "exec")
    assert "class User(Base):" in captured.out
    assert captured.err == ""
    assert texts(project) == before


@pytest.mark.parametrize("output", ["gen/models.py", "gen/models"])
def test_generate_check_and_diff(output: str, project: Path, capsys: Capture) -> None:
    assert main(["generate", "--output", output, "--check"]) == 1
    assert f"is missing; run `prismalchemy generate --output {output}`" in capsys.readouterr().out
    assert not (project / "gen").exists()
    assert main(["generate", "--output", output, "--diff"]) == 1
    diff = capsys.readouterr().out
    assert main(["generate", "--output", output]) == 0
    written = texts(project / "gen")
    assert all(text.startswith(b'"""') for text in written.values())
    assert len(written) == (1 if output.endswith(".py") else 3)
    subprocess.run(["rm", "-r", "gen"], check=True)
    subprocess.run(["git", "apply"], input=diff.encode(), check=True)
    assert texts(project / "gen") == written
    capsys.readouterr()
    assert main(["generate", "--output", output, "--check"]) == 0
    assert main(["generate", "--output", output, "--diff"]) == 0
    assert capsys.readouterr().out == ""
    (project / "prisma/schema.prisma").write_text(SCHEMA.replace("phone", "mobile"))
    assert main(["generate", "--output", output, "--check"]) == 1
    assert f"is not up to date; run `prismalchemy generate --output {output}`" in capsys.readouterr().out
    assert main(["generate", "--output", output]) == 0
    assert main(["check", "--schema", "prisma", "--models", output]) == 0


def test_the_place_does_not_depend_on_where_one_stands(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert main(["generate", "--output", "app/generated.py"]) == 0
    monkeypatch.chdir(project.parent)
    assert main(["generate", project.name, "--output", f"{project.name}/app/generated.py", "--check"]) == 0


def test_the_configured_place(project: Path, capsys: Capture) -> None:
    (project / "prismalchemy.toml").write_text('output = "app/generated.py"\nnaming = "verbatim"\n')
    (project / "prisma/schema.prisma").write_text(SCHEMA.replace("phone", "phoneNumber"))
    assert main(["generate", "--check"]) == 1
    assert main(["generate"]) == 0
    assert "    phoneNumber: Mapped[str]" in (project / "app/generated.py").read_text()
    assert main(["generate", "--check"]) == 0
    assert main(["generate", "--check", "--naming", "snake"]) == 1


def test_line_ends_of_what_is_there_are_kept(project: Path, capsys: Capture) -> None:
    path = project / "app/generated.py"
    assert main(["generate", "--output", "app/generated.py"]) == 0
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["generate", "--output", "app/generated.py", "--check"]) == 0
    (project / "prisma/schema.prisma").write_text(SCHEMA.replace("phone", "mobile"))
    assert main(["generate", "--output", "app/generated.py"]) == 0
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") > 10


def test_code_of_your_own_is_overwritten_only_by_force(project: Path, capsys: Capture) -> None:
    assert main(["generate", "--output", "app/models.py"]) == 2
    assert (project / "app/models.py").read_text() == MODELS
    assert main(["generate", "--output", "app/models.py", "--force"]) == 0
    assert main(["check"]) == 0


def test_a_broken_schema_generates_nothing(project: Path, capsys: Capture) -> None:
    (project / "prisma/schema.prisma").write_text(SCHEMA + "model X {\n")
    assert main(["generate", "--output", "x.py"]) == 2
    (error,) = capsys.readouterr().err.splitlines()
    assert error.startswith("prismalchemy: error: prisma/schema.prisma:10:")
    assert error.endswith("; nothing was generated")
    assert not (project / "x.py").exists()


def test_several_schemas(project: Path, capsys: Capture) -> None:
    write_project(project, {"other/schema.prisma": DATASOURCE})
    assert main(["generate"]) == 2
    assert capsys.readouterr().err == (
        "prismalchemy: error: there are several schemas (other/schema.prisma, prisma/schema.prisma); "
        "name one with --schema\n"
    )
    assert main(["generate", "--schema", "prisma"]) == 0


def test_fix(project: Path, capsys: Capture) -> None:
    assert main(["fix", "--diff"]) == 1
    captured = capsys.readouterr()
    assert captured.err == "1 would be mended in 1 file, 0 left\n"
    assert (project / "app/models.py").read_text() == MODELS
    assert main(["fix"]) == 0
    assert capsys.readouterr().out == "1 mended in 1 file, 0 left\n"
    mended = (project / "app/models.py").read_text()
    assert mended == AGREEING_MODELS
    (project / "app/models.py").write_text(MODELS)
    subprocess.run(["git", "apply"], input=captured.out.encode(), check=True)
    assert (project / "app/models.py").read_text() == mended
    assert main(["fix", "--diff"]) == 0
    assert main(["check"]) == 0


def test_fix_leaves_what_is_unsafe(project: Path, capsys: Capture) -> None:
    (project / "app/models.py").write_text(AGREEING_MODELS + "    gone: Mapped[str] = mapped_column(Text)\n")
    assert main(["fix"]) == 0
    assert capsys.readouterr().out == "0 mended, 1 left\n"
    assert main(["fix", "--unsafe"]) == 0
    assert (project / "app/models.py").read_text() == AGREEING_MODELS


def test_fix_keeps_every_other_byte(project: Path, capsys: Capture) -> None:
    odd = b"\xef\xbb\xbf" + MODELS.replace("\n", "\r\n").encode().replace(
        b"import Text\r\n", b"import  Text ; x=1 # \xc3\xbc\r\n"
    )
    (project / "app/models.py").write_bytes(odd)
    assert main(["fix"]) == 0
    assert (project / "app/models.py").read_bytes() == odd + b"    phone: Mapped[str] = mapped_column(Text)\r\n"


def test_fix_mends_hints_only_when_asked(shop: Path, capsys: Capture) -> None:
    assert main(["fix"]) == 0
    assert main(["check", "--fail-on", "information"]) == 0
    assert main(["check", "--fail-on", "hint"]) == 1
    assert main(["fix", "--level", "hint"]) == 0
    assert main(["check", "--fail-on", "hint"]) == 0


@pytest.mark.parametrize("side", ["prisma", "models"])
def test_inspect(side: str, shop: Path, capsys: Capture) -> None:
    assert main(["inspect", side]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    expect(f"inspect-{side}.txt", captured.out)


@pytest.mark.parametrize("side", ["prisma", "models"])
def test_inspect_json(side: str, shop: Path, capsys: Capture) -> None:
    assert main(["inspect", side, "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["version"], report["side"]) == (1, side)
    (schema,) = report["schemas"]
    names = {table["name"]: [column["name"] for column in table["columns"]] for table in schema["tables"]}
    assert names["Order"] == ["id", "userId"]
    order = next(table for table in schema["tables"] if table["name"] == "Order")
    lines = (shop / order["name_origin"]["path"]).read_text().split("\n")
    start, end = order["name_origin"]["start"], order["name_origin"]["end"]
    assert lines[start["line"] - 1][start["column"] - 1 : end["column"] - 1] == "Order"


def test_inspect_shows_what_is_not_known(project: Path, capsys: Capture) -> None:
    (project / "app/models.py").write_text(MODELS + "    x = mapped_column(unknown_type(), nullable=f())\n")
    assert main(["inspect", "models"]) == 0
    assert "  x     ? NULL ?" in capsys.readouterr().out
    assert main(["inspect", "models", "--format", "json"]) == 0
    table = json.loads(capsys.readouterr().out)["schemas"][0]["tables"][0]
    assert next(column for column in table["columns"] if column["name"] == "x")["nullable"] == {"unknown": True}


def test_inspect_says_what_it_could_not_read(project: Path, capsys: Capture) -> None:
    (project / "prisma/schema.prisma").write_text(SCHEMA + "model X {\n")
    assert main(["inspect", "prisma"]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("prismalchemy: error: prisma/schema.prisma:10:")
    assert "table User" in captured.out


def test_rules(capsys: Capture) -> None:
    assert main(["rules"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert rows == [[rule.name, rule.consequence.value, rule.summary] for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_page_of_a_rule(rule: type, capsys: Capture) -> None:
    assert main(["rules", rule.name]) == 0
    assert capsys.readouterr().out.startswith(f"# {rule.name}\n")


def test_rules_on_a_terminal(tmp_path: Path) -> None:
    done = run("rules", cwd=tmp_path, FORCE_COLOR="1", COLUMNS="100")
    assert done.returncode == 0
    assert "column-missing" in done.stdout
    assert "\x1b[1m" in done.stdout


def test_lsp_hands_its_arguments_on(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []
    monkeypatch.setattr(lsp, "main", lambda arguments: given.append(arguments) or 0)
    assert main(["lsp"]) == 0
    assert main(["lsp", "--stdio"]) == 0
    assert main(["lsp", "--log-level", "debug"]) == 0
    assert given == [[], ["--stdio"], ["--log-level", "debug"]]


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    """A pseudo-terminal for standard error alone: the spinner is there; with a pipe it is not."""
    write_project(tmp_path, PROJECT)
    program = (
        "import os, pty, subprocess, sys\n"
        "leader, follower = pty.openpty()\n"
        "done = subprocess.run([sys.executable, '-m', 'prismalchemy', 'check', '--format', 'json'],"
        " stdout=subprocess.PIPE, stderr=follower)\n"
        "os.close(follower)\n"
        "shown = b''\n"
        "try:\n"
        "    while chunk := os.read(leader, 4096):\n"
        "        shown += chunk\n"
        "except OSError:\n"
        "    pass\n"
        "print(done.stdout.startswith(b'{'), 'Comparing'.encode() in shown)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(SERVER), "TERM": "xterm"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "True True\n"
    assert run("check", "--format", "json", cwd=tmp_path).stderr == ""
