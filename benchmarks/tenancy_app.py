"""Times the FastAPI example by HTTP, as it ships against the same service with the tenant in each query by hand.

As it ships: guard, policies, and the role that is held to them. By hand: a copy of the example without either, whose
queries say `organization_id` themselves, on a database that has all migrations but that of the policies. Both run as
their own process of uvicorn on loopback, on one PostgreSQL, and are asked by turns on a connection that stays open.

Two processes of the very same service differ by up to 3 % for as long as they live, whatever they are asked: by where
their memory lies, and by the order of their sets and dictionaries. So there are several of either service, each pair is
asked in some of the rounds, and the medians are of all requests to them.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import psutil
import psycopg
from tests.app.product import SAAS, copied
from tests.generate.servers import Postgresql

_BEFORE_POLICIES = "3d1eb91d4bba"
"""The example's last revision without policies."""
_ROWS = 20
"""Rows of each list that is read."""
ROUNDS = 10
"""Parts that all turns of an endpoint are done in, so that what else the machine does falls on all endpoints."""
_PAIRS = 10
"""How many of either service there are; as many rounds as these, or a multiple."""
_WARM = 5
"""Requests at the beginning of each part that are not timed."""
_CLEAN = (
    "DELETE FROM comments WHERE body LIKE 'said _%'",
    "DELETE FROM tasks WHERE title LIKE 'new %'",
    "DELETE FROM projects WHERE name = 'new'",
    "DELETE FROM invoice_lines USING invoices WHERE invoice_id = invoices.id AND number ~ '^N[0-9]{4}'",
    "DELETE FROM invoices WHERE number ~ '^N[0-9]{4}'",
    "DELETE FROM usage_records WHERE quantity > 0",
    "VACUUM ANALYZE",
)
"""Takes back what `WRITES` wrote."""

_ORGANIZATION = 'session.info["organization"]'
_OWN = f"organization_id={_ORGANIZATION}"
BY_HAND: Mapping[str, tuple[tuple[str, str], ...]] = {
    "main.py": (
        ("from app.tenancy import TenantSession, TenantViolation, tell_with_begin\n", ""),
        (
            "        engine, sync_session_class=TenantSession, expire_on_commit=False\n",
            "engine, expire_on_commit=False\n",
        ),
        ("    tell_with_begin(engine)\n", ""),
        ("@app.exception_handler(TenantViolation)\n", ""),
        ("error: TenantViolation", "error: Exception"),
    ),
    "access.py": (
        ("from app.tenancy import tenant\n", ""),
        ("    with tenant(claims.organization_id):\n", "    if True:\n"),
        (
            "            yield session",
            f"            {_ORGANIZATION} = claims.organization_id\n            yield session",
        ),
    ),
    "routes/found.py": (
        ("from app.models import Base", "from sqlalchemy import select\nfrom app.models import Base, Organization"),
        (
            "row = await session.get(model, key, options=options, populate_existing=True)",
            "owner = model.id if model is Organization else model.organization_id\n"
            f"    query = select(model).where(model.id == key, owner == {_ORGANIZATION}).options(*options)\n"
            "    row = await session.scalar(query.execution_options(populate_existing=True))",
        ),
    ),
    "routes/projects.py": (
        ("select(Project)", f"select(Project).where(Project.organization_id == {_ORGANIZATION})"),
        ("Project(**body", f"Project({_OWN}, **body"),
        ("select(Task)", f"select(Task).where(Task.organization_id == {_ORGANIZATION})"),
        (
            "select(func.max(Task.number))",
            f"select(func.max(Task.number)).where(Task.organization_id == {_ORGANIZATION})",
        ),
        ("Task(**values)", f"Task({_OWN}, **values)"),
        ("select(Label)", f"select(Label).where(Label.organization_id == {_ORGANIZATION})"),
        ("Label(name=name)", f"Label(name=name, {_OWN})"),
    ),
    "routes/invoices.py": (
        ("select(Invoice)", f"select(Invoice).where(Invoice.organization_id == {_ORGANIZATION})"),
        ("Invoice(**body", f"Invoice({_OWN}, **body"),
    ),
    "routes/organization.py": (
        ("select(UsageRecord)", f"select(UsageRecord).where(UsageRecord.organization_id == {_ORGANIZATION})"),
        ("UsageRecord(**body", f"UsageRecord({_OWN}, **body"),
    ),
}
"""What the copy says otherwise, by file: each text is in the example once."""


