"""Which schemas and which sets of models a project has, and which of them may belong together."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from prismalchemy.rules import Owner
from prismalchemy.text.globs import is_glob, matches_path
from prismalchemy.workspace.dependencies import path_dependencies
from prismalchemy.workspace.files import Unreadable
from prismalchemy.workspace.schemas import SchemaSource, find_schemas, schema_at
from prismalchemy.workspace.settings import PairSettings, Settings
from prismalchemy.workspace.sources import Import, Modules, closure, import_root, is_test
from prismalchemy.workspace.tree import Tree, walk


@dataclass(frozen=True, slots=True)
class ModelsSource:
    """One set of models: the files that map tables, and all files that they import, themselves included."""

    root: str
    roots: tuple[str, ...]
    mapping: tuple[str, ...]
    files: tuple[str, ...]
    alembic: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A schema and a set of models that may map the same database.

    `certain`: the user named both, so they belong together however much they differ.
    """

    schema: SchemaSource
    models: ModelsSource
    settings: PairSettings
    certain: bool

    @property
    def owner(self) -> Owner:
        """Who migrates the database: as set, else guessed from the migrations that are there."""
        if self.settings.owner is not None:
            return self.settings.owner
        return "alembic" if self.models.alembic and not self.schema.migrations else "prisma"


@dataclass(frozen=True, slots=True)
class Layout:
    """What a project has. `problems` are paths that were named and cannot be used, and folders without permission."""

    schemas: tuple[SchemaSource, ...]
    models: tuple[ModelsSource, ...]
    candidates: tuple[Candidate, ...]
    problems: tuple[Unreadable, ...] = ()


_FOUND = (PairSettings(),)
"""Stands for the pairs of a project whose settings name none: all that is found."""


class Files:
    """What discovery asks about files: texts and what was sieved from them. Implemented over disk and open buffers."""

    def text(self, path: str) -> str | None:
        """The text, or what remains of it in a file that cannot be read; None where there is nothing."""
        raise NotImplementedError

    def maps_tables(self, path: str) -> bool:
        """Whether a Python file may map tables."""
        raise NotImplementedError

    def imports(self, path: str) -> tuple[Import, ...]:
        """The imports of a Python file."""
        raise NotImplementedError


def discover(trees: Trees, settings: Settings, files: Files) -> Layout:
    """The layout of the project that the main tree of `trees` shows."""
    finder = _Finder(trees, files)
    entries = settings.pairs or _FOUND
    candidates: dict[tuple[tuple[str, ...], tuple[str, ...], str | None], Candidate] = {}
    schemas: dict[SchemaSource, None] = {}
    models: dict[ModelsSource, None] = {}
    for entry in entries:
        schemas_here = finder.schemas(entry.schema)
        models_here = finder.models(entry.models, entry.roots)
        schemas.update(dict.fromkeys(schemas_here))
        models.update(dict.fromkeys(models_here))
        certain = entry.schema is not None and bool(entry.models)
        for schema in schemas_here:
            for source in models_here:
                key = (schema.files, source.mapping, entry.name)
                candidates[key] = Candidate(schema, source, entry, certain)
    problems = (*trees.unreadable, *finder.problems)
    return Layout(tuple(schemas), tuple(models), tuple(candidates.values()), problems)


def schemas_of(
    trees: Trees, settings: Settings, files: Files
) -> tuple[tuple[SchemaSource, ...], tuple[Unreadable, ...]]:
    """The schemas of the layout alone, and what was named and is not there; no Python file is looked at."""
    finder = _Finder(trees, files)
    entries = settings.pairs or _FOUND
    found = dict.fromkeys(source for entry in entries for source in finder.schemas(entry.schema))
    return tuple(found), tuple(finder.problems)


