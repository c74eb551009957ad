"""What did not change stays the same object, and a re-reading says the same as a first reading."""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from tests.support.models import case_files, case_names

from prismalchemy.alchemy import ModelsReading, Reader
from prismalchemy.alchemy.link import link
from prismalchemy.schema import ColumnType, Table
from prismalchemy.text import Origin, SourceFile

MODELS = """\
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

SIZE = 10


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(SIZE))
    posts: Mapped[list["Post"]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    author: Mapped[User] = relationship(back_populates="posts")


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


def read(reader: Reader, text: str) -> ModelsReading:
    return reader.read([SourceFile("/p/models.py", text)])


def kept(text: str) -> set[str]:
    """The tables that are the same objects after the models became `text`."""
    reader = Reader()
    before = read(reader, MODELS).schema.tables
    after = read(reader, text).schema.tables
    return {table.name for table in after if any(table is other for other in before)}


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("SIZE = 10", "# a comment\n\n\nSIZE = 10", {"users", "posts", "tags"}),
        ("class Tag", "# a comment\nclass Tag", {"users", "posts", "tags"}),
        ('"tags"\n', '"tags"\n    more: Mapped[str]\n', {"users", "posts"}),
        ("title: Mapped[str]", "title: Mapped[int]", {"users", "tags"}),
        ("name: Mapped[str]", "name: Mapped[str | None]", {"posts", "tags"}),
        ("SIZE = 10", "SIZE = 11", {"posts", "tags"}),
        ("SIZE = 10", "SIZE = 10\nOTHER = 5", {"users", "posts", "tags"}),
        ("    pass", "    extra = 1", {"users", "posts", "tags"}),
        ('"users"\n', '"users"\n    half: Mapp\n', {"posts", "tags"}),
        ('"users"\n', '"users"\n    half\n', {"posts", "tags"}),
        ('"users"\n', '"users"\n    half: Mapped[\n', {"posts", "tags"}),
    ],
)
def test_keeps_what_did_not_change(old: str, new: str, names: set[str]) -> None:
    assert old in MODELS
    found = kept(MODELS.replace(old, new, 1))
    assert names <= found


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("name: Mapped[str]", "name: Mapped[int]", ["users"]),
        ("title: Mapped[str]", "title: Mapped[int]", ["posts"]),
        ("id: Mapped[int]", "id: Mapped[str]", ["users", "posts"]),
        ('"users"\n', '"users"\n    more: Mapped[str]\n', ["users", "posts"]),
    ],
)
def test_joins_again_only_what_looks_at_the_change(
    old: str, new: str, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert old in MODELS
    reader = Reader()
    read(reader, MODELS)
    joined: list[Table] = []

    def noted(*arguments: Any) -> Table:
        joined.append(link(*arguments))
        return joined[-1]

    monkeypatch.setattr("prismalchemy.alchemy.reader.link", noted)
    text = MODELS.replace(old, new, 1)
    again, first = read(reader, text), read(Reader(), text)
    assert [table.name for table in joined[: len(names)]] == names
    assert len(joined) == len(names) + len(first.schema.tables)
    assert again.schema == first.schema


def test_reads_what_did_change() -> None:
    reader = Reader()
    read(reader, MODELS)
    after = read(reader, MODELS.replace("SIZE = 10", "SIZE = 11"))
    users = next(table for table in after.schema.tables if table.name == "users")
    assert (
        repr(next(column.type for column in users.columns if column.name == "name")) == "ColumnType(String(length=11))"
    )


def test_what_stands_before_the_first_statement_may_become_a_part_of_it() -> None:
    reader = Reader()
    assert read(reader, "\n" + MODELS[1:]).problems
    again, first = read(reader, MODELS), read(Reader(), MODELS)
    assert described(again.schema, again.bases) == described(first.schema, first.bases)


def test_an_identical_text_gives_the_same_tables() -> None:
    reader = Reader()
    before = read(reader, MODELS).schema.tables
    after = read(reader, str(MODELS)).schema.tables
    assert all(one is other for one, other in zip(before, after, strict=True))


def described(value: Any, bases: Any) -> Any:
    """A value with all places absolute, so that two readings can be compared."""
    if isinstance(value, Origin):
        return value.at(bases)
    if isinstance(value, ColumnType):
        return (value.key, value.python, value.decorated, described(value.enum, bases))
    if isinstance(value, tuple):
        return tuple(described(item, bases) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, *(described(getattr(value, item.name), bases) for item in fields(value)))
    return value


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("table_on_class", 'Column("name", String(50)', 'Column("name", String(60)'),
        ("table_on_class", "Work.table = Table(", "Work.other = Table("),
        ("naming_set_later", '"pk__%(table_name)s"', '"key_of_%(table_name)s"'),
        ("naming_set_later", "Base.metadata.naming_convention = {", "names = {"),
        ("registry_metadata_set", "    mapper_registry.metadata = metadata\n", ""),
        ("type_checking_base", 'NAME = "things"', 'NAME = "stuff"'),
    ],
)
def test_reads_again_what_an_edit_elsewhere_changes(name: str, old: str, new: str) -> None:
    (file,) = case_files(name)
    assert old in file.text
    edited = SourceFile(file.path, file.text.replace(old, new, 1))
    reader = Reader()
    before = described(reader.read([file]).schema, reader.read([file]).bases)
    for files in ([edited], [file]):
        again, first = reader.read(files), Reader().read(files)
        assert described(again.schema, again.bases) == described(first.schema, first.bases)
    assert described(again.schema, again.bases) == before
    assert Reader().read([edited]).schema != Reader().read([file]).schema


FRAGMENTS = ["", "x", "(", ")", '"', "'''", "\n", "\n\n", "    ", "#", ": Mapped[str]", "class X(Base):\n", "\r\n", "é"]


@pytest.mark.parametrize("name", case_names()[::6])
def test_a_second_reading_says_what_a_first_one_says(name: str) -> None:
    chance = random.Random(name)
    reader = Reader()
    files = case_files(name)
    reader.read(files)
    for _ in range(12):
        position = chance.randrange(len(files))
        text = files[position].text
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 1, 5, 40]))
        text = text[:start] + chance.choice(FRAGMENTS) + text[end:]
        files = [*files[:position], SourceFile(files[position].path, text), *files[position + 1 :]]
        again, first = reader.read(files), Reader().read(files)
        assert described(again.schema, again.bases) == described(first.schema, first.bases)
        assert [described(problem, again.bases) for problem in again.problems] == [
            described(problem, first.bases) for problem in first.problems
        ]


ADDED = "def extend(cls):\n    cls.size = Column(Integer)\n\n\nextend(Tag)\n"
HEARD = "def fill(mapper, connection, target):\n    target.title = 'x'\n\n\nevent.listen(Base, 'before_insert', fill)\n"
LOOP = "for cls in Base.__subclasses__():\n    cls.size = Column(Integer)\n"


@pytest.mark.parametrize(
    "changes",
    [
        (ADDED, ADDED.replace("cls.size", "size"), ADDED, ""),
        (HEARD, HEARD.replace("title", "name"), HEARD.replace("insert", "update"), ""),
        (LOOP, "", LOOP),
    ],
)
def test_code_around_models_is_read_anew(changes: tuple[str, ...]) -> None:
    head = MODELS.replace("import ForeignKey, ", "import Column, ForeignKey, Integer, event, ") + "\n\n"
    reader = Reader()
    read(reader, head)
    for code in changes:
        assert read(reader, head + code).schema == read(Reader(), head + code).schema
    assert read(reader, head + changes[0]).schema != read(Reader(), head).schema
