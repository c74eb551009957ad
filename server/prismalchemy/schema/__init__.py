"""The neutral schema: what a description claims about the database, and UNKNOWN where it does not say."""

from prismalchemy.schema.model import (
    ClientDefault,
    Column,
    DefaultKind,
    Enum,
    EnumMember,
    ForeignKey,
    Index,
    IndexColumn,
    PrimaryKey,
    ReferentialAction,
    Relation,
    RelationKind,
    Schema,
    ServerDefault,
    Table,
    TableKey,
    TableKind,
)
from prismalchemy.schema.types import ColumnType, Raw
from prismalchemy.schema.unknown import UNKNOWN, Maybe, Unknown

__all__ = [
    "UNKNOWN",
    "ClientDefault",
    "Column",
    "ColumnType",
    "DefaultKind",
    "Enum",
    "EnumMember",
    "ForeignKey",
    "Index",
    "IndexColumn",
    "Maybe",
    "PrimaryKey",
    "Raw",
    "ReferentialAction",
    "Relation",
    "RelationKind",
    "Schema",
    "ServerDefault",
    "Table",
    "TableKey",
    "TableKind",
    "Unknown",
]