class Timed(NamedTuple):
    """What an endpoint took: medians in milliseconds, and how many per cent of processor time more, of the service and
    of PostgreSQL together, which other programs of the machine disturb less.
    """

    by_hand: float
    shipped: float
    processor: float


class _Service:
    """A running service, asked on one connection."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, tenant: Mapping[str, str], dsn: str) -> None:
        self._process = psutil.Process(process.pid)
        self._dsn = dsn
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Authorization": f"Bearer {tenant['token']}", "Content-Type": "application/json"}
        self.project = tenant["project"]
        self.task = self.invoice = ""

    def pin(self) -> None:
        """Run the service and its connections to PostgreSQL on one processor, where the system can."""
        for process in self._processes():
            _pin(process)

    def worked(self) -> float:
        """Seconds of processor time, of the service and of its connections to PostgreSQL."""
        times = [process.cpu_times() for process in self._processes()]
        return float(sum(one.user + one.system for one in times))

    def _processes(self) -> list[psutil.Process]:
        with psycopg.connect(self._dsn) as connection:
            query = (
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'saas_service' AND backend_type = 'client backend'"
            )
            backends = [psutil.Process(pid) for (pid,) in connection.execute(query).fetchall()]
        return [self._process, *backends]

    def clean(self) -> None:
        """Take back what was written, so that lists stay as long as they are."""
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            for statement in _CLEAN:
                connection.execute(statement)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer.

        Raises:
            RuntimeError: the service does not do as it is asked.
        """
        text = None if body is None else json.dumps(body)
        self._connection.request(method, path, text, self._headers)
        answer = self._connection.getresponse()
        read = answer.read()
        if answer.status not in (200, 201, 204):
            raise RuntimeError(f"{method} {path}: {answer.status} {read.decode()}")
        return json.loads(read) if read else None


READS = (
    "GET /organization",
    "GET /projects",
    "GET /projects/{project}",
    "GET /projects/{project}/tasks",
    "GET /tasks/{task}",
    "GET /invoices",
    "GET /invoices/{invoice}",
    "GET /usage",
)
WRITES: Mapping[str, Callable[[int], Any]] = {
    "PATCH /tasks/{task}": lambda number: {"title": f"changed {number}"},
    "PUT /tasks/{task}/labels": lambda number: {"names": ["one", f"label {number % 2}"]},
    "POST /projects": lambda number: {"key": f"P{number}", "name": "new"},
    "POST /projects/{project}/tasks": lambda number: {"title": f"new {number}"},
    "POST /tasks/{task}/comments": lambda number: {"body": f"said {number}"},
    "POST /invoices": lambda number: _invoice(number),
    "POST /usage": lambda number: {"metric": "calls", "quantity": number},
}
"""Endpoints that write, and what they are sent: by a number that no other request has."""


def _invoice(number: int) -> dict[str, Any]:
    lines = [{"description": "Work", "quantity": "2.5", "unitPrice": "80"} for _ in range(3)]
    return {"number": f"N{number}", "lines": lines}


