"""One reported divergence as the formats need it: paths shortened, places resolved, fixes listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from prismalchemy.cli.options import shorten
from prismalchemy.fixes import Fix
from prismalchemy.rules import Level
from prismalchemy.text import Location, SourceFile
from prismalchemy.text.lines import Place
from prismalchemy.workspace import Finding, Snapshot
from prismalchemy.workspace.codefix import context_of, rule_fixes

LEVELS = (Level.ERROR, Level.WARNING, Level.INFORMATION, Level.HINT)
"""From the loudest to the mildest."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place: the shortened path, the file's text, line and column (from 0, in code points) of both ends."""

    path: str
    file: SourceFile
    start: Place
    end: Place


@dataclass(frozen=True, slots=True)
class Item:
    """A finding with its places and its fixes."""

    finding: Finding
    prisma: Where | None
    models: Where | None
    fixes: tuple[Fix, ...]
    settings: Where | None = None

    @property
    def level(self) -> Level:
        """How loudly it is reported."""
        return self.finding.level

    @property
    def first(self) -> Where | None:
        """Where to look first: the configuration, the models, which are mended, else the schema."""
        return self.settings or self.models or self.prisma


def items(snapshot: Snapshot, *, fixes: bool) -> list[Item]:
    """The findings in the order of their places in the schema, then of those in the models; `fixes`: list those too."""
    found: list[Item] = []
    for pair in snapshot.pairs:
        context = context_of(pair) if fixes and pair.findings else None
        order = {path: at for at, path in enumerate(pair.candidate.schema.files)}
        for finding in sorted(pair.findings, key=lambda finding: _order(finding, order)):
            known = () if context is None else rule_fixes(finding, context)
            places = (_where(finding.prisma, snapshot), _where(finding.models, snapshot))
            found.append(Item(finding, *places, known, _where(finding.settings, snapshot)))
    return found


def at_least(found: Iterable[Item], level: Level) -> list[Item]:
    """Those of this level and the louder ones."""
    loud = LEVELS[: LEVELS.index(level) + 1]
    return [item for item in found if item.level in loud]


def count(found: Iterable[Item]) -> dict[Level, int]:
    """How many there are of each level."""
    counts = dict.fromkeys(LEVELS, 0)
    for item in found:
        counts[item.level] += 1
    return counts


def _order(finding: Finding, files: dict[str, int]) -> tuple[object, ...]:
    if finding.prisma is not None:
        return 0, files.get(finding.prisma.path, 0), finding.prisma.span, finding.rule
    if finding.models is not None:
        return 1, finding.models.path, finding.models.span, finding.rule
    return 2, "", (0, 0), finding.rule


def _where(location: Location | None, snapshot: Snapshot) -> Where | None:
    if location is None:
        return None
    file = snapshot.texts[location.path]
    return Where(
        shorten(location.path), file, file.lines.place(location.span.start), file.lines.place(location.span.end)
    )
