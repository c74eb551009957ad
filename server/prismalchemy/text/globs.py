"""Glob patterns over POSIX paths and over names of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


def matches_path(path: str, patterns: Iterable[str]) -> bool:
    """Whether a relative path, or a folder that it lies in, matches one of the patterns.

    `*` and `?` stay within one part of the path, `**` spans parts; a pattern that names a folder covers all below it.
    A pattern without a slash is looked for at every depth.
    """
    return any(_path_pattern(pattern).match(path) for pattern in patterns)


def matches_table(name: str, patterns: Iterable[str]) -> bool:
    """Whether a table (`name`, or `schema.name`) is among those that the patterns choose.

    Patterns that begin with `!` leave tables out again; with only such patterns everything else is chosen.
    """
    chosen: bool | None = None
    for pattern in patterns:
        negative = pattern.startswith("!")
        if chosen is None:
            chosen = negative
        if _name_pattern(pattern.removeprefix("!")).fullmatch(name):
            chosen = not negative
    return True if chosen is None else chosen


def matches_name(name: str, pattern: str) -> bool:
    """Whether a name matches one pattern."""
    return _name_pattern(pattern).fullmatch(name) is not None


def is_glob(pattern: str) -> bool:
    """Whether the text has a wildcard in it."""
    return any(character in pattern for character in "*?[")


@lru_cache(maxsize=256)
def _path_pattern(pattern: str) -> re.Pattern[str]:
    pattern = pattern.removeprefix("./").rstrip("/")
    prefix = "" if "/" in pattern else "(?:.*/)?"
    return _compile(f"{prefix}{_translate(pattern.lstrip('/'))}(?:/.*)?$", pattern)


@lru_cache(maxsize=256)
def _name_pattern(pattern: str) -> re.Pattern[str]:
    return _compile(_translate(pattern), pattern)


def _compile(expression: str, pattern: str) -> re.Pattern[str]:
    """The compiled expression; a pattern with an impossible range (`[z-a]`) stands for itself."""
    try:
        return re.compile(expression, re.DOTALL)
    except re.error:
        return re.compile(re.escape(pattern) + "$", re.DOTALL)


def _translate(pattern: str) -> str:
    pieces: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            pieces.append("(?:.*/)?")
            at += 3
        elif pattern.startswith("**", at):
            pieces.append(".*")
            at += 2
        elif (closing := pattern.find("]", at + 2)) > 0 and pattern[at] == "[":
            body = pattern[at + 1 : closing].replace("\\", r"\\")
            pieces.append(f"[{'^' + body[1:] if body[0] in '!^' else body}]")
            at = closing + 1
        else:
            character = pattern[at]
            pieces.append({"*": "[^/]*", "?": "[^/]"}.get(character) or re.escape(character))
            at += 1
    return "".join(pieces)
