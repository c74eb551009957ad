"""Pairs indexes, uniques and foreign keys of one table: by what they cover, never by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from prismalchemy.compare.names import Names, fold
from prismalchemy.schema import UNKNOWN, ForeignKey, Index


class IndexPair(NamedTuple):
    """An index on the same columns, as each side describes it; order, uniqueness and the rest may differ."""

    prisma: Index
    models: Index


class IndexPairing(NamedTuple):
    """The indexes of a table. `missing` are Prisma's, `extra` the models'.

    `misnamed` are those of the models whose name is a column that was meant to be the first one, `Index("email")`,
    each with Prisma's index that it was meant to be, where there is one.
    """

    pairs: tuple[IndexPair, ...]
    missing: tuple[Index, ...]
    extra: tuple[Index, ...]
    misnamed: tuple[tuple[Index, Index | None], ...]


class ForeignKeyPair(NamedTuple):
    """A foreign key on the same columns. `same_target` is False where it refers to something else, or may."""

    prisma: ForeignKey
    models: ForeignKey
    same_target: bool


class ForeignKeyPairing(NamedTuple):
    """The foreign keys of a table. `missing` are Prisma's, `extra` the models'."""

    pairs: tuple[ForeignKeyPair, ...]
    missing: tuple[ForeignKey, ...]
    extra: tuple[ForeignKey, ...]


def pair_indexes(
    prisma: Sequence[Index],
    models: Sequence[Index],
    *,
    to_prisma: Mapping[str, str],
    shared: frozenset[str],
    primary_keys: frozenset[tuple[str, ...]],
    models_complete: bool,
    prisma_complete: bool,
) -> IndexPairing:
    """Pair the indexes of one table.

    First those with the same columns in the same order and the same uniqueness, then those whose first column was
    taken for the name, those with the same columns in another order, and those that differ in uniqueness.
    Indexes on expressions and of unknown columns are in no list; of the latter one may be any of Prisma's, so none is
    then missing.

    Args:
        prisma, models: the indexes of each side, uniques among them.
        to_prisma: columns that the models spell otherwise, to Prisma's name.
        shared: columns that both sides have, by Prisma's name; an index on another column is that column's affair.
        primary_keys: columns of the primary keys; a unique on the same columns says nothing new.
        models_complete, prisma_complete: whether an absent index is a fact.
    """
    left = [(index, columns) for index in prisma if (columns := index.column_names) is not UNKNOWN]
    right: list[_Entry] = []
    unknown = False
    for index in models:
        columns = index.column_names
        if columns is UNKNOWN:
            unknown = unknown or index.columns is UNKNOWN
        else:
            right.append((index, tuple(to_prisma.get(name, name) for name in columns)))

    held = {tuple(sorted(columns)) for index, columns in left if index.unique and index.where is None}
    pairs: list[IndexPair] = []
    left, right = _take(left, right, _equal, pairs)
    meant: list[IndexPair] = []
    left, right = _take(left, right, _meant, meant)
    misnamed: list[tuple[Index, Index | None]] = [(pair.models, pair.prisma) for pair in meant]
    misnamed += [(index, None) for index, columns in right if not columns]
    right = [entry for entry in right if entry[1]]
    for same in (_other_order, _other_uniqueness):
        left, right = _take(left, right, same, pairs)

    def tells(entry: _Entry) -> bool:
        index, columns = entry
        return shared.issuperset(columns) and not (index.unique and columns in primary_keys)

    return IndexPairing(
        tuple(pairs),
        tuple(entry[0] for entry in left if tells(entry)) if models_complete and not unknown else (),
        # A second unique on columns that the database keeps unique says nothing new either.
        tuple(entry[0] for entry in right if tells(entry) and not (entry[0].unique and tuple(sorted(entry[1])) in held))
        if prisma_complete
        else (),
        tuple(misnamed),
    )


_Entry = tuple[Index, tuple[str, ...]]


def _take(
    left: list[_Entry], right: list[_Entry], same: Callable[[_Entry, _Entry], bool], pairs: list[IndexPair]
) -> tuple[list[_Entry], list[_Entry]]:
    """Move all that `same` holds for from both lists to `pairs`; of several candidates one of the same name first."""
    rest = []
    right = list(right)
    for entry in left:
        candidates = [other for other in right if same(entry, other)]
        if not candidates:
            rest.append(entry)
            continue
        chosen = next((other for other in candidates if other[0].name == entry[0].name), candidates[0])
        right.remove(chosen)
        pairs.append(IndexPair(entry[0], chosen[0]))
    return rest, right


def _equal(left: _Entry, right: _Entry) -> bool:
    return left[0].unique == right[0].unique and left[1] == right[1]


def _meant(left: _Entry, right: _Entry) -> bool:
    """Whether the name on the right is the first of the columns on the left, and the rest follows."""
    name = right[0].name
    if not isinstance(name, str) or right[0].constraint or left[0].unique != right[0].unique:
        return False
    return fold(name) == fold(left[1][0]) and right[1] == left[1][1:]


def _other_order(left: _Entry, right: _Entry) -> bool:
    return left[0].unique == right[0].unique and sorted(left[1]) == sorted(right[1])


def _other_uniqueness(left: _Entry, right: _Entry) -> bool:
    return left[1] == right[1]


def pair_foreign_keys(
    prisma: Sequence[ForeignKey],
    models: Sequence[ForeignKey],
    *,
    to_prisma: Mapping[str, str],
    shared: frozenset[str],
    names: Names,
    models_complete: bool,
    prisma_complete: bool,
) -> ForeignKeyPairing:
    """Pair the foreign keys of one table by their own columns, those with the same target first.

    Args: as of `pair_indexes`; `names` says which tables of the two sides are the same.
    """
    right = [(key, frozenset(to_prisma.get(name, name) for name in key.columns)) for key in models]
    pairs: list[ForeignKeyPair] = []
    left = list(prisma)
    for exact in (True, False):
        rest = []
        for key in left:
            columns = frozenset(key.columns)
            found = next(
                (
                    entry
                    for entry in right
                    if entry[1] == columns and (not exact or _same_target(key, entry[0], to_prisma, names))
                ),
                None,
            )
            if found is None:
                rest.append(key)
            else:
                right.remove(found)
                pairs.append(ForeignKeyPair(key, found[0], same_target=exact))
        left = rest
    return ForeignKeyPairing(
        tuple(pairs),
        tuple(key for key in left if shared.issuperset(key.columns)) if models_complete else (),
        tuple(key for key, columns in right if shared.issuperset(columns)) if prisma_complete else (),
    )


def _same_target(prisma: ForeignKey, models: ForeignKey, to_prisma: Mapping[str, str], names: Names) -> bool:
    """Whether both refer to the same columns of the same table, as far as is known.

    The target's columns are compared without case and underscores: a misspelt column is its own table's finding.
    """
    if prisma.target is UNKNOWN or models.target is UNKNOWN:
        return True
    if not names.are_same(prisma.target, models.target):
        return False
    if prisma.target_columns is UNKNOWN or models.target_columns is UNKNOWN:
        return True
    if len(prisma.target_columns) != len(prisma.columns) or len(models.target_columns) != len(models.columns):
        return True
    wanted = zip(prisma.columns, map(fold, prisma.target_columns), strict=True)
    given = (to_prisma.get(column, column) for column in models.columns)
    return set(wanted) == set(zip(given, map(fold, models.target_columns), strict=True))
