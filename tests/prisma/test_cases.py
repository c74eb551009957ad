"""What small schemas mean, as data: each file in `cases/` holds schemas and the dumps that are expected of them.

A case begins with a line `===== title`; then come the schema and the dump, with a line `-----` between them. A line
`//- name.prisma` begins another file of the same schema. A schema without a datasource gets one for PostgreSQL, unless
its title begins with `!`. In files named `places*`, the expected text is each place and what stands there; in those
named `problems*`, it is each problem and the line it is in, with carets under its place.
`UPDATE_EXPECT=1` writes the expected texts.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.prisma.dump import dump, places

from prismalchemy.prisma import PrismaReading, Reader
from prismalchemy.text import SourceFile

CASES = Path(__file__).parent / "cases"
DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n'


class Case(NamedTuple):
    file: Path
    title: str
    schema: str
    expected: str


def read_cases(path: Path) -> list[Case]:
    cases = []
    for block in path.read_text(encoding="utf-8").split("\n===== ")[1:]:
        title, body = block.split("\n", 1)
        schema, expected = body.split("\n-----\n")
        cases.append(Case(path, title, schema, expected.rstrip("\n")))
    return cases


ALL = [case for path in sorted(CASES.glob("*.txt")) for case in read_cases(path)]


def read(case: Case) -> PrismaReading:
    parts = case.schema.split("//- ")
    files = [SourceFile("schema.prisma", parts[0])] if parts[0].strip() else []
    files += [SourceFile(*part.split("\n", 1)) for part in parts[1:]]
    if "datasource" not in case.schema and not case.title.startswith("!"):
        files.append(SourceFile("datasource.prisma", DATASOURCE))
    return Reader().read(files)


def shown(case: Case) -> str:
    """What the case's expected text is about."""
    reading = read(case)
    texts = {file.path: file for file in reading.files}
    if case.file.name.startswith("places"):
        lines = []
        for name, origin in places(reading.schema):
            location = origin.at(reading.bases)
            text = texts[location.path].text[slice(*location.span)]
            lines.append(f"{name}: {text if chr(10) not in text else text.splitlines()[0] + ' …'}")
        return "\n".join(lines)
    if case.file.name.startswith("problems"):
        lines = []
        for problem in reading.problems:
            path, span = problem.origin.at(reading.bases)
            file = texts[path]
            place = file.lines.place(span.start)
            line = file.text[file.lines.line_start(place.line) : file.lines.line_end(place.line)]
            width = max(min(span.end - span.start, len(line) - place.column), 1)
            lines += [f"{problem.code}: {problem.message}", line, " " * place.column + "^" * width]
        return "\n".join([*lines, dump(reading)])
    return dump(reading)


@pytest.mark.parametrize("case", ALL, ids=[f"{case.file.stem}: {case.title}" for case in ALL])
def test_case(case: Case) -> None:
    got = shown(case)
    if os.environ.get("UPDATE_EXPECT") == "1":
        text = case.file.read_text(encoding="utf-8")
        old = f"===== {case.title}\n{case.schema}\n-----\n{case.expected}"
        assert old in text
        case.file.write_text(text.replace(old, f"===== {case.title}\n{case.schema}\n-----\n{got}"), encoding="utf-8")
    else:
        assert got == case.expected


def test_titles_are_unique() -> None:
    names = [(case.file.name, case.title) for case in ALL]
    assert len(set(names)) == len(names) > 40
