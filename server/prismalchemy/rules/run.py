"""Runs all rules over a pairing; what was found in an unchanged table is not looked for again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from prismalchemy.compare import Names, Pairing, TablePair
from prismalchemy.rules.base import Divergence
from prismalchemy.rules.catalog import RULES


@dataclass(slots=True)
class RuleCache:
    """What `check` found in each pair of tables, by identity of the pair. One is kept for each pair of schemas."""

    context: tuple[Names, str] | None = None
    found: dict[TablePair, tuple[Divergence, ...]] = field(default_factory=dict)


def check(pairing: Pairing, cache: RuleCache | None = None) -> tuple[Divergence, ...]:
    """All divergences, those of whole tables first, then table by table in Prisma's order, rules in the order of RULES.

    Args:
        pairing: the two schemas side by side.
        cache: of earlier calls for the same two schemas; brought up to date. Its results are used while the pair of
            tables, the names of the two sides and the dialect are the same objects.
    """
    context = (pairing.names, pairing.dialect)
    known: dict[TablePair, tuple[Divergence, ...]] = {}
    if cache is not None and cache.context is not None:
        names, dialect = cache.context
        known = cache.found if names is pairing.names and dialect == pairing.dialect else {}
    found: dict[TablePair, tuple[Divergence, ...]] = {}
    for pair in pairing.all_tables:
        divergences = known.get(pair)
        if divergences is None:
            divergences = tuple(item for rule in RULES for item in rule.check_table(pair, pairing))
        found[pair] = divergences
    if cache is not None:
        cache.context, cache.found = context, found
    whole = [item for rule in RULES for item in rule.check_schema(pairing)]
    return (*whole, *(item for divergences in found.values() for item in divergences))


def merged(divergences: Iterable[Divergence]) -> tuple[Divergence, ...]:
    """The divergences with those that have one cause reported once, where the first of them stood, and without those
    that another one covers.

    This comes after all that leaves single divergences out (suppressions, tables that are not compared), so that what
    is left of a group is still reported.
    """
    divergences = tuple(divergences)
    covered = {(rule, id(node)) for item in divergences for rule, node in item.covers}
    if covered:
        divergences = tuple(item for item in divergences if not _is_covered(item, covered))
    groups: dict[object, list[Divergence]] = {}
    for divergence in divergences:
        cause = divergence.cause
        groups.setdefault(id(divergence) if cause is None else (divergence.rule, cause), []).append(divergence)
    found: list[Divergence] = []
    for group in groups.values():
        found += group if len(group) == 1 else _BY_NAME[group[0].rule].merge(group)
    return tuple(found)


def _is_covered(divergence: Divergence, covered: set[tuple[str, int]]) -> bool:
    subject = divergence.subject if isinstance(divergence.subject, tuple) else ()
    return any((divergence.rule, id(node)) in covered for node in subject)


_BY_NAME = {rule.name: rule for rule in RULES}
