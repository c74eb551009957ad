"""Finds the Python files that map tables, where their imports start from, and what they import.

All by regular expressions over the text: a cheap sieve before the models reader, which decides. What the sieve lets
through by mistake costs a little time; what it holds back would be a table that goes unseen, so it is coarse.
"""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_WORDS = (
    "__tablename__",
    "mapped_column",
    "Mapped[",
    "DeclarativeBase",
    "declarative_base",
    "as_declarative",
    "automap_base",
    "map_imperatively",
    "db.Model",
    "db.Column",
    "db.Table",
)
"""Any of these maps tables. Looked for as plain text, many times faster than one expression over a large project."""

_LIBRARIES = ("sqlalchemy", "sqlmodel")
_CALL = re.compile(r"(?:Column|Table)\s*\(")
_SQLMODEL_TABLE = re.compile(r"table\s*=\s*True\b")
_MIGRATION = re.compile(r"^[ \t]*(?:from[ \t]+alembic[ \t]+import|import[ \t]+alembic(?![.\w]))", re.MULTILINE)
_TEST_NAME = re.compile(r"(?:test_.*|.*_test|conftest)\.py")
_TEST_FOLDERS = frozenset({"tests", "test", "testing"})


def maps_tables(text: str) -> bool:
    """Whether the module may map tables; Alembic's migrations do not."""
    if not any(word in text for word in _WORDS):
        called = any(library in text for library in _LIBRARIES) and _CALL.search(text)
        if not called and not _SQLMODEL_TABLE.search(text):
            return False
    return not ("alembic" in text and _MIGRATION.search(text))


def is_test(path: str, root: str) -> bool:
    """Whether a file below `root` is part of tests, by its name or a folder's."""
    *folders, name = path.removeprefix(root.rstrip("/") + "/").split("/")
    return bool(_TEST_NAME.fullmatch(name)) or not _TEST_FOLDERS.isdisjoint(folders)


@dataclass(frozen=True, slots=True)
class Import:
    """An import statement: the module as written (`..base` with its dots), and the names taken from it."""

    module: str
    names: tuple[str, ...] = ()


_IMPORT = re.compile(
    r"[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import\b[ \t]*(\([^)]*\)?|(?:\\\r?\n|[^\n])*)|import[ \t]+([^\n#;]+))"
)
_COMMENT = re.compile(r"#[^\n]*")


def imports_of(text: str) -> tuple[Import, ...]:
    """The imports of a module, wherever they stand in it."""
    found: dict[Import, None] = {}
    at = text.find("import")
    while at >= 0:
        # The word is found as plain text, and only its line is looked at: a large file is searched on every keystroke.
        statement = _IMPORT.match(text, text.rfind("\n", 0, at) + 1)
        if statement is not None:
            found.update(dict.fromkeys(_imports(*statement.groups(""))))
        at = text.find("import", max(at + 6, statement.end() if statement is not None else 0))
    return tuple(found)


def _imports(module: str, names: str, modules: str) -> Iterator[Import]:
    if module:
        bare = _COMMENT.sub("", names).strip("() \t\r\n\\")
        yield Import(module, tuple(part.split()[0] for part in bare.replace("\\", " ").split(",") if part.split()))
    else:
        yield from (Import(part.split()[0]) for part in modules.split(",") if part.split())


