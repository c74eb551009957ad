"""Cuts a file into top-level blocks, by lines, without looking into them. Never fails.

Prisma's language is one of lines: a block begins with a line `keyword name {` and ends with the first line that begins
with `}`; strings do not span lines. An unclosed block ends where the next line looks like the head of a block.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

_KEYWORDS = "model|view|type|enum|datasource|generator|types|namespace|native_enum"
_EOL = r"(?:\r\n|\r|\n|\Z)"
_BLANK = re.compile(r"\s+")
_COMMENT_LINE = re.compile(r"[^\S\r\n]*//[^\r\n]*")
_COMMENT_BLOCK = re.compile(r"[^\S\r\n]*/\*.*?\*/", re.DOTALL)
_HEAD = re.compile(rf"[^\S\r\n]*(?:{_KEYWORDS})\b[^\r\n{{}}\"]*\{{")
_ARBITRARY_HEAD = re.compile(r"[^\S\r\n]*[\w-]+(?:[^\S\r\n]+[\w-]+)*[^\S\r\n]*\{[^\S\r\n]*(?://[^\r\n]*)?(?=[\r\n]|\Z)")
_LINE = re.compile(r"[^\r\n]*")
_LINE_END = re.compile(_EOL)
# What may end a block: a line that begins with its brace, or the head of another block. A comment that spans lines
# is passed over as a whole.
_NEXT = re.compile(
    rf"[\r\n][^\S\r\n]*(?:(?P<comment>/\*)|(?P<close>\}})|(?P<head>(?:{_KEYWORDS})[^\S\r\n]+[\w-]+[^\S\r\n]*\{{))"
)
# In a line, what a comment behind code begins with, and strings, which may hold the same signs.
_COMMENT_MARK = re.compile(r'"(?:[^"\\\r\n]|\\.)*"?|//|/\*')
# The brace may follow such a comment on its last line.
_BRACE = re.compile(r"[^\S\r\n]*\}")


class PieceKind(Enum):
    """What a piece of a file is."""

    BLOCK = "block"
    COMMENT = "comment"
    """Comment lines that belong to no block."""
    JUNK = "junk"
    """Lines that begin no block."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file.

    A block's `text` begins with the comment lines that stand directly above it; `head` is the offset of its head line
    in `text`, `body` that of the first character behind its opening brace. `closed` is False where it has no closing
    brace. `dangling`: a `/*` in it has no end, so that a `*/` anywhere behind it would change it.
    """

    kind: PieceKind
    text: str
    head: int = 0
    body: int = 0
    closed: bool = True
    dangling: bool = False

    @property
    def is_settled_block(self) -> bool:
        """Whether it is a block that depends on nothing behind it."""
        return self.kind is PieceKind.BLOCK and self.closed and not self.dangling


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut into pieces; `starts` are their offsets. Between pieces there is only white space."""

    text: str
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]


_NOTHING = Cut("", (), ())


def cut(text: str, previous: Cut | None = None) -> Cut:
    """Cut a file's text.

    Args:
        text: the whole text.
        previous: an earlier cut of the same file. Its pieces before the first and behind the last difference are used
            again, as the same objects, and so are blocks in between that only moved; the rest is scanned.
    """
    before = previous or _NOTHING
    old = before.text
    same = _common_prefix(old, text)
    kept = _kept(before, same)
    # The scanner has no memory: from equal places on it makes equal pieces of equal texts.
    tail = _common_suffix(old, text, min(len(old), len(text)) - same)
    shift = len(text) - len(old)
    next_old = bisect_left(before.starts, len(old) - tail, kept)
    known = _Known(before.pieces[kept:next_old])
    pieces = list(before.pieces[:kept])
    starts = list(before.starts[:kept])
    at = starts[-1] + len(pieces[-1].text) if kept else 0
    while True:
        blank = _BLANK.match(text, at)
        if blank:
            # Indentation belongs to the line that follows.
            at = _line_start(text, blank.end(), at)
        if at >= len(text):
            break
        while next_old < len(before.starts) and before.starts[next_old] + shift < at:
            next_old += 1
        if next_old < len(before.starts) and before.starts[next_old] + shift == at:
            pieces += before.pieces[next_old:]
            starts += [start + shift for start in before.starts[next_old:]]
            break
        piece = known.at(text, at) or _piece(text, at)
        pieces.append(piece)
        starts.append(at)
        at += len(piece.text)
    return Cut(text, tuple(pieces), tuple(starts))


def _kept(before: Cut, same: int) -> int:
    """How many pieces, counted from the start, lie in the first `same` characters and depend on nothing behind them.

    A closed block depends on nothing behind its brace, and what stands before it on nothing behind it, unless a comment
    dangles there.
    """
    count = bisect_right(before.starts, same)
    count = next((index for index, piece in enumerate(before.pieces[:count]) if piece.dangling), count)
    while count:
        piece = before.pieces[count - 1]
        if piece.is_settled_block and before.starts[count - 1] + len(piece.text) <= same:
            return count
        count -= 1
    return 0


