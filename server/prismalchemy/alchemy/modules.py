"""Python files of the project: their statements, imports and, for edits, their parso trees."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from prismalchemy.alchemy.statement import Statement, line_starts, python_grammar
from prismalchemy.alchemy.statements import Piece, split
from prismalchemy.text import Anchor, SourceFile

if TYPE_CHECKING:
    from parso.python.tree import Module as Tree


_RENAMED = re.compile(r"\b(?:Table|Index|\w+Constraint) as (\w+)")


class Import(NamedTuple):
    """What a local name was imported as.

    `import sqlalchemy as sa` is `Import("sqlalchemy", None)` under `sa`; `from sqlalchemy import String as S` is
    `Import("sqlalchemy", "String")` under `S`; `import a.b` binds `a`: `Import("a", None)`. `level` counts the leading
    dots of a relative import.
    """

    module: str
    name: str | None
    level: int = 0


class Module:
    """A Python file, cut into top-level statements. Immutable; the statements are shared with later versions.

    Args:
        source: path and text.
        statements: its top-level statements in order.
        starts: the offset where each of them begins.
        unclosed: offset of the first statement with a triple-quoted string that has no end, None where there is none.
    """

    def __init__(
        self,
        source: SourceFile,
        statements: Sequence[Statement],
        starts: Sequence[int],
        unclosed: int | None = None,
    ) -> None:
        self.source = source
        self.unclosed = unclosed
        self.statements = tuple(statements)
        self.starts = tuple(starts)

    @property
    def path(self) -> str:
        """The file's path."""
        return self.source.path

    @property
    def text(self) -> str:
        """The whole text."""
        return self.source.text

    @cached_property
    def bases(self) -> Mapping[Anchor, int]:
        """Where each statement's anchor stands."""
        return {statement.anchor: start for statement, start in zip(self.statements, self.starts, strict=True)}

    @cached_property
    def tree(self) -> Tree:
        """The parso tree of the whole file. Slow for long files: prefer `statement_at` and `Statement.tree`."""
        tree: Tree = python_grammar().parse(self.text)
        return tree

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line, as Python and parso count lines."""
        return line_starts(self.text)

    def offset(self, position: tuple[int, int]) -> int:
        """The offset of a position of `tree`: line from 1, column in code points from 0."""
        return self.line_starts[position[0] - 1] + position[1]

    def position(self, offset: int) -> tuple[int, int]:
        """The position in `tree` of an offset."""
        line = bisect_right(self.line_starts, offset) - 1
        return line + 1, offset - self.line_starts[line]

    def statement_at(self, offset: int) -> tuple[Statement, int] | None:
        """The top-level statement that holds or ends at `offset`, and its start; None between statements."""
        index = bisect_right(self.starts, offset) - 1
        if index < 0 or offset > self.starts[index] + len(self.statements[index].text):
            return None
        return self.statements[index], self.starts[index]

    @cached_property
    def table_names(self) -> tuple[str, ...]:
        """Other names that `Table` and `Index` are imported under."""
        return tuple(_RENAMED.findall(self.text)) if " as " in self.text else ()

    @cached_property
    def imports(self) -> Mapping[str, Import]:
        """The names that import statements bind, also within `if TYPE_CHECKING:` and `try:`; star imports aside."""
        found: dict[str, Import] = {}
        for statement in self.statements:
            if statement.kind not in ("class", "def") and "import" in statement.text:
                for node in statement.body:
                    for inner in ast.walk(node):
                        found.update(imported_names(inner))
        return found


def imported_names(node: ast.AST) -> dict[str, Import]:
    """The names that an import statement binds; empty for any other node and for `*`."""
    if isinstance(node, ast.ImportFrom):
        return {
            alias.asname or alias.name: Import(node.module or "", alias.name, node.level)
            for alias in node.names
            if alias.name != "*"
        }
    if isinstance(node, ast.Import):
        return {
            alias.asname or alias.name.partition(".")[0]: Import(
                alias.name if alias.asname else alias.name.partition(".")[0], None
            )
            for alias in node.names
        }
    return {}


def read_module(source: SourceFile, previous: Module | None = None) -> Module:
    """Cuts a file into statements; statements whose text did not change are those of the previous version."""
    if previous is not None and previous.text == source.text and previous.path == source.path:
        return previous
    if previous is None:
        pieces = list(split(source.text))
        statements = [Statement(source.path, piece.text) for piece in pieces]
        return Module(source, statements, [piece.start for piece in pieces], _unclosed(pieces))
    return _updated(source, previous)


def _updated(source: SourceFile, previous: Module) -> Module:
    """The next version of a module: only the statements around what changed are cut anew."""
    text, old = source.text, previous.text
    count = len(previous.statements)
    head = 0
    limit = count if previous.unclosed is None else bisect_right(previous.starts, previous.unclosed)
    if previous.starts and text[: previous.starts[0]] != old[: previous.starts[0]]:
        # What stood before the first statement may have become its beginning.
        limit = 0
    while head < limit and text.startswith(previous.statements[head].text, previous.starts[head]):
        following = previous.starts[head + 1] if head + 1 < count else len(old)
        if text[previous.starts[head] : following] != old[previous.starts[head] : following]:
            break
        head += 1
    # The statement before the first change is cut again: what follows may have become a part of it. And the one before
    # that: what was typed on at the end of a statement may have made it an `except` or `else` of its forerunner.
    head = max(head - 2, 0)
    shift = len(text) - len(old)
    tail, end = count, len(old)
    while tail > head and text[previous.starts[tail - 1] + shift : end + shift] == old[previous.starts[tail - 1] : end]:
        tail -= 1
        end = previous.starts[tail]
    known = {start + shift: index for index, start in enumerate(previous.starts) if index >= tail}

    begin = previous.starts[head] if head else 0
    middle: list[Piece] = []
    for piece in split(text, begin):
        if piece.start in known:
            tail = known[piece.start]
            break
        middle.append(piece)
    else:
        tail = count
    spare: dict[str, list[Statement]] = {}
    for statement in previous.statements[head:tail]:
        spare.setdefault(statement.text, []).append(statement)
    fresh = [
        spare[piece.text].pop(0) if spare.get(piece.text) else Statement(source.path, piece.text) for piece in middle
    ]
    return Module(
        source,
        [*previous.statements[:head], *fresh, *previous.statements[tail:]],
        [
            *previous.starts[:head],
            *(piece.start for piece in middle),
            *(start + shift for start in previous.starts[tail:]),
        ],
        _unclosed(middle) if tail == count or previous.unclosed is None else 0,
    )


def _unclosed(pieces: Sequence[Piece]) -> int | None:
    """Where the first piece begins whose string has no end."""
    return next((piece.start for piece in pieces if piece.unclosed), None)
