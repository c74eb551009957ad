"""What Prisma's client does on a database that the models made, as `rules/alembic_owned.py` says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from tests.clients.sides import Client, ClientError, build, client
from tests.generate.servers import postgresql


class Act(NamedTuple):
    """One thing that the client does to table `T`, whose column `v` the two sides describe otherwise.

    `field` is Prisma's field, `column` the database's column (both may be missing), `rows` the values that are there,
    `method` and `arguments` the call. `expect` is the error's code, after `!`, else what the call gives.
    """

    field: str
    column: str
    rows: tuple[str, ...]
    method: str
    arguments: dict[str, Any]
    expect: Any


READ: dict[str, Any] = {}
WRITE = "create"
ACTS = {
    "a column that the database lacks": Act("v String?", "", (), "findMany", READ, "!P2022"),
    "a column that the schema lacks": Act("", "v text", (), WRITE, {"data": {"id": 2}}, {"id": 2}),
    "and that is NOT NULL": Act("", "v text NOT NULL", (), WRITE, {"data": {"id": 2}}, "!P2011"),
    "NULL in a required field": Act("v String", "v text", ("NULL",), "findMany", READ, [{"id": 1, "v": None}]),
    "nothing in a column that is NOT NULL": Act(
        "v String?", "v text NOT NULL", (), WRITE, {"data": {"id": 2}}, "!P2011"
    ),
    "an enum that the database keeps as text is read": Act(
        "v Role", "v varchar", ("'ADMIN'",), "findMany", READ, [{"id": 1, "v": "ADMIN"}]
    ),
    "and cannot be written": Act("v Role", "v varchar", (), WRITE, {"data": {"id": 2, "v": "ADMIN"}}, "!P2039"),
    "or asked for": Act("v Role", "v varchar", (), "findMany", {"where": {"v": "ADMIN"}}, "!P2039"),
    "an enum of another name": Act("v Role", "v other", (), WRITE, {"data": {"id": 2, "v": "ADMIN"}}, "!P2039"),
    "a label that the schema lacks": Act("v Role", "v other", ("'GUEST'",), "findMany", READ, "!P2023"),
    "a text that is a number": Act("v String", "v integer", ("5",), "findMany", READ, "!P2023"),
    "a boolean that is a number": Act(
        "v Boolean", "v integer", (), WRITE, {"data": {"id": 2, "v": True}}, "!P2007"
    ),
    "a text that is JSON": Act("v String", "v jsonb", (), WRITE, {"data": {"id": 2, "v": "x"}}, "!P2007"),
    "JSON that is a text": Act("v Json", "v text", ("'plain'",), "findMany", READ, "!SyntaxError"),
    "a whole number with a fraction": Act("v Int", "v float8", ("1.5",), "findMany", READ, [{"id": 1, "v": 1}]),
    "a time that is a date": Act(
        "v DateTime", "v date", (), WRITE, {"data": {"id": 2, "v": "2026-01-01T12:00:00Z"}},
        {"id": 2, "v": {"$date": "2026-01-01T00:00:00.000Z"}},
    ),
    "a list that is a text": Act("v String[]", "v text", ("'x'",), "findMany", READ, "!TypeError"),
    "a text that is a list": Act("v String", "v text[]", ("'{x}'",), "findMany", READ, "!P2023"),
    "a time with a zone is the same time": Act(
        "v DateTime", "v timestamptz", ("'2026-01-01 12:00+03'",), "findMany",
        {"where": {"v": "2026-01-01T09:00:00Z"}}, [{"id": 1, "v": {"$date": "2026-01-01T09:00:00.000Z"}}],
    ),
    "a time without a zone is one of UTC": Act(
        "v DateTime @db.Timestamptz(3)", "v timestamp", ("'2026-01-01 12:00'",), "findMany",
        {"where": {"v": "2026-01-01T12:00:00Z"}}, [{"id": 1, "v": {"$date": "2026-01-01T12:00:00.000Z"}}],
    ),
    "lists of VARCHAR are lists of text": Act(
        "v String[]", "v varchar[]", ("'{x}'",), "findMany", {"where": {"v": {"has": "x"}}}, [{"id": 1, "v": ["x"]}]
    ),
    "a plain default is the client's": Act(
        "v Int @default(5)", "v integer NOT NULL", (), WRITE, {"data": {"id": 2}}, {"id": 2, "v": 5}
    ),
    "a computed column": Act(
        "v Int", "v integer GENERATED ALWAYS AS (id * 2) STORED", (), WRITE, {"data": {"id": 2, "v": 4}}, "!P2039"
    ),
}  # fmt: skip
HEAD = """
generator client {
  provider = "prisma-client"
  output   = "./client"
}

datasource db {
  provider = "postgresql"
}

enum Role {
  ADMIN
  MEMBER
}
"""


def names() -> list[tuple[str, Act]]:
    """Every act with the name of the table that it has for itself."""
    return [(f"T{number}", act) for number, act in enumerate(ACTS.values())]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Prisma Client, on tables that are as the models would make them."""
    models = [f"model {name} {{\n  id Int @id\n  {act.field}\n}}\n" for name, act in names()]
    bundle = build(tmp_path_factory.mktemp("alembic_owned"), HEAD + "\n".join(models))
    with postgresql() as server:
        made = server.fresh("alembic_owned")
        with made.engine.begin() as connection:
            connection.execute(sa.text("CREATE TYPE other AS ENUM ('ADMIN', 'GUEST')"))
            for name, act in names():
                columns = ", ".join(filter(None, ("id integer PRIMARY KEY", act.column)))
                connection.execute(sa.text(f'CREATE TABLE "{name}" ({columns})'))
                for number, value in enumerate(act.rows, 1):
                    connection.execute(sa.text(f'INSERT INTO "{name}" VALUES ({number}, {value})'))
        with client(bundle, made.url) as found:
            yield found


@pytest.mark.parametrize(("table", "act"), names(), ids=ACTS)
def test_it_happens(table: str, act: Act, asked: Client) -> None:
    try:
        found = asked(table[0].lower() + table[1:], act.method, **act.arguments)
    except ClientError as error:
        found = f"!{error.args[0]}"
    assert found == act.expect
