"""Levels follow consequence and ownership."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prismalchemy.rules import Consequence, Divergence, Level, Owner, default_level

ROWS: list[tuple[str, Consequence, Level, Level]] = [
    ("column-type", Consequence.FAILS, Level.ERROR, Level.ERROR),
    ("column-type", Consequence.CORRUPTS, Level.ERROR, Level.ERROR),
    ("column-type", Consequence.MIGRATES, Level.HINT, Level.WARNING),
    ("column-missing", Consequence.FAILS, Level.ERROR, Level.ERROR),
    ("column-missing", Consequence.MIGRATES, Level.INFORMATION, Level.WARNING),
    ("table-missing", Consequence.MIGRATES, Level.INFORMATION, Level.WARNING),
    ("table-extra", Consequence.MIGRATES, Level.INFORMATION, Level.INFORMATION),
    ("index-name", Consequence.MIGRATES, Level.OFF, Level.WARNING),
    ("comment", Consequence.MIGRATES, Level.OFF, Level.OFF),
    ("client-default-missing", Consequence.FAILS, Level.ERROR, Level.ERROR),
    ("client-default-missing", Consequence.CORRUPTS, Level.WARNING, Level.WARNING),
    ("column-extra", Consequence.MIGRATES, Level.HINT, Level.INFORMATION),
    ("client-py-refused", Consequence.FAILS, Level.WARNING, Level.WARNING),
    ("client-py-archived", Consequence.CONVENTION, Level.INFORMATION, Level.INFORMATION),
    ("relationship-missing", Consequence.CONVENTION, Level.INFORMATION, Level.INFORMATION),
]


@pytest.mark.parametrize(("rule", "consequence", "prisma", "alembic"), ROWS)
def test_level(rule: str, consequence: Consequence, prisma: Level, alembic: Level) -> None:
    divergence = Divergence(rule, consequence, None, None, "", None, None)
    levels: dict[Owner, Level] = {"prisma": prisma, "alembic": alembic}
    for owner, level in levels.items():
        assert default_level(divergence, owner) is level


@pytest.mark.parametrize("owner", ["prisma", "alembic"])
def test_what_many_programs_never_do_is_a_warning(owner: Owner) -> None:
    found = Divergence("column-type", Consequence.FAILS, None, None, "", None, None, mild=True)
    assert default_level(found, owner) is Level.WARNING
    only_migrates = replace(found, consequence=Consequence.MIGRATES)
    assert default_level(only_migrates, owner) is default_level(replace(only_migrates, mild=False), owner)
