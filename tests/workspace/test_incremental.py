"""One workspace that saw many edits says the same as one that starts with the last texts; and never raises."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from prismalchemy.workspace import Snapshot, Workspace

EXAMPLE = Path(__file__).parents[2] / "examples" / "drift"

PIECES = [
    *("x", "\n", "    ", "(", ")", '"', "'''", "#", "{", "}", "[", "]", "@", "?", ":", " = ", "\r\n", "\f", "/*", "*/"),
    'class X(Base):\n    __tablename__ = "x"\n',
    "model Q {\n  id Int @id\n}\n",
    "from app.models import *\n",
]
"""What is typed in: what ends or begins something, and whole members."""

COLD_EVERY = 10
"""Edits between two comparisons with a new workspace."""


def edited(text: str, original: str, generator: random.Random) -> str:
    """The text after one more edit: something typed, deleted, pasted from elsewhere, or all of it put back."""
    start = generator.randrange(len(text) + 1)
    end = min(len(text), start + generator.choice([0, 0, 0, 1, 3, 20, 200]))
    kind = generator.random()
    if kind < 0.25:
        return original
    if kind < 0.5:
        source = generator.randrange(len(text) + 1)
        return text[:start] + text[source : source + generator.randrange(300)] + text[end:]
    return text[:start] + generator.choice(PIECES) + text[end:]


def shown(snapshot: Snapshot) -> dict[str, list[str]]:
    return {
        path: sorted(
            f"{found.code} {found.location.span} {found.level} {found.message} {found.related}" for found in diagnostics
        )
        for path, diagnostics in snapshot.diagnostics().items()
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_many_edits(seed: int) -> None:
    generator = random.Random(seed)
    workspace = Workspace(EXAMPLE)
    (pair,) = workspace.snapshot().pairs
    originals = {path: Path(path).read_text("utf-8") for path in (*pair.candidate.schema.files, *pair.models.modules)}
    texts = dict(originals)
    compared = 0
    for step in range(1, 4 * COLD_EVERY + 1):
        path = generator.choice(sorted(texts))
        texts[path] = edited(texts[path], originals[path], generator)
        workspace.change(path, texts[path])
        warm = workspace.snapshot()
        warm.diagnostics()
        if step % COLD_EVERY:
            continue
        new = Workspace(EXAMPLE)
        for name, text in texts.items():
            new.open(name, text)
        cold = new.snapshot()
        if len(cold.pairs) == len(warm.pairs):  # a pair, once found, is kept while it is edited
            compared += 1
            assert shown(warm) == shown(cold)
    assert compared > 0
