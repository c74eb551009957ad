"""Uses of Prisma Client Python: files with what is found behind `#>` on their lines; `@N` is its column."""

from __future__ import annotations

import json
import re
import shutil
import warnings
from pathlib import Path

import pytest

from prismalchemy.cli import main
from prismalchemy.client_py import Use, uses
from prismalchemy.text import SourceFile

HERE = Path(__file__).parent
APPLICATION = HERE.parent / "fixtures" / "client_py" / "application"
MODELS = {"user": "User", "post": "Post"}
_PARTS = re.split(r"^=== (.+)\n", (HERE / "cases.txt").read_text("utf-8"), flags=re.MULTILINE)[1:]
CASES = dict(zip(_PARTS[::2], _PARTS[1::2], strict=True))


def files_of(text: str) -> list[SourceFile]:
    parts = re.split(r"^#- (\S+)\n", text, flags=re.MULTILINE)
    return [SourceFile(f"/project/{name}", body) for name, body in zip(parts[1::2], parts[2::2], strict=True)]


def spelt(use: Use) -> str:
    arguments = f"({', '.join(use.arguments)})" if use.arguments else ""
    return use.what + arguments + ("" if use.certain else " likely")


@pytest.mark.parametrize("title", CASES)
def test_case(title: str) -> None:
    files = files_of(CASES[title])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found, broken = uses(files, MODELS)
    assert broken == ()
    wanted: list[tuple[str, int, str]] = []
    for file in files:
        for number, line in enumerate(file.text.split("\n"), 1):
            for what in line.partition("#>")[2].split(";"):
                if what.strip():
                    wanted.append((file.path, number, re.sub(r" @\d+$", "", what.strip())))
                    place = re.search(r" @(\d+)$", what)
                    if place:
                        assert [use.column for use in found if use.line == number] == [int(place[1])]
    assert [(use.path, use.line, spelt(use)) for use in found] == wanted


def test_a_file_that_cannot_be_parsed_is_named() -> None:
    files = [SourceFile("/a.py", "from prisma import Prisma\ndef ("), SourceFile("/b.py", "import prisma\n")]
    found, broken = uses(files, MODELS)
    assert [use.path for use in found] == ["/b.py"]
    assert broken == ("/a.py",)


def report(*arguments: str) -> int:
    return main(["client-py", "report", *arguments])


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(str(APPLICATION), "--format", "json") == 1
    data = json.loads(capsys.readouterr().out)
    assert data["version"] == 1
    assert [(Path(use["path"]).name, use["line"], use["certain"]) for use in data["uses"]][-2:] == [
        ("users.py", 22, False),
        ("users.py", 23, True),
    ]


def test_what_the_schema_has_that_the_client_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(APPLICATION / "prisma", tmp_path / "prisma")
    schema = tmp_path / "prisma" / "schema.prisma"
    schema.write_text(schema.read_text().replace("  title    String\n", "  title    String\n  json     String\n"))
    assert report(str(tmp_path)) == 1
    first, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{schema}:21:3: warning: Generating Prisma Client Python fails because of field `json`")
    assert report(str(tmp_path), "--format", "json") == 1
    (refused,) = json.loads(capsys.readouterr().out)["refused"]
    assert (refused["line"], refused["column"]) == (21, 3)


def test_nothing_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(APPLICATION / "prisma", tmp_path / "prisma")
    assert report(str(tmp_path)) == 0
    assert capsys.readouterr().out == "Nothing uses Prisma Client Python.\n"


def test_a_generated_client_is_left_out(tmp_path: Path) -> None:
    shutil.copytree(APPLICATION / "prisma", tmp_path / "prisma")
    schema = tmp_path / "prisma" / "schema.prisma"
    schema.write_text(schema.read_text().replace('"prisma-client-py"', '"prisma-client-py"\n  output = "../client"'))
    (tmp_path / "client").mkdir()
    (tmp_path / "client" / "models.py").write_text("import prisma\n")
    assert report(str(tmp_path)) == 0


@pytest.mark.parametrize("name", ["no-schema", "no-folder", "broken", "bytes"])
def test_what_cannot_be_done_is_one_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / name
    if name != "no-folder":
        folder.mkdir()
    if name in ("broken", "bytes"):
        shutil.copytree(APPLICATION / "prisma", folder / "prisma")
        (folder / "app.py").write_bytes(b"import prisma\ndef (" if name == "broken" else b"import prisma\n\xff")
    assert report(str(folder)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("prismalchemy: error: ")
