"""Where a project keeps its two histories, and their reading from disk."""

from __future__ import annotations

import configparser
import os
import posixpath
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prismalchemy.migrate import Dialect, Graph, History, Refused, Revision, graph, pair, provider_of, read_migrations
from prismalchemy.migrate.prisma import DOWN_FILE, LOCK_FILE, MIGRATION_FILE
from prismalchemy.schema import Maybe
from prismalchemy.workspace.external import VERSION_TABLE, version_table
from prismalchemy.workspace.files import Unreadable, read_text
from prismalchemy.workspace.prisma_config import PrismaConfig, read_prisma_config
from prismalchemy.workspace.tree import PRISMA_CONFIG_NAMES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class HistoryError(Exception):
    """A history that cannot be read; the message is `path:line: what; what to do`."""


@dataclass(frozen=True, slots=True)
class AlembicPlace:
    """Where Alembic keeps its revisions: absolute paths, as its configuration file says them.

    `ini` is the file itself, `script` the folder of env.py, `versions` the folders of revisions, `on_path` the folders
    that it puts on Python's path. `version_table` is its own table, as env.py says, UNKNOWN where that is not plain.
    """

    ini: str
    script: str
    versions: tuple[str, ...]
    recursive: bool = False
    on_path: tuple[str, ...] = ()
    version_table: Maybe[str] = VERSION_TABLE


@dataclass(frozen=True, slots=True)
class PrismaPlace:
    """Where Prisma keeps its migrations. `folder` need not exist; `config` is what the prisma.config file says.

    `provider` is None where neither migration_lock.toml nor the schema's datasource says it.
    """

    schema: str
    folder: str
    config: PrismaConfig
    config_path: str | None
    provider: str | None

    @property
    def dialect(self) -> Dialect | None:
        """The database's dialect, where histories of it can be paired."""
        if self.provider in ("postgresql", "postgres"):
            return "postgresql"
        return "sqlite" if self.provider == "sqlite" else None


def find_alembic(files: tuple[str, ...]) -> tuple[AlembicPlace, ...]:
    """Every Alembic configuration among these paths: alembic.ini, or `[tool.alembic]` of a pyproject.toml."""
    found = (read_alembic(path) for path in files if posixpath.basename(path) in ("alembic.ini", "pyproject.toml"))
    places = {place.script: place for place in found if place is not None}
    return tuple(places.values())


def read_alembic(path: str) -> AlembicPlace | None:
    """What a configuration file of Alembic says; None where it says nothing of Alembic's."""
    content = read_text(path)
    if isinstance(content, Unreadable):
        return None
    here = posixpath.dirname(path)
    values = _toml_values(content.text) if path.endswith(".toml") else _ini_values(content.text, here)
    said = values.get("script_location")
    if not isinstance(said, str) or not said:
        return None
    script = _at(here, said)
    locations = _locations(values, here) or (f"{script}/versions",)
    recursive = str(values.get("recursive_version_locations", "false")).strip().lower() in ("true", "1", "yes", "on")
    on_path = values.get("prepend_sys_path", "")
    folders = on_path if isinstance(on_path, list) else _folders(str(on_path))
    environment = read_text(f"{script}/env.py")
    own = VERSION_TABLE if isinstance(environment, Unreadable) else version_table(environment.text)
    return AlembicPlace(path, script, locations, recursive, tuple(_at(here, one) for one in folders if one), own)


def find_prisma(schema: str, text: str) -> PrismaPlace:
    """Where the migrations of a schema lie.

    Args:
        schema: the schema's file or folder, absolute.
        text: the text of the file that holds its datasource.
    """
    folder = schema if not schema.endswith(".prisma") else posixpath.dirname(schema)
    for above in (folder, *(parent.as_posix() for parent in Path(folder).parents)):
        for name in PRISMA_CONFIG_NAMES:
            content = read_text(f"{above}/{name}")
            if isinstance(content, Unreadable):
                continue
            config = read_prisma_config(content.text)
            own = isinstance(config.schema, str) and _at(above, config.schema) in (schema, folder)
            if own or config.schema is None:
                migrations = config.migrations
                place = _at(above, migrations) if isinstance(migrations, str) else _beside(schema)
                return PrismaPlace(schema, place, config, f"{above}/{name}", _provider(place, text))
        if Path(above, ".git").exists():
            break
    place = _beside(schema)
    return PrismaPlace(schema, place, PrismaConfig(), None, _provider(place, text))


