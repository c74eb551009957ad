"""Pairs the two schemas, once, by the database's names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import is_

from prismalchemy.compare.kept import with_kept_names
from prismalchemy.compare.names import BOOKKEEPING, DEFAULT_SCHEMAS, Names, canonical, fold, only_spelling_differs
from prismalchemy.compare.pairs import ColumnPair, EnumPair, EnumUse, Pairing, TablePair
from prismalchemy.compare.renames import Whole, moved_tables, renamed_columns, renamed_tables
from prismalchemy.compare.tables import is_complete, merged_table
from prismalchemy.compare.tenancy import Tenancy, TenancySettings, resolve
from prismalchemy.schema import UNKNOWN, Enum, Schema, Table, TableKey, TableKind

_Tables = tuple[Table, ...]


def pair(
    prisma: Schema, models: Schema, previous: Pairing | None = None, tenancy: TenancySettings | None = None
) -> Pairing:
    """Put both schemas side by side.

    Tables are paired by their name and schema in the database, never by the name of a class; as the database keeps
    them, where it cuts what is too long. A table that several classes map is paired once, with the members of all of
    them.

    Args:
        prisma: what the Prisma schema says.
        models: what the SQLAlchemy models say.
        previous: the pairing before a change; pairs of tables whose nodes are the same objects are taken over.
        tenancy: what the project says about its tenants.
    """
    dialect = prisma.dialect if prisma.dialect is not UNKNOWN else models.dialect
    dialect = "postgresql" if dialect is UNKNOWN else dialect
    earlier = previous.kept if previous is not None and previous.dialect == dialect else (None, None)
    prisma, prisma_kept = with_kept_names(prisma, dialect, earlier[0])
    models, models_kept = with_kept_names(models, dialect, earlier[1])
    default_schema = prisma.default_schema or models.default_schema or DEFAULT_SCHEMAS.get(dialect)
    left, right = _by_key(prisma, default_schema), _by_key(models, default_schema)
    memo = previous.memo if previous is not None else {}
    kept: dict[TableKey, tuple[_Tables, _Tables, TablePair]] = {}

    def paired(left_key: TableKey, right_key: TableKey) -> TablePair:
        parts = left[left_key], right[right_key]
        known = memo.get(left_key)
        if known is None or not (_same(known[0], parts[0]) and _same(known[1], parts[1])):
            known = (*parts, _pair_tables(merged_table(parts[0]), merged_table(parts[1])))
        kept[left_key] = known
        return known[2]

    by_name, unsure = _by_name(left, right)
    right = {key: tables for key, tables in right.items() if key not in unsure}
    exact = {key: by_name.get(key, key) for key in left if key in by_name or key in right}
    tables = tuple(paired(*keys) for keys in exact.items())
    taken, unsure_names = set(by_name.values()), {key.name for key in unsure}
    unmatched = (
        [key for key in left if key not in exact and key.name not in unsure_names],
        [key for key in right if key not in left and key not in taken],
    )
    near = _near_keys(*unmatched)
    if not (prisma.open or models.open):
        near += _renamed_keys(left, right, unmatched, near, default_schema)
    near_tables = tuple(paired(left_key, right_key) for left_key, right_key in near)
    near_left, near_right = {key for key, _ in near}, {key for _, key in near}
    counterparts = {**exact, **dict(near)}
    uses = tuple(use for item in (*tables, *near_tables) for use in item.enum_uses)
    if (
        previous is not None
        and previous.names.default_schema == default_schema
        and _same(previous.prisma.enums, prisma.enums)
        and _same(previous.models.enums, models.enums)
        and _same(previous.enum_uses, uses)
    ):
        enums = previous.enums
    else:
        enums = _pair_enums(prisma, models, uses, default_schema)
    to_prisma = {other: key for key, other in counterparts.items()}
    names = Names(
        default_schema=default_schema,
        foreign_keys=prisma.foreign_keys,
        tables=to_prisma,
        classes=frozenset(
            key for key, other in counterparts.items() if any(table.entity is not None for table in right[other])
        ),
        described=frozenset(left),
        extended=frozenset(
            (canonical(item.key, default_schema), to_prisma[target])
            for item in (*tables, *near_tables)
            for target in (canonical(key, default_schema) for key in item.extends)
            if target in to_prisma
        ),
        enums={_enum_key(pair.models, default_schema): _enum_key(pair.prisma, default_schema) for pair in enums},
        unsure=frozenset(unsure),
    )
    if previous is not None and previous.names == names:
        names = previous.names
    only_models = [
        key for key in unmatched[1] if key not in near_right and key.name not in BOOKKEEPING and not prisma.open
    ]
    return Pairing(
        prisma=prisma,
        models=models,
        dialect=dialect,
        tables=tables,
        near_tables=near_tables,
        only_prisma=tuple(
            left[key][0]
            for key in unmatched[0]
            if key not in near_left and _is_wanted(left[key][0]) and not models.open
        ),
        only_models=tuple(right[key][0] for key in only_models),
        enums=enums,
        described_twice=tuple(tables for tables in right.values() if len(tables) > 1),
        names=names,
        memo=kept,
        tenancy=None
        if tenancy is None
        else _tenancy(tenancy, prisma, models, tuple(table for key in only_models for table in right[key]), names),
        kept=(prisma_kept, models_kept),
        enum_uses=uses,
    )


def _tenancy(settings: TenancySettings, prisma: Schema, models: Schema, only_models: _Tables, names: Names) -> Tenancy:
    """What the settings mean for Prisma's tables and those that only the models have; classes give their names too."""
    everything = replace(prisma, tables=(*prisma.tables, *only_models), open=prisma.open or models.open)
    also = {table.entity: names.prisma_key(table.key) for table in models.tables if table.entity is not None}
    return resolve(settings, everything, key_of=names.prisma_key, also=also)


