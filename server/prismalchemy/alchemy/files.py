"""Which file a module name means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prismalchemy.alchemy.libraries import is_library

_FOREIGN = frozenset(
    {"sqlalchemy", "sqlmodel", "typing", "typing_extensions", "enum", "datetime", "uuid", "decimal", "dataclasses"}
)
"""Packages that are never looked for in the project, even where a file of that name lies in some folder."""


class Finder:
    """Finds modules among files.

    Args:
        paths: the paths of all files.
        roots: folders that absolute imports count from.
    """

    def __init__(self, paths: Iterable[str], roots: Sequence[str] = ()) -> None:
        self._paths = frozenset(paths)
        self._roots = [root.rstrip("/") + "/" if root else "" for root in roots]
        self._by_stem: dict[str, list[str]] = {}
        self.folders: set[str] = set()
        for path in sorted(self._paths):
            parts = path.split("/")
            if is_library(path):
                # Found by its whole name only.
                self.folders.add(parts[1])
                continue
            stem = parts[-2] if parts[-1] == "__init__.py" and len(parts) > 1 else parts[-1].removesuffix(".py")
            self._by_stem.setdefault(stem, []).append(path)
            self.folders.update(parts[:-1])
            self.folders.add(stem)

    def find(self, path: str, module: str, level: int = 0) -> str | None:
        """The file of a module as imported from the file at `path`; None where it is not of the project.

        Absolute names count from the roots. Where that finds nothing, a file whose path ends in the name is taken: the
        one that shares most of its path with the importing file, and none where that leaves several.

        Args:
            path: the importing file.
            module: the dotted name without leading dots; may be empty where there are such.
            level: number of leading dots.
        """
        parts = module.split(".") if module else []
        if level:
            folder = path.rpartition("/")[0]
            for _ in range(level - 1):
                folder = folder.rpartition("/")[0]
            return self._file(folder + "/" if folder or path.startswith("/") else "", parts)
        if not parts or parts[0] in _FOREIGN:
            return None
        for root in self._roots:
            found = self._file(root, parts)
            if found is not None:
                return found
        tail = "/" + "/".join(parts)
        endings = (tail + ".py", tail + "/__init__.py")
        fitting = [found for found in self._by_stem.get(parts[-1], ()) if ("/" + found).endswith(endings)]
        if len(fitting) > 1:
            shared = [_shared(found, path) for found in fitting]
            fitting = [found for found, length in zip(fitting, shared, strict=True) if length == max(shared)]
        return fitting[0] if len(fitting) == 1 else None

    def _file(self, folder: str, parts: Sequence[str]) -> str | None:
        stem = folder + "/".join(parts)
        names = (stem + ".py", stem + "/__init__.py") if parts else (folder + "__init__.py",)
        return next((name for name in names if name in self._paths), None)


def _shared(path: str, other: str) -> int:
    """Number of leading folders that two paths share."""
    count = 0
    for mine, theirs in zip(path.split("/"), other.split("/"), strict=False):
        if mine != theirs:
            break
        count += 1
    return count
