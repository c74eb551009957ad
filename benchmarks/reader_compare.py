"""Compares the tables of a MetaData with those that were read, fact by fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.support.metadata import differences

from prismalchemy.schema import UNKNOWN

Entry = dict[str, Any]
"""A table: `key`, `file`, `facts`; of the real ones also `class_file`, of those that were read also `open`."""
_MAPPING = re.compile(r"/(?:entity|relations/.*|columns/[^/]*/attribute)\Z")


NOT_READ = "not read"
"""How the text of a fact ends whose whole table was not read."""


@dataclass(frozen=True)
class Outcome:
    """What became of a fact: `equal`, `unknown` or `false`; `text` says how it differs."""

    path: str
    what: str
    text: str = ""

    @property
    def mapping(self) -> bool:
        """Whether it is a fact of the classes (attributes, relations) rather than of the database."""
        return _MAPPING.search(self.path) is not None

    @property
    def place(self) -> str:
        """What to point at: the fact, or the table where that was not read as a whole."""
        return self.path.split("/")[0] if self.text.endswith(NOT_READ) else self.path

    @property
    def kind(self) -> str:
        """The last part of the path, which says what kind of fact it is."""
        parts = self.path.split("/")
        return f"{parts[1]}/{parts[-1]}" if len(parts) > 2 else parts[-1]


def compare(real: Iterable[Entry], read: Iterable[Entry], *, whole: bool) -> Iterator[Outcome]:
    """All facts of the real tables, and every table that was read and is not there.

    Args:
        real: the tables of the MetaData.
        read: the tables as read.
        whole: whether the reading says that there are no other tables; then one that is missing is a false fact.
    """
    rest = list(read)
    pairs: list[tuple[Entry, Entry | None]] = []
    unpaired = []
    for table in real:
        match = _taken(table, rest, by_file=True)
        if match is None:
            unpaired.append(table)
        else:
            pairs.append((table, match))
    pairs += [(table, _taken(table, rest, by_file=False)) for table in unpaired]
    for table, match in pairs:
        if match is None:
            what = "false" if whole else "unknown"
            for path in _leaves(table["facts"]):
                yield Outcome(f"{table['key']}{path}", what, f"table of {table['file']} {NOT_READ}")
        else:
            yield from _facts(table, match)
    for match in rest:
        yield Outcome(match["key"], "false", f"table of {match['file']} read, but not there")


def _taken(table: Entry, rest: list[Entry], *, by_file: bool) -> Entry | None:
    """Takes the table that is meant out of the rest."""
    for match in rest:
        if match["key"] == table["key"] and (not by_file or match["file"] in (table["file"], table["class_file"])):
            rest.remove(match)
            return match
    return None


def _facts(table: Entry, match: Entry) -> Iterator[Outcome]:
    real, read = dict(table["facts"]), dict(match["facts"])
    if "relations" not in real:
        # Its mappers could not be configured.
        read = {name: facts for name, facts in read.items() if name in real}
        read["columns"] = {
            name: {fact: value for fact, value in facts.items() if fact != "attribute"}
            for name, facts in read["columns"].items()
        }
    if match["open"]:
        # What an open table does not mention it does not deny.
        for group in ("columns", "indexes", "foreign_keys", "relations"):
            if group not in real:
                continue
            for name in set(real[group]) - set(read[group]):
                for path in _leaves(real[group][name]):
                    yield Outcome(f"{table['key']}/{group}/{name}{path}", "unknown", "the table is open")
            real[group] = {name: facts for name, facts in real[group].items() if name in read[group]}
            if group == "indexes":
                read[group] = {name: facts for name, facts in read[group].items() if facts["columns"] is not UNKNOWN}
    for path, what in differences(real, read):
        if what in ("equal", "unknown"):
            yield Outcome(table["key"] + path, what)
        else:
            yield Outcome(table["key"] + path, "false", what)


def _leaves(facts: Any, path: str = "") -> Iterator[str]:
    if isinstance(facts, dict):
        for name, inner in facts.items():
            yield from _leaves(inner, f"{path}/{name}")
    else:
        yield path
