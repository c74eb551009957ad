"""A schema whose models were all taken out and written anew from generated SQLAlchemy models makes the same database.

This is the fixes towards Prisma at their hardest: every model, enum, index and relation is made by them. Judged by the
DDL of Prisma's engine.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.oracle.engine import Engine, RefusedError
from tests.oracle.schemas import REPOSITORY, Case, cases
from tests.oracle.statements import ColumnFacts, Facts, read
from tests.oracle.test_ddl import differences

from prismalchemy import alchemy
from prismalchemy.compare import Pairing, pair
from prismalchemy.fixes import Side
from prismalchemy.fixes.prisma import PrismaEditor
from prismalchemy.generate import render_module
from prismalchemy.prisma import PrismaReading, Reader
from prismalchemy.prisma.ast import BlockKind
from prismalchemy.rules import Level
from prismalchemy.schema import Schema, Table
from prismalchemy.text import FileEdit, SourceFile, apply_edits
from prismalchemy.workspace import Workspace
from prismalchemy.workspace.repair import at_least, repair_all

LONGEST = 30_000
"""Schemas with more characters than this are left out: every model is a round of its own."""
NOT_SAID = {
    "long-names.prisma": "names of more than 63 bytes, which the models say as PostgreSQL keeps them",
    "postgresql.prisma": "the default of a list of times, which the models say as SQL",
}
"""Schemas that do not come back whole, and why."""
# PostgreSQL's times have six digits where none are said.
_SIX_DIGITS = re.compile(r"^(TIMESTAMPTZ|TIMESTAMP|TIMETZ|TIME)\(6\)")


def without_models(reading: PrismaReading) -> str:
    """The datasource and the generators of a schema."""
    kept = (BlockKind.DATASOURCE, BlockKind.GENERATOR)
    texts = {file.path: file.text for file in reading.files}
    blocks = [(anchor, block) for anchor, block in reading.blocks if block.kind in kept]
    starts = [(anchor.path, reading.bases[anchor], block.span.end) for anchor, block in blocks]
    return "\n\n".join(texts[path][start : start + length] for path, start, length in starts) + "\n"


def rebuilt(text: str, models: Schema) -> str:
    """The schema with a model for every table that the models describe."""
    reader = Reader()
    refused: set[Table] = set()
    while True:
        reading = reader.read([SourceFile("schema.prisma", text)])
        pairing = pair(reading.schema, models)
        editor = PrismaEditor(reading, models, pairing)
        edits = next(_fixes(editor, pairing, refused), None)
        if edits is None:
            return text
        text = apply_edits(text, edits[0].edits)


def _fixes(editor: PrismaEditor, pairing: Pairing, refused: set[Table]) -> Iterator[tuple[FileEdit, ...]]:
    """What is still to be done: the models of classes first, then association tables, then foreign keys."""
    for table in sorted(pairing.only_models, key=lambda table: table.entity is None):
        if table not in refused:
            edits = editor.create_model(table)
            if edits is not None:
                yield edits
            refused.add(table)
    for both in pairing.tables:
        for key in both.foreign_keys(pairing.names).extra:
            edits = editor.add_foreign_key(both.prisma, both.models, key)
            if edits is not None:
                yield edits


def comparable(facts: Facts, used: set[str]) -> Facts:
    """The facts with one spelling of times, and with the enums only that a column uses."""
    columns = {
        key: ColumnFacts(_SIX_DIGITS.sub(r"\1", column.type), *column[1:]) for key, column in facts.columns.items()
    }
    return facts._replace(columns=columns, enums={key: labels for key, labels in facts.enums.items() if key in used})


def _used_enums(facts: Facts) -> set[str]:
    return {column.type.replace('"', "").removesuffix("[]") for column in facts.columns.values()}


def compare(engine: Engine, case: Case) -> list[str]:
    """The differences between the DDL of a schema and that of the same, rebuilt from its models.

    Raises:
        RefusedError: Prisma does not accept the schema.
    """
    wanted = read(engine.ask("ddl", case.files))
    reading = Reader().read([SourceFile(path, text) for path, text in case.files])
    module = SourceFile("models.py", render_module(reading.schema))
    models = alchemy.Reader(alchemy.Options(roots=("",))).read([module]).schema
    text = rebuilt(formatted(engine, without_models(reading)), models)
    try:
        got = read(engine.ask("ddl", [("schema.prisma", text)]))
    except RefusedError as error:
        return [f"Prisma refuses what was written: {error}"]
    unformatted = [] if formatted(engine, text) == text else ["what was written is not formatted"]
    used = _used_enums(wanted)
    return unformatted + differences(comparable(wanted, used), comparable(got, used))


def formatted(engine: Engine, text: str) -> str:
    """The text as Prisma formats it."""
    return str(engine.ask("format", [("schema.prisma", text)])[0][1])


def test_rebuilt_schemas_make_the_same_database(engine: Engine) -> None:
    compared: list[str] = []
    found: list[str] = []
    for case in cases():
        if sum(len(text) for _, text in case.files) > LONGEST:
            continue
        try:
            different = compare(engine, case)
        except RefusedError:
            continue
        compared.append(case.name)
        if case.name in NOT_SAID:
            assert different, f"{case.name} comes back whole: take it from the list"
        else:
            found += [f"{case.name}: {difference}" for difference in different]
    assert found == []
    assert "examples-drift" in compared
    print(f"{len(compared)} schemas rebuilt")


def test_a_schema_that_was_made_to_say_what_drifted_models_say_is_valid(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "drift"
    shutil.copytree(REPOSITORY / "examples" / "drift", folder, ignore=shutil.ignore_patterns("__pycache__"))
    snapshot = Workspace(folder).snapshot()
    repaired = repair_all(
        snapshot.pairs, snapshot.settings, snapshot.texts, at_least(Level.HINT), towards=Side.PRISMA, unsafe=True
    )
    (text,) = repaired.texts.values()
    assert repaired.mended > 30
    assert [found["text"] for found in engine.ask("lint", [("schema.prisma", text)])] == []
    assert formatted(engine, text) == text
