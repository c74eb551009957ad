"""Kinds of drift of the models: changes of the neutral schema that models are then written from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from prismalchemy.compare.families import Family, bits, family_of
from prismalchemy.compare.kept import kept_name
from prismalchemy.rules.naming_convention import ENOUGH
from prismalchemy.schema import (
    UNKNOWN,
    ClientDefault,
    Column,
    ColumnType,
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
    TableKind,
)

Changed = "tuple[Table, str | None] | None"


EVERY = frozenset({"postgresql", "mysql", "sqlite"})
POSTGRESQL = frozenset({"postgresql"})
NOT_SQLITE = frozenset({"postgresql", "mysql"})


@dataclass(frozen=True)
class Kind:
    """A kind of drift: its name, the rules of which one must find it, and what makes it of a schema.

    `make` gives the changed schema, or None where the schema has no place for it. `mends` is False where no fix of the
    models is claimed, `updates` where none of the Prisma schema is; `dialects` are those that it is a difference in.
    `alone`: other drifts at the same time may take away what it is known by.
    """

    name: str
    rules: frozenset[str]
    make: Callable[[Schema, Random], Schema | None]
    mends: bool = True
    updates: bool = True
    dialects: frozenset[str] = EVERY
    alone: bool = False


def rules(names: str) -> frozenset[str]:
    """The names of rules in a text."""
    return frozenset(names.split())


def _mapped(table: Table) -> bool:
    return table.kind is TableKind.TABLE and table.entity is not None and not table.ignored


def _with_table(schema: Schema, old: Table, new: Table | None) -> Schema:
    tables = [new if one is old else one for one in schema.tables]
    return replace(schema, tables=tuple(one for one in tables if one is not None))


def _is_identified(table: Table) -> bool:
    """Whether there is a key, or a unique whose columns are all required."""
    required = {column.name for column in table.columns if column.nullable is False}
    uniques = [set(index.column_names or ()) for index in table.indexes if index.unique]
    return isinstance(table.primary_key, PrimaryKey) or any(names and names <= required for names in uniques)


def suffixed(name: str, suffix: str) -> str:
    """The name with something behind it, which PostgreSQL keeps as another name too."""
    new = name + suffix
    return new if kept_name(new) != kept_name(name) else kept_name(name)[: -len(suffix)] + suffix


def free_columns(schema: Schema, table: Table) -> list[Column]:
    """The columns that no key, index or relation of any table has."""
    bound = {name for key in table.foreign_keys for name in key.columns}
    bound |= {entry.column for index in table.indexes if index.columns is not UNKNOWN for entry in index.columns}
    if isinstance(table.primary_key, PrimaryKey):
        bound |= set(table.primary_key.columns)
    for one in table.relations:
        if one.kind is RelationKind.OWNING and one.columns is not UNKNOWN:
            bound |= set(one.columns)
    for other in schema.tables:
        for key in other.foreign_keys:
            if key.target == table.key and key.target_columns is not UNKNOWN:
                bound |= set(key.target_columns)
    free = [column for column in table.columns if column.name not in bound and not column.ignored]
    return [column for column in free if column.type is not UNKNOWN and column.computed is False]


def of_table(change: Callable[[Schema, Table, Random], Table | None]) -> Callable[[Schema, Random], Schema | None]:
    """A change of one table that allows it."""

    def make(schema: Schema, random: Random) -> Schema | None:
        tables = [one for one in schema.tables if _mapped(one)]
        random.shuffle(tables)
        for table in tables:
            changed = change(schema, table, random)
            # Prisma takes no model whose rows nothing tells apart: it could not follow.
            if changed is not None and (_is_identified(changed) or not _is_identified(table)):
                return _with_table(schema, table, changed)
        return None

    return make


def of_column(
    change: Callable[[Column, Random], Column | None], wanted: Callable[[Column], bool] = lambda _: True
) -> Callable[[Schema, Random], Schema | None]:
    """A change of one column that is free and wanted."""

    def of(schema: Schema, table: Table, random: Random) -> Table | None:
        columns = [one for one in free_columns(schema, table) if wanted(one)]
        if not columns:
            return None
        column = random.choice(columns)
        changed = change(column, random)
        if changed is None:
            return None
        return replace(table, columns=tuple(changed if one is column else one for one in table.columns))

    return of_table(of)


def family(column: Column) -> Family:
    assert column.type is not UNKNOWN
    return family_of(column.type.type)


def typed(type: sa.types.TypeEngine[object]) -> Callable[[Column, Random], Column]:
    """A column of another type, without defaults, which would not fit."""
    return lambda column, _: replace(
        column, type=ColumnType(type), server_default=None, client_default=None, on_update=None
    )


def _other_width(column: Column, random: Random) -> Column:
    assert column.type is not UNKNOWN
    return typed(sa.BigInteger() if bits(column.type.type) == 16 else sa.SmallInteger())(column, random)


def plain(*families: Family) -> Callable[[Column], bool]:
    """Whether a column is of one of these families, has no default and does not count up."""
    return lambda column: (
        family(column) in families
        and column.autoincrement is False
        and column.server_default is None
        and column.client_default is None
        and column.on_update is None
    )


def _table_gone(schema: Schema, random: Random) -> Schema | None:
    """Without a table that no other one refers to."""
    referred = {key.target for table in schema.tables for key in table.foreign_keys}
    related = {one.target for table in schema.tables for one in table.relations}
    mapped = [one for one in schema.tables if _mapped(one)]
    tables = [one for one in mapped if one.key not in referred | related and not one.relations]
    # A module without any class does not say how classes are written there.
    return _with_table(schema, random.choice(tables), None) if tables and len(mapped) > 1 else None


def _table_extra(schema: Schema, random: Random) -> Schema | None:
    number = Column(name="id", attribute="id", type=ColumnType(sa.Integer()), nullable=False, autoincrement=True)
    table = Table(name="drift_extra", entity="DriftExtra", columns=(number,), primary_key=PrimaryKey(columns=("id",)))
    return replace(schema, tables=(*schema.tables, table))


RECOGNISABLE = 4
"""A table with fewer columns is like many others: nothing says that it was renamed."""
MOVED = 2
"""A table of the same name is known again by fewer."""


def stands_alone(schema: Schema, table: Table, columns: int = RECOGNISABLE) -> bool:
    """Whether nothing refers to a table, which has so many columns."""
    referred = any(key.target == table.key for other in schema.tables for key in other.foreign_keys)
    related = table.relations or any(one.target == table.key for t in schema.tables for one in t.relations)
    return not referred and not related and len(table.columns) >= columns


def _renamed_table(name: Callable[[str], str]) -> Callable[[Schema, Random], Schema | None]:
    def of(schema: Schema, table: Table, _: Random) -> Table | None:
        if not stands_alone(schema, table):
            return None
        new = name(table.name)
        return None if new == table.name or schema.table(replace(table, name=new).key) else replace(table, name=new)

    return of_table(of)


def _moved_table(*, said: bool) -> Callable[[Schema, Random], Schema | None]:
    """A table in another database schema, where tables say theirs or none does."""

    def of(schema: Schema, table: Table, _: Random) -> Table | None:
        says = any(one.schema is not None for one in schema.tables)
        return replace(table, schema="drift") if says is said and stands_alone(schema, table, MOVED) else None

    return of_table(of)


def _counting_gone(schema: Schema, table: Table, _: Random) -> Table | None:
    """A key that the database counts up, and the models do not say so."""
    key = table.primary_key
    counted = [
        one
        for one in table.columns
        if one.autoincrement is True and isinstance(key, PrimaryKey) and key.columns == (one.name,)
    ]
    if not counted or any(counted[0].name in one.columns for one in table.foreign_keys):
        return None
    changed = replace(counted[0], autoincrement=False)
    return replace(table, columns=tuple(changed if one is counted[0] else one for one in table.columns))


def _convention(schema: Schema, _: Random) -> Schema | None:
    """All plain indexes by SQLAlchemy's own convention."""
    taken: set[str] = set()

    def named(table: Table, index: Index) -> Index:
        name = f"ix_{table.name}_{'_'.join(index.column_names or ())}"
        if not _plain_index(index) or kept_name(name) != name or name in taken:
            return index
        taken.add(name)
        return replace(index, name=name)

    tables = tuple(
        replace(one, indexes=tuple(named(one, index) for index in one.indexes)) if _mapped(one) else one
        for one in schema.tables
    )
    return replace(schema, tables=tables) if len(taken) >= ENOUGH else None