class Trees:
    """The walks of a project: that of its root, and those of places outside which the user named. Each done once."""

    def __init__(self, root: str, exclude: tuple[str, ...] = ()) -> None:
        self.root = root
        self._exclude = exclude
        self._main: Tree | None = None
        self._outside: dict[str, Tree] = {}

    @property
    def main(self) -> Tree:
        """The walk of the root."""
        if self._main is None:
            self._main = walk(self.root, self._exclude)
        return self._main

    def add(self, path: str) -> None:
        """Adds a file that is not on disk yet: a new buffer."""
        self._main = replace(self.main, files=tuple(sorted((*self.main.files, path))))

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """Folders that could not be read."""
        return tuple(found for tree in (self.main, *self._outside.values()) for found in tree.unreadable)

    def around(self, path: str, *, project: bool) -> Tree:
        """The tree that holds `path`: the main one, or a walk outside of it.

        `project`: of the whole project that `path` lies in, known by the marks of a Python project's top.
        """
        if _is_within(path, self.root) and _is_seen(self.main, path):
            return self.main
        nearest = path if Path(path).is_dir() else posixpath.dirname(path)
        for top in (_project_top(nearest), nearest) if project else (nearest,):
            if top not in self._outside:
                self._outside[top] = walk(top)
            if _is_seen(self._outside[top], path):
                break
        return self._outside[top]


def _is_seen(tree: Tree, path: str) -> bool:
    return path == tree.root or path in tree.files or bool(tree.below(path))


_PROJECT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", ".git")


def _project_top(folder: str) -> str:
    for above in (Path(folder), *Path(folder).parents):
        if any((above / mark).exists() for mark in _PROJECT_MARKS):
            return above.as_posix()
    return folder


