"""Laws that hold for every text: see `laws.check`; and that reading again is reading afresh."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.prisma.dump import dump, places
from tests.prisma.laws import check
from tests.prisma.samples import EVERYTHING, SAMPLES
from tests.support.shared import corpus

from prismalchemy.prisma import PrismaReading, Reader
from prismalchemy.text import SourceFile

# What half-typed and damaged lines are made of.
FRAGMENTS = st.sampled_from(
    [
        *("model A {", "}", "{", "\n", "\r\n", "\r", "\f", "\u2028", " ", "\t", "@", "@@", "@@map(", '@map("x")', '"'),
        *("(", ")", "[", "]", ":", ",", "//", "///", "/*", "*/", "id Int @id", "enum E {", "A", "?", "[]", "\\", "🙂"),
        *("datasource db {", 'provider = "sqlite"', "=", "@relation(fields: [a], references: [id])", "\x00", "\ufeff"),
        *("@default(", "now()", "-1.5", "Unsupported(", "type", "view V {", "@@id([", "where: {", "\ud800"),
    ]
)


def test_every_prefix_of_a_sample_is_read() -> None:
    for end in range(len(EVERYTHING) + 1):
        check(EVERYTHING[:end])


def test_every_sample_is_read() -> None:
    for sample in SAMPLES:
        check(sample)


def test_every_sample_is_read_without_any_one_line() -> None:
    lines = EVERYTHING.splitlines(keepends=True)
    for index in range(len(lines)):
        check("".join(lines[:index] + lines[index + 1 :]))


@pytest.mark.parametrize("line", ["// c", "", " ", "/* c", "x", "model A {", "@", '"', "}", "enum E", "a b c"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f"])
def test_many_equal_lines_are_read_in_linear_time(line: str, end: str) -> None:
    # A pattern that can match in two ways would take for ever.
    check((line + end) * 300)


@pytest.mark.parametrize("open_and_close", ["[]", "{}"])
def test_brackets_may_be_nested_too_deep(open_and_close: str) -> None:
    value = open_and_close[0] * 5000 + open_and_close[1] * 5000
    text = f"model A {{\n  id Int @id\n  b String @default({value})\n}}\n"
    check(text)
    reading = Reader().read([SourceFile("a.prisma", text)])
    assert [problem.message for problem in reading.problems] == ["more than 100 brackets within each other"]
    assert [column.name for column in reading.schema.tables[0].columns] == ["id", "b"]


@given(st.lists(FRAGMENTS, max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_sequence_of_fragments_is_read(fragments: list[str]) -> None:
    check("".join(fragments))


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read(text: str) -> None:
    check(text)


@given(st.sampled_from(SAMPLES), st.data())
@settings(max_examples=200, deadline=None)
def test_any_mutation_of_a_sample_is_read(sample: str, data: st.DataObject) -> None:
    check(mutate(sample, data))


def mutate(text: str, data: st.DataObject) -> str:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    return text[:start] + data.draw(FRAGMENTS | st.just("")) + text[end:]


@given(st.sampled_from(SAMPLES), st.data())
@settings(max_examples=100, deadline=None)
def test_reading_again_after_edits_is_reading_afresh(sample: str, data: st.DataObject) -> None:
    reader = Reader()
    text = sample
    for _ in range(4):
        again = reader.read([SourceFile("schema.prisma", text)])
        assert everything(again) == everything(Reader().read([SourceFile("schema.prisma", text)]))
        text = mutate(text, data)


def everything(reading: PrismaReading) -> object:
    """All that a reading says, with places."""
    return (
        dump(reading),
        [(name, origin.at(reading.bases)) for name, origin in places(reading.schema)],
        [(problem.message, problem.code, problem.origin.at(reading.bases)) for problem in reading.problems],
        [(reading.bases[anchor], block) for anchor, block in reading.blocks],
    )


@pytest.mark.parametrize("part", ["prisma", "psl-validation", "engine"])
def test_the_corpus_is_read_and_so_is_a_part_of_each_file(part: str) -> None:
    generator = random.Random(part)
    for path in corpus(part):
        text = path.open(encoding="utf-8", newline="").read()
        check(text)
        check(text[: generator.randrange(len(text) + 1)])