def _one_in_place_of_many(schema: Schema, table: Table, random: Random) -> Table | None:
    """A list of objects that the models take for a single one; the join is known by the foreign key."""
    if not schema.foreign_keys:
        return None
    many = [one for one in table.relations if one.kind is RelationKind.MANY]
    if not many:
        return None
    chosen = random.choice(many)
    changed = replace(chosen, kind=RelationKind.ONE, optional=True)
    return replace(table, relations=tuple(changed if one is chosen else one for one in table.relations))


def _column_extra(schema: Schema, table: Table, random: Random) -> Table:
    column = Column(name="drift_extra", attribute="drift_extra", type=ColumnType(sa.Date()), nullable=True)
    return replace(table, columns=(*table.columns, column))


def _column_gone(*, required: bool) -> Callable[[Schema, Table, Random], Table | None]:
    def of(schema: Schema, table: Table, random: Random) -> Table | None:
        columns = [one for one in free_columns(schema, table) if (one.nullable is False) is required]
        gone = random.choice(columns) if columns and len(table.columns) > len(columns) else None
        return None if gone is None else replace(table, columns=tuple(c for c in table.columns if c is not gone))

    return of


def _key(
    change: Callable[[tuple[str, ...]], tuple[str, ...] | None],
) -> Callable[[Schema, Table, Random], Table | None]:
    def of(schema: Schema, table: Table, _: Random) -> Table | None:
        key = table.primary_key
        if not isinstance(key, PrimaryKey) or any(
            one.target == table.key for t in schema.tables for one in t.foreign_keys
        ):
            return None
        columns = change(key.columns)
        return None if columns is None else replace(table, primary_key=replace(key, columns=columns))

    return of


