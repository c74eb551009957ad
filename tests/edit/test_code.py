"""The file's own habits of writing, and places in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prismalchemy.alchemy.edit import Code, bindings_of, imports_of, string_value
from prismalchemy.alchemy.modules import read_module
from prismalchemy.text import SourceFile, Span


@pytest.mark.parametrize(
    ("text", "newline", "indent", "quote"),
    [
        ("", "\n", "    ", '"'),
        ("class A:\n  x = 'a'\n", "\n", "  ", "'"),
        ("class A:\r\n\tx = \"a\"\r\n\ty = 'b'\r\n", "\r\n", "\t", '"'),
        ("x = 1\ry = 2\r", "\r", "    ", '"'),
        ("'''doc'''\nx = f('a')\ny = f\"b\"\nz = 'c'\n", "\n", "    ", "'"),
        ("x = f(\n  1,\n)\n", "\n", "  ", '"'),
    ],
)
def test_habits(text: str, newline: str, indent: str, quote: str) -> None:
    code = Code(text)
    assert (code.newline, code.indent, code.quote) == (newline, indent, quote)


@pytest.mark.parametrize("before", ["x = 1\r\n", "x = 1\r", "\x0c\n", "# \u2028 \x85\n", "s = '😀'\n", "\tif 1:\n"])
def test_spans_are_exact_behind_any_line_end(before: str) -> None:
    text = before + "name = call(1)"
    code = Code(text)
    leaf = code.smallest(Span(len(before), len(before) + 4))
    assert code.source(leaf) == "name"
    call = code.find(Span(len(before) + 7, len(text)))
    assert code.source(call) == "call(1)"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30), st.sampled_from("'\""))
def test_a_literal_says_what_it_was_made_of(value: str, quote: str) -> None:
    literal = Code(f"x = {quote}a{quote}").string(value)
    node = Code(f"x = {literal}\n").top[0].children[0].children[2]
    assert eval(literal) == value
    assert string_value(node) == value


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("'a'", "a"),
        ("\"a\" 'b'", "ab"),
        ('r"\\n"', "\\n"),
        ('"\\n\\x41\\u00e9"', "\nAé"),
        ('"""a\nb"""', "a\nb"),
        ('f"{x}"', None),
        ('b"a"', None),
        ("x", None),
    ],
)
def test_string_value(literal: str, value: str | None) -> None:
    assert string_value(Code(f"x = {literal}\n").top[0].children[0].children[2]) == value


def test_only_what_is_looked_into_is_parsed() -> None:
    text = "import enum\n\n\nclass A(Base):\n    x = 1\n\n\nclass B(A):\n    y = 2\n\n\nC = A\n"
    module = read_module(SourceFile("/p/models.py", text))
    code = Code(text, list(zip(module.starts, module.statements, strict=True)))

    def parsed() -> list[int]:
        return [index for index, statement in enumerate(module.statements) if "tree" in vars(statement)]

    assert [code.source(item.node) for item in imports_of(code)] == ["import enum"]
    assert parsed() == [0]
    assert bindings_of(code) == {"enum", "A", "B", "C"} == bindings_of(Code(text))
    assert parsed() == [0, 3]
    node = code.enclosing(text.index("y = 2"), "classdef")
    assert code.source(node).startswith("class B(A):")
    assert parsed() == [0, 2, 3]
    whole = Code(text)
    assert [code.source(child) for child in code.top] == [whole.source(child).rstrip() for child in whole.top]
