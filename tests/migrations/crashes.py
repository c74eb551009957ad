"""Deployments that end as by `kill -9`, and several at once."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from alembic.util import CommandError
from tests.generate import catalogs
from tests.migrations import catalog, histories
from tests.migrations.environment import HARNESS, Engine, EngineError, Server, listed, prisma_environment
from tests.migrations.project import IMPORTS, Project
from tests.migrations.revisions import revisions

PLAIN = 'datasource db {\n  provider = "postgresql"\n}\n'
MIGRATIONS = (
    (
        "20250101000000_init",
        'CREATE TABLE "t" ("id" INTEGER PRIMARY KEY, "name" TEXT);\nINSERT INTO "t" VALUES (1, \'a\');',
    ),
    ("20250102000000_enum", 'CREATE TYPE "e" AS ENUM (\'a\');\nALTER TABLE "t" ADD COLUMN "e" "e" DEFAULT \'a\';'),
    ("20250103000000_label", "ALTER TYPE \"e\" ADD VALUE 'b';"),
    ("20250104000000_use", 'UPDATE "t" SET "e" = \'b\';\nALTER TABLE "t" ALTER COLUMN "e" SET NOT NULL;'),
    ("20250105000000_index", 'CREATE INDEX CONCURRENTLY "t_name_idx" ON "t" ("name");'),
    (
        "20250106000000_two",
        'BEGIN;\nCREATE TABLE "u" ("id" INTEGER);\nCOMMIT;\nBEGIN;\nCREATE TABLE "v" ("id" INTEGER);\nCOMMIT;',
    ),
)
REVISIONS = (
    'op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text()))\n'
    "op.execute(\"INSERT INTO t VALUES (1, 'a')\")",
    "op.execute(\"CREATE TYPE e AS ENUM ('a')\")\nop.execute(\"ALTER TABLE t ADD COLUMN e e DEFAULT 'a'\")",
    "with op.get_context().autocommit_block():\n    op.execute(\"ALTER TYPE e ADD VALUE IF NOT EXISTS 'b'\")",
    'op.execute("UPDATE t SET e = \'b\'")\nop.alter_column("t", "e", nullable=False)',
    "with op.get_context().autocommit_block():\n"
    '    op.create_index("i", "t", ["name"], postgresql_concurrently=True, if_not_exists=True)',
    'op.create_table("u", sa.Column("id", sa.Integer(), primary_key=True))',
)
"""As the runbook has them: what runs outside of a transaction can run again."""
UNDO = {
    "20250105000000_index": 'DROP INDEX IF EXISTS "t_name_idx"',
    "20250106000000_two": 'DROP TABLE IF EXISTS "u"; DROP TABLE IF EXISTS "v"',
}
"""How to take back what a killed run left of the migrations that cannot be one transaction."""


class Point(Protocol):
    """What counts checks."""

    def check(self, holds: object, what: str) -> None:
        """Count one check."""


Points = Callable[[str], Point]


ROUNDS = 3
PAUSE = "SELECT pg_sleep(0.7)"
"""Makes a step last longer than the tools' starts differ, so that deployers at once meet."""
WATCHED = "INSERT INTO watch.log VALUES ({number}, pg_backend_pid(), clock_timestamp())"
"""Stands at the beginning and at the end of a step: who runs it, and from when to when."""
WATCH = "CREATE SCHEMA watch;\nCREATE TABLE watch.log (step int, backend int, at timestamptz)"


def _projects(folder: Path, *, slow: bool = False) -> dict[str, Project]:
    prismas = Project.create(folder / "prisma", imports=IMPORTS)
    for number, (name, script) in enumerate(MIGRATIONS):
        if slow and "CONCURRENTLY" not in script and "BEGIN" not in script:
            watched = WATCHED.format(number=number)
            script = f"{script};\n{watched};" if number else f"{script};\n{WATCH};\n{watched};"
            script = f"{watched};\n{PAUSE};\n{script}" if number else f"{PAUSE};\n{script}\n{watched};"
        prismas.add_migration(name, script)
    assert prismas.migrate("to-alembic") == 0
    assert prismas.migrate("env") == 0
    alembics = Project.create(folder / "alembic", imports=IMPORTS)
    for number, step in enumerate(REVISIONS):
        up = _slow(number, step) if slow else step
        down = repr(f"r{number - 1}") if number else None
        alembics.add_revision(
            f"r{number}.py",
            f'"""Step {number}"""\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = "r{number}"\n'
            f"down_revision = {down}\n\n\ndef upgrade():\n{textwrap.indent(up, '    ')}\n",
        )
    assert alembics.migrate("env") == 0
    assert alembics.to_prisma() == 0
    return {"Prisma owns": prismas, "Alembic owns": alembics}


