"""Loads `grammar/prisma.lark` and parses units of lines with it.

This is the one module below `workspace/` that reads a file: the grammar, which is part of the program.
"""

from __future__ import annotations

import importlib.resources
import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args

from prismalchemy.prisma.ast import (
    Argument,
    Arity,
    Array,
    Attribute,
    Broken,
    Constant,
    Function,
    Name,
    Number,
    Object,
    String,
    TypeName,
    Value,
)
from prismalchemy.text import Span

Rule: TypeAlias = Literal["head", "type", "setting", "attribute", "block_attribute"]
Unit: TypeAlias = "tuple[Name, ...] | TypeName | tuple[Name, Value] | Attribute | Broken"


def _span(token: Token) -> Span:
    start = token.start_pos
    assert start is not None
    return Span(start, start + len(token))


def _name(token: Token) -> Name:
    return Name(str(token), _span(token))


def _text(token: Token) -> str:
    """The value of a string literal; JSON's escapes, and an unknown escape as it stands."""
    if "\\" not in token:
        return str(token[1:-1])
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return str(token[1:-1])


@v_args(inline=True)
class _Builder(Transformer[Token, object]):
    """Builds the syntax nodes while the parser runs; the method names are the grammar's rules."""

    def head(self, keyword: Token, name: Token | None, brace: Token | None = None) -> tuple[Name, ...]:
        del brace
        return (_name(keyword),) if name is None else (_name(keyword), _name(name))

    def setting(self, name: Token, value: Value) -> tuple[Name, Value]:
        return _name(name), value

    def type_name(self, name: Token) -> TypeName:
        return TypeName(_name(name), Arity.REQUIRED, _span(name))

    def unsupported(self, word: Token, text: Token, close: Token) -> TypeName:
        span = Span(_span(word).start, _span(close).end)
        return TypeName(Name("Unsupported", Span(span.start, span.start + 11)), Arity.REQUIRED, span, _text(text))

    def required(self, base: TypeName, bang: Token | None = None) -> TypeName:
        del bang
        return base

    def optional(self, base: TypeName, sign: Token) -> TypeName:
        return TypeName(base.name, Arity.OPTIONAL, Span(base.span.start, _span(sign).end), base.unsupported)

    def many(self, *parts: Token | TypeName) -> TypeName:
        base = next(part for part in parts if isinstance(part, TypeName))
        tokens = [part for part in parts if isinstance(part, Token)]
        start = min(base.span.start, _span(tokens[0]).start)
        return TypeName(base.name, Arity.LIST, Span(start, _span(tokens[-1]).end), base.unsupported)

    optional_many = many

    def attribute(self, at: Token, name: Token, arguments: tuple[tuple[Argument, ...], int] | None) -> Attribute:
        path = _name(name)
        end = path.span.end if arguments is None else arguments[1]
        return Attribute(path, () if arguments is None else arguments[0], Span(_span(at).start, end))

    block_attribute = attribute

    def arguments(self, *parts: Token | Argument | None) -> tuple[tuple[Argument, ...], int]:
        close = parts[-1]
        assert isinstance(close, Token)
        return tuple(part for part in parts if isinstance(part, Argument)), _span(close).end

    def positional(self, value: Value) -> Argument:
        return Argument(None, value, value.span)

    def named(self, name: Token, value: Value) -> Argument:
        return Argument(_name(name), value, Span(_span(name).start, value.span.end))

    def unfinished(self, name: Token, colon: Token) -> Argument:
        return Argument(_name(name), None, Span(_span(name).start, _span(colon).end))

    def string(self, token: Token) -> String:
        return String(_text(token), _span(token))

    def number(self, token: Token) -> Number:
        return Number(str(token), _span(token))

    def constant(self, token: Token) -> Constant:
        return Constant(str(token), _span(token))

    def function(self, name: Token, arguments: tuple[tuple[Argument, ...], int]) -> Function:
        path = _name(name)
        return Function(path, arguments[0], Span(path.span.start, arguments[1]))

    def array(self, *parts: Token | Value | None) -> Array:
        items = tuple(part for part in parts if part is not None and not isinstance(part, Token))
        return Array(items, _between(parts))

    def entry(self, name: Token, value: Value) -> tuple[Name, Value]:
        return _name(name), value

    def object(self, *parts: Token | tuple[Name, Value] | None) -> Object:
        return Object(tuple(part for part in parts if isinstance(part, tuple)), _between(parts))


def _between(parts: tuple[object, ...]) -> Span:
    first, last = parts[0], parts[-1]
    assert isinstance(first, Token)
    assert isinstance(last, Token)
    return Span(_span(first).start, _span(last).end)


def grammar_text() -> str:
    """The grammar's text: from the installed package, or from `grammar/` at the top of a checkout."""
    packaged = importlib.resources.files("prismalchemy.prisma").joinpath("prisma.lark")
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return (Path(__file__).parents[3] / "grammar" / "prisma.lark").read_text("utf-8")


@cache
def _parser() -> Lark:
    return Lark(
        grammar_text(),
        parser="lalr",
        lexer="contextual",
        start=["head", "type", "setting", "attribute", "block_attribute"],
        transformer=_Builder(),
        maybe_placeholders=True,
        propagate_positions=False,
    )


MAX_DEPTH = 100
"""How deep brackets may be nested. Values are walked by recursion; no schema needs a tenth of it."""


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


@lru_cache(maxsize=65_536)
def parse_unit(rule: Rule, text: str) -> Unit:
    """Parse one unit of a line; spans are counted from the start of `text`. Never fails.

    Returns:
        head: names of keyword and block; type: a TypeName; setting: name and value; attribute and block_attribute:
        an Attribute. A `Broken` where the text does not fit.
    """
    if len(text) > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        whole = Span(0, len(text))
        return Broken(text, f"more than {MAX_DEPTH} brackets within each other", whole, whole)
    try:
        unit: Unit = _parser().parse(text, rule)  # type: ignore[assignment]  # what the builder returns for the rule
    except UnexpectedInput as error:
        return _broken(error, text)
    return unit


def _broken(error: UnexpectedInput, text: str) -> Broken:
    """What went wrong, in a line."""
    whole = Span(0, len(text))
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        token = error.token
        return Broken(text, f"unexpected `{token}`", _span(token), whole)
    if isinstance(error, UnexpectedCharacters):
        at = error.pos_in_stream or 0
        if text[at] == '"':
            return Broken(text, "the string is not closed", Span(at, len(text)), whole)
        return Broken(text, f"unexpected `{text[at]}`", Span(at, at + 1), whole)
    return Broken(text, "the line ends too early", whole, whole)
