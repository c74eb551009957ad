"""The comparison that the report makes tells what is known, unknown and false apart."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from benchmarks.reader_compare import Entry, compare
from tests.support.metadata import static_table
from tests.support.models import read_text

MODELS = """\
from sqlalchemy import ForeignKey, Index, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), server_default="x")


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
"""


def entries(text: str = MODELS) -> list[Entry]:
    """The tables of a text, as if both sides had read them."""
    return [
        {
            "key": str(table.key),
            "file": "models.py",
            "class_file": "models.py",
            "facts": static_table(table),
            "open": table.open,
        }
        for table in read_text(text).schema.tables
    ]


def outcomes(real: list[Entry], read: list[Entry], *, whole: bool = True) -> dict[str, int]:
    found: dict[str, int] = {}
    for outcome in compare(real, read, whole=whole):
        found[outcome.what] = found.get(outcome.what, 0) + 1
    return found


def changed(path: list[str], value: Any) -> list[Entry]:
    """The tables with another value in one place of the first one's facts."""
    real = deepcopy(entries())
    facts = real[0]["facts"]
    for name in path[:-1]:
        facts = facts[name]
    facts[path[-1]] = value
    return real


def test_equal_facts() -> None:
    assert outcomes(entries(), entries()).keys() == {"equal"}


def test_each_kind_of_false_fact_is_seen() -> None:
    for path, value in (
        (["columns", "name", "type"], "VARCHAR(30)"),
        (["columns", "name", "nullable"], True),
        (["columns", "name", "server_default"], ["literal", "y"]),
        (["columns", "name", "enum"], {"name": "e", "schema": None, "labels": ["a"]}),
        (["columns", "more"], {"type": "TEXT"}),
        (["primary_key"], None),
        (["indexes"], {"['name']": {"name": "ix"}}),
        (["foreign_keys"], {"name": {"target": "x"}}),
        (["entity"], "Person"),
    ):
        assert outcomes(changed(path, value), entries()).get("false") == 1, path


def test_a_table_that_was_not_read() -> None:
    facts = outcomes(entries(), entries())["equal"]
    closed = outcomes(entries(), entries()[:1])
    assert closed["false"] + closed["equal"] == facts
    hidden = outcomes(entries(), entries()[:1], whole=False)
    assert hidden["unknown"] + hidden["equal"] == facts


def test_a_table_that_is_not_there() -> None:
    assert outcomes(entries()[:1], entries())["false"] == 1


def test_an_open_table_denies_nothing() -> None:
    real = changed(["columns", "more"], {"type": "TEXT", "nullable": True})
    read = entries()
    read[0]["open"] = True
    found = outcomes(real, read)
    assert "false" not in found
    assert found["unknown"] == 2
