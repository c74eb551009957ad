"""The fixes of single divergences, as their rules make them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from prismalchemy.fixes import Applicability, Fix, Side
from prismalchemy.rules import RULES, Context
from prismalchemy.text import FileEdit
from prismalchemy.workspace.analysis import Analysis
from prismalchemy.workspace.diagnostics import Finding

if TYPE_CHECKING:
    from prismalchemy.fixes.models import ModelsEditor
    from prismalchemy.fixes.prisma import PrismaEditor

_RULES = {rule.name: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class CodeFix:
    """A fix as an editor offers it.

    `kind` is `quickfix` for one divergence, `sync`, `regenerate` or `create` for a whole model, `rule` for all that one
    rule finds, `project` for everything. `findings` are those that it mends. `compute` makes the edits, from the texts
    of the snapshot; None where the place cannot be edited.
    """

    title: str
    kind: str
    applicability: Applicability
    towards: Side
    findings: tuple[Finding, ...]
    compute: Callable[[], tuple[FileEdit, ...] | None] = field(compare=False, repr=False)


def rule_fixes(finding: Finding, context: Context) -> tuple[Fix, ...]:
    """The fixes that the finding's rule knows, best first: those of the models, then those of the Prisma schema.

    Where the Prisma schema is behind it comes first, and no fix of the models is safe: the database is as they say.
    """
    rule = _RULES.get(finding.rule)
    if rule is None:
        return ()
    of_models = tuple(rule.fixes(finding.divergence, context))
    of_schema = tuple(rule.schema_fixes(finding.divergence, context))
    if finding.divergence.prisma_is_behind:
        return (*of_schema, *(replace(fix, applicability=Applicability.UNSAFE) for fix in of_models))
    return (*of_models, *of_schema)


def context_of(analysis: Analysis) -> Context:
    """What rules may ask when they make fixes for this pair."""
    return Context(
        analysis.pairing,
        cast("ModelsEditor", _Later(lambda: _models_editor(analysis))),
        cast("PrismaEditor", _Later(lambda: _prisma_editor(analysis))),
    )


class _Later:
    """Stands for an editor until it is asked for an edit.

    The editors bring the whole generator with them, a tenth of the time of a `check`, which names fixes and carries
    out none.
    """

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    @cached_property
    def _editor(self) -> object:
        return self._make()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._editor, name)


def _models_editor(analysis: Analysis) -> ModelsEditor:
    from prismalchemy.fixes.models import ModelsEditor

    return ModelsEditor(analysis.prisma.schema, analysis.models, analysis.pairing)


def _prisma_editor(analysis: Analysis) -> PrismaEditor:
    from prismalchemy.fixes.prisma import PrismaEditor

    return PrismaEditor(analysis.prisma, analysis.models.schema, analysis.pairing)