def read_history(prisma: PrismaPlace | None, alembic: AlembicPlace | None) -> History:
    """Both histories of a project, paired.

    Raises:
        HistoryError: a file of them cannot be read.
    """
    migrations = read_migrations({} if prisma is None else _migration_files(prisma.folder))
    return pair(migrations, Graph((), (), ()) if alembic is None else _graph(alembic))


def _graph(place: AlembicPlace) -> Graph:
    found: list[Revision] = []
    for folder in place.versions:
        pattern = "**/*.py" if place.recursive else "*.py"
        for path in sorted(Path(folder).glob(pattern)):
            if path.name.startswith((".", "__init__")):
                continue
            content = read_text(path.as_posix())
            if isinstance(content, Unreadable):
                raise HistoryError(f"{path.as_posix()}: {content.reason}")
            read = read_revision_file(path.as_posix(), content.text)
            if read is not None:
                found.append(read)
    return graph(found)


def read_revision_file(path: str, text: str) -> Revision | None:
    """The revision in a file.

    Raises:
        HistoryError: the file is a revision that cannot be understood.
    """
    from prismalchemy.migrate import read_revision

    read = read_revision(path, text)
    if isinstance(read, Refused):
        raise HistoryError(f"{read.path}:{read.line}: {read.reason}")
    return read


def _migration_files(folder: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    if not Path(folder).is_dir():
        return found
    for path in sorted(Path(folder).iterdir()):
        if not path.is_dir() or path.name.startswith("."):
            continue
        found[f"{path.name}/"] = b""
        for name in (MIGRATION_FILE, DOWN_FILE):
            file = path / name
            try:
                if file.is_file():
                    found[f"{path.name}/{name}"] = file.read_bytes()
            except OSError as error:
                raise HistoryError(f"{file.as_posix()}: it cannot be read ({error.strerror})") from error
    return found


def _ini_values(text: str, here: str) -> dict[str, Any]:
    parser = configparser.ConfigParser({"here": here}, strict=False)
    try:
        parser.read_string(text)
        section = parser["alembic"]
        return {
            key: section[key] if "%(here)" in (section.get(key, raw=True) or "") else section.get(key, raw=True)
            for key in section
        }
    except (configparser.Error, KeyError):
        return {}


def _toml_values(text: str) -> dict[str, Any]:
    if "[tool.alembic" not in text:
        return {}
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError:
        return {}
    values = tool.get("alembic", {}) if isinstance(tool, dict) else {}
    if not isinstance(values, dict):
        return {}
    return {
        key: [str(one).replace("%(here)s", ".") for one in value]
        if isinstance(value, list)
        else value.replace("%(here)s", ".")
        if isinstance(value, str)
        else value
        for key, value in values.items()
    }


def _folders(text: str) -> list[str]:
    """A list of folders, whichever way it is separated; a colon behind a drive's letter separates nothing."""
    return re.split(r"[\s,;]+|(?<![\s,;:][A-Za-z])(?<!^[A-Za-z]):", text)


_SEPARATORS = {"space": r"\s+", "newline": r"\n+", "os": re.escape(os.pathsep), ":": ":", ";": ";"}


def _locations(values: dict[str, Any], here: str) -> tuple[str, ...]:
    said = values.get("version_locations")
    if isinstance(said, list):
        return tuple(_at(here, one) for one in said)
    if not isinstance(said, str):
        return ()
    separator = str(values.get("path_separator") or values.get("version_path_separator") or "").strip()
    pattern = _SEPARATORS.get(separator, r"[,\s]+")
    return tuple(_at(here, one.strip()) for one in re.split(pattern, said) if one.strip())


_DATASOURCE = re.compile(r"^[ \t]*datasource\s+\w+\s*\{[^}]*?^\s*provider\s*=\s*\"(\w+)\"", re.MULTILINE | re.DOTALL)


def _provider(folder: str, text: str) -> str | None:
    content = read_text(f"{folder}/{LOCK_FILE}")
    locked = None if isinstance(content, Unreadable) else provider_of(content.text)
    found = _DATASOURCE.search(text)
    return locked or (found[1] if found else None)


def _beside(schema: str) -> str:
    """Prisma's own place: beside the schema, or in its folder."""
    folder = schema if not schema.endswith(".prisma") else posixpath.dirname(schema)
    inside = f"{folder}/migrations"
    above = f"{posixpath.dirname(folder)}/migrations"
    return above if not Path(inside).is_dir() and Path(above, LOCK_FILE).is_file() else inside


def _at(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))
