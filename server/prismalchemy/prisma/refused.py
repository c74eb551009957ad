"""What is read although Prisma refuses it: odd names, and signs of older versions of the language.

Source: the messages of Prisma's parser, asked with one schema for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from prismalchemy.prisma.ast import Arity, Attribute, Block, BlockKind, EnumValue, Field, Name, TypeName
from prismalchemy.text import Span

_BANG = re.compile(r"[^\S\r\n]*!")


def refused(block: Block, text: str) -> Iterator[tuple[Span, str]]:
    """The places in a block that Prisma refuses, and why; `text` is the block's text."""
    # The names of datasources and generators may begin with anything.
    if block.name is not None and block.kind not in (BlockKind.DATASOURCE, BlockKind.GENERATOR):
        yield from _name(block.name, "names of blocks")
    for member in block.members:
        if isinstance(member, Attribute):
            yield from _name(member.name, "names of attributes")
        elif isinstance(member, Field | EnumValue):
            yield from _name(member.name, "names")
            for attribute in member.attributes:
                yield from _name(attribute.name, "names of attributes")
            if isinstance(member, Field) and member.type is not None:
                yield from _type(member.name, member.type, text)


def _name(name: Name, what: str) -> Iterator[tuple[Span, str]]:
    first = name.text[:1]
    if first.isdigit():
        yield name.span, f"{what} do not begin with a digit"
    elif first == "_":
        yield name.span, f"{what} do not begin with `_`"
    elif "-" in name.text:
        yield name.span, f"{what} have no `-`"


def _type(name: Name, type: TypeName, text: str) -> Iterator[tuple[Span, str]]:
    between = Span(name.span.end, type.span.start)
    written = text[type.span.start : type.span.end]
    if ":" in text[between.start : between.end]:
        yield between, "no `:` stands between a field's name and its type"
    if written.startswith("["):
        yield type.span, f"a list is written `{type.name.text}[]`"
    elif type.arity is Arity.LIST and written.endswith("?"):
        yield type.span, "lists are not optional: take `?` away"
    elif _BANG.match(text, type.span.end):
        yield type.span, "fields are required without `!`"
    elif type.name.text.startswith("_"):
        yield type.name.span, "names of types do not begin with `_`"
