"""Edits by span."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prismalchemy.text import Anchor, Edit, Location, Origin, OverlappingEditsError, SourceFile, Span, apply_edits


@pytest.mark.parametrize(
    ("text", "edits", "after"),
    [
        ("", [], ""),
        ("", [Edit(Span(0, 0), "a")], "a"),
        ("abc", [Edit(Span(1, 2), "")], "ac"),
        ("abc", [Edit(Span(1, 2), "xyz")], "axyzc"),
        ("abc", [Edit(Span(3, 3), "d"), Edit(Span(0, 0), "_")], "_abcd"),
        ("abc", [Edit(Span(1, 1), "1"), Edit(Span(1, 1), "2")], "a12bc"),
        ("abc", [Edit(Span(1, 2), "B"), Edit(Span(1, 1), "+")], "a+Bc"),
        ("abc", [Edit(Span(0, 1), "A"), Edit(Span(1, 2), "B")], "ABc"),
    ],
)
def test_apply(text: str, edits: list[Edit], after: str) -> None:
    assert apply_edits(text, edits) == after


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(Span(0, 2), "x"), Edit(Span(1, 3), "y")],
        [Edit(Span(0, 2), "x"), Edit(Span(1, 1), "y")],
        [Edit(Span(2, 9), "")],
        [Edit(Span(2, 1), "")],
        [Edit(Span(-1, 1), "")],
    ],
)
def test_overlaps_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(OverlappingEditsError):
        apply_edits("abc", edits)


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.text(max_size=3)), max_size=5))
def test_what_is_outside_the_edits_stays(text: str, cuts: list[tuple[int, str]]) -> None:
    edits = [Edit(Span(min(at, len(text)), min(at, len(text))), new) for at, new in cuts]
    after = apply_edits(text, edits)
    assert len(after) == len(text) + sum(len(edit.text) for edit in edits)
    remaining = iter(after)
    assert all(character in remaining for character in text)


def test_an_origin_moves_with_its_anchor() -> None:
    anchor = Anchor("a.py")
    origin = Origin(anchor, Span(2, 5))
    assert origin.at({anchor: 10}) == Location("a.py", Span(12, 15))
    assert origin.at({anchor: 0}) == Location("a.py", Span(2, 5))
    assert origin != Origin(Anchor("a.py"), Span(2, 5))


def test_spans() -> None:
    assert Span(1, 3).contains(3)
    assert not Span(1, 3).contains(4)
    assert Span(1, 3).touches(Span(3, 3))
    assert not Span(1, 3).touches(Span(4, 5))
    assert Span(1, 5).covers(Span(1, 5))
    assert not Span(1, 5).covers(Span(0, 2))
    assert SourceFile("a", "x\ny").lines.line_count == 2
