"""`migrate status --database`: whether the database's tables are as the schema and the models say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.migrations.environment import Engine, Server
from tests.migrations.project import Project, sqlalchemy_url

from prismalchemy.alchemy import Reader as ModelsReader
from prismalchemy.generate import Options, render_module
from prismalchemy.migrate import split
from prismalchemy.migrate.structure import Mismatch, mismatches
from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile
from prismalchemy.workspace.shadow import content_of

SCHEMA = """\
datasource db {
  provider = "postgresql"
}

enum Color {
  red
  green
}

model User {
  id    Int     @id @default(autoincrement())
  mail  String  @unique @db.VarChar(80)
  color Color   @default(red)
  age   Int?
  tags  String[]
  posts Post[]

  @@index([age])
}

model Post {
  id       Int      @id
  at       DateTime @default(now())
  authorId Int
  author   User     @relation(fields: [authorId], references: [id], onDelete: Cascade)
}
"""
MODELS = {
    "column-missing User.age": 'ALTER TABLE "User" DROP COLUMN "age"',
    "column-extra User.more": 'ALTER TABLE "User" ADD "more" TEXT',
    "column-type User.age": 'ALTER TABLE "User" ALTER "age" TYPE BIGINT',
    "column-type User.mail": 'ALTER TABLE "User" ALTER "mail" TYPE VARCHAR(20)',
    "column-nullable User.age": 'ALTER TABLE "User" ALTER "age" SET NOT NULL',
    "column-default Post.at": 'ALTER TABLE "Post" ALTER "at" DROP DEFAULT',
    "table-missing Post": 'DROP TABLE "Post"',
    "primary-key Post": 'ALTER TABLE "Post" DROP CONSTRAINT "Post_pkey"',
    "index-missing User": 'DROP INDEX "User_age_idx"',
    "index-unique User": 'DROP INDEX "User_age_idx"; CREATE UNIQUE INDEX "i" ON "User" ("age")',
    "foreign-key-missing Post": 'ALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey"',
    "foreign-key-action Post": 'ALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey", ADD FOREIGN KEY ("authorId") '
    'REFERENCES "User" ("id") ON UPDATE CASCADE',
    "enum-labels User.color": "ALTER TYPE \"Color\" ADD VALUE 'blue'",
    "unique-extra User": 'CREATE UNIQUE INDEX "j" ON "User" ("color", "age")',
}
"""What is done to the database, by what is said of it, both of the schema and of the models."""
SCHEMA_ALONE = {"table-extra Other": 'CREATE TABLE "Other" ("id" INTEGER)'}
"""What models do not say anything about."""
NOTHING = {
    "a view": 'CREATE VIEW "v" AS SELECT 1 AS "x"',
    "an index besides": 'CREATE INDEX "k" ON "User" ("color")',
    "an index of an expression": 'CREATE UNIQUE INDEX "l" ON "User" (lower("mail"))',
    "an extension": 'CREATE EXTENSION "vector"',
    "a part of a table": 'CREATE SCHEMA "s"; CREATE TABLE "s"."w" ("id" INTEGER) PARTITION BY LIST ("id"); '
    'CREATE TABLE "s"."w1" PARTITION OF "s"."w" FOR VALUES IN (1); DROP TABLE "s"."w"',
    "labels in another order": 'ALTER TABLE "User" ALTER "color" DROP DEFAULT; ALTER TYPE "Color" RENAME TO "old"; '
    'CREATE TYPE "Color" AS ENUM (\'green\', \'red\'); ALTER TABLE "User" ALTER "color" TYPE "Color" USING '
    '("color"::text::"Color"); ALTER TABLE "User" ALTER "color" SET DEFAULT \'red\'',
}


@pytest.fixture(scope="module")
def project(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project.create(tmp_path_factory.mktemp("structure"))
    (project.folder / "prisma" / "schema.prisma").write_text(SCHEMA)
    schema = Reader().read([SourceFile("schema.prisma", SCHEMA)]).schema
    (project.folder / "models.py").write_text(render_module(schema, Options()))
    with Engine(server.url(server.create("as_described")), SCHEMA) as engine:
        script = engine.difference(SCHEMA)
    server.execute(script, "as_described")
    return project


def names(found: Sequence[Mismatch]) -> list[str]:
    return [f"{one.kind} {one.table}{f'.{one.column}' if one.column else ''}" for one in found]


def structure(server: Server, project: Project, statement: str) -> dict[str, list[str]]:
    """What is said of the database once a statement is done, which is taken back."""
    schema = Reader().read([SourceFile("schema.prisma", SCHEMA)]).schema
    path = project.folder / "models.py"
    models = ModelsReader().read([SourceFile(path.as_posix(), path.read_text())]).schema
    engine = sa.create_engine(sqlalchemy_url(server.url("as_described")), poolclass=sa.NullPool)
    with engine.connect() as connection:
        for one in split(statement, "postgresql"):
            connection.exec_driver_sql(one.text)
        database = content_of(connection, "postgresql").schema
        connection.rollback()
    return {
        "schema": names(mismatches(schema, database, "postgresql", (), all_tables=True)),
        "models": names(mismatches(models, database, "postgresql", (), all_tables=False)),
    }


@pytest.mark.parametrize("name", MODELS)
def test_what_is_otherwise(server: Server, project: Project, name: str) -> None:
    assert structure(server, project, MODELS[name]) == {"schema": [name], "models": [name]}


@pytest.mark.parametrize("name", [*SCHEMA_ALONE, *NOTHING])
def test_what_is_no_ones_business(server: Server, project: Project, name: str) -> None:
    statement = SCHEMA_ALONE.get(name) or NOTHING[name]
    expected = [name] if name in SCHEMA_ALONE else []
    assert structure(server, project, statement) == {"schema": expected, "models": []}


def test_facts_stand_in_one_order(server: Server, project: Project) -> None:
    """Reflection gives tables in an order of the moment, by which a way back would not be known for one."""
    engine = sa.create_engine(sqlalchemy_url(server.url("as_described")), poolclass=sa.NullPool)
    with engine.connect() as connection:
        for name in ("z", "Z", "b"):
            connection.exec_driver_sql(f'CREATE TABLE "{name}" ("id" INTEGER); CREATE TYPE "e{name}" AS ENUM ()')
        facts = content_of(connection, "postgresql").facts
        connection.rollback()
    assert [table["name"] for table in facts["tables"]] == ["Post", "User", "Z", "b", "z"]
    assert [enum["name"] for enum in facts["enums"]] == ["Color", "eZ", "eb", "ez"]


def test_as_people_see_it(server: Server, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert project.migrate("status", "--database", server.url("as_described")) == 0
    out = capsys.readouterr().out
    assert "Schema and database agree\nModels and database agree\n" in out
    url = server.url(server.create("otherwise", template="as_described"))
    server.execute(MODELS["column-type User.age"], "otherwise")
    assert project.migrate("status", "--database", url) == 1
    out = capsys.readouterr().out
    assert "Schema and database differ in 1 point:\n  column User.age is BIGINT in the database, not INTEGER\n" in out


def as_json(project: Project, url: str, capsys: pytest.CaptureFixture[str]) -> object:
    capsys.readouterr()
    project.migrate("status", "--format", "json", "--database", url)
    return json.loads(capsys.readouterr().out)["structure"]


def test_sqlite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = Project.create(tmp_path, "sqlite")
    schema = SCHEMA.replace("postgresql", "sqlite").replace(" @db.VarChar(80)", "").replace("  tags  String[]\n", "")
    (tmp_path / "prisma" / "schema.prisma").write_text(schema)
    (tmp_path / "models.py").write_text(
        render_module(Reader().read([SourceFile("schema.prisma", schema)]).schema, Options())
    )
    path = tmp_path / "a.db"
    sqlite3.connect(path).close()
    with Engine(f"file:{path}", schema) as engine:
        script = engine.difference(schema)
    with sqlite3.connect(path) as connection:
        connection.executescript(script)
    assert as_json(project, f"file:{path}", capsys) == {"schema": [], "models": []}
    with sqlite3.connect(path) as connection:
        connection.execute('DROP INDEX "User_age_idx"')
        connection.execute('ALTER TABLE "User" DROP COLUMN "age"')
    row = {
        "kind": "column-missing",
        "table": "User",
        "column": "age",
        "message": "the database has no column User.age",
    }
    assert as_json(project, f"file:{path}", capsys) == {"schema": [row], "models": [row]}
