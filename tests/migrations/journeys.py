"""Histories walked through by both tools: step by step, and handed over at every point."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
import shutil
import sqlite3
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Protocol
from unittest.mock import patch

import psycopg
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from tests.migrations import catalog, schemas
from tests.migrations.environment import HARNESS, Engine, Server, engines_difference, prisma, prisma_environment
from tests.migrations.histories import Migration
from tests.migrations.project import IMPORTS, Project, names, sqlalchemy_url
from tests.migrations.revisions import revisions

from prismalchemy.generate import Options, render_module
from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile
from prismalchemy.workspace import new_step

PLAIN = 'datasource db {\n  provider = "postgresql"\n}\n'
PLAIN_SQLITE = 'datasource db {\n  provider = "sqlite"\n}\n'


class Point(Protocol):
    """What counts checks."""

    def check(self, holds: object, what: str) -> None:
        """Count one check."""


Points = Callable[[str], Point]


def prisma_owns(server: Server, folder: Path, migrations: Sequence[Migration], point: Points) -> None:
    """Prisma's migrations, made into revisions."""
    project = Project.create(folder, imports=IMPORTS)
    for name, script in migrations:
        project.add_migration(name, script)
    assert project.migrate("to-alembic") == 0
    assert project.migrate("env") == 0
    _postgresql(server, project, migrations, point, "Prisma owns, PostgreSQL")


def alembic_owns(server: Server, folder: Path, seed: int, length: int, point: Points) -> None:
    """Alembic's revisions, made into migrations."""
    project = _rendered(folder, seed, length, "postgresql")
    _postgresql(server, project, project.migrations(), point, "Alembic owns, PostgreSQL")


def made_anew(server: Server, folder: Path, owner: str, seed: int, length: int, point: Points) -> None:
    """A history of which `migrate new` makes each step out of a changed schema; `owner` is who owns it."""
    project = Project.create(folder, imports=IMPORTS)
    (folder / "node_modules").symlink_to(HARNESS / "node_modules")
    (folder / "pyproject.toml").write_text(f'[tool.prismalchemy]\nowner = "{owner}"\n')
    assert project.migrate("env") == 0
    title = f"{'Prisma' if owner == 'prisma' else 'Alembic'} owns, `migrate new`"
    url = server.url(server.create("by_new"))
    made = point(f"{title}: makes each step")
    clean = point(f"{title}: Prisma's `migrate diff` to schema.prisma empty behind each step")
    checked = point(f"{title}: `alembic check` with models of schema.prisma clean behind each step")
    deployed = 0
    with patch.object(new_step, "difference", engines_difference):
        for number, (schema, options) in enumerate(schemas.postgresql(seed, length)):
            (folder / "prisma" / "schema.prisma").write_text(schema)
            said = io.StringIO()
            with contextlib.redirect_stderr(said):
                code = project.migrate("new", f"s{number}", "--shadow-database", server.url("postgres"), *options)
            made.check(code == 0, f"seed {seed}, step {number}: {' '.join(options)}: {said.getvalue()}")
            if code != 0:
                return
            migrations = project.migrations()
            with Engine(url, schema) as engine:
                applied = engine.deploy(migrations)
                assert applied == names(migrations[deployed:])
                found = engine.difference(schema)
            clean.check(found == "", f"seed {seed}, step {number}: {found}")
            found = alembics_difference(project, schema, url)
            checked.check(found == "", f"seed {seed}, step {number}: {found}")
            for table in sorted(set(re.findall(r"^model (\w+)", schema, re.MULTILINE))):
                with contextlib.suppress(psycopg.Error):
                    server.execute(f'INSERT INTO "{table}" DEFAULT VALUES', "by_new")
            deployed = len(migrations)
    with patch.dict("os.environ", prisma_environment("")):
        code = project.migrate("new", "nothing", "--check", "--shadow-database", server.url("postgres"))
    point(f"{title}: Prisma's own command line finds nothing at the end").check(code == 0, f"seed {seed}")
    _postgresql(server, project, project.migrations(), point, title)


