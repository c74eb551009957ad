"""How a module of the project imports another one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from prismalchemy.alchemy.edit import Code
from prismalchemy.alchemy.edit.imports import ImportFrom, imports_of

Load = Callable[[str], Code]


def module_spelling(path: str, target: str, files: Collection[str], load: Load) -> str:
    """The module of the file `target` as the file `path` imports it: relative or absolute, as the project does.

    Args:
        path: the file that imports.
        target: the file imported from.
        files: paths of the project's Python files.
        load: gives a file's tree.
    """
    own = _spelled(path, [path], target, files, load)
    if own is not None:
        return own
    neighbours = [other for other in files if other != path and _folder(other) == _folder(path)]
    found = _spelled(path, neighbours, target, files, load)
    if found is not None:
        return found
    return absolute_name(target, _package_root(target, files))


def _spelled(path: str, evidence: Iterable[str], target: str, files: Collection[str], load: Load) -> str | None:
    """The spelling that the imports of some files speak for; None where they import nothing of the project."""
    relative = 0
    absolute: list[str] = []
    for file in evidence:
        for statement in imports_of(load(file)):
            if statement.module.startswith("."):
                relative += isinstance(statement, ImportFrom)
                continue
            root = _root_of(statement.module, files)
            if root is not None:
                absolute.append(root)
    fitting = next((root for root in absolute if target.startswith(root)), None)
    if relative > len(absolute) or (relative and fitting is None):
        return relative_name(path, target)
    return None if fitting is None else absolute_name(target, fitting)


def project_packages(files: Iterable[str]) -> frozenset[str]:
    """The names that begin absolute imports of the project's own modules."""
    paths = set(files)
    return frozenset(absolute_name(path, _package_root(path, paths)).split(".")[0] for path in paths)


def _root_of(module: str, files: Collection[str]) -> str | None:
    """The folder that an absolute import counts from, if it reaches a file of the project."""
    tail = module.replace(".", "/")
    for ending in (f"/{tail}.py", f"/{tail}/__init__.py"):
        found = sorted((path for path in files if path.endswith(ending)), key=len)
        if found:
            return found[0][: -len(ending)] + "/"
    return None


def _package_root(path: str, files: Collection[str]) -> str:
    """The folder above the outermost package that holds a file."""
    folder = _folder(path)
    while folder not in ("", "/") and f"{folder}__init__.py" in files:
        folder = _folder(folder.rstrip("/"))
    return folder


def absolute_name(path: str, root: str) -> str:
    """The module's name counted from `root`."""
    return path[len(root) :].removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def relative_name(path: str, target: str) -> str:
    """The module's name counted from the package of `path`, with leading dots."""
    here = _folder(path).strip("/").split("/")
    there = target.strip("/").removesuffix(".py").removesuffix("/__init__").split("/")
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    return "." * (len(here) - common + 1) + ".".join(there[common:])


def _folder(path: str) -> str:
    return path[: path.rfind("/") + 1]
