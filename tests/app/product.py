"""The running example: its own `demo.py`, started and stopped as a user starts and stops it, and asked through HTTP."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
from tests.support.npm import install

SAAS = Path(__file__).parents[2] / "examples" / "saas"
SERVICES = ("dashboard", "api")
TENANTS = ("acme", "globex")
_START = 90
"""Seconds after which a start has failed."""


@dataclass(frozen=True)
class Tenant:
    """One of the two tenants that the example seeds."""

    organization: str
    user: str
    project: str
    token: str


@dataclass(frozen=True)
class Product:
    """Both services, the database below them, and the folder that they run in."""

    folder: Path
    addresses: Mapping[str, str]
    tenants: Mapping[str, Tenant]
    environment: Mapping[str, str]

    def ask(
        self, service: str, tenant: str | None, method: str, path: str, body: Any = None, *, token: str | None = None
    ) -> httpx.Response:
        """What a service answers to a tenant."""
        if tenant is not None:
            token = self.tenants[tenant].token
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx.request(method, self.addresses[service] + path, json=body, headers=headers, timeout=30)

    def get(self, service: str, tenant: str, path: str) -> Any:
        """What a service reads for a tenant."""
        answer = self.ask(service, tenant, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, service: str, tenant: str, method: str, path: str, body: Any) -> Any:
        """What a service answers when it did as it was asked."""
        answer = self.ask(service, tenant, method, path, body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database holds, as its owner sees it."""
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


def copied(folder: Path) -> Path:
    """A copy of the example, with the packages of the original."""
    install(SAAS)
    unwanted = shutil.ignore_patterns("node_modules", "generated", "__pycache__", ".venv", ".env")
    shutil.copytree(SAAS, folder, ignore=unwanted)
    (folder / "node_modules").symlink_to(SAAS / "node_modules", target_is_directory=True)
    return folder


@contextmanager
def running(folder: Path, data: Path, *, alone: bool = True) -> Iterator[Product]:
    """The example in `folder`, its database in `data`, until the end of the block.

    At the end it gets what Ctrl-C sends; nothing of it may be left then, but the database that others use.
    """
    ports = ("--api-port", "0", "--dashboard-port", "0")
    process = subprocess.Popen(
        [sys.executable, "demo.py", "--json", "--data", str(data), *ports],
        cwd=folder,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        about = json.loads(_first_line(process))
        tenants = {name: Tenant(**tenant) for name, tenant in about.pop("tenants").items()}
        addresses = {name: about.pop(name) for name in SERVICES}
        started = psutil.Process(process.pid).children(recursive=True)
        assert len(started) >= len(SERVICES)
        yield Product(folder, addresses, tenants, about)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            printed = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert process.returncode == 0, printed
    assert psutil.wait_procs(started, timeout=5)[1] == []
    assert (data / "postmaster.pid").exists() is not alone
    for address in addresses.values():
        try:
            httpx.get(address + "/health", timeout=5)
        except httpx.ConnectError:
            continue
        raise AssertionError(f"{address} still answers")


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=lambda: lines.put(process.stdout.readline()), daemon=True).start()  # type: ignore[union-attr]
    line = lines.get(timeout=_START)
    if not line:
        raise AssertionError(f"the example did not start:\n{process.communicate()[1]}")
    return line
