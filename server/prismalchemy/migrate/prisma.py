"""Prisma's side of a history: the migrations of a folder, and their checksums as Prisma computes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

MIGRATION_FILE = "migration.sql"
DOWN_FILE = "down.sql"
LOCK_FILE = "migration_lock.toml"

_COUNTERPART = re.compile(r"^-- prismalchemy: alembic revision (\S+)[ \t]*\r?$", re.MULTILINE)
_PROVIDER = re.compile(r"^\s*provider\s*=\s*\"(\w+)\"", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PrismaMigration:
    """One folder of prisma/migrations. `sql` is None where its migration.sql is missing or cannot be read.

    `checksum` is that of the file's bytes; `down` the text of a down.sql beside it. `revision` is the Alembic revision
    that the file says it was made from.
    """

    name: str
    sql: str | None
    checksum: str | None
    down: str | None = None

    @property
    def revision(self) -> str | None:
        """The Alembic revision that its header names."""
        found = _COUNTERPART.search(self.sql or "")
        return found[1] if found else None

    def matches(self, checksum: str) -> bool:
        """Whether a checksum that a database or a revision holds is that of this file.

        Other line ends make no difference, nor do the zeros that old versions of Prisma left out.
        Source: `script_matches_checksum` of Prisma's schema engine.
        """
        if self.sql is None:
            return False
        unix = self.sql.replace("\r\n", "\n")
        own = {self.checksum, checksum_of(unix.encode()), checksum_of(unix.replace("\n", "\r\n").encode())}
        return checksum in own or any(checksum == _without_zeros(one) for one in own if one is not None)


def checksum_of(content: bytes) -> str:
    """The checksum that Prisma keeps of a migration.sql: SHA-256 of its bytes in 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def read_migrations(files: Mapping[str, bytes]) -> tuple[PrismaMigration, ...]:
    """The migrations of a folder in Prisma's order, which is that of their names.

    `files` are the contents by path within the folder, `name/migration.sql` and `name/down.sql`; a folder without a
    migration.sql is named by the path `name/`.
    """
    names = sorted({path.partition("/")[0] for path in files if "/" in path})
    return tuple(_read(name, files.get(f"{name}/{MIGRATION_FILE}"), files.get(f"{name}/{DOWN_FILE}")) for name in names)


def provider_of(lock: str) -> str | None:
    """The provider that a migration_lock.toml names."""
    found = _PROVIDER.search(lock)
    return found[1] if found else None


def header(revision: str) -> str:
    """The line of a migration.sql that names its Alembic revision."""
    return f"-- prismalchemy: alembic revision {revision}\n"


def _read(name: str, content: bytes | None, down: bytes | None) -> PrismaMigration:
    sql = None if content is None else _text(content)
    return PrismaMigration(name, sql, None if content is None else checksum_of(content), _text(down) if down else None)


def _text(content: bytes) -> str | None:
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


def _without_zeros(checksum: str) -> str:
    """The form of Prisma before 2.23, which wrote each byte without its leading zero."""
    return "".join(f"{byte:x}" for byte in bytes.fromhex(checksum))
