"""What was renamed: a table or a column without a counterpart, and one on the other side that it may well be.

A rename cannot be told from one thing that went and another that came. It is taken for one where the type is the same
and the name similar, and where neither side leaves a choice; the fix is then for the user to confirm.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from prismalchemy.compare.families import family_of
from prismalchemy.compare.names import canonical, fold
from prismalchemy.schema import UNKNOWN, Column, PrimaryKey, Table, TableKind

SIMILAR = 0.72
"""How alike two names must be, as difflib has it: `title` and `headline` (0.46) are not, `mail` and `email` are."""

SHARED = 0.75
"""The share of the columns of either table that the other one must have as well."""

FEWEST = 3
"""Tables of fewer columns than this have too little about them to be known again."""

TELLING = 0.5
"""The share that is enough where `FEWEST` of the columns are telling: no other table of its side has them."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def renamed_columns(
    prisma: Table, models: Table, left: Sequence[Column], right: Sequence[Column]
) -> list[tuple[Column, Column]]:
    """Pairs of columns that were renamed, where the choice is plain on both sides.

    Args:
        prisma, models: the tables, whose foreign keys tell what a column refers to.
        left: columns without a counterpart in the models.
        right: columns without a counterpart in the Prisma schema.
    """
    if not left or not right:
        return []
    scores = {
        (ours.name, theirs.name): score
        for ours in left
        for theirs in right
        if (score := _likeness(prisma, models, ours, theirs)) > 0
    }
    found = []
    for ours in left:
        for theirs in right:
            score = scores.get((ours.name, theirs.name), 0)
            rivals = [
                other
                for (one, two), other in scores.items()
                if (one == ours.name) is not (two == theirs.name) and other >= score
            ]
            if score and not rivals:
                found.append((ours, theirs))
    return found


def _likeness(prisma: Table, models: Table, ours: Column, theirs: Column) -> float:
    """How likely both are one column; 0 where they are not."""
    if UNKNOWN not in (ours.type, theirs.type) and _kind(ours) != _kind(theirs):
        return 0
    here, there = _target(prisma, ours), _target(models, theirs)
    if here != there:
        return 0
    if here is not None:
        return 2  # the only two columns left that refer to this table
    return _similar(ours.name, theirs.name)


def _kind(column: Column) -> object:
    """What must be the same of the types: their family, and which enum it is."""
    assert column.type is not UNKNOWN
    enum = column.type.enum
    name = enum.entity or enum.name if enum is not None else None
    return family_of(column.type.type), fold(name) if isinstance(name, str) else None


def _target(table: Table, column: Column) -> str | None:
    """The table that a column refers to, spelling apart."""
    for key in table.foreign_keys:
        if key.columns == (column.name,) and key.target is not UNKNOWN:
            return fold(key.target.name)
    return None


def _similar(left: str, right: str) -> float:
    """How alike two names are: 0 where they are not enough so."""
    one, other = fold(left), fold(right)
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    if ratio >= SIMILAR:
        return ratio
    words, others = _words(left), _words(right)
    inside = words < others or others < words
    return ratio if inside and ratio >= SIMILAR / 2 else 0


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name)}


def moved_tables(left: Iterable[Table], right: Iterable[Table]) -> list[tuple[Table, Table]]:
    """Tables of the same name that lie in different database schemas, where the choice is plain on both sides."""

    def agree(one: Table, other: Table) -> bool:
        # A table of few columns is known by its name, if nothing speaks against it; an `id` alone speaks for nothing.
        return _share_columns(one, other) or (_folded(one) == _folded(other) and len(one.columns) > 1)

    return _plain(left, right, lambda table: table.name, agree)


class Whole(NamedTuple):
    """All tables of both sides, which say how much a column tells: those that many tables have tell nothing."""

    left: Sequence[Table]
    right: Sequence[Table]


