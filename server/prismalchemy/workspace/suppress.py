"""Suppression comments: `# prismalchemy: ignore[rule]` in Python, `// prismalchemy: ignore[rule]` in Prisma."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prismalchemy.text import SourceFile, Span

_COMMENT = re.compile(
    r"(?P<lead>[^\n\r]*?)(?:#|//+)[ \t]*prismalchemy:[ \t]*ignore\b(?:[ \t]*\[(?P<rules>[^\]\n\r]*)\])?"
)


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The comments of one file: by line (from 0), the rules that are ignored there; None for all of them.

    `alone` are the lines that hold nothing but the comment: those speak for the next line that holds something else.
    """

    rules: dict[int, frozenset[str] | None]
    alone: frozenset[int]

    def covers(self, rule: str, first_line: int, last_line: int) -> bool:
        """Whether a comment on one of these lines, or on lines of their own just above them, ignores the rule."""
        if not self.rules:
            return False
        if any(self._ignores(rule, line) for line in range(first_line, last_line + 1)):
            return True
        line = first_line - 1
        while line in self.alone:
            if self._ignores(rule, line):
                return True
            line -= 1
        return False

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
    if "prismalchemy:" in file.text:
        for match in _COMMENT.finditer(file.text):
            line = file.lines.place(match.start("lead")).line
            named = match["rules"]
            here = None if named is None else frozenset(part.strip() for part in named.split(",") if part.strip())
            before = rules.get(line, frozenset())
            rules[line] = None if here is None or before is None else before | here
            if not match["lead"].strip():
                alone.add(line)
    return Suppressions(rules, frozenset(alone))


def lines_of(file: SourceFile, span: Span) -> tuple[int, int]:
    """The first and the last line (from 0) that a span touches."""
    return file.lines.place(span.start).line, file.lines.place(max(span.start, span.end - 1)).line
