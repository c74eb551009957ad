"""Mutations: two sides that agree, then one fact of the models changed; its rule finds it, and no other rule does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql
from tests.support.check import DATASOURCE

from prismalchemy import alchemy, prisma
from prismalchemy.compare import pair
from prismalchemy.generate import Options, render_module
from prismalchemy.rules import RuleCache, check
from prismalchemy.schema import (
    UNKNOWN,
    ClientDefault,
    Column,
    ColumnType,
    DefaultKind,
    Index,
    IndexColumn,
    OnDelete,
    PrimaryKey,
    ReferentialAction,
    RelationKind,
    Schema,
    ServerDefault,
    Table,
    TableKey,
)
from prismalchemy.text import SourceFile

SCHEMA = (
    DATASOURCE
    + """
enum Role {
  USER
  ADMIN @map("admin")

  @@map("user_role")
}

model User {
  id        String    @id @default(cuid())
  email     String    @unique
  name      String?
  role      Role      @default(USER)
  roles     Role[]
  createdAt DateTime  @default(now()) @map("created_at")
  updatedAt DateTime  @updatedAt @map("updated_at")
  posts     Post[]
  profile   Profile?
  team      Team?     @relation(fields: [teamId], references: [id])
  teamId    Int?

  @@index([name, createdAt(sort: Desc)])
  @@map("users")
}

model Profile {
  id     Int    @id @default(autoincrement())
  userId String @unique
  user   User   @relation(fields: [userId], references: [id], onDelete: Cascade)
}

model Team {
  id    Int     @id @default(autoincrement())
  title String  @db.VarChar(80)
  score Decimal @default(0) @db.Decimal(10, 2)
  users User[]

  @@unique([title, score])
}

model Post {
  authorId String
  number   Int
  data     Json   @default("{}")
  author   User   @relation(fields: [authorId], references: [id])

  @@id([authorId, number])
  @@index([data], type: Gin)
}

