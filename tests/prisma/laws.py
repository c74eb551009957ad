"""What holds for every text whatever."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from tests.prisma.dump import places

from prismalchemy.prisma import PrismaReading, Reader
from prismalchemy.prisma.ast import Block, Broken
from prismalchemy.prisma.blocks import cut
from prismalchemy.text import SourceFile, Span


def check(text: str, path: str = "schema.prisma") -> PrismaReading:
    """Read a text and hold it to the laws; the reading.

    1. Reading raises nothing.
    2. The pieces of the file are in order and between them is only white space: nothing is lost.
    3. Spans are in bounds, nodes lie within their parents, and siblings are in order.
    4. The text that a node says it has is the text at its span.
    5. Every place of the schema and of the problems lies in the file.
    """
    reading = Reader().read([SourceFile(path, text)])
    check_reading(text, reading)
    return reading


def check_reading(text: str, reading: PrismaReading, seen: Mapping[int, object] | None = None) -> dict[int, object]:
    """Hold a reading of one text to the laws.

    Args:
        text: what was read.
        reading: what came of it.
        seen: what an earlier call returned, for a text that was read by the same reader: blocks, tables and enums that
            are the same objects as then are not looked into again, and the pieces of the file not at all.

    Returns:
        The blocks, tables and enums of this reading by their `id`.
    """
    if seen is None:
        _check_pieces(text)
    for anchor, block in reading.blocks:
        base = reading.bases[anchor]
        assert base + block.span.end <= len(text)
        if seen is None or id(block) not in seen:
            _check_node(block, text[base : base + block.span.end])
    schema = reading.schema
    nodes = [*schema.enums, *schema.tables]
    new = {id(node) for node in nodes if seen is None or id(node) not in seen}
    fresh = dataclasses.replace(
        schema,
        enums=tuple(enum for enum in schema.enums if id(enum) in new),
        tables=tuple(table for table in schema.tables if id(table) in new),
    )
    for _, origin in places(fresh):
        _check_span(origin.at(reading.bases).span, text)
    for problem in reading.problems:
        _check_span(problem.origin.at(reading.bases).span, text)
    return {id(node): node for node in (*(block for _, block in reading.blocks), *nodes)}


def _check_pieces(text: str) -> None:
    whole = cut(text)
    at = 0
    for piece, start in zip(whole.pieces, whole.starts, strict=True):
        assert piece.text
        assert start >= at
        assert text[at:start].strip() == ""
        assert text.startswith(piece.text, start)
        at = start + len(piece.text)
    assert text[at:].strip() == ""


def _check_span(span: Span, text: str) -> None:
    assert 0 <= span.start <= span.end <= len(text)


def _check_node(node: object, text: str) -> None:
    span: Span = node.span  # type: ignore[attr-defined]
    _check_span(span, text)
    stated = getattr(node, "text", None)
    if isinstance(stated, str):
        assert text[slice(*span)] == stated
    last = span.start
    for child in _children(node):
        inner: Span = child.span  # type: ignore[attr-defined]
        assert span.covers(inner), (node, child)
        if isinstance(node, Block) and not isinstance(child, Broken) and child in node.members:
            assert inner.start >= last
            last = inner.start
        _check_node(child, text)


def _children(node: object) -> Iterator[object]:
    for field in dataclasses.fields(node):  # type: ignore[arg-type]
        yield from _nodes(getattr(node, field.name))


def _nodes(value: object) -> Iterator[object]:
    if isinstance(value, Span):
        return
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
    elif dataclasses.is_dataclass(value):
        yield value
