"""Readings on disk: the same as those made anew, never trusted where they are damaged, and never in the way."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.support.models import case_names, read_case
from tests.support.plain import plain
from tests.support.project import PROJECT, write_project
from tests.support.shared import corpus

from prismalchemy.alchemy import ModelsReading
from prismalchemy.cache import readings as readings_module
from prismalchemy.cache.codec import CodecError, decode, encode
from prismalchemy.cache.disk import Folder
from prismalchemy.cache.readings import Readings, key_of
from prismalchemy.cli import main
from prismalchemy.prisma import PrismaReading
from prismalchemy.prisma import Reader as PrismaReader
from prismalchemy.text import SourceFile
from prismalchemy.workspace import Settings, Workspace

Capture = pytest.CaptureFixture[str]
EXAMPLE = Path(__file__).parents[2] / "examples" / "drift"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache's folder, switched on."""
    path = tmp_path / "cache"
    monkeypatch.setenv("PRISMALCHEMY_CACHE", str(path))
    return path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = write_project(tmp_path / "project", PROJECT)
    monkeypatch.chdir(path)
    return path


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.reading"))


def comes_back(reading: PrismaReading | ModelsReading) -> None:
    lines = list(encode(reading.schema, reading.problems, reading.bases))
    *again, bases = decode(lines, {file.path: len(file.text) for file in reading.files})
    assert plain(tuple(again), bases) == plain((reading.schema, reading.problems), reading.bases)


@pytest.mark.parametrize("name", case_names())
def test_models_come_back_the_same(name: str) -> None:
    comes_back(read_case(name))


def test_schemas_come_back_the_same() -> None:
    paths = [*Path(__file__).parents[1].rglob("*.prisma"), *EXAMPLE.rglob("*.prisma"), *corpus("prisma")[:40]]
    assert paths
    for path in paths:
        comes_back(PrismaReader().read([SourceFile(path.as_posix(), path.read_bytes().decode("utf-8"))]))


def test_the_second_check_says_the_same(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["check", str(EXAMPLE)]) == 1
    first = capsys.readouterr()
    assert len(entries(folder)) == 2
    # Whoever reads now has not looked into the cache.
    monkeypatch.setattr("prismalchemy.workspace.analysis.ModelsReader.read", None)
    monkeypatch.setattr("prismalchemy.workspace.analysis.PrismaReader.read", None)
    assert main(["check", str(EXAMPLE)]) == 1
    assert capsys.readouterr() == first
    assert main(["inspect", "models", str(EXAMPLE)]) == 0


def test_an_edit_is_read_anew(folder: Path, project: Path, capsys: Capture) -> None:
    assert main(["check"]) == 1
    text = (project / "app/models.py").read_text()
    (project / "app/models.py").write_text(text + "    phone: Mapped[str] = mapped_column(Text)\n")
    assert main(["check"]) == 0
    (project / "app/models.py").write_text(text)
    assert main(["check"]) == 1
    assert len(entries(folder)) == 3


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b"prismalchemy 1", b"prismalchemy 2"),
        lambda content: content[:-10] + b"0123456789",
        lambda content: b"\x80\x04\x95",
        lambda content: content + b"x",
    ],
)
def test_damaged_entries_are_not_trusted(damage: object, folder: Path, project: Path, capsys: Capture) -> None:
    assert main(["check"]) == 1
    first = capsys.readouterr()
    for path in entries(folder):
        path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert main(["check"]) == 1
    assert capsys.readouterr() == first
    # They were made anew.
    assert [Folder(str(folder)).load(path.stem) is None for path in entries(folder)] == [False, False]


