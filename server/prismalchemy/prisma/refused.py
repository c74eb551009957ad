"""What is read although Prisma refuses it: odd names, commas too many, and signs of older versions of the language.

Source: the messages of Prisma's parser, asked with one schema for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from prismalchemy.prisma.ast import (
    Arity,
    Attribute,
    Block,
    BlockKind,
    Broken,
    Comment,
    EnumValue,
    Field,
    Member,
    Name,
    TypeName,
)
from prismalchemy.text import Span

_TRAILING_COMMA = re.compile(r",[^\S\r\n]*[\])]")
# A string may hold anything; so may a comment, but no attribute reaches into one.
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|(?P<comma>,)[^\S\r\n]*[\])]')
_BANG = re.compile(r"[^\S\r\n]*!")


def refused(block: Block, text: str) -> Iterator[tuple[Span, str]]:
    """The places in a block that Prisma refuses, and why; `text` is the block's text."""
    # The names of datasources and generators may begin with anything.
    if block.name is not None and block.kind not in (BlockKind.DATASOURCE, BlockKind.GENERATOR) and _odd(block.name):
        yield _name(block.name, "names of blocks")
    for member in block.members:
        if isinstance(member, Attribute):
            if _odd(member.name):
                yield _name(member.name, "names of attributes")
        elif isinstance(member, Field | EnumValue):
            if _odd(member.name):
                yield _name(member.name, "names")
            for attribute in member.attributes:
                if _odd(attribute.name):
                    yield _name(attribute.name, "names of attributes")
            if isinstance(member, Field) and member.type is not None:
                yield from _type(member.name, member.type, text)
    if _TRAILING_COMMA.search(text):
        for member in block.members:
            yield from _commas(member, text)


def _commas(member: Member, text: str) -> Iterator[tuple[Span, str]]:
    """Commas before a closing bracket."""
    if isinstance(member, Broken | Comment):
        return
    for found in _STRING_OR_COMMA.finditer(text, *member.span):
        if found["comma"]:
            yield Span(*found.span("comma")), "no comma stands before a closing bracket"


def _odd(name: Name) -> bool:
    return "-" in name.text or not name.text[:1].isalpha()


def _name(name: Name, what: str) -> tuple[Span, str]:
    first = name.text[:1]
    if first == "_":
        return name.span, f"{what} do not begin with `_`"
    if "-" in name.text:
        return name.span, f"{what} have no `-`"
    return name.span, f"{what} do not begin with a digit"


def _type(name: Name, type: TypeName, text: str) -> list[tuple[Span, str]]:
    start, end = type.span
    if text[name.span.end : start].strip() == ":":
        return [(Span(name.span.end, start), "no `:` stands between a field's name and its type")]
    if text[start] == "[":
        return [(type.span, f"a list is written `{type.name.text}[]`")]
    if text[start] == "_":
        return [(type.name.span, "names of types do not begin with `_`")]
    if type.arity is Arity.LIST and text[end - 1] == "?":
        return [(type.span, "lists are not optional: take `?` away")]
    if type.arity is Arity.REQUIRED and _BANG.match(text, end):
        return [(type.span, "fields are required without `!`")]
    return []
