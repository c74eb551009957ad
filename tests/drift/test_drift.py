"""A part of `make drift-report`: drifts of a small schema and of the example, each found alone and mended."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.drift import combined, hand
from tests.drift.run import STYLES, after_fixes, base, claims, drift, kinds, outcome
from tests.examples.drifts import DRIFTS
from tests.fixes.test_converge import SCHEMA

from prismalchemy.fixes import Side
from prismalchemy.generate.options import Kind as Style

_SCHEMAS = Path(__file__).parents[1] / "oracle" / "schemas"
TRIES = 2
"""Drifts of each kind and style."""


@pytest.mark.parametrize(
    ("schema", "kinds_made", "style"),
    [
        *(("postgresql", 85, style) for style in STYLES),
        *(("mysql", 55, style) for style in ("mapped", "sqlmodel")),
        *(("sqlite", 50, style) for style in ("column", "sqlmodel")),
    ],
)
def test_every_kind_of_drift_is_found_alone_and_mended(schema: str, kinds_made: int, style: Style) -> None:
    text = SCHEMA if schema == "postgresql" else _SCHEMAS.joinpath(f"{schema}.prisma").read_text("utf-8")
    here = base(schema, text, style)
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
    assert len(made) >= kinds_made, len(made)


def test_drifts_of_models_that_people_wrote_are_found_alone_and_mended() -> None:
    here = hand.hand_base()
    assert here.sides.findings == ()
    found = [hand.hand_outcome(here, one) for one in DRIFTS]
    seed = random.Random(1)
    for side, kind in kinds():
        drifted = drift(here, kind, seed) if side == "schema" and hand.has_way_back(kind) else None
        if drifted is not None:
            found.append(hand.back_outcome(here, kind.name, drifted))
    assert [f"{one.kind}: {one.trouble or list(one.collateral)}" for one in found if not one.is_good] == []
    assert sum(one.mended is True for one in found) >= 70
    assert sum(one.updated is True for one in found) >= 30


@pytest.mark.parametrize("style", STYLES)
def test_several_drifts_at_once_are_found_and_mended(style: Style) -> None:
    here = base("small", SCHEMA, style)
    assert here is not None
    seed = random.Random(style)
    found = [
        combined.combination(here, size, seed, apart=apart, towards=towards)
        for size in combined.SIZES
        for apart in (True, False)
        for towards in Side
    ]
    made = [one for one in found if one is not None]
    assert [f"{one.kind}: {one.trouble or list(one.collateral)}" for one in made if not one.is_good] == []
    assert len(made) >= 15


def test_the_kinds_are_of_both_sides_and_of_most_rules() -> None:
    sides = [side for side, _ in kinds()]
    assert sides.count("models") >= 40
    assert sides.count("schema") >= 40
    assert len({rule for _, kind in kinds() for rule in kind.rules}) >= 30


def test_a_table_of_which_nothing_stayed_is_two_and_no_fix_is_claimed() -> None:
    head = 'datasource db {\n  provider = "postgresql"\n}\n\n'
    here = base("notes", f"{head}model Note {{\n  id Int @id\n  a Int\n  b Int\n  c Int\n}}\n", "mapped")
    assert here is not None
    drifted = here.sides.changed(schema=f'{head}model Note {{\n  id Int @id\n  x Json\n  @@map("other")\n}}\n')
    assert sorted(finding.rule for finding in drifted.findings) == ["table-extra", "table-missing"]
    for towards in Side:
        assert after_fixes(here, drifted, towards, together=True) == (None, None, "")
        assert after_fixes(here, drifted, towards)[0] is False
    # What has a fix of this side is to be mended by it.
    assert [side for side in Side if claims("table-extra", side)] == [Side.PRISMA]
    assert [side for side in Side if claims("column-type", side)] == [*Side]
