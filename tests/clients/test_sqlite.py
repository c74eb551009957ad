"""Prisma Client and the generated models on one SQLite file, which keeps what it is given in whatever form it comes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from tests.clients.sides import Client, build, client, model
from tests.clients.values import Value
from tests.generate import live
from tests.generate.generated import running
from tests.generate.servers import sqlite

from prismalchemy.generate import Options, render_module

pytestmark = pytest.mark.filterwarnings("ignore:Dialect sqlite.* does .not. support Decimal")

_ISO, _MOMENT = {"$date": "2024-02-29T23:59:58.123Z"}, datetime(2024, 2, 29, 23, 59, 58, 123000)
SCALARS: dict[str, Value] = {
    "string": Value("String", "it's ünïcödé 🦆", "it's ünïcödé 🦆"),
    "int": Value("Int", -(2**31), -(2**31)),
    "bigInt": Value("BigInt", {"$bigint": "9007199254740991"}, 2**53 - 1),
    "float": Value("Float", 0.1, 0.1),
    "decimal": Value("Decimal", {"$decimal": "1.25"}, Decimal("1.25")),
    "boolean": Value("Boolean", True, True),
    "bytes": Value("Bytes", {"$bytes": "AP8B"}, b"\x00\xff\x01"),
    "dateTime": Value("DateTime", _ISO, _MOMENT),
    "json": Value("Json", {"a": [1, None, "ü"]}, {"a": [1, None, "ü"]}),
    "colour": Value("Colour", "GREEN", "GREEN", lambda value: value.name),
}
"""Every scalar; libsql's client refuses integers that a JavaScript number does not hold."""
DEFAULTS: dict[str, Value] = {
    "string": Value('String @default("it\'s")', "it's", "it's"),
    "int": Value("Int @default(-3)", -3, -3),
    "float": Value("Float @default(0.25)", 0.25, 0.25),
    "decimal": Value("Decimal @default(1.50)", {"$decimal": "1.5"}, Decimal("1.5")),
    "boolean": Value("Boolean @default(true)", True, True),
    "bytes": Value('Bytes @default("AQID")', {"$bytes": "AQID"}, b"\x01\x02\x03"),
    "dateTime": Value(
        'DateTime @default("2020-01-02T03:04:05.678Z")',
        {"$date": "2020-01-02T03:04:05.678Z"},
        datetime(2020, 1, 2, 3, 4, 5, 678000),
    ),
    "colour": Value("Colour @default(GREEN)", "GREEN", "GREEN", lambda value: value.name),
}
SCHEMA = f"""
datasource db {{
  provider = "sqlite"
}}

generator client {{
  provider = "prisma-client"
  output   = "client"
}}

enum Colour {{
  RED
  GREEN @map("light green")
}}

model Times {{
  id        Int      @id @default(autoincrement())
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  changes   Int      @default(0)
}}
{model("Scalars", SCALARS)}{model("Optionals", SCALARS, "?")}{model("Defaults", DEFAULTS)}"""

Sides = tuple[Client, Any, sa.Engine, Path]


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    folder = tmp_path_factory.mktemp("sqlite")
    bundle = build(folder, SCHEMA)
    text = render_module(live.read([("schema.prisma", SCHEMA)]), Options(naming="verbatim"))
    with running(text) as module:
        database = sqlite(folder / "data.db")
        module.Base.metadata.create_all(database.engine)
        with client(bundle, database.url) as asked:
            yield asked, module, database.engine, folder / "data.db"


def read(engine: sa.Engine, cls: Any, key: int, values: dict[str, Value]) -> dict[str, Any]:
    with Session(engine) as session:
        row = session.get_one(cls, key)
        return {name: value.read(getattr(row, name)) for name, value in values.items()}


def write(engine: sa.Engine, row: Any) -> int:
    with Session(engine) as session:
        session.add(row)
        session.commit()
        return int(row.id)


def wanted(values: dict[str, Value]) -> dict[str, Any]:
    return {name: value.python for name, value in values.items()}


def clients(values: dict[str, Value]) -> dict[str, Any]:
    return {name: value.client for name, value in values.items()}


@pytest.mark.parametrize("table", ["Scalars", "Optionals"])
def test_values(sides: Sides, table: str) -> None:
    ask, models, engine, _ = sides
    cls = getattr(models, table)
    written = ask(table.lower(), "create", data=clients(SCALARS))
    assert read(engine, cls, written["id"], SCALARS) == wanted(SCALARS)
    key = write(engine, cls(**wanted(SCALARS) | {"colour": models.Colour.GREEN}))
    found = ask(table.lower(), "findUniqueOrThrow", where={"id": key})
    assert {name: found[name] for name in SCALARS} == clients(SCALARS)


