"""The baseline: findings that a project knows of and does not want to hear about.

A JSON file with one entry for each: rule, table, column and a fingerprint of what is said, which holds names and types
but no lines. Who makes it says so outright; from then on it only gets shorter.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from prismalchemy.rules import Divergence
from prismalchemy.workspace.diagnostics import Finding

VERSION = 1


class BaselineError(Exception):
    """A file that is no baseline; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What tells one known finding from another."""

    rule: str
    table: str | None
    column: str | None
    fingerprint: str

    @classmethod
    def of(cls, divergence: Divergence) -> Entry:
        """The entry of a divergence."""
        table = None if divergence.table is None else str(divergence.table)
        told = "\n".join((divergence.rule, table or "", divergence.column or "", divergence.message))
        digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(divergence.rule, table, divergence.column, digest[:16])


@dataclass(frozen=True)
class Baseline:
    """Known findings, each as often as it is known (two pairs may have the same one)."""

    entries: Counter[Entry]

    def split(self, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """The findings that are new, and those that are known."""
        left = Counter(self.entries)
        new: list[Finding] = []
        known: list[Finding] = []
        for finding in findings:
            entry = Entry.of(finding.divergence)
            if left[entry] > 0:
                left[entry] -= 1
                known.append(finding)
            else:
                new.append(finding)
        return tuple(new), tuple(known)

    def stale(self, findings: Iterable[Finding]) -> tuple[Entry, ...]:
        """The entries that no longer occur among all findings, known ones included."""
        left = Counter(self.entries)
        left.subtract(Counter(Entry.of(finding.divergence) for finding in findings))
        return tuple(sorted((entry for entry, count in left.items() for _ in range(count)), key=_order))

    def without(self, entries: Iterable[Entry]) -> Baseline:
        """The baseline without these entries."""
        left = Counter(self.entries)
        left.subtract(Counter(entries))
        return Baseline(+left)


def baseline_of(findings: Iterable[Finding]) -> Baseline:
    """A baseline that knows all of these findings."""
    return Baseline(Counter(Entry.of(finding.divergence) for finding in findings))


def parse_baseline(text: str) -> Baseline:
    """The baseline that a file holds.

    Raises:
        BaselineError: the text is no baseline.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise BaselineError(f"not valid JSON: {error}; correct it, or make it anew with --add-to-baseline") from None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise BaselineError(f"not a baseline of version {VERSION}; make it anew with --add-to-baseline")
    known = document.get("known")
    if not isinstance(known, list):
        raise BaselineError("a baseline has a list `known`; make it anew with --add-to-baseline")
    return Baseline(Counter(_entry(item, number) for number, item in enumerate(known, 1)))


def format_baseline(baseline: Baseline) -> str:
    """The file's text: one entry a line, sorted, so that merges and reviews are easy."""
    lines = [
        json.dumps(_fields(entry), ensure_ascii=False) for entry in sorted(baseline.entries.elements(), key=_order)
    ]
    body = ",\n    ".join(lines)
    known = f"[\n    {body}\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "known": {known}\n}}\n'


def _entry(item: Any, number: int) -> Entry:
    if isinstance(item, dict):
        rule, fingerprint = item.get("rule"), item.get("fingerprint")
        table, column = item.get("table"), item.get("column")
        texts = all(value is None or isinstance(value, str) for value in (table, column))
        if isinstance(rule, str) and isinstance(fingerprint, str) and texts:
            return Entry(rule, table, column, fingerprint)
    raise BaselineError(f"entry {number} of `known` has no rule or fingerprint; take it out")


def _fields(entry: Entry) -> dict[str, str | None]:
    return {
        "rule": entry.rule,
        "table": entry.table,
        "column": entry.column,
        "fingerprint": entry.fingerprint,
    }


def _order(entry: Entry) -> tuple[str, str, str, str]:
    return entry.table or "", entry.column or "", entry.rule, entry.fingerprint
