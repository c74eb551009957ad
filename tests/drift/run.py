"""One drift: made, found, mended; what goes wrong is said."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.drift import models, schemas
from tests.drift.sides import Sides, said
from tests.fixes.drift import module_of

from prismalchemy.fixes import Side
from prismalchemy.generate.options import Kind as Style
from prismalchemy.prisma import Reader
from prismalchemy.schema import Schema
from prismalchemy.text import SourceFile

STYLES: tuple[Style, ...] = ("mapped", "column", "sqlmodel")
# What a drift brings with it by nature, by the kind's rules: names that are made of the name that changed, …
ENTAILED = {
    "table-renamed": {"index-name", "foreign-key-name", "naming-convention"},
    "table-name": {"index-name", "foreign-key-name", "naming-convention"},
    "foreign-key": {"relationship-missing", "relationship-cascade", "relationship-back"},
    "foreign-key-on-delete": {"relationship-cascade"},
    "relationship-missing": {"relationship-back", "relationship-cascade"},
    "column-nullable": {"relationship-cascade"},
    "primary-key": {"unique-missing", "relationship-cardinality"},
    "on-update-missing": {"client-default-missing"},
    "client-default-missing": {"on-update-missing"},
}


@dataclass(frozen=True)
class Base:
    """A pair that agrees."""

    name: str
    schema: Schema
    sides: Sides
    style: Style


@dataclass(frozen=True)
class Outcome:
    """What came of one drift: whether the rule found it, what else was found, and whether it could be mended.

    `mended` is None where no fix is claimed; `trouble` says what went wrong.
    """

    kind: str
    detected: bool
    collateral: tuple[str, ...] = ()
    mended: bool | None = None
    trouble: str = ""

    @property
    def is_good(self) -> bool:
        return self.detected and not self.collateral and self.mended is not False


def base(name: str, text: str, style: Style) -> Base | None:
    """The pair of a schema and models written from it; None where the models do not read as the schema does."""
    schema = Reader().read([SourceFile("schema.prisma", text)]).schema
    sides = Sides(text, module_of(schema, style, "snake"))
    return Base(name, schema, sides, style) if not sides.findings and not sides.problems else None


def kinds() -> list[tuple[str, models.Kind | schemas.Kind]]:
    """All kinds by the side that drifts."""
    return [*(("models", kind) for kind in models.KINDS), *(("schema", kind) for kind in schemas.KINDS)]


def drift(here: Base, kind: models.Kind | schemas.Kind, random: Random) -> Sides | None:
    """The pair with one drift; None where there is no place for it."""
    if isinstance(kind, models.Kind):
        changed = kind.make(here.schema, random)
        return None if changed is None else here.sides.changed(models=module_of(changed, here.style, "snake"))
    text = kind.make(here.sides.prisma, random)
    return None if text is None else here.sides.changed(schema=text)


def outcome(here: Base, side: str, kind: models.Kind | schemas.Kind, drifted: Sides) -> Outcome:
    """Check a pair with one drift, mend it, and check again."""
    name = f"{side}: {kind.name}"
    found = {finding.rule for finding in drifted.findings}
    if drifted.problems:
        return Outcome(name, detected=False, trouble="the drifted pair cannot be read")
    if not found & kind.rules:
        return Outcome(name, detected=False, trouble=f"found {sorted(found) or 'nothing'}")
    allowed = set(kind.rules).union(*(ENTAILED.get(rule, set()) for rule in kind.rules))
    collateral = tuple(sorted(found - allowed))
    if not kind.mends:
        return Outcome(name, detected=True, collateral=collateral)
    try:
        mended = drifted.mended(Side.MODELS)
    except Exception as error:  # whatever it is, it is the finding
        return Outcome(name, True, collateral, mended=False, trouble=f"{type(error).__name__}: {error}")
    left = [f"{finding.rule}: {finding.message}" for finding in mended.findings]
    if left or mended.problems:
        return Outcome(name, True, collateral, mended=False, trouble=f"left: {left[:2]}")
    if side == "models":
        wanted, got = said(here.sides.alchemy.schema), said(mended.alchemy.schema)
        if wanted != got:
            differences = [line for line in wanted if line not in got] + [line for line in got if line not in wanted]
            if any(_counts(line) for line in differences):
                return Outcome(name, True, collateral, mended=False, trouble=f"other facts: {differences[:4]}")
    return Outcome(name, True, collateral, mended=True)


def _counts(line: str) -> bool:
    """Whether a fact is of the database: how defaults are made in Python, and what relationships are called, is not."""
    return not any(word in line for word in (": client_default ", ": on_update ", ": relation ", "unique constraint"))
