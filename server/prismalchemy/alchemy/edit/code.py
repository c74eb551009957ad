"""A module of Python as edits see it: a tree whose nodes have spans, and the file's own habits of writing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from prismalchemy.alchemy.statement import Statement, line_starts, python_grammar
from prismalchemy.text import Edit, Span

Node: TypeAlias = Any
"""A node or a leaf of a parso tree."""

_STRING = re.compile(
    r'"""(?:[^\\"]|\\.|"(?!""))*"""'
    r"|'''(?:[^\\']|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\r\n]|\\.)*"'
    r"|'(?:[^'\\\r\n]|\\.)*'"
    r"|\#[^\r\n]*",
    re.DOTALL,
)
_INDENTED = re.compile(r"(?:^|[\r\n])([ \t]+)[^\s#]")


class _Root(NamedTuple):
    """A tree: where it begins, its root, and where its lines begin, counted from there."""

    start: int
    node: Node
    lines: list[int]


class Code:
    """A parsed module, with spans for its nodes.

    It is made of one tree, or of one for each top-level statement: a `Statement` keeps its tree while its text is the
    same, so that an edit of one class does not cost the parsing of all others.

    Args:
        text: the module's text, without a byte order mark.
        pieces: its top-level statements and where they begin; the text is parsed as a whole if they are not given.
        whole: the module that this one is a part of, whose habits of writing it then has.
    """

    def __init__(
        self, text: str, pieces: Sequence[tuple[int, Statement]] | None = None, *, whole: Code | None = None
    ) -> None:
        self.text = text
        self._pieces = pieces
        self._made: dict[int, _Root] = {}
        self._root_by_id: dict[int, _Root] = {}
        if whole is not None:
            self.newline = whole.newline
            self.indent = whole.indent
            self.quote = whole.quote
            self.width = whole.width

    @cached_property
    def _starts(self) -> list[int]:
        return line_starts(self.text)

    @cached_property
    def _bases(self) -> list[int]:
        return [0] if self._pieces is None else [start for start, _ in self._pieces]

    def _root(self, index: int) -> _Root:
        """A tree, made when something first asks for it: parsing is slow, and most edits look into a few statements."""
        found = self._made.get(index)
        if found is None:
            if self._pieces is None:
                found = _Root(0, python_grammar().parse(self.text), self._starts)
            else:
                start, statement = self._pieces[index]
                found = _Root(start, statement.tree, statement.line_starts)
            self._made[index] = self._root_by_id[id(found.node)] = found
        return found

    @property
    def roots(self) -> list[Node]:
        """The roots of the trees that the module is made of."""
        return [self._root(index).node for index in range(len(self._bases))]

    @cached_property
    def top(self) -> list[Node]:
        """The nodes of the module's top level: simple statements with their line ends, compound ones."""
        return list(self.top_where(lambda _: True))

    def top_where(self, wanted: Callable[[Statement], bool], *, backwards: bool = False) -> Iterator[Node]:
        """The nodes of `top` that stand in these statements, one after the other; others are not parsed.

        All nodes where the module was parsed as a whole: `wanted` only saves time.
        """
        step = -1 if backwards else 1
        for index in range(len(self._bases))[::step]:
            if self._pieces is None or wanted(self._pieces[index][1]):
                for child in self._root(index).node.children[::step]:
                    if child.type not in ("endmarker", "newline"):
                        yield child

    @property
    def statements(self) -> list[Statement]:
        """The top-level statements that the module is made of; none where it was parsed as a whole."""
        return [statement for _, statement in self._pieces or ()]

    @property
    def defined(self) -> set[str]:
        """The names of classes and functions of the top level, as far as they are known without a tree."""
        return {statement.name for statement in self.statements if statement.name is not None}

    def span(self, node: Node) -> Span:
        """Where a node stands, without the spaces and comments before it."""
        root = node
        while root.parent is not None:
            root = root.parent
        base, _, lines = self._root_by_id.get(id(root)) or self._root_of(root)
        (line, column), (end_line, end_column) = node.start_pos, node.end_pos
        return Span(base + lines[line - 1] + column, base + lines[end_line - 1] + end_column)

    def _root_of(self, root: Node) -> _Root:
        """The tree with a root that another `Code` of the same statement gave."""
        for found in map(self._root, range(len(self._bases))):
            if found.node is root:
                return found
        raise KeyError(root)

    def source(self, node: Node) -> str:
        """A node's text, without the spaces and comments before it."""
        start, end = self.span(node)
        return self.text[start:end]

    def find(self, span: Span) -> Node | None:
        """The outermost node that stands exactly at `span`; None where there is none."""
        node = self.smallest(span)
        if self.span(node) != span:
            return None
        while node.parent is not None and node.parent.parent is not None and self.span(node.parent) == span:
            node = node.parent
        return node

    def smallest(self, span: Span) -> Node:
        """The innermost node that covers `span`."""
        node = self._leaf(span.start)
        while node.parent is not None and not self.span(node).covers(span):
            node = node.parent
        return node

    def _leaf(self, offset: int) -> Node:
        """The first leaf that ends behind `offset`."""
        index = max(bisect_right(self._bases, offset) - 1, 0)
        base, node, lines = self._root(index)
        line = max(bisect_right(lines, offset - base), 1)
        position = (line, offset - base - lines[line - 1])
        while hasattr(node, "children"):
            children = node.children
            low, high = 0, len(children) - 1
            while low < high:
                middle = (low + high) // 2
                if children[middle].end_pos > position:
                    high = middle
                else:
                    low = middle + 1
            node = children[low]
        return node

    def enclosing(self, offset: int, *types: str) -> Node | None:
        """The innermost node of one of these types that the character at `offset` belongs to."""
        node = self.smallest(Span(offset, offset + 1))
        while node is not None and node.type not in types:
            node = node.parent
        return node

    def line_start(self, offset: int) -> int:
        """Where the line of `offset` begins."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """Where the line of `offset` ends, its line end not included."""
        index = bisect_right(self._starts, offset)
        end = self._starts[index] if index < len(self._starts) else len(self.text)
        while end > offset and self.text[end - 1] in "\r\n":
            end -= 1
        return end

    def behind_line_end(self, offset: int) -> int:
        """`offset`, or the place behind the line end that stands there: a tree's last node may be without its own."""
        if self.text.startswith("\r\n", offset):
            return offset + 2
        return offset + 1 if self.text[offset : offset + 1] in ("\r", "\n") else offset

    def next_line(self, offset: int) -> int:
        """Where the line after that of `offset` begins; the end of the text behind the last line."""
        index = bisect_right(self._starts, offset)
        return self._starts[index] if index < len(self._starts) else len(self.text)

    def indentation(self, offset: int) -> str:
        """The spaces and tabs at the beginning of the line of `offset`."""
        start = self.line_start(offset)
        match = re.compile(r"[ \t\f]*").match(self.text, start)
        return match.group() if match else ""

    def begins_line(self, offset: int) -> bool:
        """Whether only spaces stand before `offset` on its line."""
        return not self.text[self.line_start(offset) : offset].strip()

    @cached_property
    def newline(self) -> str:
        """The file's line end: the one that most lines have."""
        pairs = self.text.count("\r\n")
        feeds = self.text.count("\n") - pairs
        returns = self.text.count("\r") - pairs
        if pairs > feeds and pairs >= returns:
            return "\r\n"
        return "\r" if returns > feeds else "\n"

    @cached_property
    def width(self) -> int:
        """The line width that the file keeps to: 88, or what its longest line has, up to 120."""
        return max(88, min(max((len(line) for line in self.text.splitlines()), default=0), 120))

    @cached_property
    def indent(self) -> str:
        """One level of indentation, as the first indented line of the file's blocks has it; four spaces if none has."""
        for node in self.top_where(lambda _: True):
            suite = next((child for child in getattr(node, "children", ()) if child.type == "suite"), None)
            if suite is not None and len(suite.children) > 1:
                return self.indentation(self.span(suite.children[1]).start) or "    "
        match = _INDENTED.search(self.text)
        return match.group(1) if match else "    "

    @cached_property
    def quote(self) -> str:
        """The quote that most of the file's one-line strings have; `"` if it has none or as many of both."""
        counts = {'"': 0, "'": 0}
        for match in _STRING.finditer(self.text):
            token = match.group()
            if token[0] in counts and not token.startswith(('"""', "'''")):
                counts[token[0]] += 1
        return "'" if counts["'"] > counts['"'] else '"'

    def string(self, value: str) -> str:
        """A string literal of `value` with the file's quotes, or the others where that saves a backslash."""
        quote = self.quote
        other = "'" if quote == '"' else '"'
        if quote in value and other not in value:
            quote = other
        escaped = value.replace("\\", "\\\\").replace(quote, "\\" + quote)
        shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in escaped)
        return quote + shown + quote

    def lines(self, text: str, indentation: str) -> str:
        """`text` (lines ending in `\\n`, four spaces a level) in the file's line ends, below `indentation`.

        The first line is not indented: it is put where there is an indentation already.
        """
        first, *rest = text.split("\n")
        unit = self.indent
        out = [first]
        for line in rest:
            body = line.lstrip(" ")
            depth, odd = divmod(len(line) - len(body), 4)
            out.append(f"{indentation}{unit * depth}{' ' * odd}{body}" if body else "")
        return self.newline.join(out)