def _by_key(schema: Schema, default_schema: str | None) -> dict[TableKey, _Tables]:
    """All descriptions of each table, in order."""
    found: dict[TableKey, _Tables] = {}
    for table in schema.tables:
        key = canonical(table.key, default_schema)
        found[key] = (*found.get(key, ()), table)
    return found


def _by_name(
    left: dict[TableKey, _Tables], right: dict[TableKey, _Tables]
) -> tuple[dict[TableKey, TableKey], set[TableKey]]:
    """Tables of the models whose schema is not known: (key on Prisma's side -> theirs, keys of those that stay unsure).

    One is taken for the only table of Prisma's with its name, if no other of the models has that name. Of one that has
    namesakes nothing can be said.
    """
    open_keys = {key for key, tables in right.items() if not all(table.schema_known for table in tables)}
    ours: dict[str, list[TableKey]] = {}
    theirs: dict[str, int] = {}
    for key in left if open_keys else ():
        ours.setdefault(key.name, []).append(key)
    for tables in right.values() if open_keys else ():
        theirs[tables[0].name] = theirs.get(tables[0].name, 0) + len(tables)
    found: dict[TableKey, TableKey] = {}
    unsure: set[TableKey] = set()
    for key in open_keys:
        namesakes = ours.get(key.name, [])
        if len(namesakes) == 1 and theirs[key.name] == 1:
            found[namesakes[0]] = key
        elif namesakes or theirs[key.name] > 1:
            unsure.add(key)
    return found, unsure


def _same(left: Sequence[object], right: Sequence[object]) -> bool:
    """Whether both hold the same objects."""
    return len(left) == len(right) and all(map(is_, left, right))


def _is_wanted(table: Table) -> bool:
    """Whether the models are asked to describe this table of Prisma's."""
    return (
        not (table.ignored or table.incomplete) and table.kind is not TableKind.JOIN and table.name not in BOOKKEEPING
    )


def _near_keys(left: list[TableKey], right: list[TableKey]) -> list[tuple[TableKey, TableKey]]:
    """Keys of one schema whose names differ by case and underscores only."""
    found = []
    for schema in dict.fromkeys(key.schema for key in left):
        ours = [key.name for key in left if key.schema == schema]
        theirs = [key.name for key in right if key.schema == schema and key.name not in BOOKKEEPING]
        found += [
            (TableKey(schema, one), TableKey(schema, other)) for one, other in only_spelling_differs(ours, theirs)
        ]
    return found


