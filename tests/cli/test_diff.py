"""Diffs are what `git apply` and `patch` take."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from prismalchemy.cli.diff import unified

PAIRS = [
    ("a\nb\nc\n", "a\nB\nc\n"),
    ("a\r\nb\r\n", "a\r\nB\r\n"),
    ("a", "b"),
    ("a\n", "a"),
    ("", "a\n"),
    ("a\fb\n\u2028c\n", "a\fB\n\u2028c\n"),
]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_git_applies_it(tmp_path: Path, before: str, after: str) -> None:
    (tmp_path / "f.py").write_bytes(before.encode())
    (tmp_path / "f.diff").write_bytes(unified("f.py", before, after).encode())
    subprocess.run(["git", "apply", "--whitespace=nowarn", "f.diff"], cwd=tmp_path, check=True)
    assert (tmp_path / "f.py").read_bytes() == after.encode()


def test_a_new_file(tmp_path: Path) -> None:
    (tmp_path / "f.diff").write_bytes(unified("new/f.py", None, "a\n").encode())
    subprocess.run(["git", "apply", "f.diff"], cwd=tmp_path, check=True)
    assert (tmp_path / "new" / "f.py").read_bytes() == b"a\n"


def test_equal_texts_have_none() -> None:
    assert unified("f.py", "a", "a") == ""