def _common_prefix(one: str, other: str) -> int:
    """How many characters two texts share at their beginnings."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(one: str, other: str, most: int) -> int:
    """How many characters, `most` at most, two texts share at their ends."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


class _Known:
    """Settled blocks of an earlier cut by their first line; each is given out once."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._by_line: dict[str, list[Piece]] = {}
        for piece in pieces:
            if piece.is_settled_block:
                self._by_line.setdefault(_first_line(piece.text, 0), []).append(piece)

    def at(self, text: str, at: int) -> Piece | None:
        """The block that stands at `at`, unchanged."""
        candidates = self._by_line.get(_first_line(text, at)) if self._by_line else None
        if candidates:
            for index, piece in enumerate(candidates):
                if text.startswith(piece.text, at):
                    return candidates.pop(index)
        return None


def _piece(text: str, at: int) -> Piece:
    head = _after_comments(text, at)
    opening = _HEAD.match(text, head) or _ARBITRARY_HEAD.match(text, head)
    if opening:
        body = text.index("{", head) + 1
        end, closed, dangling = _block_end(text, body)
        return Piece(PieceKind.BLOCK, text[at:end], head - at, body - at, closed, dangling)
    if head > at:
        return Piece(PieceKind.COMMENT, text[at:head].rstrip() or text[at:head])
    junk = text[at : _junk_end(text, at)]
    return Piece(PieceKind.JUNK, junk, dangling="/*" in junk)


def _after_comments(text: str, at: int) -> int:
    """The offset behind the comment lines that begin at `at`, without a blank line between them."""
    while comment := _COMMENT_LINE.match(text, at) or _COMMENT_BLOCK.match(text, at):
        line_end = _LINE_END.match(text, comment.end())
        if line_end is None or line_end.end() >= len(text):
            return comment.end()
        at = line_end.end()
    return at


def _block_end(text: str, body: int) -> tuple[int, bool, bool]:
    """Where the block ends whose brace opens before `body`; whether it is closed; whether a comment dangles."""
    # What follows the opening brace on its line is nothing, not even a comment.
    at = _line_end(text, body)
    dangling = False
    last_close: int | None = None
    while True:
        found = _NEXT.search(text, at)
        behind = text.find("/*", at, len(text) if found is None else found.start())
        if behind >= 0:
            last_close = text.rfind("*/", behind) if last_close is None else last_close
            at, dangles = _past_comment_behind_code(text, behind, at, last_close)
            dangling = dangling or dangles
            continue
        if found is None:
            return _without_space(text, len(text)), False, dangling
        if found.lastgroup == "close":
            return found.end(), True, dangling
        if found.lastgroup == "head":
            return _without_space(text, found.start()), False, dangling
        # A comment that is not closed is a broken line; no later one is closed then.
        close = -1 if dangling else text.find("*/", found.end())
        dangling = dangling or close < 0
        at = close + 2 if close >= 0 else found.end()
        brace = _BRACE.match(text, at) if close >= 0 else None
        if brace:
            return brace.end(), True, dangling


def _past_comment_behind_code(text: str, sign: int, least: int, last_close: int) -> tuple[int, bool]:
    """Where to go on behind a line with a `/*` at `sign`; whether what comes far behind could change that.

    Such a comment may run over lines, if nothing follows it on its last one. `last_close` is where the last `*/` of the
    text stands, so that nothing is looked for in vain: a file may have as many `/*` as lines.
    """
    end = _line_end(text, sign)
    for mark in _COMMENT_MARK.finditer(text, _line_start(text, sign, least), end):
        if mark.group().startswith("//"):
            break
        if mark.group() == "/*":
            close = text.find("*/", mark.end()) if mark.end() <= last_close else -1
            if 0 <= close < end:
                break
            last = _line_end(text, close + 2) if close >= 0 else -1
            if close < 0 or text[close + 2 : last].strip():
                return end, True
            return last, False
    return end, False


def _without_space(text: str, end: int) -> int:
    """`end`, moved back over white space."""
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _junk_end(text: str, at: int) -> int:
    """Junk runs on to the next comment, blank line or head of a block; it takes one line at least."""
    end = at
    while True:
        line = _LINE.match(text, end)
        assert line is not None
        end = line.end()
        line_end = _LINE_END.match(text, end)
        following = line_end.end() if line_end else end
        if following >= len(text) or following == end:
            return end
        if _HEAD.match(text, following) or _COMMENT_LINE.match(text, following) or _BLANK_LINE.match(text, following):
            return end
        end = following


_BLANK_LINE = re.compile(r"[^\S\r\n]*[\r\n]")


def _first_line(text: str, at: int) -> str:
    line = _LINE.match(text, at)
    return line.group() if line else ""


def _line_end(text: str, at: int) -> int:
    """The end of the line that holds `at`, its line end not included."""
    line = _LINE.match(text, at)
    return at if line is None else line.end()


def _line_start(text: str, at: int, least: int) -> int:
    """The start of the line that holds `at`, but not before `least`."""
    return max(text.rfind("\n", least, at), text.rfind("\r", least, at), least - 1) + 1 if at < len(text) else at
