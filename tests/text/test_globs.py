from __future__ import annotations

import pytest

from prismalchemy.text.globs import matches_path, matches_table

PATHS = [
    ("a/b.py", "a/b.py", True),
    ("a/b.py", "./a/b.py", True),
    ("a/b.py", "/a/b.py", True),
    ("a/b/c.py", "a", True),
    ("a/b/c.py", "a/", True),
    ("ab/c.py", "a", False),
    ("x/a/c.py", "a", True),
    ("x/a/c.py", "./a/*", False),
    ("a/b/c.py", "a/*.py", False),
    ("a/b/c.py", "a/**/*.py", True),
    ("a/c.py", "a/**/*.py", True),
    ("a/b/c.py", "**/c.py", True),
    ("c.py", "**/c.py", True),
    ("a/b/c.py", "a/**", True),
    ("a/b/c.py", "*.py", True),
    ("a/b1.py", "a/b?.py", True),
    ("a/b/.py", "a/b?.py", False),
    ("a/b1.py", "a/b[0-9].py", True),
    ("a/bx.py", "a/b[!0-9].py", True),
    ("a/b1.py", "a/b[!0-9].py", False),
    ("a/b+c.py", "a/b+c.py", True),
    ("a/[z-a]", "a/[z-a]", True),
]


@pytest.mark.parametrize(("path", "pattern", "expected"), PATHS)
def test_paths(path: str, pattern: str, expected: bool) -> None:
    assert matches_path(path, [pattern]) is expected


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        ([], ["User", "Post", "audit.Log", "old_User"]),
        (["User", "P*"], ["User", "Post"]),
        (["!old_*"], ["User", "Post", "audit.Log"]),
        (["*", "!audit.*"], ["User", "Post", "old_User"]),
        (["audit.*"], ["audit.Log"]),
    ],
)
def test_tables(patterns: list[str], chosen: list[str]) -> None:
    assert [name for name in ("User", "Post", "audit.Log", "old_User") if matches_table(name, patterns)] == chosen
