"""One drift, or several at once: made, found, mended towards either side; what goes wrong is said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from tests.drift import models, schemas, texts
from tests.drift.sides import MODELS, Sides
from tests.fixes.drift import module_of

from prismalchemy.fixes import Side
from prismalchemy.generate.options import Kind as Style
from prismalchemy.prisma import Reader
from prismalchemy.rules import RULES, Rule
from prismalchemy.schema import Schema
from prismalchemy.text import SourceFile

_RULES = {rule.name: rule for rule in RULES}
STYLES: tuple[Style, ...] = ("mapped", "dataclass", "column", "sqlmodel")
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
    "naming-convention": {"index-name"},
}


@dataclass(frozen=True)
class Base:
    """A pair that agrees. `schema` is what its models are written from; None where people wrote them."""

    name: str
    sides: Sides
    style: str
    schema: Schema | None = None

    @property
    def dialect(self) -> str:
        """SQLAlchemy's name of the database that both sides are for."""
        return str(self.sides.prisma.schema.dialect)


@dataclass(frozen=True)
class Outcome:
    """What came of a drift: whether the rules found it, what else was found, and whether it could be mended.

    `mended` and `updated` are about the fixes of the models and of the Prisma schema, None where no fix is claimed, or
    none can be had since several tables share a declaration that people wrote. `schemas` are the texts of the Prisma
    schema before and after its fixes. `trouble` says what went wrong.
    """

    kind: str
    detected: bool
    collateral: tuple[str, ...] = ()
    mended: bool | None = None
    updated: bool | None = None
    trouble: str = ""
    schemas: tuple[str, str] | None = None

    @property
    def is_good(self) -> bool:
        return self.detected and not self.collateral and self.mended is not False and self.updated is not False


def base(name: str, text: str, style: Style) -> Base | None:
    """The pair of a schema and models written from it; None where the models do not read as the schema does."""
    schema = Reader().read([SourceFile("schema.prisma", text)]).schema
    sides = Sides(text, {MODELS: module_of(schema, style, "snake")})
    return Base(name, sides, style, schema) if not sides.findings and not sides.problems else None


AnyKind = models.Kind | schemas.Kind | texts.Kind


def kinds() -> list[tuple[str, AnyKind]]:
    """All kinds by the side that drifts."""
    of_models = (("models", kind) for kind in (*models.KINDS, *texts.KINDS))
    return [*of_models, *(("schema", kind) for kind in schemas.KINDS)]


def drift(here: Base, kind: AnyKind, random: Random) -> Sides | None:
    """The pair with one drift; None where there is no place for it."""
    if here.dialect not in kind.dialects:
        return None
    if isinstance(kind, texts.Kind):
        text = None if here.schema is None else kind.make(here.sides, random)
        return None if text is None else here.sides.changed(models={MODELS: text})
    if isinstance(kind, models.Kind):
        changed = None if here.schema is None else kind.make(here.schema, random)
        return None if changed is None else written(here, changed)
    text = kind.make(here.sides.prisma, random)
    return None if text is None else here.sides.changed(schema=text)


def written(here: Base, schema: Schema) -> Sides:
    """The pair with models that are written from another schema."""
    assert here.schema is not None
    return here.sides.changed(models={MODELS: module_of(schema, here.style, "snake")})  # type: ignore[arg-type]


def outcome(here: Base, side: str, kind: AnyKind, drifted: Sides) -> Outcome:
    """Check a pair with one drift, mend it towards either side, and check again."""
    name = f"{side}: {kind.name}"
    return judged(here, name, drifted, kind.rules, mends=kind.mends, updates=kind.updates)


def judged(
    here: Base, name: str, drifted: Sides, rules: Collection[str], *, mends: bool = True, updates: bool = True
) -> Outcome:
    """What comes of a pair that drifted in one way, which one of these rules must find.

    Args:
        here: the pair before.
        name: what the drift is called.
        drifted: the pair after.
        rules: of which one must find it.
        mends: whether fixes of the models are claimed.
        updates: whether fixes of the Prisma schema are.
    """
    found = {finding.rule for finding in drifted.findings}
    if drifted.problems:
        return Outcome(name, detected=False, trouble="the drifted pair cannot be read")
    if not found & set(rules):
        return Outcome(name, detected=False, trouble=f"found {sorted(found) or 'nothing'}")
    allowed = set(rules).union(*(ENTAILED.get(rule, set()) for rule in rules))
    collateral = tuple(sorted(found - allowed))
    mended, _, trouble = after_fixes(here, drifted, Side.MODELS) if mends else _NOTHING
    updated, after, other = after_fixes(here, drifted, Side.PRISMA) if updates else _NOTHING
    schemas = None if after is None else (drifted.schema, after.schema)
    return Outcome(name, True, collateral, mended, updated, trouble or other, schemas)


_Ended = tuple[bool | None, Sides | None, str]
_NOTHING: _Ended = (None, None, "")


def after_fixes(here: Base, drifted: Sides, towards: Side, *, together: bool = False) -> _Ended:
    """Whether the fixes of one side leave nothing, the pair after them, and what there is to say if they leave more.

    `together`: many fixes a pass, as the editor and the command line do it, else one after the other. None where people
    wrote the models, and what is left has no fix that can be had: a declaration that other tables share stays; and
    where several drifts came together, and all that is left is of rules that claim no fix of this side, but the fixes
    of the other one mend it: a table of which next to nothing stayed is two, of which either side may keep its own.
    """
    try:
        mended = drifted.repaired(towards) if together else drifted.mended(towards)
    except Exception as error:  # whatever it is, it is the finding
        return False, None, f"towards {towards.value}: {type(error).__name__}: {error}"
    left = [f"{finding.rule}: {finding.message}" for finding in mended.findings]
    if left and here.schema is None and not mended.problems and not mended.has_fix(towards):
        return _NOTHING
    if left and together and not mended.problems and _is_of_the_other_side(mended, towards):
        return _NOTHING
    if left or mended.problems:
        return False, mended, f"towards {towards.value}, left: {left[:2] or 'text that cannot be read'}"
    if together and (again := mended.repaired(towards)) != mended:
        return False, mended, f"towards {towards.value}, a second pass changes something: {again}"
    if towards is Side.MODELS and drifted.schema == here.sides.schema:
        wanted, got = here.sides.said_by_models, mended.said_by_models
    elif towards is Side.PRISMA and drifted.models == here.sides.models:
        wanted, got = here.sides.said_by_schema, mended.said_by_schema
    else:
        return True, mended, ""
    differences = [line for line in wanted if line not in got] + [line for line in got if line not in wanted]
    if any(_counts(line) for line in differences):
        return False, mended, f"towards {towards.value}, other facts: {differences[:4]}"
    return True, mended, ""


def _is_of_the_other_side(mended: Sides, towards: Side) -> bool:
    """Whether no rule claims to mend what is left towards one side, and the fixes of the other one mend all of it."""
    if any(claims(finding.rule, towards) for finding in mended.findings):
        return False
    other = Side.PRISMA if towards is Side.MODELS else Side.MODELS
    rest = mended.repaired(other)
    return not rest.findings and not rest.problems


def claims(rule: str, towards: Side) -> bool:
    """Whether a rule says that it has fixes of this side."""
    kind = type(_RULES[rule])
    return kind.fixes is not Rule.fixes if towards is Side.MODELS else kind.schema_fixes is not Rule.schema_fixes


def _counts(line: str) -> bool:
    """Whether a fact is of the database: how defaults are made in Python, and what relationships are called, is not."""
    return not any(word in line for word in (": client_default ", ": on_update ", ": relation "))
