"""Prisma's scalar and native types by dialect, a module each: only the dialect that a schema names is imported.

Source: the DDL that Prisma's schema engine writes (PostgreSQL, CockroachDB, SQLite), and the renderers of its MySQL and
SQL Server connectors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy.types import TypeEngine

Make: TypeAlias = Callable[..., TypeEngine[Any]]
"""Makes a type from the arguments of a native type."""


class TypeTables(NamedTuple):
    """The types of one dialect: by the name of the scalar type, and by that of the native type."""

    scalars: Mapping[str, Make]
    native: Mapping[str, Make]
