"""Three-way merge of one statement, argument by argument."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from prismalchemy.alchemy.edit import (
    Code,
    Entries,
    Node,
    entries_of,
    insert,
    insert_entry,
    reflow,
    remove_entry,
    replace_entry,
)
from prismalchemy.alchemy.edit.entries import class_arguments
from prismalchemy.alchemy.edit.members import alone, annotation_of, value_of
from prismalchemy.text import Edit, Span, apply_edits

_BLOCK = "if 1:\n"
_KEYED = frozenset({"ForeignKey", "Identity", "Computed", "Sequence", "CheckConstraint"})
_MOST = 1000
"""Changes to one statement; more are a mistake of ours."""


class UncertainError(Exception):
    """User and generator changed the same thing. `offset` is where, in the present text of the statement."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Part:
    """An expression in one of the three texts: its code and its nodes, several for an entry of a dictionary."""

    code: Code
    nodes: tuple[Node, ...]

    @property
    def span(self) -> Span:
        return Span(self.code.span(self.nodes[0]).start, self.code.span(self.nodes[-1]).end)

    @property
    def source(self) -> str:
        """Its text, the lines behind the first one indented as if the first began without indentation."""
        start, end = self.span
        indentation = self.code.indentation(start)
        first, *rest = self.code.text[start:end].split("\n")
        return "\n".join([first, *(line.removeprefix(indentation) for line in rest)])

    @property
    def node(self) -> Node:
        return self.nodes[0]


def merge_statement(base: str, present: str, fresh: str) -> str:
    """An assignment with what user and generator each changed in it.

    Args:
        base: the statement as it was generated last, with its lines' indentation and line ends.
        present: the statement as it is now; what changes, changes in this text.
        fresh: the statement as it would be generated now.

    Raises:
        UncertainError: both changed the same part, each in its own way, or one what the other took out.
    """
    base_code, fresh_code = _code(base), _code(fresh)
    width = _code(present).width
    text = present
    for _ in range(_MOST):
        code = _code(text)
        offset = len(code.text) - len(text)
        try:
            edits = next(_statement(base_code, code, fresh_code), None)
        except UncertainError as error:
            raise UncertainError(error.offset - offset, error.reason) from error
        if edits is None:
            return text
        text = _reflowed(apply_edits(code.text, edits), edits, width)[offset:]
    raise UncertainError(0, "it differs in too many places")


def merge_header(base: str, present: str, fresh: str) -> str:
    """The head of a class, `class Name(bases, keywords):`; see `merge_statement`."""
    text = present
    base_code, fresh_code = Code(base + " pass\n"), Code(fresh + " pass\n")
    for _ in range(_MOST):
        code = Code(text + " pass\n")
        edits = next(_header(base_code, code, fresh_code), None)
        if edits is None:
            return text
        text = apply_edits(code.text, edits).removesuffix(" pass\n")
    raise UncertainError(0, "it differs in too many places")


def options_in_tuple(text: str) -> str:
    """`__table_args__ = {…}` as `__table_args__ = ({…},)`, which says the same; any other statement as it is."""
    code = _code(text)
    value = value_of(_only_statement(code))
    if value is None or value.type != "atom" or value.children[0].value != "{":
        return text
    span = code.span(value)
    edits = [insert(span.start, "("), insert(span.end, ",)")]
    return apply_edits(code.text, edits)[len(code.text) - len(text) :]


def same_expression(one: str, other: str) -> bool:
    """Whether two expressions, or entries between brackets, are the same but for their layout."""
    return one == other or _syntax(one) == _syntax(other)


@lru_cache(maxsize=4096)
def _syntax(source: str) -> str:
    # As an argument of a call, so that `*x`, `**x` and `name=x` are read too; then as an entry of a dictionary.
    for text in (f"f({source}\n)", f"{{{source}\n}}", f"f[{source}\n]"):
        tree = _parsed(text)
        if tree is not None:
            return ast.dump(tree)
    return source


def _parsed(text: str) -> ast.Expression | None:
    try:
        return ast.parse(text, mode="eval")
    except (SyntaxError, ValueError):
        return None


def _code(text: str) -> Code:
    return Code((_BLOCK if text[:1] in (" ", "\t") else "") + text)


def _reflowed(text: str, edits: list[Edit], width: int) -> str:
    return apply_edits(text, reflow(Code(text), [edits[0].span.start], width))


def _only_statement(code: Code) -> Node:
    node = code.top[0]
    if code.text.startswith(_BLOCK):
        node = next(child for child in node.children[-1].children if child.type != "newline")
    return alone(node)


