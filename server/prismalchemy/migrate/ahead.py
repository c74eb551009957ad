"""What a schema has that no step of its history can have made, told from the words of the steps alone.

A name that stands nowhere in a script cannot have been created by it. Whatever may create names that are not written
out (dynamic SQL, tables made of others) makes that uncertain, and is silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from prismalchemy.migrate.prisma import PrismaMigration
from prismalchemy.migrate.script import Dialect, split
from prismalchemy.schema import Column, Schema, Table, TableKind

_WORD = re.compile(r"[^\W\d][\w$]*|\d+")
_DYNAMIC = re.compile(r"\bexecute\b(?!\s+(?:function|procedure)\b)|\bcall\b|\bperform\b", re.IGNORECASE)
_BORROWS = frozenset({"like", "inherits", "select", "partition", "of"})
"""Words of a CREATE TABLE by which its columns come from elsewhere."""
_PLAIN = frozenset(
    {
        "alter",
        "table",
        "rename",
        "to",
        "column",
        "constraint",
        "index",
        "type",
        "value",
        "if",
        "exists",
        "only",
        "public",
    }
)
"""Words of a RENAME that are no names."""

_LONGEST = 63


@dataclass(frozen=True, slots=True)
class _Said:
    """One statement: its words in small letters."""

    words: frozenset[str]
    makes_table: bool


@dataclass(frozen=True)
class Migrated:
    """The words of a history. `known` is False where it may create what it does not name."""

    statements: tuple[_Said, ...] = ()
    known: bool = False
    _of: dict[str, frozenset[str] | None] = field(default_factory=dict, repr=False, compare=False)

    def has_table(self, name: str) -> bool:
        """Whether a table may be there."""
        wanted = _words(name)
        return not self.known or _is_cut(name) or any(wanted <= one.words for one in self.statements)

    def has_column(self, table: str, column: str) -> bool:
        """Whether a column of a table may be there."""
        if table not in self._of:
            self._of[table] = self._all_of(table)
        words = self._of[table]
        return not self.known or words is None or _is_cut(column) or _words(column) <= words

    def _all_of(self, table: str) -> frozenset[str] | None:
        """The words of all that speaks of a table, under its other names too; None where its columns are not told."""
        names = [_words(table)]
        found: dict[int, _Said] = {}
        while names:
            name = names.pop()
            for number, one in enumerate(self.statements):
                if number in found or not name <= one.words:
                    continue
                found[number] = one
                if "rename" in one.words:
                    names += [frozenset({word}) for word in one.words - _PLAIN]
        if any(one.makes_table and one.words & _BORROWS for one in found.values()):
            return None
        return frozenset().union(*(one.words for one in found.values()))


def migrated(migrations: Sequence[PrismaMigration], dialect: Dialect) -> Migrated:
    """The words of a history, which is known where its first step makes a table and none of it is dynamic."""
    texts = [migration.sql for migration in migrations]
    if not texts or any(text is None or _DYNAMIC.search(text) for text in texts):
        return Migrated()
    found: list[_Said] = []
    first = False
    for number, text in enumerate(texts):
        for statement in split(text or "", dialect):
            makes = statement.begins("CREATE") and "TABLE" in statement.words[:4]
            first = first or (makes and number == 0)
            found.append(_Said(_words(statement.text), makes or statement.begins("SELECT")))
    return Migrated(tuple(found), known=first)


def ahead(schema: Schema, history: Migrated) -> Iterator[tuple[Table, Column | None]]:
    """The tables, and the columns of the others, that no step of a history can have made. Views are left out."""
    if not history.known:
        return
    for table in schema.tables:
        if table.kind is not TableKind.TABLE or table.incomplete:
            continue
        if not history.has_table(table.name):
            yield table, None
            continue
        for column in table.columns:
            if not column.incomplete and not history.has_column(table.name, column.name):
                yield table, column


def _is_cut(name: str) -> bool:
    """Whether PostgreSQL, and Prisma, keep only the beginning of a name."""
    return len(name.encode()) > _LONGEST


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))
