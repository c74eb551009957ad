"""Imports of one module: local spellings that clash with nothing, and the import statements."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

_LOCAL_PREFIX = "."
_STANDARD = frozenset(
    {
        *("__future__", "base64", "builtins", "collections", "datetime", "decimal", "enum", "secrets", "time"),
        *("types", "typing", "uuid"),
    }
)
_MODULE_NAMES = {
    "builtins": "builtins",
    "datetime": "dt",
    "sqlalchemy": "sa",
    "sqlalchemy.orm": "orm",
    "sqlalchemy.dialects.postgresql": "postgresql",
}
"""What a module is called where one of its names clashes and has to be reached through it."""

_QUALIFIED = frozenset({"enum"})
"""Modules whose names are always reached through them: `enum.Enum` beside SQLAlchemy's `Enum`."""


class Imports:
    """The imports of a module that is being written.

    `scope` are the names that hide a global one where the text is going to stand: the attributes of the class that is
    being written, because a class body and the evaluation of its annotations see those first.

    Args:
        reserved: the names that the module itself defines.
        attributes: all names that are ever a scope; what is called something else avoids them.
        width: line length of the import statements.
        first_party: the modules that are part of the user's own program.
    """

    def __init__(
        self,
        reserved: Container[str] = (),
        attributes: Container[str] = (),
        width: int = 88,
        first_party: Container[str] = (),
    ) -> None:
        self.scope: Container[str] = ()
        self._reserved = reserved
        self._attributes = attributes
        self._width = width
        self._first_party = first_party
        self._names: dict[str, set[str]] = {}
        self._modules: dict[str, str] = {}
        self._types: dict[str, set[str]] = {}
        self._owners: dict[str, str] = {}

    def use(self, module: str, name: str) -> str:
        """The local spelling of `name` of `module`, importing it.

        A name that clashes is reached through its module (`sa.Text`, `dt.date`); a builtin through `builtins`.
        """
        if not self._clashes(module, name):
            if module != "builtins":
                self._names.setdefault(module, set()).add(name)
            return name
        if module.startswith(_LOCAL_PREFIX):
            alias = self.free(f"{name}_")
            self._names.setdefault(module, set()).add(f"{name} as {alias}")
            return alias
        alias = self._modules.get(module) or self.free(_MODULE_NAMES.get(module, module.rpartition(".")[2]))
        self._modules[module] = alias
        return f"{alias}.{name}"

    def free(self, name: str) -> str:
        """`name`, with underscores behind it if the module or one of its classes uses it otherwise."""
        while name in self._reserved or name in self._attributes:
            name += "_"
        return name

    def _clashes(self, module: str, name: str) -> bool:
        if name in self._reserved or name in self.scope or module in _QUALIFIED:
            return True
        return self._owners.setdefault(name, module) != module

    def take(self, module: str, name: str) -> str:
        """Import `name` as it is, although it is reserved: it is one of the names that clashes were avoided with."""
        self._names.setdefault(module, set()).add(name)
        return name

    def use_type(self, module: str, name: str) -> str:
        """A name that only annotations mention: it is imported under `TYPE_CHECKING`."""
        self.use("typing", "TYPE_CHECKING")
        self._types.setdefault(module, set()).add(name)
        return name

    def render(self) -> str:
        """The import statements, sorted as isort does: standard library, third party, first party, the package
        itself.
        """
        sections: list[list[str]] = [[], [], [], []]
        for module in sorted(self._modules, key=_module_order):
            parent, _, last = module.rpartition(".")
            if not parent:
                sections[self._section(module)].append(_import(module, self._modules[module]))
            else:
                self._names.setdefault(parent, set()).add(_aliased(last, self._modules[module]))
        for module in sorted(self._names, key=_module_order):
            sections[self._section(module)] += from_imports(module, self._names[module], self._width)
        return "\n\n".join("\n".join(section) for section in sections if section)

    def _section(self, module: str) -> int:
        if module.startswith(_LOCAL_PREFIX):
            return 3
        if module in self._first_party:
            return 2
        return 0 if module.partition(".")[0] in _STANDARD else 1

    def render_types(self, indent: str = "    ") -> str:
        """The imports that only a type checker carries out, as an `if TYPE_CHECKING:` block; empty without any."""
        if not self._types:
            return ""
        lines = [
            indent + line
            for module in sorted(self._types, key=_module_order)
            for statement in from_imports(module, self._types[module], self._width - len(indent))
            for line in statement.splitlines()
        ]
        return "\n".join([f"if {self.use('typing', 'TYPE_CHECKING')}:", *lines])


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that counts digits as numbers: `model2` before `model10`."""
    parts = re.findall(r"\d+|\D", name)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def _module_order(module: str) -> tuple[list[tuple[int, int, str]], str]:
    return (_natural(module.lower()), module)


def export_order(name: str) -> tuple[int, list[tuple[int, int, str]], str]:
    """The order of `__all__`: constants, classes, everything else."""
    if len(name) > 1 and name.isupper():
        return (0, _natural(name), name)
    return (1 if name[:1].isupper() else 2, _natural(name), name)


def render_exports(names: Iterable[str]) -> str:
    """The statement that names what a package exports."""
    lines = "".join(f'    "{name}",\n' for name in sorted(names, key=export_order))
    return f"__all__ = [\n{lines}]\n" if lines else "__all__ = []\n"


def _member_order(name: str) -> tuple[int, list[tuple[int, int, str]], str]:
    """isort's order of members: that of `__all__`, but without regard to the case."""
    own = name.partition(" ")[0]
    return (export_order(own)[0], _natural(own.lower()), own)


def _aliased(name: str, alias: str) -> str:
    return name if name == alias else f"{name} as {alias}"


def _import(module: str, alias: str) -> str:
    return f"import {_aliased(module, alias)}"


def from_imports(module: str, names: Iterable[str], width: int) -> list[str]:
    """The statements that import names from a module: those with another name here are alone, as isort has it."""
    ordered = sorted(names, key=_member_order)
    plain = [name for name in ordered if " as " not in name]
    groups = [*([plain] if plain else []), *([name] for name in ordered if " as " in name)]
    return [_from_import(module, group, width) for group in sorted(groups, key=lambda group: _member_order(group[0]))]


def _from_import(module: str, ordered: list[str], width: int) -> str:
    line = f"from {module} import {', '.join(ordered)}"
    if len(line) <= width:
        return line
    return "\n".join([f"from {module} import (", *[f"    {name}," for name in ordered], ")"])
