"""What an editor offers at a place: fixes of the divergences there, and of the whole models they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prismalchemy.fixes import Applicability, Side
from prismalchemy.schema import TableKey
from prismalchemy.text import FileEdit, SourceFile, Span
from prismalchemy.workspace.analysis import Analysis
from prismalchemy.workspace.codefix import CodeFix, context_of, rule_fixes
from prismalchemy.workspace.diagnostics import Finding, locate
from prismalchemy.workspace.repair import repair
from prismalchemy.workspace.settings import Settings


def fixes_at(
    analysis: Analysis, settings: Settings, texts: Mapping[str, SourceFile], path: str, span: Span
) -> Iterator[CodeFix]:
    """The fixes of one pair at a place: of the divergences that touch it first, then of the models there."""
    here = [finding for finding in analysis.findings if _touches(finding, path, span)]
    context = context_of(analysis)
    for finding in here:
        for fix in rule_fixes(finding, context):
            kind = "create" if finding.rule == "table-missing" else "quickfix"
            yield CodeFix(fix.title, kind, fix.applicability, fix.towards, (finding,), fix.compute)
    tables = dict.fromkeys(finding.divergence.table for finding in here)
    tables.update(dict.fromkeys(_heads_at(analysis, path, span)))
    for table in tables:
        if table is not None:
            yield from _sync(analysis, settings, texts, table)


def _sync(
    analysis: Analysis, settings: Settings, texts: Mapping[str, SourceFile], table: TableKey
) -> Iterator[CodeFix]:
    """All safe fixes of one model at once, where there is more than one."""
    findings = tuple(finding for finding in analysis.findings if finding.divergence.table == table)
    mapped = analysis.models.schema.table(table)
    if len(findings) < 2 or mapped is None:
        return
    context = context_of(analysis)
    safe = tuple(
        finding
        for finding in findings
        if any(
            fix.applicability is Applicability.SAFE and fix.towards is Side.MODELS
            for fix in rule_fixes(finding, context)
        )
    )

    def compute() -> tuple[FileEdit, ...] | None:
        repaired = repair(analysis, settings, texts, lambda finding: finding.divergence.table == table)
        return repaired.edits(texts) or None

    if len(safe) > 1:
        title = f"Sync model `{mapped.entity or mapped.name}` ({len(safe)} differences)"
        yield CodeFix(title, "sync", Applicability.SAFE, Side.MODELS, safe, compute)


def _heads_at(analysis: Analysis, path: str, span: Span) -> Iterator[TableKey]:
    """The tables whose class or model has its name at the place."""
    for reading in (analysis.prisma, analysis.models):
        for table in reading.schema.tables:
            if table.origin is not None and table.origin.path == path:
                place = locate(table.name_origin, reading.bases)
                if place is not None and place.span.touches(span):
                    yield table.key


def _touches(finding: Finding, path: str, span: Span) -> bool:
    return any(
        place is not None and place.path == path and place.span.touches(span)
        for place in (finding.prisma, finding.models)
    )
