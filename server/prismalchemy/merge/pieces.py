"""A module cut into pieces: statements with the lines above them, such that all pieces together are the text again."""

from __future__ import annotations

import ast
import inspect
import re
import tokenize
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from prismalchemy.alchemy.statement import line_starts
from prismalchemy.merge.identity import Key, bound_name, documents, function_of, is_enum, is_typing_block, key_of

_LOCAL = re.compile(r"prismalchemy:\s*local\b")
_MARKERS = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)


class UnreadableError(Exception):
    """A text is no Python. `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(eq=False, slots=True)
class Body:
    """The statements of a module or of a block, and the lines behind the last one; of a module its syntax tree, too."""

    pieces: list[Piece]
    tail: str
    tree: ast.Module | None = None

    @property
    def text(self) -> str:
        """The lines of the whole body."""
        return "".join(piece.lead + piece.text for piece in self.pieces) + self.tail


@dataclass(eq=False)
class Piece:
    """A statement with its lines.

    `key` says what it is: pieces of two texts that have the same key are the same thing. `name` is what it binds, None
    for more or less than one name. `lead` are the empty lines and comments above it, `text` its own lines. `nodes` are
    its statements: mostly one; a column with the string under it, or statements on one line, are several. `line` counts
    from 1. `comments` are those in its lines and directly above them. `owner` is the class or block that it stands in.

    Of a block that is merged by its statements `head` are the lines before them and `body` the statements.
    """

    key: Key
    name: str | None
    lead: str
    text: str
    nodes: list[ast.stmt]
    line: int
    comments: tuple[str, ...]
    owner: ast.stmt | None = None
    head: str = ""
    body: Body | None = None

    @cached_property
    def syntax(self) -> str:
        """What it says, whatever its layout: equal for two pieces that differ in spaces, quotes and brackets only."""
        return "\n".join(map(ast.dump, self.nodes))

    @cached_property
    def is_local(self) -> bool:
        """Whether a comment says that the piece is the user's own: `# prismalchemy: local`."""
        lines = [*attached(self.lead), *(self.head if self.body is not None else self.text).splitlines()]
        return any(map(is_local, lines))

    @property
    def may_be_generated(self) -> bool:
        """Whether it is of a kind that the generator writes."""
        node = self.nodes[0]
        if self.key[0] in ("column", "table") or self.name in ("__table_args__", "__mapper_args__"):
            return True
        if isinstance(node, ast.AnnAssign):
            return "'Mapped'" in ast.dump(node.annotation)
        if isinstance(node, ast.Assign):
            return function_of(node.value) == "Table" or is_enum(self.owner)
        return is_enum(node)

    def says(self, other: Piece) -> bool:
        """Whether the two are the same but for their layout, comments counted."""
        return self.comments == other.comments and self.syntax == other.syntax


def same_syntax(one: str, other: str) -> bool:
    """Whether two statements or expressions say the same: they differ in spaces, quotes, brackets and commas only."""
    return one == other or _syntax(one) == _syntax(other)


def is_local(comment: str) -> bool:
    """Whether a comment says that what it stands at is the user's own: `# prismalchemy: local`."""
    return "#" in comment and _LOCAL.search(comment) is not None


def read(text: str) -> Body:
    """The pieces of a module.

    Raises:
        UnreadableError: the text is not the Python of the interpreter that runs.
    """
    markers = _MARKERS.search(text)
    if markers:
        reason = "an unfinished merge of version control; resolve it"
        raise UnreadableError(text.count("\n", 0, markers.start()) + 1, reason)
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise UnreadableError(error.lineno or 1, f"the file is not Python that can be read ({error.msg})") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(1, f"the file is not Python that can be read ({error})") from error
    _clean_docstrings(tree)
    body = _Cutter(text, tree).body(tree.body, 1, None)
    body.tree = tree
    return body


def attached(lead: str) -> list[str]:
    """Of the lines above a statement those of the comment directly above it: it belongs to the statement."""
    lines = [lead[start:end] for start, end in pairwise([*line_starts(lead)])] if lead else []
    first = len(lines)
    while first and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return lines[first:]


