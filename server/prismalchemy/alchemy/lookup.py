"""Look-ups in the registry that remember what was asked, so that a joined table is kept while the answers stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from prismalchemy.alchemy.drafts import ColumnDraft, TableDraft, Target
from prismalchemy.alchemy.registry import Addition, Registry
from prismalchemy.alchemy.values import CallValue, ClassValue
from prismalchemy.schema import ColumnType, Maybe, TableKey
from prismalchemy.text import Origin

Question = tuple[str, Any]
_T = TypeVar("_T")


class Lookup:
    """Asks a registry on behalf of one table.

    `asked` holds the questions. A table is kept while none of its questions is among those that another registry
    answers otherwise (`changed`).

    Args:
        registry: the drafts.
        shared: what was worked out on behalf of other tables of the same reading.
    """

    def __init__(self, registry: Registry, shared: dict[Any, tuple[Any, frozenset[Question]]]) -> None:
        self._registry = registry
        self._shared = shared
        self._asked: set[Question] = set()

    @property
    def asked(self) -> frozenset[Question]:
        """All questions so far."""
        return frozenset(self._asked)

    def share(self, key: tuple[str, TableDraft], compute: Callable[[Lookup], _T]) -> _T:
        """What several tables need: worked out once a reading, its questions asked by each of them.

        Args:
            key: what it is.
            compute: works it out with the look-ups that it is given.
        """
        known = self._shared.get(key)
        if known is None:
            inner = Lookup(self._registry, self._shared)
            value = compute(inner)
            known = self._shared[key] = (value, inner.asked)
        self._asked |= known[1]
        found: _T = known[0]
        return found

    def _ask(self, kind: str, about: Any) -> Any:
        self._asked.add((kind, about))
        return _ANSWERS[kind](self._registry, about)

    def lent_type(self, main: TableDraft, column: ColumnDraft) -> Maybe[ColumnType]:
        """The type of a column, for a foreign key that takes it over. Apart from it nobody asks for a type."""
        self._asked.add(("type", (place_of(main), column.column.name)))
        return column.column.type

    def by_class(self, cls: ClassValue) -> TableDraft | None:
        """The draft of a class."""
        found: TableDraft | None = self._ask("class", cls)
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
        found: tuple[TableDraft, ...] = self._ask("parts", place_of(main))
        return found

    def additions(self, main: TableDraft) -> tuple[Addition, ...]:
        """What is said about a table from outside of it."""
        found: tuple[Addition, ...] = self._ask("additions", place_of(main))
        return found


def place_of(main: TableDraft) -> ClassValue | Origin | None:
    """What a draft is found by again in a later registry: its class, or its call."""
    if main.cls is not None:
        return main.cls
    return None if main.call is None else main.call.origin


def changed(before: Registry, after: Registry) -> set[Question]:
    """The questions that two registries answer differently, as far as other tables look at the answers.

    A draft that was made anew but has the shape of the former one is no difference.
    """
    found: set[Question] = set()
    tables: tuple[tuple[str, Mapping[Any, Any], Mapping[Any, Any]], ...] = (
        ("class", before.classes, after.classes),
        ("name", before.names, after.names),
        ("key", before.keys, after.keys),
        ("call", before.calls, after.calls),
        ("parts", _by_place(before.subclasses), _by_place(after.subclasses)),
        ("additions", _by_place(before.additions), _by_place(after.additions)),
    )
    for kind, old, new in tables:
        for about, now in new.items():
            was = old.get(about)
            if was is not now and (was is None or not _alike(was, now)):
                found.add((kind, about))
        if len(old) != len(new) or any(about not in new for about in old):
            found |= {(kind, about) for about in old if about not in new}
    # A table's parts begin with its own draft.
    found |= {("parts", about) for kind, about in found if kind in ("class", "call")}
    return found | _changed_types(before, after)


def _changed_types(before: Registry, after: Registry) -> set[Question]:
    """The columns whose types are not what they were."""
    found: set[Question] = set()
    kept = set(before.mains)
    differing = [
        main for main in after.mains if main not in kept or _with_columns(before, main) != _with_columns(after, main)
    ]
    old = {place_of(main): main for main in before.mains} if differing else {}
    for main in differing:
        place = place_of(main)
        if place in old:
            types, now = _lent(_with_columns(before, old[place])), _lent(_with_columns(after, main))
            found |= {("type", (place, name)) for name, lent in now.items() if types.get(name) != lent}
    return found


def _with_columns(registry: Registry, main: TableDraft) -> tuple[TableDraft | Addition, ...]:
    """All that gives a table columns."""
    return (*registry.parts(main), *registry.additions.get(main, ()))


def _lent(sources: tuple[TableDraft | Addition, ...]) -> dict[str, tuple[object, ...]]:
    """The columns' types by name; of several columns of one name the first counts."""
    found: dict[str, tuple[object, ...]] = {}
    for source in sources:
        columns = source.columns if isinstance(source, TableDraft) else (source.column,)
        for draft in columns:
            if draft is not None:
                found.setdefault(draft.column.name, draft.lent)
    return found


def _alike(one: Any, other: Any) -> bool:
    """Whether two answers, each a draft or several, are as good as the same to other tables."""
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    return one is other or bool(one.shape == other.shape)


def _by_place(answers: Mapping[TableDraft, Any]) -> dict[Any, Any]:
    return {place_of(main): answer for main, answer in answers.items()}


def _found(registry: Registry, place: Any) -> TableDraft | None:
    """The draft at a place (see `place_of`)."""
    return registry.classes.get(place) if isinstance(place, ClassValue) else registry.calls.get(place)


_ANSWERS: dict[str, Callable[[Registry, Any], Any]] = {
    "class": lambda registry, cls: registry.classes.get(cls),
    "name": lambda registry, name: registry.names.get(name, ()),
    "key": lambda registry, key: registry.keys.get(key),
    "call": lambda registry, origin: registry.calls.get(origin),
    "parts": lambda registry, place: registry.parts(found) if (found := _found(registry, place)) else (),
    "additions": lambda registry, place: (
        registry.additions.get(found, ()) if (found := _found(registry, place)) else ()
    ),
}
