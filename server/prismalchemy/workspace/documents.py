"""The texts of a project: open buffers over the disk, each read once and sieved once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from prismalchemy.text import SourceFile
from prismalchemy.workspace.discovery import Files
from prismalchemy.workspace.files import Unreadable, read_text
from prismalchemy.workspace.sources import Import, imports_of, maps_tables

T = TypeVar("T")
_Source: TypeAlias = "SourceFile | Unreadable"


class Documents(Files):
    """Texts by path. The same `SourceFile` object is given out until the text changes."""

    def __init__(self) -> None:
        self._open: dict[str, SourceFile] = {}
        self._disk: dict[str, SourceFile | Unreadable] = {}
        self._mapping: dict[str, tuple[_Source, bool]] = {}
        self._imports: dict[str, tuple[_Source, tuple[Import, ...]]] = {}

    def set_open(self, path: str, text: str) -> None:
        """Puts a buffer's text over the disk's."""
        known = self._open.get(path) or self._disk.get(path)
        if isinstance(known, SourceFile) and known.text == text:
            self._open[path] = known
        else:
            self._open[path] = SourceFile(path, text)

    def close(self, path: str) -> None:
        """Takes the buffer away; the disk's text shows again, read anew."""
        self._open.pop(path, None)
        self.forget([path])

    def forget(self, paths: Iterable[str]) -> None:
        """Reads those of these files again that were ever read; a text that did not change stays the same object."""
        for path in paths:
            known = self._disk.get(path)
            if known is None:
                continue
            self._disk[path] = fresh = _read(path)
            if isinstance(known, SourceFile) and isinstance(fresh, SourceFile) and known.text == fresh.text:
                self._disk[path] = known

    @property
    def open_paths(self) -> Iterator[str]:
        """The paths of the buffers."""
        return iter(self._open)

    def source(self, path: str) -> SourceFile | Unreadable:
        """The file's text as it is now, or why there is none."""
        buffer = self._open.get(path)
        if buffer is not None:
            return buffer
        if path not in self._disk:
            self._disk[path] = _read(path)
        return self._disk[path]

    def text(self, path: str) -> str | None:
        """The text, or what remains of it in a file that cannot be read; None where there is nothing."""
        source = self.source(path)
        return source.text if isinstance(source, SourceFile) else source.remains or None

    def maps_tables(self, path: str) -> bool:
        """Whether a Python file may map tables."""
        return self._look(path, self._mapping, maps_tables)

    def imports(self, path: str) -> tuple[Import, ...]:
        """The imports of a Python file."""
        return self._look(path, self._imports, imports_of)

    def _look(self, path: str, known: dict[str, tuple[_Source, T]], find: Callable[[str], T]) -> T:
        """What `find` makes of the file's present text, once a text."""
        source = self.source(path)
        if path not in known or known[path][0] is not source:
            known[path] = source, find(self.text(path) or "")
        return known[path][1]


def _read(path: str) -> SourceFile | Unreadable:
    content = read_text(path)
    return content if isinstance(content, Unreadable) else SourceFile(path, content.text)