def made_anew_sqlite(folder: Path, owner: str, seed: int, length: int, point: Points) -> None:
    """The same on SQLite, where a table is made anew and its rows are copied."""
    project = Project.create(folder, "sqlite", imports=IMPORTS)
    (folder / "node_modules").symlink_to(HARNESS / "node_modules")
    (folder / "pyproject.toml").write_text(f'[tool.prismalchemy]\nowner = "{owner}"\n')
    assert project.migrate("env") == 0
    title = f"{'Prisma' if owner == 'prisma' else 'Alembic'} owns, `migrate new`, SQLite"
    path = folder / "by_new.db"
    url = f"file:{path}"
    made = point(f"{title}: makes each step")
    kept = point(f"{title}: no row is lost behind each step")
    clean = point(f"{title}: Prisma's `migrate diff` to schema.prisma empty behind each step")
    checked = point(f"{title}: `alembic check` with models of schema.prisma clean behind each step")
    deployed = 0
    with patch.object(new_step, "difference", engines_difference):
        for number, (schema, options) in enumerate(schemas.sqlite(seed, length)):
            where = f"seed {seed}, step {number}: {' '.join(options)}"
            (folder / "prisma" / "schema.prisma").write_text(schema)
            said = io.StringIO()
            with contextlib.redirect_stderr(said):
                code = project.migrate("new", f"s{number}", *options)
            made.check(code == 0, f"{where}: {said.getvalue()}")
            if code != 0:
                return
            migrations = project.migrations()
            before = _rows(path)
            with Engine(url, schema) as engine:
                applied = engine.deploy(migrations)
                assert applied == names(migrations[deployed:])
                found = engine.difference(schema)
            clean.check(found == "", f"{where}: {found}")
            renamed = dict(one.split("=", 1) for one in options if re.fullmatch(r"\w+=\w+", one))
            after = _rows(path)
            expected = {new: rows for old, rows in before.items() if (new := renamed.get(old, old)) in after}
            kept.check({name: after[name] for name in expected} == expected, f"{where}: {before} {after}")
            found = alembics_difference(project, schema, url)
            checked.check(found == "", f"{where}: {found}")
            with contextlib.closing(sqlite3.connect(path)) as connection:
                for table in sorted(set(re.findall(r"^model (\w+)", schema, re.MULTILINE))):
                    with contextlib.suppress(sqlite3.Error), connection:
                        connection.execute(f'INSERT INTO "{table}" DEFAULT VALUES')
            deployed = len(migrations)
    with patch.dict("os.environ", prisma_environment("")):
        code = project.migrate("new", "nothing", "--check")
    point(f"{title}: Prisma's own command line finds nothing at the end").check(code == 0, f"seed {seed}")
    _sqlite(project, project.migrations(), point, title)


def _rows(path: Path) -> dict[str, int]:
    """How many rows each table has."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in tables
            if name not in ("_prisma_migrations", "alembic_version", "sqlite_sequence")
        }


def _rendered(folder: Path, seed: int, length: int, provider: str) -> Project:
    project = Project.create(folder, provider, imports=IMPORTS)
    for file, text in revisions(seed, length, sqlite=provider == "sqlite"):
        project.add_revision(file, text)
    assert project.migrate("env") == 0
    assert project.to_prisma() == 0
    assert project.to_prisma("--check") == 0
    return project


def _postgresql(server: Server, project: Project, migrations: Sequence[Migration], point: Points, title: str) -> None:
    by_prisma, by_alembic = server.create("by_prisma"), server.create("by_alembic")
    own, other = server.url(by_prisma), server.url(by_alembic)
    for number in range(1, len(migrations) + 1):
        part = migrations[:number]
        where = f"step {number}, {part[-1][0]}"
        with Engine(own, PLAIN) as engine:
            assert engine.deploy(part) == [part[-1][0]]
            schema = engine.introspect()
        project.run("upgrade", "+1", url=other)
        steps = point(f"{title}: same catalogs and rows at every step")
        steps.check(_same(server, by_prisma, by_alembic), where)
        with Engine(other, schema) as engine:
            point(f"{title}: Prisma's status clean at every step").check(engine.diagnose(part) == {}, where)
            found = engine.difference(schema)
            point(f"{title}: `prisma migrate diff` empty at every step").check(found == "", f"{where}: {found}")
        found = alembics_difference(project, schema, other)
        point(f"{title}: `alembic check` clean at every step").check(found == "", f"{where}: {found}")
        server.create(f"from_prisma_{number}", template=by_prisma)
        server.create(f"from_alembic_{number}", template=by_alembic)
    whole = catalog.postgresql(server, by_prisma)
    for number in range(1, len(migrations) + 1):
        where = f"handed over behind {number}"
        taken = f"from_prisma_{number}"
        project.run("upgrade", "head", url=server.url(taken))
        handed = point(f"{title}: Prisma hands over to Alembic at every point")
        handed.check(catalog.postgresql(server, taken) == whole, where)
        handed.check(project.migrate("status", "--database", server.url(taken)) == 0, f"{where}: status")
        with Engine(server.url(taken), PLAIN) as engine:
            handed.check(engine.diagnose(migrations) == {}, f"{where}: Prisma's status")
        server.drop(taken)
        taken = f"from_alembic_{number}"
        handed = point(f"{title}: Alembic hands over to Prisma at every point")
        with Engine(server.url(taken), PLAIN) as engine:
            handed.check(engine.deploy(migrations) == names(migrations[number:]), f"{where}: deployed")
            handed.check(engine.diagnose(migrations) == {}, f"{where}: Prisma's status")
        # The engine holds its lock to its end.
        project.run("upgrade", "head", url=server.url(taken))
        handed.check(catalog.postgresql(server, taken) == whole, where)
        handed.check(project.migrate("status", "--database", server.url(taken)) == 0, f"{where}: status")
        server.drop(taken)
    project.run("upgrade", "head", url=own)
    for database in (by_prisma, by_alembic):
        try:
            project.run("check", url=server.url(database), models=True)
            found = ""
        except CommandError as error:
            found = str(error)
        point(f"{title}: the command `alembic check` itself at the end").check(found == "", found)
    command_line = point(f"{title}: Prisma's own command line at the end")
    (project.folder / "prisma" / "schema.prisma").write_text(schema)
    for database in (by_prisma, by_alembic):
        url = server.url(database)
        project.run("upgrade", "head", url=url)
        for arguments in (
            ("migrate", "status"),
            ("migrate", "deploy"),
            ("migrate", "diff", "--from-config-datasource", "--to-schema", "prisma/schema.prisma", "--exit-code"),
        ):
            done = prisma(project.folder, *arguments, url=url)
            command_line.check(done.returncode == 0, f"{' '.join(arguments)}: {done.stdout}{done.stderr}"[-1500:])


def _same(server: Server, one: str, other: str) -> bool:
    return catalog.postgresql(server, one) == catalog.postgresql(server, other)


def alembics_difference(project: Project, schema: str, url: str) -> str:
    """What Alembic finds to change with models generated from a schema, as `alembic check` asks; empty if nothing.

    The command itself looks only at databases that are at the head, so it is run at the end.
    """
    reading = Reader().read([SourceFile("schema.prisma", schema)])
    (project.folder / "models.py").write_text(render_module(reading.schema, Options()))
    if not reading.schema.tables:
        return ""
    base, pairing = _module(project, "models").Base, _module(project, "alembic_prisma")
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.NullPool)
    with engine.connect() as connection, warnings.catch_warnings():
        # Tables that refer to each other have no order, and need none here.
        warnings.filterwarnings("ignore", "Cannot correctly sort tables", sa.exc.SAWarning)
        names = {key: value for key, value in pairing.options.items() if key.startswith("include")}
        context = MigrationContext.configure(connection, opts=names)
        found = compare_metadata(context, base.metadata)
    return "" if found == [] else str(found)


def _module(project: Project, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, project.folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def prisma_owns_sqlite(folder: Path, migrations: Sequence[Migration], point: Points) -> None:
    """Prisma's migrations of a SQLite database, made into revisions."""
    project = Project.create(folder, "sqlite", imports=IMPORTS)
    for name, script in migrations:
        project.add_migration(name, script)
    assert project.migrate("to-alembic") == 0
    assert project.migrate("env") == 0
    _sqlite(project, migrations, point, "Prisma owns, SQLite")


