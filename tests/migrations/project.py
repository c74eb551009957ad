"""A project with both tools' folders, as its user would have it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from alembic import command as command_module
from alembic.config import Config

from prismalchemy.cli import main

INI = """\
[alembic]
script_location = %(here)s/alembic
prepend_sys_path = %(here)s
path_separator = os
"""
ENV = """\
import os
from contextlib import nullcontext as locked

from alembic import context
from sqlalchemy import create_engine, pool

target_metadata = None
options = {}
{imports}
if os.environ.get("ALEMBIC_MODELS"):
    from models import Base

    target_metadata = Base.metadata
if context.is_offline_mode():
    context.configure(url=os.environ["ALEMBIC_URL"], target_metadata=target_metadata, literal_binds=True,
                      dialect_opts={"paramstyle": "named"}, **options)
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(os.environ["ALEMBIC_URL"], poolclass=pool.NullPool)
    if os.environ.get("KILL_AFTER"):
        import crash

        crash.after(engine, int(os.environ["KILL_AFTER"]))
    with engine.connect() as connection, locked(connection):
        context.configure(connection=connection, target_metadata=target_metadata, **options)
        with context.begin_transaction():
            context.run_migrations()
"""
IMPORTS = "from alembic_prisma import locked, options"
CRASH = """\
import os
import signal

from sqlalchemy import event


def after(engine, number):
    left = [number]

    @event.listens_for(engine, "after_cursor_execute")
    def count(*_):
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(engine, "commit")
    def commit(connection):
        count()
"""
CONFIG = """\
export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL },
  experimental: { externalTables: true },
  tables: { external: ['EXTERNAL'] },
}
"""


@dataclass(frozen=True)
class Project:
    """A project in a folder."""

    folder: Path
    provider: str = "postgresql"

    @classmethod
    def create(cls, folder: Path, provider: str = "postgresql", imports: str = "") -> Project:
        """A new project without migrations."""
        (folder / "alembic" / "versions").mkdir(parents=True)
        (folder / "prisma" / "migrations").mkdir(parents=True)
        (folder / "alembic.ini").write_text(INI)
        (folder / "crash.py").write_text(CRASH)
        (folder / "alembic" / "env.py").write_text(ENV.replace("{imports}", imports))
        external = "public.alembic_version" if provider == "postgresql" else "alembic_version"
        (folder / "prisma.config.mjs").write_text(CONFIG.replace("EXTERNAL", external))
        (folder / "prisma" / "schema.prisma").write_text(f'datasource db {{\n  provider = "{provider}"\n}}\n')
        (folder / "prisma" / "migrations" / "migration_lock.toml").write_text(f'provider = "{provider}"\n')
        return cls(folder, provider)

    def add_migration(self, name: str, sql: str, down: str | None = None) -> None:
        """Write a Prisma migration."""
        folder = self.folder / "prisma" / "migrations" / name
        folder.mkdir()
        (folder / "migration.sql").write_bytes(sql.encode())
        if down is not None:
            (folder / "down.sql").write_bytes(down.encode())

    def add_revision(self, file: str, text: str) -> None:
        """Write an Alembic revision."""
        (self.folder / "alembic" / "versions" / file).write_text(text)

    def to_prisma(self, *arguments: str) -> int:
        """Run `prismalchemy migrate to-prisma`, whose rendering needs no database but the name of one."""
        url = "postgresql://localhost/none" if self.provider == "postgresql" else "file:none.db"
        before = os.environ.get("ALEMBIC_URL")
        os.environ["ALEMBIC_URL"] = sqlalchemy_url(url)
        try:
            return self.migrate("to-prisma", *arguments)
        finally:
            os.environ.pop("ALEMBIC_URL")
            if before is not None:
                os.environ["ALEMBIC_URL"] = before

    def migrations(self) -> list[tuple[str, str]]:
        """Name and script of each Prisma migration."""
        folders = sorted(path for path in (self.folder / "prisma" / "migrations").glob("*") if path.is_dir())
        return [(path.name, (path / "migration.sql").read_bytes().decode()) for path in folders]

    def migrate(self, *arguments: str) -> int:
        """Run a command of `prismalchemy migrate`; its exit code."""
        here = Path.cwd()
        os.chdir(self.folder)
        try:
            return main(["migrate", *arguments])
        finally:
            os.chdir(here)

    def alembic(self, *arguments: str, url: str) -> subprocess.CompletedProcess[str]:
        """Run Alembic's command line on a database."""
        return subprocess.run(
            [sys.executable, "-m", "alembic", *arguments],
            cwd=self.folder,
            env=self.environment(url),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def environment(self, url: str) -> dict[str, str]:
        """The environment of Alembic's command line."""
        return os.environ | {"ALEMBIC_URL": sqlalchemy_url(url)}

    def run(self, command: str, *arguments: str, url: str, models: bool = False) -> None:
        """Run a command of Alembic in this process, which is faster.

        Raises:
            alembic.util.CommandError: it failed.
        """
        for module in ("alembic_prisma", "models", "crash"):
            sys.modules.pop(module, None)
        config = Config(str(self.folder / "alembic.ini"), stdout=io.StringIO())
        path, before = list(sys.path), dict(os.environ)
        os.environ["ALEMBIC_URL"] = sqlalchemy_url(url)
        os.environ["ALEMBIC_MODELS"] = "yes" if models else ""
        try:
            getattr(command_module, command)(config, *arguments)
        finally:
            sys.path[:] = path
            os.environ.clear()
            os.environ.update(before)

    def upgrade(self, url: str, target: str = "head") -> None:
        """Upgrade by Alembic, which must succeed."""
        done = self.alembic("upgrade", target, url=url)
        assert done.returncode == 0, done.stderr


def sqlalchemy_url(url: str) -> str:
    """The address of a database as SQLAlchemy takes it."""
    return url.replace("postgresql://", "postgresql+psycopg://").replace("file:", "sqlite:///")


def names(migrations: Sequence[tuple[str, str]]) -> list[str]:
    """The names alone."""
    return [name for name, _ in migrations]