def _index(
    change: Callable[[Index], Index | None], wanted: Callable[[Index], bool] = lambda _: True
) -> Callable[[Schema, Table, Random], Table | None]:
    """A change of one index; None takes it out."""

    def of(schema: Schema, table: Table, random: Random) -> Table | None:
        names = [index.column_names for index in table.indexes]
        found = [one for one in table.indexes if wanted(one) and names.count(one.column_names) == 1]
        # A unique that makes a relation one-to-one decides more than itself.
        keys = [set(key.columns) for key in table.foreign_keys]
        keys += [
            set(relation.columns)
            for other in schema.tables
            for relation in other.relations
            if relation.kind is RelationKind.ONE and relation.target == table.key and relation.columns is not UNKNOWN
        ]
        found = [one for one in found if not (one.unique and set(one.column_names or ()) in keys)]
        referred = [
            set(key.target_columns)
            for other in schema.tables
            for key in other.foreign_keys
            if key.target == table.key and key.target_columns is not UNKNOWN
        ]
        found = [one for one in found if set(one.column_names or ()) not in referred]
        # A unique of the key's columns says nothing that the key does not.
        if isinstance(table.primary_key, PrimaryKey):
            found = [one for one in found if set(one.column_names or ()) != set(table.primary_key.columns)]
        if not found:
            return None
        chosen = random.choice(found)
        changed = change(chosen)
        parts = [changed if one is chosen else one for one in table.indexes]
        return replace(table, indexes=tuple(one for one in parts if one is not None))

    return of


