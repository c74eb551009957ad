"""Edits of Prisma files, as data (see `tests.support.edit_cases`) and by laws."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.prisma.edits import SCALARS, all_facts, edited, random_operation, read
from tests.prisma.samples import EVERYTHING
from tests.support.edit_cases import Case, check_after, decode, read_cases

from prismalchemy.prisma import Reader
from prismalchemy.prisma.ast import BlockKind
from prismalchemy.prisma.edit import BlockDraft, SchemaDraft, with_argument, without_argument
from prismalchemy.text import SourceFile

ALL = read_cases(Path(__file__).parent / "edit_cases")


class Operations:
    """What a case may do: the methods of a draft of the schema, and those of its first block."""

    def __init__(self, text: str) -> None:
        self.draft = SchemaDraft(read(text))
        self._text = text

    def __getattr__(self, name: str) -> object:
        if not hasattr(BlockDraft, name):
            return getattr(self.draft, name)
        first = read(self._text).blocks[0][1].name
        assert first is not None
        block = self.draft.block(first.text)
        return (lambda *_, **__: False) if block is None else getattr(block, name)


@pytest.mark.parametrize("case", ALL, ids=[case.id for case in ALL])
def test_edit(case: Case) -> None:
    before = decode(case.before)
    operations = Operations(before)
    done = eval(f"m.{case.operation}", {"m": operations})
    after = edited(before, operations.draft)
    assert done is (after != before)
    check_after(case, after)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("indent", ["  ", "\t", "    "])
def test_edits_do_what_they_say_and_touch_their_lines_only(newline: str, indent: str) -> None:
    # Two more spaces behind every name: no table is as the formatter writes it, so nothing is laid out again.
    untidy = "\n".join(_untidy(line, indent) for line in EVERYTHING.split("\n"))
    text = untidy.replace("\n", newline)
    before = all_facts(read(text))
    seed = random.Random(newline + indent)
    done = 0
    for _ in range(150):
        name = seed.choice(sorted(before))
        kind = BlockKind.ENUM if name == "Role" else BlockKind.VIEW if name == "Names" else BlockKind.MODEL
        operation = random_operation(seed, before[name], kind, (*SCALARS, "Role"))
        draft = SchemaDraft(read(text))
        block = draft.block(name)
        if operation is None or block is None:
            continue
        assert operation.apply(block), operation.name
        after = edited(text, draft)
        assert all_facts(read(after)) == before | {name: operation.expect(before[name])}, operation.name
        if operation.name == "order members":
            assert sorted(after.split(newline)) == sorted(text.split(newline))
        else:
            assert _gone(text, after, newline) <= _MOST_GONE.get(operation.name, 1), operation.name
        assert after.count("\n") == after.count("\r\n") or newline != "\r\n"
        done += 1
    assert done > 100


_MOST_GONE = {"add member": 0, "add block attribute": 0, "remove member": 4, "remove block attribute": 5}
"""How many of the lines before may not be there any more."""


def _untidy(line: str, indent: str) -> str:
    words = line.strip().split(" ", 1)
    if not line.startswith("  ") or len(words) < 2 or not words[0].isalpha():
        return line.replace("  ", indent, 1) if line.startswith("  ") else line
    return f"{indent}{words[0]}   {words[1]}"


def _gone(before: str, after: str, newline: str) -> int:
    """How many lines of a text are missing from the middle of another that begins and ends like it."""
    old, new = before.split(newline), after.split(newline)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return len(old) - start - end


def test_words_that_are_no_attribute_stay() -> None:
    assert with_argument("@map(", "name", '"x"') is None
    assert without_argument("@map(", "name") is None
    assert without_argument("@map(name: 1)", "other") is None


def test_files_of_a_schema_are_edited_each() -> None:
    files = [SourceFile("a.prisma", "model A {\n  id Int @id\n}\n"), SourceFile("b.prisma", "enum B {\n  X\n}\n")]
    draft = SchemaDraft(Reader().read(files))
    block, enum = draft.block("A"), draft.block("B", BlockKind.ENUM)
    assert block is not None
    assert enum is not None
    assert draft.block("B", BlockKind.MODEL) is None
    assert block.add_member("b", "B")
    assert enum.add_member("Y")
    assert draft.add_block("model C {\n  id Int @id\n}", path="a.prisma")
    assert not draft.add_block("model C {\n  id Int @id\n}", path="c.prisma")
    assert [(edit.path, len(edit.edits)) for edit in draft.finish()] == [("a.prisma", 2), ("b.prisma", 1)]
