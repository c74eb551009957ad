"""The laws of merging, for one random case: some edits of a generated file, and some changes to its schema."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import MetaData
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from tests.generate.generated import read_text, running, running_package
from tests.generate.outputs import DECLARATIONS
from tests.merge.edits import EDITS, Edited, edit
from tests.merge.schemas import Touched, changed, random_schema

from prismalchemy.generate import Declaration, Options, render_module, render_package
from prismalchemy.merge import generated_file, merge

PATH = "models.py"
LAYOUTS = ("as it is", "as it is", "crlf", "wide", "narrow", "quotes", "tabs")


@dataclass
class Outcome:
    """What became of a case: which edits there were, what the layout, and whether the merge was certain."""

    edits: list[str]
    layout: str
    merged: bool
    style: Declaration


def check(seed: int) -> Outcome:
    """Check all laws for one seed, which says the style too."""
    random = Random(seed)
    style = DECLARATIONS[seed % len(DECLARATIONS)]
    options = Options(declaration=style)
    schema = random_schema(random)
    old = render_module(read_text(schema.text), options)
    first = generated_file(old)
    assert merged(first, old) == first, "regenerating an untouched file changes nothing"
    edited = edit(random, first, random.choices(EDITS, k=random.randint(1, 5)), style)
    new_schema, touched = changed(random, schema, random.randint(1, 4), edited.targets)
    new = render_module(read_text(new_schema.text), options)
    assert merged(first, new) == generated_file(new), "merging into an untouched file is overwriting it"
    layout = random.choice(LAYOUTS)
    present = laid_out(edited.text, layout)
    assert merged(present, old) == present, f"without a change of the schema the file stays as it is: {edited.done}"
    result = merge({PATH: present}, {PATH: new})
    if result.conflicts:
        assert result.texts[PATH] == present
        expected = must_be_uncertain(edited, touched)
        said = "; ".join(f"{conflict.line}: {conflict.reason}" for conflict in result.conflicts[PATH])
        assert expected, f"nothing here is uncertain: {said}"
        lines = present.splitlines()
        assert all(1 <= conflict.line <= len(lines) for conflict in result.conflicts[PATH])
        return Outcome(edited.done, layout, merged=False, style=style)
    text = result.texts[PATH]
    assert text is not None
    assert_survived(edited, present, text)
    assert_same_database(edited, text, new)
    assert merged(text, new) == text, "regenerating twice is as regenerating once"
    if layout == "crlf":
        assert text.count("\n") == text.count("\r\n")
    return Outcome(edited.done, layout, merged=True, style=style)


def check_package(seed: int, folder: Path) -> Outcome:
    """Check the laws for a package, some of whose files were edited."""
    random = Random(seed)
    style = DECLARATIONS[seed % len(DECLARATIONS)]
    options = Options(declaration=style)
    schema = random_schema(random)
    old = render_package(read_text(schema.text), options)
    first = {path: generated_file(text) for path, text in old.items()}
    models = [path for path, text in first.items() if "__tablename__" in text]
    edits = {
        path: edit(random, first[path], random.choices(EDITS, k=random.randint(1, 3)), style)
        for path in random.sample(models, min(2, len(models)))
    }
    wanted = [target for edited in edits.values() for target in edited.targets]
    new_schema, touched = changed(random, schema, random.randint(1, 4), wanted)
    new = render_package(read_text(new_schema.text), options)
    assert merge(first, old).texts == first
    untouched = merge(first, new)
    assert not untouched.conflicts
    assert {path: text for path, text in untouched.texts.items() if text is not None} == {
        path: generated_file(text) for path, text in new.items()
    }
    assert {path for path, text in untouched.texts.items() if text is None} == old.keys() - new.keys()
    present = first | {path: edited.text for path, edited in edits.items()}
    assert merge(present, old).texts == present
    done = [name for edited in edits.values() for name in edited.done]
    result = merge(present, new)
    if result.conflicts:
        assert {path: result.texts[path] for path in result.conflicts} == {
            path: present[path] for path in result.conflicts
        }
        gone = any(mark_owner is None for path in old.keys() - new.keys() for mark_owner in _owners(edits.get(path)))
        assert gone or any(must_be_uncertain(edited, touched) for edited in edits.values()), result.conflicts
        return Outcome(done, "package", merged=False, style=style)
    texts = {path: text for path, text in result.texts.items() if text is not None}
    assert {path: text for path, text in merge(texts, new).texts.items() if text is not None} == texts
    for path, edited in edits.items():
        if edited.marks:
            assert_survived(edited, present[path], texts[path])
    with running_package(new, folder / "fresh") as module:
        expected = facts(module.Base.metadata)
    with running_package(texts, folder / "merged") as module:
        found = facts(module.Base.metadata)
        changed_columns = {
            (getattr(module, owner).__tablename__, attribute)
            for edited in edits.values()
            for owner, attribute in edited.changed
        }
    assert_same_facts(done, found, expected, changed_columns)
    return Outcome(done, "package", merged=True, style=style)


def _owners(edited: Edited | None) -> list[str | None]:
    return list(edited.marks.values()) if edited is not None else []


def merged(present: str, fresh: str) -> str | None:
    result = merge({PATH: present}, {PATH: fresh})
    assert not result.conflicts, result.conflicts
    return result.texts[PATH]


def must_be_uncertain(edited: Edited, touched: Touched) -> bool:
    """Whether something that was edited is gone, or people and schema both changed its type."""
    return bool(edited.targets & touched.gone) or bool(edited.changed & touched.changed)


def laid_out(text: str, layout: str) -> str:
    """The text as a formatter would leave it, or in another file's habits."""
    if layout == "crlf":
        return text.replace("\n", "\r\n")
    options = {
        "wide": ["line-length=120"],
        "narrow": ["line-length=60", "format.skip-magic-trailing-comma=true"],
        "quotes": ["format.quote-style='single'"],
        "tabs": ["format.indent-style='tab'"],
    }.get(layout)
    if options is None:
        return text
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "-"]
    for option in options:
        command += ["--config", option]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def assert_survived(edited: Edited, before: str, after: str) -> None:
    """Every mark stands where it stood, as often as it did."""
    for mark, owner in edited.marks.items():
        pattern = re.compile(rf"\b{re.escape(mark)}(?=\b|_)")
        count = len(pattern.findall(before))
        assert count, f"the edit with {mark} did nothing"
        assert len(pattern.findall(after)) == count, f"{mark} of {edited.done} is lost"
        if owner is not None:
            assert pattern.search(class_text(after, owner)), f"{mark} of {edited.done} is no longer in {owner}"
    comments = [line.strip() for line in before.splitlines() if line.strip().startswith("#") and "mark_" in line]
    kept = [line.strip() for line in after.splitlines() if line.strip().startswith("#") and "mark_" in line]
    assert sorted(kept) == sorted(comments)


