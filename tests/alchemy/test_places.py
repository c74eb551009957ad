"""Every place that a reading names is where it says, whatever the line ends and characters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.support.models import case_names, read_case, read_text

from prismalchemy.alchemy import ModelsReading
from prismalchemy.schema import UNKNOWN, Table
from prismalchemy.text import Origin

MODELS = '''\
"""Models — ünïcode 🙂 in front."""
import enum
from sqlalchemy import *
from sqlalchemy.orm import *

class Base(DeclarativeBase):
    pass

class Rôle(enum.Enum):
    """Rôles 🙂."""
    ADMIN = "ädmin"

@some_decorator("🙂")
class User(Base):  # 🙂
    """🙂 text"""
    __tablename__ = "users🙂"
    s = "🙂"; id: Mapped[int] = mapped_column("ïd", primary_key=True)
    ünï: Mapped["str | None"] = mapped_column("🙂🙂", String(5), nullable=False, server_default="é", index=True)
    role: Mapped[Rôle] = mapped_column(Enum(Rôle, name="rôle"))
    org: Mapped[int] = mapped_column(ForeignKey("ørg.id", ondelete="CASCADE"))
    __table_args__ = (UniqueConstraint("🙂🙂", name="🙂"), Index("ix🙂", "ïd"))
    users: Mapped[list["User"]] = relationship("User")
'''


def variants() -> Iterator[tuple[str, str]]:
    yield "lf", MODELS
    yield "crlf", MODELS.replace("\n", "\r\n")
    yield "cr", MODELS.replace("\n", "\r")
    yield "tabs", MODELS.replace("    ", "\t")
    yield "form feed", MODELS.replace("\nclass", "\n\f\nclass").replace("\n@", "\n\f@")
    yield "separators", MODELS.replace("🙂", "\u2028").replace("é", "\x85\u2029")
    yield "vertical tab", MODELS.replace("# 🙂", "# \v\x1c\x0c")
    yield "no final newline", MODELS.rstrip()
    yield "blank lines", MODELS.replace("\n", "\n\n  \n")


def text_at(reading: ModelsReading, origin: Origin | None) -> str:
    assert origin is not None
    path, span = origin.at(reading.bases)
    (text,) = [file.text for file in reading.files if file.path == path]
    assert 0 <= span.start <= span.end <= len(text)
    return text[span.start : span.end]


@pytest.mark.parametrize(("name", "text"), list(variants()))
def test_places_are_exact(name: str, text: str) -> None:
    reading = read_text(text)
    smile, accent = ("\u2028", "\x85\u2029") if name == "separators" else ("🙂", "é")
    (table,) = reading.schema.tables
    at = lambda origin: text_at(reading, origin)  # noqa: E731
    assert at(table.name_origin) == "User"
    assert at(table.table_name_origin) == f'"users{smile}"'
    assert at(table.origin).startswith("class User(Base):")
    assert [(column.name, at(column.name_origin)) for column in table.columns] == [
        ("ïd", "id"),
        (smile * 2, "ünï"),
        ("role", "role"),
        ("org", "org"),
    ]
    identifier, named, role, org = table.columns
    assert at(identifier.origin) == 'id: Mapped[int] = mapped_column("ïd", primary_key=True)'
    assert at(identifier.place("primary_key")) == "True"
    assert at(named.place("name")) == f'"{smile * 2}"'
    assert at(named.place("type")) == "String(5)"
    assert at(named.place("nullable")) == "False"
    assert at(named.place("server_default")) == f'"{accent}"'
    assert at(named.place("index")) == "True"
    assert at(named.place("unique")) == "ünï"
    assert at(org.place("foreign_key")) == 'ForeignKey("ørg.id", ondelete="CASCADE")'
    assert at(org.place("type")) == "Mapped[int]"
    assert [at(index.origin) for index in table.indexes] == [
        "True",
        f'UniqueConstraint("{smile * 2}", name="{smile}")',
        f'Index("ix{smile}", "ïd")',
    ]
    assert [at(key.origin) for key in table.foreign_keys] == ['ForeignKey("ørg.id", ondelete="CASCADE")']
    assert [at(relation.origin) for relation in table.relations] == [
        'users: Mapped[list["User"]] = relationship("User")'
    ]
    assert role.type is not UNKNOWN
    enum = role.type.enum
    assert enum is not None
    assert at(enum.origin) == 'Enum(Rôle, name="rôle")'
    assert at(enum.name_origin) == "Rôle"
    assert enum.members is not UNKNOWN
    assert at(enum.members[0].origin) == 'ADMIN = "ädmin"'


def origins(value: Any) -> Iterator[Origin]:
    if isinstance(value, Origin):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from origins(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from origins(getattr(value, name))
    elif hasattr(value, "enum"):
        yield from origins(value.enum)


@pytest.mark.parametrize("name", case_names()[::3])
def test_all_places_lie_in_their_files(name: str) -> None:
    reading = read_case(name)
    found = [origin for table in reading.schema.tables for origin in origins(table)]
    assert found
    for origin in found:
        text_at(reading, origin)


@pytest.mark.parametrize("name", case_names()[1::3])
def test_aspects_lie_in_their_columns(name: str) -> None:
    def check(table: Table) -> None:
        for column in table.columns:
            assert column.origin is not None
            for _, place in column.aspects:
                assert place.anchor is column.origin.anchor
                assert column.origin.span.covers(place.span)

    for table in read_case(name).schema.tables:
        check(table)
