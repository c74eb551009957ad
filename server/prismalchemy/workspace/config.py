"""Reads the settings from `[tool.prismalchemy]` of pyproject.toml, or from prismalchemy.toml."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from prismalchemy.text import Location, SourceFile, Span
from prismalchemy.workspace.files import Unreadable, read_text
from prismalchemy.workspace.settings import KEYS, PAIR_KEYS, Key, PairSettings, Settings
from prismalchemy.workspace.values import InvalidValueError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE_NAMES = ("prismalchemy.toml", "pyproject.toml")
"""Where settings may stand, the first one first."""


class ConfigError(Exception):
    """A configuration that cannot be used; the message is `path:line:column: what; what to do`."""

    def __init__(self, path: str, line: int, column: int, reason: str) -> None:
        super().__init__(f"{path}:{line}:{column}: {reason}")
        self.path = path
        self.line = line
        self.column = column
        self.reason = reason


def find_settings(folder: str) -> Settings | None:
    """The settings that stand in `folder` itself; None where it has none.

    Raises:
        ConfigError: a configuration file is there and cannot be used.
    """
    for name in FILE_NAMES:
        path = str(PurePosixPath(folder) / name)
        content = read_text(path)
        if isinstance(content, Unreadable):
            if content.reason.startswith("there is no such file"):
                continue
            raise ConfigError(path, content.line or 1, content.column or 1, content.reason)
        settings = parse_settings(path, content.text)
        if settings is not None:
            return settings
    return None


def has_settings(path: str, text: str) -> bool:
    """Whether a configuration file says something about prismalchemy, by a look at its text."""
    return PurePosixPath(path).name == "prismalchemy.toml" or "[tool.prismalchemy" in text


def parse_settings(path: str, text: str) -> Settings | None:
    """The settings in a configuration file's text; None for a pyproject.toml that has none.

    Raises:
        ConfigError: the text is not TOML, has an unknown key, or a value of the wrong type.
    """
    own = PurePosixPath(path).name == "prismalchemy.toml"
    if not own and "prismalchemy" not in text:
        return None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(path, text, error) from None
    prefix: tuple[str, ...] = () if own else ("tool", "prismalchemy")
    table: Any = document
    for part in prefix:
        if not isinstance(table, dict) or part not in table:
            return None
        table = table[part]
    return _Reader(path, text, prefix).settings(table)


class _Reader:
    """Turns one TOML table into settings, knowing where to point in an error."""

    def __init__(self, path: str, text: str, prefix: tuple[str, ...]) -> None:
        self.path = path
        self.text = text
        self.prefix = prefix

    def settings(self, table: object) -> Settings:
        if not isinstance(table, dict):
            raise self.error((), None, "`prismalchemy` must be a table")
        entries = table.get("pairs", [])
        rest = {name: value for name, value in table.items() if name != "pairs"}
        values = self.values(rest, KEYS, (), None)
        shared = {key.attribute for key in PAIR_KEYS} - {"rules", "tenancy"}
        single = {name: value for name, value in values.items() if name in shared}
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self.error(("pairs",), None, "key `pairs` must be an array of tables; write [[…pairs]]")
        if entries and single:
            first = next(iter(single))
            raise self.error((first,), None, f"key `{first}` cannot stand beside `pairs`; move it into each pair")
        if single:
            pairs: tuple[PairSettings, ...] = (PairSettings(**single),)
        else:
            pairs = tuple(
                PairSettings(**self.values(_with_tenancy(entry, table), PAIR_KEYS, ("pairs",), at))
                for at, entry in enumerate(entries)
            )
        general = {name: value for name, value in values.items() if name not in shared}
        return Settings(pairs=pairs, path=self.path, **general)

    def values(
        self, table: Mapping[str, Any], keys: Sequence[Key], under: tuple[str, ...], index: int | None
    ) -> dict[str, Any]:
        known = {key.name: key for key in keys}
        values: dict[str, Any] = {}
        for name, value in table.items():
            where = (*under, name)
            if name not in known:
                names = ", ".join(f"`{key.name}`" for key in keys)
                raise self.error(where, index, f"unknown key `{name}`; the keys are {names}")
            try:
                values[known[name].attribute] = known[name].convert(value)
            except InvalidValueError as error:
                where = where if error.key is None else (*where, error.key)
                raise self.error(where, index, f"key `{name}` {error}") from None
        return values

    def error(self, keys: tuple[str, ...], index: int | None, reason: str) -> ConfigError:
        line, column = find_key(self.text, (*self.prefix, *keys), index)
        return ConfigError(self.path, line, column, reason)


def place_of_entry(file: SourceFile, keys: tuple[str, ...], pair: int | None) -> Location:
    """Where an entry of the settings stands.

    Args:
        file: the configuration file.
        keys: the keys that lead to the entry; the last one may be a key or a text in a list.
        pair: which element of `pairs` may have the entry; else the project's settings have it.
    """
    own = PurePosixPath(file.path).name == "prismalchemy.toml"
    prefix: tuple[str, ...] = () if own else ("tool", "prismalchemy")
    line, column = find_key(file.text, (*prefix, *keys))
    if pair is not None:
        element = find_key(file.text, (*prefix, "pairs"), pair)
        inside = find_key(file.text, (*prefix, "pairs", *keys), pair)
        line, column = inside if inside != element else (line, column)
    start = file.lines.line_start(line - 1) + column - 1
    header = _NEXT_HEADER.search(file.text, start + 1)
    entry = re.compile(rf"(?<![\w.-]){re.escape(keys[-1])}(?![\w-])").search(
        file.text, start, header.start() if header else len(file.text)
    )
    if entry is not None:
        return Location(file.path, Span(*entry.span()))
    end = start + len(file.text[start:].split("\n")[0].split("=")[0].rstrip())
    return Location(file.path, Span(start, end))


_NEXT_HEADER = re.compile(r"^[ \t]*\[\[?[ \t]*[\w\"']+[\w \t.\"'-]*\]", re.MULTILINE)


def _with_tenancy(entry: Mapping[str, Any], table: Mapping[str, Any]) -> Mapping[str, Any]:
    """A pair's table, its tenancy with the keys that only the project's has."""
    own, general = entry.get("tenancy"), table.get("tenancy")
    if not isinstance(own, dict) or not isinstance(general, dict):
        return entry
    return {**entry, "tenancy": {**general, **own}}


def find_key(text: str, keys: tuple[str, ...], index: int | None = None) -> tuple[int, int]:
    """Line and column (from 1) of the key with this dotted name.

    Args:
        text: a valid TOML document.
        keys: the parts of the name, those of the table's header included.
        index: for a key in an array of tables, which element of the array, from 0.

    A key inside an inline table or a multi-line value is not looked for; the nearest table or key that encloses it is
    answered, the first line in the end.
    """
    best, best_length = (1, 1), 0
    seen: dict[tuple[str, ...], int] = {}
    for name, place, array in _names(text):
        if array:
            seen[name] = seen.get(name, -1) + 1
        if keys[: len(name)] != name or len(name) <= best_length:
            continue
        if index is not None and seen.get(name if array else name[:-1], index) != index:
            continue
        best, best_length = place, len(name)
    return best


_KEY_PART = r"""[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'"""
_DOTTED = rf"(?:{_KEY_PART})(?:[ \t]*\.[ \t]*(?:{_KEY_PART}))*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]")
_ASSIGNMENT = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")


def _names(text: str) -> Iterator[tuple[tuple[str, ...], tuple[int, int], bool]]:
    """Every header and key: its full name, its place, and whether it begins an element of an array of tables."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            table = _parts(header[2])
            yield table, (number, header.start(2) + 1), header[1] == "[["
        elif key := _ASSIGNMENT.match(line):
            yield (*table, *_parts(key[1])), (number, key.start(1) + 1), False


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY_PART, dotted))


def _syntax_error(path: str, text: str, error: Exception) -> ConfigError:
    message = str(error)
    place = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if place is not None:
        line, column, what = int(place[1]), int(place[2]), message[: place.start()]
    else:
        line, column, what = text.count("\n") + 1, len(text) - text.rfind("\n"), "unexpected end"
    return ConfigError(path, line, column, f"not valid TOML: {what}; correct it")
