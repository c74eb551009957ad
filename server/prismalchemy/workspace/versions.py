"""Which SQLAlchemy and SQLModel the models run on, as the project pins them.

Looked for in the folder of the models and those above it, up to the project's root. Lock files count first, as they
name one version; then requirements and constraints; then the dependencies of pyproject.toml. Within each kind the
nearest folder counts. Where a range is given, the newest version that prismalchemy knows and the range allows counts.
Environments are not looked into: what is installed need not be what the project means.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from prismalchemy.generate import TYPE_PACKAGES
from prismalchemy.workspace.files import Unreadable, read_text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
REQUIREMENTS = re.compile(r"(?:requirements|constraints)[\w.-]*\.(?:txt|in)")
"""Names of files with one requirement a line."""

_LOOKED_FOR = ("sqlalchemy", "sqlmodel", *TYPE_PACKAGES)
"""The packages of which requirements are read."""

NEWEST = (2, 1)
"""The SQLAlchemy that counts where the project says nothing."""
_SERIES = ((2, 1), (2, 0))
_LATEST = 999
"""Stands for the last release of a series."""

Text = Callable[[str], "str | None"]
"""Gives the text of a file; None where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Versions:
    """What the models run on. `sqlmodel` is None where the project does not pin it to one version."""

    sqlalchemy: tuple[int, int] = NEWEST
    sqlmodel: tuple[int, ...] | None = None


def depended_packages(names: Iterable[str], folder: str, root: str, text: Text | None = None) -> frozenset[str]:
    """Those of some packages that a project depends on, in whatever version.

    Args:
        names: the packages, of those that this file knows (`_LOOKED_FOR`).
        folder: where the models stand.
        root: the project's root; folders above it are not looked at.
        text: reads a file; from disk where it is not given.
    """
    read = text or _text
    folders = list(_upwards(folder, root))
    named = {name for kind in (_required, _declared) for above in folders for name, _ in kind(above, read)}
    return frozenset(name for name in names if name in named or _locked(name, folders, read) is not None)


def is_pinning(path: str) -> bool:
    """Whether a file may say which versions are used, by its name."""
    name = path.rpartition("/")[2]
    return name in LOCKS or name == "pyproject.toml" or REQUIREMENTS.fullmatch(name) is not None


def pinned_versions(folder: str, root: str, text: Text | None = None) -> Versions:
    """The versions that a project pins.

    Args:
        folder: where the models stand.
        root: the project's root; folders above it are not looked at.
        text: reads a file; from disk where it is not given.
    """
    read = text or _text
    folders = list(_upwards(folder, root))
    exact = {name: _locked(name, folders, read) for name in ("sqlalchemy", "sqlmodel")}
    ranges: dict[str, SpecifierSet | None] = {"sqlalchemy": None, "sqlmodel": None}
    for kind in (_required, _declared):
        for above in folders:
            for name, found in kind(above, read):
                if found and name in ranges and ranges[name] is None:
                    ranges[name] = found
    return Versions(_series(exact["sqlalchemy"], ranges["sqlalchemy"]), _single(exact["sqlmodel"], ranges["sqlmodel"]))


def _series(locked: Version | None, allowed: SpecifierSet | None) -> tuple[int, int]:
    """The series of SQLAlchemy; one that is older than what prismalchemy knows counts as the oldest known."""
    if locked is not None:
        return next((series for series in _SERIES if locked.release[:2] >= series), _SERIES[-1])
    if allowed is None:
        return NEWEST
    return next((series for series in _SERIES if _allows(allowed, series)), _SERIES[-1])


def _allows(allowed: SpecifierSet, series: tuple[int, int]) -> bool:
    """Whether a range has a release of a series in it: one that it names, or the last one."""
    named = [_bound(specifier.version) for specifier in allowed]
    tried = [Version(f"{series[0]}.{series[1]}.{_LATEST}"), *(version for version in named if version is not None)]
    return any(version.release[:2] == series and allowed.contains(version, prereleases=True) for version in tried)


def _bound(text: str) -> Version | None:
    try:
        return Version(text.removesuffix(".*"))
    except InvalidVersion:
        return None


