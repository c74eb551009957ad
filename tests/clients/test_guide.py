"""docs/prisma-client-py.md: each snippet of Prisma Client Python and its counterpart do the same, on one PostgreSQL.

Prisma Client Python itself cannot run here (its query engine is not to be had); Prisma Client 7 answers for it, which
has the same operations under the same names in another spelling (`tests/clients/guide.py`).
"""

from __future__ import annotations

import ast
import asyncio
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from types import ModuleType
from typing import Any

import psycopg
import pytest
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool
from tests.clients.guide import ABSENT, COUNTS, GUIDE, Pair, Steps, pairs, schema, setup, steps
from tests.clients.sides import Client, ClientError, build, client
from tests.generate import live
from tests.generate.generated import running
from tests.generate.servers import postgresql

from prismalchemy.client_py import refusals
from prismalchemy.client_py.counterparts import CLIENT, OPERATIONS
from prismalchemy.generate import Options, render_module
from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile

SEED = """
TRUNCATE "User", "Profile", "Post", "Category", "Rating", "_CategoryToPost" RESTART IDENTITY CASCADE;
INSERT INTO "User" (email, name, role, credit, settings, "createdAt", "updatedAt") VALUES
  ('ada@example.org', 'Ada', 'ADMIN', 10.50, '{"theme": "dark"}', '2020-01-01', '2020-01-01'),
  ('charles@example.net', 'Charles', 'USER', 0, NULL, '2020-01-02', '2020-01-02'),
  ('anon@example.org', NULL, 'USER', 3, NULL, '2020-01-03', '2020-01-03');
INSERT INTO "Profile" (bio, "userId") VALUES ('Mathematician', 1);
INSERT INTO "Post" (title, published, views, tags, "authorId") VALUES
  ('The engine', true, 100, ARRAY['math', 'history'], 1),
  ('On 100% of engines', true, 5, ARRAY['math'], 1),
  ('Notes', false, 50, ARRAY['history'], 1),
  ('The difference engine', true, 400, ARRAY[]::text[], 2);
INSERT INTO "Category" (name) VALUES ('Science'), ('History');
INSERT INTO "_CategoryToPost" ("A", "B") VALUES (1, 1), (1, 4);
INSERT INTO "Rating" ("userId", "postId", stars) VALUES (2, 1, 5), (1, 4, 4);
"""
TABLES = {
    "User": "id",
    "Profile": "id",
    "Post": "id",
    "Category": "id",
    "Rating": '"userId", "postId"',
    "_CategoryToPost": '"A", "B"',
}
NOW = "about now"


@dataclass
class Sides:
    """Prisma Client and the models, on one database."""

    ask: Client
    module: ModuleType
    connection: psycopg.Connection[tuple[Any, ...]]
    url: str

    def seed(self) -> None:
        """The rows that every example begins with."""
        self.connection.execute(SEED)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that is in the database; times of the last minutes are one."""
        return {
            table: [
                tuple(_settled(value) for value in row)
                for row in self.connection.execute(f'SELECT * FROM "{table}" ORDER BY {key}'.encode())
            ]
            for table, key in TABLES.items()
        }


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    bundle = build(tmp_path_factory.mktemp("guide"), schema())
    text = render_module(live.read([("schema.prisma", schema())]), Options(naming="verbatim"))
    with postgresql() as server, running(text) as module:
        made = server.fresh("guide")
        module.Base.metadata.create_all(made.engine)
        url = f"postgresql+asyncpg://postgres@/guide?host={server.folder}"
        with client(bundle, made.url) as asked, psycopg.connect(made.dsn, autocommit=True) as connection:
            yield Sides(asked, module, connection, url)


def _settled(value: Any) -> Any:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return NOW if abs(aware - datetime.now(timezone.utc)) < timedelta(minutes=5) else aware
    return value


def asked(ask: Client, found: Steps) -> dict[str, Any]:
    """The values of the snippet's names, as Prisma Client gives them."""
    if found.transaction:
        values = ask.ask({"transaction": [step.request for step in found.calls]})
        return {step.name: value for step, value in zip(found.calls, values, strict=True) if step.name is not None}
    named: dict[str, Any] = {}
    for step in found.calls:
        try:
            value = ask.ask(step.request)
        except ClientError as error:
            if error.args[0] != "P2025" or step.operation not in ABSENT:
                raise
            value = None
        if step.operation in COUNTS:
            value = value["count"]
        if step.operation == "query_first":
            value = value[0]
        if step.name is not None:
            named[step.name] = value
    for name, (of, attribute) in found.aliases.items():
        named[name] = named[of].pop(attribute)
    return named