def _statement(base: Code, present: Code, fresh: Code) -> Iterator[list[Edit]]:
    """The changes that bring the generator's news into the present statement; only the first one may be used."""
    b, c, f = map(_only_statement, (base, present, fresh))
    start = present.span(c).start
    if any(node.type != "expr_stmt" for node in (b, c, f)):
        raise UncertainError(start, "you and the generator both changed it")
    parts = [(_Part(base, (b.children[0],)), _Part(present, (c.children[0],)), _Part(fresh, (f.children[0],)))]
    annotations = annotation_of(b), annotation_of(c), annotation_of(f)
    values = value_of(b), value_of(c), value_of(f)
    if None not in annotations:
        parts.append(_three(base, present, fresh, annotations))
    elif annotations != (None, None, None):
        raise UncertainError(start, "the generator changed how it is declared")
    if None not in values:
        parts.append(_three(base, present, fresh, values))
    for one, two, three in parts:
        yield from _merge(one, two, three)
    if None in values:
        yield from _bare(base, present, fresh, values)


def _three(base: Code, present: Code, fresh: Code, nodes: tuple[Node, Node, Node]) -> tuple[_Part, _Part, _Part]:
    return _Part(base, (nodes[0],)), _Part(present, (nodes[1],)), _Part(fresh, (nodes[2],))


def _bare(base: Code, present: Code, fresh: Code, values: tuple[Node, Node, Node]) -> Iterator[list[Edit]]:
    """A column without a value says as much as one with `mapped_column()`."""
    b, c, f = values
    empty = Code("mapped_column()")
    nothing = _Part(empty, (empty.top[0],))
    if c is not None:
        one = nothing if b is None else _Part(base, (b,))
        three = nothing if f is None else _Part(fresh, (f,))
        yield from _merge(one, _Part(present, (c,)), three)
        return
    statement = _only_statement(present)
    end = present.span(statement).end
    if f is None or (b is not None and same_expression(_Part(base, (b,)).source, _Part(fresh, (f,)).source)):
        return
    if b is not None:
        raise UncertainError(present.span(statement).start, "you took out its value, which the generator changed")
    text = present.lines(_Part(fresh, (f,)).source, present.indentation(end))
    yield [insert(end, f" = {text}")]


def _header(base: Code, present: Code, fresh: Code) -> Iterator[list[Edit]]:
    b, c, f = base.top[0], present.top[0], fresh.top[0]
    if any(node.type != "classdef" for node in (b, c, f)):
        raise UncertainError(0, "you and the generator both changed its head")
    yield from _merge(*_three(base, present, fresh, (b.children[1], c.children[1], f.children[1])))
    arguments = class_arguments(b), class_arguments(c), class_arguments(f)
    if arguments[0] is None or arguments[1] is None or arguments[2] is None:
        raise UncertainError(0, "you and the generator both changed its bases")
    yield from _entries(
        present,
        _keyed(base, arguments[0], ordered=False),
        _keyed(present, arguments[1], ordered=False),
        _keyed(fresh, arguments[2], ordered=False),
        arguments[1],
    )


def _merge(base: _Part | None, present: _Part, fresh: _Part) -> Iterator[list[Edit]]:
    if same_expression(present.source, fresh.source):
        return
    if base is not None:
        if same_expression(base.source, fresh.source):
            return
        if same_expression(base.source, present.source):
            yield [_replacement(present, fresh)]
            return
        inner = [_brackets(part) for part in (base, present, fresh)]
        kinds = {kind for kind, _, _ in inner}
        if len(kinds) == 1 and kinds != {""}:
            heads = [head for _, head, _ in inner]
            if heads[0] is not None and heads[1] is not None and heads[2] is not None:
                yield from _merge(heads[0], heads[1], heads[2])
            keyed = [
                _keyed(part.code, entries, ordered=kind in ("call", "subscript"))
                for part, (kind, _, entries) in zip((base, present, fresh), inner, strict=True)
                if entries is not None
            ]
            entries = inner[1][2]
            if len(keyed) == 3 and entries is not None:
                yield from _entries(present.code, keyed[0], keyed[1], keyed[2], entries)
                return
    raise UncertainError(present.span.start, _both(present, fresh))


def _both(present: _Part, fresh: _Part) -> str:
    return f"you wrote `{_short(present.source)}`, the schema now makes it `{_short(fresh.source)}`"


def _short(source: str) -> str:
    text = " ".join(source.split())
    return text if len(text) <= 60 else text[:59] + "…"


def _replacement(present: _Part, fresh: _Part) -> Edit:
    span = present.span
    return Edit(span, present.code.lines(fresh.source, present.code.indentation(span.start)))


def _brackets(part: _Part) -> tuple[str, _Part | None, Entries | None]:
    """What kind of bracketed thing an expression is, what stands before its brackets, and what in them."""
    node = part.nodes[-1]
    if node.type == "argument" and len(node.children) == 3 and node.children[1].value == "=":
        node = node.children[2]
    if node.type in ("atom_expr", "power") and node.children[-1].type == "trailer":
        trailer = node.children[-1]
        opening = trailer.children[0].value
        kind = {"(": "call", "[": "subscript"}.get(opening, "")
        head = _Part(part.code, tuple(node.children[:-1]))
        return kind, head, entries_of(trailer) if kind else None
    if node.type == "atom" and node.children[0].type == "operator":
        return node.children[0].value, None, entries_of(node)
    return "", None, None


