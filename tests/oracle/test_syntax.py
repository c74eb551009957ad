"""Where Prisma finds a syntax error, so do we, in the same line; where it finds none, neither do we.

Judged by Prisma's own validation tests, and by schemas of ours and of the corpus with one line broken at random.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from tests.oracle.engine import Engine
from tests.oracle.schemas import Case, cases

from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile

# Prisma's messages that are about syntax. All others are about what the schema says.
SYNTAX = re.compile(
    r"Error validating: This (?:line|block) is invalid\."
    r"|Error validating: This line is not (?:a valid|an enum value) definition"
    r"|Error validating: This line is not a valid field or attribute definition"
    r"|This field declaration is invalid"
    r"|Error validating: Unexpected token"
    r"|Error validating: The name of a .+ must not start with a number"
    r"|Error validating: The character `.+` is not allowed in .+ names"
    r"|Fields are required by default, `!` is no longer required"
    r"|Field declarations don't require a `:`"
    r"|To specify a list, please use `Type\[\]` instead of `\[Type\]`"
    r"|Optional lists are not supported"
    r"|Trailing commas are not valid in attribute arguments"
)
BAR = 0.95
"""How many of Prisma's syntax errors, the first of each schema, must be in a line where we have one."""
SIGNS = (*'@()[]{}"?!:,.=-/*\\ 1a_', "@@", "/*", "*/", "//")
"""What is inserted to break a line."""
BROKEN_LINES = 8
"""How many lines are broken in each schema, each on its own."""
LONGEST = 9000
"""Schemas with more characters than this are not broken."""


class Count:
    """What was found in several schemas; `describe` prints it."""

    def __init__(self) -> None:
        self.accepted = self.rejected = self.syntax = self.same_line = 0
        self.false: list[str] = []
        self.missed: list[str] = []

    def add(self, engine: Engine, name: str, text: str) -> None:
        """Read a schema and compare with Prisma."""
        ours = _our_lines(text)
        errors = [found for found in engine.ask("lint", [(name, text)]) if not found["is_warning"]]
        theirs = sorted(_line(text, found["start"]) for found in errors if SYNTAX.search(found["text"]))
        if not errors:
            self.accepted += 1
            self.false += [f"{name}:{line + 1}: {_shown(text, line)}" for line in ours]
            return
        self.rejected += 1
        if theirs:
            self.syntax += 1
            if theirs[0] in ours:
                self.same_line += 1
            else:
                at = [line + 1 for line in ours]
                self.missed.append(f"{name}:{theirs[0] + 1}: {_shown(text, theirs[0])} (ours: {at})")

    def __str__(self) -> str:
        return (
            f"{self.accepted} schemas accepted, {len(self.false)} of them with a syntax problem of ours; "
            f"{self.rejected} refused, {self.syntax} of them for syntax, {self.same_line} of those in a line of ours"
        )


def _line(text: str, offset: int) -> int:
    """The line, from 0, of one of Prisma's offsets."""
    return text.count("\n", 0, offset)


def _shown(text: str, line: int) -> str:
    return repr(text.split("\n")[line].strip())


def _our_lines(text: str) -> list[int]:
    """The lines, from 0, with a syntax problem."""
    reading = Reader().read([SourceFile("schema.prisma", text)])
    found = [problem.origin.at(reading.bases) for problem in reading.problems if problem.code == "syntax"]
    return sorted({_line(text, location.span.start) for location in found})


def _broken(text: str, seed: random.Random) -> Iterator[str]:
    """The text with one line broken: a character taken out, a sign put in, or the rest cut off."""
    lines = text.split("\n")
    code = [index for index, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("//")]
    for _ in range(BROKEN_LINES):
        index = seed.choice(code)
        line = lines[index]
        at = seed.randrange(len(line) + 1)
        broken = seed.choice((line[:at] + line[at + 1 :], line[:at] + seed.choice(SIGNS) + line[at:], line[:at]))
        yield "\n".join([*lines[:index], broken, *lines[index + 1 :]])


def _single(case: Case) -> bool:
    # Of MongoDB we say once that it is not supported, and nothing else.
    return len(case.files) == 1 and '"mongodb"' not in case.files[0][1]


def test_prismas_own_validation_tests(engine: Engine) -> None:
    count = Count()
    for case in cases():
        if case.name.startswith("psl-validation/"):
            count.add(engine, case.name, case.files[0][1])
    assert count.false == []
    assert count.same_line == count.syntax, count.missed
    print(count)


def test_schemas_with_a_broken_line(engine: Engine) -> None:
    seed = random.Random(1)
    count = Count()
    for case in cases():
        if not _single(case) or len(case.files[0][1]) > LONGEST:
            continue
        text = case.files[0][1]
        if any(not found["is_warning"] for found in engine.ask("lint", case.files)):
            continue
        for broken in _broken(text, seed):
            count.add(engine, case.name, broken)
    assert count.syntax > 100
    assert count.false == []
    assert count.same_line >= BAR * count.syntax, count.missed
    print(count)
