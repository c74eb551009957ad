"""The neutral schema: what a description claims about the database.

Both languages are read into these classes, and only these are compared. They are frozen and compared by value;
places in the sources (`origin`, `name_origin`, `aspects`) and documentation take no part in equality.

The key of everything is the database's own name, after `@map`/`@@map`/`@@schema` on one side and `__tablename__`,
the first argument of a column, `name=` and `schema=` on the other. Class and field names are only attributes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum as PyEnum
from typing import NamedTuple

from prismalchemy.schema.types import ColumnType
from prismalchemy.schema.unknown import UNKNOWN, Maybe
from prismalchemy.text import Origin


class TableKey(NamedTuple):
    """A table's name in the database. `schema` is None for the default schema (`public`, `dbo`, …)."""

    schema: str | None
    name: str

    def __str__(self) -> str:
        return self.name if self.schema is None else f"{self.schema}.{self.name}"


class ReferentialAction(PyEnum):
    """What a foreign key does when its target row is deleted or its key changed; the value is SQL."""

    NO_ACTION = "NO ACTION"
    RESTRICT = "RESTRICT"
    CASCADE = "CASCADE"
    SET_NULL = "SET NULL"
    SET_DEFAULT = "SET DEFAULT"


class DefaultKind(PyEnum):
    """What kind of value a database default is."""

    LITERAL = "literal"
    EXPRESSION = "expression"
    FETCHED = "fetched"
    """The database fills the column, but how is not said (`FetchedValue()`)."""


@dataclass(frozen=True, slots=True)
class ServerDefault:
    """A default that the database gives.

    `value`: for LITERAL a Python value (str, int, float, Decimal, bool, bytes, or a tuple of them for lists; an enum's
    **database label** as str; a Json default as its JSON text); for EXPRESSION the SQL text (`now()` of Prisma and
    `func.now()` are both `CURRENT_TIMESTAMP`), UNKNOWN where the text is not known; for FETCHED None.
    """

    kind: DefaultKind
    value: Maybe[object] = None


@dataclass(frozen=True, slots=True)
class ClientDefault:
    """A value that the ORM makes when the program gives none.

    `function` is one of `cuid` (`arguments` (1,) or (2,)), `uuid` (`arguments` (4,) or (7,)), `ulid`, `nanoid`
    (`arguments` (length,) if given), `updatedAt`, `auto`, `literal` (`arguments` (value,); of Prisma's only Bytes and
    Json on MySQL, the latter as text); and on the SQLAlchemy side also `callable` (a function of the user's;
    `arguments` (its source,)) and `sql` (a SQL expression that the ORM sends).
    """

    function: str
    arguments: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    `attribute` is the Prisma field's name or the mapped attribute's; None for columns of Core tables and join tables.
    `nullable` is what the database would have (a primary key and a Prisma scalar list on PostgreSQL: see the readers).
    `autoincrement`: the database counts the values up (SERIAL, IDENTITY, AUTO_INCREMENT).
    `computed`: GENERATED ALWAYS AS. `ignored`: `@ignore`, the Prisma client does not see it.
    `comment` is what the database says of it (`COMMENT ON`), of which Prisma has nothing; `documentation` stays in the
    source.
    `incomplete`: a syntax error touches it, so an absent fact is not a fact.
    `given_on_insert`, `given_on_update`: besides its own defaults, code of the program may give it a value then (a
    listener, `__init__`, the mapper).
    `origin` is the whole declaration; `name_origin` the name that a squiggle belongs under; `aspects` further places
    by aspect: `type`, `nullable`, `server_default`, `default`, `on_update`, `primary_key`, `foreign_key`, `unique`,
    `index`, `comment`, `name` (the database name where it is spelt), where the source says them separately.
    """

    name: str
    attribute: str | None = None
    type: Maybe[ColumnType] = UNKNOWN
    nullable: Maybe[bool] = UNKNOWN
    server_default: Maybe[ServerDefault | None] = None
    client_default: Maybe[ClientDefault | None] = None
    on_update: Maybe[ClientDefault | None] = None
    autoincrement: Maybe[bool] = False
    computed: Maybe[bool] = False
    comment: Maybe[str | None] = None
    ignored: bool = False
    incomplete: bool = False
    given_on_insert: bool = False
    given_on_update: bool = False
    documentation: str | None = field(default=None, compare=False)
    origin: Origin | None = field(default=None, compare=False)
    name_origin: Origin | None = field(default=None, compare=False)
    aspects: tuple[tuple[str, Origin], ...] = field(default=(), compare=False)

    @property
    def is_left_to_database(self) -> bool:
        """Whether the program surely makes no value where it is given none for an INSERT."""
        return self.client_default is None and not self.given_on_insert

    def place(self, aspect: str) -> Origin | None:
        """Where the source says `aspect`; the column's name where it is not said separately."""
        for name, origin in self.aspects:
            if name == aspect:
                return origin
        return self.name_origin or self.origin


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryKey:
    """A table's primary key. `name` is None where neither the source nor the dialect names it."""

    columns: tuple[str, ...]
    name: Maybe[str | None] = None
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexColumn:
    """One entry of an index: a column by database name, or an expression (`column` None).

    `operator_class` as in SQL (`jsonb_path_ops`); `length` is MySQL's prefix length in characters.
    """

    column: str | None
    expression: str | None = None
    descending: bool = False
    operator_class: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index or a unique key.

    Prisma writes every unique as a unique index; SQLAlchemy has unique constraints and unique indexes. Both are
    `unique=True` here, `constraint` tells them apart. `method` is lower case (`btree`, `gin`, …), None when unsaid;
    `fulltext` is MySQL's. `where` is the predicate as written.
    """

    columns: Maybe[tuple[IndexColumn, ...]]
    name: Maybe[str | None] = None
    unique: bool = False
    constraint: bool = False
    method: str | None = None
    where: Maybe[str | None] = None
    origin: Origin | None = field(default=None, compare=False)

    @property
    def column_names(self) -> Maybe[tuple[str, ...]]:
        """Names of the indexed columns; UNKNOWN where they are, or where an entry is an expression."""
        if self.columns is UNKNOWN:
            return UNKNOWN
        names = tuple(entry.column for entry in self.columns if entry.column is not None)
        return names if len(names) == len(self.columns) else UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """A foreign key constraint. An action that is not said is NO_ACTION on the SQLAlchemy side; Prisma's side holds
    the action that Prisma's rules give.
    """

    columns: tuple[str, ...]
    target: Maybe[TableKey]
    target_columns: Maybe[tuple[str, ...]]
    on_delete: Maybe[ReferentialAction] = ReferentialAction.NO_ACTION
    on_update: Maybe[ReferentialAction] = ReferentialAction.NO_ACTION
    name: Maybe[str | None] = None
    origin: Origin | None = field(default=None, compare=False)


class OnDelete(PyEnum):
    """What the ORM does to the objects at the other end of a relation when an object is deleted through it."""

    NOTHING = "nothing"
    """The database decides: `passive_deletes`, `viewonly`."""
    CLEAR = "clear"
    """It sets their foreign key to NULL, SQLAlchemy's default."""
    DELETE = "delete"
    """It deletes them (`cascade="all, delete"`)."""


