"""Fixtures: several files in one text, with the expected findings below the lines they belong to.

A line `//- NAME` or `#- NAME` begins a file. Below a line of a file, comment lines say what is found in it:

    model User {
      emailAddress String
    // ^^^^^^^^^^^^ column-name

    class User(Base):
        email_address: Mapped[str] = mapped_column(Text)
    #   ^^^^^^^^^^^^^ column-name: Every query on class `User` fails

The carets stand under what is underlined, up to the end of its first line. In Python carets that follow `#` at once
include its column. The text behind the colon is part of the message; a message is checked on the models' side, on
Prisma's where the models have no place. Findings that are not expected fail as well as expected ones that are missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from prismalchemy.text import LineIndex, Location

_FILE = re.compile(r"^(?://|#)- (\S+)[ \t]*$")
_EXPECTATION = re.compile(r"^(?P<mark>//|#)(?P<gap> *)(?P<carets>\^+) (?P<rule>[a-z-]+)(?:: (?P<message>.*))?$")


@dataclass(frozen=True, order=True)
class Mark:
    """A finding in a file: line and columns are counted from 0, `message` may be a part, None says nothing."""

    line: int
    start: int
    end: int
    rule: str
    message: str | None = None


@dataclass(frozen=True)
class FixtureFile:
    """One file of a fixture, without its expectations."""

    name: str
    text: str
    marks: tuple[Mark, ...] = ()


def parse_fixture(text: str) -> tuple[FixtureFile, ...]:
    """The files of a fixture.

    Raises:
        ValueError: something stands before the first file, or an expectation is above all lines of its file.
    """
    files: list[FixtureFile] = []
    name: str | None = None
    lines: list[str] = []
    marks: list[Mark] = []

    def end() -> None:
        if name is not None:
            files.append(FixtureFile(name, "\n".join(lines).strip("\n") + "\n", tuple(marks)))

    for line in text.split("\n"):
        if begin := _FILE.match(line):
            end()
            name, lines, marks = begin[1], [], []
        elif expected := _EXPECTATION.match(line):
            if not lines:
                raise ValueError(f"expectation above the first line: {line}")
            column = len(expected["mark"]) + len(expected["gap"])
            start = 0 if expected["mark"] == "#" and not expected["gap"] else column
            end_column = column + len(expected["carets"])
            marks.append(Mark(len(lines) - 1, start, end_column, expected["rule"], expected["message"]))
        elif name is None:
            if line.strip():
                raise ValueError(f"text before the first file: {line}")
        elif lines or line.strip():
            lines.append(line)
    end()
    return tuple(files)


def render_fixture(files: Iterable[FixtureFile]) -> str:
    """The text of a fixture; the inverse of `parse_fixture`."""
    parts = []
    for file in files:
        comment = "#" if file.name.endswith(".py") else "//"
        parts.append(f"{comment}- {file.name}")
        for number, line in enumerate(file.text.rstrip("\n").split("\n")):
            parts.append(line)
            parts += [_render(mark, comment) for mark in file.marks if mark.line == number]
        parts.append("")
    return "\n".join(parts)


def _render(mark: Mark, comment: str) -> str:
    start = max(mark.start, len(comment))
    carets = "^" * max(mark.end - start, 1)
    message = f": {mark.message}" if mark.message else ""
    return f"{comment}{' ' * (start - len(comment))}{carets} {mark.rule}{message}"


def mark_of(location: Location, texts: Mapping[str, str], rule: str, message: str | None) -> Mark:
    """Where a finding is underlined; what is longer than a line ends with the line.

    Args:
        location: the place.
        texts: text of each file by path.
        rule: the rule's name.
        message: the message, None where the other side says it.
    """
    lines = LineIndex(texts[location.path])
    start, end = lines.place(location.span.start), lines.place(location.span.end)
    if end.line > start.line:
        end = lines.place(lines.line_end(start.line))
    return Mark(start.line, start.column, max(end.column, start.column + 1), rule, message)


def mismatches(expected: Iterable[Mark], found: Iterable[Mark]) -> list[str]:
    """One line for each expectation that nothing meets, and for each finding that meets none."""
    rest = sorted(found, key=_key)
    problems = []
    for mark in expected:
        met = next((other for other in rest if _meets(mark, other)), None)
        if met is None:
            problems.append(f"missing: line {mark.line + 1}, {mark.start}-{mark.end}: {mark.rule}: {mark.message}")
        else:
            rest.remove(met)
    return problems + [
        f"unexpected: line {mark.line + 1}, {mark.start}-{mark.end}: {mark.rule}: {mark.message}" for mark in rest
    ]


def _key(mark: Mark) -> tuple[int, int, int, str, str]:
    return mark.line, mark.start, mark.end, mark.rule, mark.message or ""


def _meets(expected: Mark, found: Mark) -> bool:
    place = (found.line, found.start, found.end, found.rule)
    if (expected.line, expected.start, expected.end, expected.rule) != place:
        return False
    return expected.message is None or expected.message in (found.message or "")