async def run(sides: Sides, snippet: str) -> dict[str, Any]:
    """The values of the counterpart's names."""
    engine = create_async_engine(sides.url, poolclass=NullPool)
    names: dict[str, Any] = {
        "sessions": async_sessionmaker(engine, expire_on_commit=False),
        "BaseModel": BaseModel,
        "ConfigDict": ConfigDict,
        "Decimal": Decimal,
    }
    sys.modules["app"], sys.modules["app.models"] = ModuleType("app"), sides.module
    try:
        imports = "\n".join(line for line in setup().splitlines() if line.startswith("from "))
        exec(imports, names)
        code = f"async def snippet(session):\n{textwrap.indent(snippet, '    ')}\n    return locals()\n"
        exec(code, names)
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            found: dict[str, Any] = await names["snippet"](session)
        return found
    finally:
        del sys.modules["app"], sys.modules["app.models"]
        await engine.dispose()


def differences(wanted: Any, found: Any, at: str) -> list[str]:
    """Where a value of the models is not what Prisma Client gave."""
    if isinstance(wanted, dict) and "$decimal" in wanted:
        wanted = Decimal(wanted["$decimal"])
    elif isinstance(wanted, dict) and "$bigint" in wanted:
        wanted = int(wanted["$bigint"])
    elif isinstance(wanted, dict) and "$date" in wanted:
        wanted, found = _settled(datetime.fromisoformat(wanted["$date"].replace("Z", "+00:00"))), _settled(found)
    elif isinstance(wanted, dict) and found is not None:
        if not isinstance(found, Mapping):
            return [line for key in wanted for line in differences(wanted[key], getattr(found, key), f"{at}.{key}")]
        flat = _flat(wanted) if any("." in str(key) for key in found) else wanted
        if set(flat) != set(found):
            return [f"{at}: {sorted(flat)} against {sorted(found)}"]
        return [line for key in flat for line in differences(flat[key], found[key], f"{at}.{key}")]
    elif wanted == [] and found is None:
        return []  # a list column that is NULL, as the guide says
    elif isinstance(wanted, list) and isinstance(found, Sequence):
        if len(wanted) != len(found):
            return [f"{at}: {len(wanted)} against {len(found)}"]
        return [line for n, one in enumerate(wanted) for line in differences(one, found[n], f"{at}[{n}]")]
    if isinstance(found, Enum):
        found = found.name
    return [] if wanted == found and type(wanted) is type(found) else [f"{at}: {wanted!r} against {found!r}"]


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    """Groups of Prisma (`{"_sum": {"views": 1}}`) as columns with labels (`_sum.views`)."""
    flat: dict[str, Any] = {}
    for key, one in value.items():
        if isinstance(one, dict) and key.startswith("_"):
            flat.update({f"{key}.{inner}": inner_value for inner, inner_value in one.items()})
        else:
            flat[key] = one
    return flat


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair.title)
def test_both_do_the_same(sides: Sides, pair: Pair) -> None:
    sides.seed()
    error: ClientError | None = None
    wanted: dict[str, Any] = {}
    try:
        wanted = asked(sides.ask, steps(pair.before))
    except ClientError as raised:
        error = raised
    after_client = sides.rows()
    sides.seed()
    if error is not None:
        assert error.args[0] == "P2002"
        with pytest.raises(IntegrityError):
            asyncio.run(run(sides, pair.after))
    else:
        found = asyncio.run(run(sides, pair.after))
        assert wanted.keys() <= found.keys()
        assert [line for name in wanted for line in differences(wanted[name], found[name], name)] == []
        assert wanted or after_client != {} or not pair.before
    assert sides.rows() == after_client


def test_a_wrong_counterpart_is_found(sides: Sides) -> None:
    """The comparison can fail: of values, of rows that are left, and of errors."""
    before = 'user = await db.user.update(where={"id": 2}, data={"name": "X"})'
    for wrong in (
        'user = await session.get(User, 2)\nuser.name = "Y"',
        "user = await session.get(User, 1)",
        'await session.execute(update(User).where(User.id == 2).values(name="X"))\nuser = await session.get(User, 1)',
    ):
        with pytest.raises(AssertionError):
            test_both_do_the_same(sides, Pair("wrong", before, wrong))


def test_every_operation_is_shown() -> None:
    shown = {name for pair in pairs() for name in re.findall(r"(?:db|batch|tx)(?:\.\w+)?\.(\w+)\(", pair.before)}
    elsewhere = {"connect", "disconnect", "get_metrics", "is_connected", "is_registered", "find_first_or_raise"}
    assert (set(OPERATIONS) | set(CLIENT)) - elsewhere <= shown | {"query_raw"}


def test_the_schema_of_the_guide_is_one_that_the_client_takes() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    (example,) = re.findall(r"^```prisma\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    read = Reader().read([SourceFile("schema.prisma", 'datasource db {\n  provider = "postgresql"\n}\n' + example)])
    assert read.problems == ()
    assert refusals(read.schema) == ()


def test_all_snippets_are_python() -> None:
    for snippet in re.findall(
        r"^```python[ \w]*\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        ast.parse(f"async def snippet():\n{textwrap.indent(snippet, '    ')}")
