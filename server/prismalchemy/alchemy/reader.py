"""The static reader of SQLAlchemy models: Python files in, a neutral schema out. Nothing is executed or imported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prismalchemy.alchemy.drafts import TableDraft
from prismalchemy.alchemy.finding import find
from prismalchemy.alchemy.given import with_values
from prismalchemy.alchemy.identity import identical
from prismalchemy.alchemy.libraries import is_library
from prismalchemy.alchemy.link import Backref, link
from prismalchemy.alchemy.lookup import Lookup, Question, changed
from prismalchemy.alchemy.modules import Module
from prismalchemy.alchemy.project import Project
from prismalchemy.alchemy.registry import Found, Registry, build
from prismalchemy.alchemy.relations import backref_name, entity_of
from prismalchemy.alchemy.types import TypeContext
from prismalchemy.schema import UNKNOWN, Enum, Schema, Table
from prismalchemy.text import Anchor, Origin, Problem, SourceFile

_MODELS = (
    "__table",
    "mapped_column",
    "Mapped",
    "Column",
    "relationship",
    "Table(",
    "SQLModel",
    "map_imperatively",
    "table=True",
    "table = True",
    "Index(",
    "DeclarativeBase",
    "declarative_base",
)
"""What a file has in it that says something about tables. Others are read only where such a file imports from them."""
_MIGRATION = re.compile(r"^(?:down_revision\b|def upgrade\()", re.MULTILINE)
"""What a migration of Alembic's has in it: its tables are of another time, not models."""


@dataclass(frozen=True)
class Options:
    """How to read.

    Args:
        roots: folders that absolute imports count from, as path prefixes.
        sqlalchemy_version: the version that the models run on, (2, 0) or (2, 1); a few defaults differ.
        known_types: SQL text by qualified name, for types that the reader cannot look into.
        sqlmodel_version: SQLModel's version, if that is known: the type of a `datetime` hangs on it.
    """

    roots: tuple[str, ...] = ()
    sqlalchemy_version: tuple[int, int] = (2, 1)
    known_types: Mapping[str, str] = field(default_factory=dict)
    sqlmodel_version: tuple[int, ...] | None = None


