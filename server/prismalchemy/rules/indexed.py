"""What the rules about the make of an index share: all that differs, of which the first aspect has the finding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal, TypeAlias

from prismalchemy.compare import Consequence, IndexPair, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Rule
from prismalchemy.rules.support import column_list, listed, model_of, safe, schema_unsafe, single, unsafe
from prismalchemy.schema import UNKNOWN, Index, IndexColumn

Aspect: TypeAlias = Literal["columns", "method", "operator class", "predicate"]
"""What of an index differs, the weightiest first: another method mostly brings other operator classes."""


class IndexRule(Rule):
    """A rule about one aspect of indexes on the same columns. Subclasses say which.

    An index that differs in several aspects is one finding, of the first of them, that names them all.
    """

    aspect: ClassVar[Aspect]

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each index that is made otherwise in this aspect before all others."""
        for indexes in pair.indexes.pairs:
            ours, theirs = indexes
            if ours.unique != theirs.unique:
                continue
            differences = [*_of_columns(indexes, pair), *_of_index(indexes)]
            if not differences or differences[0][0] != self.aspect:
                continue
            kind = "unique" if ours.unique else "index"
            yield Divergence(
                self.name,
                Consequence.MIGRATES,
                pair.key,
                single(ours.column_names),
                f"A database made from the models has another {kind} on {column_list(ours)} of table `{pair.key}`: "
                f"{'; '.join(text for _, text in differences)}",
                ours.origin or pair.prisma.name_origin,
                theirs.origin or pair.models.name_origin,
                (pair, indexes),
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Write the index as Prisma's."""
        pair, (ours, theirs) = divergence.subject
        make = unsafe if theirs.where is not None else safe
        yield make(
            f"Make the index on {column_list(ours)} as in the Prisma schema",
            lambda: context.models.replace_index(pair.models, theirs, ours),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Write the index of the Prisma schema as the models'."""
        pair, (ours, theirs) = divergence.subject
        yield schema_unsafe(
            f"Make the index on {column_list(ours)} of {model_of(pair.prisma)} as in the model",
            lambda: context.prisma.replace_index(pair.prisma, ours, theirs),
        )


def _of_columns(indexes: IndexPair, pair: TablePair) -> Iterable[tuple[Aspect, str]]:
    """What differs in the indexed columns."""
    ours, theirs = indexes.prisma.columns, indexes.models.columns
    assert ours is not UNKNOWN
    assert theirs is not UNKNOWN
    names = pair.prisma_names(tuple(str(entry.column) for entry in theirs))
    if names != tuple(entry.column for entry in ours):
        yield (
            "columns",
            f"its columns are {column_list(indexes.prisma)} in the database, {listed(names)} in the model",
        )
        return
    for one, other in zip(ours, theirs, strict=True):
        if one.descending != other.descending:
            yield "columns", f"`{one.column}` is {_direction(one)} in the database, {_direction(other)} in the model"
    ours_method, theirs_method = _method(indexes.prisma), _method(indexes.models)
    if ours_method != theirs_method:
        yield "method", f"its method is {ours_method} in the database, {theirs_method} in the model"
    for one, other in zip(ours, theirs, strict=True):
        if one.operator_class != other.operator_class:
            yield (
                "operator class",
                f"the operator class of `{one.column}` is {one.operator_class or 'the default'} in the database, "
                f"{other.operator_class or 'the default'} in the model",
            )


def _of_index(indexes: IndexPair) -> Iterable[tuple[Aspect, str]]:
    """What differs in the index as a whole."""
    one, other = indexes.prisma.where, indexes.models.where
    if one is UNKNOWN or other is UNKNOWN:
        return
    # Two predicates are not compared: the same one can be written in many ways.
    if (one is None) != (other is None):
        yield "predicate", "it is partial in the " + ("model only" if one is None else "database only")


def _method(index: Index) -> str:
    return index.method or "btree"


def _direction(entry: IndexColumn) -> str:
    return "descending" if entry.descending else "ascending"