def _renamed_keys(
    left: dict[TableKey, _Tables],
    right: dict[TableKey, _Tables],
    unmatched: tuple[list[TableKey], list[TableKey]],
    near: list[tuple[TableKey, TableKey]],
    default_schema: str | None,
) -> list[tuple[TableKey, TableKey]]:
    """Keys of tables that moved to another schema, or were renamed."""
    taken = {key for keys in near for key in keys}
    ours = [left[key][0] for key in unmatched[0] if key not in taken and _is_wanted(left[key][0])]
    theirs = [
        right[key][0]
        for key in unmatched[1]
        if key not in taken and key.name not in BOOKKEEPING and is_complete(right[key][0])
    ]
    if not ours or not theirs:
        return []
    found = moved_tables(ours, theirs)
    moved = {id(table) for tables in found for table in tables}
    found += renamed_tables(
        [table for table in ours if id(table) not in moved],
        [table for table in theirs if id(table) not in moved],
        default_schema,
        Whole(*([tables[0] for tables in side.values()] for side in (left, right))),
    )
    return [(canonical(one.key, default_schema), canonical(other.key, default_schema)) for one, other in found]


def _pair_tables(prisma: Table, models: Table) -> TablePair:
    left = {column.name: column for column in prisma.columns}
    right = {column.name: column for column in models.columns}
    unmatched = [name for name in left if name not in right], [name for name in right if name not in left]
    near = only_spelling_differs(*unmatched)
    near_left, near_right = {name for name, _ in near}, {name for _, name in near}
    prisma_complete, models_complete = is_complete(prisma), is_complete(models)
    only_prisma = [
        left[name]
        for name in unmatched[0]
        if models_complete and name not in near_left and not (left[name].ignored or left[name].incomplete)
    ]
    only_models = [
        right[name]
        for name in unmatched[1]
        if prisma_complete and name not in near_right and not right[name].incomplete
    ]
    renamed = renamed_columns(prisma, models, only_prisma, only_models)
    taken = {id(column) for columns in renamed for column in columns}
    return TablePair(
        prisma=prisma,
        models=models,
        columns=tuple(
            ColumnPair(column, right[name])
            for name, column in left.items()
            if name in right and not (column.incomplete or right[name].incomplete)
        ),
        near_columns=tuple(
            ColumnPair(left[one], right[other])
            for one, other in near
            if not (left[one].incomplete or right[other].incomplete)
        ),
        only_prisma=tuple(column for column in only_prisma if id(column) not in taken),
        only_models=tuple(column for column in only_models if id(column) not in taken),
        renamed_columns=tuple(ColumnPair(*columns) for columns in renamed),
    )


def _enum_key(enum: Enum, default_schema: str | None) -> TableKey:
    name = enum.name if isinstance(enum.name, str) else ""
    return canonical(TableKey(enum.schema, name), default_schema)


def _namesake(enum: Enum, by_name: dict[TableKey, Enum], default_schema: str | None) -> Enum | None:
    """Prisma's enum of a type's name; of a type whose schema is not known the only one in any schema."""
    if not isinstance(enum.name, str):
        return None
    if enum.schema_known:
        return by_name.get(_enum_key(enum, default_schema))
    found = [other for key, other in by_name.items() if key.name == enum.name]
    return found[0] if len(found) == 1 else None


def _pair_enums(
    prisma: Schema, models: Schema, uses: tuple[EnumUse, ...], default_schema: str | None
) -> tuple[EnumPair, ...]:
    """Pair enum types: by name; those of the models without a namesake by the columns that use them, then by near
    names.
    """
    by_name: dict[TableKey, Enum] = {}
    for enum in {id(enum): enum for enum in (*prisma.enums, *(use.prisma for use in uses))}.values():
        by_name.setdefault(_enum_key(enum, default_schema), enum)
    columns: dict[int, list[EnumUse]] = {}
    for use in uses:
        columns.setdefault(id(use.models), []).append(use)
    used_by: dict[Enum, list[EnumUse]] = {enum: [] for enum in models.enums}
    for same in columns.values():
        used_by.setdefault(same[0].models, []).extend(same)

    found: dict[Enum, Enum] = {}
    for enum in used_by:
        namesake = _namesake(enum, by_name, default_schema)
        if namesake is not None:
            found[enum] = namesake
    for enum, same in used_by.items():
        if enum not in found and same:
            found[enum] = same[0].prisma
    taken = {id(enum) for enum in found.values()}
    for enum in used_by:
        if enum not in found and isinstance(enum.name, str):
            near = [other for key, other in by_name.items() if fold(key.name) == fold(enum.name)]
            if len(near) == 1 and id(near[0]) not in taken:
                found[enum] = near[0]
    return tuple(
        EnumPair(ours, theirs, tuple((use.table, use.column) for use in used_by[theirs]))
        for theirs, ours in found.items()
    )
