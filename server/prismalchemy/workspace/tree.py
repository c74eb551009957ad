"""The files of a project that matter, found by one walk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prismalchemy.text.globs import matches_path
from prismalchemy.workspace.files import Unreadable

SKIPPED_FOLDERS = frozenset(
    {"node_modules", "bower_components", "__pycache__", "__pypackages__", "site-packages", "dist", "build", "coverage"}
)
"""Folders of other people's or of generated files; those that begin with a dot are left out too."""

PRISMA_CONFIG_NAMES = tuple(f"prisma.config.{suffix}" for suffix in ("ts", "mts", "cts", "js", "mjs", "cjs"))
NAMED_FILES = frozenset(
    {*PRISMA_CONFIG_NAMES, "package.json", "alembic.ini", "migration_lock.toml", "pyproject.toml", "prismalchemy.toml"}
)
SUFFIXES = (".py", ".prisma")


@dataclass(frozen=True)
class Tree:
    """What a walk found: absolute POSIX paths in a stable order, and folders that could not be read."""

    root: str
    files: tuple[str, ...]
    unreadable: tuple[Unreadable, ...] = ()

    def named(self, *names: str) -> list[str]:
        """The files with one of these names."""
        return [path for path in self.files if path.rpartition("/")[2] in names]

    def with_suffix(self, suffix: str) -> list[str]:
        """The files whose name ends so."""
        return [path for path in self.files if path.endswith(suffix)]

    def below(self, folder: str) -> list[str]:
        """The files in `folder`, at any depth."""
        prefix = folder.rstrip("/") + "/"
        return [path for path in self.files if path.startswith(prefix)]


def is_wanted(path: str) -> bool:
    """Whether a file could matter, by its name."""
    name = path.rpartition("/")[2]
    return name.endswith(SUFFIXES) or name in NAMED_FILES


def walk(root: str, exclude: Sequence[str] = ()) -> Tree:
    """Finds the files below `root`. Links to folders are not followed, so that a walk always ends.

    `exclude` are globs relative to `root`; virtual environments are known by their `pyvenv.cfg`, other folders that
    packages are installed into by the `.dist-info` that pip leaves.
    """
    files: list[str] = []
    unreadable: list[Unreadable] = []
    _walk(root.rstrip("/") or "/", "", exclude, files, unreadable)
    return Tree(root, tuple(files), tuple(unreadable))


def is_skipped(root: str, path: str, exclude: Sequence[str] = ()) -> bool:
    """Whether a walk from `root` would pass `path` by because of its folders' names or the globs."""
    relative = path.removeprefix(root.rstrip("/") + "/")
    folders = relative.split("/")[:-1]
    return any(_is_skipped_name(folder) for folder in folders) or matches_path(relative, exclude)


def _is_skipped_name(name: str) -> bool:
    return name in SKIPPED_FOLDERS or name.startswith(".")


def _walk(folder: str, relative: str, exclude: Sequence[str], files: list[str], unreadable: list[Unreadable]) -> None:
    try:
        entries = sorted(_entries(folder), key=lambda entry: entry.name)
    except PermissionError:
        unreadable.append(Unreadable(folder, "no permission to read the folder; change its permissions or exclude it"))
        return
    except OSError:
        return  # it vanished while we walked
    if relative and any(entry.name == "pyvenv.cfg" or entry.name.endswith(".dist-info") for entry in entries):
        return
    below: list[tuple[str, str]] = []
    for entry in entries:
        inside = f"{relative}/{entry.name}" if relative else entry.name
        if exclude and matches_path(inside, exclude):
            continue
        path = f"{folder.rstrip('/')}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            if not _is_skipped_name(entry.name):
                below.append((path, inside))
        elif is_wanted(entry.name):
            files.append(path)
    for path, inside in below:
        _walk(path, inside, exclude, files, unreadable)


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from entries
