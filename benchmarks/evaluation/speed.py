"""Start-up and queries of the candidates that run here, by turns, on one PostgreSQL; and what must be installed."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from typing import Any

import psycopg
from tests.generate.servers import Postgresql

from benchmarks.evaluation.candidates import Made, run
from benchmarks.evaluation.correctness import url_of
from benchmarks.evaluation.environments import PRISMA_CLI, PRISMA_CLIENT_PY, SQLACODEGEN, environment, npm_packages

CHILD = Path(__file__).with_name("speed_child.py")
FIGURES = ("library", "models", "first query", "one", "fifty", "with_relation")
ROWS = """
INSERT INTO organizations (id, name, slug, updated_at) VALUES ('org', 'Org', 'org', now());
INSERT INTO users (id, email, name, updated_at)
  SELECT 'user' || n, n || '@example.org', 'User ' || n, now() FROM generate_series(1, 200) AS n;
"""


def fill(server: Postgresql) -> None:
    """The rows that the queries look at: whatever else is NOT NULL and has no default gets a value of its type."""
    dsn = f"{server.dsn} dbname=pushed"
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(ROWS)
        for table, number in (("projects", 20), ("tasks", 1000)):
            columns = connection.execute(
                "SELECT column_name, data_type, udt_name FROM information_schema.columns "
                "WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL ORDER BY ordinal_position",
                (table,),
            ).fetchall()
            values = {name: _value(table, name, data, udt) for name, data, udt in columns}
            if table == "tasks":
                values["assignee_id"] = "'user' || (1 + n % 200)"
                values["project_id"] = "'project' || (1 + n % 20)"
                values["number"] = "n"
            names = ", ".join(f'"{name}"' for name in values)
            chosen = ", ".join(values.values())
            connection.execute(
                f'INSERT INTO "{table}" ({names}) SELECT {chosen} FROM generate_series(1, {number}) AS n'.encode()
            )
        connection.execute("ANALYZE")


def _value(table: str, name: str, data: str, udt: str) -> str:
    """A SQL expression over `n` for a column."""
    if name == "id":
        return f"'{table[:-1]}' || n"
    if name.endswith("_id"):
        return {"organization_id": "'org'", "project_id": "'project1'"}.get(name, "'user1'")
    if data == "USER-DEFINED":
        return f'(enum_range(NULL::"{udt}"))[1]'
    if data.startswith("timestamp"):
        return "now()"
    if data in ("integer", "bigint", "numeric", "double precision", "smallint"):
        return "n"
    return "false" if data == "boolean" else "left('x' || n, 10)"


def by_turns(candidates: dict[str, Made], server: Postgresql, rounds: int) -> dict[str, Any]:
    """The medians of each figure, by candidate: seconds of processor and clock; microseconds for the queries."""
    url = url_of(server, "pushed")
    turns: dict[str, list[dict[str, list[float]]]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, made in candidates.items():
            assert made.models is not None
            module = "app.models" if made.models.is_dir() else "models"
            _, output, code = run([sys.executable, CHILD, made.folder, module, url], made.folder, {"DATABASE_URL": url})
            assert code == 0, output
            turns[name].append(json.loads(output.splitlines()[-1]))
    return {
        name: {
            figure: {
                "processor": statistics.median(turn[figure][0 if figure in FIGURES[:3] else 1] for turn in found),
                "clock": statistics.median(turn[figure][1 if figure in FIGURES[:3] else 0] for turn in found),
            }
            for figure in FIGURES
        }
        for name, found in turns.items()
    }


ASYNC = """
import asyncio, importlib, os, sys, warnings
warnings.simplefilter("ignore")
sys.path.insert(0, sys.argv[1])
models = importlib.import_module(sys.argv[2])
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import configure_mappers
configure_mappers()
user = next(one.class_ for one in models.Base.registry.mappers if one.local_table.name == "users")
async def main():
    async with AsyncSession(create_async_engine(os.environ["ASYNC_URL"])) as session:
        assert (await session.scalars(sa.select(user).limit(1))).one() is not None
asyncio.run(main())
"""


def runs_async(made: Made, server: Postgresql) -> bool:
    """Whether the models answer over asyncpg."""
    assert made.models is not None
    module = "app.models" if made.models.is_dir() else "models"
    extra = {
        "DATABASE_URL": url_of(server, "pushed"),
        "ASYNC_URL": f"postgresql+asyncpg://postgres@/pushed?host={server.folder}",
    }
    _, _, code = run([sys.executable, "-c", ASYNC, made.folder, module], made.folder, extra)
    return code == 0


def sizes() -> dict[str, float]:
    """Megabytes that must be installed, without Python, pip and setuptools."""
    # The same driver for all that run on SQLAlchemy.
    run_time = environment("run-time", "sqlalchemy[asyncio]", "asyncpg")
    client = environment("client-py-alone", f"prisma=={PRISMA_CLIENT_PY}")
    codegen = environment("sqlacodegen", f"sqlacodegen=={SQLACODEGEN}", "psycopg[binary]")
    ours = environment("prismalchemy", str(Path(__file__).parents[2]))
    return {
        "SQLAlchemy and asyncpg": packages(run_time),
        "prisma (Python)": packages(client),
        "Prisma CLI for it (npm)": _megabytes(npm_packages("prisma-cli", f"prisma@{PRISMA_CLI}") / "node_modules"),
        "sqlacodegen": packages(codegen),
        "prismalchemy": packages(ours),
    }


def packages(python: Path) -> float:
    """Megabytes of the packages in an environment."""
    (folder,) = (python.parent.parent / "lib").glob("python*/site-packages")
    tools = ("pip", "setuptools", "pkg_resources", "_distutils_hack")
    return sum(
        _megabytes(path) for path in folder.iterdir() if not path.name.startswith(tools) and path.name != "__pycache__"
    )


def _megabytes(path: Path) -> float:
    """Megabytes of the files, without compiled Python."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file() and not one.is_symlink()]
    return sum(one.stat().st_size for one in files if one.suffix != ".pyc") / 1e6
