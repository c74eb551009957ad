"""The laws of merging over random edits and random changes of the schema."""

from __future__ import annotations

from collections import Counter

from tests.merge import laws
from tests.merge.edits import EDITS

CASES = 200


def test_random_edits_survive_random_changes() -> None:
    done: Counter[str] = Counter()
    certain = 0
    for seed in range(CASES):
        try:
            outcome = laws.check(seed)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        done.update(outcome.edits)
        certain += outcome.merged
    assert set(done) == {edit.__name__ for edit in EDITS}
    assert certain >= 0.8 * CASES
