"""What did not change stays the same object, and what changed is read again."""

from __future__ import annotations

import pytest

from prismalchemy.prisma import PrismaReading, Reader
from prismalchemy.schema import Table
from prismalchemy.text import SourceFile

HEAD = 'datasource db {\n  provider = "postgresql"\n}\n'
USER = "model User {\n  id    Int    @id\n  name  String\n  posts Post[]\n  role  Role\n}\n"
POST = (
    "model Post {\n  id     Int  @id\n  userId Int\n"
    "  user   User @relation(fields: [userId], references: [id])\n  tags   Tag[]\n}\n"
)
TAG = "model Tag {\n  id    Int    @id\n  posts Post[]\n}\n"
ROLE = "enum Role {\n  ADMIN\n  USER\n}\n"
ALONE = "model Alone {\n  id Int @id\n}\n"


class Session:
    """A reader and the text that it reads."""

    def __init__(self, *parts: str) -> None:
        self.reader = Reader()
        self.text = HEAD + "\n".join(parts)
        self.before: PrismaReading = self.read()

    def read(self) -> PrismaReading:
        return self.reader.read([SourceFile("schema.prisma", self.text)])

    def edit(self, old: str, new: str) -> dict[str, bool]:
        """Replace a text; by table, whether it stayed the same object."""
        assert self.text.count(old) == 1
        self.text = self.text.replace(old, new)
        after = self.read()
        tables = {table.key: table for table in self.before.schema.tables}
        same = {str(table.key): tables.get(table.key) is table for table in after.schema.tables}
        self.before = after
        return same

    def table(self, name: str) -> Table:
        return next(table for table in self.before.schema.tables if table.name == name)


def test_the_same_text_is_the_same_schema() -> None:
    session = Session(USER, POST, TAG, ROLE)
    assert session.read().schema is session.before.schema


def test_only_the_edited_table_is_new() -> None:
    session = Session(USER, POST, TAG, ROLE, ALONE)
    same = session.edit("name  String", "name  String?")
    assert same == {"User": False, "Post": True, "Tag": True, "Alone": True, "_PostToTag": True}


def test_text_above_moves_the_places_and_keeps_the_tables() -> None:
    session = Session(USER, POST, TAG, ROLE)
    before = session.table("Post")
    assert before.name_origin is not None
    start = before.name_origin.at(session.before.bases).span.start
    assert all(session.edit("provider", "// seven\n  provider").values())
    after = session.table("Post")
    assert after is before
    assert before.name_origin.at(session.before.bases).span.start == start + len("// seven\n  ")


def test_what_a_relation_takes_from_the_other_model_makes_it_new() -> None:
    session = Session(USER, POST, TAG, ROLE, ALONE)
    same = session.edit("id    Int    @id\n  name", 'id    Int    @id @map("user_id")\n  name')
    assert same == {"User": False, "Post": False, "Tag": True, "Alone": True, "_PostToTag": True}
    assert session.table("Post").foreign_keys[0].target_columns == ("user_id",)


def test_the_type_of_a_key_reaches_the_join_table() -> None:
    session = Session(USER, POST, TAG, ROLE)
    same = session.edit("model Tag {\n  id    Int ", "model Tag {\n  id    BigInt ")
    assert same == {"User": True, "Post": True, "Tag": False, "_PostToTag": False}


def test_an_enum_makes_the_tables_that_use_it_new() -> None:
    session = Session(USER, POST, TAG, ROLE, ALONE)
    same = session.edit("ADMIN", "OWNER")
    assert same == {"User": False, "Post": True, "Tag": True, "Alone": True, "_PostToTag": True}


def test_the_datasource_makes_all_new() -> None:
    session = Session(USER, POST, TAG, ROLE)
    assert not any(session.edit('"postgresql"', '"mysql"').values())


def test_a_model_that_comes_and_goes() -> None:
    session = Session(USER, POST, ROLE)
    assert session.table("Post").open
    session.edit(ROLE, ROLE + TAG)
    assert not session.table("Post").open
    assert [table.name for table in session.before.schema.tables] == ["User", "Post", "Tag", "_PostToTag"]
    session.edit(TAG, "")
    assert session.table("Post").open


def test_blocks_that_change_places_stay() -> None:
    session = Session(USER, POST, TAG, ROLE, ALONE)
    session.text = HEAD + "\n".join((ALONE, TAG, ROLE, USER, POST))
    tables = {table.key: table for table in session.before.schema.tables}
    after = session.read().schema.tables
    assert [table.name for table in after] == ["Alone", "Tag", "User", "Post", "_PostToTag"]
    assert all(tables[table.key] is table for table in after)


def test_files_of_one_schema_are_cached_one_by_one() -> None:
    reader = Reader()
    files = [SourceFile("a.prisma", HEAD + USER), SourceFile("b.prisma", POST + TAG + ROLE)]
    before = reader.read(files)
    after = reader.read([SourceFile("a.prisma", HEAD + USER.replace("String", "Int")), files[1]])
    same = {new.name: old is new for old, new in zip(before.schema.tables, after.schema.tables, strict=True)}
    assert same == {"User": False, "Post": True, "Tag": True, "_PostToTag": True}
    alone = reader.read(files[1:])
    assert [table.name for table in alone.schema.tables] == ["Post", "Tag", "_PostToTag"]


@pytest.mark.parametrize("where", [ALONE, "\n" + ALONE, ALONE.replace("id Int", "/* id Int")])
def test_the_end_of_a_comment_reaches_back_to_its_beginning(where: str) -> None:
    start = "" if "/*" in where else "/* beginning\n"
    session = Session(USER, start + where, POST, TAG, ROLE)
    assert "Post" in [table.name for table in session.before.schema.tables]
    session.edit("enum Role", "*/\nenum Role")
    assert session.table("User")
    assert "Post" not in [table.name for table in session.before.schema.tables]
    session.edit("*/\nenum Role", "enum Role")
    assert session.table("Post")


def test_anchors_of_an_older_reading_do_not_pile_up() -> None:
    session = Session(USER, POST)
    for number in range(5):
        session.edit("name" if number == 0 else f"name{number - 1} ", f"name{number} ")
    assert len(session.before.bases) == 3