def _slow(number: int, step: str) -> str:
    """A revision that takes its time and writes down when it ran. CONCURRENTLY must find others waiting."""
    pause, watched = f'op.execute("{PAUSE}")', f'op.execute("{WATCHED.format(number=number)}")'
    if "autocommit" in step:
        return step.replace(":\n", f":\n    {pause}\n", 1)
    if not number:
        made = "".join(f'op.execute("{one}")\n' for one in WATCH.split(";\n"))
        return f"{made}{watched}\n{pause}\n{step}\n{watched}"
    return f"{watched}\n{pause}\n{step}\n{watched}"


def crashes(server: Server, folder: Path, point: Points) -> None:
    """Either tool, killed behind each of its statements: the next run goes on, or says what to do."""
    for title, project in _projects(folder).items():
        whole = server.create("whole")
        project.upgrade(server.url(whole))
        expected = catalog.postgresql(server, whole)
        steps = _steps(server, project)
        for tool, killed in (("alembic", _killed_alembic), ("prisma", _killed_prisma)):
            counted = point(f"Crashes, {title}: {tool} killed behind each statement")
            for number in range(1, 400):
                database = server.create("crashed")
                if not killed(project, server.url(database), number):
                    break
                what = _recover(server, project, database, steps)
                counted.check(what in ("continued", "explained"), f"{tool} killed behind {number}: {what}")
                same = catalog.postgresql(server, database) == expected
                counted.check(same, f"{tool} killed behind {number}: the databases differ")
            else:
                counted.check(holds=False, what="it never ran to its end")
            counted.check(number > 10, f"only {number} statements")
            with Engine(server.url(database), PLAIN) as engine:
                counted.check(engine.diagnose(project.migrations()) == {}, "Prisma's status at the end")


def crashes_sqlite(_: Server, folder: Path, point: Points) -> None:
    """Histories of SQLite databases, deployed by Alembic that is killed behind each statement."""
    prismas = Project.create(folder / "prisma", "sqlite", imports=IMPORTS)
    for name, script in histories.sqlite(3, 10):
        prismas.add_migration(name, script)
    assert prismas.migrate("to-alembic") == 0
    assert prismas.migrate("env") == 0
    alembics = Project.create(folder / "alembic", "sqlite", imports=IMPORTS)
    for file, text in revisions(3, 10, sqlite=True):
        alembics.add_revision(file, text)
    assert alembics.migrate("env") == 0
    assert alembics.to_prisma() == 0
    for title, project in (("Prisma owns", prismas), ("Alembic owns", alembics)):
        whole = project.folder / "whole.db"
        project.run("upgrade", "head", url=f"file:{whole}")
        expected = catalog.sqlite(str(whole))
        counted = point(f"Crashes, {title}, SQLite: alembic killed behind each statement")
        for number in range(1, 400):
            path = project.folder / f"{number}.db"
            if not _killed_alembic(project, f"file:{path}", number):
                break
            try:
                project.run("upgrade", "head", url=f"file:{path}")
            except Exception as error:  # whatever it is, it is the finding
                counted.check(holds=False, what=f"killed behind {number}: {error}"[:800])
                continue
            counted.check(catalog.sqlite(str(path)) == expected, f"killed behind {number}: the databases differ")
            code = project.migrate("status", "--database", f"file:{path}")
            counted.check(code == 0, f"killed behind {number}: status")
        counted.check(number > 40, f"only {number} statements")


def _killed_alembic(project: Project, url: str, number: int) -> bool:
    """Whether Alembic was killed; False where it had fewer statements."""
    child = os.fork()
    if child == 0:
        os.environ["KILL_AFTER"] = str(number)
        try:
            project.run("upgrade", "head", url=url)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _killed_prisma(project: Project, url: str, number: int) -> bool:
    """Whether Prisma's engine was killed; False where it had fewer statements."""
    os.environ["KILL_AFTER"] = str(number)
    try:
        with Engine(url, PLAIN) as engine:
            engine.deploy(project.migrations())
    except EngineError:
        return True
    finally:
        del os.environ["KILL_AFTER"]
    return False


def _steps(server: Server, project: Project) -> list[catalogs.Facts]:
    """What the database holds behind each step, the empty one first."""
    database = server.create("steps")
    found = [catalog.postgresql(server, database)]
    for _ in project.migrations():
        project.run("upgrade", "+1", url=server.url(database))
        found.append(catalog.postgresql(server, database))
    return found


