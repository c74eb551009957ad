"""Remembering what was computed from names, for as long as none of those names means anything else.

Whoever computes from names of modules says which ones he looked at (`record`), and the answer is kept together with
them (`remember`). A reading that follows says which names changed (`advance`); answers that did not look at any of
these are still true.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple

Name = tuple[str, str]
"""A name of a module: path and name; `*` stands for the module's star imports."""

_KEPT = 64
"""Number of earlier revisions whose changes are kept; an answer older than that is computed again."""


class _Entry(NamedTuple):
    value: Any
    names: frozenset[Name]


class Memory:
    """The names looked at, by whom, and what changed since."""

    def __init__(self) -> None:
        self.revision = 0
        self._changes: dict[int, frozenset[Name] | None] = {}
        self._frames: list[set[Name]] = [set()]
        self._running: set[tuple[int, Hashable]] = set()

    def advance(self, changed: frozenset[Name] | None) -> None:
        """Begins a new revision, in which these names mean something else than before; None for all names."""
        self.revision += 1
        self._changes[self.revision] = changed
        self._changes.pop(self.revision - _KEPT, None)
        self._frames = [set()]
        self._running.clear()

    def record(self, path: str, name: str) -> None:
        """Says that the computation that runs has looked at a name."""
        self._frames[-1].add((path, name))

    def look(self, name: Name) -> None:
        """The same as `record`, for a name that is at hand."""
        self._frames[-1].add(name)

    def look_all(self, names: Iterable[Name]) -> None:
        """The same as `look`, for several names."""
        self._frames[-1].update(names)

    def names_of(self, store: dict[Any, Any], key: Hashable) -> frozenset[Name]:
        """The names that the answer to `key` in `store` hangs on; it must be there."""
        entry: _Entry = store[key][1]
        return entry.names

    def remember(self, store: dict[Any, Any], key: Hashable, compute: Callable[[], Any], cyclic: Any) -> Any:
        """The answer to `key` in `store`, computed if it is not there or no longer true.

        Args:
            store: where answers are kept: a statement's `memos`, so that they go when the statement goes.
            key: the question.
            compute: gives the answer.
            cyclic: the answer where computing it asks for itself.
        """
        known = store.get(key)
        if known is not None:
            revision, entry = known
            if revision == self.revision or self._holds(revision, entry.names):
                if revision != self.revision:
                    store[key] = (self.revision, entry)
                self._frames[-1] |= entry.names
                return entry.value
        running = (id(store), key)
        if running in self._running:
            return cyclic
        self._running.add(running)
        self._frames.append(set())
        try:
            value = compute()
        finally:
            names = self._frames.pop()
            self._running.discard(running)
        store[key] = (self.revision, _Entry(value, frozenset(names)))
        self._frames[-1] |= names
        return value

    def _holds(self, revision: int, names: frozenset[Name]) -> bool:
        for later in range(revision + 1, self.revision + 1):
            changed = self._changes.get(later)
            if changed is None or not changed.isdisjoint(names):
                return False
        return True
