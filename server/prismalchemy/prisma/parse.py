"""Parses a block, line by line. Never fails: a broken line becomes a `Broken` member, a broken unit of a line stays in
its member's `broken`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from prismalchemy.prisma.ast import (
    Attribute,
    Block,
    BlockKind,
    Broken,
    Comment,
    EnumValue,
    Field,
    Member,
    Name,
    Setting,
    TypeName,
)
from prismalchemy.prisma.blocks import Piece
from prismalchemy.prisma.grammar import parse_unit
from prismalchemy.text import Span

_LINE = re.compile(r"[^\r\n]+")
# What stands in a line, from its first character that is no white space on.
_CODE = re.compile(r"\S[^\r\n]*")
_ONE_LINE_END = re.compile(r"[^\S\r\n]*(?:\r\n|\r|\n)?[^\S\r\n]*")
_UNCLOSED_COMMENT = "the comment is not closed: `*/` is missing"
# The stars at the left of a `/** … */` comment.
_STARS = re.compile(r"^[^\S\n]*\*+", re.MULTILINE)
_REST = re.compile(r"[^\r\n]*")
# What matters before units are parsed: strings, so that nothing in them counts, comments, and signs of attributes.
_MARK = re.compile(r'"(?:[^"\\]|\\.)*"?|//|/\*|@@?')
_NAME = re.compile(r"\w[\w-]*")
_COLON = re.compile(r"\s*:")
_KINDS = {kind.value: kind for kind in BlockKind if kind is not BlockKind.OTHER}
_CONFIG_KINDS = (BlockKind.DATASOURCE, BlockKind.GENERATOR)


class Units(NamedTuple):
    """A line taken apart: the stretch before the first attribute, the attributes, and where a comment begins."""

    head: str
    name: str | None
    """The word that the line begins with."""
    type: str
    """What follows it before the first attribute, without the colon that old schemas have."""
    attributes: tuple[tuple[int, str], ...]
    """Offset in the line and text of each attribute."""
    comment: int | None


@lru_cache(maxsize=65_536)
def split(line: str) -> Units:
    """Take a line apart. `line` has no white space around it."""
    starts: list[int] = []
    end = len(line)
    comment: int | None = None
    for mark in _MARK.finditer(line):
        sign = mark.group()
        if sign[0] == "@":
            starts.append(mark.start())
        elif sign[0] == "/":
            comment = mark.start()
            end = len(line[:comment].rstrip())
            break
    bounds = [*starts, end]
    attributes = tuple(
        (start, line[start:stop].rstrip()) for start, stop in zip(starts, bounds[1:], strict=True) if start < stop
    )
    head = line[: bounds[0]].rstrip()
    word = _NAME.match(head)
    if word is None:
        return Units(head, None, "", attributes, comment)
    colon = _COLON.match(head, word.end())
    return Units(head, word.group(), head[(colon or word).end() :].lstrip(), attributes, comment)


def parse_block(piece: Piece) -> Block:
    """The syntax tree of a block; spans are counted from the start of the piece."""
    text = piece.text
    keyword, name = _head(text, piece)
    kind = _KINDS.get(keyword.text, BlockKind.OTHER)
    if name is None:
        kind = BlockKind.OTHER
    members: list[Member] = []
    documentation, above = _leading_comments(text[: piece.head])
    members += above
    end = len(text) - 1 if piece.closed else len(text)
    if kind is not BlockKind.OTHER:
        _members(text, piece.body, end, kind, members)
    return Block(kind, keyword, name, tuple(members), Span(0, len(text)), documentation, piece.closed)


def _head(text: str, piece: Piece) -> tuple[Name, Name | None]:
    line = text[piece.head : piece.body]
    unit = parse_unit("head", line, piece.head)
    if isinstance(unit, tuple):
        names = _parted([part for part in unit if isinstance(part, Name)])
        return names[0], names[1] if len(names) > 1 else None
    words = [
        Name(word.group(), Span(word.start() + piece.head, word.end() + piece.head)) for word in _NAME.finditer(line)
    ]
    if not words:
        return Name("", Span(piece.head, piece.head)), None
    return words[0], None


def _parted(names: list[Name]) -> list[Name]:
    """Keyword and name where both are run together: Prisma takes `modelUser {` for `model User {`."""
    if len(names) == 1:
        word, (start, end) = names[0].text, names[0].span
        for keyword in _KINDS:
            # `types {` is a block of Prisma 8.
            if word.startswith(keyword) and word not in (keyword, "types"):
                middle = start + len(keyword)
                return [Name(keyword, Span(start, middle)), Name(word[len(keyword) :], Span(middle, end))]
    return names


def _leading_comments(text: str) -> tuple[str | None, list[Comment]]:
    comments: list[Comment] = []
    end = 0
    for line, start in _lines(text, 0, len(text)):
        comment = _comment_at(text, line, start, len(text)) if start >= end else None
        if comment is not None:
            comments.append(comment)
            end = comment.span.end
    return _documentation(comments), comments


def _lines(text: str, at: int, end: int) -> Iterator[tuple[str, int]]:
    """The lines that are not blank and their starts, without the white space around them."""
    for found in _LINE.finditer(text, at, end):
        whole = found.group()
        line = whole.lstrip()
        if line:
            yield line.rstrip(), found.start() + len(whole) - len(line)


def _comment_at(text: str, line: str, start: int, end: int) -> Comment | None:
    """The comment that begins with the line at `start`; a `/*` comment may run over several lines.

    None for a `/*` that is not closed before `end`: taking all that follows for a comment would lose it.
    """
    if line.startswith("//"):
        return _comment(line, start)
    close = text.find("*/", start + 2, end)
    return _comment(text[start : close + 2], start) if close >= 0 else None


def _comment(text: str, at: int) -> Comment:
    documentation: str | None = None
    if text.startswith("///"):
        documentation = text[3:].strip()
    elif text.startswith("/*"):
        lines = _STARS.sub("", text[2:].removesuffix("*/")).strip().splitlines()
        documentation = "\n".join(line.strip() for line in lines)
    return Comment(text, Span(at, at + len(text)), documentation)


def _documentation(comments: list[Comment]) -> str | None:
    lines = [comment.documentation for comment in comments if comment.documentation is not None]
    return "\n".join(lines).strip("\n") or None


def _members(text: str, at: int, end: int, kind: BlockKind, members: list[Member]) -> None:
    """Add the members between two offsets."""
    pending: list[Comment] = []
    # Text behind the opening brace is on no line of its own: Prisma passes over it in silence.
    body = _REST.match(text, at, end)
    if body is not None and (rest := body.group().strip()):
        start = text.index(rest, at)
        members.append(Comment(rest, Span(start, start + len(rest))))
        at = body.end()
    last_close = text.rfind("*/", at, end)
    while found := _CODE.search(text, at, end):
        line = found.group().rstrip()
        start, at = found.span()
        if line.startswith(("//", "/*")):
            # Only comments that stand together, without a blank line between them, belong to what follows.
            if pending and not _ONE_LINE_END.fullmatch(text, pending[-1].span.end, start):
                pending = []
            comment = _comment_at(text, line, start, end) if line[1] == "/" or start + 2 <= last_close else None
            if comment is None:
                members.append(_broken(line, start, _UNCLOSED_COMMENT))
                continue
            pending.append(comment)
            members.append(comment)
            at = comment.span.end
            continue
        units = split(line)
        trailing: Comment | Broken | None = None
        if units.comment is not None:
            trailing = _trailing(text, line[units.comment :], start + units.comment, end, last_close)
            at = max(at, trailing.span.end)
        about = [*pending, trailing] if isinstance(trailing, Comment) else pending
        documentation = _documentation(about) if about else None
        if not line.startswith("@@"):
            pending = []
        members.append(_member(line, units, start, kind, documentation))
        if trailing is not None:
            members.append(trailing)


def _trailing(text: str, rest: str, start: int, end: int, last_close: int) -> Comment | Broken:
    """The comment behind code. One in `/* */` may go on over the next lines, but nothing may follow it.

    Args:
        text: the block.
        rest: the rest of the line, from the comment's first sign on; it stands at `start`.
        start: see above.
        end: where the members end.
        last_close: where the last `*/` stands.
    """
    if rest.startswith("//"):
        return _comment(rest, start)
    if start + 2 > last_close:
        return _broken(rest, start, _UNCLOSED_COMMENT)
    close = text.index("*/", start + 2, end) + 2
    behind = _REST.match(text, close, end)
    if behind is not None and behind.group().strip():
        return _broken(rest, start, "a comment in `/* */` behind code is the last of its line")
    return _comment(text[start:close], start)


def _member(line: str, units: Units, at: int, kind: BlockKind, documentation: str | None) -> Member:
    if kind in _CONFIG_KINDS:
        setting = parse_unit("setting", line if units.comment is None else line[: units.comment].rstrip(), at)
        if isinstance(setting, tuple):
            name, value = setting
            assert isinstance(name, Name)
            assert not isinstance(value, Name)
            return Setting(name, value, Span(name.span.start, value.span.end))
        assert isinstance(setting, Broken)
        return setting
    if line.startswith("@@"):
        text = line if units.comment is None else line[: units.comment].rstrip()
        parsed = parse_unit("block_attribute", text, at)
        assert isinstance(parsed, Attribute | Broken)
        return parsed
    if units.name is None:
        return _broken(line, at)
    name = Name(units.name, Span(at, at + len(units.name)))
    attributes: list[Attribute] = []
    broken: list[Broken] = []
    type_name = None if kind is BlockKind.ENUM else _type(units, at, broken)
    stop = at + len(units.head)
    for offset, text in units.attributes:
        unit = parse_unit("attribute", text, at + offset)
        if isinstance(unit, Attribute):
            attributes.append(unit)
        else:
            assert isinstance(unit, Broken)
            broken.append(unit)
        stop = at + offset + len(text)
    if kind is BlockKind.ENUM:
        if rest := units.head[len(units.name) :].lstrip():
            span = Span(at + len(units.head) - len(rest), at + len(units.head))
            broken.insert(0, Broken(rest, f"unexpected `{rest}` behind the enum value", span, span))
        return EnumValue(name, tuple(attributes), Span(at, stop), documentation, tuple(broken))
    return Field(name, type_name, tuple(attributes), Span(at, stop), documentation, tuple(broken))


def _type(units: Units, at: int, broken: list[Broken]) -> TypeName | None:
    """The type behind a field's name; what is wrong with it goes to `broken`."""
    if not units.type:
        name = units.name or ""
        place = Span(at, at + len(name))
        broken.append(Broken(units.head, f"the field `{name}` has no type", place, Span(at, at + len(units.head))))
        return None
    unit = parse_unit("type", units.type, at + len(units.head) - len(units.type))
    if isinstance(unit, TypeName):
        return unit
    assert isinstance(unit, Broken)
    broken.append(unit)
    return None


def _broken(line: str, at: int, message: str = "this line is not understood") -> Broken:
    span = Span(at, at + len(line))
    return Broken(line, message, span, span)
