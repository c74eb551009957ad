"""Cuts SQL scripts into statements, as the databases' own shells do.

Known are PostgreSQL's and SQLite's words: strings, `E''` strings, quoted names, `$$` bodies, comments (in PostgreSQL
also within each other), `BEGIN ATOMIC` bodies, and the bodies of SQLite's triggers.
Sources: PostgreSQL 18 manual, section 4.1 and CREATE FUNCTION; SQLite's "CREATE TRIGGER" and "SQL Comment Syntax".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Dialect: TypeAlias = Literal["postgresql", "sqlite"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its text with the comments before it, without the semicolon.

    `line` counts from 1 and is that of the first word. `words` are its words in capitals as far as the twelfth, those
    in strings, comments and quotes left out.
    """

    text: str
    line: int
    words: tuple[str, ...]

    def begins(self, *words: str) -> bool:
        """Whether the statement begins with these words."""
        return self.words[: len(words)] == words

    @property
    def controls_transaction(self) -> bool:
        """Whether it begins or ends a transaction. Savepoints do not."""
        if self.begins("PREPARE", "TRANSACTION"):
            return True
        return self.words[:1] in _CONTROLS and "TO" not in self.words[1:4] and self.words[1:2] != ("PREPARED",)

    @property
    def begins_transaction(self) -> bool:
        """Whether it begins a transaction."""
        return self.begins("BEGIN") or self.begins("START", "TRANSACTION")

    @property
    def commits(self) -> bool:
        """Whether it ends a transaction for good."""
        return (self.begins("COMMIT") or self.begins("END")) and "CHAIN" not in self.words

    @property
    def needs_autocommit(self) -> bool:
        """Whether PostgreSQL refuses it inside a transaction block."""
        first, second = self.words[:1], self.words[1:2]
        if "CONCURRENTLY" in self.words:
            if first == ("ALTER",):
                return "DETACH" in self.words
            return first == ("REINDEX",) or self.words[1:2] == ("INDEX",) or self.words[1:3] == ("UNIQUE", "INDEX")
        if first in (("CREATE",), ("DROP",)):
            return second in (("DATABASE",), ("TABLESPACE",), ("SUBSCRIPTION",))
        if first == ("REINDEX",):
            return next((word for word in self.words[1:] if word in _REINDEXED), "") not in ("", "INDEX", "TABLE")
        if first == ("CLUSTER",):
            return not set(self.words) - {"CLUSTER", "VERBOSE"} and self.text.rstrip()[-1] != '"'
        return first == ("VACUUM",) or self.words[:2] in _ALONE


_CONTROLS = frozenset({("BEGIN",), ("START",), ("COMMIT",), ("END",), ("ROLLBACK",), ("ABORT",)})
_ALONE = frozenset({("ALTER", "SYSTEM"), ("DISCARD", "ALL"), ("COMMIT", "PREPARED"), ("ROLLBACK", "PREPARED")})
_REINDEXED = frozenset({"INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM"})
_MOST_WORDS = 12

_ESCAPED = r"'(?:[^'\\]|\\.|'')*'?"
_COMMON = rf"""(?P<comment>--@)
  | (?P<block>/\*)
  | (?P<escaped>(?<![\w$])[eE]{_ESCAPED}(?:\s*[\n\r]\s*{_ESCAPED})*)
  | (?P<quoted>'(?:[^']|'')*'?|"(?:[^"]|"")*"?)
  | (?P<dollar>(?<![\w$])\$(?P<tag>(?:[^\W\d]\w*)?)\$)
  | (?P<other>`[^`]*`?|\[[^\]]*\]?)
  | (?P<word>[^\W\d][\w$]*)
  | (?P<sign>[;()])"""
_TOKENS = {
    dialect: re.compile(_COMMON.replace("@", end), re.DOTALL | re.VERBOSE)
    for dialect, end in (("postgresql", r"[^\n\r]*"), ("sqlite", r"[^\n]*"))
}
"""By dialect: a carriage return ends a comment in PostgreSQL. A string goes on where only a new line is between."""
_ONLY = {"postgresql": frozenset({"other"}), "sqlite": frozenset({"escaped", "dollar"})}
"""Groups that mean nothing in a dialect."""
_BLOCK_EDGE = re.compile(r"/\*|\*/")