def _index_extra(*, unique: bool) -> Callable[[Schema, Table, Random], Table | None]:
    def of(schema: Schema, table: Table, random: Random) -> Table | None:
        columns = [one for one in free_columns(schema, table) if family(one) in _INDEXED]
        if schema.dialect == "mysql":
            # It wants to be told how much of a long text an index is of.
            columns = [one for one in columns if one.type is not UNKNOWN and not isinstance(one.type.type, sa.Text)]
        if not columns:
            return None
        name = random.choice(columns).name
        # Indexes of all tables share one space of names.
        index = Index(columns=(IndexColumn(column=name),), name=f"drift_{table.name}_{name}"[:60], unique=unique)
        return replace(table, indexes=(*table.indexes, index))

    return of


_INDEXED = (Family.STRING, Family.INTEGER, Family.DATETIME, Family.BOOLEAN, Family.NUMERIC)


def _plain_index(index: Index) -> bool:
    names = index.column_names
    return not index.unique and names is not UNKNOWN and index.method in (None, "btree") and index.where is None


def _columns_of(index: Index) -> tuple[IndexColumn, ...]:
    assert index.columns is not UNKNOWN
    return index.columns


def _sorted_otherwise(index: Index) -> Index:
    first, *rest = _columns_of(index)
    return replace(index, columns=(replace(first, descending=not first.descending), *rest))


def _holding(*, nullable: bool) -> Callable[[Schema, Table, Random], Table | None]:
    """A column that holds a relation by itself, made optional or required."""

    def of(_: Schema, table: Table, random: Random) -> Table | None:
        key = table.primary_key
        if not isinstance(key, PrimaryKey):
            return None
        holding = {
            one.columns[0]
            for one in table.foreign_keys
            if len(one.columns) == 1 and (nullable or one.on_delete is not ReferentialAction.SET_NULL)
        }
        shared = Counter(name for one in table.foreign_keys for name in one.columns)
        columns = [
            one
            for one in table.columns
            if one.name in holding - set(key.columns) and shared[one.name] == 1 and one.nullable is not nullable
        ]
        if not columns:
            return None
        column = random.choice(columns)
        changed = replace(column, nullable=nullable)
        return replace(table, columns=tuple(changed if one is column else one for one in table.columns))

    return of


def _foreign_key(change: Callable[[ForeignKey], ForeignKey | None]) -> Callable[[Schema, Table, Random], Table | None]:
    def of(schema: Schema, table: Table, random: Random) -> Table | None:
        if not table.foreign_keys or not schema.foreign_keys:
            return None
        chosen = random.choice(table.foreign_keys)
        changed = change(chosen)
        parts = [changed if one is chosen else one for one in table.foreign_keys]
        return replace(table, foreign_keys=tuple(one for one in parts if one is not None))

    return of


def _action(event: str) -> Callable[[ForeignKey], ForeignKey]:
    def change(key: ForeignKey) -> ForeignKey:
        now = key.on_delete if event == "on_delete" else key.on_update
        other = ReferentialAction.NO_ACTION if now is not ReferentialAction.NO_ACTION else ReferentialAction.CASCADE
        return replace(key, on_delete=other) if event == "on_delete" else replace(key, on_update=other)

    return change


def _shares_key(schema: Schema, table: Table, relation: Relation) -> bool:
    """Whether a relation's columns are the whole key of one of its tables, or that has none."""
    other = None if relation.target is UNKNOWN else schema.table(relation.target)
    keys = [one.primary_key for one in (table, other) if one is not None]
    if relation.columns is UNKNOWN or not all(isinstance(key, PrimaryKey) for key in keys):
        return True
    return any(isinstance(key, PrimaryKey) and set(key.columns) == set(relation.columns) for key in keys)


