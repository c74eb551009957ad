"""A monorepo of four databases with a `user` table each: what agrees is silent, and what is not one is not compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from prismalchemy.rules import Profile
from prismalchemy.workspace import Settings, Snapshot, Workspace
from prismalchemy.workspace.settings import PairSettings

FOLDER = Path(__file__).parents[1] / "fixtures" / "monorepo"


def pairs(snapshot: Snapshot) -> dict[str, str]:
    """The folder of the models by the path of the schema."""
    root = f"{FOLDER.as_posix()}/"
    return {
        pair.candidate.schema.path.removeprefix(root): pair.candidate.models.root.removeprefix(root)
        for pair in snapshot.pairs
    }


@pytest.mark.parametrize("profile", [None, "prisma-owned", "alembic-owned", "mirror", "subset"])
def test_nothing_is_found(profile: Profile | None) -> None:
    settings = replace(Settings(), pairs=(PairSettings(profile=profile),))
    snapshot = Workspace(FOLDER, settings).snapshot()
    assert pairs(snapshot) == {
        "apps/web/prisma/schema.prisma": "services/api/api",
        "packages/identity/schema": "services/identity/identity/db",
    }
    assert [finding.divergence.message for finding in snapshot.findings] == []
    assert snapshot.problems == ()
    assert sum(len(pair.pairing.all_tables) for pair in snapshot.pairs) == 4


CHANGES = {
    "services/api/api/models.py": ('sa.String(120)', 'sa.String(80)', "column-length"),
    "services/identity/identity/db/user.py": ("secret = Column(LargeBinary", "hash = Column(LargeBinary", "column-"),
    "packages/identity/schema/user.prisma": ("subject  String    @unique", "subject  Int       @unique", "column-type"),
}


@pytest.mark.parametrize(("path", "old", "new", "rule"), [(path, *change) for path, change in CHANGES.items()])
def test_a_change_is_found_in_its_own_database_only(path: str, old: str, new: str, rule: str) -> None:
    workspace = Workspace(FOLDER)
    file = FOLDER / path
    assert old in file.read_text("utf-8")
    workspace.open(file.as_posix(), file.read_text("utf-8").replace(old, new))
    snapshot = workspace.snapshot()
    assert snapshot.findings
    assert all(finding.rule.startswith(rule) for finding in snapshot.findings)
    assert len({finding.pair for finding in snapshot.findings}) == 1
