"""Chooses which candidate pairs to compare, so that two databases in one repository are not held against each other."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from prismalchemy.rules import Level
from prismalchemy.workspace.discovery import Candidate, ModelsSource
from prismalchemy.workspace.matching import Match
from prismalchemy.workspace.notice import Notice


@dataclass(frozen=True, slots=True)
class Choice:
    """The pairs to compare, and what to say once about those that are not."""

    pairs: tuple[Candidate, ...]
    notices: tuple[Notice, ...]


def choose(candidates: Iterable[Candidate], match_of: Callable[[Candidate], Match], root: str) -> Choice:
    """Which candidates describe one database.

    Pairs that the user named are taken as they are. Of the others those are taken in which at least half of the
    smaller side's tables have a counterpart; where several schemas fit the same models, the best one, and further ones
    only for other tables. Sets of models that share out one schema's tables among them are compared as one set.
    """
    certain = [candidate for candidate in candidates if candidate.certain]
    open_ones = [candidate for candidate in candidates if not candidate.certain]
    matches = {id(candidate): match_of(candidate) for candidate in open_ones}
    fitting = [candidate for candidate in open_ones if matches[id(candidate)].is_enough]
    fitting.sort(key=lambda candidate: _rank(candidate, matches[id(candidate)]))
    taken: list[Candidate] = []
    for candidate in fitting:
        ours = matches[id(candidate)].common
        rivals = [other for other in taken if other.models.mapping == candidate.models.mapping]
        if all(len(ours & matches[id(other)].common) * 2 <= len(ours) for other in rivals):
            taken.append(candidate)
    return Choice(
        (*certain, *_merged(taken, matches)),
        tuple(_unpaired(open_ones, taken, matches, root)),
    )


def _rank(candidate: Candidate, match: Match) -> tuple[float, ...]:
    """Best first: most tables in common, then the greater share of the schema, then what prisma.config names."""
    share = len(match.common) / match.prisma
    return -len(match.common), -share, not candidate.schema.configured, len(candidate.schema.path)


def _merged(taken: list[Candidate], matches: dict[int, Match]) -> Iterable[Candidate]:
    """The candidates, those of one schema with no table in common made one."""
    by_schema: dict[tuple[object, ...], list[Candidate]] = {}
    for candidate in taken:
        by_schema.setdefault((candidate.schema.files, candidate.settings.name), []).append(candidate)
    for candidates in by_schema.values():
        commons = [matches[id(candidate)].common for candidate in candidates]
        if len(candidates) > 1 and sum(map(len, commons)) == len(frozenset().union(*commons)):
            yield replace(candidates[0], models=_union([candidate.models for candidate in candidates]))
        else:
            yield from candidates


def _union(sources: list[ModelsSource]) -> ModelsSource:
    return ModelsSource(
        posixpath.commonpath([source.root for source in sources]),
        tuple(dict.fromkeys(root for source in sources for root in source.roots)),
        tuple(sorted({path for source in sources for path in source.mapping})),
        tuple(sorted({path for source in sources for path in source.files})),
        any(source.alembic for source in sources),
    )


def _unpaired(
    candidates: list[Candidate], taken: list[Candidate], matches: dict[int, Match], root: str
) -> Iterable[Notice]:
    """One notice for each set of models that no schema fits, naming the schema that comes nearest."""
    paired = {candidate.models.mapping for candidate in taken}
    nearest: dict[tuple[str, ...], Candidate] = {}
    for candidate in candidates:
        key = candidate.models.mapping
        found = matches[id(candidate)]
        if key in paired or not found.models or not found.prisma:
            continue
        best = nearest.get(key)
        if best is None or found.share > matches[id(best)].share:
            nearest[key] = candidate
    for candidate in nearest.values():
        found = matches[id(candidate)]
        schema, models = relative(candidate.schema.path, root), relative(candidate.models.root, root)
        smaller = min(found.prisma, found.models)
        tables = "table has" if smaller == 1 else "tables have"
        yield Notice(
            Level.INFORMATION,
            f"{models} is not compared with {schema}: {len(found.common)} of {smaller} {tables} a counterpart; "
            "if both describe one database, name them in [tool.prismalchemy] (schema, models)",
        )


def relative(path: str, root: str) -> str:
    """The path relative to `root` where it lies in it, else as it is."""
    prefix = root.rstrip("/") + "/"
    return "." if path == root else path.removeprefix(prefix)
