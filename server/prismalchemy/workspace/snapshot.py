"""All that is known of a project at one moment, immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from prismalchemy.text import FileEdit, Location, SourceFile, Span
from prismalchemy.workspace.actions import fixes_at, is_shown, project_fixes, touches
from prismalchemy.workspace.analysis import Analysis
from prismalchemy.workspace.baseline import Entry
from prismalchemy.workspace.codefix import CodeFix
from prismalchemy.workspace.diagnostics import Diagnostic, Finding, of_finding, of_problems
from prismalchemy.workspace.notice import Notice
from prismalchemy.workspace.repair import repair_all
from prismalchemy.workspace.settings import Settings


@dataclass(frozen=True)
class Snapshot:
    """The state of a project. `generation` grows with each change; `texts` are the files that were read, by path.

    `stale` are entries of the baseline that no longer occur.
    """

    root: str
    settings: Settings
    generation: int
    pairs: tuple[Analysis, ...]
    notices: tuple[Notice, ...]
    texts: Mapping[str, SourceFile]
    stale: tuple[Entry, ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every divergence of every pair, once."""
        return tuple(finding for pair in self.pairs for finding in pair.findings)

    @cached_property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What the readers could not read, each once even where several pairs share a file."""
        found: dict[tuple[Location, str], Diagnostic] = {}
        for pair in self.pairs:
            for reading in (pair.prisma, pair.models):
                for problem in of_problems(reading.problems, reading.bases, pair.name):
                    found.setdefault((problem.location, problem.message), problem)
        return tuple(found.values())

    def diagnostics(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """The diagnostics of every file that has any, in the order of their places."""
        return self._diagnostics

    def fixes_at(self, path: str, span: Span) -> tuple[CodeFix, ...]:
        """The fixes of all divergences that have a place in `path` touching `span`, of the models there, and of all."""
        fixes = [fix for pair in self.pairs for fix in fixes_at(pair, self.settings, self.texts, path, span)]
        if any(touches(pair, path, span) for pair in self.pairs):
            fixes += project_fixes(self.pairs, self.settings, self.texts)
        return tuple(fixes)

    def fix_all(self, path: str) -> tuple[FileEdit, ...]:
        """The edits of all safe fixes of what is found in a file, on either side; hints are left alone."""

        def accept(finding: Finding) -> bool:
            return is_shown(finding) and _lies_in(finding, path)

        return repair_all(self.pairs, self.settings, self.texts, accept).edits(self.texts)

    @cached_property
    def _diagnostics(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        by_path: dict[str, list[Diagnostic]] = {}
        for problem in self.problems:
            if problem.location.path.endswith(".prisma") and not self.settings.prisma_syntax:
                continue
            by_path.setdefault(problem.location.path, []).append(problem)
        for finding in self.findings:
            for diagnostic in of_finding(finding):
                by_path.setdefault(diagnostic.location.path, []).append(diagnostic)
        return {
            path: tuple(sorted(here, key=lambda diagnostic: diagnostic.location.span)) for path, here in by_path.items()
        }


def _lies_in(finding: Finding, path: str) -> bool:
    return any(place.path == path for place in finding.places)