def _keyed(code: Code, entries: Entries, *, ordered: bool) -> dict[tuple[str, ...], _Part]:
    """The entries between brackets by what they are: by keyword, by name, or by place where the order matters."""
    found: dict[tuple[str, ...], _Part] = {}
    place = 0
    for nodes in entries.nodes:
        part = _Part(code, nodes)
        node = nodes[0]
        key: tuple[str, ...]
        if len(nodes) == 3:
            key = ("key", _syntax(code.source(node)))
        elif node.type == "argument" and node.children[0].type == "operator":
            key = ("unpacked", part.source)
        elif node.type == "argument":
            key = ("keyword", node.children[0].value)
        elif ordered and _called(code, node) not in _KEYED:
            key = ("name",) if not place and node.type == "string" else ("place", str(place))
            place += key != ("name",)
        else:
            key = _identity(code, node)
        count = 1
        while key in found:
            count += 1
            key = (*key[:2], f"#{count}")
        found[key] = part
    return found


def _identity(code: Code, node: Node) -> tuple[str, ...]:
    """What an entry of a list is: a call by its function and its name, a dictionary as such, others by themselves."""
    source = code.source(node)
    called = _called(code, node)
    if called in _KEYED - {"CheckConstraint"}:
        return ("call", called)
    if called:
        call = ast.parse(f"({source})", mode="eval").body
        assert isinstance(call, ast.Call)
        named = next((keyword.value for keyword in call.keywords if keyword.arg == "name"), None)
        first = named if named is not None else next(iter(call.args), None)
        if named is not None or called == "Index":
            return ("call", called, ast.dump(first) if first is not None else "")
        return ("call", called, *(ast.dump(argument) for argument in call.args))
    if node.type == "atom" and node.children[0].value == "{":
        return ("options",)
    return ("entry", _syntax(source))


def _called(code: Code, node: Node) -> str:
    if node.type not in ("atom_expr", "power") or node.children[-1].type != "trailer":
        return ""
    if node.children[-1].children[0].value != "(":
        return ""
    head = code.text[code.span(node).start : code.span(node.children[-1]).start]
    return head.rsplit(".", 1)[-1].strip()


def _heir(
    key: tuple[str, ...], base: dict[tuple[str, ...], _Part], fresh: dict[tuple[str, ...], _Part]
) -> tuple[str, ...] | None:
    """What is generated now in the place of an entry that goes: it is to stand where that stood."""
    place = list(base).index(key)
    heir = next(iter(list(fresh)[place : place + 1]), None)
    return heir if heir is not None and heir not in base and heir[0] == key[0] else None


def _empty(part: _Part) -> _Part | None:
    """An argument that is a dictionary, without entries: one that is not there says as much. None for any other."""
    node = part.node
    if node.type != "argument" or _brackets(part)[0] != "{" or node.children[0].type != "name":
        return None
    code = Code(f"f({node.children[0].value}={{}})")
    return _Part(code, (code.top[0].children[-1].children[1],))


def _entries(
    code: Code,
    base: dict[tuple[str, ...], _Part],
    present: dict[tuple[str, ...], _Part],
    fresh: dict[tuple[str, ...], _Part],
    entries: Entries,
) -> Iterator[list[Edit]]:
    """Merge what stands between brackets."""
    keys = list(present)
    for key, part in fresh.items():
        if key in present:
            yield from _merge(base.get(key) or _empty(present[key]), present[key], part)
        elif key in base and not same_expression(base[key].source, part.source):
            offset = code.span(entries.opening).start
            raise UncertainError(offset, f"you took out `{_short(base[key].source)}`, which the schema changed")
    for index, key in enumerate(keys):
        if key in base and key not in fresh:
            if not same_expression(base[key].source, present[key].source):
                empty = _empty(present[key])
                if empty is not None:
                    yield from _merge(base[key], present[key], empty)
                    continue
                reason = f"you changed `{_short(base[key].source)}`, which the schema no longer has"
                raise UncertainError(present[key].span.start, reason)
            heir = _heir(key, base, fresh)
            if heir is None or heir in present:
                yield remove_entry(code, entries, index)
            else:
                yield replace_entry(code, entries, index, fresh[heir].source)
    order = list(fresh)
    for position, key in enumerate(order):
        if key in present or key in base:
            continue
        before = next((keys.index(other) for other in reversed(order[:position]) if other in present), -1) + 1
        keyword = [index for index, other in enumerate(keys) if other[0] in ("keyword", "unpacked", "options")]
        plain = [index for index, other in enumerate(keys) if other[0] not in ("keyword", "unpacked", "options")]
        if key[0] == "keyword":
            before = max([before, *(index + 1 for index in plain)])
        else:
            before = len(keys) if key[0] == "options" else min([before, *keyword])
        yield insert_entry(code, entries, before, fresh[key].source)
