"""The packages outside the project's root that the project installs from their folders.

A service of a monorepo that is opened alone often takes its base classes, or all its models, from a package beside it:
`../packages/core`. Where the project's own files name such a folder, its Python files are read like the project's own.
What is inside the root is found without this (`sources.Modules`). Nothing is looked for in an environment.
"""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from prismalchemy.workspace.versions import Text, requirement_files

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_MOST = 50
"""So many packages at most: each is a walk of its folder."""
_EDITABLE = re.compile(r"^\s*(?:-e|--editable)[\s=]\s*(\S+)")
_FILE_URL = re.compile(r"(?:^|@)\s*(?:file:(?://(?:localhost)?)?)?((?:[./]|\$\{|\{root:)\S*)")
_FOLDER = re.compile(r"^\s*(\.{1,2}/\S*)")
_ROOT_VARIABLE = re.compile(r"/?\$\{PROJECT_ROOT\}/?|\{root:(?:uri|real)?\}/?")
"""How PDM and Hatch write the project's folder."""
_EXTRAS = re.compile(r"\[[^\]]*\]$")


def path_dependencies(folders: Iterable[str], root: str, text: Text) -> tuple[str, ...]:
    """The folders outside a root that its projects take packages from, and those that these take further.

    Args:
        folders: where a pyproject.toml or a file of requirements may lie.
        root: the project's root.
        text: reads a file; None where there is nothing.
    """
    found: dict[str, None] = {}
    todo = list(folders)
    seen = set(todo)
    while todo and len(found) < _MOST:
        for named in _named(todo.pop(0), text):
            if named not in seen:
                seen.add(named)
                if not _is_within(named, root) and not _is_within(root, named):
                    found[named] = None
                    todo.append(named)
    return tuple(found)


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _named(folder: str, text: Text) -> Iterator[str]:
    """The folders that the files of a folder name, as absolute paths."""
    said = list(_declared(text(f"{folder}/pyproject.toml") or ""))
    for file in requirement_files(folder):
        above = posixpath.relpath(posixpath.dirname(file), folder)
        said += [posixpath.join(above, path) for path in _required(text(file) or "")]
    for path in said:
        plain = _ROOT_VARIABLE.sub("", unquote(path)).partition("#")[0].partition(";")[0].strip()
        plain = _EXTRAS.sub("", plain)
        if plain:
            yield posixpath.normpath(posixpath.join(folder, plain))


def _required(text: str) -> Iterator[str]:
    """The folders that requirements name: `-e ../core`, `../core`, `core @ file:../core`."""
    for line in text.splitlines():
        for pattern in (_EDITABLE, _FILE_URL, _FOLDER):
            match = pattern.search(line)
            if match is not None and not re.match(r"\w+\+|https?:", match[1]):
                yield match[1].removeprefix("file://").removeprefix("file:")
                break


def _declared(text: str) -> Iterator[str]:
    """The folders that a pyproject.toml names, as pip, uv, Poetry, PDM and Hatch understand it."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    yield from _paths(document.get("tool"))
    for lines in _lists(document):
        for line in lines:
            match = _EDITABLE.search(line) or _FILE_URL.search(line)
            if match is not None:
                yield match[1].removeprefix("file://").removeprefix("file:")


def _paths(said: Any) -> Iterator[str]:
    """The `path` of every dependency below `[tool.uv.sources]`, `[tool.poetry…dependencies]` and their like."""
    tool = said if isinstance(said, dict) else {}
    uv, poetry = tool.get("uv"), tool.get("poetry")
    tables = [uv.get("sources") if isinstance(uv, dict) else None]
    if isinstance(poetry, dict):
        groups = poetry.get("group")
        tables += [poetry.get("dependencies"), poetry.get("dev-dependencies")]
        tables += [group.get("dependencies") for group in _values(groups) if isinstance(group, dict)]
    for table in tables:
        for dependency in _values(table):
            for entry in dependency if isinstance(dependency, list) else [dependency]:
                path = entry.get("path") if isinstance(entry, dict) else None
                if isinstance(path, str):
                    yield path


def _lists(document: Mapping[str, Any]) -> Iterator[list[str]]:
    """All lists of requirements of a pyproject.toml."""
    project, groups, tool = (document.get(name) for name in ("project", "dependency-groups", "tool"))
    pdm = tool.get("pdm") if isinstance(tool, dict) else None
    found: list[Any] = [project.get("dependencies")] if isinstance(project, dict) else []
    for table in (
        project.get("optional-dependencies") if isinstance(project, dict) else None,
        groups,
        pdm.get("dev-dependencies") if isinstance(pdm, dict) else None,
    ):
        found += _values(table)
    for entries in found:
        if isinstance(entries, list):
            yield [entry for entry in entries if isinstance(entry, str)]


def _values(table: Any) -> list[Any]:
    return list(table.values()) if isinstance(table, dict) else []
