"""What is reported of several analyses together: suppressions that are of no use, and what the baseline knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from prismalchemy.rules import Level
from prismalchemy.text import SourceFile
from prismalchemy.workspace.analysis import Analysis
from prismalchemy.workspace.baseline import Baseline, Entry
from prismalchemy.workspace.config import place_of_entry
from prismalchemy.workspace.diagnostics import Finding
from prismalchemy.workspace.profiles import Loudness
from prismalchemy.workspace.settings import Settings
from prismalchemy.workspace.silence import Comments, idle


def with_idle(
    pairs: Sequence[Analysis], texts: Mapping[str, SourceFile], comments: Comments, settings: Settings
) -> list[Analysis]:
    """The analyses, each with the comments of its files that silence nothing in any of them.

    A file that several pairs share is looked at once, and none of a pair that has a file with errors in it.
    """
    used = frozenset(entry for pair in pairs for entry in pair.used)
    broken = {
        path
        for pair in pairs
        if pair.prisma.problems or pair.models.problems
        for path in (*pair.candidate.schema.files, *pair.candidate.models.files)
    }
    seen = set(broken)
    finished: list[Analysis] = []
    for pair in pairs:
        files = [
            texts[path]
            for path in dict.fromkeys((*pair.candidate.schema.files, *pair.candidate.models.files))
            if path in texts and path not in seen
        ]
        seen.update(file.path for file in files)
        found: list[Finding] = []
        for divergence, place in idle(files, comments, used):
            level = Loudness(pair.candidate.settings, settings, pair.owner, lambda _: None).level(divergence, None)
            on_prisma = place.path.endswith(".prisma")
            if level is not Level.OFF:
                sides = (place, None) if on_prisma else (None, place)
                found.append(Finding(pair.name, divergence, level, *sides))
        finished.append(replace(pair, findings=(*pair.findings, *found)) if found else pair)
    return finished


def with_settings(pair: Analysis, file: SourceFile, settings: Settings) -> Analysis:
    """The analysis, its findings about entries of the settings with their places in the configuration file."""
    numbers = [at for at, entry in enumerate(settings.pairs) if entry is pair.candidate.settings]

    def placed(finding: Finding) -> Finding:
        keys = finding.divergence.setting
        if not keys:
            return finding
        number = numbers[0] if numbers and pair.candidate.settings.tenancy is not None else None
        return replace(finding, settings=place_of_entry(file, keys, number))

    return replace(pair, findings=tuple(map(placed, pair.findings)))


def without_known(pairs: Sequence[Analysis], baseline: Baseline) -> tuple[tuple[Analysis, ...], tuple[Entry, ...]]:
    """The analyses without what the baseline knows, and the entries of the baseline that no longer occur."""
    everything = [finding for pair in pairs for finding in pair.findings]
    new, _ = baseline.split(everything)
    kept = {id(finding) for finding in new}
    finished = tuple(
        replace(
            pair,
            findings=tuple(finding for finding in pair.findings if id(finding) in kept),
            known=tuple(finding for finding in pair.findings if id(finding) not in kept),
        )
        for pair in pairs
    )
    return finished, baseline.stale(everything)