def renamed_tables(
    left: Iterable[Table], right: Iterable[Table], default_schema: str | None, whole: Whole | None = None
) -> list[tuple[Table, Table]]:
    """Tables of one schema that were renamed: the class and model are called alike, or the names differ in number, or
    the names are similar and all columns the same. (Lookup tables often have the same columns, and other names.)

    Args:
        left: tables without a counterpart on the other side.
        right: the same of the other side.
        default_schema: the database schema that need not be named.
        whole: all tables; without them tables that changed much are not known again.
    """
    telling = None if whole is None else _Telling(whole)

    def one_schema(one: Table, other: Table) -> bool:
        if canonical(one.key, default_schema).schema != canonical(other.key, default_schema).schema:
            return False
        return _share_columns(one, other) or (telling is not None and telling.of_one(one, other))

    def similar(one: Table, other: Table) -> bool:
        return _similar(one.name, other.name) > 0 and one_schema(one, other)

    ours, theirs = list(left), list(right)
    found: list[tuple[Table, Table]] = []
    for key, agree in ((_entity, one_schema), (_singular, one_schema), (_columns, similar)):
        found += _plain(ours, theirs, key, agree)
        taken = {id(table) for pair in found for table in pair}
        ours, theirs = ([table for table in side if id(table) not in taken] for side in (ours, theirs))
    return found


_Key = Callable[[Table], object]


def _plain(
    left: Iterable[Table], right: Iterable[Table], key: _Key, agree: Callable[[Table, Table], bool]
) -> list[tuple[Table, Table]]:
    """Pairs with the same key, of which there is one on each side, and that agree."""
    ours, theirs = _by(left, key), _by(right, key)
    return [
        (tables[0], theirs[name][0])
        for name, tables in ours.items()
        if len(tables) == 1 and len(theirs.get(name, ())) == 1 and agree(tables[0], theirs[name][0])
    ]


def _by(tables: Iterable[Table], key: _Key) -> dict[object, list[Table]]:
    found: dict[object, list[Table]] = {}
    for table in tables:
        if table.kind is not TableKind.JOIN and (name := key(table)) is not None:
            found.setdefault(name, []).append(table)
    return found


def _entity(table: Table) -> object:
    return None if table.entity is None else fold(table.entity)


def _singular(table: Table) -> object:
    name = fold(table.name)
    for ending, single in (("ies", "y"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("s", "")):
        if name.endswith(ending) and len(name) > len(ending) + 2:
            return name.removesuffix(ending) + single
    return name


def _columns(table: Table) -> object:
    columns = frozenset(fold(column.name) for column in table.columns)
    return columns if len(columns) > FEWEST else None


def _share_columns(one: Table, other: Table) -> bool:
    """Whether the columns are mostly the same."""
    columns, others = _folded(one), _folded(other)
    shared, larger = len(columns & others), max(len(columns), len(others))
    return shared >= FEWEST and shared >= SHARED * larger


def _folded(table: Table) -> set[str]:
    return {fold(column.name) for column in table.columns}


def _key_columns(table: Table) -> set[str]:
    key = table.primary_key
    return {fold(name) for name in key.columns} if isinstance(key, PrimaryKey) else set()


class _Telling:
    """Whether two tables that may be one, though much of them changed, are so by what no other table has.

    The columns that may themselves have been renamed count as well. `createdAt` and whatever else two tables of a side
    have in common say nothing here, nor does the primary key, which every table has.
    """

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._counted: tuple[Counter[str], Counter[str]] | None = None

    def of_one(self, one: Table, other: Table) -> bool:
        columns, others = _folded(one), _folded(other)
        shared = [(name, name) for name in columns & others]
        left = [column for column in one.columns if fold(column.name) not in others]
        right = [column for column in other.columns if fold(column.name) not in columns]
        shared += [(fold(ours.name), fold(theirs.name)) for ours, theirs in renamed_columns(one, other, left, right)]
        if len(shared) < max(FEWEST, TELLING * max(len(columns), len(others))):
            return False
        ours, theirs = self._counts()
        keys = _key_columns(one) | _key_columns(other)
        return sum(ours[name] == theirs[same] == 1 and name not in keys for name, same in shared) >= FEWEST

    def _counts(self) -> tuple[Counter[str], Counter[str]]:
        """In how many tables of each side there is a column of a name; counted when it is first asked for."""
        if self._counted is None:
            left, right = (Counter(name for table in side for name in _folded(table)) for side in self._whole)
            self._counted = left, right
        return self._counted