class Bases(Mapping[Anchor, int]):
    """Where the anchors of a reading stand, looked up module by module."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules

    def __getitem__(self, anchor: Anchor) -> int:
        return self._modules[anchor.path].bases[anchor]

    def __iter__(self) -> Iterator[Anchor]:
        return (anchor for module in self._modules.values() for anchor in module.bases)

    def __len__(self) -> int:
        return sum(len(module.bases) for module in self._modules.values())


@dataclass(frozen=True)
class ModelsReading:
    """What a set of Python files says about the database.

    Args:
        schema: the tables and enums.
        problems: what could not be read.
        bases: where each anchor stands.
        files: the files that were given.
        modules: the modules that were looked into, by path.
        reader: the one that read them; with it other versions of the files are read at the cost of what differs.
    """

    schema: Schema
    problems: tuple[Problem, ...]
    bases: Mapping[Anchor, int]
    files: tuple[SourceFile, ...]
    modules: Mapping[str, Module]
    reader: Reader | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class _Linked:
    """A joined table, and what it hangs on."""

    table: Table
    backrefs: tuple[Backref, ...]
    own: tuple[object, ...]
    asked: frozenset[Question]
    enums: tuple[Enum, ...]


class Reader:
    """Reads models again and again; what did not change stays the same object.

    Args:
        options: how to read.
    """

    def __init__(self, options: Options | None = None) -> None:
        self._options = options or Options()
        self._project = Project(self._options.roots)
        self._context = TypeContext(
            self._options.sqlalchemy_version,
            known=self._options.known_types,
            sqlmodel=self._options.sqlmodel_version,
        )
        self._relevant: dict[str, tuple[str, bool]] = {}
        self._linked: dict[TableDraft, _Linked] = {}
        self._tables: dict[tuple[object, object], Table] = {}
        self._registry = Registry()

    def read(self, files: Sequence[SourceFile]) -> ModelsReading:
        """What the files say; never raises, whatever is in them.

        Args:
            files: all Python files that may matter. Which of them hold models is found out; the others are read only
                where those import from them.
        """
        project = self._project
        project.update(files)
        findings: list[Found] = []
        problems: list[Problem] = []
        for source in files:
            if not self._is_relevant(source):
                continue
            for statement in project.module(source.path).statements:
                findings.append(find(statement, project, self._context))
                if statement.kind != "def":
                    problems += [
                        Problem(Origin(statement.anchor, broken.span), broken.message)
                        for broken in statement.recovered.broken
                        if broken.message is not None
                    ]
        registry = build(findings)
        tables, enums = self._link(registry)
        schema = Schema(tables=tables, enums=enums, open=registry.hidden)
        modules = {path: module for path, module in project.modules.items() if not is_library(path)}
        return ModelsReading(schema, tuple(problems), Bases(modules), tuple(files), modules, self)

    def _is_relevant(self, source: SourceFile) -> bool:
        known = self._relevant.get(source.path)
        if known is None or (known[0] is not source.text and known[0] != source.text):
            models = any(word in source.text for word in _MODELS) and not _is_migration(source.text)
            known = self._relevant[source.path] = (source.text, models)
        return known[1]

    def _link(self, registry: Registry) -> tuple[tuple[Table, ...], tuple[Enum, ...]]:
        backrefs = _backrefs(registry)
        differing = changed(self._registry, registry)
        if (registry.opens, registry.listeners) != (self._registry.opens, self._registry.listeners):
            self._linked = {}  # these are the affair of every table
        self._registry = registry
        linked: dict[TableDraft, _Linked] = {}
        shared: dict[Any, tuple[Any, frozenset[Question]]] = {}
        for main in registry.mains:
            known = self._linked.get(main)
            theirs = backrefs.get(main, ())
            if known is not None and _holds(known, registry, main, theirs, differing):
                linked[main] = known
                continue
            lookup = Lookup(registry, shared)
            table = with_values(link(main, theirs, lookup), main, registry)
            before = self._tables.get((table.key, table.entity))
            if before is not None and identical(before, table):
                table = before
            linked[main] = _Linked(table, theirs, _own(registry, main), lookup.asked, _enums(table))
        self._linked = linked
        tables = tuple(entry.table for entry in linked.values())
        self._tables = {(table.key, table.entity): table for table in tables}
        return tables, _distinct(enum for entry in linked.values() for enum in entry.enums)


def _is_migration(text: str) -> bool:
    # Looking for a word is a hundred times as fast as looking for a line that begins with it.
    return ("down_revision" in text or "def upgrade(" in text) and _MIGRATION.search(text) is not None


def _own(registry: Registry, main: TableDraft) -> tuple[object, ...]:
    """What a table is made of besides its own draft: the drafts that share it, and what is said outside of it."""
    return (*registry.subclasses.get(main, ()), *registry.additions.get(main, ()))


def _holds(
    known: _Linked, registry: Registry, main: TableDraft, backrefs: tuple[Backref, ...], differing: set[Question]
) -> bool:
    """Whether a table that was joined from the same draft before is still what joining it would give."""
    same = known.backrefs == backrefs and known.own == _own(registry, main)
    return same and differing.isdisjoint(known.asked)


def _backrefs(registry: Registry) -> dict[TableDraft, tuple[Backref, ...]]:
    """The relationships with `backref=`, by the table at their other end."""
    found: dict[TableDraft, tuple[Backref, ...]] = {}
    lookup = Lookup(registry, {})
    for owner in (*registry.mains, *(sub for subs in registry.subclasses.values() for sub in subs)):
        for relation in owner.relations:
            if isinstance(backref_name(relation.call), str):
                entity = entity_of(relation, lookup)
                main = None if entity is None else lookup.main(entity)
                if main is not None:
                    found[main] = (*found.get(main, ()), (owner, relation))
    return found


def _enums(table: Table) -> tuple[Enum, ...]:
    """The enum types of a table's columns."""
    types = [column.type for column in table.columns]
    return _distinct(found.enum for found in types if found is not UNKNOWN and found.enum is not None)


def _distinct(enums: Iterable[Enum]) -> tuple[Enum, ...]:
    """The enum types in their order, each once."""
    found: dict[object, Enum] = {}
    for enum in enums:
        found.setdefault((enum.schema, enum.schema_known, enum.name, enum.entity, enum.members, enum.native), enum)
    return tuple(found.values())
