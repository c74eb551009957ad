"""Suppression comments: `# prismalchemy: ignore[rule]` in Python, `// prismalchemy: ignore[rule]` in Prisma."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prismalchemy.text import Edit, SourceFile, Span

_COMMENT = re.compile(
    r"(?P<lead>[^\n\r]*?)(?P<sign>#|//+)[ \t]*prismalchemy:[ \t]*ignore\b(?:[ \t]*\[(?P<rules>[^\]\n\r]*)\])?"
    r"(?P<rest>[^\n\r]*)"
)


@dataclass(frozen=True, slots=True)
class Comment:
    """One suppression comment: its line (from 0), the rules that it names, None for all of them, and where it stands.

    `span` is from its sign to the end of what says so, `alone` whether the line holds nothing else before it, and
    `last` whether nothing is said behind it.
    """

    line: int
    rules: tuple[str, ...] | None
    span: Span
    alone: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The comments of one file.

    `rules`: by line (from 0), the rules that are ignored there; None for all of them. `alone` are the lines that hold
    nothing but the comment: those speak for the next line that holds something else.
    """

    rules: dict[int, frozenset[str] | None]
    alone: frozenset[int]
    comments: tuple[Comment, ...] = ()

    def covers(self, rule: str, first_line: int, last_line: int) -> bool:
        """Whether a comment on one of these lines, or on lines of their own just above them, ignores the rule."""
        return self.covering(rule, first_line, last_line) is not None

    def covering(self, rule: str, first_line: int, last_line: int) -> int | None:
        """The line of the first comment that does so; None where there is none."""
        if not self.rules:
            return None
        for line in range(first_line, last_line + 1):
            if self._ignores(rule, line):
                return line
        line = first_line - 1
        while line in self.alone:
            if self._ignores(rule, line):
                return line
            line -= 1
        return None

    def _ignores(self, rule: str, line: int) -> bool:
        if line not in self.rules:
            return False
        rules = self.rules[line]
        return rules is None or rule in rules


def find_suppressions(file: SourceFile) -> Suppressions:
    """All suppression comments of a file.

    A text inside a string that looks like one counts too; nobody writes that by accident.
    """
    rules: dict[int, frozenset[str] | None] = {}
    alone: set[int] = set()
    comments: list[Comment] = []
    if "prismalchemy:" in file.text:
        for match in _COMMENT.finditer(file.text):
            line = file.lines.place(match.start("lead")).line
            named = match["rules"]
            said = None if named is None else tuple(part.strip() for part in named.split(",") if part.strip())
            before = rules.get(line, frozenset())
            rules[line] = None if said is None or before is None else before | frozenset(said)
            is_alone = not match["lead"].strip()
            if is_alone:
                alone.add(line)
            span = Span(match.start("sign"), match.start("rest"))
            comments.append(Comment(line, said, span, is_alone, not match["rest"].strip()))
    return Suppressions(rules, frozenset(alone), tuple(comments))


def lines_of(file: SourceFile, span: Span) -> tuple[int, int]:
    """The first and the last line (from 0) that a span touches."""
    return file.lines.place(span.start).line, file.lines.place(max(span.start, span.end - 1)).line


Used = frozenset[tuple[str, int, str]]
"""(path, line, rule) of what suppression comments silenced."""


def unused(file: SourceFile, found: Suppressions, used: Used) -> Iterator[tuple[Comment, str | None, Edit]]:
    """What of the comments of a file silences nothing: a rule, or None for a whole comment, and the edit without it.

    Text in a string that only looks like a comment is no comment here, and a file whose comments cannot be told from
    its strings has none.
    """
    real = _real_comments(file)
    for comment in found.comments:
        if real is not None and comment.line not in real:
            continue
        here = {rule for path, line, rule in used if path == file.path and line == comment.line}
        if comment.rules is None:
            if not here:
                yield comment, None, _without(file, comment)
            continue
        idle = [rule for rule in comment.rules if rule not in here]
        if len(idle) == len(comment.rules):
            yield comment, ", ".join(idle) or None, _without(file, comment)
            continue
        for rule in idle:
            rest = ", ".join(name for name in comment.rules if name not in idle)
            start = file.text.index("[", comment.span.start)
            yield comment, rule, Edit(Span(start, comment.span.end), f"[{rest}]")


def _without(file: SourceFile, comment: Comment) -> Edit:
    """The edit that takes a comment out: its line if it has one of its own, else what stands before it stays."""
    text, (start, end) = file.text, comment.span
    if not comment.last:
        sign = "#" if text[start] == "#" else "//"
        behind = end + len(text[end:]) - len(text[end:].lstrip(" \t"))
        # Another comment takes its place; what is said behind it stays in a comment of its own.
        return Edit(Span(start, behind), "") if text.startswith(sign, behind) else Edit(Span(start, end), sign)
    while end < len(text) and text[end] in " \t":
        end += 1
    while start and text[start - 1] in " \t":
        start -= 1
    if comment.alone:
        if text.startswith("\r\n", end):
            end += 2
        elif end < len(text):
            end += 1
    return Edit(Span(start, end), "")


def _real_comments(file: SourceFile) -> Iterable[int] | None:
    """The lines of a Python file that hold a comment, none where it cannot be cut into tokens; None for Prisma."""
    if not file.path.endswith(".py"):
        return None
    try:
        tokens = tokenize.generate_tokens(io.StringIO(file.text, newline=None).readline)
        return {token.start[0] - 1 for token in tokens if token.type == tokenize.COMMENT}
    except (tokenize.TokenError, SyntaxError, ValueError):
        return ()
