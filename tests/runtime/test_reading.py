"""What is read from imported models: the same facts, at the same places, whatever the import does besides."""

from __future__ import annotations

import json
import shutil
import sys
import warnings
from pathlib import Path

import pytest
import sqlalchemy
from tests.support.models import case_names, imported, read_case
from tests.support.project import AGREEING_MODELS, DATASOURCE, MODELS, PROJECT, write_project

from prismalchemy.cli import main
from prismalchemy.runtime.decode import to_schema
from prismalchemy.runtime.describe import describe
from prismalchemy.runtime.places import with_places
from prismalchemy.workspace.imported import module_name
from prismalchemy.workspace.interpreter import find_interpreter

Capture = pytest.CaptureFixture[str]
EXAMPLE = Path(__file__).parents[2] / "examples" / "drift"
HEAD = MODELS.partition("class User")[0]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_project(tmp_path, PROJECT))
    return tmp_path


def concise(capsys: Capture, *arguments: str) -> list[str]:
    main(["check", "--format", "concise", "--level", "hint", *arguments])
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out.splitlines()


def test_the_example_differs_as_it_does_by_its_text(capsys: Capture, tmp_path: Path) -> None:
    """By the rules of the SQLAlchemy that is installed here, since that is what an import is made with."""
    example = shutil.copytree(EXAMPLE, tmp_path / "drift", ignore=shutil.ignore_patterns("node_modules", ".venv"))
    installed = ".".join(sqlalchemy.__version__.split(".")[:2])
    (example / "prismalchemy.toml").write_text(f'sqlalchemy = "{installed}"\n')
    read = concise(capsys, str(example))
    assert len(read) > 40
    assert concise(capsys, str(example), "--runtime") == read


