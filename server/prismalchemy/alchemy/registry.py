"""All tables of a reading before they are joined: found by class, by class name, by key, by call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from prismalchemy.alchemy.changes import Listener
from prismalchemy.alchemy.drafts import ColumnDraft, RelationDraft, TableDraft, Target
from prismalchemy.alchemy.values import CallValue, ClassValue
from prismalchemy.schema import TableKey
from prismalchemy.text import Origin


@dataclass(frozen=True, eq=False)
class Addition:
    """Something said about a table outside of it: a module-level `Index(...)` or `UniqueConstraint(...)`,
    `User.nickname = Column(...)`. `opens`: it adds something that cannot be read.
    """

    target: Target
    constraint: CallValue | None = None
    column: ColumnDraft | None = None
    relation: RelationDraft | None = None
    opens: bool = False

    @property
    def shape(self) -> object:
        """What other tables look at: the column that is added."""
        return None if self.column is None else self.column.shape


@dataclass(frozen=True, eq=False)
class Found:
    """What one top-level statement says. `hidden`: there may be tables in it that cannot be seen; `opens`: it adds to
    tables, and to which of them cannot be seen.
    """

    tables: tuple[TableDraft, ...] = ()
    additions: tuple[Addition, ...] = ()
    hidden: bool = False
    opens: bool = False
    listeners: tuple[Listener, ...] = ()


NOTHING = Found()


@dataclass
class Registry:
    """The drafts of a reading.

    `parts` are a table's own draft and those of the classes that add to it (single-table inheritance).
    """

    mains: list[TableDraft] = field(default_factory=list)
    classes: dict[ClassValue, TableDraft] = field(default_factory=dict)
    names: dict[str, tuple[TableDraft, ...]] = field(default_factory=dict)
    keys: dict[TableKey, TableDraft] = field(default_factory=dict)
    calls: dict[Origin, TableDraft] = field(default_factory=dict)
    subclasses: dict[TableDraft, tuple[TableDraft, ...]] = field(default_factory=dict)
    additions: dict[TableDraft, tuple[Addition, ...]] = field(default_factory=dict)
    hidden: bool = False
    opens: bool = False
    listeners: tuple[Listener, ...] = ()

    def parts(self, main: TableDraft) -> tuple[TableDraft, ...]:
        """The draft of a table and those that add to it."""
        return (main, *self.subclasses.get(main, ()))

    def main(self, draft: TableDraft) -> TableDraft | None:
        """The draft of the table that a class maps: its own, or an ancestor's."""
        for cls in (draft.cls, *draft.ancestry):
            found = draft if cls is draft.cls else self.classes.get(cls) if cls is not None else None
            if found is not None and found.key is not None:
                return found
        return None

    def target(self, target: Target) -> TableDraft | None:
        """The draft of the table that a foreign key, an index or a relation refers to."""
        if isinstance(target, TableKey):
            return self.keys.get(target)
        if isinstance(target, ClassValue):
            found = self.classes.get(target)
            return None if found is None else self.main(found)
        return self.calls.get(target.origin)


def build(findings: Iterable[Found]) -> Registry:
    """The registry of all drafts."""
    registry = Registry()
    findings = list(findings)
    drafts = [draft for found in findings for draft in found.tables]
    registry.hidden = any(found.hidden for found in findings)
    registry.opens = any(found.opens for found in findings)
    registry.listeners = tuple(listener for found in findings for listener in found.listeners)
    mapped = {draft.call.origin for draft in drafts if draft.cls is not None and draft.call is not None}
    for draft in drafts:
        if draft.cls is not None:
            registry.classes[draft.cls] = draft
            registry.names[draft.cls.name] = (*registry.names.get(draft.cls.name, ()), draft)
        if draft.call is not None:
            if draft.cls is None and (draft.call.origin in mapped or draft.call.origin in registry.calls):
                continue
            registry.calls.setdefault(draft.call.origin, draft)
        if draft.key is not None:
            registry.mains.append(draft)
            registry.keys.setdefault(draft.key, draft)
        elif draft.name is not None:
            registry.hidden = True
    for draft in drafts:
        if draft.name is None:
            main = registry.main(draft)
            if main is None:
                registry.hidden = True
            else:
                registry.subclasses[main] = (*registry.subclasses.get(main, ()), draft)
    for found in findings:
        for addition in found.additions:
            target = registry.target(addition.target)
            if target is not None:
                registry.additions[target] = (*registry.additions.get(target, ()), addition)
    return registry