def alembic_owns_sqlite(folder: Path, seed: int, length: int, point: Points) -> None:
    """Alembic's revisions of a SQLite database, made into migrations."""
    project = _rendered(folder, seed, length, "sqlite")
    _sqlite(project, project.migrations(), point, "Alembic owns, SQLite")


def _sqlite(project: Project, migrations: Sequence[Migration], point: Points, title: str) -> None:
    by_prisma, by_alembic = (project.folder / name for name in ("by_prisma.db", "by_alembic.db"))
    own, other = f"file:{by_prisma}", f"file:{by_alembic}"
    for number in range(1, len(migrations) + 1):
        part = migrations[:number]
        where = f"step {number}, {part[-1][0]}"
        with Engine(own, PLAIN_SQLITE) as engine:
            assert engine.deploy(part) == [part[-1][0]]
            schema = engine.introspect()
        project.run("upgrade", "+1", url=other)
        same = catalog.sqlite(str(by_prisma)) == catalog.sqlite(str(by_alembic))
        point(f"{title}: same catalogs and rows at every step").check(same, where)
        with Engine(other, schema) as engine:
            point(f"{title}: Prisma's status clean at every step").check(engine.diagnose(part) == {}, where)
            found = engine.difference(schema)
            point(f"{title}: `prisma migrate diff` empty at every step").check(found == "", f"{where}: {found}")
        shutil.copy(by_prisma, project.folder / f"from_prisma_{number}.db")
        shutil.copy(by_alembic, project.folder / f"from_alembic_{number}.db")
    for number in range(1, len(migrations) + 1):
        where = f"handed over behind {number}"
        for start in ("prisma", "alembic"):
            path = project.folder / f"from_{start}_{number}.db"
            url = f"file:{path}"
            handed = point(f"{title}: handed over at every point")
            with Engine(url, PLAIN_SQLITE) as engine:
                if start == "alembic":
                    handed.check(engine.deploy(migrations) == names(migrations[number:]), f"{where}: deployed")
            project.run("upgrade", "head", url=url)
            with Engine(url, PLAIN_SQLITE) as engine:
                handed.check(engine.diagnose(migrations) == {}, f"{where} from {start}: Prisma's status")
            handed.check(catalog.sqlite(str(path)) == catalog.sqlite(str(by_prisma)), f"{where} from {start}")
            handed.check(project.migrate("status", "--database", url) == 0, f"{where}: status")