def times(server: Postgresql, folder: Path, turns: int) -> dict[str, Timed]:
    """What each endpoint takes with either service.

    Args:
        server: the PostgreSQL below both.
        folder: an empty one.
        turns: how often either service is asked.
    """
    shipped = copied(folder / "shipped")
    by_hand = copied(folder / "by_hand")
    _by_hand(by_hand / "app")
    found = {}
    with ExitStack() as stack:
        pairs = []
        for at in range(_PAIRS):
            started = {}
            for which in (0, 1) if at % 2 else (1, 0):
                program, name, revision = ((by_hand, "by_hand", _BEFORE_POLICIES), (shipped, "shipped", "head"))[which]
                started[which] = stack.enter_context(_service(server, program, f"{name}_{at}", revision))
            pairs.append((started[0], started[1]))
        for number in range(_ROWS):
            for services in pairs:
                for service in services:
                    _fill(service, number)
        # On one processor, with the one that asks: where each of them runs makes more of a difference than the guard.
        own = psutil.Process()
        placed = own.cpu_affinity() if hasattr(own, "cpu_affinity") else []
        stack.callback(lambda: own.cpu_affinity(placed) if placed else None)
        _pin(own)
        for services in pairs:
            for service in services:
                service.pin()
        endpoints = (*READS, *WRITES)
        taken: dict[str, tuple[list[float], list[float]]] = {endpoint: ([], []) for endpoint in endpoints}
        worked = {endpoint: [0.0, 0.0] for endpoint in endpoints}
        number = 1000
        for part in range(ROUNDS):
            services = pairs[part % _PAIRS]
            for endpoint in endpoints:
                method, path = endpoint.split()
                body = WRITES.get(endpoint)
                for turn in range(_WARM + turns // ROUNDS):
                    if turn == _WARM:
                        before = [service.worked() for service in services]
                    number += 1
                    for which in (0, 1) if turn % 2 else (1, 0):
                        service = services[which]
                        where = path.format(project=service.project, task=service.task, invoice=service.invoice)
                        sent = None if body is None else body(number)
                        start = time.perf_counter()
                        service.ask(method, where, sent)
                        if turn >= _WARM:
                            taken[endpoint][which].append(time.perf_counter() - start)
                for which, service in enumerate(services):
                    worked[endpoint][which] += service.worked() - before[which]
            for service in services:
                service.clean()
    for endpoint, pair in taken.items():
        less, more = (1000 * statistics.median(one) for one in pair)
        found[endpoint] = Timed(less, more, 100 * (worked[endpoint][1] / worked[endpoint][0] - 1))
    return found


def _pin(process: psutil.Process) -> None:
    if hasattr(process, "cpu_affinity"):
        process.cpu_affinity([max(process.cpu_affinity())])


def _by_hand(app: Path) -> None:
    """Turn a copy of the service into the one without a guard.

    Raises:
        ValueError: the example has changed, and no longer says what is replaced.
    """
    for name, changes in BY_HAND.items():
        path = app / name
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            if text.count(old) != 1:
                raise ValueError(f"{name}: {old!r} is there {text.count(old)} times")
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")


@contextmanager
def _service(server: Postgresql, folder: Path, name: str, revision: str) -> Iterator[_Service]:
    """A service with a database of its own, until the end of the block."""
    database = server.fresh(f"saas_{name}")
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        connection.execute((SAAS / "database" / "service_role.sql").read_text("utf-8"))
    owner, role = (
        f"postgresql://{who}@localhost/saas_{name}?host={quote(server.folder, safe='')}"
        for who in ("postgres", "saas_service")
    )
    environment = os.environ | {
        "DATABASE_URL": owner,
        "SERVICE_DATABASE_URL": role,
        "JWT_SECRET": secrets.token_urlsafe(32),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    _call(["alembic", "upgrade", revision], folder, environment)
    # The example's own program makes the rows in either database, as it ships.
    seeded: dict[str, dict[str, str]] = json.loads(_call(["app.seed"], SAAS, environment))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    # Its connection stays open while others are asked.
    command = [sys.executable, "-m", "uvicorn", "app.main:app", *options, "--timeout-keep-alive", "3600"]
    process = subprocess.Popen(command, cwd=folder, env=environment)
    try:
        _await(process, port)
        yield _Service(process, port, seeded["acme"], database.dsn)
    finally:
        process.terminate()
        process.wait(30)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    """Until the service answers.

    Raises:
        RuntimeError: it ended, or did not answer within a minute.
    """
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the example's service does not answer")


def _call(module: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *module], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(module)}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _fill(service: _Service, number: int) -> None:
    """A row more for each list."""
    service.ask("POST", "/projects", {"key": f"F{number}", "name": f"Project {number}"})
    task = service.ask("POST", f"/projects/{service.project}/tasks", {"title": f"Task {number}"})["id"]
    service.ask("PUT", f"/tasks/{task}/labels", {"names": ["one", "two"]})
    for _ in range(3):
        service.ask("POST", f"/tasks/{task}/comments", {"body": "said"})
    invoice = service.ask("POST", "/invoices", _invoice(number))["id"]
    service.ask("POST", "/usage", {"metric": "calls"})
    service.task, service.invoice = service.task or task, service.invoice or invoice
