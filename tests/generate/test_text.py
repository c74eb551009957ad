"""Names, literals, docstrings, layout and imports: the small parts that every statement is made of."""

from __future__ import annotations

import ast
import inspect
import keyword
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prismalchemy.generate.documentation import docstring, indented
from prismalchemy.generate.identifiers import identifier, pascal_case, safe_attribute, snake_case
from prismalchemy.generate.imports import Imports
from prismalchemy.generate.layout import Display, Keyword, Text, call, flat, render, render_annotated, spell
from prismalchemy.generate.options import Style


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("createdAt", "created_at"),
        ("created_at", "created_at"),
        ("CreatedAt", "created_at"),
        ("userID", "user_id"),
        ("HTMLBody", "html_body"),
        ("address2", "address2"),
        ("sha256Hash", "sha256_hash"),
        ("URL", "url"),
        ("_id", "_id"),
    ],
)
def test_snake_case(name: str, expected: str) -> None:
    assert snake_case(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("User", "User"), ("user", "User"), ("user_account", "UserAccount"), ("aB_c", "ABC"), ("HTTP_x", "HTTP_x")],
)
def test_pascal_case(name: str, expected: str) -> None:
    assert pascal_case(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("metadata", "metadata_"),
        ("registry", "registry_"),
        ("class", "class_"),
        ("None", "None_"),
        ("type", "type"),
        ("2fa", "_2fa"),
        ("a-b c", "a_b_c"),
        ("__x", "x"),
        ("____", "column"),
        ("", "_"),
    ],
)
def test_attributes_are_safe(name: str, expected: str) -> None:
    assert safe_attribute(name) == expected


@given(st.text())
def test_every_name_becomes_an_identifier(name: str) -> None:
    made = identifier(name)
    assert made.isidentifier()
    assert not keyword.iskeyword(made)


@given(st.text(), st.sampled_from(["'", '"']))
def test_a_literal_is_the_text(value: str, quote: str) -> None:
    assert ast.literal_eval(spell(value, quote)) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a", '"a"'), ('say "a"', "'say \"a\"'"), ("it's", '"it\'s"'), ("\\d\n", '"\\\\d\\n"'), ("é", '"é"')],
)
def test_the_quote_that_needs_fewer_escapes(value: str, expected: str) -> None:
    assert spell(value) == expected


@given(st.text())
def test_a_docstring_says_what_the_comment_said(text: str) -> None:
    body = indented(f"{docstring(text)}\npass", "    ")
    function = ast.parse(f"def f():\n{body}\n").body[0]
    assert isinstance(function, ast.FunctionDef)
    lines = [line.rstrip() for line in inspect.cleandoc(text).splitlines()]
    assert (ast.get_docstring(function) or "").split() == "\n".join(lines).split()


WIDE = Style(width=40)


@pytest.mark.parametrize(
    ("rendered", "expected"),
    [
        (render(call("f", "a", b="1"), WIDE, "x = "), "x = f(a, b=1)"),
        (
            render(call("function", "argument_one", "argument_two"), WIDE, "x = "),
            """
            x = function(
                argument_one, argument_two
            )
            """,
        ),
        (
            render(call("function", "argument_one", "argument_two", name=Text("three")), WIDE, "x = "),
            """
            x = function(
                argument_one,
                argument_two,
                name="three",
            )
            """,
        ),
        (
            render(call("f", Text("a single string that is far too long")), WIDE),
            'f(\n    "a single string that is far too long"\n)',
        ),
        (render(Display("(", ("a",)), WIDE), "(a,)"),
        (
            render(Display("(", (call("Index", Text("a_name_of_length"), "a"), "b")), WIDE, "x = "),
            """
            x = (
                Index("a_name_of_length", a),
                b,
            )
            """,
        ),
        (
            render(call("f", Display("{", (Keyword(Text("key"), Text("value " * 5)),))), WIDE),
            """
            f(
                {
                    "key": "value value value value value "
                }
            )
            """,
        ),
        (render_annotated("a", "int", None, WIDE), "a: int"),
        (
            render_annotated("attribute", "Mapped[list[Entity]]", call("relationship", a="1"), WIDE),
            """
            attribute: Mapped[list[Entity]] = (
                relationship(a=1)
            )
            """,
        ),
        (
            render_annotated("attribute_long", "Mapped[list[Entity1]]", call("relationship", a="1"), WIDE),
            """
            attribute_long: Mapped[
                list[Entity1]
            ] = relationship(a=1)
            """,
        ),
    ],
)
def test_layout(rendered: str, expected: str) -> None:
    assert rendered == textwrap.dedent(expected).strip("\n")


def test_quotes_follow_the_style() -> None:
    assert flat(call("f", Text("a"), Display("{", (Keyword(Text("k"), Text("it's")),))), Style(quote="'")) == (
        "f('a', {'k': \"it's\"})"
    )


def test_imports_are_in_isorts_order() -> None:
    imports = Imports()
    for module, name in [
        ("sqlalchemy", "text"),
        ("sqlalchemy", "TEXT"),
        ("sqlalchemy", "Text"),
        (".model10", "Model10"),
        (".model2", "Model2"),
        ("datetime", "datetime"),
        ("enum", "Enum"),
        ("builtins", "str"),
        ("sqlalchemy.orm", "Mapped"),
    ]:
        imports.use(module, name)
    assert imports.render() == textwrap.dedent(
        """\
        import enum
        from datetime import datetime

        from sqlalchemy import TEXT, Text, text
        from sqlalchemy.orm import Mapped

        from .model2 import Model2
        from .model10 import Model10"""
    )


@pytest.mark.parametrize(
    ("module", "name", "reserved", "scope", "expected"),
    [
        ("sqlalchemy", "Text", (), (), "Text"),
        ("sqlalchemy", "Text", {"Text"}, (), "sa.Text"),
        ("sqlalchemy", "text", (), {"text"}, "sa.text"),
        ("sqlalchemy", "text", (), {"text", "sa"}, "sa_.text"),
        ("datetime", "date", (), {"date"}, "dt.date"),
        ("builtins", "list", (), {"list"}, "builtins.list"),
        ("sqlalchemy.orm", "relationship", (), {"relationship"}, "orm.relationship"),
        ("._support", "utc_now", (), {"utc_now"}, "utc_now_"),
        ("enum", "Enum", (), (), "enum.Enum"),
    ],
)
def test_a_name_that_clashes(module: str, name: str, reserved: set[str], scope: set[str], expected: str) -> None:
    imports = Imports(reserved, scope)
    imports.scope = scope
    assert imports.use(module, name) == expected
    assert imports.use(module, name) == expected


def test_the_same_name_of_two_modules() -> None:
    imports = Imports()
    assert imports.use("sqlalchemy", "Enum") == "Enum"
    assert imports.use("other", "Enum") == "other.Enum"