def _relation_gone(schema: Schema, table: Table, random: Random) -> Table | None:
    found = [one for one in table.relations if one.kind in (RelationKind.OWNING, RelationKind.MANY)]
    # A key that is a foreign key as a whole may as well be inheritance, of which no relationship is asked.
    found = [one for one in found if not _shares_key(schema, table, one)]
    gone = random.choice(found) if found else None
    return None if gone is None else replace(table, relations=tuple(one for one in table.relations if one is not gone))


def _enum(change: Callable[[Enum], Enum | None], *, free: bool = True) -> Callable[[Schema, Random], Schema | None]:
    """A change of one enum, wherever it is used; `free`: of one that no default is of."""

    def make(schema: Schema, random: Random) -> Schema | None:
        columns = [column for table in schema.tables for column in table.columns if column.type is not UNKNOWN]
        used = [column for column in columns if column.type is not UNKNOWN and column.type.enum is not None]
        enums = [
            enum
            for enum in schema.enums
            if any(_same(column, enum) for column in used)
            and not (free and any(_same(column, enum) and column.server_default is not None for column in used))
        ]
        random.shuffle(enums)
        for enum in enums:
            changed = change(enum)
            if changed is not None:
                return _with_enum(schema, enum, changed)
        return None

    return make


def _same(column: Column, enum: Enum) -> bool:
    return column.type is not UNKNOWN and column.type.enum is not None and column.type.enum.entity == enum.entity


def _with_enum(schema: Schema, old: Enum, new: Enum) -> Schema:
    def of(column: Column) -> Column:
        if not _same(column, old):
            return column
        assert column.type is not UNKNOWN
        assert new.labels is not UNKNOWN
        labels = sa.Enum(*new.labels, name=str(new.name), schema=new.schema, native_enum=new.native is not False)
        is_list = isinstance(column.type.type, sa.ARRAY)
        return replace(column, type=ColumnType(sa.ARRAY(labels) if is_list else labels, enum=new))

    return replace(
        schema,
        enums=tuple(new if one is old else one for one in schema.enums),
        tables=tuple(replace(one, columns=tuple(map(of, one.columns))) for one in schema.tables),
    )


def _members(
    change: Callable[[tuple[EnumMember, ...]], tuple[EnumMember, ...] | None],
) -> Callable[[Enum], Enum | None]:
    def of(enum: Enum) -> Enum | None:
        members = None if enum.members is UNKNOWN else change(enum.members)
        return None if members is None else replace(enum, members=members)

    return of


def _text_index(change: Callable[[IndexColumn], IndexColumn]) -> Callable[[Schema, Table, Random], Table | None]:
    """A change of the first column, which is a text, of a plain index."""

    def of(schema: Schema, table: Table, random: Random) -> Table | None:
        texts = {one.name for one in table.columns if one.type is not UNKNOWN and family(one) is Family.STRING}

        def changed(index: Index) -> Index:
            first, *rest = _columns_of(index)
            return replace(index, columns=(change(first), *rest))

        return _index(changed, lambda one: _plain_index(one) and _columns_of(one)[0].column in texts)(
            schema, table, random
        )

    return of


def _partial(index: Index) -> Index:
    return replace(index, where=f'"{_columns_of(index)[0].column}" IS NOT NULL')


def _by_spelling(members: tuple[EnumMember, ...]) -> tuple[EnumMember, ...] | None:
    """The labels in another case."""
    changed = tuple(replace(member, label=member.label.swapcase()) for member in members)
    return changed if {member.label for member in changed}.isdisjoint(member.label for member in members) else None


def _default(value: object) -> ServerDefault:
    return ServerDefault(DefaultKind.LITERAL, value)


_TYPES = rules("column-type column-length column-timezone column-list enum-missing")
_has_server = lambda column: column.server_default is not None and column.server_default is not UNKNOWN  # noqa: E731
_has_client = lambda column: column.client_default not in (None, UNKNOWN)  # noqa: E731
_TIMES = (Family.DATETIME,)

