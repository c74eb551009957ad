"""Values of settings: from TOML's to the settings' own, or an error that says what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from prismalchemy.generate import TYPE_PACKAGES, Mixin, Reference
from prismalchemy.rules import RULES, Level
from prismalchemy.workspace.profiles import EQUIVALENCES


class InvalidValueError(ValueError):
    """A value of the wrong type or outside its choices; the message continues "key `x` ".

    `key` is the key within the value that is to blame, None for the whole value.
    """

    def __init__(self, message: str, key: str | None = None) -> None:
        super().__init__(message)
        self.key = key


def string(value: Any) -> str:
    """A text."""
    if not isinstance(value, str):
        raise InvalidValueError(f"must be a string, not {kind(value)}")
    if not value:
        raise InvalidValueError("must not be empty")
    return value


def strings(value: Any) -> tuple[str, ...]:
    """One text or several."""
    if isinstance(value, str):
        return (string(value),)
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise InvalidValueError(f"must be a list of strings, not {kind(value)}")
    return tuple(value)


def boolean(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise InvalidValueError(f"must be true or false, not {kind(value)}")
    return value


def choice(*choices: str) -> Callable[[Any], str]:
    """A reader of one of these texts."""

    def convert(value: Any) -> str:
        if value not in choices:
            said = f'"{value}"' if isinstance(value, str) else kind(value)
            raise InvalidValueError(f"must be {_either(choices)}, not {said}")
        return str(value)

    return convert


def _level(value: Any) -> Level:
    return Level(choice(*(level.value for level in Level))(value))


def fail_on(value: Any) -> Level:
    """A level that makes `check` fail."""
    return Level(choice(*(level.value for level in Level if level is not Level.OFF))(value))


def rules(value: Any) -> Mapping[str, Level]:
    """Levels by rule."""
    if not isinstance(value, dict):
        raise InvalidValueError(f"must be a table of rule names and levels, not {kind(value)}")
    known = {rule.name for rule in RULES}
    levels: dict[str, Level] = {}
    for name, level in value.items():
        if name not in known:
            raise InvalidValueError(f"names no rule: `{name}`; `prismalchemy rules` lists them", name)
        try:
            levels[name] = _level(level)
        except InvalidValueError as error:
            raise InvalidValueError(f"has rule `{name}`, whose level {error}", name) from None
    return levels


def equivalences(value: Any) -> tuple[str, ...]:
    """Names of what counts as equal."""
    names = strings(value)
    for name in names:
        if name not in EQUIVALENCES:
            raise InvalidValueError(f'has "{name}" in it; the equivalences are {", ".join(EQUIVALENCES)}')
    return names


def type_packages(value: Any) -> tuple[str, ...]:
    """Packages that generated models may take types from."""
    names = strings(value)
    for name in names:
        if name not in TYPE_PACKAGES:
            raise InvalidValueError(f'has "{name}" in it; the packages are {", ".join(TYPE_PACKAGES)}')
    return names


def types(value: Any) -> Mapping[str, str]:
    """SQL by the name of a type."""
    if not isinstance(value, dict) or not all(isinstance(item, str) and item for item in value.values()):
        raise InvalidValueError("must be a table of type names and their SQL, all strings")
    return value


def class_reference(value: Any) -> Reference:
    """A class, as `module:Name` or `module.Name`."""
    reference = Reference.parse(string(value))
    if reference is None:
        raise InvalidValueError(f'must name a class as "package.module:Class", not "{value}"')
    return reference


def mixins(value: Any) -> tuple[Mixin, ...]:
    """Classes for the models of all tables, or by globs of their tables."""
    if not isinstance(value, dict):
        return tuple(Mixin("*", class_reference(name)) for name in strings(value))
    return tuple(mixin for tables, names in value.items() for mixin in _mixins_of(tables, names))


def _mixins_of(tables: str, names: Any) -> list[Mixin]:
    try:
        return [Mixin(tables, class_reference(name)) for name in strings(names)]
    except InvalidValueError as error:
        raise InvalidValueError(f"has tables `{tables}`, whose value {error}", tables) from None


def version(value: Any) -> tuple[int, int]:
    """A series of SQLAlchemy."""
    return {"2.0": (2, 0), "2.1": (2, 1)}[choice("2.0", "2.1")(value)]


def _either(choices: tuple[str, ...]) -> str:
    quoted = [f'"{choice}"' for choice in choices]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]


_KINDS = {bool: "a boolean", int: "an integer", float: "a float", str: "a string", list: "a list", dict: "a table"}


def kind(value: Any) -> str:
    """What a value is, in words for a message."""
    if isinstance(value, list) and value:
        return f"a list with {kind(next((item for item in value if not isinstance(item, str)), value[0]))} in it"
    return _KINDS.get(type(value), "a date or time") if value != "" else "an empty string"
