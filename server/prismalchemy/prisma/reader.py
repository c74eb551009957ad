"""The reader: Prisma files in, a neutral schema out; what did not change is not done again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from prismalchemy.prisma.ast import Block, BlockKind, Broken, EnumValue, Field
from prismalchemy.prisma.blocks import Cut, Piece, PieceKind, cut
from prismalchemy.prisma.lower.context import Context, context
from prismalchemy.prisma.lower.facts import Node, node
from prismalchemy.prisma.lower.schema import Lowering
from prismalchemy.prisma.parse import parse_block
from prismalchemy.schema import Schema
from prismalchemy.text import Anchor, Origin, Problem, SourceFile, Span

_PRISMA_8_HEADER = re.compile(r"(?:\s*//[^\r\n]*(?:\r\n|\r|\n))*\s*//\s*use prisma-(?:8|next)\b")
_PRISMA_8_FILE = re.compile(r"(?:^|[/\\])contract\.prisma$")
_PRISMA_8_BLOCKS = frozenset({"types", "namespace", "native_enum"})
_FIRST_WORD = re.compile(r"\s*(\w+)")


@dataclass(frozen=True, eq=False)
class PrismaReading:
    """What a set of Prisma files says.

    `bases` tells where each anchor of `schema`, `problems` and `blocks` stands: its offset in its file.
    `blocks` are the syntax trees with their anchors, in order, all files one after the other.
    """

    schema: Schema
    problems: tuple[Problem, ...]
    bases: Mapping[Anchor, int] = field(repr=False)
    files: tuple[SourceFile, ...] = field(repr=False)
    blocks: tuple[tuple[Anchor, Block], ...] = field(repr=False)


@dataclass(frozen=True, eq=False)
class _ReadFile:
    """One file as it was read."""

    source: SourceFile
    cut: Cut
    nodes: Mapping[int, Node]
    """Nodes by the identity of their pieces, which `cut` keeps alive."""


class Reader:
    """Reads the files of one schema. One reader is kept and called again after each change."""

    def __init__(self) -> None:
        self._files: dict[str, _ReadFile] = {}
        self._lowering = Lowering()
        self._problems: dict[Node, tuple[Problem, ...]] = {}

    def read(self, files: Sequence[SourceFile]) -> PrismaReading:
        """Read the files, which are one schema together. Never fails.

        Blocks whose text did not change keep their anchor, and so their tables stay the same objects.
        """
        self._files = {file.path: self._read_file(file) for file in files}
        read = tuple(self._files.values())
        bases: dict[Anchor, int] = {}
        nodes: list[Node] = []
        problems: list[Problem] = []
        known: dict[Node, tuple[Problem, ...]] = {}
        complete = True
        for file in read:
            for piece, start in zip(file.cut.pieces, file.cut.starts, strict=True):
                if piece.kind is PieceKind.BLOCK:
                    one = file.nodes[id(piece)]
                    nodes.append(one)
                    bases[one.anchor] = start
                    known[one] = self._problems.get(one) or tuple(_problems(one))
                    problems += known[one]
                elif piece.kind is PieceKind.JUNK:
                    complete = False
                    anchor = Anchor(file.source.path)
                    bases[anchor] = start
                    problems.append(_junk(piece, anchor))
        self._problems = known
        blocks = tuple((one.anchor, one.block) for one in nodes)
        settings = context(next((n.block for n in nodes if n.block.kind is BlockKind.DATASOURCE), None))
        unsupported = _unsupported(read, nodes, settings, bases)
        if unsupported is not None:
            empty = Schema(dialect=settings.dialect, open=True)
            return PrismaReading(empty, (unsupported,), bases, tuple(files), blocks)
        composite = next((n for n in nodes if n.block.kind is BlockKind.TYPE), None)
        if composite is not None:
            place = composite.origin(composite.block.keyword.span)
            problems.append(Problem(place, "not supported yet: composite types", "unsupported"))
        complete = complete and all(n.name and n.block.kind is not BlockKind.OTHER for n in nodes)
        schema = self._lowering.schema((n for n in nodes if n.name), settings, open=not complete)
        return PrismaReading(schema, tuple(problems), bases, tuple(files), blocks)

    def _read_file(self, file: SourceFile) -> _ReadFile:
        before = self._files.get(file.path)
        if before is not None and (before.source is file or before.source.text == file.text):
            return before
        pieces = cut(file.text, None if before is None else before.cut)
        known = {} if before is None else before.nodes
        nodes = {
            id(piece): known.get(id(piece)) or node(parse_block(piece), Anchor(file.path))
            for piece in pieces.pieces
            if piece.kind is PieceKind.BLOCK
        }
        return _ReadFile(file, pieces, nodes)


def _problems(one: Node) -> Iterator[Problem]:
    """The syntax errors of a block."""
    block = one.block
    if block.kind is BlockKind.OTHER:
        message = "a block begins with model, enum, view, datasource or generator, and a name"
        yield Problem(one.origin(block.keyword.span), message)
        return
    if not block.closed:
        yield Problem(one.origin(block.keyword.span), f"this {block.kind.value} is not closed: `}}` is missing")
    for member in block.members:
        if isinstance(member, Broken):
            yield Problem(one.origin(member.at), member.message)
        elif isinstance(member, Field | EnumValue):
            for broken in member.broken:
                yield Problem(one.origin(broken.at), broken.message)


def _junk(piece: Piece, anchor: Anchor) -> Problem:
    line = Span(0, len(piece.text))
    return Problem(Origin(anchor, line), "this stands in no block: expected model, enum, view, datasource or generator")


def _unsupported(
    files: Sequence[_ReadFile], nodes: Sequence[Node], settings: Context, bases: dict[Anchor, int]
) -> Problem | None:
    """The one problem of a schema in a language or for a database that is not read."""
    for file in files:
        if _is_prisma_8(file):
            anchor = Anchor(file.source.path)
            bases[anchor] = 0
            line = Span(0, file.source.lines.line_end(0))
            return Problem(Origin(anchor, line), "not supported yet: schemas of Prisma 8", "unsupported")
    if settings.provider == "mongodb":
        source = next(n for n in nodes if n.block.kind is BlockKind.DATASOURCE)
        provider = source.block.setting("provider")
        assert provider is not None
        return Problem(source.origin(provider.span), "not supported yet: MongoDB", "unsupported")
    return None


def _is_prisma_8(file: _ReadFile) -> bool:
    if _PRISMA_8_HEADER.match(file.source.text) or _PRISMA_8_FILE.search(file.source.path):
        return True
    return any(piece.kind is PieceKind.BLOCK and _keyword(piece) in _PRISMA_8_BLOCKS for piece in file.cut.pieces)


def _keyword(piece: Piece) -> str:
    found = _FIRST_WORD.match(piece.text, piece.head)
    return found.group(1) if found else ""
