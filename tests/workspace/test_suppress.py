"""Suppression comments: which rule is silenced on which lines."""

from __future__ import annotations

import pytest

from prismalchemy.text import SourceFile
from prismalchemy.workspace.suppress import find_suppressions

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
