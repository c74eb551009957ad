"""The two sides of one database: Prisma Client as a process, and the generated models."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from tests.clients.values import DEFAULTS, LISTS, SCALARS, Value
from tests.support.npm import install

HERE = Path(__file__).parent
HARNESS = HERE / "harness"
T = TypeVar("T")


class ClientError(Exception):
    """Prisma Client's error: its code (`P2002`), else its class."""


class Client:
    """Prisma Client, connected to a database."""

    def __init__(self, bundle: Path, url: str) -> None:
        self._process = subprocess.Popen(
            ["node", "client.mjs", str(bundle), url],
            cwd=HARNESS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __call__(self, model: str, method: str, **arguments: Any) -> Any:
        """What `client.model.method(arguments)` gives.

        Raises:
            ClientError: it raised.
        """
        return self.ask({"model": model, "method": method, "args": arguments})

    def ask(self, request: Mapping[str, Any]) -> Any:
        """What a request gives, as `harness/client.mjs` describes it.

        Raises:
            ClientError: it raised.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the client ended")
        answer = json.loads(line)
        if "error" in answer:
            raise ClientError(answer["error"], answer["message"])
        return answer["ok"]

    def close(self) -> None:
        """Disconnect and end the process."""
        self._process.communicate(timeout=60)


def schema() -> str:
    """The schema of the database: `schema.prisma` and a model for each table of `values.py`."""
    text = (HERE / "schema.prisma").read_text(encoding="utf-8")
    return text + "".join(
        model(name, values, suffix)
        for name, values, suffix in (
            ("Scalars", SCALARS, ""),
            ("Optionals", SCALARS, "?"),
            ("Lists", LISTS, ""),
            ("Defaults", DEFAULTS, ""),
        )
    )


def model(name: str, values: Mapping[str, Value], suffix: str = "") -> str:
    """A model with a field for each value; `suffix` is behind each type."""
    fields = []
    for field, value in values.items():
        type_, _, attributes = value.type.partition(" ")
        fields.append(f"  {field} {type_}{suffix} {attributes}".rstrip())
    return "\n".join([f"\nmodel {name} {{", "  id Int @id @default(autoincrement())", *fields, "}\n"])


def build(folder: Path, schema: str) -> Path:
    """Generate Prisma Client for a schema and bundle it as one JavaScript file in `folder`.

    Raises:
        subprocess.CalledProcessError: a step failed; its output is in the error.
    """
    install(HARNESS)
    path = folder / "schema.prisma"
    path.write_text(schema, encoding="utf-8")
    # Nothing here asks the schema engine, which would be fetched otherwise; any program stands in for it.
    # Prisma looks for its client from the schema's folder upwards.
    (folder / "node_modules").symlink_to(HARNESS / "node_modules", target_is_directory=True)
    _run("npx", "prisma", "generate", f"--schema={path}")
    bundle = folder / "client.mjs"
    source = folder / "client" / "client.ts"
    _run(
        "npx",
        "esbuild",
        str(source),
        "--bundle",
        "--platform=node",
        "--format=esm",
        "--packages=external",
        f"--outfile={bundle}",
    )
    return bundle


def _run(*command: str) -> None:
    program = shutil.which("node")
    assert program is not None, "node is needed"
    extra = {"CI": "true", "CHECKPOINT_DISABLE": "1", "PRISMA_SCHEMA_ENGINE_BINARY": program}
    done = subprocess.run(
        command, cwd=HARNESS, env=os.environ | extra, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")


class Models:
    """The generated models, over one driver of PostgreSQL."""

    def __init__(self, module: Any, driver: str, folder: str, database: str) -> None:
        self.module = module
        self.driver = driver
        # Both drivers take the folder of a socket as a host, from the query.
        self._url = f"postgresql+{driver}://postgres@/{database}?host={folder}"

    def __getattr__(self, name: str) -> Any:
        return getattr(self.module, name)

    def run(self, action: Callable[[Session], T]) -> T:
        """What `action` gives in a session of its own, which is committed at the end."""
        if self.driver == "asyncpg":
            return asyncio.run(self._run(action))
        engine = sa.create_engine(self._url, poolclass=sa.NullPool)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            return action(session)

    async def _run(self, action: Callable[[Session], T]) -> T:
        engine = create_async_engine(self._url, poolclass=sa.NullPool)
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            return await session.run_sync(action)


@contextmanager
def client(bundle: Path, url: str) -> Iterator[Client]:
    """Prisma Client, until the end of the block."""
    running = Client(bundle, url)
    try:
        yield running
    finally:
        running.close()
