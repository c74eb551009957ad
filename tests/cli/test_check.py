"""`check`: every format, exit codes, what is shown and what is not.

The expected outputs lie under `expected/`; UPDATE_EXPECT=1 writes them anew.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from tests.cli.test_app import run
from tests.support.project import AGREEING_MODELS, DATASOURCE, MODELS, PROJECT, SCHEMA, write_project

from prismalchemy.cli import main

EXPECTED = Path(__file__).parent / "expected"

SHOP = {
    "web/prisma/schema.prisma": DATASOURCE
    + """
enum Role {
  ADMIN
  USER
}

model User {
  id        String   @id @default(cuid())
  email     String   @unique
  名前      String   @map("名前")
  role      Role
  createdAt DateTime @default(now())
  orders    Order[]
}

model Order {
  id     Int    @id @default(autoincrement())
  userId String
  user   User   @relation(fields: [userId], references: [id], onDelete: Cascade)

  @@index([userId])
}

model Audit {
  id Int @id
}
""",
    "api/app/__init__.py": "",
    "api/app/db.py": "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n",
    "api/app/models.py": """\
import enum
from datetime import datetime

from sqlalchemy import Enum, ForeignKey, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base


class Role(enum.Enum):
    ADMIN = "ADMIN"


class User(Base):
    __tablename__ = "User"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    email: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[int] = mapped_column("名前")\t# 😀
    role: Mapped[Role] = mapped_column(Enum(Role, name="Role"))
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3), server_default=func.now())
    orders: Mapped[list["Order"]] = relationship(back_populates="user")


class Order(Base):
    __tablename__ = "Order"

    id: Mapped[int] = mapped_column(primary_key=True)
    userId: Mapped[str] = mapped_column(ForeignKey("User.id"))
    user: Mapped[User] = relationship(back_populates="orders")