def _recover(server: Server, project: Project, database: str, steps: Sequence[catalogs.Facts]) -> str:
    """Run Alembic again, as often as it says what to do."""
    url = server.url(database)
    _wait_for_others(server, database)
    explained = False
    for _ in range(3):
        try:
            project.run("upgrade", "head", url=url)
        except CommandError as error:
            begun = [name for name, _ in project.migrations() if f"{name} was begun and did not end" in str(error)]
            if len(begun) != 1:
                return f"neither goes on nor says what to do: {error}"
        except Exception as error:  # whatever it is, it is the finding
            return f"{type(error).__name__}: {error}"[:800]
        else:
            rows = server.execute(
                "SELECT migration_name FROM _prisma_migrations WHERE rolled_back_at IS NULL "
                "AND finished_at IS NOT NULL ORDER BY 1",
                database,
            )
            if rows != [(name,) for name, _ in project.migrations()]:
                return f"recorded {rows}"
            return "explained" if explained else "continued"
        explained = True
        # As a careful person would: see what of it is there, undo what is there by halves, say so.
        number = next(at for at, (name, _) in enumerate(project.migrations()) if name == begun[0])
        present = catalog.postgresql(server, database)
        with Engine(url, PLAIN) as engine:
            if present == steps[number + 1]:
                engine.call(
                    "markMigrationApplied",
                    {"migrationName": begun[0], "migrationsList": listed(project.migrations(), "postgresql")},
                )
                continue
            if present != steps[number]:
                for statement in UNDO[begun[0]].split(";"):
                    server.execute(statement, database)
            engine.call("markMigrationRolledBack", {"migrationName": begun[0]})
    return "it does not end"


def _wait_for_others(server: Server, database: str) -> None:
    """Until the server has noticed that the killed client is gone."""
    for _ in range(100):
        others = server.execute(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'")
        if others == [(0,)]:
            return
        time.sleep(0.05)


def _command(project: Project, tool: str, url: str) -> tuple[Sequence[str], dict[str, str]]:
    if tool == "alembic":
        return (sys.executable, "-m", "alembic", "upgrade", "head"), project.environment(url)
    index = HARNESS / "node_modules" / "prisma" / "build" / "index.js"
    return ("node", str(index), "migrate", "deploy"), {**os.environ, **prisma_environment(url)}


def _watched(title: str) -> list[bool]:
    """Which steps of a project write down when they ran."""
    if title == "Prisma owns":
        return ["CONCURRENTLY" not in script and "BEGIN" not in script for _, script in MIGRATIONS]
    return ["autocommit" not in step for step in REVISIONS]


def concurrent(server: Server, folder: Path, point: Points) -> None:
    """Deployers at once: one waits or fails cleanly, each step is applied once, and no two at the same time."""
    for title, project in _projects(folder, slow=True).items():
        whole = server.create("whole")
        project.upgrade(server.url(whole))
        for tools in (
            ("alembic", "prisma"),
            ("prisma", "alembic"),
            ("alembic", "alembic"),
            ("alembic", "prisma", "alembic"),
        ):
            counted = point(f"Concurrent, {title}: {' and '.join(tools)}")
            for number in range(ROUNDS):
                where = f"round {number}"
                database = server.create("shared")
                url = server.url(database)
                running = []
                for tool in tools:
                    command, environment = _command(project, tool, url)
                    running.append(
                        subprocess.Popen(
                            command,
                            cwd=project.folder,
                            env=environment,
                            stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT,
                            text=True,
                        )
                    )
                outputs = [process.communicate(timeout=180)[0] for process in running]
                codes = [process.returncode for process in running]
                counted.check(0 in codes, f"{where}: nobody succeeded: {outputs}"[:1500])
                again = project.alembic("upgrade", "head", url=url)
                counted.check(again.returncode == 0, f"{where}: afterwards {again.stderr[-800:]} ({outputs})"[:2500])
                with Engine(url, PLAIN) as engine:
                    counted.check(engine.diagnose(project.migrations()) == {}, f"{where}: Prisma's status")
                counted.check(
                    catalog.postgresql(server, database) == catalog.postgresql(server, whole),
                    f"{where}: databases differ",
                )
                rows = server.execute(
                    "SELECT migration_name FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY 1", database
                )
                overlaps = server.execute(
                    "SELECT a.migration_name, b.migration_name FROM _prisma_migrations a, _prisma_migrations b "
                    "WHERE a.id < b.id AND a.started_at < b.finished_at AND b.started_at < a.finished_at",
                    database,
                )
                counted.check(overlaps == [], f"{where}: at the same time {overlaps}")
                log = server.execute("SELECT step, backend FROM watch.log ORDER BY at", database)
                once = [log[at] == log[at + 1] for at in range(0, len(log) - 1, 2)]
                steps = sorted(step for step, _ in log[::2])
                watched = [number for number, one in enumerate(_watched(title)) if one]
                counted.check(all(once) and steps == watched, f"{where}: steps ran as {log}")
                expected = [(name,) for name, _ in project.migrations()]
                counted.check(rows == expected, f"{where}: recorded {rows}")
