"""Models that drifted: a neutral schema with random differences, and modules written from it in four styles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import sqlalchemy as sa

from prismalchemy.generate import SchemaNames, render_class, render_core_table, render_enum
from prismalchemy.generate import helpers as generated
from prismalchemy.generate.imports import Imports
from prismalchemy.generate.module import ModuleNames, as_created, assemble, base_class
from prismalchemy.generate.options import Kind, Naming, Style
from prismalchemy.schema import (
    UNKNOWN,
    Column,
    ColumnType,
    Index,
    IndexColumn,
    ReferentialAction,
    RelationKind,
    Schema,
    Table,
    TableKind,
)

TYPES = (sa.Text(), sa.Integer(), sa.Boolean(), sa.Float(), sa.String(30), sa.LargeBinary())


def drifted(schema: Schema, random: Random, count: int) -> tuple[Schema, list[str]]:
    """The schema with about `count` differences, and what they are."""
    tables = list(schema.tables)
    made = []
    for _ in range(count):
        place = random.randrange(len(tables))
        kind, drift = random.choice(sorted(DRIFTS.items()))
        if tables[place].kind is not TableKind.TABLE:
            continue
        changed = drift(tables[place], random)
        if changed is not None:
            made.append(f"{kind} {tables[place].name}")
            tables[place] = changed
    return replace(schema, tables=tuple(tables)), made


def _free(table: Table) -> list[Column]:
    """The columns that no key, no index and no relation has."""
    bound = {name for key in table.foreign_keys for name in key.columns}
    bound |= {entry.column for index in table.indexes if index.columns is not UNKNOWN for entry in index.columns}
    owning = (one.columns for one in table.relations if one.kind is RelationKind.OWNING)
    bound |= {name for columns in owning if columns is not UNKNOWN for name in columns}
    if table.primary_key is not UNKNOWN and table.primary_key is not None:
        bound |= set(table.primary_key.columns)
    return [column for column in table.columns if column.name not in bound]


def _with(table: Table, column: Column, changed: Column) -> Table:
    return replace(table, columns=tuple(changed if other is column else other for other in table.columns))


def _column(change: Callable[[Column, Random], Column]) -> Callable[[Table, Random], Table | None]:
    def drift(table: Table, random: Random) -> Table | None:
        free = _free(table)
        if not free:
            return None
        column = random.choice(free)
        return _with(table, column, change(column, random))

    return drift


def _retyped(column: Column, random: Random) -> Column:
    changed = replace(column, server_default=None, client_default=None, on_update=None)
    return replace(changed, type=ColumnType(random.choice(TYPES)))


def _dropped(table: Table, random: Random) -> Table | None:
    free = _free(table)
    gone = random.choice(free) if free else None
    return replace(table, columns=tuple(c for c in table.columns if c is not gone)) if free else None


def _unindexed(table: Table, random: Random) -> Table | None:
    if not table.indexes:
        return None
    gone = random.choice(table.indexes)
    return replace(table, indexes=tuple(index for index in table.indexes if index is not gone))


def _uniqueness(table: Table, random: Random) -> Table | None:
    if not table.indexes:
        return None
    chosen = random.choice(table.indexes)
    turned = replace(chosen, unique=not chosen.unique)
    return replace(table, indexes=tuple(turned if index is chosen else index for index in table.indexes))


def _indexed(table: Table, random: Random) -> Table | None:
    free = _free(table)
    if not free:
        return None
    name = random.choice(free).name
    return replace(table, indexes=(*table.indexes, Index(columns=(IndexColumn(column=name),), name=f"extra_{name}")))


def _actions(table: Table, random: Random) -> Table | None:
    if not table.foreign_keys:
        return None
    chosen = random.choice(table.foreign_keys)
    changed = replace(chosen, on_delete=ReferentialAction.NO_ACTION, on_update=ReferentialAction.RESTRICT)
    return replace(table, foreign_keys=tuple(changed if key is chosen else key for key in table.foreign_keys))


def _unreferenced(table: Table, random: Random) -> Table | None:
    if not table.foreign_keys:
        return None
    gone = random.choice(table.foreign_keys)
    return replace(table, foreign_keys=tuple(key for key in table.foreign_keys if key is not gone))


def _unrelated(table: Table, random: Random) -> Table | None:
    if not table.relations:
        return None
    gone = random.choice(table.relations)
    return replace(table, relations=tuple(relation for relation in table.relations if relation is not gone))


DRIFTS: dict[str, Callable[[Table, Random], Table | None]] = {
    "type of a column": _column(_retyped),
    "nullability": _column(lambda column, _: replace(column, nullable=not column.nullable)),
    "server default gone": _column(lambda column, _: replace(column, server_default=None)),
    "client default gone": _column(lambda column, _: replace(column, client_default=None, on_update=None)),
    "comment": _column(lambda column, _: replace(column, comment="said to the database")),
    "comment of the table": lambda table, _: replace(table, comment="said to the database"),
    "spelling of a column": _column(lambda column, _: replace(column, name=column.name.swapcase())),
    "column gone": _dropped,
    "index gone": _unindexed,
    "uniqueness": _uniqueness,
    "index too many": _indexed,
    "actions": _actions,
    "foreign key gone": _unreferenced,
    "relation gone": _unrelated,
}


def module_of(schema: Schema, kind: Kind, naming: Naming) -> str:
    """A module of models in one of the four styles, with the names that the database keeps."""
    schema = as_created(schema)
    style = Style(kind=kind, naming=naming, quote="'" if kind == "column" else '"', keyword_only=True)
    schema_names = SchemaNames(schema, naming, "Base")
    imports = Imports(schema_names.module_names, schema_names.all_attributes, 88)
    names = ModuleNames(schema_names, imports)
    base = "SQLModel" if kind == "sqlmodel" else "Base"
    blocks = []
    if kind == "column":
        blocks = [f"Base = {names.use('sqlalchemy.orm', 'declarative_base')}()\n"]
    elif kind != "sqlmodel":
        blocks = [base_class(base, names, "dataclass" if kind == "dataclass" else "declarative")]
    else:
        names.use("sqlmodel", "SQLModel")
    blocks += [render_enum(enum, names, style) for enum in schema.enums]
    for table in schema_names.tables_in_order:
        if table.key in schema_names.core_tables:
            blocks.append(render_core_table(table, style, names, f"{base}.metadata"))
    for table in schema_names.tables_in_order:
        if table.key in schema_names.classes:
            imports.scope = schema_names.scope(table.key)
            blocks.append(render_class(table, schema, style, names, (base,)))
    imports.scope = ()
    used = [generated.source(name, names.use, imports.free) for name in generated.with_needed(names.helpers)]
    return assemble('"""Models."""', imports, [*used, *blocks])