def replace(code: Code, node: Node, text: str) -> Edit:
    """Replace a node, not the comments before it."""
    return Edit(code.span(node), text)


def insert(offset: int, text: str) -> Edit:
    """Insert a text."""
    return Edit(Span(offset, offset), text)


def change(at: int, before: str, after: str) -> list[Edit]:
    """Replace `before`, which stands at the offset `at`, by `after`, touching only the characters that differ."""
    if before == after:
        return []
    head = 0
    shorter = min(len(before), len(after))
    while head < shorter and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return [Edit(Span(at + head, at + len(before) - tail), after[head : len(after) - tail])]


def string_value(node: Node) -> str | None:
    """What a plain string literal says (concatenated ones too); None for anything else, f-strings included."""
    if node.type == "strings":
        parts = [string_value(child) for child in node.children]
        return None if None in parts else "".join(part for part in parts if part is not None)
    if node.type != "string":
        return None
    literal = node.value
    match = re.match(r"([rRuU]?)('''|\"\"\"|'|\")", literal)
    if match is None:
        return None
    body = literal[match.end() : -len(match.group(2))]
    if "\\" not in body or match.group(1) in ("r", "R"):
        return str(body)
    return _unescape(body)


_ESCAPE = re.compile(r"\\(\r\n|\r|\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def _unescape(body: str) -> str:
    def one(match: re.Match[str]) -> str:
        escape = match.group(1)
        if escape[0] in "\r\n":
            return ""
        if escape[0] in "xuU" and len(escape) > 1:
            return chr(int(escape[1:], 16))
        if escape[0] in "01234567":
            return chr(int(escape, 8))
        return _SIMPLE.get(escape, match.group())

    return _ESCAPE.sub(one, body)
