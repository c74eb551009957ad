"""Source frames: carets stand under what is meant, whatever the line holds."""

from __future__ import annotations

import pytest

from prismalchemy.cli.report.frame import frame
from prismalchemy.cli.report.item import Where
from prismalchemy.text import SourceFile

LONG = "x = [" + "1, " * 60 + "TARGET, " + "2, " * 60 + "]"

CASES = {
    "plain": ("model User {", "User", None, ["  | model User {", "  |       ^^^^"]),
    "tab": ("\tid\tInt", "Int", None, ["  |     id    Int", "  |           ^^^"]),
    "emoji before": ("a = '😀', b", "b", None, ["  | a = '😀', b", "  |           ^"]),
    "wide characters": ("名前 = 値", "値", None, ["  | 名前 = 値", "  |        ^^"]),
    "combining mark": ("e\u0301 = b", "b", None, ["  | e\u0301 = b", "  |     ^"]),
    "control character": ("a\fb", "b", None, ["  | a�b", "  |   ^"]),
    "over several lines": ("f(\n  1)", "f(\n  1)", None, ["  | f(", "  | ^^"]),
    "nothing": ("abc", "", None, ["  | abc", "  | ^"]),
    "cut to the terminal": (LONG, "TARGET", 60, ["  | …1, 1, 1, 1, 1, 1, TARGET, 2, 2, 2, 2, 2, 2, 2, 2, …", None]),
}


@pytest.mark.parametrize(("text", "marked", "width", "expected"), CASES.values(), ids=CASES)
def test_frames(text: str, marked: str, width: int | None, expected: list[str]) -> None:
    file = SourceFile("/p/a.py", text)
    start = text.index(marked)
    where = Where("a.py", file, file.lines.place(start), file.lines.place(start + len(marked)))
    head, empty, source, carets = (line.plain for line in frame(where, 1, width, "red"))
    assert head == f" --> a.py:1:{start + 1}"
    assert empty == "  |"
    if width is not None:
        assert len(source) <= width
        at = source.index(marked)
        assert carets == "  | " + " " * (at - 4) + "^" * len(marked)
    else:
        assert [source[1:] if source.startswith("1") else source, carets] == [expected[0][1:], expected[1]]
