"""Drifts of models that people wrote: legacy columns, aliases of `Annotated`, mixins, enums in a file of their own.

The models are those of examples/drift without its drift. They drift in two ways: each drift of the example on its own,
and as the fixes leave them after a drift of the schema that is then taken back.
"""

from __future__ import annotations

from pathlib import Path

from tests.drift.run import AnyKind, Base, Outcome, after_fixes, claims, judged
from tests.drift.sides import Sides
from tests.examples.drifts import DRIFTS, Drift

from prismalchemy.fixes import Side

_DRIFT = Path(__file__).parents[2] / "examples" / "drift"
_MODELS = "app/models/"
BACK = "models by hand: as fixed for"
"""How the second way's kinds begin; the kind of the schema's drift follows."""
# No fix of the schema takes a relation away or lets it refer to something else, though others of the rule have one.
_NOT_UPDATED = {"AuditLog.actor_id", "Invoice.subscription_id"}
# After these nothing is found that a fix of the models could take back: a table too many may be one's own, and values
# that the program makes do no harm.
_NO_WAY_BACK = {"model too many", "a client default too many", "an @updatedAt too many"}


def hand_base() -> Base:
    """The example's schema, and its models with all drift undone."""
    texts = {
        path.relative_to(_DRIFT).as_posix(): path.read_text("utf-8")
        for path in sorted(_DRIFT.joinpath("app").rglob("*.py"))
    }
    for drift in DRIFTS:
        texts = _changed(texts, drift, undo=True)
    return Base("examples-drift", Sides((_DRIFT / "prisma" / "schema.prisma").read_text("utf-8"), texts), "by hand")


def _changed(texts: dict[str, str], drift: Drift, *, undo: bool = False) -> dict[str, str]:
    changed = dict(texts)
    for change in drift.changes:
        old, new = (change.wrong, change.right) if undo else (change.right, change.wrong)
        assert changed[_MODELS + change.file].count(old) == 1, f"{change.file} does not have once: {old}"
        changed[_MODELS + change.file] = changed[_MODELS + change.file].replace(old, new)
    return changed


def name_of(drift: Drift) -> str:
    """What the table calls a drift of the example."""
    return f"models by hand: {drift.symbol}"


def hand_outcome(here: Base, drift: Drift) -> Outcome:
    """What comes of one drift of the example alone."""
    drifted = here.sides.changed(models=_changed(dict(here.sides.models), drift))
    rules = {rule for rule, _, _ in drift.findings}
    return judged(
        here,
        name_of(drift),
        drifted,
        rules,
        mends=all(claims(rule, Side.MODELS) for rule in rules),
        updates=drift.symbol not in _NOT_UPDATED and all(claims(rule, Side.PRISMA) for rule in rules),
    )


def has_way_back(kind: AnyKind) -> bool:
    """Whether the fixes of the models after this drift of the schema are a drift once it is taken back."""
    return kind.mends and kind.name not in _NO_WAY_BACK


def back_outcome(here: Base, kind: str, drifted: Sides) -> Outcome:
    """What comes of the fixes of the models after a drift of the schema, when that drift is taken back.

    Then the models are what drifted, in the style that people write; something must be found, and the fixes of the
    models must lead back to where they came from.
    """
    name = f"{BACK} {kind}"
    fixed = drifted.mended(Side.MODELS)
    back = here.sides.changed(models=fixed.models)
    if not back.findings:
        return Outcome(name, detected=fixed.models == here.sides.models, trouble="nothing is found")
    mended, _, trouble = after_fixes(here, back, Side.MODELS)
    return Outcome(name, True, (), mended, None, trouble)
