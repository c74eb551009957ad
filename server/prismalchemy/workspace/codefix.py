"""The fixes of single divergences, as their rules make them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from prismalchemy.fixes import Applicability, Fix, Side
from prismalchemy.rules import RULES, Context
from prismalchemy.text import FileEdit
from prismalchemy.workspace.analysis import Analysis
from prismalchemy.workspace.diagnostics import Finding

_RULES = {rule.name: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class CodeFix:
    """A fix as an editor offers it.

    `kind` is `quickfix` for one divergence, `sync`, `regenerate` or `create` for a whole model. `findings` are those
    that it mends. `compute` makes the edits, from the texts of the snapshot; None where the place cannot be edited.
    """

    title: str
    kind: str
    applicability: Applicability
    towards: Side
    findings: tuple[Finding, ...]
    compute: Callable[[], tuple[FileEdit, ...] | None] = field(compare=False, repr=False)


def rule_fixes(finding: Finding, context: Context) -> tuple[Fix, ...]:
    """The fixes that the finding's rule knows, best first."""
    rule = _RULES.get(finding.rule)
    return () if rule is None else tuple(rule.fixes(finding.divergence, context))


def context_of(analysis: Analysis) -> Context:
    """What rules may ask when they make fixes for this pair."""
    # Imported here, as the editor brings the whole generator with it and a plain check needs neither.
    from prismalchemy.fixes.models import ModelsEditor

    return Context(analysis.pairing, ModelsEditor(analysis.prisma.schema, analysis.models, analysis.pairing))
