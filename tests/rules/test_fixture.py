"""The fixture format itself."""

from __future__ import annotations

from tests.support.fixture import Mark, mismatches, parse_fixture, render_fixture

TEXT = """\
//- schema.prisma
model User {
  id Int @id
//   ^^^ column-type

  x  Int
}

#- models.py
A = 1
#^^^^ table-extra: half a message
class B:
    pass
#   ^^^^ one
#   ^^^^ two: more
"""


def test_parse_takes_the_marks_out() -> None:
    schema, models = parse_fixture(TEXT)
    assert schema.text == "model User {\n  id Int @id\n\n  x  Int\n}\n"
    assert schema.marks == (Mark(1, 5, 8, "column-type"),)
    assert models.text == "A = 1\nclass B:\n    pass\n"
    assert models.marks == (
        Mark(0, 0, 5, "table-extra", "half a message"),
        Mark(2, 4, 8, "one"),
        Mark(2, 4, 8, "two", "more"),
    )


def test_render_is_the_inverse() -> None:
    files = parse_fixture(TEXT)
    assert parse_fixture(render_fixture(files)) == files


def test_missing_and_unexpected_marks_are_told() -> None:
    here, there = Mark(0, 1, 2, "a", "abc"), Mark(0, 1, 2, "b", "abc")
    assert mismatches([here], [here]) == []
    assert mismatches([Mark(0, 1, 2, "a", "b")], [here]) == []
    assert mismatches([Mark(0, 1, 2, "a", "x")], [here]) != []
    assert [line.split(":")[0] for line in mismatches([here], [there])] == ["missing", "unexpected"]
