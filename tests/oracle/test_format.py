"""What our edits leave behind is as Prisma's formatter writes it: after an edit of a formatted file it changes nothing.

Judged by that formatter, over the example, our own schemas and the corpus.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from tests.oracle.engine import Engine
from tests.oracle.schemas import cases
from tests.prisma.edits import KINDS, SCALARS, all_facts, edited, random_block, random_operation, read

from prismalchemy.prisma.ast import BlockKind
from prismalchemy.prisma.blocks import PieceKind, cut
from prismalchemy.prisma.edit import SchemaDraft
from prismalchemy.prisma.edit.layout import INDENT, laid_out, tables_of
from prismalchemy.prisma.edit.rows import lines_of, rows_of
from prismalchemy.prisma.parse import parse_block

EDITS = 6
"""Edited copies of each schema; in each up to three blocks are edited, three times at most."""
LONGEST = 30_000
"""Schemas with more characters than this are not edited."""
REFUSED = "generator/missing_property_value"
"""A schema with a line `key =`, which the formatter counts as one and we do not understand."""

COMPLETED = "index/indexes_on_relation_fields_must_error"
"""A schema with half a relation, which the formatter leaves alone as long as a wrong index names it."""


@pytest.fixture(scope="module")
def formatted(engine: Engine) -> list[tuple[str, str]]:
    """Every file as Prisma formats it: its name and text. A file is formatted with the others of its schema."""
    found = []
    for case in cases():
        for (name, _), (_, text) in zip(case.files, engine.ask("format", case.files), strict=True):
            # Twice: relations that the formatter completes are aligned the second time.
            found.append((f"{case.name}/{name}", engine.ask("format", [(name, text)])[0][1]))
    return found


def test_blocks_are_laid_out_as_prisma_does(formatted: list[tuple[str, str]]) -> None:
    different = []
    tables = 0
    for name, text in formatted:
        for piece in cut(text).pieces:
            block = parse_block(piece) if piece.kind is PieceKind.BLOCK and piece.closed else None
            if block is None or block.kind is BlockKind.OTHER or REFUSED in name:
                continue
            for table in tables_of(rows_of(block, lines_of(piece.text, piece.body, len(piece.text) - 1))):
                tables += 1
                lines = zip(table, laid_out(table, block.kind, INDENT), strict=True)
                different += [f"{name}: {row.text!r} != {line!r}" for row, line in lines if row.text != line]
    assert different == []
    assert tables > 40


def test_edits_of_formatted_files_leave_the_formatter_nothing(engine: Engine, formatted: list[tuple[str, str]]) -> None:
    done: Counter[str] = Counter()
    for name, text in formatted:
        # Of its own, so that the edits of one schema do not depend on which others there are.
        seed = random.Random(name)
        for _ in range(EDITS if len(text) < LONGEST else 0):
            for after, operations, wrong in _edited(seed, text):
                assert wrong == [], f"{name}: {operations}"
                again = engine.ask("format", [("schema.prisma", after)])[0][1]
                # The formatter completes a relation as soon as it understands it, here once the wrong index is gone.
                completed = COMPLETED in name and "remove block attribute" in operations
                assert again == after or completed, f"{name}: {operations}"
                done.update(operations)
    print(dict(done))
    assert min(done.values()) >= 10, done


def _edited(seed: random.Random, text: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """A text with some random edits, their names, and what they did not do as they should."""
    reading = read(text)
    before = all_facts(reading)
    kinds = {block.name.text: block.kind for _, block in reading.blocks if block.name is not None}
    enums = [name for name in before if kinds[name] is BlockKind.ENUM]
    if not before or len(before) != sum(block.kind in KINDS for _, block in reading.blocks):
        return
    if any(len({one.name for one in facts.members}) < len(facts.members) for facts in before.values()):
        return
    draft = SchemaDraft(reading)
    expected = dict(before)
    names: list[str] = []
    for name in seed.sample(sorted(before), min(len(before), seed.randrange(1, 4))):
        block = draft.block(name, kinds[name])
        assert block is not None
        for _ in range(seed.randrange(1, 4)):
            operation = random_operation(seed, expected[name], kinds[name], (*SCALARS, *enums))
            if operation is not None:
                assert operation.apply(block), f"{operation.name} of {name}"
                expected[name] = operation.expect(expected[name])
                names.append(operation.name)
    if seed.randrange(3) == 0:
        new, source = random_block(seed, sorted(before))
        draft.add_block(source, after=seed.choice([None, *before]))
        expected |= all_facts(read(source))
        names.append("add block")
        assert new in expected
    # A field's type may be the enum.
    loose = [name for name in enums if not any(name in str(facts.members) for facts in before.values())]
    if loose and seed.randrange(3) == 0:
        gone = seed.choice(loose)
        draft.remove_block(gone, BlockKind.ENUM)
        expected.pop(gone)
        names.append("remove block")
    after = edited(text, draft)
    got = all_facts(read(after))
    wrong = [f"{name}: {got.get(name)} != {facts}" for name, facts in expected.items() if got.get(name) != facts]
    yield after, names, wrong + [f"{name} is there" for name in got.keys() - expected.keys()]
