"""The laws of merging over random edits and random changes of the schema. `make merge-report` tries many more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.generate.outputs import DECLARATIONS
from tests.merge import laws
from tests.merge.edits import EDITS

MODULES, PACKAGES = 90, 15
EDITS_AT_LEAST = 200
CERTAIN_AT_LEAST = 0.8
"""Of the merges: where people and schema change the same thing, the merge says so and changes nothing."""


def test_random_edits_survive_random_changes(tmp_path: Path) -> None:
    done: Counter[str] = Counter()
    certain = 0
    styles: set[str] = set()
    for seed in range(MODULES + PACKAGES):
        try:
            packaged = seed >= MODULES
            outcome = laws.check_package(seed, tmp_path / str(seed)) if packaged else laws.check(seed)
        except Exception as error:  # said again with its seed
            raise AssertionError(f"seed {seed}: {error}") from error
        done.update(outcome.edits)
        certain += outcome.merged
        styles.add(outcome.style)
    assert styles == set(DECLARATIONS)
    assert set(done) == {edit.__name__ for edit in EDITS}
    assert done.total() >= EDITS_AT_LEAST
    assert certain >= CERTAIN_AT_LEAST * (MODULES + PACKAGES)
