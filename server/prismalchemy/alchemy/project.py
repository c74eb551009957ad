"""The modules of the project and what their names mean, across imports, re-exports and star imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

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
        self._roots = roots
        self._finder = Finder((), roots)
        self._sources: dict[str, SourceFile] = {}
        self._modules: dict[str, Module] = {}
        self._tables: dict[str, dict[str, tuple[Statement, ...]]] = {}
        self._stars: dict[str, tuple[Statement, ...]] = {}
        self._known: dict[Name, tuple[Value, set[Name]]] = {}

    def update(self, sources: Iterable[SourceFile]) -> None:
        """Takes the files as they are now; what was computed from names that mean the same is kept."""
        fresh = {source.path: source for source in sources}
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
        if fresh.keys() != self._sources.keys():
            self._finder = Finder(fresh, self._roots)
            self.memory.advance(None)
        else:
            self.memory.advance(frozenset(changed))
        self._sources = fresh
        self._known.clear()

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
        return UNKNOWN if file is not None else Symbol(f"{dotted}.{target.name}")

    def attribute(self, value: ModuleValue | Symbol, name: str, path: str) -> Value:
        """An attribute of a module, or of something outside the project, as asked for in the file at `path`."""
        if isinstance(value, ModuleValue):
            found = self.lookup(value.path, name)
            if found is not MISSING:
                return found
            inner = self._finder.find(path, f"{value.name}.{name}".lstrip("."))
            return UNKNOWN if inner is None else ModuleValue(inner, f"{value.name}.{name}")
        dotted = f"{value.path}.{name}"
        if value.package in self._finder.folders:
            inner = self._finder.find(path, dotted)
            if inner is not None:
                return ModuleValue(inner, dotted)
        return Symbol(dotted)


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
    if any(_stars(statement) for statement in differing):
        changed.add((after.path, "*"))
    return changed