def _single(locked: Version | None, allowed: SpecifierSet | None) -> tuple[int, ...] | None:
    """The one version that is pinned."""
    if locked is None and allowed is not None:
        pins = [_bound(item.version) for item in allowed if item.operator in ("==", "===") and "*" not in item.version]
        locked = pins[0] if pins else None
    return None if locked is None else locked.release


def _upwards(folder: str, root: str) -> Iterator[str]:
    for path in (Path(folder), *Path(folder).parents):
        yield path.as_posix()
        if path == Path(root) or (path / ".git").exists():
            return


def _text(path: str) -> str | None:
    found = read_text(path)
    return None if isinstance(found, Unreadable) else found.text


def _locked(name: str, folders: Iterable[str], text: Text) -> Version | None:
    """The version that the nearest lock file names. These files are large and alike: no need to read all as TOML."""
    entry = re.compile(rf'^name = "{name}"\r?\nversion = "([^"\n]+)"', re.MULTILINE | re.IGNORECASE)
    for folder in folders:
        for lock in LOCKS:
            match = entry.search(text(f"{folder}/{lock}") or "")
            version = None if match is None else _bound(match[1])
            if version is not None:
                return version
    return None


def requirement_files(folder: str) -> Iterator[str]:
    """The files with requirements and constraints in a folder, and in its `requirements` folder."""
    for place in (Path(folder), Path(folder) / "requirements"):
        try:
            found = sorted(path for path in place.iterdir() if path.suffix in (".txt", ".in"))
        except OSError:
            continue
        for path in found:
            if place.name == "requirements" or REQUIREMENTS.fullmatch(path.name):
                yield path.as_posix()


def _required(folder: str, text: Text) -> Iterator[tuple[str, SpecifierSet]]:
    """What the requirements and constraints of a folder say."""
    for path in requirement_files(folder):
        for line in (text(path) or "").splitlines():
            yield from _requirement(line.partition(" #")[0].partition(" --")[0].strip().rstrip("\\").strip())


def _requirement(line: str) -> Iterator[tuple[str, SpecifierSet]]:
    """Name and range of a requirement, which may allow any version; nothing for a line that is none."""
    if not line.lower().startswith(_LOOKED_FOR):
        return
    try:
        found = Requirement(line)
    except InvalidRequirement:
        return
    if found.marker is None or found.marker.evaluate():
        yield found.name.lower(), found.specifier


def _declared(folder: str, text: Text) -> Iterator[tuple[str, SpecifierSet]]:
    """What a pyproject.toml declares: its dependencies, their groups and extras, or Poetry's."""
    try:
        document = tomllib.loads(text(f"{folder}/pyproject.toml") or "")
    except tomllib.TOMLDecodeError:
        return
    project = _table(document, "project")
    lists = [project.get("dependencies"), *_table(project, "optional-dependencies").values()]
    for entries in (*lists, *_table(document, "dependency-groups").values()):
        for line in entries if isinstance(entries, list) else ():
            if isinstance(line, str):
                yield from _requirement(line)
    for name, said in _table(document, "tool", "poetry", "dependencies").items():
        version = said.get("version") if isinstance(said, dict) else said
        found = _poetry_range(version) if isinstance(version, str) else None
        yield name.lower(), found or SpecifierSet()


def _table(document: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    found: Any = document
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


_TILDE_OR_CARET = re.compile(r"([~^])(\d+(?:\.\d+)*)")


def _poetry_range(text: str) -> SpecifierSet | None:
    """A range as Poetry writes it: `^2.0`, `~2.0.3`, `2.0.*`, `2.0.30`, or as pip does."""

    def spelt(match: re.Match[str]) -> str:
        parts = [int(part) for part in match[2].split(".")]
        kept = parts[:1] if match[1] == "^" or len(parts) == 1 else parts[:2]
        return f">={match[2]},<{'.'.join(map(str, [*kept[:-1], kept[-1] + 1]))}"

    clauses = _TILDE_OR_CARET.sub(spelt, text.replace(" ", ""))
    clauses = ",".join(f"=={clause}" if clause[:1].isdigit() else clause for clause in clauses.split(",") if clause)
    try:
        return SpecifierSet(clauses)
    except InvalidSpecifier:
        return None
