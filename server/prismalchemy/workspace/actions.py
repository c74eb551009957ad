"""What an editor offers at a place: fixes of the divergences there, of the models they belong to, and of everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from prismalchemy.compare import TablePair
from prismalchemy.fixes import Applicability, Side
from prismalchemy.rules import Context, Level
from prismalchemy.text import FileEdit, SourceFile, Span
from prismalchemy.workspace.analysis import Analysis
from prismalchemy.workspace.codefix import CodeFix, context_of, rule_fixes
from prismalchemy.workspace.diagnostics import Finding, locate
from prismalchemy.workspace.repair import at_least, repair, repair_all
from prismalchemy.workspace.settings import Settings

is_shown = at_least(Level.INFORMATION)
"""What is mended together unless one says otherwise: hints are left alone, as by `prismalchemy fix`."""


class _Here(NamedTuple):
    """The pair that fixes are offered for, and what they are made of."""

    analysis: Analysis
    settings: Settings
    texts: Mapping[str, SourceFile]
    context: Context


def fixes_at(
    analysis: Analysis, settings: Settings, texts: Mapping[str, SourceFile], path: str, span: Span
) -> Iterator[CodeFix]:
    """The fixes of one pair at a place: of the divergences that touch it first, then of the models there."""
    findings = [finding for finding in analysis.findings if _touches(finding, path, span)]
    here = _Here(analysis, settings, texts, context_of(analysis))
    for finding in findings:
        for fix in rule_fixes(finding, here.context):
            kind = "create" if finding.rule == "table-missing" else "quickfix"
            yield CodeFix(fix.title, kind, fix.applicability, fix.towards, (finding,), fix.compute)
    for rule in dict.fromkeys(finding.rule for finding in findings):
        yield from _batch(here, partial(_is_of_rule, rule), Side.MODELS, "rule", f"Fix all {{}} differences of {rule}")
    tables = {finding.divergence.table for finding in findings}
    for pair in analysis.pairing.all_tables:
        if not tables.isdisjoint((pair.prisma.key, pair.models.key)) or _is_named_at(analysis, pair, path, span):
            for towards, title in ((Side.MODELS, "Sync model"), (Side.PRISMA, "Update schema of model")):
                name = f"{title} {_name(pair, towards)} ({{}} differences)"
                yield from _batch(here, partial(_is_of_pair, pair), towards, "sync", name)
            if pair.models.entity is not None:
                yield _regenerate(here, pair)


def project_fixes(
    analyses: Sequence[Analysis], settings: Settings, texts: Mapping[str, SourceFile]
) -> Iterator[CodeFix]:
    """All safe fixes of a project, towards either side: what `prismalchemy fix` would do."""
    for towards, where in ((Side.MODELS, "the models"), (Side.PRISMA, "the Prisma schema")):
        safe = tuple(
            finding
            for analysis in analyses
            for context in (context_of(analysis),)
            for finding in analysis.findings
            if is_shown(finding) and _has_safe_fix(finding, context, towards)
        )
        if len(safe) > 1:
            yield CodeFix(
                f"Fix all {len(safe)} differences of the project in {where}",
                "project",
                Applicability.SAFE,
                towards,
                safe,
                partial(_repaired, analyses, settings, texts, towards),
            )


def _repaired(
    analyses: Sequence[Analysis], settings: Settings, texts: Mapping[str, SourceFile], towards: Side
) -> tuple[FileEdit, ...] | None:
    return repair_all(analyses, settings, texts, is_shown, towards=towards).edits(texts) or None


def touches(analysis: Analysis, path: str, span: Span) -> bool:
    """Whether a finding of a pair has a place that touches this one."""
    return any(_touches(finding, path, span) for finding in analysis.findings)


def _is_of_rule(rule: str, finding: Finding) -> bool:
    return finding.rule == rule


def _is_of_pair(pair: TablePair, finding: Finding) -> bool:
    return finding.divergence.table in (pair.prisma.key, pair.models.key)


def _batch(here: _Here, accept: Callable[[Finding], bool], towards: Side, kind: str, title: str) -> Iterator[CodeFix]:
    """All safe fixes of what is accepted, where there is more than one; `title` has a place for their number."""
    analysis, settings, texts, context = here
    safe = tuple(item for item in analysis.findings if accept(item) and _has_safe_fix(item, context, towards))
    if len(safe) > 1:
        yield CodeFix(
            title.replace("{}", str(len(safe))),
            kind,
            Applicability.SAFE,
            towards,
            safe,
            lambda: repair(analysis, settings, texts, accept, towards=towards).edits(texts) or None,
        )


def _regenerate(here: _Here, pair: TablePair) -> CodeFix:
    """The class as it would be generated, with what else the user wrote into it."""
    return CodeFix(
        f"Regenerate model {_name(pair, Side.MODELS)}",
        "regenerate",
        Applicability.UNSAFE,
        Side.MODELS,
        tuple(finding for finding in here.analysis.findings if _is_of_pair(pair, finding)),
        lambda: here.context.models.regenerate_table(pair.models, pair.prisma),
    )


def _has_safe_fix(finding: Finding, context: Context, towards: Side) -> bool:
    fixes = rule_fixes(finding, context)
    return any(fix.applicability is Applicability.SAFE and fix.towards is towards for fix in fixes)


def _name(pair: TablePair, side: Side) -> str:
    table = pair.models if side is Side.MODELS else pair.prisma
    return table.entity or table.name


def _is_named_at(analysis: Analysis, pair: TablePair, path: str, span: Span) -> bool:
    """Whether the model's or the class's name is at the place."""
    for table, bases in ((pair.prisma, analysis.prisma.bases), (pair.models, analysis.models.bases)):
        place = locate(table.name_origin, bases)
        if place is not None and place.path == path and place.span.touches(span):
            return True
    return False


def _touches(finding: Finding, path: str, span: Span) -> bool:
    return any(
        place is not None and place.path == path and place.span.touches(span)
        for place in (finding.prisma, finding.models)
    )