def test_defaults(sides: Sides) -> None:
    ask, models, engine, _ = sides
    written = ask("defaults", "create", data={})
    assert read(engine, models.Defaults, written["id"], DEFAULTS) == wanted(DEFAULTS)
    key = write(engine, models.Defaults())
    assert read(engine, models.Defaults, key, DEFAULTS) == wanted(DEFAULTS)
    found = ask("defaults", "findUniqueOrThrow", where={"id": key})
    assert {name: found[name] for name in DEFAULTS} == clients(DEFAULTS)


def test_both_sides_store_the_same(sides: Sides) -> None:
    """Not only are values equal when they are read: SQLite compares and sorts them as they are stored."""
    ask, models, engine, path = sides
    theirs = ask("scalars", "create", data=clients(SCALARS))["id"]
    ours = write(engine, models.Scalars(**wanted(SCALARS) | {"colour": models.Colour.GREEN}))
    # The spaces of JSON are nobody's business.
    columns = ", ".join(f'"{name}", typeof("{name}")' for name in SCALARS if name != "json")
    with closing(sqlite3.connect(path)) as connection:
        rows = [
            connection.execute(f"SELECT {columns} FROM Scalars WHERE id = ?", (key,)).fetchone()
            for key in (theirs, ours)
        ]
    assert rows[0] == rows[1]
    with Session(engine) as session:
        equal = sa.select(models.Scalars.id).where(models.Scalars.dateTime == _MOMENT)
        assert {theirs, ours} <= set(session.scalars(equal))
    found = ask("scalars", "findMany", where={"dateTime": _ISO}, select={"id": True})
    assert {theirs, ours} <= {row["id"] for row in found}


def test_times(sides: Sides) -> None:
    ask, models, engine, _ = sides
    first = ask("times", "create", data={})["id"]
    second = write(engine, models.Times())
    with Session(engine) as session:
        row = session.get_one(models.Times, first)
        before = row.updatedAt
        row.changes += 1
        session.commit()
        assert row.updatedAt > before
        after = row.updatedAt
        assert session.scalars(sa.select(models.Times.id).order_by(models.Times.createdAt)).all() == [first, second]
    found = ask("times", "findMany", orderBy={"createdAt": "asc"})
    assert [row["id"] for row in found] == [first, second]
    moments = [datetime.fromisoformat(found[0][name]["$date"].replace("Z", "+00:00")) for name in ("updatedAt",)]
    assert moments == [after.replace(tzinfo=timezone.utc)]
    assert abs(moments[0] - datetime.now(timezone.utc)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("stored", "moment"),
    [
        ("2024-02-29T23:59:58.123+00:00", _MOMENT),
        ("2024-02-29T23:59:58.123Z", _MOMENT),
        ("2024-02-29 23:59:58.123000", _MOMENT),
        ("2024-03-01T01:59:58.123+02:00", _MOMENT),
        ("2024-02-29 23:59:58", _MOMENT.replace(microsecond=0)),
        ("2024-02-29 23:59:58.123 +00:00", _MOMENT),
        (1709251198123, _MOMENT),
        (-1, datetime(1969, 12, 31, 23, 59, 59, 999000)),
    ],
)
def test_every_form_of_a_time_is_read(sides: Sides, stored: object, moment: datetime) -> None:
    """What Prisma wrote before its version 7 (milliseconds), what SQLite and SQLAlchemy write by themselves."""
    _, models, engine, path = sides
    with closing(sqlite3.connect(path)) as connection:
        key = connection.execute("INSERT INTO Optionals (dateTime) VALUES (?)", (stored,)).lastrowid
        connection.commit()
    with Session(engine) as session:
        assert session.get_one(models.Optionals, key).dateTime == moment


def test_a_plain_datetime_compares_and_sorts_wrongly(sides: Sides) -> None:
    """What the rule `datetime-format` says: the forms of a time differ, and SQLite compares texts."""
    ask, _, engine, _ = sides

    class Base(DeclarativeBase):
        pass

    class Times(Base):
        __tablename__ = "Times"

        id: Mapped[int] = mapped_column(primary_key=True)
        created_at: Mapped[datetime] = mapped_column("createdAt")
        updated_at: Mapped[datetime] = mapped_column("updatedAt")
        changes: Mapped[int]

    noon, evening = datetime(2030, 5, 6, 12), datetime(2030, 5, 6, 20)
    early = ask("times", "create", data={"createdAt": {"$date": "2030-05-06T12:00:00.000Z"}})["id"]
    with Session(engine) as session:
        late = Times(created_at=evening, updated_at=evening, changes=0)
        session.add(late)
        session.commit()
        day = Times.created_at >= datetime(2030, 5, 6)
        assert session.scalars(sa.select(Times.id).where(day).order_by(Times.created_at)).all() == [late.id, early]
        assert session.scalars(sa.select(Times.id).where(Times.created_at == noon)).all() == []
    found = ask("times", "findMany", where={"id": {"in": [early, late.id]}}, orderBy={"createdAt": "asc"})
    assert [row["id"] for row in found] == [late.id, early]
