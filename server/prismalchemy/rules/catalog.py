"""The rules, in the order in which they report."""

from __future__ import annotations

from prismalchemy.rules.autoincrement import Autoincrement
from prismalchemy.rules.base import Rule
from prismalchemy.rules.client_default_missing import ClientDefaultMissing
from prismalchemy.rules.client_py_archived import ClientPyArchived
from prismalchemy.rules.client_py_refused import ClientPyRefused
from prismalchemy.rules.column_computed import ColumnComputed
from prismalchemy.rules.column_extra import ColumnExtra
from prismalchemy.rules.column_length import ColumnLength
from prismalchemy.rules.column_list import ColumnList
from prismalchemy.rules.column_missing import ColumnMissing
from prismalchemy.rules.column_name import ColumnName
from prismalchemy.rules.column_nullable import ColumnNullable
from prismalchemy.rules.column_renamed import ColumnRenamed
from prismalchemy.rules.column_timezone import ColumnTimezone
from prismalchemy.rules.column_type import ColumnType
from prismalchemy.rules.comment import Comment
from prismalchemy.rules.datetime_format import DatetimeFormat
from prismalchemy.rules.dialect_type import DialectType
from prismalchemy.rules.enum_labels import EnumLabels
from prismalchemy.rules.enum_missing import EnumMissing
from prismalchemy.rules.enum_name import EnumName
from prismalchemy.rules.enum_native import EnumNative
from prismalchemy.rules.enum_order import EnumOrder
from prismalchemy.rules.enum_schema import EnumSchema
from prismalchemy.rules.enum_values import EnumValues
from prismalchemy.rules.foreign_key import ForeignKey
from prismalchemy.rules.foreign_key_forbidden import ForeignKeyForbidden
from prismalchemy.rules.foreign_key_name import ForeignKeyName
from prismalchemy.rules.foreign_key_on_delete import ForeignKeyOnDelete
from prismalchemy.rules.foreign_key_on_update import ForeignKeyOnUpdate
from prismalchemy.rules.index import Index
from prismalchemy.rules.index_extra import IndexExtra
from prismalchemy.rules.index_method import IndexMethod
from prismalchemy.rules.index_missing import IndexMissing
from prismalchemy.rules.index_name import IndexName
from prismalchemy.rules.index_operator_class import IndexOperatorClass
from prismalchemy.rules.index_predicate import IndexPredicate
from prismalchemy.rules.index_without_columns import IndexWithoutColumns
from prismalchemy.rules.join_table import JoinTable
from prismalchemy.rules.list_nullable import ListNullable
from prismalchemy.rules.naming_convention import NamingConvention
from prismalchemy.rules.on_update_missing import OnUpdateMissing
from prismalchemy.rules.primary_key import PrimaryKey
from prismalchemy.rules.primary_key_order import PrimaryKeyOrder
from prismalchemy.rules.relationship_back import RelationshipBack
from prismalchemy.rules.relationship_cardinality import RelationshipCardinality
from prismalchemy.rules.relationship_cascade import RelationshipCascade
from prismalchemy.rules.relationship_missing import RelationshipMissing
from prismalchemy.rules.reserved_name import ReservedName
from prismalchemy.rules.server_default import ServerDefault
from prismalchemy.rules.table_extra import TableExtra
from prismalchemy.rules.table_mapped_twice import TableMappedTwice
from prismalchemy.rules.table_missing import TableMissing
from prismalchemy.rules.table_name import TableName
from prismalchemy.rules.table_renamed import TableRenamed
from prismalchemy.rules.table_schema import TableSchema
from prismalchemy.rules.tenancy_settings import TenancySettings
from prismalchemy.rules.tenant_column_missing import TenantColumnMissing
from prismalchemy.rules.tenant_column_nullable import TenantColumnNullable
from prismalchemy.rules.tenant_column_type import TenantColumnType
from prismalchemy.rules.tenant_foreign_key import TenantForeignKey
from prismalchemy.rules.tenant_index import TenantIndex
from prismalchemy.rules.tenant_relation import TenantRelation
from prismalchemy.rules.tenant_unique import TenantUnique
from prismalchemy.rules.unique_extra import UniqueExtra
from prismalchemy.rules.unique_missing import UniqueMissing
from prismalchemy.rules.unused_suppression import UnusedSuppression
from prismalchemy.rules.view_as_table import ViewAsTable

RULES: tuple[Rule, ...] = (
    TableMissing(),
    TableExtra(),
    TableName(),
    TableSchema(),
    TableRenamed(),
    TableMappedTwice(),
    ViewAsTable(),
    JoinTable(),
    ColumnMissing(),
    ColumnExtra(),
    ColumnName(),
    ColumnRenamed(),
    ReservedName(),
    ColumnType(),
    ColumnLength(),
    ColumnTimezone(),
    ColumnList(),
    DatetimeFormat(),
    DialectType(),
    ColumnNullable(),
    ListNullable(),
    ColumnComputed(),
    Comment(),
    PrimaryKey(),
    PrimaryKeyOrder(),
    Autoincrement(),
    ServerDefault(),
    ClientDefaultMissing(),
    OnUpdateMissing(),
    EnumMissing(),
    EnumNative(),
    EnumName(),
    EnumSchema(),
    EnumLabels(),
    EnumValues(),
    EnumOrder(),
    UniqueMissing(),
    UniqueExtra(),
    IndexMissing(),
    IndexExtra(),
    IndexWithoutColumns(),
    Index(),
    IndexMethod(),
    IndexOperatorClass(),
    IndexPredicate(),
    IndexName(),
    ForeignKey(),
    ForeignKeyForbidden(),
    ForeignKeyOnDelete(),
    ForeignKeyOnUpdate(),
    ForeignKeyName(),
    NamingConvention(),
    RelationshipMissing(),
    RelationshipCardinality(),
    RelationshipBack(),
    RelationshipCascade(),
    TenancySettings(),
    TenantColumnMissing(),
    TenantColumnNullable(),
    TenantColumnType(),
    TenantForeignKey(),
    TenantIndex(),
    TenantUnique(),
    TenantRelation(),
    ClientPyRefused(),
    ClientPyArchived(),
    UnusedSuppression(),
)