def split(script: str, dialect: Dialect) -> tuple[Statement, ...]:
    """The statements of a script, in order. Never fails: what is not ended goes on to the script's end.

    Joined again with their semicolons they are the script, but for spaces between, comments behind the last one, and
    line comments in front of a semicolon.
    """
    found: list[Statement] = []
    start = 0
    open_ = _Open(dialect)
    for kind, word, at, end in _tokens(script, dialect):
        if kind == "sign" and word == ";" and open_.is_closed:
            open_.finish(script[start : open_.end(at)], script.count("\n", 0, open_.at) + 1, found)
            start = end
            open_ = _Open(dialect)
        else:
            open_.see(kind, word, at, end)
    open_.finish(script[start : open_.end(len(script))], script.count("\n", 0, open_.at) + 1, found)
    return tuple(found)


class _Open:
    """The statement being read: what it is, and what in it is still open."""

    def __init__(self, dialect: Dialect) -> None:
        self.at = -1
        self._dialect = dialect
        self._words: list[str] = []
        self._parentheses = 0
        self._blocks = 0
        self._last = ""
        self._end = 0
        self._commented = False

    @property
    def is_closed(self) -> bool:
        """Whether a semicolon ends it."""
        return self._parentheses <= 0 and self._blocks == 0

    def end(self, at: int) -> int:
        """Where its text ends, if a semicolon stands at `at`.

        That is where its last word does, if a line comment follows: a semicolon behind that one would be part of it.
        """
        return self._end if self._commented and self.at >= 0 else at

    def see(self, kind: str, word: str, at: int, end: int) -> None:
        """The next token of it."""
        self._commented = kind == "comment"
        if self._commented:
            return
        self._end = end
        if self.at < 0:
            self.at = at
        if kind == "sign":
            self._parentheses += (word == "(") - (word == ")")
        elif kind == "word":
            upper = word.upper()
            if len(self._words) < _MOST_WORDS:
                self._words.append(upper)
            self._see_block(upper)
            self._last = upper
        else:
            self._last = ""

    def _see_block(self, word: str) -> None:
        if self._blocks:
            self._blocks += (word in ("CASE", "BEGIN")) - (word == "END")
        elif self._words[0] != "CREATE":
            return
        elif self._dialect == "postgresql":
            self._blocks += self._last == "BEGIN" and word == "ATOMIC"
        else:
            self._blocks += word == "BEGIN" and "TRIGGER" in self._words[:3]

    def finish(self, text: str, line: int, found: list[Statement]) -> None:
        """Adds the statement to what was found, unless there is nothing but comments."""
        if self.at >= 0:
            found.append(Statement(text.strip(), line, tuple(self._words)))


def _tokens(script: str, dialect: Dialect) -> Iterator[tuple[str, str, int, int]]:
    """Kind, text, start and end of what matters; comments between `/*` and `*/` are left out."""
    at = 0
    while at < len(script):
        match = _TOKENS[dialect].search(script, at)
        between = script[at : len(script) if match is None else match.start()]
        if between.strip():
            yield "rest", "", at + len(between) - len(between.lstrip()), at + len(between)
        if match is None:
            return
        kind = match.lastgroup or ""
        kind = "dollar" if kind == "tag" else kind
        end = match.end()
        if kind in _ONLY[dialect]:
            # One character of it, and look again behind.
            end = match.start() + 1
            yield "rest", "", match.start(), end
        elif kind == "block":
            end = _end_of_comment(script, end, nested=dialect == "postgresql")
        elif kind == "dollar":
            closing = script.find(match.group(), end)
            end = len(script) if closing < 0 else closing + len(match.group())
            yield kind, "", match.start(), end
        else:
            yield kind, match.group(), match.start(), end
        at = end


def _end_of_comment(script: str, at: int, *, nested: bool) -> int:
    depth = 1
    while depth:
        edge = _BLOCK_EDGE.search(script, at)
        if edge is None:
            return len(script)
        at = edge.end()
        depth += -1 if edge.group() == "*/" else int(nested)
    return at