class _Cutter:
    """Cuts one text."""

    def __init__(self, text: str, tree: ast.Module) -> None:
        starts = line_starts(text)
        self.lines = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
        if self.lines and not self.lines[-1]:
            self.lines.pop()
        self.comments = self._comments(tree)

    def _comments(self, tree: ast.Module) -> dict[int, str]:
        """The comment of each line that has one, without its layout; only statements with a `#` are looked into."""
        found: dict[int, str] = {}
        outside = 1
        for node in tree.body:
            start, end = _first_line(node), node.end_lineno or node.lineno
            found |= self._comment_lines(outside, start - 1)
            lines = self.lines[start - 1 : end]
            if any("#" in line for line in lines):
                found |= {start + number - 1: comment for number, comment in _comments(lines)}
            outside = end + 1
        return found | self._comment_lines(outside, len(self.lines))

    def _comment_lines(self, first: int, last: int) -> dict[int, str]:
        """The comments of lines that have nothing else."""
        return {
            number: _bare(self.lines[number - 1])
            for number in range(first, last + 1)
            if self.lines[number - 1].lstrip().startswith("#")
        }

    def between(self, first: int, last: int) -> str:
        """Lines `first` to `last`, counted from 1, both included."""
        return "".join(self.lines[first - 1 : last])

    def body(self, statements: Sequence[ast.stmt], first: int, last: int | None, owner: ast.stmt | None = None) -> Body:
        """The pieces of statements that stand in the lines from `first` to `last`."""
        end_of_body = len(self.lines) if last is None else last
        groups = list(_groups(statements))
        pieces: list[Piece] = []
        at = first
        taken: dict[Key, int] = {}
        for index, nodes in enumerate(groups):
            start, end = _first_line(nodes[0]), max(node.end_lineno or 0 for node in nodes)
            following = _first_line(groups[index + 1][0]) if index + 1 < len(groups) else end_of_body + 1
            end = self._with_own_comments(nodes[-1], end, following)
            piece = self._piece(nodes, start, end, self.between(at, start - 1), owner)
            count = taken[piece.key] = taken.get(piece.key, 0) + 1
            if count > 1:
                piece.key = (*piece.key, count)
            pieces.append(piece)
            at = end + 1
        return Body(pieces, self.between(at, end_of_body))

    def _with_own_comments(self, node: ast.stmt, end: int, following: int) -> int:
        """The last line of a block: comments behind its statements that are indented belong to it."""
        if not hasattr(node, "body"):
            return end
        found = end
        for line in range(end + 1, following):
            text = self.lines[line - 1]
            if text.strip():
                if len(text) - len(text.lstrip()) <= node.col_offset:
                    break
                found = line
        return found

    def _piece(self, nodes: list[ast.stmt], start: int, end: int, lead: str, owner: ast.stmt | None) -> Piece:
        above = start - len(attached(lead))
        comments = tuple(self.comments[line] for line in range(above, end + 1) if line in self.comments)
        node = nodes[0]
        piece = Piece(
            key_of(nodes, owner),
            bound_name(node) if len(nodes) == 1 or documents(nodes) else None,
            lead,
            self.between(start, end),
            nodes,
            start,
            comments,
            owner,
        )
        inner = _inner(node) if len(nodes) == 1 else None
        if inner is not None:
            first = _first_line(inner[0])
            head_end = first - 1
            while head_end > start and self._is_empty(head_end):
                head_end -= 1
            if head_end >= start and first > _header_line(node):
                piece.head = self.between(start, head_end)
                piece.body = self.body(inner, head_end + 1, end, node)
        return piece

    def _is_empty(self, line: int) -> bool:
        text = self.lines[line - 1].strip()
        return not text or text.startswith("#")


def _syntax(text: str) -> str:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return text
    _clean_docstrings(tree)
    return ast.dump(tree)


def _inner(node: ast.stmt) -> list[ast.stmt] | None:
    """The statements of what is merged by its statements."""
    if isinstance(node, ast.ClassDef) or (isinstance(node, ast.If) and is_typing_block(node)):
        return node.body
    return None


def _header_line(node: ast.stmt) -> int:
    """The last line that the head of a block surely reaches to."""
    if isinstance(node, ast.ClassDef):
        parts = [*node.bases, *(keyword.value for keyword in node.keywords)]
        return max([node.lineno, *(part.end_lineno or 0 for part in parts)])
    assert isinstance(node, ast.If)
    return node.test.end_lineno or node.lineno


def _groups(statements: Sequence[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Statements that belong together: those that share a line, and an assignment with the string under it."""
    group: list[ast.stmt] = []
    for node in statements:
        if group and (_first_line(node) <= (group[-1].end_lineno or 0) or documents([*group, node])):
            group.append(node)
            continue
        if group:
            yield group
        group = [node]
    if group:
        yield group


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", None)
    return min(node.lineno, decorators[0].lineno) if decorators else node.lineno


def _clean_docstrings(tree: ast.Module) -> None:
    """Take out of strings that stand alone what formatters change in them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines = inspect.cleandoc(node.value.value).split("\n")
            node.value.value = "\n".join(line.rstrip() for line in lines).strip()


def _comments(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The comments in the lines of a statement, with the number of the line, from 1."""
    source = (line.rstrip("\r\n") + "\n" for line in lines)
    # The text was parsed already; what the tokenizer still refuses only costs the comments behind it.
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(lambda: next(source, "")):
            if token.type == tokenize.COMMENT:
                yield token.start[0], _bare(token.string)


def _bare(comment: str) -> str:
    return comment.strip().lstrip("#").strip()