@pytest.mark.parametrize(
    "noise",
    [
        "print('noise'); import os; os.write(1, b'noise'); os.system('echo noise')",
        "import sys; sys.stdout = None; sys.stderr.write('x' * 3_000_000)",
        "import threading, time; threading.Thread(target=time.sleep, args=(60,)).start()",
        "import atexit, time; atexit.register(time.sleep, 60)",
        "import logging; logging.basicConfig(level=0); logging.getLogger().error('noise')",
        "from sqlalchemy.ext.asyncio import create_async_engine; create_async_engine('postgresql+asyncpg://h/d')",
        "class Proxy:\n    def __getattr__(self, name): raise RuntimeError(name)\nproxy = Proxy()",
        "import sys; sys.stdin.read() and sys.exit('there is input')",
    ],
)
def test_what_an_import_does_besides_does_no_harm(noise: str, project: Path, capsys: Capture) -> None:
    (project / "app/models.py").write_text(f"{AGREEING_MODELS}\n{noise}\n")
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert main(["check", "--format", "json", "--runtime", "--timeout", "20"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["divergences"] == []
    assert captured.err == ""
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def test_modules_beside_ours_are_the_users(project: Path, capsys: Capture) -> None:
    """A project may call its modules as ours are called, or as the standard library's."""
    for name in ("describe", "decode", "process", "places", "child", "types_", "statistics"):
        (project / f"{name}.py").write_text(f"OWN = '{name}'\n")
    imports = "import describe, decode, process, places, child\nassert describe.OWN == 'describe' and child.OWN\n"
    (project / "app/models.py").write_text(imports + AGREEING_MODELS)
    assert concise(capsys, "--runtime") == ["1 table compared: no differences"]


RUNTIME_ONLY = {
    # What only exists at run time, and where a difference in it is shown.
    "class": (
        f'{HEAD}def make(name):\n    return type("User", (Base,), {{"__tablename__": name, '
        '"id": mapped_column(Text, primary_key=True)})\n\n\nUser = make("User")\n',
        "app/models.py:13:1: error[column-missing]",
    ),
    "table": (
        f"from sqlalchemy import Column, Integer, MetaData, Table\n{HEAD}\nmetadata = MetaData()\n"
        'for name in ["Us" + "er"]:\n    Table(name, metadata, Column("id", Integer, primary_key=True))\n',
        "app/models.py:1:1: error[column-missing]",
    ),
    "column": (
        f'{MODELS}\n\nfor name in ["pho" + "ne"]:\n    setattr(User, name, mapped_column(name, Text, nullable=True))\n',
        "app/models.py:9:7: hint[column-nullable]",
    ),
}


@pytest.mark.parametrize("name", RUNTIME_ONLY)
def test_what_exists_at_run_time_only(name: str, project: Path, capsys: Capture) -> None:
    text, expected = RUNTIME_ONLY[name]
    (project / "app/models.py").write_text(text)
    found = concise(capsys, "--runtime", "--schema", "prisma", "--models", "app")
    assert any(line.startswith(expected) for line in found), found


def test_several_metadata(project: Path, capsys: Capture) -> None:
    (project / "prisma/schema.prisma").write_text(
        DATASOURCE + "model a {\n  id Int @id\n}\nmodel b {\n  id Int @id\n}\nmodel c {\n  id Int @id\n}\n"
    )
    head = "from sqlalchemy import *\nfrom sqlalchemy.orm import *\n"
    column = "id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)"
    (project / "app/models.py").write_text(
        head + "class One(DeclarativeBase): pass\nclass Two(DeclarativeBase): pass\n"
        f"class A(One):\n    __tablename__ = 'a'\n    {column}\n"
        f"class B(Two):\n    __tablename__ = 'b'\n    {column}\n"
    )
    (project / "app/core.py").write_text(
        head + "c = Table('c', MetaData(), Column('id', Integer, primary_key=True, autoincrement=False))\n"
    )
    assert concise(capsys, "--runtime") == ["3 tables compared: no differences"]


@pytest.mark.parametrize("name", case_names())
def test_places_are_those_of_the_text(name: str) -> None:
    static = read_case(name)
    with warnings.catch_warnings(), imported(name) as modules:
        warnings.simplefilter("ignore")
        facts = json.loads(json.dumps(describe(modules)))
    reading = with_places(to_schema(facts), facts, static)
    texts = {file.path: file.text for file in reading.files}
    read = {(table.key, table.entity): table for table in static.schema.tables}
    assert reading.schema.tables
    for table in reading.schema.tables:
        assert table.origin is not None
        same = read.get((table.key, table.entity))
        if same is not None:
            assert (table.origin, table.name_origin) == (same.origin, same.name_origin)
        for column in table.columns:
            place = column.place("type")
            assert place is not None
            path, span = place.at(reading.bases)
            assert 0 <= span.start <= span.end <= len(texts[path])
            known = None if same is None else same.column(column.name)
            if known is not None:
                assert (column.origin, column.aspects) == (known.origin, known.aspects)


def test_interpreter(tmp_path: Path) -> None:
    write_project(tmp_path, {".venv/bin/python": "", "services/shop/venv/bin/python": "", "active/bin/python": ""})
    top = tmp_path.as_posix()
    assert find_interpreter(f"{top}/services/shop/src", top, None, {}) == f"{top}/services/shop/venv/bin/python"
    assert find_interpreter(f"{top}/services/other", top, None, {}) == f"{top}/.venv/bin/python"
    assert find_interpreter(top, top, None, {"VIRTUAL_ENV": f"{top}/active"}) == f"{top}/active/bin/python"
    assert find_interpreter(top, top, f"{top}/active", {}) == f"{top}/active/bin/python"
    assert find_interpreter(top, top, "python3.12", {}) == "python3.12"
    assert find_interpreter(f"{top}/active", f"{top}/active", None, {}) == sys.executable


def test_the_configured_interpreter(project: Path, capsys: Capture) -> None:
    write_project(project, {"prismalchemy.toml": 'python = "env"\n', "env/bin/python": "#!/bin/sh\nexit 7\n"})
    (project / "env/bin/python").chmod(0o755)
    assert main(["check", "--runtime"]) == 2
    assert "the interpreter ended with exit status 7" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "roots", "name"),
    [
        ("/p/app/models.py", ("/p",), "app.models"),
        ("/p/src/app/__init__.py", ("/p", "/p/src"), "app"),
        ("/p/models.py", ("/p/",), "models"),
        ("/q/models.py", ("/p",), "?models.py"),
    ],
)
def test_module_names(path: str, roots: tuple[str, ...], name: str) -> None:
    assert module_name(path, roots) == name
