"""The modules of the project and what their names mean, across imports, re-exports and star imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from prismalchemy.alchemy import libraries
from prismalchemy.alchemy.bindings import Assigned, Binding, Defined, Imported, Opaque, bindings, stars
from prismalchemy.alchemy.evaluate import Scope, evaluate, item_at
from prismalchemy.alchemy.files import Finder
from prismalchemy.alchemy.known import star_exports
from prismalchemy.alchemy.memo import Memory, Name
from prismalchemy.alchemy.modules import Import, Module, read_module
from prismalchemy.alchemy.statement import Statement
from prismalchemy.alchemy.values import MISSING, ClassValue, FunctionValue, ModuleValue, Symbol, Value, class_key
from prismalchemy.schema import UNKNOWN
from prismalchemy.text import SourceFile


class Project:
    """All files of a reading. A file is cut into statements when something first asks for it.

    Args:
        roots: folders that absolute imports count from.
    """

    def __init__(self, roots: Sequence[str] = ()) -> None:
        self.memory = Memory()
        self._roots = (*roots, libraries.ROOT)
        self._finder = Finder((), self._roots)
        self._sources: dict[str, SourceFile] = {}
        self._modules: dict[str, Module] = {}
        self._tables: dict[str, dict[str, tuple[Statement, ...]]] = {}
        self._stars: dict[str, tuple[Statement, ...]] = {}
        self._patches: dict[str, dict[str, Statement]] = {}
        self._namings: dict[str, tuple[str, bool]] = {}
        self._naming: list[str] = []
        self._known: dict[Name, tuple[Value, set[Name]]] = {}

    def update(self, sources: Iterable[SourceFile]) -> None:
        """Takes the files as they are now; what was computed from names that mean the same is kept."""
        fresh = {source.path: source for source in (*libraries.SOURCES, *sources)}
        changed: set[Name] = set()
        for path, module in list(self._modules.items()):
            source = fresh.get(path)
            if source is None:
                del self._modules[path]
            elif source.text != module.text:
                after = self._modules[path] = read_module(source, module)
                changed |= _changed_names(module, after)
            else:
                continue
            self._tables.pop(path, None)
            self._patches.pop(path, None)
        if fresh.keys() != self._sources.keys():
            self._finder = Finder(fresh, self._roots)
            self.memory.advance(None)
        else:
            self.memory.advance(frozenset(changed))
        self._sources = fresh
        self._known.clear()
        if self._note_namings():
            self.memory.advance(None)

    @property
    def sources(self) -> Mapping[str, SourceFile]:
        """All files by path."""
        return self._sources

    @property
    def modules(self) -> Mapping[str, Module]:
        """The modules that were looked at so far, by path."""
        return self._modules

    def module(self, path: str) -> Module:
        """The module at a path, cut into statements."""
        module = self._modules.get(path)
        if module is None:
            module = self._modules[path] = read_module(self._sources[path])
        return module

    def lookup(self, path: str, name: str, at: Statement | None = None) -> Value:
        """What a name of a module means; MISSING where the module does not bind it.

        Args:
            path: the module.
            name: the name.
            at: the statement that asks. Of several bindings the last one before it counts, without it the last.
        """
        known = self._known.get((path, name))
        if known is not None:
            value, names = known
            self.memory.look_all(names)
            return value
        self.memory.record(path, name)
        statements = self._table(path).get(name)
        if not statements:
            found = self._starred(path, name)
            if found is MISSING and not self._stars.get(path):
                # A name of Python's own, mostly.
                self._known[path, name] = (MISSING, {(path, name), (path, "*")})
            return found
        chosen = statements[-1] if len(statements) == 1 else self._choose(path, statements, at)
        value = self.memory.remember(chosen.memos, ("name", name), lambda: self._bound(chosen, name), UNKNOWN)
        if len(statements) == 1 and value is not UNKNOWN:
            # Nothing changes within one revision; only a name that is being worked out may still be UNKNOWN.
            self._known[path, name] = (value, {(path, name), *self.memory.names_of(chosen.memos, ("name", name))})
        return value

    def patched(self, path: str, owner: str, name: str) -> Value:
        """What a module assigns to an attribute of one of its names (`User.table = ...`); MISSING where it does not.

        Args:
            path: the module.
            owner: the name that has the attribute.
            name: the attribute.
        """
        target = f"{owner}.{name}"
        self.memory.record(path, target)
        patches = self._patches.get(path)
        if patches is None:
            patches = self._patches[path] = {}
            for statement in self.module(path).statements:
                patches.update(dict.fromkeys(_patches(statement), statement))
        found = patches.get(target)
        if found is None:
            return MISSING
        node = next((node for node in found.body if isinstance(node, ast.Assign)), None)
        if node is None:
            return UNKNOWN
        compute = partial(evaluate, node.value, Scope(self, found))
        return self.memory.remember(found.memos, ("patch", target), compute, UNKNOWN)

    def replaces_metadata(self, path: str) -> bool:
        """Whether a module assigns to the `metadata` of something: `mapper_registry.metadata = ...`."""
        self.memory.record(path, METADATA)
        source = self._sources.get(path)
        return source is not None and ".metadata" in source.text and bool(_REPLACED.search(source.text))

    def conventions(self) -> list[tuple[Value, Value]]:
        """The MetaData whose `naming_convention` the project assigns after they were made, and what it assigns."""
        found: list[tuple[Value, Value]] = []
        for path in self._naming:
            for statement in self.module(path).statements:
                if "naming_convention" in statement.text and _NAMING.search(statement.text):
                    scope = Scope(self, statement)
                    (node,) = statement.body if len(statement.body) == 1 else (ast.Pass(),)
                    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
                        found.append((evaluate(node.targets[0].value, scope), evaluate(node.value, scope)))
                    else:
                        found.append((UNKNOWN, UNKNOWN))
        return found

    def _note_namings(self) -> bool:
        """Looks for assignments to `naming_convention`; whether there are others than before."""
        before, self._namings = self._namings, {}
        for path, source in self._sources.items():
            known = before.get(path)
            if known is None or known[0] is not source.text:
                known = (source.text, "naming_convention" in source.text and bool(_NAMING.search(source.text)))
            self._namings[path] = known
        self._naming = [path for path, (_, names) in self._namings.items() if names]
        was, now = ([entry for entry in found.values() if entry[1]] for found in (before, self._namings))
        return was != now

    def has(self, path: str, name: str) -> bool:
        """Whether a module binds a name."""
        self.memory.record(path, name)
        return name in self._table(path)

    def _choose(self, path: str, statements: tuple[Statement, ...], at: Statement | None) -> Statement:
        if at is None or at.path != path:
            return statements[-1]
        order = {statement: index for index, statement in enumerate(self.module(path).statements)}
        here = order.get(at, len(order))
        earlier = [statement for statement in statements if order[statement] < here]
        return earlier[-1] if earlier else statements[-1]

    def _table(self, path: str) -> dict[str, tuple[Statement, ...]]:
        table = self._tables.get(path)
        if table is None:
            table = self._tables[path] = {}
            starred: list[Statement] = []
            for statement in self.module(path).statements:
                for name in bound_names(statement):
                    table[name] = (*table.get(name, ()), statement)
                if _stars(statement):
                    starred.append(statement)
            self._stars[path] = tuple(starred)
        return table

    def _starred(self, path: str, name: str) -> Value:
        self.memory.record(path, "*")
        for statement in reversed(self._stars.get(path, ())):
            compute = partial(self._from_stars, path, statement, name)
            found = self.memory.remember(statement.memos, ("star", name), compute, MISSING)
            if found is not MISSING:
                return found
        return MISSING

    def _from_stars(self, path: str, statement: Statement, name: str) -> Value:
        for target in stars(statement.body):
            other = self._finder.find(path, target.module, target.level)
            if other is None:
                if not target.level and star_exports(target.module, name):
                    return Symbol(f"{target.module}.{name}")
                continue
            exported = self.lookup(other, "__all__") if self.has(other, "__all__") else None
            if name not in exported if isinstance(exported, (list, tuple)) else name.startswith("_"):
                continue
            found = self.lookup(other, name) if other != path else MISSING
            if found is not MISSING:
                return found
        return MISSING

    def _bound(self, statement: Statement, name: str) -> Value:
        binding = binding_of(statement, name)
        scope = Scope(self, statement)
        if isinstance(binding, Defined):
            if isinstance(binding.node, ast.ClassDef):
                return ClassValue(binding.node, statement, scope)
            return FunctionValue(binding.node, scope)
        if isinstance(binding, Assigned):
            value = evaluate(binding.value, scope)
            for position in binding.path:
                value = item_at(value, position)
            return value
        if isinstance(binding, Imported):
            return self.imported(statement.path, binding.target)
        return UNKNOWN

    def imported(self, path: str, target: Import) -> Value:
        """What an import in the module at `path` gives."""
        file = self._finder.find(path, target.module, target.level)
        dotted = "." * target.level + target.module
        if target.name is None:
            return Symbol(target.module) if file is None else ModuleValue(file, target.module)
        if file is not None and file != path:
            found = self.lookup(file, target.name)
            if found is not MISSING:
                return found
        inner = self._finder.find(path, f"{target.module}.{target.name}".lstrip("."), target.level)
        if inner is not None and inner != file:
            return ModuleValue(inner, f"{target.module}.{target.name}")
        return UNKNOWN if file is not None and not libraries.is_library(file) else Symbol(f"{dotted}.{target.name}")

    def attribute(self, value: ModuleValue | Symbol, name: str, path: str) -> Value:
        """An attribute of a module, or of something outside the project, as asked for in the file at `path`."""
        if isinstance(value, ModuleValue):
            found = self.lookup(value.path, name)
            if found is not MISSING:
                return found
            inner = self._finder.find(path, f"{value.name}.{name}".lstrip("."))
            if inner is None and libraries.is_library(value.path):
                return Symbol(f"{value.name}.{name}")
            return UNKNOWN if inner is None else ModuleValue(inner, f"{value.name}.{name}")
        dotted = f"{value.path}.{name}"
        if value.package in self._finder.folders:
            inner = self._finder.find(path, dotted)
            if inner is not None:
                return ModuleValue(inner, dotted)
        return Symbol(dotted)


METADATA = ".metadata"
"""The name under which a look for assignments to some `metadata` is noted."""
_REPLACED = re.compile(r"\.metadata\s*=(?!=)")
_NAMING = re.compile(r"\.naming_convention\s*=(?!=)")
_PATCH = re.compile(r"(\w+\.\w+)\s*=(?!=)")


def _patches(statement: Statement) -> tuple[str, ...]:
    """The attribute that a top-level statement assigns to, as written: `User.table`."""
    match = _PATCH.match(statement.text) if statement.kind == "other" else None
    return () if match is None else (match[1],)


def bound_names(statement: Statement) -> Iterable[str]:
    """The names that a top-level statement binds. A class or function is not parsed for that."""
    return (statement.name,) if statement.name is not None else _bindings(statement)


def binding_of(statement: Statement, name: str) -> Binding:
    """What a top-level statement binds a name to; opaque where its syntax tree does not show it."""
    return _bindings(statement).get(name) or Opaque(ast.Pass())


def _bindings(statement: Statement) -> Mapping[str, Binding]:
    found: Mapping[str, Binding] | None = statement.memos.get("bindings")
    if found is None:
        found = statement.memos["bindings"] = bindings(statement.body)
    return found


def _stars(statement: Statement) -> bool:
    return (
        statement.name is None
        and "import" in statement.text
        and "*" in statement.text
        and next(stars(statement.body), None) is not None
    )


def _changed_names(before: Module, after: Module) -> set[Name]:
    """The names that do not mean the same in two versions of a module.

    An edited class is still the same class: its name means the same, what is in it does not.
    """
    old, new = set(before.statements), set(after.statements)
    gone = [statement for statement in before.statements if statement not in new]
    come = [statement for statement in after.statements if statement not in old]
    changed: set[Name] = set()
    for statement in come:
        if statement.kind == "class" and statement.body:
            former = next(
                (one for one in gone if one.kind == "class" and one.name == statement.name and one.body), None
            )
            if former is not None:
                former.successor, statement.token = statement, former.token
                gone.remove(former)
                changed.add((after.path, class_key(statement.name or "")))
                continue
        changed |= {(after.path, name) for name in bound_names(statement)}
    changed |= {(after.path, name) for statement in gone for name in bound_names(statement)}
    changed |= {(path, class_key(name)) for path, name in changed if not name.startswith("class ")}
    differing = old ^ new
    changed |= {(after.path, target) for statement in differing for target in _patches(statement)}
    changed |= {(after.path, METADATA) for statement in differing if _REPLACED.search(statement.text)}
    if any(_stars(statement) for statement in differing):
        changed.add((after.path, "*"))
    return changed
