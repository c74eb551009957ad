"""Edits between two texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prismalchemy.fixes.minimal import minimal_edits
from prismalchemy.text import Edit, Span, apply_edits

LINES = st.lists(st.sampled_from(["a", "b", "\n", "\r\n", "\r", "ab\n", "ba\r\n", "\u2028", "😀\n", " "]), max_size=14)


@given(LINES, LINES)
def test_they_make_the_second_of_the_first(before: list[str], after: list[str]) -> None:
    old, new = "".join(before), "".join(after)
    edits = minimal_edits(old, new)
    assert apply_edits(old, edits) == new
    for edit in edits:
        assert old[edit.span.start : edit.span.end] != edit.text


@given(LINES)
def test_equal_texts_need_none(lines: list[str]) -> None:
    assert minimal_edits("".join(lines), "".join(lines)) == ()


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        ("", "a\n", (Edit(Span(0, 0), "a\n"),)),
        ("a\nb\nc\n", "a\nx\nc\n", (Edit(Span(2, 3), "x"),)),
        ("a\nbcd\n", "a\nbxd\n", (Edit(Span(3, 4), "x"),)),
        ("a\r\nb\r\n", "a\r\nnew\r\nb\r\n", (Edit(Span(3, 3), "new\r\n"),)),
        ("a\nb\nc\nd\ne\n", "a\nB\nc\nd\nE\n", (Edit(Span(2, 3), "B"), Edit(Span(8, 9), "E"))),
    ],
)
def test_they_are_small(before: str, after: str, edits: tuple[Edit, ...]) -> None:
    assert minimal_edits(before, after) == edits


def test_no_line_end_is_cut_in_two() -> None:
    for edit in minimal_edits("a\r\nb\r\n", "a\r\nc\rb\r\n"):
        assert edit.text.count("\n") <= edit.text.count("\r\n")
