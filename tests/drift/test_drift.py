"""A part of `make drift-report`: drifts of the example's schema and of a small one, each found alone and mended."""

from __future__ import annotations

import random

import pytest
from tests.drift.run import STYLES, base, drift, kinds, outcome
from tests.fixes.test_converge import SCHEMA
from tests.oracle.schemas import cases

from prismalchemy.generate.options import Kind as Style

TRIES = 3
"""Drifts of each kind and style."""
SOURCES = {"small": SCHEMA, "saas": next(case.files[0][1] for case in cases() if case.name == "examples-drift")}


@pytest.mark.parametrize("style", STYLES)
def test_every_kind_of_drift_is_found_alone_and_mended(style: Style) -> None:
    here = base("small", SOURCES["small"], style)
    assert here is not None
    bad: list[str] = []
    made: set[str] = set()
    for side, kind in kinds():
        seed = random.Random(f"{side} {kind.name} {style}")
        for _ in range(TRIES):
            drifted = drift(here, kind, seed)
            if drifted is not None:
                made.add(f"{side}: {kind.name}")
                found = outcome(here, side, kind, drifted)
                bad += [] if found.is_good else [f"{found.kind}: {found.trouble or list(found.collateral)}"]
    assert bad == []
    assert len(made) >= 60


def test_the_kinds_are_of_both_sides_and_of_most_rules() -> None:
    sides = [side for side, _ in kinds()]
    assert sides.count("models") >= 40
    assert sides.count("schema") >= 40
    assert len({rule for _, kind in kinds() for rule in kind.rules}) >= 30
