"""What the rules about the make of an index share: all that differs, of which the first aspect has the finding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal, TypeAlias

from prismalchemy.compare import Consequence, IndexPair, Pairing, TablePair
from prismalchemy.compare.families import visit_name
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
        class_, other_class = (
            _operator_class(one, pair, ours_method),
            _operator_class(other, pair, theirs_method, one.column),
        )
        if class_ != other_class:
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


_DEFAULT_CLASSES = {
    "btree": "array bit bool bpchar bytea char date enum float4 float8 inet int2 int4 int8 interval jsonb macaddr "
    "macaddr8 money multirange name numeric oid pg_lsn range text time timestamp timestamptz timetz tsquery tsvector "
    "uuid varbit",
    "hash": "array bool bpchar bytea char date enum float4 float8 inet int2 int4 int8 interval jsonb macaddr macaddr8 "
    "multirange name numeric oid pg_lsn range text time timestamp timestamptz timetz uuid",
    "gin": "array jsonb tsvector",
    "gist": "box circle multirange point poly range tsquery tsvector",
    "spgist": "box inet poly quad_point range text",
    "brin": "bit_minmax box_inclusion bpchar_minmax bytea_minmax char_minmax date_minmax float4_minmax float8_minmax "
    "inet_inclusion int2_minmax int4_minmax int8_minmax interval_minmax macaddr8_minmax macaddr_minmax name_minmax "
    "numeric_minmax oid_minmax pg_lsn_minmax range_inclusion text_minmax tid_minmax time_minmax timestamp_minmax "
    "timestamptz_minmax timetz_minmax uuid_minmax varbit_minmax",
}
"""The operator classes that PostgreSQL takes where none is named, without `_ops` (`opcdefault` of `pg_opclass`)."""
_TEXT_CLASSES = frozenset({"text_ops", "text_minmax_ops"})
_OWN_TEXT = frozenset({"citext", "char", "nchar"})
"""Text types with default operator classes of their own."""


def _operator_class(entry: IndexColumn, pair: TablePair, method: str, name: str | None = None) -> str | None:
    """The operator class of an entry, None for the default: it may be named as well.

    Args:
        entry: the column of the index.
        pair: the table.
        method: the index's method.
        name: Prisma's name of the column, where the entry has another.
    """
    named = entry.operator_class
    plain = None if named is None else named.lower()
    if plain is None or plain.removesuffix("_ops") not in _DEFAULT_CLASSES.get(method, "").split():
        return named
    column = pair.both.get(name or entry.column or "")
    found = None if column is None else column.prisma.type
    if plain in _TEXT_CLASSES and found is not None and found is not UNKNOWN and visit_name(found.type) in _OWN_TEXT:
        return named
    return None


def _method(index: Index) -> str:
    return index.method or "btree"


def _direction(entry: IndexColumn) -> str:
    return "descending" if entry.descending else "ascending"
