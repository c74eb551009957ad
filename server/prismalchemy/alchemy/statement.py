"""One top-level statement of a module: its text, its syntax tree, and places in it.

The tree is the standard library's `ast`: ten times as fast as parso, and it knows `match`, which parso does not. What
`ast` cannot read (half-typed code, syntax newer than the interpreter) goes through `recover.py` first. Edits, which
need every comma and comment, work on `Statement.tree`, a parso tree of the same text that is made when it is asked for.
"""

from __future__ import annotations

import ast
import re
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from prismalchemy.alchemy.recover import Recovered, parse
from prismalchemy.text import Anchor, Origin, Span

if TYPE_CHECKING:
    from parso.grammar import Grammar
    from parso.tree import BaseNode

_new = tuple.__new__
_LINE_END = re.compile(r"\r\n|\r|\n")
_HEAD = re.compile(r"(?:async\s+)?(class|def)\s+(\w+)")
_IMPORT = re.compile(r"(?:import|from)\b")
_NAME = re.compile(r"\b(?:class|def)\s+(\w+)")
_CLASS_LINE = re.compile(r"^(?:async[ \t]+)?(class|def)[ \t]+(\w+)", re.MULTILINE)


class Statement:
    """A top-level statement.

    Args:
        path: the file it stands in.
        text: its text, from its first character to the end of its last line of code.

    `kind` is `class`, `def`, `import` or `other`; `name` the name of a class or function. `anchor` is what origins in
    it are counted from. Of an edited class `successor` is the next version; all versions have the same `token`. A
    statement does not know where it stands: `Module.starts` does.
    """

    __slots__ = ("__dict__", "anchor", "kind", "memos", "name", "path", "successor", "text", "token")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.anchor = Anchor(path)
        self.memos: dict[Any, Any] = {}
        self.successor: Statement | None = None
        self.token = object()
        head = _HEAD.match(text) if not text.startswith("@") else _CLASS_LINE.search(text)
        self.name: str | None = head[2] if head else None
        self.kind: str = head[1] if head else "import" if _IMPORT.match(text) else "other"

    def __repr__(self) -> str:
        return f"Statement({self.text[:40]!r})"

    @cached_property
    def recovered(self) -> Recovered:
        """The syntax tree, and what was left out of it because it could not be read."""
        return parse(self.text)

    @property
    def body(self) -> list[ast.stmt]:
        """The syntax tree: mostly one statement, several where `;` separates them, none where nothing could be read."""
        return self.recovered.body

    @cached_property
    def tree(self) -> BaseNode:
        """The parso tree of the text, with positions counted from its beginning (line 1, column 0)."""
        tree: BaseNode = python_grammar().parse(self.text)
        return tree

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line, as Python and parso count lines."""
        return line_starts(self.text)

    @cached_property
    def _ascii(self) -> bool:
        return self.text.isascii()

    def offset(self, line: int, column: int) -> int:
        """The offset of a place that parso gives: `line` from 1, `column` in code points."""
        return self.line_starts[line - 1] + column

    def span(self, node: ast.AST) -> Span:
        """The span of a node of `body`. Columns of `ast` are counted in bytes of UTF-8."""
        starts, line, end_line = self.line_starts, node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
        column, end_column = node.col_offset, node.end_col_offset  # type: ignore[attr-defined]
        if not self._ascii:
            column, end_column = self._column(line, column), self._column(end_line, end_column)
        # `Span(...)` goes through a function of Python's; there is a span for most nodes of a file.
        return _new(Span, (starts[line] + column, starts[end_line] + end_column))

    def origin(self, node: ast.AST) -> Origin:
        """Where a node of `body` stands."""
        return Origin(self.anchor, self.span(node))

    def name_origin(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> Origin:
        """Where the name of a class or function stands."""
        start, end = self.span(node)
        found = _NAME.search(self.text, start, end)
        return Origin(self.anchor, Span(*found.span(1)) if found else Span(start, end))

    def _column(self, line: int, column: int) -> int:
        start = self.line_starts[line]
        # A character takes at most 4 bytes and at least one: `column` characters are always enough.
        return len(self.text[start : start + column].encode("utf-8", "replace")[:column].decode("utf-8", "ignore"))


def line_starts(text: str) -> list[int]:
    """Offset of the first character of each line; lines end at `\\n`, `\\r\\n` and `\\r` and nowhere else."""
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


@cache
def python_grammar() -> Grammar[Any]:
    """The newest grammar that parso has, whatever interpreter runs. Only edits need it: it takes 50 ms to load."""
    from parso.grammar import load_grammar

    grammar: Grammar[Any] = load_grammar(version="3.14")
    return grammar
