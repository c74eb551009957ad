"""Trials of Prisma Client: the client is built once, and drawn operations run in a process of Node's."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from tests.clients.sides import HARNESS, _run, build
from tests.tenancy.trials import Tally
from tests.tenancy.world import DUMP, SCHEMA, World, guard_of_client, rows

HERE = Path(__file__).parent / "harness"
STYLES = ("operations", "interactive transactions", "batches")


def build_client(folder: Path, *, row_level_security: bool) -> Path:
    """Generate Prisma Client and the guard, and bundle both as one JavaScript file in `folder`."""
    build(folder, SCHEMA.read_text(encoding="utf-8"))
    return bundle(folder, row_level_security=row_level_security)


def bundle(folder: Path, *, row_level_security: bool) -> Path:
    """Bundle the client of `folder` with a guard."""
    name = "policies" if row_level_security else "plain"
    (folder / f"tenancy_{name}.ts").write_text(guard_of_client(row_level_security=row_level_security), encoding="utf-8")
    entry, made = folder / f"entry_{name}.ts", folder / f"{name}.mjs"
    entry.write_text(f"export * from './client/client'\nexport * from './tenancy_{name}'\n", encoding="utf-8")
    command = ["npx", "esbuild", str(entry), "--bundle", "--platform=node", "--format=esm", "--packages=external"]
    _run(*command, f"--outfile={made}")
    return made


def run_client_trials(
    bundle: Path,
    style: str,
    numbers: range,
    mixed: World,
    alone: World,
    *,
    guarded: bool,
    seed: str = "1",
    only: list[int] | None = None,
) -> Tally:
    """Run operations of a style.

    Args:
        bundle: the client and the guard.
        style: one of `STYLES`.
        numbers: which operations; each number always draws the same one.
        mixed: the database with both tenants.
        alone: the database with A's rows alone.
        guarded: False runs the client without the guard.
        seed: another list of operations.
        only: run these numbers alone.

    Raises:
        RuntimeError: the process ended with an error.
    """
    given: dict[str, Any] = {
        "bundle": str(bundle),
        "mixed": mixed.url,
        "alone": alone.url,
        "admin": mixed.admin_url,
        "alone_admin": alone.admin_url,
        "dump": DUMP,
        "restore": restore("ab"),
        "restore_alone": restore("a"),
        "style": style.split(" ")[0],
        "from": numbers.start,
        "to": numbers.stop,
        "guarded": guarded,
        "seed": seed,
        "only": only,
    }
    return Tally(**_program("trials", bundle.parent, given))


def client_times(bundle: Path, made: World, turns: int) -> dict[str, tuple[float, float]]:
    """The medians of queries in milliseconds, with the tenant by hand and guarded, by turns.

    Args:
        bundle: the client and the guard.
        made: the database. Where it has policies, the client without the guard connects as a role that they
            leave alone.
        turns: how often each query runs with either.

    Raises:
        RuntimeError: the process ended with an error.
    """
    with psycopg.connect(made.dsn) as connection:
        (row,) = connection.execute("SELECT EXISTS (SELECT FROM pg_policies)").fetchall()
    by_hand = made.admin_url if row[0] else made.url
    given = {"bundle": str(bundle), "by_hand": by_hand, "guarded": made.url, "admin": made.admin_url, "turns": turns}
    found = _program("costs", bundle.parent, given)
    return {name: (by_hand, guarded) for name, (by_hand, guarded) in found.items()}


def typed_sql(bundle: Path, made: World) -> dict[str, int | str]:
    """What TypedSQL that selects all tasks gives, by the place where it stands: a number of rows, or an error's name.

    Raises:
        RuntimeError: the process ended with an error.
    """
    found: dict[str, int | str] = _program("typed", bundle.parent, {"bundle": str(bundle), "url": made.url})
    return found


def _program(name: str, folder: Path, given: dict[str, Any]) -> Any:
    """What a program of `harness` prints last, as JSON.

    Raises:
        RuntimeError: it ended with an error.
    """
    for one in HERE.glob("*.mjs"):
        (folder / one.name).write_text(one.read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run(
        ["node", f"{name}.mjs", json.dumps(given)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def restore(tenants: str) -> str:
    """The statements that put every row back as it was."""
    tables = [*rows("a"), "plan"]
    statements = ["BEGIN", "SET LOCAL session_replication_role = replica"]
    statements += [f'DELETE FROM "{table}"' for table in tables]
    statements.append("INSERT INTO plan (id, name) VALUES ('free', 'Free'), ('team', 'Team')")
    for tenant in tenants:
        for table, entries in rows(tenant).items():
            for entry in entries:
                names = ", ".join(f'"{name}"' for name in entry)
                values = ", ".join(_literal(value) for value in entry.values())
                statements.append(f'INSERT INTO "{table}" ({names}) VALUES ({values})')
    return "; ".join([*statements, "COMMIT"])


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


__all__ = ["HARNESS", "STYLES", "build_client", "bundle", "client_times", "restore", "run_client_trials", "typed_sql"]
