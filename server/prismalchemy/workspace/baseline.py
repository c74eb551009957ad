"""The baseline: findings that a project knows of and does not want to hear about.

A JSON file with one entry for each: rule, table, column and a fingerprint of what is said, which holds names and types
but no lines. Who makes it says so outright; from then on it only gets shorter.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from prismalchemy.rules import Divergence

VERSION = 1


class BaselineError(Exception):
    """A file that is no baseline; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What tells one known finding from another.

    `schema` is the path of the pair's Prisma schema, from the folder of the baseline; None where it is not said. It
    takes no part in what an entry is: a schema may move.
    """

    rule: str
    table: str | None
    column: str | None
    fingerprint: str
    schema: str | None = field(default=None, compare=False)

    @classmethod
    def of(cls, divergence: Divergence, schema: str | None = None) -> Entry:
        """The entry of a divergence."""
        table = None if divergence.table is None else str(divergence.table)
        told = "\n".join((divergence.rule, table or "", divergence.column or "", divergence.message))
        digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(divergence.rule, table, divergence.column, digest[:16], schema)


@dataclass(frozen=True)
class Baseline:
    """Known findings, each as often as it is known (two pairs may have the same one)."""

    entries: tuple[Entry, ...]

    def changed(self, *, without: Iterable[Entry] = (), plus: Iterable[Entry] = ()) -> Baseline:
        """The baseline without some of its entries, and with others."""
        gone = Counter((entry, entry.schema) for entry in without)
        kept: list[Entry] = []
        for entry in self.entries:
            if gone[entry, entry.schema] > 0:
                gone[entry, entry.schema] -= 1
            else:
                kept.append(entry)
        return Baseline((*kept, *plus))


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
    return Baseline(tuple(_entry(item, number) for number, item in enumerate(known, 1)))


def format_baseline(baseline: Baseline) -> str:
    """The file's text: one entry a line, sorted, so that merges and reviews are easy."""
    lines = [json.dumps(_fields(entry), ensure_ascii=False) for entry in in_order(baseline.entries)]
    body = ",\n    ".join(lines)
    known = f"[\n    {body}\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "known": {known}\n}}\n'


def _entry(item: Any, number: int) -> Entry:
    if isinstance(item, dict):
        rule, fingerprint = item.get("rule"), item.get("fingerprint")
        table, column, schema = item.get("table"), item.get("column"), item.get("schema")
        texts = all(value is None or isinstance(value, str) for value in (table, column, schema))
        if isinstance(rule, str) and isinstance(fingerprint, str) and texts:
            return Entry(rule, table, column, fingerprint, schema)
    raise BaselineError(f"entry {number} of `known` has no rule or fingerprint; take it out")


def _fields(entry: Entry) -> dict[str, str | None]:
    return {
        "rule": entry.rule,
        "table": entry.table,
        "column": entry.column,
        "fingerprint": entry.fingerprint,
        **({} if entry.schema is None else {"schema": entry.schema}),
    }


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries sorted by table, column and rule."""
    return tuple(sorted(entries, key=_order))


def _order(entry: Entry) -> tuple[str, ...]:
    return entry.table or "", entry.column or "", entry.rule, entry.fingerprint, entry.schema or ""
