"""Loads `grammar/prisma.lark` and parses units of lines with it.

A unit is cut into tokens, and Lark sees the kinds of the tokens only: `@default(now())` and `@default(cuid())` have one
shape, and each shape is parsed once. What Lark makes of a shape is a template, which `template.fill` fills in with the
tokens' texts and places.

This is the one module below `workspace/` that reads a file: the grammar, which is part of the program.
"""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from lark import Lark, Token, UnexpectedToken
from lark.lexer import Lexer

from prismalchemy.prisma.ast import Broken
from prismalchemy.prisma.template import Template, Tokens, Unit, builder, fill
from prismalchemy.text import Span

Rule: TypeAlias = Literal["head", "type", "setting", "attribute", "block_attribute"]

_OTHER = "OTHER"
"""The kind of a character that begins no token."""
MAX_DEPTH = 100
"""How deep brackets may be nested. Values are walked by recursion; no schema needs a tenth of it."""


def parse_unit(rule: Rule, text: str, at: int) -> Unit | Broken:
    """Parse one unit of a line, which stands at the offset `at`. Never fails.

    Returns:
        head: names of keyword and block; type: a TypeName; setting: name and value; attribute and block_attribute:
        an Attribute. A `Broken` where the text does not fit.
    """
    parsed = _parse(rule, text)
    if isinstance(parsed, _Misfit):
        return Broken(text, parsed.message, parsed.span.shift(at), Span(at, at + len(text)))
    return fill(parsed[0], parsed[1], at)


class _Misfit(NamedTuple):
    """What does not fit in a unit, and where, counted from its start."""

    message: str
    span: Span


@lru_cache(maxsize=65_536)
def _parse(rule: Rule, text: str) -> tuple[Template, Tokens] | _Misfit:
    if len(text) > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        return _Misfit(f"more than {MAX_DEPTH} brackets within each other", Span(0, len(text)))
    kinds, tokens = _tokens(text)
    template = _template(rule, kinds)
    if not isinstance(template, int):
        return template, tokens
    if template == len(kinds):
        return _Misfit("the line ends too early", Span(0, len(text)))
    start, end = tokens.starts[template], tokens.ends[template]
    if text[start] == '"' and kinds[template] == _OTHER:
        return _Misfit("the string is not closed", Span(start, len(text)))
    return _Misfit(f"unexpected `{text[start:end]}`", Span(start, end))


def _depth(text: str) -> int:
    """How deep brackets are nested at most, those in strings counted too."""
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


def _tokens(text: str) -> tuple[tuple[str, ...], Tokens]:
    """The tokens of a unit and their kinds, the grammar's terminals."""
    kinds, texts, starts, ends = [], [], [], []
    for found in _token_pattern().finditer(text):
        kind = found.lastgroup
        if kind is not None:
            kinds.append(kind)
            texts.append(found.group())
            starts.append(found.start())
            ends.append(found.end())
    return tuple(kinds), Tokens(texts, starts, ends)


@lru_cache(maxsize=4096)
def _template(rule: Rule, kinds: tuple[str, ...]) -> Template | int:
    """What a sequence of tokens means; where it means nothing, the index of the token that does not fit."""
    parser = _parser().parse_interactive(start=rule)
    try:
        for index, kind in enumerate(kinds):
            parser.feed_token(Token(kind, "", index))
        template: Template = parser.feed_eof()  # type: ignore[no-untyped-call]
    except UnexpectedToken as error:
        misfit = error.token.start_pos
        return len(kinds) if misfit is None or error.token.type == "$END" else misfit
    return template


class _NoLexer(Lexer):
    """Stands where Lark wants a lexer; the tokens are fed to the parser."""

    def __init__(self, configuration: object) -> None:
        pass

    def lex(self, *_: object) -> Iterator[Token]:
        return iter(())


@cache
def _parser() -> Lark:
    return Lark(
        grammar_text(),
        parser="lalr",
        lexer=_NoLexer,
        start=["head", "type", "setting", "attribute", "block_attribute"],
        transformer=builder(),
        maybe_placeholders=True,
        propagate_positions=False,
    )


@cache
def _token_pattern() -> re.Pattern[str]:
    """Matches any token, white space and any other character; its groups are the kinds of tokens."""
    terminals = sorted(
        (one for one in _parser().terminals if one.name not in _parser().ignore_tokens),
        key=lambda one: (-one.priority, -one.pattern.max_width, -len(one.pattern.value), one.name),
    )
    named = [f"(?P<{one.name}>{one.pattern.to_regexp()})" for one in terminals]
    ignored = [one.pattern.to_regexp() for one in _parser().terminals if one.name in _parser().ignore_tokens]
    return re.compile("|".join([*ignored, *named, f"(?P<{_OTHER}>.)"]), re.DOTALL)


def grammar_text() -> str:
    """The grammar's text: from the installed package, or from `grammar/` at the top of a checkout."""
    packaged = importlib.resources.files("prismalchemy.prisma").joinpath("prisma.lark")
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return (Path(__file__).parents[3] / "grammar" / "prisma.lark").read_text("utf-8")
