"""From the text of a top-level statement to its syntax tree, also where the text is broken or newer than `ast` knows.

Syntax newer than the interpreter is told in older words of the same length; what `ast` still refuses is blanked out
member by member, with as many characters as it had. So all positions in what remains stay true.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from prismalchemy.alchemy.statements import Piece, split
from prismalchemy.text import Span


@dataclass(frozen=True)
class Broken:
    """A stretch of a statement that could not be read.

    `name` is the name that it would have bound to a value, where that can be seen. `message` is None where the text is
    valid but newer than the interpreter's own syntax.
    """

    span: Span
    name: str | None
    message: str | None


@dataclass(frozen=True)
class Recovered:
    """The syntax tree of a statement, and what was left out of it."""

    body: list[ast.stmt]
    broken: tuple[Broken, ...] = ()


_FAILURES = (SyntaxError, ValueError, RecursionError, MemoryError)
_CLASS = re.compile(r"(?:@|class\b)")
_BOUND = re.compile(r"\s*(\w+)\s*(?::(?!=)|=(?!=)|\Z)")
_TYPE_ALIAS = re.compile(r"type(\s+)(\w+)(?=\s*[\[=])")
_EXCEPTIONS = re.compile(r"(?m)^(\s*except[ \t]+)([\w.]+(?:[ \t]*,[ \t]*[\w.]+)+)(?=[ \t]*:)")
_EXCEPTION_GROUP = re.compile(r"(?m)^(\s*except)\*")
_TEMPLATE = re.compile(r"(?<![\w\"'])[tT](?=[\"'])")
_TYPE_PARAMETERS = re.compile(r"(?m)^\s*(?:async\s+)?(?:class|def)\s+\w+\s*(\[)|^type\s+\w+\s*(\[)")
_INDENTED = re.compile(r"(?:\r\n|\r|\n)([ \t]+)(?=[^\s#])")


def parse(text: str) -> Recovered:
    """The syntax tree of a top-level statement; never raises."""
    try:
        return Recovered(_parsed(text))
    except _FAILURES as error:
        failure = error
    modern = _modernised(text)
    if modern != text:
        try:
            return Recovered(_parsed(modern))
        except _FAILURES:
            text = modern
    if _CLASS.match(text):
        members = _by_member(text)
        if members is not None:
            return members
    return Recovered([], (_broken(Piece(0, text), failure),))


def _parsed(text: str) -> list[ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text).body


def _modernised(text: str) -> str:
    """The text with what is newer than Python 3.10 told in older words of the same length.

    Type parameters are blanked out, `type X = ...` becomes an assignment, `except A, B:` a sum, `except*` a plain
    `except`, a template string a formatted one.
    """
    text = _EXCEPTIONS.sub(lambda match: match[1] + match[2].replace(",", "+"), text)
    text = _EXCEPTION_GROUP.sub(r"\1 ", text)
    text = _TEMPLATE.sub("f", text)
    for match in reversed(list(_TYPE_PARAMETERS.finditer(text))):
        start = match.end() - 1
        end = _closing(text, start)
        if end is not None:
            # Line ends that stood within the brackets go on as continued lines.
            blank = re.sub(r" (?=\r\n|\r|\n)", r"\\", _blank(text[start:end]))
            text = text[:start] + blank + text[end:]
    return _TYPE_ALIAS.sub(lambda match: f"{match[2]}{match[1]}    ", text, count=1)


def _closing(text: str, start: int) -> int | None:
    """Offset behind the bracket that closes the one at `start`."""
    depth = 0
    for offset in range(start, len(text)):
        if text[offset] in "([{":
            depth += 1
        elif text[offset] in ")]}":
            depth -= 1
            if depth == 0:
                return offset + 1
    return None


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def _by_member(text: str) -> Recovered | None:
    """The tree of a class without those members that cannot be read; None where the class' own line cannot."""
    header = _header_end(text)
    if header is None:
        return None
    indented = _INDENTED.search(text, header)
    broken: list[Broken] = []
    if indented is None:
        # A class without a body yet: one is made behind its line.
        repaired = text[:header] + _MADE_BODY
        broken.append(Broken(Span(0, header), None, "the class has no body yet"))
    else:
        repaired, indent = text, indented[1]
        for piece in split(text, header, indent):
            failure = _failure(f"if 1:\n{indent}{piece.text}")
            if failure is not None:
                broken.append(_broken(piece, failure))
                kept = "0" + _blank(piece.text)[1:]
                repaired = repaired[: piece.start] + kept + repaired[piece.start + len(kept) :]
    try:
        body = _parsed(repaired) if broken else []
    except _FAILURES:
        return None
    if indented is None and body and isinstance(body[-1], ast.ClassDef):
        # What was made must not be pointed at: it lies behind the text.
        cls = body[-1]
        assert cls.end_col_offset is not None
        cls.body, cls.end_col_offset = [], cls.end_col_offset - len(_MADE_BODY)
    return Recovered(body, tuple(broken)) if broken else None


_MADE_BODY = " 0"
"""Stands for the body of a class that has none yet."""


def _header_end(text: str) -> int | None:
    """Offset behind the colon that ends a class' own line; None where there is none, or it cannot be read."""
    match = _CLASS_LINE.search(text)
    if match is None:
        return None
    for colon in re.compile(":").finditer(text, match.end(), match.end() + _LONGEST_HEADER):
        if _failure(text[: colon.end()] + " 0") is None:
            return colon.end()
    return None


_CLASS_LINE = re.compile(r"^class\b", re.MULTILINE)
_LONGEST_HEADER = 2000
"""Number of characters in which the colon of a class' own line is looked for."""


def _failure(text: str) -> BaseException | None:
    """Why a text cannot be read; None where it can."""
    try:
        _parsed(text)
    except _FAILURES as error:
        return error
    return None


def _broken(piece: Piece, failure: BaseException) -> Broken:
    """What cannot be read, with the first line of it as its place."""
    line = re.match(r"[^\r\n]*", piece.text)
    end = piece.start + (line.end() if line else 0)
    bound = _BOUND.match(piece.text)
    name = bound[1] if bound and not _KEYWORD.match(bound[1]) else None
    reason = getattr(failure, "msg", None) or str(failure) or "it cannot be read"
    # Before Python 3.12 quotes and line ends could not stand within the braces of an f-string.
    message = None if reason.startswith("f-string") else f"syntax error: {reason}"
    return Broken(Span(piece.start, max(end, piece.start)), name, message)


_KEYWORD = re.compile(r"(?:def|class|async|return|if|for|while|with|try|import|from|pass|lambda|else|finally)\Z")
