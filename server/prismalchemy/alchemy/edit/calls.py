"""Edits of the arguments of a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prismalchemy.alchemy.edit.code import Code, Node, replace
from prismalchemy.alchemy.edit.entries import (
    Entries,
    entries_of,
    insert_entries,
    insert_entry,
    remove_entries,
    remove_entry,
    replace_entry,
)
from prismalchemy.text import Edit


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument as written.

    `keyword` is None for a positional one, `*` or `**` for an unpacked one; `value` is the node without the keyword.
    """

    index: int
    keyword: str | None
    value: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A call: `node` the whole expression, `function` the text of what is called, `entries` its arguments."""

    node: Node
    function: str
    entries: Entries
    arguments: tuple[Argument, ...]

    def keyword(self, *names: str) -> Argument | None:
        """The first argument that is given by one of these keywords."""
        return next((argument for argument in self.arguments if argument.keyword in names), None)

    @property
    def positional(self) -> tuple[Argument, ...]:
        """The arguments without a keyword, up to an unpacked one."""
        found = []
        for argument in self.arguments:
            if argument.keyword is None:
                found.append(argument)
            elif argument.keyword == "*":
                break
        return tuple(found)


def unwrapped(node: Node) -> Node:
    """An expression without the brackets that formatters put what is long into."""
    while node.type == "atom" and len(node.children) == 3 and node.children[0] == "(":
        inner = node.children[1]
        if inner.type == "testlist_comp":  # a tuple, or what a generator gives
            return node
        node = inner
    return node


def call_of(code: Code, node: Node | None) -> Call | None:
    """The call that an expression is (`f(...)`, `a.b.f(...)`), brackets around it apart; None if it is none."""
    node = None if node is None else unwrapped(node)
    if node is None or node.type not in ("atom_expr", "power") or node.children[0].type == "keyword":
        return None
    last = node.children[-1]
    if last.type != "trailer" or last.children[0].value != "(":
        return None
    entries = entries_of(last)
    if entries is None:
        return None
    arguments = []
    for index, nodes in enumerate(entries.nodes):
        entry = nodes[0]
        if entry.type == "argument" and entry.children[0].type == "operator":
            arguments.append(Argument(index, entry.children[0].value, entry.children[1]))
        elif entry.type == "argument" and entry.children[1].type == "operator" and entry.children[1].value == "=":
            arguments.append(Argument(index, entry.children[0].value, entry.children[2]))
        else:
            arguments.append(Argument(index, None, entry))
    function = code.text[code.span(node).start : code.span(last).start]
    return Call(node, function, entries, tuple(arguments))


def set_keyword(code: Code, call: Call, name: str, value: str) -> list[Edit]:
    """Give one keyword argument this value. See `set_keywords`."""
    return set_keywords(code, call, {name: value})


def set_keywords(code: Code, call: Call, values: Mapping[str, str]) -> list[Edit]:
    """Give keyword arguments these values: in their places where they are there, else behind the others.

    Args:
        code: the module.
        call: the call.
        values: keyword → source of its value.
    """
    edits: list[Edit] = []
    fresh = []
    for name, value in values.items():
        there = call.keyword(name)
        if there is None:
            fresh.append(f"{name}={value}")
        elif code.source(there.value) != value:
            written = code.lines(value, code.indentation(code.span(there.value).start))
            edits.append(replace(code, there.value, written))
    unpacked = call.keyword("**")
    at = len(call.arguments) if unpacked is None else unpacked.index
    return edits + insert_entries(code, call.entries, at, fresh)


def change_keywords(code: Code, call: Call, values: Mapping[str, str | None]) -> list[Edit]:
    """Set and take out keyword arguments at once; one that comes takes the place of one that goes.

    Args:
        code: the module.
        call: the call.
        values: keyword → source of its value, None to take it out.
    """
    going = [there.index for name, value in values.items() if value is None and (there := call.keyword(name))]
    staying = {name: value for name, value in values.items() if value is not None}
    coming = [name for name in staying if call.keyword(name) is None]
    edits: list[Edit] = []
    while going and coming:
        name = coming.pop(0)
        edits += replace_entry(code, call.entries, going.pop(0), f"{name}={staying.pop(name)}")
    return edits + set_keywords(code, call, staying) + remove_entries(code, call.entries, going)


def remove_keyword(code: Code, call: Call, *names: str) -> list[Edit]:
    """Take out the argument with one of these keywords; nothing if there is none."""
    there = call.keyword(*names)
    return remove_entry(code, call.entries, there.index) if there is not None else []


def insert_positional(code: Code, call: Call, position: int, text: str) -> list[Edit]:
    """Put a positional argument before the one at `position`, or behind the last positional one."""
    positional = call.positional
    if position < len(positional):
        return insert_entry(code, call.entries, positional[position].index, text)
    at = positional[-1].index + 1 if positional else 0
    return insert_entry(code, call.entries, at, text)