@dataclass(frozen=True, slots=True)
class Modules:
    """The Python files of a project, by path, for answering where a module lies."""

    files: frozenset[str]
    folders: frozenset[str]
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    """The files by the last part of their modules' names."""

    @classmethod
    def of(cls, paths: Iterable[str]) -> Modules:
        """Made from the paths of all .py files."""
        files = frozenset(paths)
        folders: set[str] = set()
        for path in files:
            folder = posixpath.dirname(path)
            while folder not in folders and folder not in ("", "/"):
                folders.add(folder)
                folder = posixpath.dirname(folder)
        named: dict[str, tuple[str, ...]] = {}
        for path in sorted(files):
            stem = posixpath.basename(path.removesuffix("/__init__.py")).removesuffix(".py")
            named[stem] = (*named.get(stem, ()), path)
        return cls(files, frozenset(folders), named)

    def is_package(self, folder: str) -> bool:
        """Whether a folder has an `__init__.py`."""
        return f"{folder}/__init__.py" in self.files

    def file_of(self, base: str, dotted: str) -> str | None:
        """The file of the module `dotted` (without leading dots) below the folder `base`."""
        place = posixpath.join(base, *dotted.split(".")) if dotted else base
        for path in (f"{place}.py", f"{place}/__init__.py"):
            if path in self.files:
                return path
        return None

    def targets(self, path: str, statement: Import, roots: Iterable[str]) -> Iterator[str]:
        """The project's files that an import in `path` may run: the module, and names of it that are modules."""
        dotted = statement.module.lstrip(".")
        dots = len(statement.module) - len(dotted)
        if dots:
            folder = posixpath.dirname(path)
            for _ in range(dots - 1):
                folder = posixpath.dirname(folder)
            bases: list[str] = [folder]
        else:
            bases = list(roots)
        for base in bases:
            found = False
            for name in (dotted, *(f"{dotted}.{name}".strip(".") for name in statement.names)):
                target = self.file_of(base, name)
                if target is not None:
                    found = True
                    yield target
            if found:
                return
        if not dots and _may_be_own(statement):
            for name in (dotted, *(f"{dotted}.{name}" for name in statement.names)):
                elsewhere = self._elsewhere(name)
                if elsewhere is not None:
                    yield elsewhere

    def _elsewhere(self, dotted: str) -> str | None:
        """The one file of the project that a dotted name can mean, wherever its top package stands.

        So another package of the same repository is found that is installed from its folder: `packages/core/src/core`.
        """
        *packages, last = dotted.split(".")
        if not packages:
            return None
        tail = "/" + "/".join((*packages, last))
        tops = [
            (path, path.removesuffix(".py").removesuffix("/__init__").removesuffix(tail))
            for path in self.named.get(last, ())
            if path.endswith((f"{tail}.py", f"{tail}/__init__.py"))
        ]
        fitting = [path for path, top in tops if not self.is_package(top)]
        return fitting[0] if len(fitting) == 1 else None


def import_root(path: str, imports: Iterable[Import], modules: Modules, top: str) -> tuple[str, bool]:
    """The folder that the absolute imports of a file start from, and whether an import of it proves that.

    Proof is an import that leads to a file of the project from one of the folders above, those outside the file's own
    package first. Without it: the first folder above that is no package. Never above `top`.
    """
    inner: list[str] = []
    folder = posixpath.dirname(path)
    while modules.is_package(folder) and folder != top:
        inner.append(folder)
        folder = posixpath.dirname(folder)
    package_parent = folder
    outer = [folder]
    while folder != top and folder.startswith(top.rstrip("/") + "/"):
        folder = posixpath.dirname(folder)
        outer.append(folder)
    own = [statement for statement in imports if _may_be_own(statement)]
    for candidate in (*outer, *reversed(inner)):
        if any(_resolves(modules, candidate, statement) for statement in own):
            return candidate, True
    return package_parent, False


def _may_be_own(statement: Import) -> bool:
    """Whether an absolute import may mean a module of the project: the standard library's names do not."""
    return statement.module.split(".")[0] not in sys.stdlib_module_names and not statement.module.startswith(".")


def _resolves(modules: Modules, folder: str, statement: Import) -> bool:
    """Whether an absolute import leads to a file below `folder`."""
    if modules.file_of(folder, statement.module) is not None:
        return True
    return any(modules.file_of(folder, f"{statement.module}.{name}") is not None for name in statement.names)


def closure(
    start: Iterable[str],
    roots: Iterable[str],
    modules: Modules,
    imports: Callable[[str], Iterable[Import]],
) -> tuple[str, ...]:
    """The files of `start` and all files of the project that they import, directly or not, sorted."""
    roots = tuple(roots)
    seen = set(start)
    todo = list(seen)
    while todo:
        path = todo.pop()
        for statement in imports(path):
            for target in modules.targets(path, statement, roots):
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
    return tuple(sorted(seen))