""",
}
"""Most kinds of place: both sides, one side, wide characters, a tab, another folder."""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_project(tmp_path, SHOP))
    return tmp_path


def expect(name: str, found: str) -> None:
    """Holds the output against the file of that name."""
    path = EXPECTED / name
    if os.environ.get("UPDATE_EXPECT") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8")


FORMATS = {
    "full": ["--format", "full"],
    "full-with-hints": ["--level", "hint"],
    "concise": ["--format", "concise"],
    "github": ["--format", "github"],
    "json": ["--format", "json"],
}


@pytest.mark.parametrize(("name", "options"), FORMATS.items(), ids=FORMATS)
def test_formats(name: str, options: list[str], shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *options]) == 1
    captured = capsys.readouterr()
    assert captured.err == ""
    expect(f"check-{name}.txt", captured.out)


def test_json_is_as_documented(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert list(report) == ["version", "summary", "divergences"]
    assert report["version"] == 1
    keys = ["rule", "severity", "consequence", "table", "column", "message", "prisma", "models", "fixes"]
    levels = dict.fromkeys(("error", "warning", "information", "hint"), 0)
    for divergence in report["divergences"]:
        assert list(divergence) == keys
        assert divergence["consequence"] in ("fails", "corrupts", "migrates", "convention")
        levels[divergence["severity"]] += 1
        for side in ("prisma", "models"):
            place = divergence[side]
            if place is None:
                continue
            assert list(place) == ["path", "start", "end"]
            lines = (shop / place["path"]).read_bytes().decode().split("\n")
            start, end = place["start"], place["end"]
            assert list(start) == list(end) == ["line", "column"]
            assert (1, 1) <= (start["line"], start["column"]) <= (end["line"], end["column"])
            assert end["column"] <= len(lines[end["line"] - 1]) + 1
        for fix in divergence["fixes"]:
            assert list(fix) == ["title", "towards", "applicability"]
            assert fix["towards"] in ("models", "prisma")
            assert fix["applicability"] in ("safe", "unsafe")
    assert report["summary"] == {
        "pairs": 1,
        "divergences": len(report["divergences"]),
        **levels,
        "suppressed": 0,
        "problems": 0,
    }


def test_a_place_counts_code_points_from_1(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--format", "json"])
    (found,) = (item for item in json.loads(capsys.readouterr().out)["divergences"] if item["rule"] == "column-type")
    lines = SHOP["api/app/models.py"].split("\n")
    place = found["models"]
    line = lines[place["start"]["line"] - 1]
    assert line[place["start"]["column"] - 1 : place["end"]["column"] - 1] in ("int", "Mapped[int]")


@pytest.mark.parametrize(
    ("rule_level", "fail_on", "code"),
    [
        ("error", None, 1),
        ("warning", None, 0),
        ("warning", "warning", 1),
        ("information", "warning", 0),
        ("information", "information", 1),
        ("hint", "information", 0),
        ("hint", "hint", 1),
        ("off", "hint", 0),
    ],
)
def test_exit_codes(
    rule_level: str,
    fail_on: str | None,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    config = f'[rules]\ncolumn-missing = "{rule_level}"\n'
    monkeypatch.chdir(write_project(tmp_path, {**PROJECT, "prismalchemy.toml": config}))
    assert main(["check", *(["--fail-on", fail_on] if fail_on else [])]) == code
    capsys.readouterr()
    if fail_on:
        (tmp_path / "prismalchemy.toml").write_text(f'fail-on = "{fail_on}"\n{config}')
        assert main(["check"]) == code


def test_nothing_to_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(write_project(tmp_path, {**PROJECT, "app/models.py": AGREEING_MODELS}))
    assert main(["check"]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("1 table compared: no differences\n", "")


def test_sides_said_outright(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"a/x.prisma": SCHEMA, "b/m.py": MODELS, "c/m.py": AGREEING_MODELS, "d/": ""}
    monkeypatch.chdir(write_project(tmp_path, files) / "d")
    assert main(["check", "--schema", "../a/x.prisma", "--models", "../c/m.py"]) == 0
    assert main(["check", "--schema", "../a", "--models", "../b"]) == 1
    assert main(["check", "--schema", "../a/x.prisma", "--models", "../b/m.py", "../c/m.py", "--format", "json"]) == 0


BAD_INPUT = {
    "a syntax error in the schema": (
        {"prisma/schema.prisma": SCHEMA + "model Log {\n  id Int @id @@\n}\n"},
        r"prisma/schema\.prisma:11:\d+: \S.*",
    ),
    "an unclosed block": (
        {"prisma/schema.prisma": SCHEMA + "model Log {\n  id Int @id\n"},
        r"prisma/schema\.prisma:.*",
    ),
    "an unclosed string": (
        {"prisma/schema.prisma": SCHEMA + 'model Log {\n  id Int @id @map("x)\n}\n'},
        r"prisma/schema\.prisma:11:\d+: \S.*",
    ),
    "a half-typed line in the schema": (
        {"prisma/schema.prisma": SCHEMA + "model Log {\n  id Int @id\n  na\n}\n"},
        r"prisma/schema\.prisma:12:\d+: \S.*",
    ),
    "a syntax error in the models": (
        {"app/log.py": 'from app.models import Base\n\n\nclass Log(Base):\n    __tablename__ = "Log"\n    a = = 1\n'},
        r"app/log\.py:6:\d+: \S.*",
    ),
    "an unclosed bracket in the models": (
        {"app/log.py": 'from app.models import Base\n\n\nclass Log(Base):\n    __tablename__ = "Log"\n    a = f(\n'},
        r"app/log\.py:\d+:\d+: \S.*",
    ),
    "a syntax error that the editor leaves to Prisma": (
        {
            "prismalchemy.toml": "prisma-syntax = false\n",
            "prisma/schema.prisma": SCHEMA + "model Log {\n  id Int @id @@\n}\n",
        },
        r"prisma/schema\.prisma:11:\d+: \S.*",
    ),
    "a schema of Prisma 8": (
        {"prisma/schema.prisma": "// use prisma-8\n" + SCHEMA},
        r"prisma/schema\.prisma:1:\d+: not supported yet: .*",
    ),
}


@pytest.mark.parametrize(("files", "line"), BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input_is_one_line_with_its_place(
    files: dict[str, str],
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(write_project(tmp_path, {**PROJECT, **files}))
    assert main(["check", "--schema", "prisma/schema.prisma", "--models", "app"]) == 2
    captured = capsys.readouterr()
    (error,) = captured.err.splitlines()
    assert re.fullmatch(f"prismalchemy: error: {line}", error)
    if "Prisma 8" not in error and "prisma-8" not in files.get("prisma/schema.prisma", ""):
        assert "column-missing" in captured.out, "the rest is still compared"


BYTES = {
    "binary junk": (b"\x00\x01__tablename__\xff", "the file is binary, not text; exclude it or restore it"),
    "Latin-1": (b"# gr\xfc\xdfe\n__tablename__ = 1\n", "byte 0xfc is not UTF-8; save the file as UTF-8"),
}


@pytest.mark.parametrize(("data", "reason"), BYTES.values(), ids=BYTES)
@pytest.mark.parametrize("name", ["app/junk.py", "prisma/schema.prisma"])
def test_junk(
    name: str,
    data: bytes,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(write_project(tmp_path, PROJECT))
    (tmp_path / name).write_bytes(data)
    assert main(["check"]) == 2
    (error,) = capsys.readouterr().err.splitlines()
    assert error.startswith(f"prismalchemy: error: {name}:1:")
    assert error.endswith(reason)


ODD = {
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "form feed": lambda text: text.replace("\n\n", "\n\f\n").encode(),
    "no final newline": lambda text: text.rstrip().encode(),
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_odd_texts_give_the_same_findings(
    change: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write_project(tmp_path, PROJECT))
    assert main(["check", "--format", "json"]) == 1
    before = capsys.readouterr().out
    for name in ("app/models.py", "prisma/schema.prisma"):
        (tmp_path / name).write_bytes(change((tmp_path / name).read_text()))
    assert main(["check", "--format", "json"]) == 1
    assert capsys.readouterr().out == before


def test_an_empty_schema_has_no_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write_project(tmp_path, {**PROJECT, "prisma/schema.prisma": ""}))
    assert main(["check"]) == 2
    assert capsys.readouterr().err == (
        "prismalchemy: error: .: no models belong to a schema; name both with --schema and --models\n"
    )
    assert main(["check", "--schema", "prisma/schema.prisma", "--models", "app"]) == 0


def test_an_unrelated_pair_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = MODELS.replace('"User"', '"Invoice"')
    monkeypatch.chdir(write_project(tmp_path, {**PROJECT, "billing/models.py": other}))
    assert main(["check", "--format", "concise"]) == 1
    captured = capsys.readouterr()
    assert captured.err.startswith("prismalchemy: note: billing is not compared with prisma/schema.prisma: 0 of 1")
    assert captured.err.count("\n") == 1
    assert captured.out.count("\n") == 2


def test_a_real_process(tmp_path: Path) -> None:
    write_project(tmp_path, PROJECT)
    done = run("check", "--format", "concise", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("app/models.py:9:7: error[column-missing] INSERT fails: ")
    colourless = run("check", cwd=tmp_path, NO_COLOR="1", FORCE_COLOR="1")
    coloured = run("check", cwd=tmp_path, FORCE_COLOR="1")
    assert "\x1b[3" not in colourless.stdout
    assert "\x1b[1;31m" in coloured.stdout


def test_a_terminal_that_cannot_show_everything(tmp_path: Path) -> None:
    write_project(tmp_path, SHOP)
    done = run("check", cwd=tmp_path, PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (1, "")
    assert "\\u540d\\u524d" in done.stdout


def test_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    write_project(tmp_path, PROJECT)
    (tmp_path / "app/models.py").rename(tmp_path / "app" / os.fsdecode(b"\xff.py"))
    done = run("check", "--format", "json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["divergences"][0]["models"]["path"] == "app/\ufffd.py"


def test_a_terminals_width_is_kept(tmp_path: Path) -> None:
    write_project(tmp_path, PROJECT)
    done = run("check", cwd=tmp_path, FORCE_COLOR="1", NO_COLOR="1", COLUMNS="60")
    assert max(map(len, re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).splitlines()[:-1])) <= 60
