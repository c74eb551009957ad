"""What a schema has that no migration can have made: certain, or silence."""

from __future__ import annotations

import pytest

from prismalchemy.migrate import PrismaMigration
from prismalchemy.migrate.ahead import ahead, migrated
from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile

SCHEMA = """\
datasource db {
  provider = "postgresql"
}
model User {
  id    Int    @id
  email String @map("e-mail")
  posts Post[]
  tags  Tag[]
}
model Post {
  id     Int  @id
  userId Int
  user   User @relation(fields: [userId], references: [id])
  tags   Tag[]
  @@map("posts")
}
model Tag {
  id Int @id
  posts Post[]
  user User? @relation(fields: [user_id], references: [id])
  user_id Int?
}
"""
USER = 'CREATE TABLE "User" ("id" INTEGER, "e-mail" TEXT)'
POST = "CREATE TABLE posts (id int, userid int)"
TAG = 'CREATE TABLE "Tag" ("id" INTEGER, "user_id" INTEGER)'
HISTORIES: dict[str, tuple[list[str], list[str]]] = {
    "all of it": ([f"{USER};\n{POST};", TAG], []),
    "a table less": ([f"{USER};\n{POST};"], ["Tag"]),
    "columns less": (['CREATE TABLE "User" ("id" INTEGER);' + f"{POST};{TAG}"], ["User.e-mail"]),
    "a column of another table": (
        [USER.replace(', "e-mail" TEXT', "") + f';{POST};{TAG};CREATE TABLE "Other" ("e-mail" TEXT)'],
        ["User.e-mail"],
    ),
    "a column that was added": (
        ['CREATE TABLE "User" ("id" INTEGER)', f'ALTER TABLE "public"."User" ADD "e-mail" TEXT; {POST};{TAG}'],
        [],
    ),
    "a table that was renamed": (
        [f"{USER};{TAG};CREATE TABLE old (id int); ALTER TABLE old ADD userid int; ALTER TABLE old RENAME TO posts"],
        [],
    ),
    "a table that was renamed twice": (
        [
            f"{USER};{TAG};CREATE TABLE a (id int, userid int); ALTER TABLE a RENAME TO b",
            'ALTER TABLE "b" RENAME TO "posts"',
        ],
        [],
    ),
    "a table made of another": ([f"{USER};{TAG};CREATE TABLE posts AS SELECT * FROM other"], []),
    "a table like another": ([f"{USER};{TAG};CREATE TABLE posts (LIKE other)"], []),
    "dynamic SQL": ([f"{USER};{TAG};DO $$ BEGIN EXECUTE 'CREATE TABLE ' || 'posts'; END $$"], []),
    "a trigger, which is not dynamic": (
        [f'{USER};{TAG};CREATE TRIGGER t AFTER INSERT ON "User" FOR EACH ROW EXECUTE FUNCTION f()'],
        ["posts"],
    ),
    "a baseline without SQL": (["-- made by hand", TAG], []),
    "no history": ([], []),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_what_no_migration_has_made(name: str) -> None:
    scripts, expected = HISTORIES[name]
    history = migrated([PrismaMigration(f"{at}_x", sql, None) for at, sql in enumerate(scripts)], "postgresql")
    schema = Reader().read([SourceFile("schema.prisma", SCHEMA)]).schema
    found = [str(table.key) + (f".{column.name}" if column else "") for table, column in ahead(schema, history)]
    assert found == expected


def test_a_migration_that_cannot_be_read_makes_it_silent() -> None:
    history = migrated([PrismaMigration("1_x", USER, None), PrismaMigration("2_y", None, None)], "postgresql")
    assert not history.known
