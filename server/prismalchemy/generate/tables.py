"""Finding tables of a schema by key, without a search for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from prismalchemy.schema import Schema, Table, TableKey


class _Last(NamedTuple):
    schema: Schema
    tables: Mapping[TableKey, Table]


_last: list[_Last] = []


def tables_of(schema: Schema) -> Mapping[TableKey, Table]:
    """The tables by key, the first where one is described twice; kept for the schema that was asked for last."""
    for last in _last:
        if last.schema is schema:
            return last.tables
    tables = {table.key: table for table in reversed(schema.tables)}
    _last[:] = [_Last(schema, tables)]
    return tables
