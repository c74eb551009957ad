"""Look-ups in the registry that remember what was asked, so that a joined table is kept while the answers stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prismalchemy.alchemy.drafts import TableDraft, Target
from prismalchemy.alchemy.registry import Addition, Registry
from prismalchemy.alchemy.values import CallValue, ClassValue
from prismalchemy.schema import TableKey

Question = tuple[str, Any]


class Lookup:
    """Asks a registry, and notes question and answer in `asked`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.asked: dict[Question, Any] = {}

    def _ask(self, kind: str, about: Any) -> Any:
        question = (kind, about)
        if question not in self.asked:
            self.asked[question] = answer(self._registry, question)
        return self.asked[question]

    def by_class(self, cls: ClassValue) -> TableDraft | None:
        """The draft of a class."""
        found: TableDraft | None = self._ask("class", cls.node)
        return found

    def by_name(self, name: str) -> tuple[TableDraft, ...]:
        """The drafts of all mapped classes of this name."""
        found: tuple[TableDraft, ...] = self._ask("name", name)
        return found

    def main(self, draft: TableDraft) -> TableDraft | None:
        """The draft of the table that a class maps."""
        for cls in (draft.cls, *draft.ancestry):
            found = draft if cls is draft.cls else self.by_class(cls) if cls is not None else None
            if found is not None and found.key is not None:
                return found
        return None

    def target(self, target: Target) -> TableDraft | None:
        """The draft of the table that is referred to."""
        found: TableDraft | None
        if isinstance(target, TableKey):
            found = self._ask("key", target)
            return found
        if isinstance(target, CallValue):
            found = self._ask("call", target.origin)
            return found
        draft = self.by_class(target)
        return None if draft is None else self.main(draft)

    def key(self, target: Target) -> TableKey | None:
        """The key of the table that is referred to; a name stands for itself, known or not."""
        if isinstance(target, TableKey):
            return target
        found = self.target(target)
        return None if found is None else found.key

    def parts(self, main: TableDraft) -> tuple[TableDraft, ...]:
        """A table's own draft and those of the classes that add to it."""
        found: tuple[TableDraft, ...] = self._ask("parts", main)
        return found

    def additions(self, main: TableDraft) -> tuple[Addition, ...]:
        """What is said about a table from outside of it."""
        found: tuple[Addition, ...] = self._ask("additions", main)
        return found


def answer(registry: Registry, question: Question) -> Any:
    """The registry's answer to a question that a Lookup noted."""
    kind, about = question
    return _ANSWERS[kind](registry, about)


_ANSWERS: dict[str, Callable[[Registry, Any], Any]] = {
    "class": lambda registry, node: registry.classes.get(node),
    "name": lambda registry, name: registry.names.get(name, ()),
    "key": lambda registry, key: registry.keys.get(key),
    "call": lambda registry, origin: registry.calls.get(origin),
    "parts": lambda registry, main: registry.parts(main),
    "additions": lambda registry, main: registry.additions.get(main, ()),
}