KINDS: tuple[Kind, ...] = (
    Kind("table missing", rules("table-missing"), _table_gone, updates=False),
    Kind("table extra", rules("table-extra"), _table_extra, mends=False),
    Kind("table's name in another case", rules("table-name"), _renamed_table(str.swapcase)),
    Kind("table renamed", rules("table-renamed table-name"), _renamed_table(lambda name: suffixed(name, "s"))),
    Kind("table in another database schema", rules("table-schema"), _moved_table(said=True), alone=True),
    Kind("table in a database schema", rules("table-schema"), _moved_table(said=False), updates=False, alone=True),
    Kind("required column missing", rules("column-missing"), of_table(_column_gone(required=True))),
    Kind("optional column missing", rules("column-missing"), of_table(_column_gone(required=False))),
    Kind("column extra", rules("column-extra"), of_table(_column_extra), dialects=POSTGRESQL),
    Kind(
        "column's name in another case",
        rules("column-name"),
        of_column(lambda column, _: replace(column, name=column.name.swapcase())),
    ),
    Kind(
        "column renamed",
        rules("column-renamed"),
        of_column(
            lambda column, _: replace(column, name=suffixed(column.name, "_2"), attribute=f"{column.attribute}_2")
        ),
    ),
    Kind("text as integer", _TYPES, of_column(typed(sa.Integer()), plain(Family.STRING))),
    Kind("text as JSON", _TYPES, of_column(typed(postgresql.JSONB()), plain(Family.STRING)), dialects=POSTGRESQL),
    Kind(
        "text as a list",
        _TYPES,
        # Prisma has no words for a list that is never NULL.
        of_column(
            lambda column, random: replace(typed(sa.ARRAY(sa.Text()))(column, random), nullable=True),
            plain(Family.STRING),
        ),
        dialects=POSTGRESQL,
    ),
    Kind("text of a length", _TYPES, of_column(typed(sa.String(7)), plain(Family.STRING)), dialects=POSTGRESQL),
    Kind("text as bytes", _TYPES, of_column(typed(sa.LargeBinary()), plain(Family.STRING))),
    Kind("integer as text", _TYPES, of_column(typed(sa.Text()), plain(Family.INTEGER))),
    Kind("integer as boolean", _TYPES, of_column(typed(sa.Boolean()), plain(Family.INTEGER))),
    Kind("integer of another width", _TYPES, of_column(_other_width, plain(Family.INTEGER)), dialects=POSTGRESQL),
    Kind("boolean as text", _TYPES, of_column(typed(sa.Text()), plain(Family.BOOLEAN))),
    Kind("float as a number", _TYPES, of_column(typed(sa.Numeric(9, 3)), plain(Family.FLOAT))),
    Kind("number of another scale", _TYPES, of_column(typed(sa.Numeric(7, 1)), plain(Family.NUMERIC))),
    Kind("number as float", _TYPES, of_column(typed(sa.Double()), plain(Family.NUMERIC)), dialects=NOT_SQLITE),
    Kind("time as a date", _TYPES, of_column(typed(sa.Date()), plain(*_TIMES)), dialects=POSTGRESQL),
    Kind("time as text", _TYPES, of_column(typed(sa.Text()), plain(*_TIMES))),
    Kind(
        "time of another precision",
        _TYPES,
        of_column(typed(postgresql.TIMESTAMP(precision=1)), plain(*_TIMES)),
        dialects=POSTGRESQL,
    ),
    Kind("JSON as text", _TYPES, of_column(typed(sa.Text()), plain(Family.JSON))),
    Kind(
        "a network address on another database",
        rules("dialect-type"),
        of_column(typed(postgresql.INET()), plain(Family.STRING)),
        updates=False,
        dialects=EVERY - POSTGRESQL,
    ),
    Kind(
        "a list on another database",
        rules("dialect-type"),
        of_column(typed(sa.ARRAY(sa.Text())), plain(Family.STRING)),
        updates=False,
        dialects=EVERY - POSTGRESQL,
    ),
    Kind("list as JSON", _TYPES, of_column(typed(postgresql.JSONB()), plain(Family.ARRAY))),
    Kind("enum as text", _TYPES, of_column(typed(sa.Text()), plain(Family.ENUM))),
    Kind(
        "optional made required",
        rules("column-nullable"),
        of_column(
            lambda column, _: replace(column, nullable=False),
            lambda column: column.nullable is True and family(column) is not Family.ARRAY,
        ),
    ),
    Kind(
        "required made optional",
        rules("column-nullable"),
        of_column(lambda column, _: replace(column, nullable=True), lambda column: column.nullable is False),
    ),
    Kind(
        "list made required",
        rules("list-nullable"),
        of_column(
            lambda column, _: replace(column, nullable=False),
            lambda column: column.nullable is True and family(column) is Family.ARRAY,
        ),
        updates=False,
    ),
    Kind(
        "comment on a column",
        rules("comment"),
        of_column(lambda column, _: replace(column, comment='What "it" is: it\'s said here')),
        updates=False,
        dialects=NOT_SQLITE,
    ),
    Kind(
        "comment on a table",
        rules("comment"),
        of_table(lambda _, table, __: replace(table, comment='What "it" is: it\'s said here')),
        updates=False,
        dialects=NOT_SQLITE,
    ),
    Kind(
        "primary key without a column",
        rules("primary-key"),
        of_table(_key(lambda names: names[:-1] if len(names) > 1 else None)),
        # There an integer that is the only key counts up by itself.
        dialects=NOT_SQLITE,
    ),
    Kind(
        "primary key in another order",
        rules("primary-key-order"),
        of_table(_key(lambda names: names[::-1] if len(names) > 1 else None)),
    ),
    Kind("counting up gone", rules("autoincrement"), of_table(_counting_gone), dialects=NOT_SQLITE),
    Kind(
        "server default gone",
        rules("server-default"),
        of_column(lambda column, _: replace(column, server_default=None), _has_server),
    ),
    Kind(
        "another number as default",
        rules("server-default"),
        of_column(
            lambda column, _: replace(column, server_default=_default(4711)),
            lambda column: family(column) is Family.INTEGER and _has_server(column),
        ),
    ),
    Kind(
        "another truth as default",
        rules("server-default"),
        of_column(
            lambda column, _: replace(
                column,
                server_default=_default(column.server_default.value is not True),  # type: ignore[union-attr]
            ),
            lambda column: family(column) is Family.BOOLEAN and _has_server(column),
        ),
    ),
    Kind(
        "a default too many",
        rules("server-default"),
        of_column(lambda column, _: replace(column, server_default=_default("drift")), plain(Family.STRING)),
    ),
    Kind(
        "client default gone",
        rules("client-default-missing"),
        of_column(
            lambda column, _: replace(column, client_default=None, on_update=None),
            lambda column: _has_client(column) and column.on_update is None and not _has_server(column),
        ),
    ),
    Kind(
        "on update gone",
        rules("on-update-missing"),
        of_column(
            lambda column, _: replace(column, on_update=None, client_default=ClientDefault("updatedAt")),
            lambda column: column.on_update is not None and _has_client(column),
        ),
    ),
    Kind("unique gone", rules("unique-missing"), of_table(_index(lambda _: None, lambda index: index.unique))),
    Kind("index gone", rules("index-missing"), of_table(_index(lambda _: None, lambda index: not index.unique))),
    Kind(
        "unique made plain",
        rules("unique-missing"),
        of_table(_index(lambda index: replace(index, unique=False), lambda index: index.unique)),
    ),
    Kind(
        "index made unique",
        rules("unique-extra"),
        of_table(_index(lambda index: replace(index, unique=True), _plain_index)),
    ),
    Kind("index too many", rules("index-extra"), of_table(_index_extra(unique=False))),
    Kind("unique too many", rules("unique-extra"), of_table(_index_extra(unique=True))),
    Kind(
        "index in another order",
        rules("index"),
        of_table(
            _index(
                lambda index: replace(index, columns=_columns_of(index)[::-1]),
                lambda index: _plain_index(index) and len(_columns_of(index)) > 1,
            )
        ),
    ),
    Kind("index sorted otherwise", rules("index"), of_table(_index(_sorted_otherwise, _plain_index))),
    Kind(
        "index of another method",
        rules("index-method"),
        of_table(
            _index(
                lambda index: replace(index, method="hash"),
                lambda index: (
                    _plain_index(index) and len(_columns_of(index)) == 1 and not _columns_of(index)[0].descending
                ),
            )
        ),
        dialects=POSTGRESQL,
    ),
    Kind(
        "index of another name",
        rules("index-name"),
        of_table(_index(lambda index: replace(index, name="drift_index"), _plain_index)),
    ),
    Kind(
        "index of an operator class",
        rules("index-operator-class"),
        of_table(_text_index(lambda first: replace(first, operator_class="text_pattern_ops"))),
        # Prisma has none for B-trees.
        updates=False,
    ),
    Kind(
        "partial index",
        rules("index-predicate"),
        of_table(_index(_partial, _plain_index)),
        # Only where a preview feature is asked for.
        updates=False,
        dialects=POSTGRESQL,
    ),
    Kind("names by another convention", rules("naming-convention"), _convention, mends=False),
    Kind(
        "foreign key of another name",
        rules("foreign-key-name"),
        of_table(_foreign_key(lambda key: replace(key, name="drift_fkey"))),
        dialects=NOT_SQLITE,
    ),
    Kind(
        "foreign key made optional",
        rules("column-nullable"),
        of_table(_holding(nullable=True)),
    ),
    Kind(
        "foreign key made required",
        rules("column-nullable"),
        of_table(_holding(nullable=False)),
    ),
    Kind("foreign key gone", rules("foreign-key"), of_table(_foreign_key(lambda _: None)), updates=False),
    Kind("another action on delete", rules("foreign-key-on-delete"), of_table(_foreign_key(_action("on_delete")))),
    Kind("another action on update", rules("foreign-key-on-update"), of_table(_foreign_key(_action("on_update")))),
    Kind("relationship gone", rules("relationship-missing relationship-back"), of_table(_relation_gone), updates=False),
    Kind(
        "one object in place of many",
        rules("relationship-cardinality"),
        of_table(_one_in_place_of_many),
        updates=False,
        alone=True,
    ),
    Kind(
        "enum stored as text",
        rules("enum-native"),
        _enum(lambda enum: replace(enum, native=False)),
        dialects=POSTGRESQL,
    ),
    Kind(
        "enum in another database schema",
        rules("enum-schema"),
        _enum(lambda enum: None if enum.schema is None else replace(enum, schema="drift")),
    ),
    Kind("labels in another case", rules("enum-values"), _enum(_members(_by_spelling))),
    Kind(
        "enum of another name",
        rules("enum-name"),
        _enum(lambda enum: replace(enum, name="drift_enum")),
        dialects=POSTGRESQL,
    ),
    Kind(
        "label gone",
        rules("enum-labels"),
        _enum(_members(lambda members: members[:-1] if len(members) > 1 else None)),
    ),
    Kind(
        "label too many",
        rules("enum-labels"),
        _enum(_members(lambda members: (*members, EnumMember(name="DRIFT", label="DRIFT"))), free=False),
    ),
    Kind(
        "labels in another order",
        rules("enum-order"),
        _enum(_members(lambda members: members[::-1] if len(members) > 1 else None), free=False),
        dialects=NOT_SQLITE,
    ),
)