def class_text(text: str, name: str) -> str:
    """The lines of a class, from those above it to its end."""
    lines = text.splitlines()
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return "\n".join(lines[node.lineno - 1 : (node.end_lineno or 0) + 3])
    return ""


def assert_same_database(edited: Edited, text: str, fresh: str) -> None:
    """The merged module imports, its mappers configure, and it describes the database of the fresh one."""
    with running(fresh) as module:
        expected = facts(module.Base.metadata)
    with running(text) as module:
        found = facts(module.Base.metadata)
        changed_columns = {(getattr(module, owner).__tablename__, attribute) for owner, attribute in edited.changed}
    assert_same_facts(edited.done, found, expected, changed_columns)


def assert_same_facts(
    done: list[str],
    found: dict[str, set[str]],
    expected: dict[str, set[str]],
    changed_columns: set[tuple[str, str]],
) -> None:
    """The two describe one database, apart from what bears a mark, and from columns that were changed."""
    for table, lines in expected.items():
        assert table in found
        own = {line for line in found[table] if "mark_" in line}
        excused = {line for line in (lines | found[table]) if changed_column(line, changed_columns, table)}
        assert found[table] - own - excused == lines - excused, f"{table} after {done}"
    assert all("mark_" in table for table in found.keys() - expected.keys())


def changed_column(line: str, columns: set[tuple[str, str]], table: str) -> bool:
    return any(table == owner and line.startswith(f"{name} ") for owner, name in columns)


def facts(metadata: MetaData) -> dict[str, set[str]]:
    """What a MetaData says of the database: the lines of its DDL by table."""
    dialect = postgresql.dialect()
    found: dict[str, set[str]] = {}
    for name, table in metadata.tables.items():
        ddl = str(CreateTable(table).compile(dialect=dialect))
        found[name] = {line.strip().rstrip(",") for line in ddl.splitlines()}
        found[name] |= {str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes}
        for column in table.columns:
            found[name].add(f"{column.name} {column.default} {column.onupdate}".split(" at 0x")[0])
    return found