model Tag {
  id    Int    @id @default(autoincrement())
  key   String @default(uuid()) @db.Uuid
}
"""
)


def both_sides() -> tuple[Schema, Schema]:
    ours = prisma.Reader().read([SourceFile("schema.prisma", SCHEMA)]).schema
    text = render_module(ours, Options())
    theirs = alchemy.Reader(alchemy.Options(roots=("",))).read([SourceFile("models.py", text)]).schema
    return ours, theirs


PRISMA, MODELS = both_sides()


def with_table(name: str, change: Callable[[Table], Table]) -> Schema:
    return replace(MODELS, tables=tuple(change(item) if item.name == name else item for item in MODELS.tables))


def with_column(table: str, column_name: str, **facts: object) -> Schema:
    def change(item: Table) -> Table:
        columns = tuple(
            replace(column, **facts) if column.name == column_name else column  # type: ignore[arg-type]
            for column in item.columns
        )
        return replace(item, columns=columns)

    return with_table(table, change)


def without_column(table: str, name: str) -> Schema:
    return with_table(
        table, lambda item: replace(item, columns=tuple(column for column in item.columns if column.name != name))
    )


def with_foreign_key(table: str, **facts: object) -> Schema:
    return with_table(
        table,
        lambda item: replace(item, foreign_keys=tuple(replace(key, **facts) for key in item.foreign_keys)),  # type: ignore[arg-type]
    )


def with_relation(table: str, attribute: str, **facts: object) -> Schema:
    return with_table(
        table,
        lambda item: replace(
            item,
            relations=tuple(
                replace(relation, **facts) if relation.attribute == attribute else relation  # type: ignore[arg-type]
                for relation in item.relations
            ),
        ),
    )


def with_indexes(table: str, change: Callable[[Index], list[Index]]) -> Schema:
    return with_table(
        table,
        lambda item: replace(item, indexes=tuple(new for index in item.indexes for new in change(index))),
    )


def with_enum(change: Callable[[object], object]) -> Schema:
    def of_column(column: Column) -> Column:
        if column.type is UNKNOWN or column.type.enum is None:
            return column
        return replace(
            column,
            type=ColumnType(column.type.type, enum=change(column.type.enum)),  # type: ignore[arg-type]
        )

    return replace(
        MODELS,
        enums=tuple(change(enum) for enum in MODELS.enums),  # type: ignore[misc]
        tables=tuple(replace(item, columns=tuple(map(of_column, item.columns))) for item in MODELS.tables),
    )


def literal(value: object) -> ServerDefault:
    return ServerDefault(DefaultKind.LITERAL, value)


EXTRA = Table(name="extra", entity="Extra", columns=(Column(name="id"),))
MUTATIONS: dict[str, tuple[Schema, dict[tuple[str, str | None, str | None], str]]] = {
    "nothing": (MODELS, {}),
    "table missing": (
        replace(MODELS, tables=tuple(item for item in MODELS.tables if item.name != "Tag")),
        {("table-missing", "Tag", None): "migrates"},
    ),
    "table that a foreign key needs": (
        replace(MODELS, tables=tuple(item for item in MODELS.tables if item.name != "Team")),
        {("table-missing", "Team", None): "fails"},
    ),
    "table extra": (
        replace(MODELS, tables=(*MODELS.tables, EXTRA)),
        {("table-extra", "extra", None): "migrates"},
    ),
    "table name": (
        with_table("Profile", lambda item: replace(item, name="profile")),
        {("table-name", "Profile", None): "fails"},
    ),
    "required column missing": (without_column("users", "email"), {("column-missing", "users", "email"): "fails"}),
    "optional column missing": (without_column("Post", "data"), {("column-missing", "Post", "data"): "migrates"}),
    "column extra": (
        with_table("Tag", lambda item: replace(item, columns=(*item.columns, Column(name="x")))),
        {("column-extra", "Tag", "x"): "fails"},
    ),
    "column name": (
        with_column("users", "created_at", name="createdAt"),
        {("column-name", "users", "created_at"): "fails"},
    ),
    "type": (
        with_column("Team", "title", type=ColumnType(sa.Integer())),
        {("column-type", "Team", "title"): "fails"},
    ),
    "length": (
        with_column("Team", "title", type=ColumnType(sa.String(20))),
        {("column-length", "Team", "title"): "migrates"},
    ),
    "decorated type": (
        with_column("Team", "title", type=ColumnType(sa.Integer(), decorated=True)),
        {("column-type", "Team", "title"): "migrates"},
    ),
    "nullable": (
        with_column("users", "email", nullable=True),
        {("column-nullable", "users", "email"): "fails"},
    ),
    "not nullable": (
        with_column("users", "name", nullable=False),
        {("column-nullable", "users", "name"): "corrupts"},
    ),
    "list not nullable": (
        with_column("users", "roles", nullable=False),
        {("list-nullable", "users", "roles"): "corrupts"},
    ),
    "primary key": (
        with_table("Post", lambda item: replace(item, primary_key=PrimaryKey(columns=("authorId",)))),
        {("primary-key", "Post", None): "corrupts"},
    ),
    "no primary key": (
        with_table("Post", lambda item: replace(item, primary_key=None)),
        {("primary-key", "Post", None): "fails"},
    ),
    "server default missing": (
        with_column("users", "role", server_default=None),
        {("server-default", "users", "role"): "fails"},
    ),
    "server default by the ORM": (
        with_column("users", "role", server_default=None, client_default=ClientDefault("literal", ("USER",))),
        {("server-default", "users", "role"): "migrates"},
    ),
    "server default other": (
        with_column("Team", "score", server_default=literal(1)),
        {("server-default", "Team", "score"): "migrates"},
    ),
    "server default extra": (
        with_column("users", "updated_at", server_default=literal("x"), client_default=None),
        {("server-default", "users", "updated_at"): "fails"},
    ),
    "client default missing": (
        with_column("users", "id", client_default=None),
        {("client-default-missing", "users", "id"): "fails"},
    ),
    "client default another": (with_column("users", "id", client_default=ClientDefault("uuid", (4,))), {}),
    "client default of updatedAt": (
        with_column("users", "updated_at", client_default=None),
        {("client-default-missing", "users", "updated_at"): "fails"},
    ),
    "on update missing": (
        with_column("users", "updated_at", on_update=None),
        {("on-update-missing", "users", "updated_at"): "corrupts"},
    ),
    "enum name": (
        with_enum(lambda enum: replace(enum, name="role")),  # type: ignore[type-var]
        {("enum-name", None, None): "fails"},
    ),
    "enum label missing": (
        with_enum(lambda enum: replace(enum, members=enum.members[:1])),  # type: ignore[attr-defined, type-var]
        {("enum-labels", None, None): "fails"},
    ),
    "enum order": (
        with_enum(lambda enum: replace(enum, members=enum.members[::-1])),  # type: ignore[attr-defined, type-var]
        {("enum-order", None, None): "migrates"},
    ),
    "unique missing": (
        with_indexes("users", lambda index: [] if index.unique else [index]),
        {("unique-missing", "users", "email"): "migrates"},
    ),
    "unique made plain": (
        with_indexes("users", lambda index: [replace(index, unique=False)]),
        {("unique-missing", "users", "email"): "migrates"},
    ),
    "unique extra": (
        with_table(
            "Tag",
            lambda item: replace(item, indexes=(Index(columns=(IndexColumn(column="key"),), unique=True),)),
        ),
        {("unique-extra", "Tag", "key"): "migrates"},
    ),
    "index missing": (
        with_indexes("Post", lambda _: []),
        {("index-missing", "Post", "data"): "migrates"},
    ),
    "index method": (
        with_indexes("Post", lambda index: [replace(index, method=None)]),
        {("index-method", "Post", "data"): "migrates"},
    ),
    "index order": (
        with_indexes("users", lambda index: [replace(index, columns=index.columns[::-1])]),  # type: ignore[index]
        {("index", "users", None): "migrates"},
    ),
    "comment of a column": (
        with_column("users", "roles", comment="What they may do"),
        {("comment", "users", "roles"): "migrates"},
    ),
    "comment of a table": (
        with_table("Post", lambda item: replace(item, comment="What they wrote")),
        {("comment", "Post", None): "migrates"},
    ),
    "comment unknown": (with_column("users", "roles", comment=UNKNOWN), {}),
    "index name": (
        with_indexes("Post", lambda index: [replace(index, name="other")]),
        {("index-name", "Post", "data"): "migrates"},
    ),
    "index name unsaid": (with_indexes("Post", lambda index: [replace(index, name=None)]), {}),
    "index unknown": (with_indexes("Post", lambda index: [replace(index, columns=UNKNOWN)]), {}),
    "foreign key missing": (
        with_table("Profile", lambda item: replace(item, foreign_keys=())),
        {("foreign-key", "Profile", "userId"): "migrates"},
    ),
    "foreign key's target": (
        with_foreign_key("Profile", target=TableKey(None, "Tag")),
        {("foreign-key", "Profile", "userId"): "migrates"},
    ),
    "foreign key's target unknown": (with_foreign_key("Profile", target=UNKNOWN, target_columns=UNKNOWN), {}),
    "on delete": (
        with_foreign_key("Profile", on_delete=ReferentialAction.NO_ACTION),
        {("foreign-key-on-delete", "Profile", "userId"): "migrates"},
    ),
    "on update": (
        with_foreign_key("Profile", on_update=ReferentialAction.NO_ACTION),
        {("foreign-key-on-update", "Profile", "userId"): "migrates"},
    ),
    "table in another schema": (
        with_table("users", lambda item: replace(item, schema="app")),
        {("table-schema", "users", None): "fails"},
    ),
    "table renamed": (
        with_table("Team", lambda item: replace(item, name="teams")),
        {("table-renamed", "Team", None): "fails"},
    ),
    "table mapped twice": (
        replace(
            MODELS,
            tables=(
                *MODELS.tables,
                *(replace(item, entity="Again", origin=None) for item in MODELS.tables if item.name == "Tag"),
            ),
        ),
        {("table-mapped-twice", "Tag", None): "fails"},
    ),
    "column renamed": (
        with_column("Team", "title", name="titles"),
        {("column-renamed", "Team", "title"): "fails"},
    ),
    "reserved name": (
        with_column("Team", "title", attribute="metadata", name_origin=None),
        {("reserved-name", "Team", "title"): "fails"},
    ),
    "precision": (
        with_column("Team", "score", type=ColumnType(sa.Numeric(8, 1))),
        {("column-length", "Team", "score"): "corrupts"},
    ),
    "time zone": (
        with_column("users", "created_at", type=ColumnType(postgresql.TIMESTAMP(timezone=True, precision=3))),
        {("column-timezone", "users", "created_at"): "corrupts"},
    ),
    "list": (
        with_column("Team", "title", type=ColumnType(sa.ARRAY(sa.Text()))),
        {("column-list", "Team", "title"): "fails"},
    ),
    "text in place of an enum": (
        with_column("users", "role", type=ColumnType(sa.Text())),
        {("enum-missing", "users", "role"): "fails"},
    ),
    "enum kept as text": (
        with_column("users", "role", type=ColumnType(sa.Enum("USER", "admin", name="user_role", native_enum=False))),
        {("enum-native", "users", "role"): "migrates"},
    ),
    "computed": (
        with_column("Tag", "key", computed=True, client_default=None),
        {("column-computed", "Tag", "key"): "fails"},
    ),
    "order of the primary key": (
        with_table("Post", lambda item: replace(item, primary_key=PrimaryKey(columns=("number", "authorId")))),
        {("primary-key-order", "Post", None): "migrates"},
    ),
    "counts up in the database only": (
        with_column("Tag", "id", autoincrement=False),
        {("autoincrement", "Tag", "id"): "fails"},
    ),
    "enum in another schema": (
        with_enum(lambda enum: replace(enum, schema="app")),  # type: ignore[type-var]
        {("enum-schema", None, None): "fails"},
    ),
    "operator class": (
        with_indexes("Post", lambda index: [replace(index, columns=(IndexColumn(column="data", operator_class="x"),))]),
        {("index-operator-class", "Post", "data"): "migrates"},
    ),
    "predicate": (
        with_indexes("Post", lambda index: [replace(index, where="a")]),
        {("index-predicate", "Post", "data"): "migrates"},
    ),
    "foreign key's name": (
        with_foreign_key("Profile", name="other"),
        {("foreign-key-name", "Profile", "userId"): "migrates"},
    ),
    "an ORM that clears what the database deletes": (
        with_relation("users", "profile", on_delete=OnDelete.CLEAR),
        {("relationship-cascade", "users", "profile"): "fails"},
    ),
    "an ORM that deletes what the database keeps": (
        with_relation("Team", "users", on_delete=OnDelete.DELETE),
        {("relationship-cascade", "Team", "users"): "corrupts"},
    ),
    "an ORM that may do anything": (with_relation("users", "profile", on_delete=UNKNOWN), {}),
    "relationship missing": (
        with_table("Profile", lambda item: replace(item, relations=())),
        {("relationship-missing", "Profile", "user"): "convention"},
    ),
    "relationship's kind": (
        with_relation("users", "profile", kind=RelationKind.MANY),
        {("relationship-cardinality", "users", "profile"): "corrupts"},
    ),
    "relationship's target unknown": (with_relation("users", "profile", target=UNKNOWN), {}),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_mutation_is_found_by_its_rule_alone(name: str) -> None:
    models, expected = MUTATIONS[name]
    found = check(pair(PRISMA, models))
    assert {
        (item.rule, str(item.table) if item.table else None, item.column): item.consequence.value for item in found
    } == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(MUTATIONS)), min_size=2, max_size=6))
def test_a_kept_cache_finds_what_a_new_one_does(names: list[str]) -> None:
    cache, pairing = RuleCache(), None
    for name in names:
        pairing = pair(PRISMA, MUTATIONS[name][0], pairing)
        assert set(check(pairing, cache)) == set(check(pair(PRISMA, MUTATIONS[name][0])))


FACTS = ("type", "nullable", "server_default", "client_default", "on_update", "autoincrement", "computed")


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(MUTATIONS)), st.data())
def test_unknown_facts_bring_nothing_new(name: str, data: st.DataObject) -> None:
    """Whatever fact of the models becomes unknown, no finding appears."""
    models = MUTATIONS[name][0]
    table = data.draw(st.sampled_from([item for item in models.tables if item.columns]))
    column = data.draw(st.sampled_from(table.columns))
    unknown = replace(column, **dict.fromkeys(data.draw(st.sets(st.sampled_from(FACTS), min_size=1)), UNKNOWN))
    columns = tuple(unknown if item is column else item for item in table.columns)
    vague = replace(
        models, tables=tuple(replace(item, columns=columns) if item is table else item for item in models.tables)
    )
    before = {(item.rule, item.table, item.column) for item in check(pair(PRISMA, models))}
    after = {(item.rule, item.table, item.column) for item in check(pair(PRISMA, vague))}
    # Where one column's enum is no longer known, an enum of several columns may become one of a single column.
    assert {item for item in after - before if not item[0].startswith("enum-")} == set()
