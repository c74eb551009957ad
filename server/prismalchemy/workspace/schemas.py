"""Finds the Prisma schemas of a project: which files make one schema."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prismalchemy.workspace.prisma_config import read_prisma_config
from prismalchemy.workspace.sources import is_test
from prismalchemy.workspace.tree import PRISMA_CONFIG_NAMES, Tree

TextOf = Callable[[str], "str | None"]
"""A file's text by its path, None where it cannot be read."""


@dataclass(frozen=True, slots=True)
class SchemaSource:
    """One schema: its files in order, and the file or folder that stands for it in messages.

    `migrations`: Prisma migrations lie beside it. `configured`: prisma.config or package.json names it.
    """

    path: str
    files: tuple[str, ...]
    migrations: bool = False
    configured: bool = False


def find_schemas(tree: Tree, text_of: TextOf) -> tuple[SchemaSource, ...]:
    """Every schema in the tree: those that prisma.config and package.json name, then the rest by convention.

    Schemas of tests count only where there is no other.
    """
    found: list[SchemaSource] = []
    taken: set[str] = set()
    for path in _configured(tree, text_of):
        source = schema_at(tree, path)
        if source is not None and not taken.issuperset(source.files):
            found.append(SchemaSource(source.path, source.files, source.migrations, configured=True))
            taken.update(source.files)
    rest = [path for path in tree.with_suffix(".prisma") if path not in taken]
    if found or not all(is_test(path, tree.root) for path in rest):
        rest = [path for path in rest if not is_test(path, tree.root)]
    for path, files in _by_convention(rest, text_of):
        found.append(SchemaSource(path, files, _has_migrations(tree, path)))
    return tuple(found)


def schema_at(tree: Tree, path: str) -> SchemaSource | None:
    """The schema in the file or folder `path`; None where the tree holds no .prisma file there."""
    path = path.rstrip("/")
    files = (path,) if path in tree.files else tuple(file for file in tree.below(path) if file.endswith(".prisma"))
    return SchemaSource(path, files, _has_migrations(tree, path)) if files else None


def _configured(tree: Tree, text_of: TextOf) -> Iterable[str]:
    for path in tree.named(*PRISMA_CONFIG_NAMES):
        said = read_prisma_config(text_of(path) or "").schema
        if isinstance(said, str) and said:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(path), said))
    for path in tree.named("package.json"):
        said = schema_of_package_json(text_of(path) or "")
        if said is not None:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(path), said))


def schema_of_package_json(text: str) -> str | None:
    """What `prisma.schema` of a package.json says, relative to that file; None where it says nothing."""
    if '"prisma"' not in text:
        return None
    try:
        document = json.loads(text)
    except ValueError:
        return None
    prisma = document.get("prisma") if isinstance(document, dict) else None
    schema = prisma.get("schema") if isinstance(prisma, dict) else None
    return schema if isinstance(schema, str) and schema else None


_DATASOURCE = re.compile(r"^[ \t]*datasource\s+\w+\s*\{", re.MULTILINE)


def has_datasource(text: str) -> bool:
    """Whether a .prisma file has a datasource block, and so begins a schema of its own."""
    return "datasource" in text and bool(_DATASOURCE.search(text))


def _by_convention(paths: list[str], text_of: TextOf) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Files with a datasource begin a schema; a file without one belongs to the nearest folder above with one such."""
    heads: dict[str, list[str]] = {}
    others: list[str] = []
    for path in paths:
        if has_datasource(text_of(path) or ""):
            heads.setdefault(posixpath.dirname(path), []).append(path)
        else:
            others.append(path)
    members: dict[str, list[str]] = {}
    orphans: dict[str, list[str]] = {}
    for path in others:
        head = _nearest_head(path, heads)
        if head is not None:
            members.setdefault(head, []).append(path)
        elif posixpath.basename(path) == "schema.prisma":
            members.setdefault(path, [])
        else:
            orphans.setdefault(posixpath.dirname(path), []).append(path)
    for folder_heads in heads.values():
        for head in folder_heads:
            members.setdefault(head, [])
    for head, files in members.items():
        if files:
            yield posixpath.dirname(head), tuple(sorted([head, *files]))
        else:
            yield head, (head,)
    for folder, files in orphans.items():
        yield (folder, tuple(files)) if len(files) > 1 else (files[0], tuple(files))


def _nearest_head(path: str, heads: dict[str, list[str]]) -> str | None:
    folder = posixpath.dirname(path)
    while True:
        if folder in heads:
            return heads[folder][0] if len(heads[folder]) == 1 else None
        above = posixpath.dirname(folder)
        if above == folder:
            return None
        folder = above


def _has_migrations(tree: Tree, path: str) -> bool:
    """Whether Prisma migrations lie beside the schema, or beside the folder that holds its files."""
    locks = {posixpath.dirname(posixpath.dirname(lock)) for lock in tree.named("migration_lock.toml")}
    return bool(locks & {path, posixpath.dirname(path), posixpath.dirname(posixpath.dirname(path))})
