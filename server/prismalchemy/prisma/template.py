"""Syntax nodes of a shape of a unit, without texts; and how they are filled in.

A template is made of the nodes of `ast`: its texts are empty and its spans count tokens. `@map("a")` and `@map( "bc" )`
have one template, `Attribute(Name("", 1-2), …, 0-5)`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from lark import Token, Transformer, v_args

from prismalchemy.prisma.ast import (
    Argument,
    Arity,
    Array,
    Attribute,
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

Unit: TypeAlias = "tuple[Name, ...] | TypeName | tuple[Name, Value] | Attribute"
Template: TypeAlias = Unit


class Tokens(NamedTuple):
    """The tokens of a unit: what they say, and where they start and end, counted from the unit's start."""

    texts: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]


def builder() -> Transformer[Token, object]:
    """What makes templates of Lark's tokens; a token's `start_pos` is its index."""
    return _Builder()


def fill(template: Template, tokens: Tokens, at: int) -> Unit:
    """The nodes of a template, with what its tokens say; `at` is where the unit stands."""
    if isinstance(template, Attribute):
        arguments = template.arguments
        return Attribute(
            _filled_name(template.name, tokens, at),
            _filled_arguments(arguments, tokens, at) if arguments else arguments,
            _filled_span(template.span, tokens, at),
        )
    if isinstance(template, TypeName):
        unsupported = None
        if template.unsupported is not None:
            # Its tokens: Unsupported, an opening bracket, the string.
            unsupported = _literal(tokens.texts[template.name.span.start + 2])
        name = _filled_name(template.name, tokens, at)
        # A plain name: the type's place is the name's.
        span = name.span if template.span == template.name.span else _filled_span(template.span, tokens, at)
        return TypeName(name, template.arity, span, unsupported)
    first, *rest = template
    name = _filled_name(first, tokens, at)
    if not rest:
        return (name,)
    second = rest[0]
    if isinstance(second, Name):
        return name, _filled_name(second, tokens, at)
    return name, _filled(second, tokens, at)


def _span(first: Token, last: Token | None = None) -> Span:
    """The span of a token, or from one to another, in tokens. Tokens are empty strings, and so false."""
    start, end = first.start_pos, (first if last is None else last).start_pos
    assert start is not None
    assert end is not None
    return Span(start, end + 1)


def _name(token: Token) -> Name:
    return Name("", _span(token))


@v_args(inline=True)
class _Builder(Transformer[Token, object]):
    """Builds the template while the parser runs; the method names are the grammar's rules."""

    def head(self, keyword: Token, name: Token | None, brace: Token) -> tuple[Name, ...]:
        del brace
        return (_name(keyword),) if name is None else (_name(keyword), _name(name))

    def setting(self, name: Token, value: Value) -> tuple[Name, Value]:
        return _name(name), value

    def type_name(self, name: Token) -> TypeName:
        return TypeName(_name(name), Arity.REQUIRED, _span(name))

    def unsupported(self, word: Token, opening: Token, text: Token, close: Token) -> TypeName:
        del opening, text
        return TypeName(_name(word), Arity.REQUIRED, _span(word, close), "")

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
        return Argument(_name(name), None, _span(name, colon))

    def string(self, token: Token) -> String:
        return String("", _span(token))

    def number(self, token: Token) -> Number:
        return Number("", _span(token))

    def constant(self, token: Token) -> Constant:
        return Constant("", _span(token))

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
    return _span(first, last)


def _filled_span(span: Span, tokens: Tokens, at: int) -> Span:
    start, end = span
    return Span(tokens[1][start] + at, tokens[2][end - 1] + at)


def _filled_name(name: Name, tokens: Tokens, at: int) -> Name:
    index = name.span[0]
    texts, starts, ends = tokens
    return Name(texts[index], Span(starts[index] + at, ends[index] + at))


def _filled_arguments(arguments: tuple[Argument, ...], tokens: Tokens, at: int) -> tuple[Argument, ...]:
    return tuple([_filled_argument(argument, tokens, at) for argument in arguments])


def _filled_argument(argument: Argument, tokens: Tokens, at: int) -> Argument:
    value = None if argument.value is None else _filled(argument.value, tokens, at)
    if argument.name is None and value is not None:
        return Argument(None, value, value.span)
    name = None if argument.name is None else _filled_name(argument.name, tokens, at)
    return Argument(name, value, _filled_span(argument.span, tokens, at))


def _filled(value: Value, tokens: Tokens, at: int) -> Value:
    span = _filled_span(value.span, tokens, at)
    if isinstance(value, Constant):
        return Constant(tokens.texts[value.span.start], span)
    if isinstance(value, String):
        return String(_literal(tokens.texts[value.span.start]), span)
    if isinstance(value, Number):
        return Number(tokens.texts[value.span.start], span)
    if isinstance(value, Array):
        return Array(tuple([_filled(item, tokens, at) for item in value.items]), span)
    if isinstance(value, Function):
        name = _filled_name(value.name, tokens, at)
        return Function(name, _filled_arguments(value.arguments, tokens, at), span)
    entries = [(_filled_name(name, tokens, at), _filled(item, tokens, at)) for name, item in value.entries]
    return Object(tuple(entries), span)


def _literal(token: str) -> str:
    """The value of a string literal; JSON's escapes, and an unknown escape as it stands."""
    if "\\" not in token:
        return token[1:-1]
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token[1:-1]
