"""The names that Prisma gives to constraints and indexes that say none.

Source: Prisma's `ConstraintNames` (schema engine), confirmed against its DDL: the table's and the columns' database
names joined by `_`, cut to what the database takes less the suffix, at a whole character.
"""

from __future__ import annotations

from collections.abc import Sequence


def primary_key_name(table: str, limit: int) -> str:
    """`Table_pkey`; `limit` in bytes of UTF-8, as in all of these."""
    return _with_suffix(table, "_pkey", limit)


def unique_name(table: str, columns: Sequence[str], limit: int) -> str:
    """`Table_a_b_key`."""
    return _with_suffix("_".join((table, *columns)), "_key", limit)


def index_name(table: str, columns: Sequence[str], limit: int) -> str:
    """`Table_a_b_idx`."""
    return _with_suffix("_".join((table, *columns)), "_idx", limit)


def foreign_key_name(table: str, columns: Sequence[str], limit: int) -> str:
    """`Table_a_b_fkey`."""
    return _with_suffix("_".join((table, *columns)), "_fkey", limit)


def join_table_name(relation: str, limit: int) -> str:
    """`_Relation`, or `_AToB` where the relation has no name."""
    return _cut(f"_{relation}", limit)


def join_name(table: str, suffix: str, limit: int) -> str:
    """The name of a key or an index of a join table; the suffix (`_A_fkey`) is never cut."""
    return _with_suffix(table, suffix, limit)


def _with_suffix(stem: str, suffix: str, limit: int) -> str:
    return _cut(stem, limit - len(suffix)) + suffix


def _cut(name: str, limit: int) -> str:
    encoded = name.encode("utf-8", "surrogatepass")
    return name if len(encoded) <= limit else encoded[:limit].decode("utf-8", "ignore")