def damaged(data: object) -> Iterator[object]:
    """The data with one value after another replaced by something else."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield {key: item for key, item in data.items() if key != name}
            yield from ({**data, name: other} for other in damaged(value))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from ([*data[:index], other, *data[index + 1 :]] for other in (10**6, [], [99], {}, None, -5))
            if isinstance(value, (list, dict)):
                yield from ([*data[:index], other, *data[index + 1 :]] for other in damaged(value))


def is_refused(data: Any, lengths: Mapping[str, int]) -> bool:
    """Whether data are refused; if not, their places lie within the files."""
    try:
        *_, bases = decode([json.dumps(item).encode() for item in data], lengths)
    except CodecError:
        return True
    assert all(0 <= base <= lengths[anchor.path] for anchor, base in bases.items())
    return False


def test_nothing_that_an_entry_may_hold_raises() -> None:
    reading = read_case("enum_lists")
    lengths = {file.path: len(file.text) for file in reading.files}
    data = [json.loads(line) for line in encode(reading.schema, reading.problems, reading.bases)]
    outcomes = [is_refused(other, lengths) for other in damaged(data)]
    assert sum(outcomes) > 500


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows keeps users' folders apart by itself")
def test_a_folder_that_others_may_write_into_is_left_alone(folder: Path, project: Path, capsys: Capture) -> None:
    assert main(["check"]) == 1
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in entries(folder)} == {0o600}
    before = entries(folder)
    folder.chmod(0o777)
    key = before[0].stem
    assert Folder(str(folder)).load(key) is None
    assert not Folder(str(folder)).save("0" * 64, [b"{}"])
    folder.chmod(0o700)
    assert Folder(str(folder)).load(key) is not None


@pytest.mark.parametrize("off", ["off", "0", "OFF"])
def test_off_by_the_environment(off: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Readings.found({"PRISMALCHEMY_CACHE": off}) is None


def test_off_by_the_settings(folder: Path, project: Path, capsys: Capture) -> None:
    (project / "prismalchemy.toml").write_text("cache = false\n")
    assert main(["check"]) == 1
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_is_no_failure(
    tmp_path: Path, project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PRISMALCHEMY_CACHE", str(tmp_path / "file" / "cache"))
    assert main(["check"]) == 1
    assert capsys.readouterr().err == ""


def test_the_folder_is_the_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    found = Readings.found({})
    assert found is not None
    assert str(tmp_path) in str(found._folder._path)


def test_it_stays_within_its_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prismalchemy.cache.disk.MOST_BYTES", 3000)
    folder = Folder(str(tmp_path / "cache"))
    for number in range(8):
        assert folder.save(f"{number}", [os.urandom(400).hex().encode()])
        path = tmp_path / "cache" / f"{number}.reading"
        os.utime(path, (time.time(), time.time() - 1000 + number))
    left = entries(tmp_path / "cache")
    assert [path.stem for path in left] == ["3", "4", "5", "6", "7"]
    assert sum(path.stat().st_size for path in left) <= 3000
    assert folder.load("7") is not None
    leftover = tmp_path / "cache" / ".x.tmp"
    leftover.write_text("")
    os.utime(leftover, (0, 0))
    assert folder.save("8", [])
    assert not leftover.exists()


def test_the_key_is_of_everything_that_a_reading_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [SourceFile("/p/a.py", "x"), SourceFile("/p/b.py", "y")]
    keys = {
        key_of("models", (), files),
        key_of("prisma", (), files),
        key_of("models", ((2, 0),), files),
        key_of("models", (), files[::-1]),
        key_of("models", (), files[:1]),
        key_of("models", (), [SourceFile("/p/a.py", "x"), SourceFile("/p/b.py", "z")]),
        key_of("models", (), [SourceFile("/p/a.py", "x"), SourceFile("/q/b.py", "y")]),
        key_of("models", (), [SourceFile("/p/a.py", "x2 "), SourceFile("/p/b.py", "y")]),
    }
    monkeypatch.setattr(readings_module, "_versions", lambda: ("another",))
    keys.add(key_of("models", (), files))
    assert len(keys) == 9


def test_what_came_from_the_disk_is_completed(folder: Path, project: Path) -> None:
    def opened() -> Workspace:
        return Workspace(project, readings=Readings.found())

    first = opened()
    before = first.snapshot()
    assert first.is_complete
    first.store()
    second = opened()
    early = second.snapshot()
    assert not second.is_complete
    places = [(finding.divergence.message, finding.prisma, finding.models) for finding in before.findings]
    assert [(finding.divergence.message, finding.prisma, finding.models) for finding in early.findings] == places
    second.complete()
    assert second.is_complete
    late = second.snapshot()
    assert late is not early
    assert late.pairs[0].models.modules
    assert late.fix_all((project / "app/models.py").as_posix()) == before.fix_all(
        (project / "app/models.py").as_posix()
    )
    third = Workspace(project, Settings(cache=False), readings=Readings.found())
    third.snapshot()
    assert third.is_complete


def test_an_edit_before_that_is_read_truly(folder: Path, project: Path) -> None:
    first = Workspace(project, readings=Readings.found())
    first.snapshot()
    first.store()
    second = Workspace(project, readings=Readings.found())
    second.snapshot()
    path = (project / "app/models.py").as_posix()
    second.open(path, (project / "app/models.py").read_text() + "    phone: Mapped[str] = mapped_column(Text)\n")
    assert second.snapshot().findings == ()
    assert second.snapshot().pairs[0].models.modules
