"""Which reading belongs to which texts: keys by content, version and options, and readings in and out of the folder."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy

import prismalchemy
from prismalchemy.cache.codec import LAYOUT, CodecError, decode, encode
from prismalchemy.cache.disk import Folder
from prismalchemy.schema import Schema
from prismalchemy.text import Anchor, Problem, SourceFile

VARIABLE = "PRISMALCHEMY_CACHE"
"""Names the folder of the cache; `off` or `0` turns it off."""
_READERS = ("alchemy", "cache", "prisma", "runtime", "schema", "text")
"""The packages whose code decides what a reading is."""


class Readings:
    """The readings on disk.

    Args:
        folder: where they are.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    @classmethod
    def found(cls, environment: Mapping[str, str] | None = None) -> Readings | None:
        """Those in the folder that the environment names, or in the platform's folder for caches; None if off."""
        said = (os.environ if environment is None else environment).get(VARIABLE, "")
        if said.lower() in ("off", "0", "false", "no"):
            return None
        if said:
            return cls(Folder(os.path.abspath(said)))  # noqa: PTH100 - as it is named, links included
        from platformdirs import user_cache_dir

        return cls(Folder(user_cache_dir("prismalchemy", appauthor=False)))

    def load(
        self, key: str, files: Sequence[SourceFile]
    ) -> tuple[Schema, tuple[Problem, ...], dict[Anchor, int]] | None:
        """What was read of these files, with where its anchors stand; None where that is not known."""
        lines = self._folder.load(key)
        if not lines:
            return None
        try:
            return decode(lines, {file.path: len(file.text) for file in files})
        except CodecError:
            self._folder.drop(key)
            return None

    def save(self, key: str, schema: Schema, problems: tuple[Problem, ...], bases: Mapping[Anchor, int]) -> bool:
        """Keeps what was read; whether it is kept now."""
        if self._folder.has(key):
            return True
        try:
            return self._folder.save(key, encode(schema, problems, bases))
        except CodecError:
            return False


def key_of(kind: str, options: Iterable[Any], files: Sequence[SourceFile]) -> str:
    """The key of a reading: of these texts at these paths, read in this way by this version of everything."""
    digest = hashlib.sha256()
    for part in (kind, *_versions(), *map(repr, options)):
        digest.update(f"{len(part)} {part}".encode("utf-8", "surrogatepass"))
    for file in files:
        for part in (file.path, file.text):
            content = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d " % len(content) + content)
    return digest.hexdigest()


@cache
def _versions() -> tuple[str, ...]:
    """What a reading depends on besides texts and options. In a checkout the code changes without its version."""
    top = Path(prismalchemy.__file__).parent
    paths = [path for name in _READERS for path in (top / name).rglob("*") if path.suffix in (".py", ".lark")]
    paths += top.parents[1].glob("grammar/prisma.lark")
    code = [f"{path} {status.st_size} {status.st_mtime_ns}" for path in sorted(paths) for status in (path.stat(),)]
    return prismalchemy.__version__, sqlalchemy.__version__, platform.python_version(), LAYOUT, *code