class RelationKind(PyEnum):
    """How a relation is held: who has the foreign key."""

    OWNING = "owning"
    """This table holds the foreign key: many-to-one, or the holding end of a one-to-one."""
    ONE = "one"
    """The other table holds a unique foreign key: the far end of a one-to-one."""
    MANY = "many"
    """The other table holds the foreign key: one-to-many."""
    MANY_TO_MANY = "many-to-many"
    """A join table holds both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation field of Prisma, a `relationship()` of SQLAlchemy.

    `entity` is the class or model at the other end, `target` its table.
    `columns` are the foreign key's columns **on the table that holds it** (this table for OWNING, the target for ONE
    and MANY); `target_columns` the columns they refer to; both UNKNOWN where a SQLAlchemy relationship leaves the
    choice to the mapper and it is not plain. `join_table` for MANY_TO_MANY; `join_columns` are the join table's
    columns (towards this table, towards the other). `back` is the relation attribute at the other end.
    `optional` is meaningful for OWNING and ONE. `name` is Prisma's relation name, None when unsaid.
    `on_delete` is what the ORM does for ONE and MANY, and `alone` whether nothing joins it to the other end on purpose
    (no `viewonly`, no `overlaps`); both are facts of SQLAlchemy only, None and UNKNOWN on Prisma's side.
    """

    attribute: str
    entity: Maybe[str]
    target: Maybe[TableKey]
    kind: Maybe[RelationKind]
    columns: Maybe[tuple[str, ...]] = ()
    target_columns: Maybe[tuple[str, ...]] = ()
    join_table: Maybe[TableKey | None] = None
    join_columns: Maybe[tuple[str, str] | None] = None
    back: Maybe[str | None] = None
    optional: Maybe[bool] = False
    name: str | None = None
    ignored: bool = False
    on_delete: Maybe[OnDelete | None] = field(default=None, compare=False)
    alone: Maybe[bool] = field(default=UNKNOWN, compare=False)
    documentation: str | None = field(default=None, compare=False)
    origin: Origin | None = field(default=None, compare=False)
    name_origin: Origin | None = field(default=None, compare=False)


