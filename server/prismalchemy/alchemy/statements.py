"""Cutting a Python file into its top-level statements, quickly and without parsing it.

A statement is the unit of caching and the anchor of origins: one whose text did not change stays the same object while
text around it is edited. Cutting needs only brackets, strings, comments and line ends. Unclosed brackets and strings
cost the statement they stand in: a line that begins with `class`, `def`, `@`, `import`, `from`, `name = ` or `a.b = `
in the first column starts a new one all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_PLAIN = r"[^()\[\]{}\"'#\\\r\n]"
"""A character that means nothing to cutting."""
_TOKENS = (
    # What no token begins with is passed over at once, and most brackets are one token with what is between them.
    r"(?=[\"'#\\()\[\]{}\r\n])(?:"
    r'"""(?:[^\\"]|\\.|"(?!""))*"""'
    r"|'''(?:[^\\']|\\.|'(?!''))*'''"
    r'|(?P<unclosed>"""[^\r\n]*|\'\'\'[^\r\n]*)'
    r'|"(?:[^"\\\r\n]|\\(?:\r\n|.))*"?'
    r"|'(?:[^'\\\r\n]|\\(?:\r\n|.))*'?"
    r"|\#[^\r\n]*"
    r"|\\(?:\r\n|\r|\n)"
    r"|[(\[{]" + _PLAIN + r"*(?:\"(?!\"\")[^\"\\\r\n]*\"" + _PLAIN + r"*)*[)\]}]"
    r"|(?P<open>[(\[{])"
    r"|(?P<close>[)\]}])"
    r"|(?:\r\n|\r|\n)(?P<start>%s\f*(?=[^\s#)\]}\f])))"
)
_FIRST = re.compile(r"(?:[ \t\f]*(?:\#[^\r\n]*)?(?:\r\n|\r|\n))*[ \t\f]*(?=[^\s#])")
_FORCED = re.compile(r"(?:class|def|import|from|async\s+def)\b|@|[\w.]+ = ")
_FORCED_MEMBER = re.compile(r"(?:class|def|async\s+def)\b|if\b[^\r\n]*:[ \t]*(?=[\r\n]|\Z)|@|\w+ = |\w+\s*:\s")
_CONTINUED = re.compile(r"(?:else|elif|except|finally)\b")


class Piece(NamedTuple):
    """A top-level statement: offset of its first character and its text, comments and blank lines behind it cut off.

    `unclosed`: a triple-quoted string in it has no end in the whole file, so what it is hangs on all that follows.
    """

    start: int
    text: str
    unclosed: bool = False


def split(text: str, start: int = 0, indent: str = "") -> Iterator[Piece]:
    """The statements of a block in their order: the top-level ones of a module, or the members of a class.

    Args:
        text: the module, or the class.
        start: where to begin: 0, or the start of a statement known from an earlier version of the same text; for a
            class the end of its own line.
        indent: the block's indentation.

    What stands between two statements (blank lines, comments) belongs to none. A decorator belongs to what it
    decorates, `else`, `except` and `finally` to the statement they continue.
    """
    first = _FIRST.match(text, start)
    if first is None:
        return
    begin = first.end()
    depth = 0
    unclosed = False
    decorating = text.startswith("@", begin)
    forced = _FORCED_MEMBER if indent else _FORCED
    for token in _tokens(indent).finditer(text, begin):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind == "unclosed":
            unclosed = True
        elif kind == "start":
            at = token.end()
            if depth and not forced.match(text, at):
                continue
            depth = 0
            if decorating:
                decorating = text.startswith("@", at)
                continue
            if _CONTINUED.match(text, at):
                continue
            yield Piece(begin, _trimmed(text, begin, token.start()), unclosed)
            begin = at
            unclosed = False
            decorating = text.startswith("@", at)
    yield Piece(begin, _trimmed(text, begin, len(text)), unclosed)


@lru_cache(maxsize=16)
def _tokens(indent: str) -> re.Pattern[str]:
    """What matters to cutting, for one indentation."""
    return re.compile(_TOKENS % re.escape(indent), re.DOTALL)


def _trimmed(text: str, start: int, end: int) -> str:
    """The text between two offsets without the blank and comment lines at its end."""
    while end > start:
        line = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1
        if line <= start:
            break
        content = text[line:end].strip()
        if content and not content.startswith("#"):
            break
        end = line - 1
        if text[end] == "\n" and end > start and text[end - 1] == "\r":
            end -= 1
    return text[start:end]