class _Finder:
    """Finds each side once, as named or by convention, and gathers what could not be found."""

    def __init__(self, trees: Trees, files: Files) -> None:
        self.trees = trees
        self.files = files
        self.problems: list[Unreadable] = []
        self._found_schemas: tuple[SchemaSource, ...] | None = None
        self._found_models: tuple[ModelsSource, ...] | None = None

    def schemas(self, said: str | None) -> tuple[SchemaSource, ...]:
        if said is None:
            if self._found_schemas is None:
                self._found_schemas = find_schemas(self.trees.main, self.files.text)
            return self._found_schemas
        path = _join(self.trees.root, said)
        source = schema_at(self.trees.around(path, project=False), path) if Path(path).exists() else None
        if source is None and Path(path).is_file():
            source = SchemaSource(path, (path,))
        if source is None:
            reason = "there is no .prisma file in the folder" if Path(path).is_dir() else "there is no such file"
            self.problems.append(Unreadable(path, f"{reason}; name the Prisma schema"))
            return ()
        return (source,)

    def models(self, said: tuple[str, ...], roots: tuple[str, ...]) -> tuple[ModelsSource, ...]:
        if not said:
            if roots:
                return self._by_convention(tuple(_join(self.trees.root, root) for root in roots))
            if self._found_models is None:
                self._found_models = self._by_convention(())
            return self._found_models
        found: dict[str, Tree] = {}
        for pattern in said:
            named = _join(self.trees.root, pattern)
            tree = self.trees.main if is_glob(pattern) else self.trees.around(named, project=True)
            found_here = self._named(tree, named, pattern)
            if not found_here:
                self.problems.append(Unreadable(named, _why_nothing(named, pattern)))
            found.update(dict.fromkeys(found_here, tree))
        if not found:
            return ()
        return (self._source(found, tuple(_join(self.trees.root, root) for root in roots)),)

    def _named(self, tree: Tree, path: str, pattern: str) -> list[str]:
        if is_glob(pattern):
            prefix = self.trees.root.rstrip("/") + "/"
            python = tree.with_suffix(".py")
            inside = [file for file in python if matches_path(file.removeprefix(prefix), (pattern,))]
            return [file for file in inside if self.files.maps_tables(file)]
        if path in tree.files or Path(path).is_file():
            return [path]
        return [file for file in tree.below(path) if file.endswith(".py") and self.files.maps_tables(file)]

    def _dependencies(self, trees: Sequence[Tree]) -> list[str]:
        """The Python files outside the trees of packages that a project takes from their folders."""
        files: list[str] = []
        for tree in trees:
            folders = dict.fromkeys((tree.root, *(posixpath.dirname(path) for path in tree.named("pyproject.toml"))))
            for folder in path_dependencies(folders, tree.root, self.files.text):
                if Path(folder).is_dir():
                    files += self.trees.around(folder, project=False).with_suffix(".py")
        return files

    def _source(self, found: Mapping[str, Tree], roots: tuple[str, ...]) -> ModelsSource:
        """The set of models that the user named, by file, each with the tree that it lies in."""
        trees = {tree.root: tree for tree in found.values()}
        inside = (path for tree in trees.values() for path in tree.with_suffix(".py"))
        modules = Modules.of((*inside, *found, *self._dependencies(list(trees.values()))))
        if not roots:
            own = (import_root(path, self.files.imports(path), modules, tree.root)[0] for path, tree in found.items())
            roots = tuple(dict.fromkeys(own))
        return self._group(roots, tuple(sorted(found)), modules, tuple(trees.values()))

    def _group(
        self, roots: tuple[str, ...], mapping: tuple[str, ...], modules: Modules, trees: tuple[Tree, ...]
    ) -> ModelsSource:
        files = closure(mapping, roots, modules, self.files.imports)
        common = posixpath.commonpath([posixpath.dirname(path) for path in mapping])
        return ModelsSource(common, roots, mapping, files, any(_has_alembic(tree, common, roots) for tree in trees))

    def _by_convention(self, roots: tuple[str, ...]) -> tuple[ModelsSource, ...]:
        tree = self.trees.main
        python = tree.with_suffix(".py")
        mapping = [path for path in python if self.files.maps_tables(path)]
        own = [path for path in mapping if not is_test(path, tree.root)]
        if not mapping:
            return ()
        modules = Modules.of((*python, *self._dependencies([tree])))
        mapping = own or mapping
        if roots:
            return (self._group(roots, tuple(mapping), modules, (tree,)),)
        groups: dict[str, list[str]] = {}
        unproven: list[tuple[str, str]] = []
        for path in mapping:
            root, proven = import_root(path, self.files.imports(path), modules, tree.root)
            if proven:
                groups.setdefault(root, []).append(path)
            else:
                unproven.append((path, root))
        reached = {
            file: root
            for root, paths in groups.items()
            for file in closure(paths, (root,), modules, self.files.imports)
        }
        for path, root in unproven:
            groups.setdefault(reached.get(path) or _home(path, root, groups), []).append(path)
        return tuple(
            self._group((root,), tuple(sorted(paths)), modules, (tree,)) for root, paths in sorted(groups.items())
        )


def _home(path: str, root: str, groups: dict[str, list[str]]) -> str:
    """The group of a file whose own imports prove nothing: that of its neighbours in the same folder or above it."""
    folder = posixpath.dirname(path)
    while True:
        for group, paths in groups.items():
            if any(posixpath.dirname(other) == folder for other in paths):
                return group
        if folder == root or not folder.startswith(root):
            return root
        folder = posixpath.dirname(folder)


def _has_alembic(tree: Tree, common: str, roots: Iterable[str]) -> bool:
    """Whether an alembic.ini stands above the models, or beside or below the place that their imports start from."""
    for path in tree.named("alembic.ini"):
        folder = posixpath.dirname(path)
        if _is_within(common, folder) or any(_is_within(folder, root) for root in roots):
            return True
    return False


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _join(root: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(root, Path(path).as_posix()))


def _why_nothing(path: str, pattern: str) -> str:
    if is_glob(pattern):
        return "no Python file that maps tables matches; check the pattern"
    if Path(path).is_dir():
        return "no Python file in the folder maps tables; name the folder of the SQLAlchemy models"
    return "there is no such file; name the SQLAlchemy models"
