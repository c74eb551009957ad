"""What a prisma.config file says, read as text: the file is a program, and is never run.

Read are object literals of strings, lists and objects, names of constants that the file defines so, `env("X")` and
`process.env.X`, and `path.join(…)`. All else is UNKNOWN.
Source: Prisma's reference of `prisma.config.ts`, Prisma 7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from prismalchemy.schema import UNKNOWN, Maybe

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)
      | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)
      | (?P<number>\d[\w.]*)
      | (?P<name>[\w$]+)
      | (?P<sign>\.\.\.|=>|\?\?|\|\||&&|.)""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:u\{?([0-9a-fA-F]+)\}?|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_MOST_TOKENS = 20_000
_MOST_DEPTH = 50
_MOST_VALUES = 5_000


@dataclass(frozen=True, slots=True)
class FromEnvironment:
    """A value that an environment variable gives."""

    variable: str


Value: TypeAlias = "str | FromEnvironment | tuple[Maybe[Value], ...] | Mapping[str, Maybe[Value]]"


@dataclass(frozen=True, slots=True)
class PrismaConfig:
    """What is said of the parts that matter here; None where nothing is said, UNKNOWN where it is not plain.

    `schema` and `migrations` are paths relative to the file. `url` and `shadow_url` are those of the datasource.
    `external_tables` and `external_enums` are names, with the database schema before a dot where it is said.
    """

    schema: Maybe[str | None] = None
    migrations: Maybe[str | None] = None
    url: Maybe[str | FromEnvironment | None] = None
    shadow_url: Maybe[str | FromEnvironment | None] = None
    external_tables: Maybe[tuple[str, ...]] = ()
    external_enums: Maybe[tuple[str, ...]] = ()


def read_prisma_config(text: str) -> PrismaConfig:
    """Read the text of a prisma.config file. Never fails: what is not understood is UNKNOWN."""
    root = _exported(_tokens(text))
    if root is UNKNOWN:
        return PrismaConfig(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
    return PrismaConfig(
        _text(_at(root, "schema")),
        _text(_at(root, "migrations", "path")),
        _address(_at(root, "datasource", "url")),
        _address(_at(root, "datasource", "shadowDatabaseUrl")),
        _names(_at(root, "tables", "external")),
        _names(_at(root, "enums", "external")),
    )


_OTHERS = "..."
"""The key under which an object holds that it may have keys that are not seen."""


def _at(value: Maybe[Value], *keys: str) -> Maybe[Value | None]:
    found: Maybe[Value | None] = value
    for key in keys:
        if found is None or found is UNKNOWN:
            return found
        if not isinstance(found, Mapping):
            return UNKNOWN
        found = found.get(key, UNKNOWN if _OTHERS in found else None)
    return found


def _text(value: Maybe[Value | None]) -> Maybe[str | None]:
    return value if value is None or isinstance(value, str) else UNKNOWN


def _address(value: Maybe[Value | None]) -> Maybe[str | FromEnvironment | None]:
    return value if value is None or isinstance(value, str | FromEnvironment) else UNKNOWN


def _names(value: Maybe[Value | None]) -> Maybe[tuple[str, ...]]:
    if value is None:
        return ()
    if value is UNKNOWN or not isinstance(value, tuple):
        return UNKNOWN
    names = tuple(one for one in value if isinstance(one, str))
    return names if len(names) == len(value) else UNKNOWN


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


_END = _Token("end", "")


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "skip":
            found.append(_Token(match.lastgroup or "", match.group()))
            if len(found) == _MOST_TOKENS:
                break
    return found


def _exported(tokens: Sequence[_Token]) -> Maybe[Value]:
    """The value that the file exports."""
    texts = [token.text for token in tokens]
    for index, text in enumerate(texts):
        if text == "export" and texts[index + 1 : index + 2] == ["default"]:
            return _Reader(tokens, index + 2).value()
        if text == "module" and texts[index + 1 : index + 4] == [".", "exports", "="]:
            return _Reader(tokens, index + 4).value()
    return UNKNOWN


class _Reader:
    """Reads a value from a place in the tokens.

    `depth` counts values within each other; `budget` holds how many may still be read, constants read again included.
    """

    def __init__(self, tokens: Sequence[_Token], at: int, depth: int = 0, budget: list[int] | None = None) -> None:
        self._tokens = tokens
        self._at = at
        self._depth = self._outside = depth
        self._budget = [_MOST_VALUES] if budget is None else budget

    def value(self) -> Maybe[Value]:
        """The value here, up to what ends it."""
        self._depth += 1
        self._budget[0] -= 1
        found = UNKNOWN if self._depth > _MOST_DEPTH or self._budget[0] < 0 else self._one()
        self._depth -= 1
        while self._peek().text == "+" and isinstance(found, str):
            self._next()
            more = self._one()
            found = found + more if isinstance(more, str) else UNKNOWN
        if self._peek().text in ("as", "satisfies"):
            # A type follows, which says nothing of the value.
            self._skip()
            return found
        if self._peek().text == "!":
            self._next()
        return found if self._is_over() else self._skip()

    def _one(self) -> Maybe[Value]:
        token = self._next()
        if token.kind == "string":
            return _string(token.text)
        if token.text == "{":
            return self._object()
        if token.text == "[":
            return self._list()
        if token.text == "(":
            found = self.value()
            return found if self._next().text == ")" else UNKNOWN
        return self._named(token.text) if token.kind == "name" else UNKNOWN

    def _named(self, name: str) -> Maybe[Value]:
        path = [name]
        while self._peek().text == "." or (self._peek().text == "[" and path[:2] == ["process", "env"]):
            token = self._next()
            part = self._next()
            if token.text == "[":
                self._next()
            key = _string(part.text) if part.kind == "string" else part.text
            if key is UNKNOWN:
                return UNKNOWN
            path.append(key)
        if self._peek().text == "<":
            while self._peek().kind != "end" and self._next().text != ">":
                pass
        if path[:2] == ["process", "env"] and len(path) == 3:
            return FromEnvironment(path[2])
        if self._peek().text == "(":
            self._next()
            return self._call(path[-1])
        return self._constant(name) if len(path) == 1 else UNKNOWN

    def _call(self, function: str) -> Maybe[Value]:
        arguments = self._list(")")
        if function == "defineConfig":
            return arguments[0] if arguments else UNKNOWN
        if function == "env" and len(arguments) == 1 and isinstance(arguments[0], str):
            return FromEnvironment(arguments[0])
        if function in ("join", "resolve"):
            # `__dirname` and the like stand for the file's own folder.
            parts = [one for one in arguments if isinstance(one, str)]
            return "/".join(parts) if parts == list(arguments[-len(parts) :]) and parts else UNKNOWN
        return UNKNOWN

    def _constant(self, name: str) -> Maybe[Value]:
        """The value of a constant of the file."""
        for index in range(len(self._tokens) - 2):
            keyword, own = self._tokens[index : index + 2]
            if keyword.text in ("const", "let", "var") and own.text == name:
                at = index + 2
                while self._tokens[at].text != "=" and at + 1 < len(self._tokens) and self._tokens[at].text != ";":
                    at += 1
                return UNKNOWN if keyword.text != "const" else self._other(at + 1)
        return UNKNOWN

    def _other(self, at: int) -> Maybe[Value]:
        return _Reader(self._tokens, at, self._depth + 1, self._budget).value()

    def _object(self) -> Maybe[Value]:
        found: dict[str, Maybe[Value]] = {}
        while self._peek().text != "}":
            token = self._next()
            if token.kind == "end":
                return UNKNOWN
            if token.text == ",":
                continue
            following = self._peek().text
            if token.kind in ("name", "string", "number") and following == ":":
                self._next()
                key = _string(token.text) if token.kind == "string" else token.text
                found[_OTHERS if key is UNKNOWN else key] = self.value()
            elif token.kind == "name" and following in (",", "}"):
                found[token.text] = self._constant(token.text)
            else:
                # A method, a computed key, `...others`.
                if token.kind == "name":
                    found[token.text] = UNKNOWN
                else:
                    found[_OTHERS] = UNKNOWN
                self._skip()
        self._next()
        return found

    def _list(self, close: str = "]") -> tuple[Maybe[Value], ...]:
        found: list[Maybe[Value]] = []
        while self._peek().text != close and self._peek().kind != "end":
            if self._peek().text == ",":
                self._next()
            else:
                found.append(self.value())
        self._next()
        return tuple(found)

    def _is_over(self) -> bool:
        token = self._peek()
        # Where a value is complete, a name begins the next statement: those that go on with it are told apart before.
        is_statement = self._depth == self._outside and token.kind == "name"
        return token.kind == "end" or token.text in (",", "}", "]", ")", ";") or is_statement

    def _skip(self) -> Maybe[Value]:
        """Go on to what ends this value, over brackets."""
        depth = 0
        while not (depth == 0 and self._is_over()) and self._peek().kind != "end":
            text = self._next().text
            depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
        return UNKNOWN

    def _peek(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _next(self) -> _Token:
        token = self._peek()
        self._at += 1
        return token


def _string(literal: str) -> Maybe[str]:
    """The value of a string; UNKNOWN where a template has something to fill in."""
    if literal[0] == "`" and "${" in literal:
        return UNKNOWN
    if literal[0] not in "\"'`":
        return literal

    def escaped(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        if code is None:
            return _ESCAPES.get(found[3], found[3])
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else ""

    return _ESCAPE.sub(escaped, literal[1:-1])
