"""Suppression comments: which rule is silenced on which lines."""

from __future__ import annotations

import pytest

from prismalchemy.text import SourceFile, apply_edits
from prismalchemy.workspace.suppress import find_suppressions, unused

CASES = [
    ("x = 1  # prismalchemy: ignore[a]", "a", (0, 0), True),
    ("x = 1  # prismalchemy: ignore[a]", "b", (0, 0), False),
    ("x = 1  # prismalchemy: ignore[a, b]", "b", (0, 0), True),
    ("x = 1  # prismalchemy: ignore", "anything", (0, 0), True),
    ("x = 1  # prismalchemy: ignored", "anything", (0, 0), False),
    ("x = 1  # noqa  # prismalchemy: ignore[a]", "a", (0, 0), True),
    ("a Int // prismalchemy: ignore[a]", "a", (0, 0), True),
    ("a Int /// prismalchemy: ignore[a]", "a", (0, 0), True),
    ("a Int //prismalchemy:ignore[a]", "a", (0, 0), True),
    ("# prismalchemy: ignore[a]\nx = 1", "a", (1, 1), True),
    ("# prismalchemy: ignore[a]\n# prismalchemy: ignore[b]\nx = 1", "a", (2, 2), True),
    ("# prismalchemy: ignore[a]\n\nx = 1", "a", (2, 2), False),
    ("y = 1  # prismalchemy: ignore[a]\nx = 1", "a", (1, 1), False),
    ("x = f(\n  1,  # prismalchemy: ignore[a]\n)", "a", (0, 2), True),
    ("\r\n# prismalchemy: ignore[a]\r\nx = 1", "a", (2, 2), True),
    ("# prismalchemy: ignore[]\nx = 1", "a", (1, 1), False),
    ("x = 1", "a", (0, 0), False),
    ("", "a", (0, 0), False),
]


@pytest.mark.parametrize(("text", "rule", "lines", "expected"), CASES)
def test_covers(text: str, rule: str, lines: tuple[int, int], expected: bool) -> None:
    assert find_suppressions(SourceFile("/p/a.py", text)).covers(rule, *lines) is expected


IDLE: dict[str, tuple[str, str, set[tuple[int, str]], str]] = {
    "all of a line": ("a.py", "x = 1  # prismalchemy: ignore[a]\ny = 2\n", set(), "x = 1\ny = 2\n"),
    "a line of its own": ("a.py", "# prismalchemy: ignore[a]\nx = 1\n", set(), "x = 1\n"),
    "a line of its own, indented": ("a.py", "if x:\n    # prismalchemy: ignore\n    y\n", set(), "if x:\n    y\n"),
    "the last line": ("a.py", "x = 1\n# prismalchemy: ignore[a]", set(), "x = 1\n"),
    "Windows": ("a.py", "# prismalchemy: ignore[a]\r\nx = 1\r\n", set(), "x = 1\r\n"),
    "one rule of two": (
        "a.py",
        "x = 1  # prismalchemy: ignore[a, b]\n",
        {(0, "b")},
        "x = 1  # prismalchemy: ignore[b]\n",
    ),
    "what is used": ("a.py", "x = 1  # prismalchemy: ignore[a]\n", {(0, "a")}, "x = 1  # prismalchemy: ignore[a]\n"),
    "all rules, one used": ("a.py", "x = 1  # prismalchemy: ignore\n", {(0, "z")}, "x = 1  # prismalchemy: ignore\n"),
    "behind another comment": (
        "a.py",
        "x = 1  # noqa: E501  # prismalchemy: ignore[a]\n",
        set(),
        "x = 1  # noqa: E501\n",
    ),
    "before another comment": (
        "a.py",
        "x = 1  # prismalchemy: ignore[a]  # noqa: E501\n",
        set(),
        "x = 1  # noqa: E501\n",
    ),
    "with a reason": (
        "a.py",
        "x = 1  # prismalchemy: ignore[a] - the table is old\n",
        set(),
        "x = 1  # - the table is old\n",
    ),
    "in a string": (
        "a.py",
        'x = """\n# prismalchemy: ignore[a]\n"""\n',
        set(),
        'x = """\n# prismalchemy: ignore[a]\n"""\n',
    ),
    "in a broken file": ("a.py", 'x = """ # prismalchemy: ignore[a]\n', set(), 'x = """ # prismalchemy: ignore[a]\n'),
    "in Prisma": ("a.prisma", "a Int // prismalchemy: ignore[a]\nb Int\n", set(), "a Int\nb Int\n"),
    "documentation in Prisma": ("a.prisma", "  /// prismalchemy: ignore[a]\n  a Int\n", set(), "  a Int\n"),
    "two lines": (
        "a.py",
        "# prismalchemy: ignore[a]\n# prismalchemy: ignore[b]\nx\n",
        {(1, "b")},
        "# prismalchemy: ignore[b]\nx\n",
    ),
}


@pytest.mark.parametrize(("name", "text", "used", "expected"), IDLE.values(), ids=IDLE)
def test_what_silences_nothing_is_taken_out(name: str, text: str, used: set[tuple[int, str]], expected: str) -> None:
    file = SourceFile(name, text)
    found = find_suppressions(file)
    marks = frozenset((name, line, rule) for line, rule in used)
    edits = [edit for _, _, edit in unused(file, found, marks)]
    after = apply_edits(text, edits)
    assert after == expected
    again = SourceFile(name, after)
    moved = frozenset((name, line, rule) for line in range(after.count("\n") + 1) for _, _, rule in marks)
    assert list(unused(again, find_suppressions(again), moved)) == []
