"""From divergences and syntax problems to diagnostics, each with a level and a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from prismalchemy.rules import Consequence, Divergence, Level
from prismalchemy.text import Anchor, Location, Origin, Problem

DOCUMENTATION = "https://github.com/prismalchemy/prismalchemy/blob/main/docs/rules/{rule}.md"
"""Where the page of a rule is found."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a diagnostic speaks of."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something to show at a place.

    `code` is the rule's name, or `syntax`/`unsupported` for what a reader could not read. `related` names the
    counterpart on the other side. `divergence` is None for reader problems. `pair` is the pair's name. `url` is the
    rule's page.
    """

    location: Location
    level: Level
    code: str
    message: str
    related: tuple[Related, ...] = ()
    divergence: Divergence | None = field(default=None, compare=False)
    pair: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A divergence with its level and its absolute places, as the command line reports it: once.

    `settings` is the entry of the configuration file that it is about, where it is about one.
    """

    pair: str
    divergence: Divergence
    level: Level
    prisma: Location | None
    models: Location | None
    settings: Location | None = None

    @property
    def places(self) -> tuple[Location, ...]:
        """Its places: of the configuration, of the schema, of the models."""
        return tuple(place for place in (self.settings, self.prisma, self.models) if place is not None)

    @property
    def rule(self) -> str:
        """The rule's name."""
        return self.divergence.rule

    @property
    def consequence(self) -> Consequence:
        """What goes wrong because of it."""
        return self.divergence.consequence


def locate(origin: Origin | None, bases: Mapping[Anchor, int]) -> Location | None:
    """The absolute place of an origin; None where there is no origin, or its anchor is not in this reading."""
    if origin is None or origin.anchor not in bases:
        return None
    return origin.at(bases)


def of_finding(finding: Finding) -> Iterator[Diagnostic]:
    """The diagnostics of one finding: one on each side that has a place, or one in the configuration."""
    divergence = finding.divergence
    sides = [(finding.prisma, finding.models, "the models"), (finding.models, finding.prisma, "the Prisma schema")]
    if finding.settings is not None:
        side = "the models" if finding.prisma is None else "the Prisma schema"
        sides = [(finding.settings, finding.prisma or finding.models, side)]
    for location, counterpart, side in sides:
        if location is None:
            continue
        related = () if counterpart is None else (Related(counterpart, f"{_subject(divergence)} in {side}"),)
        yield Diagnostic(
            location=location,
            level=finding.level,
            code=divergence.rule,
            message=divergence.message,
            related=related,
            divergence=divergence,
            pair=finding.pair,
            url=DOCUMENTATION.format(rule=divergence.rule),
        )


def of_problems(problems: Iterable[Problem], bases: Mapping[Anchor, int], pair: str) -> Iterator[Diagnostic]:
    """The diagnostics of what a reader could not read."""
    for problem in problems:
        location = locate(problem.origin, bases)
        if location is not None:
            level = Level.ERROR if problem.code == "syntax" else Level.WARNING
            yield Diagnostic(location, level, problem.code, problem.message, pair=pair)


def _subject(divergence: Divergence) -> str:
    if divergence.column is not None:
        return f"column `{divergence.column}` of table `{divergence.table}`"
    return f"table `{divergence.table}`" if divergence.table is not None else "the counterpart"
