"""Reading never raises; writing is all or nothing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from prismalchemy.workspace.files import Change, Text, Unreadable, WriteError, decode, read_text, write_changes

UNREADABLE = {
    "utf-16": (b"\xff\xfea\0", "the file is UTF-16, not UTF-8; save it as UTF-8", 1, 1),
    "utf-16 big": (b"\xfe\xff\0a", "the file is UTF-16, not UTF-8; save it as UTF-8", 1, 1),
    "binary": (b"ab\ncd\0ef", "the file is binary, not text; exclude it or restore it", 2, 3),
    "latin-1": (b"# gr\xfc\xdfe\n", "byte 0xfc is not UTF-8; save the file as UTF-8", 1, 5),
    "cut character": ("ü\r\nü".encode()[:-1], "byte 0xc3 is not UTF-8; save the file as UTF-8", 2, 1),
    "old mac line ends": (b"a\rb\xff", "byte 0xff is not UTF-8; save the file as UTF-8", 2, 2),
}


@pytest.mark.parametrize(("data", "reason", "line", "column"), UNREADABLE.values(), ids=UNREADABLE)
def test_bytes_that_are_no_text(data: bytes, reason: str, line: int, column: int) -> None:
    assert decode("/p/a.py", data) == Unreadable("/p/a.py", reason, line, column)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", Text("")),
        (b"\xef\xbb\xbfa", Text("a", bom=True)),
        (b"a\r\nb\rc\n", Text("a\r\nb\rc\n")),
        ("a\f\u2028😀".encode(), Text("a\f\u2028😀")),
    ],
)
def test_text(data: bytes, expected: Text) -> None:
    assert decode("/p/a.py", data) == expected


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reasons = {
        name: found.reason
        for name in ("absent", "pipe", ".", "absent/below", "nul\0")
        if isinstance(found := read_text(f"{tmp_path.as_posix()}/{name}"), Unreadable)
    }
    assert reasons == {
        "absent": "there is no such file; check the path",
        "pipe": "this is not a regular file; name a file",
        ".": "this is a folder, not a file; name a file",
        "absent/below": "there is no such file; check the path",
        "nul\0": "no path holds a null character; check the path",
    }


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_text("x")

    def vanish(self: Path) -> bytes:
        raise FileNotFoundError(2, "No such file or directory", str(self))

    monkeypatch.setattr(Path, "read_bytes", vanish)
    assert read_text(path.as_posix()) == Unreadable(path.as_posix(), "there is no such file; check the path")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_text("x")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = read_text(path.as_posix())
    assert isinstance(found, Unreadable)
    assert found.reason == "no permission to read it; change its permissions or exclude it"


def test_writing_keeps_mark_line_ends_mode_and_link(tmp_path: Path) -> None:
    real = tmp_path / "real.py"
    real.write_bytes(b"\xef\xbb\xbfa\r\nb\r\n")
    real.chmod(0o640)
    link = tmp_path / "link.py"
    link.symlink_to(real)
    write_changes([Change(link.as_posix(), "a\r\nb\r\n", "a\r\nc\r\n")])
    assert link.is_symlink()
    assert real.read_bytes() == b"\xef\xbb\xbfa\r\nc\r\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_creating(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a.py"
    write_changes([Change(path.as_posix(), None, "x\n")])
    assert path.read_bytes() == b"x\n"
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


@pytest.mark.parametrize(
    ("on_disk", "before", "message"),
    [
        ("b", "a", "the file was changed meanwhile; nothing was written, run the command again"),
        (None, "a", "there is no such file; check the path; nothing was written"),
        ("b", None, "the file exists already; nothing was written"),
    ],
)
def test_nothing_is_written_when_one_file_is_not_as_it_was(
    tmp_path: Path, on_disk: str | None, before: str | None, message: str
) -> None:
    first, second = tmp_path / "first.py", tmp_path / "second.py"
    first.write_text("first")
    if on_disk is not None:
        second.write_text(on_disk)
    with pytest.raises(WriteError) as raised:
        write_changes([Change(first.as_posix(), "first", "new"), Change(second.as_posix(), before, "new")])
    assert str(raised.value) == f"{second.as_posix()}: {message}"
    assert first.read_text() == "first"
    assert {path.name for path in tmp_path.iterdir()} <= {"first.py", "second.py"}


@pytest.mark.parametrize("failing", [2, 3, 4])
def test_what_was_written_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    old = tmp_path / "old.py"
    old.write_bytes(b"\xef\xbb\xbfold")
    changes = [
        Change((tmp_path / "a" / "b" / "new.py").as_posix(), None, "new"),
        Change(old.as_posix(), "old", "changed"),
        Change((tmp_path / "c" / "new.py").as_posix(), None, "new"),
        Change((tmp_path / "a" / "other.py").as_posix(), None, "new"),
    ]
    replace, calls = Path.replace, []

    def fail(path: Path, target: str) -> Path:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(5, "Input/output error")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(WriteError, match="Input/output error"):
        write_changes(changes)
    assert [path.name for path in tmp_path.rglob("*")] == ["old.py"]
    assert old.read_bytes() == b"\xef\xbb\xbfold"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_text("a")

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WriteError) as raised:
        write_changes([Change(path.as_posix(), "a", "b")])
    assert str(raised.value) == f"{path.as_posix()}: the file cannot be written (No space left on device)"
    assert [found.name for found in tmp_path.iterdir()] == ["a.py"]
    assert path.read_text() == "a"
