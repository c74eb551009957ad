"""Attributes and arguments as text: how Prisma's formatter writes them, and changes to one of them.

All functions take and give the text of one attribute, sign included: `@default(now())`, `@@index([a, b])`.
"""

from __future__ import annotations

import json

from prismalchemy.prisma.ast import Argument, Array, Attribute, Function, Name, Object, Value
from prismalchemy.prisma.grammar import parse_unit
from prismalchemy.text import Edit, Span, apply_edits

_ORDER = ("id", "unique", "default", "updatedAt", "index", "fulltext", "map", "relation", "ignore")
"""The order in which Prisma's formatter puts attributes, of fields and of blocks; all others come last, as they stand.
Source: `psl/schema-ast/src/reformat.rs` of prisma-engines.
"""
_ARGUMENTS = ("name", "fields", "references", "onDelete", "onUpdate", "map")
"""The usual order of named arguments; the formatter leaves them as they stand."""


def rank(name: str) -> int:
    """Where an attribute with this name (without signs) comes among others."""
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def quoted(value: str) -> str:
    """A string literal. Prisma's are JSON's; what lies beyond ASCII stands for itself."""
    return json.dumps(value, ensure_ascii=False)


def parsed(text: str) -> Attribute | None:
    """The syntax of an attribute's text; None where it is not one."""
    unit = parse_unit("block_attribute" if text.startswith("@@") else "attribute", text, 0)
    return unit if isinstance(unit, Attribute) else None


def canonical(text: str) -> str:
    """An attribute as Prisma's formatter writes it; unchanged where it cannot be read."""
    attribute = parsed(text)
    if attribute is None:
        return text
    sign = "@@" if text.startswith("@@") else "@"
    return sign + _call(attribute, text)


def canonical_value(text: str) -> str:
    """A value as Prisma's formatter writes it; unchanged where it cannot be read."""
    setting = f"x = {text}"
    unit = parse_unit("setting", setting, 0)
    if not isinstance(unit, tuple) or isinstance(unit[1], Name):
        return text
    return _value(unit[1], setting)


def with_argument(text: str, name: str, value: str, *, positional: bool = False) -> str | None:
    """The attribute with an argument set.

    Args:
        text: the attribute.
        name: the argument's name, also where it is written without.
        value: its value, as it is to stand there.
        positional: the argument may stand without its name, as the first one.

    Returns:
        The new text; None where `text` cannot be read.
    """
    attribute = parsed(text)
    if attribute is None:
        return None
    present = attribute.value(name, positional=0 if positional else None)
    if present is not None:
        return apply_edits(text, [Edit(present.span, value)])
    unfinished = attribute.argument(name)
    if unfinished is not None:
        return apply_edits(text, [Edit(unfinished.span, f"{name}: {value}")])
    written = value if positional else f"{name}: {value}"
    if not attribute.arguments:
        # `@unique`, or `@unique()`.
        return f"{text[: attribute.name.span.end]}({written})"
    following = next((one for one in attribute.arguments if positional or _comes_behind(one, name)), None)
    if following is not None:
        start = following.span.start
        return apply_edits(text, [Edit(Span(start, start), f"{written}, ")])
    end = attribute.arguments[-1].span.end
    return apply_edits(text, [Edit(Span(end, end), f", {written}")])


def without_argument(text: str, name: str, *, positional: bool = False) -> str | None:
    """The attribute without an argument; None where it has none or cannot be read. See `with_argument`."""
    attribute = parsed(text)
    if attribute is None:
        return None
    arguments = attribute.arguments
    for index, one in enumerate(arguments):
        if (one.name is not None and one.name.text == name) or (positional and one.name is None and index == 0):
            break
    else:
        return None
    if len(arguments) == 1:
        return text[: attribute.name.span.end]
    if index:
        return apply_edits(text, [Edit(Span(arguments[index - 1].span.end, one.span.end), "")])
    return apply_edits(text, [Edit(Span(one.span.start, arguments[1].span.start), "")])


def _comes_behind(argument: Argument, name: str) -> bool:
    """Whether an argument usually stands behind the one with this name."""
    other = argument.name.text if argument.name is not None else ""
    return other in _ARGUMENTS and name in _ARGUMENTS and _ARGUMENTS.index(other) > _ARGUMENTS.index(name)


def _call(call: Attribute | Function, text: str) -> str:
    name = call.name.text
    if not call.arguments:
        # `@updatedAt` has no brackets, `now()` has.
        return name + ("()" if text[call.name.span.end : call.span.end].strip() else "")
    return f"{name}({', '.join(_argument(one, text) for one in call.arguments)})"


def _argument(argument: Argument, text: str) -> str:
    value = "" if argument.value is None else _value(argument.value, text)
    return value if argument.name is None else f"{argument.name.text}: {value}"


def _value(value: Value, text: str) -> str:
    if isinstance(value, Function):
        return _call(value, text)
    if isinstance(value, Array):
        return f"[{', '.join(_value(item, text) for item in value.items)}]"
    if isinstance(value, Object):
        entries = ", ".join(f"{name.text}: {_value(item, text)}" for name, item in value.entries)
        return f"{{ {entries} }}" if entries else "{}"
    return text[slice(*value.span)]
