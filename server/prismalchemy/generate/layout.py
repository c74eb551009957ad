"""Python expressions as small trees, and their layout on lines.

The layout is the one that `ruff format` and Black give: on one line if it fits; else the arguments of a call on one
indented line of their own; else one item a line with a trailing comma.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from prismalchemy.generate.options import Style


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal; it is spelt with the style's quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword argument, or an entry of a dictionary where `name` is itself a string literal."""

    name: str | Text
    value: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A call `head(items)`."""

    head: str
    items: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Display:
    """A list, tuple or dictionary: `opening` is its bracket, with what belongs to it in front (`lambda: [`). A tuple of
    one item keeps its comma.
    """

    opening: str
    items: tuple[Node, ...] = ()


Node = Union[str, Text, Keyword, Call, Display]  # noqa: UP007 - evaluated on Python 3.10 with forward names
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def call(head: str, *items: Node, **keywords: Node | None) -> Call:
    """A call; keywords that are None are left out."""
    named = (Keyword(name, value) for name, value in keywords.items() if value is not None)
    return Call(head, (*items, *named))


def spell(value: str, quote: str = '"') -> str:
    """A string literal. The other quote is taken where it saves escapes, as formatters do."""
    if quote not in value and "\\" not in value and value.isprintable():
        return f"{quote}{value}{quote}"
    other = "'" if quote == '"' else '"'
    if value.count(quote) > value.count(other):
        quote = other
    body = "".join(_escape(character, quote) for character in value)
    return f"{quote}{body}{quote}"


def _escape(character: str, quote: str) -> str:
    if character in (quote, "\\"):
        return "\\" + character
    return character if character.isprintable() else repr(character)[1:-1]


def flat(node: Node, style: Style) -> str:
    """The expression on one line."""
    if isinstance(node, str):
        return node
    if isinstance(node, Text):
        return spell(node.value, style.quote)
    if isinstance(node, Keyword):
        return _lead(node, style) + flat(node.value, style)
    inner = ", ".join([flat(item, style) for item in node.items])
    if isinstance(node, Call):
        return f"{node.head}({inner})"
    comma = "," if node.opening == "(" and len(node.items) == 1 else ""
    return f"{node.opening}{inner}{comma}{_CLOSING[node.opening[-1]]}"


def render(node: Node, style: Style, prefix: str = "", depth: int = 1, suffix: str = "") -> str:
    """The expression behind `prefix` on as many lines as the style's width asks for.

    Args:
        node: the expression.
        style: width, indentation and quotes.
        prefix: what stands before it on the first line.
        depth: levels that the caller will indent the result by; they count towards the width only.
        suffix: what stands behind it on the last line.
    """
    return "\n".join(_lines(node, style, prefix, suffix, depth))


def render_annotated(name: str, annotation: str, value: Node | None, style: Style, depth: int = 1) -> str:
    """An annotated assignment `name: annotation = value`.

    Where the annotation leaves no room for the value to begin, the value goes into parentheses; where it leaves no
    room for those either, the annotation is split at its outer bracket, if it has one; a union goes into parentheses.
    """
    room = style.width - depth * len(style.indent)
    start = f"{name}: {annotation}"
    lines = [start] if value is None else _lines(value, style, f"{start} = ", "", depth)
    if len(lines[0]) <= room:
        return "\n".join(lines)
    if value is not None and len(start) + len(" = (") <= room:
        inner = [style.indent + line for line in _lines(value, style, "", "", depth + 1)]
        if all(len(line) <= room for line in inner) or annotation.endswith("]"):
            return "\n".join([f"{start} = (", *inner, ")"])
    if " | " in annotation and not annotation.endswith(("]", '"', "'")):
        rest = [")"] if value is None else _lines(value, style, ") = ", "", depth)
        return "\n".join([f"{name}: (", style.indent + annotation, *rest])
    if not annotation.endswith("]"):
        return "\n".join(lines)
    outer, _, content = annotation[:-1].partition("[")
    rest = ["]"] if value is None else _lines(value, style, "] = ", "", depth)
    return "\n".join([f"{name}: {outer}[", style.indent + content, *rest])


def _lines(node: Node, style: Style, prefix: str, suffix: str, depth: int) -> list[str]:
    """The lines of `prefix`, the expression and `suffix`; the first line is not indented."""
    while isinstance(node, Keyword):
        prefix += _lead(node, style)
        node = node.value
    line = prefix + flat(node, style) + suffix
    room = style.width - depth * len(style.indent)
    if len(line) <= room or isinstance(node, (str, Text)) or not node.items:
        return [line]
    opening = f"{node.head}(" if isinstance(node, Call) else node.opening
    closing = _CLOSING[opening[-1]]
    body = ", ".join([flat(item, style) for item in node.items])
    if isinstance(node, Call) and len(body) + len(style.indent) <= room:
        inner = [body]
    elif len(node.items) == 1 and opening != "(":
        inner = _lines(node.items[0], style, "", "", depth + 1)
    else:
        inner = [line for item in node.items for line in _lines(item, style, "", ",", depth + 1)]
    return [prefix + opening, *[style.indent + line for line in inner], closing + suffix]


def _lead(node: Keyword, style: Style) -> str:
    if isinstance(node.name, Text):
        return spell(node.name.value, style.quote) + ": "
    return f"{node.name}="
