"""Several drifts of one pair, on either side or on both: in different tables, where each must be found, or anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random

from tests.drift import models, schemas, texts
from tests.drift.run import ENTAILED, AnyKind, Base, Outcome, after_fixes, kinds, written
from tests.drift.sides import Sides, as_kept

from prismalchemy.fixes import Side
from prismalchemy.rules import Divergence
from prismalchemy.schema import Schema

SIZES = (2, 3, 4, 5, 6)
"""How many drifts at once."""


def name_of(size: int, *, apart: bool) -> str:
    """What the table calls so many drifts; `apart`: of different tables."""
    return f"both: {size} drifts {'of different tables' if apart else 'anywhere'}"


@dataclass
class Mixture:
    """A pair with the drifts that were made so far. `touched` are the names of the tables and enums they are of."""

    sides: Sides
    schema: Schema | None
    made: list[tuple[AnyKind, set[str]]] = field(default_factory=list)

    @property
    def touched(self) -> set[str]:
        return {name for _, names in self.made for name in names}


def combination(here: Base, size: int, random: Random, *, apart: bool, towards: Side) -> Outcome | None:
    """What comes of so many drifts at once; None where the pair has no place for them.

    Args:
        here: the pair before.
        size: how many drifts.
        random: chooses them.
        apart: no two of the same table or enum, so that none hides another: each must be found. Else only what the
            fixes leave counts.
        towards: the side to mend; only drifts are made for which a fix of it is claimed.
    """
    mixture = several(here, size, random, apart=apart, towards=towards)
    return mixture and _judged(here, mixture, name_of(size, apart=apart), apart=apart, towards=towards)


def several(here: Base, size: int, random: Random, *, apart: bool, towards: Side) -> Mixture | None:
    """The pair with so many drifts, as `combination` makes them."""
    mixture = Mixture(here.sides, here.schema)
    names: set[str] = set()
    fit = [
        kind
        for _, kind in kinds()
        if (kind.mends if towards is Side.MODELS else kind.updates)
        and here.dialect in kind.dialects
        and not isinstance(kind, texts.Kind)
        and not kind.alone
    ]
    for _ in range(6 * size):
        kind = random.choice(fit)
        if kind.name in names:
            continue
        following = _with(here, mixture, kind, random)
        if following is None or (apart and following.made[-1][1] & mixture.touched):
            continue
        mixture = following
        names.add(kind.name)
        if len(names) == size:
            return mixture
    return None


def _with(here: Base, mixture: Mixture, kind: models.Kind | schemas.Kind, random: Random) -> Mixture | None:
    if isinstance(kind, models.Kind):
        changed = None if mixture.schema is None else kind.make(mixture.schema, random)
        if changed is None:
            return None
        assert mixture.schema is not None
        try:
            sides = written(here, changed).changed(schema=mixture.sides.schema)
        except KeyError:
            # One drift took a column that another left a relationship to: nobody could write such models.
            return None
        touched = _touched(mixture.schema, changed)
        return replace(mixture, sides=sides, schema=changed, made=[*mixture.made, (kind, touched)])
    text = kind.make(mixture.sides.prisma, random)
    if text is None:
        return None
    sides = mixture.sides.changed(schema=text)
    touched = _touched(mixture.sides.prisma.schema, sides.prisma.schema)
    return replace(mixture, sides=sides, made=[*mixture.made, (kind, touched)])


def _touched(before: Schema, after: Schema) -> set[str]:
    """The names of the tables and enums that differ, as the database keeps them."""
    before, after = as_kept(before), as_kept(after)
    found = {enum.entity or str(enum.name) for enum in {*before.enums} ^ {*after.enums}}
    old, new = ({str(table.key): table for table in schema.tables} for schema in (before, after))
    return found | {name for name in {*old, *new} if old.get(name) != new.get(name)}


def _judged(here: Base, mixture: Mixture, name: str, *, apart: bool, towards: Side) -> Outcome:
    drifted = mixture.sides
    told = ", ".join(kind.name for kind, _ in mixture.made)
    if drifted.problems:
        return Outcome(name, detected=False, trouble=f"{told}: the drifted pair cannot be read")
    collateral: tuple[str, ...] = ()
    if apart:
        missed = [kind.name for kind, touched in mixture.made if not _is_found(kind, touched, drifted.findings)]
        if missed:
            return Outcome(name, detected=False, trouble=f"{told}: {', '.join(missed)} is not found")
        wanted = {rule for kind, _ in mixture.made for rule in kind.rules}
        allowed = wanted.union(*(ENTAILED.get(rule, set()) for rule in wanted))
        collateral = tuple(sorted({finding.rule for finding in drifted.findings} - allowed))
    done, after, trouble = after_fixes(here, drifted, towards, together=True)
    trouble = f"{told}: {trouble}" if trouble else ""
    if towards is Side.MODELS:
        return Outcome(name, True, collateral, mended=done, trouble=trouble)
    schemas = None if after is None else (drifted.schema, after.schema)
    return Outcome(name, True, collateral, updated=done, trouble=trouble, schemas=schemas)


def _is_found(kind: AnyKind, touched: set[str], findings: Iterable[Divergence]) -> bool:
    return any(
        finding.rule in kind.rules and (finding.table is None or str(finding.table) in touched or _names_enum(finding))
        for finding in findings
    )


def _names_enum(finding: Divergence) -> bool:
    return finding.rule.startswith("enum-")
