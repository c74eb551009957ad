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
from prismalchemy.prisma.refused import refused
from prismalchemy.schema import Schema
from prismalchemy.text import Anchor, Origin, Problem, SourceFile, Span

# In the comments at the top. Each round takes one line end character, so that there is one way only to match a text.
_PRISMA_8_HEADER = re.compile(r"(?:[^\S\r\n]*(?://[^\r\n]*)?[\r\n])*[^\S\r\n]*//[^\S\r\n]*use prisma-(?:8|next)\b")
_PRISMA_8_FILE = re.compile(r"(?:^|[/\\])contract\.prisma$")
_PRISMA_8_BLOCKS = frozenset({"types", "namespace", "native_enum"})


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
    """One file as it was read: its pieces, and by piece what came of it: a node, or the anchor of a junk line."""

    source: SourceFile
    cut: Cut
    nodes: tuple[Node | Anchor | None, ...]
    is_prisma_8: bool


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
        bases: dict[Anchor, int] = {}
        nodes: list[Node] = []
        problems: list[Problem] = []
        known: dict[Node, tuple[Problem, ...]] = {}
        complete = True
        for file in self._files.values():
            unclosed: Node | None = None
            for piece, start, one in zip(file.cut.pieces, file.cut.starts, file.nodes, strict=True):
                if isinstance(one, Node):
                    if unclosed is not None:
                        problems.append(_unclosed(unclosed, one))
                    unclosed = None if one.block.closed or one.block.kind is BlockKind.OTHER else one
                    nodes.append(one)
                    bases[one.anchor] = start
                    said = self._problems.get(one)
                    known[one] = said = tuple(_problems(one, piece.text)) if said is None else said
                    problems += said
                elif one is not None:
                    complete = False
                    bases[one] = start
                    problems.append(_junk(piece, one))
            if unclosed is not None:
                problems.append(_unclosed(unclosed, unclosed))
        self._problems = known
        blocks = tuple([(one.anchor, one.block) for one in nodes])
        source = next((one for one in nodes if one.block.kind is BlockKind.DATASOURCE), None)
        settings = context(None if source is None else source.block)
        unsupported = self._unsupported(source, settings, bases)
        if unsupported is not None:
            empty = Schema(dialect=settings.dialect, open=True)
            return PrismaReading(empty, (unsupported,), bases, tuple(files), blocks)
        composite = next((one for one in nodes if one.block.kind is BlockKind.TYPE), None)
        if composite is not None:
            place = composite.origin(composite.block.keyword.span)
            problems.append(Problem(place, "not supported yet: composite types", "unsupported"))
        complete = complete and all(one.block.kind is not BlockKind.OTHER for one in nodes)
        schema = self._lowering.schema([one for one in nodes if one.name], settings, open=not complete)
        return PrismaReading(schema, tuple(problems), bases, tuple(files), blocks)

    def _read_file(self, file: SourceFile) -> _ReadFile:
        before = self._files.get(file.path)
        if before is not None and (before.source is file or before.source.text == file.text):
            return before
        pieces = cut(file.text, None if before is None else before.cut)
        known = {}
        if before is not None:
            known = {id(piece): node for piece, node in zip(before.cut.pieces, before.nodes, strict=True)}
        nodes = tuple([known.get(id(piece)) or _node(piece, file.path) for piece in pieces.pieces])
        is_prisma_8 = (
            _PRISMA_8_HEADER.match(file.text) is not None
            or _PRISMA_8_FILE.search(file.path) is not None
            or any(
                isinstance(one, Node)
                and one.block.kind is BlockKind.OTHER
                and one.block.keyword.text in _PRISMA_8_BLOCKS
                for one in nodes
            )
        )
        return _ReadFile(file, pieces, nodes, is_prisma_8)

    def _unsupported(self, source: Node | None, settings: Context, bases: dict[Anchor, int]) -> Problem | None:
        """The one problem of a schema in a language or for a database that is not read."""
        for file in self._files.values():
            if file.is_prisma_8:
                anchor = Anchor(file.source.path)
                bases[anchor] = 0
                line = Span(0, file.source.lines.line_end(0))
                return Problem(Origin(anchor, line), "not supported yet: schemas of Prisma 8", "unsupported")
        if source is not None and settings.provider == "mongodb":
            provider = source.block.setting("provider")
            assert provider is not None
            return Problem(source.origin(provider.span), "not supported yet: MongoDB", "unsupported")
        return None


def _node(piece: Piece, path: str) -> Node | Anchor | None:
    if piece.kind is PieceKind.BLOCK:
        return node(parse_block(piece), Anchor(path))
    return Anchor(path) if piece.kind is PieceKind.JUNK else None


def _unclosed(one: Node, at: Node) -> Problem:
    """A block without its closing brace. `at` is the block that begins before it is closed, where Prisma complains, or
    the block itself at the end of a file.
    """
    what = f"this {one.block.kind.value}" if at is one else f"{one.block.kind.value} `{one.name}`"
    before = "" if at is one else " before this line"
    return Problem(at.origin(at.block.keyword.span), f"{what} is not closed{before}: `}}` is missing")


def _problems(one: Node, text: str) -> Iterator[Problem]:
    """The syntax errors of a block."""
    block = one.block
    if block.kind is BlockKind.OTHER:
        message = "a block begins with model, enum, view, datasource or generator, and a name"
        yield Problem(one.origin(block.keyword.span), message)
        return
    for member in block.members:
        if isinstance(member, Broken):
            yield Problem(one.origin(member.at), member.message)
        elif isinstance(member, Field | EnumValue):
            for broken in member.broken:
                yield Problem(one.origin(broken.at), broken.message)
    for span, message in refused(block, text):
        yield Problem(one.origin(span), message)


def _junk(piece: Piece, anchor: Anchor) -> Problem:
    message = "this stands in no block: expected model, enum, view, datasource or generator"
    if piece.text.lstrip().startswith("/*"):
        message = "the comment is not closed: `*/` is missing"
    return Problem(Origin(anchor, Span(0, len(piece.text))), message)
