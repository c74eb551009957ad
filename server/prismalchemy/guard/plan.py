"""What the generated files need to know of a schema: of each table, whose its rows are and what they refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy

from prismalchemy.compare import Standing, TableTenancy, Tenancy
from prismalchemy.schema import UNKNOWN, Column, ColumnType, Maybe, RelationKind, Schema, Table, TableKey

_BELONGING = (Standing.ROOT, Standing.TENANT, Standing.INHERITED)


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns that refer to a row of a table that belongs to a tenant."""

    columns: tuple[str, ...]
    table: TableKey
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRule:
    """How one table belongs to tenants.

    `column` holds the tenant: the tenant column, the key of the root. `through` is the reference by which the table
    inherits its tenant. `references` are those to tenants' tables that nothing in the database keeps inside one tenant;
    a composite foreign key with the tenant column in it does that.
    """

    key: TableKey
    table: Table
    column: Column | None = None
    through: Reference | None = None
    references: tuple[Reference, ...] = ()
    shared: bool = False
    root: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is enforced.

    `tenant` is the type of the root's key. `tables` go by key, in the order of the schema; `left_out` are those of
    which nothing says whose their rows are.
    """

    schema: Schema
    tenant: Maybe[ColumnType]
    tables: Mapping[TableKey, TableRule]
    left_out: tuple[TableTenancy, ...]

    @property
    def is_wide(self) -> bool:
        """Whether the tenants' keys are whole numbers of 64 bits."""
        return self.tenant is not UNKNOWN and isinstance(self.tenant.type, sqlalchemy.BigInteger)

    @property
    def guarded(self) -> tuple[TableRule, ...]:
        """The tables whose rows belong to tenants."""
        return tuple(rule for rule in self.tables.values() if not rule.shared)


def plan_of(tenancy: Tenancy, schema: Schema) -> Plan | None:
    """What is enforced for a schema.

    Args:
        tenancy: what the settings mean for the schema.
        schema: the schema.

    Returns:
        The plan; None where the root is not found or its key is not one column.
    """
    root, key = tenancy.root, tenancy.root_key
    if root is None or key is None:
        return None
    rules: dict[TableKey, TableRule] = {}
    left_out = []
    for entry in tenancy.tables.values():
        if entry.standing is Standing.SHARED:
            rules[entry.key] = TableRule(key=entry.key, table=entry.table, shared=True)
        elif entry.standing in _BELONGING:
            column = key if entry.standing is Standing.ROOT else entry.column
            steps = entry.chain
            rules[entry.key] = TableRule(
                key=entry.key,
                table=entry.table,
                column=column if entry.standing is not Standing.INHERITED else None,
                through=Reference(steps[0].columns, steps[0].target, steps[0].target_columns) if steps else None,
                references=tuple(_references(entry, tenancy, schema)),
                root=entry.standing is Standing.ROOT,
            )
        else:
            left_out.append(entry)
    return Plan(schema=schema, tenant=key.type, tables=rules, left_out=tuple(left_out))


def _references(entry: TableTenancy, tenancy: Tenancy, schema: Schema) -> Iterator[Reference]:
    """The references of a table that have to be looked at."""
    root = tenancy.root
    column = entry.column.name if entry.column is not None else None
    found: dict[Reference, None] = {}
    kept = set()
    for reference in (
        *_of_keys(entry.table, tenancy),
        *(Reference(s.columns, s.target, s.target_columns) for s in entry.chain[:1]),
    ):
        target = tenancy.tables.get(reference.table)
        if target is None or target.standing not in _BELONGING:
            continue
        if root is not None and target.key == root.key and reference.columns == (column,):
            continue
        if column is not None and target.column is not None and schema.foreign_keys:
            pairs = set(zip(reference.columns, reference.target, strict=True))
            if (column, target.column.name) in pairs and _is_key(entry.table, reference):
                kept.add(reference)
                continue
        found[reference] = None
    yield from (reference for reference in found if reference not in kept)


def _of_keys(table: Table, tenancy: Tenancy) -> Iterator[Reference]:
    """The references of a table, by its foreign keys and, where there are no constraints, by its relations."""
    known = {key: key for key in tenancy.tables} | {entry.table.key: key for key, entry in tenancy.tables.items()}
    for key in table.foreign_keys:
        if key.target is not UNKNOWN and key.target_columns is not UNKNOWN and key.target in known:
            yield Reference(key.columns, known[key.target], key.target_columns)
    for relation in table.relations:
        if relation.kind is not RelationKind.OWNING:
            continue
        target, columns, wanted = relation.target, relation.columns, relation.target_columns
        if target is not UNKNOWN and columns is not UNKNOWN and wanted is not UNKNOWN and target in known and columns:
            yield Reference(columns, known[target], wanted)


def _is_key(table: Table, reference: Reference) -> bool:
    return any(
        key.columns == reference.columns and key.target_columns == reference.target for key in table.foreign_keys
    )


def python_type(type_: Maybe[ColumnType]) -> str:
    """The Python type of a key: `str`, `int` or `UUID`."""
    if type_ is UNKNOWN:
        return "str"
    if isinstance(type_.type, sqlalchemy.Uuid):
        return "UUID"
    return "int" if isinstance(type_.type, sqlalchemy.Integer) else "str"