class TableKind(PyEnum):
    """What a table is to its description."""

    TABLE = "table"
    VIEW = "view"
    JOIN = "join"
    """The join table of an implicit many-to-many, or a Core `Table` without a class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, or a view.

    `entity` is the Prisma model's or the mapped class's name; None where there is none (join tables, Core tables).
    `open`: there may be members that the reader could not see (a base class outside the project, a computed
    `__table_args__`); then the absence of a member is not a fact. `ignored`: `@@ignore`.
    `identity`: the columns that tell a view's rows apart, where its description says so; the database has no such key.
    `schema_known`: False where something unseen may say another `schema` than is given here (None then).
    `metadata`: a text that is equal for tables of one MetaData, UNKNOWN where it cannot be seen, and for Prisma.
    `comment`: see `Column`.
    `origin` is the whole block, class or `Table(...)` call, `name_origin` the name to underline, `table_name_origin`
    where the database name is spelt (`@@map`, `__tablename__`), None where it is not.
    """

    name: str
    schema: str | None = None
    entity: str | None = None
    kind: TableKind = TableKind.TABLE
    columns: tuple[Column, ...] = ()
    primary_key: Maybe[PrimaryKey | None] = None
    indexes: tuple[Index, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    relations: tuple[Relation, ...] = ()
    comment: Maybe[str | None] = None
    open: bool = False
    ignored: bool = False
    incomplete: bool = False
    schema_known: bool = True
    identity: tuple[str, ...] = field(default=(), compare=False)
    metadata: Maybe[str] = field(default=UNKNOWN, compare=False)
    documentation: str | None = field(default=None, compare=False)
    origin: Origin | None = field(default=None, compare=False)
    name_origin: Origin | None = field(default=None, compare=False)
    table_name_origin: Origin | None = field(default=None, compare=False)

    @property
    def key(self) -> TableKey:
        """The table's name in the database."""
        return TableKey(self.schema, self.name)

    def column(self, name: str) -> Column | None:
        """The column with this database name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumMember:
    """One member of an enum: its name in the language and its label in the database."""

    name: str
    label: str
    documentation: str | None = field(default=None, compare=False)
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """An enum type of the database.

    `entity` is the Prisma enum's or the Python class's name (None for `Enum("a", "b")` without a class). `name` is the
    type's name in the database. `schema_known` as for a `Table`. `native` is False where it is stored as text
    (`native_enum=False`, SQLite). `class_origin` is the Python class, `origin` the place that makes it a database type
    (the same for Prisma), and `call_origin` the call of SQLAlchemy's `Enum`, which several columns may share.
    """

    name: Maybe[str | None]
    schema: str | None = None
    entity: str | None = None
    members: Maybe[tuple[EnumMember, ...]] = ()
    native: Maybe[bool] = True
    incomplete: bool = False
    schema_known: bool = True
    documentation: str | None = field(default=None, compare=False)
    origin: Origin | None = field(default=None, compare=False)
    name_origin: Origin | None = field(default=None, compare=False)
    class_origin: Origin | None = field(default=None, compare=False)
    call_origin: Origin | None = field(default=None, compare=False)

    @property
    def labels(self) -> Maybe[tuple[str, ...]]:
        """The labels in the database's order."""
        if self.members is UNKNOWN:
            return UNKNOWN
        return tuple(member.label for member in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorOption:
    """One line of a generator block. `value` is a text, or a bare word or number as it is written; UNKNOWN for `env()`
    and lists.
    """

    name: str
    value: Maybe[str]
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """What a Prisma schema has made of it: a generator block. `provider` is UNKNOWN where no text says it.

    `incomplete`: one of its lines could not be read. `name_origin` is the text that names the provider.
    """

    name: str
    provider: Maybe[str] = UNKNOWN
    options: tuple[GeneratorOption, ...] = ()
    incomplete: bool = False
    origin: Origin | None = field(default=None, compare=False)
    name_origin: Origin | None = field(default=None, compare=False)

    def option(self, name: str) -> GeneratorOption | None:
        """The option of this name; the last one where it is said twice."""
        return next((option for option in reversed(self.options) if option.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """An extension of PostgreSQL that the database has: `name` as in `CREATE EXTENSION`, where it lies, which version.

    `schema` and `version` are None where the database chooses.
    """

    name: str
    schema: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """All that one description says.

    `dialect` is SQLAlchemy's name of the dialect (`postgresql`, `mysql`, `sqlite`, `mssql`, `cockroachdb`), UNKNOWN
    where the description does not say (models). `foreign_keys` is False under Prisma's `relationMode = "prisma"`.
    `default_schema` is the database schema that None in a `TableKey` stands for (`public`).
    `open`: there may be tables that the reader could not see or name; then a missing table is not a fact.
    `generators` are the generator blocks of a Prisma schema.
    `extensions` are those that a Prisma schema asks for; models say nothing of them.
    """

    dialect: Maybe[str] = UNKNOWN
    tables: tuple[Table, ...] = ()
    enums: tuple[Enum, ...] = ()
    foreign_keys: bool = True
    default_schema: str | None = None
    open: bool = False
    generators: tuple[Generator, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def table(self, key: TableKey) -> Table | None:
        """The table with this key; the first where it is described twice."""
        return next((table for table in self.tables if table.key == key), None)
