"""The rules, in the order in which they report."""

from __future__ import annotations

from prismalchemy.rules.base import Rule
from prismalchemy.rules.client_default_missing import ClientDefaultMissing
from prismalchemy.rules.column_extra import ColumnExtra
from prismalchemy.rules.column_missing import ColumnMissing
from prismalchemy.rules.column_name import ColumnName
from prismalchemy.rules.column_nullable import ColumnNullable
from prismalchemy.rules.column_type import ColumnType
from prismalchemy.rules.enum_labels import EnumLabels
from prismalchemy.rules.enum_name import EnumName
from prismalchemy.rules.enum_order import EnumOrder
from prismalchemy.rules.foreign_key import ForeignKey
from prismalchemy.rules.foreign_key_on_delete import ForeignKeyOnDelete
from prismalchemy.rules.foreign_key_on_update import ForeignKeyOnUpdate
from prismalchemy.rules.index import Index
from prismalchemy.rules.index_extra import IndexExtra
from prismalchemy.rules.index_missing import IndexMissing
from prismalchemy.rules.index_name import IndexName
from prismalchemy.rules.index_without_columns import IndexWithoutColumns
from prismalchemy.rules.join_table import JoinTable
from prismalchemy.rules.on_update_missing import OnUpdateMissing
from prismalchemy.rules.primary_key import PrimaryKey
from prismalchemy.rules.relationship_cardinality import RelationshipCardinality
from prismalchemy.rules.relationship_missing import RelationshipMissing
from prismalchemy.rules.server_default import ServerDefault
from prismalchemy.rules.table_extra import TableExtra
from prismalchemy.rules.table_missing import TableMissing
from prismalchemy.rules.table_name import TableName
from prismalchemy.rules.unique_extra import UniqueExtra
from prismalchemy.rules.unique_missing import UniqueMissing

RULES: tuple[Rule, ...] = (
    TableMissing(),
    TableExtra(),
    TableName(),
    JoinTable(),
    ColumnMissing(),
    ColumnExtra(),
    ColumnName(),
    ColumnType(),
    ColumnNullable(),
    PrimaryKey(),
    ServerDefault(),
    ClientDefaultMissing(),
    OnUpdateMissing(),
    EnumName(),
    EnumLabels(),
    EnumOrder(),
    UniqueMissing(),
    UniqueExtra(),
    IndexMissing(),
    IndexExtra(),
    IndexWithoutColumns(),
    Index(),
    IndexName(),
    ForeignKey(),
    ForeignKeyOnDelete(),
    ForeignKeyOnUpdate(),
    RelationshipMissing(),
    RelationshipCardinality(),
)
