"""What an editor shows of the two histories: steps without their counterpart, edited migrations, two heads, and what
the schema has that no migration has made.

Only where they have been paired, that is where a step of one names one of the other: a project that uses one of them
for something else hears nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from prismalchemy.alchemy import ModelsReading
from prismalchemy.migrate import History, Step
from prismalchemy.migrate.ahead import Migrated, ahead, migrated
from prismalchemy.prisma import PrismaReading
from prismalchemy.rules import Level
from prismalchemy.schema import TableKey
from prismalchemy.text import SourceFile
from prismalchemy.workspace.migrations import HistoryError, PrismaPlace, find_alembic, find_prisma, read_history
from prismalchemy.workspace.notice import Notice
from prismalchemy.workspace.schemas import SchemaSource, has_datasource
from prismalchemy.workspace.tree import Tree


@dataclass(frozen=True, slots=True)
class Histories:
    """What the histories of a project say by themselves, and the words of each one, by the path of its schema."""

    notices: tuple[Notice, ...] = ()
    migrated: Mapping[str, Migrated] = field(default_factory=dict)


def history_notices(tree: Tree, schemas: tuple[SchemaSource, ...], text_of: Callable[[str], str | None]) -> Histories:
    """What is said of a project with one Alembic folder and schemas with migrations of which one is paired with it."""
    places = find_alembic(tuple(tree.files))
    if len(places) != 1:
        return Histories()
    found: list[Notice] = []
    words: dict[str, Migrated] = {}
    for source in schemas:
        texts = [text_of(path) or "" for path in source.files]
        place = find_prisma(source.path, next((text for text in texts if has_datasource(text)), ""))
        try:
            history = read_history(place, places[0])
        except HistoryError:
            # The command says it; here the history is only looked at in passing.
            continue
        if any(step.migration is not None and step.revision is not None for step in history.steps):
            found += _notices(history, place)
            if place.dialect is not None and all(_has_sql(step) for step in history.steps):
                words[source.path] = migrated(history.migrations, place.dialect)
    return Histories(tuple(found), words)


def ahead_notices(
    reading: PrismaReading | ModelsReading,
    history: Migrated | None,
    texts: Mapping[str, SourceFile],
    is_left: Callable[[TableKey], bool],
) -> Iterator[Notice]:
    """What a schema has that no migration can have made.

    Args:
        reading: the schema, or the models where they lead.
        history: its history; None where there is none that is paired.
        texts: the files of the reading by path.
        is_left: whether a table has another owner than the history.
    """
    if history is None:
        return
    for table, column in ahead(reading.schema, history):
        origin = (table.name_origin or table.origin) if column is None else (column.name_origin or column.origin)
        if origin is None or origin.anchor not in reading.bases or is_left(table.key):
            continue
        location = origin.at(reading.bases)
        place = texts[location.path].lines.place(location.span.start)
        what = f"Table {table.key}" if column is None else f"Column {table.key}.{column.name}"
        message = f"{what} is in no migration yet; run `prismalchemy migrate new`"
        yield Notice(Level.INFORMATION, message, location.path, place.line + 1, place.column + 1)


def _has_sql(step: Step) -> bool:
    return step.migration is not None or (step.revision is not None and step.revision.only_joins)


def _notices(history: History, place: PrismaPlace) -> Iterator[Notice]:
    for step in history.steps:
        found = _of_step(step)
        if found is None:
            continue
        path = f"{place.folder}/{step.migration.name}/migration.sql" if step.migration else None
        if path is None and step.revision is not None:
            path = step.revision.path
        yield Notice(Level.WARNING, found, path, 1, 1)
    if len(history.graph.heads) > 1:
        names = ", ".join(history.graph.heads)
        for head in history.graph.heads:
            revision = history.graph.get(head)
            if revision is not None:
                message = f"Alembic has several heads: {names}; join them with `alembic merge heads`"
                yield Notice(Level.WARNING, message, revision.path, 1, 1)


def _of_step(step: Step) -> str | None:
    if step.migration is None:
        assert step.revision is not None
        return (
            f"Alembic revision {step.revision.id} runs Prisma migration {step.revision.migration}, which is not there"
            if step.revision.migration is not None
            else None
            if step.revision.only_joins
            else f"Alembic revision {step.revision.id} has no Prisma migration; run `prismalchemy migrate to-prisma`"
        )
    if step.revision is None:
        return f"Prisma migration {step.migration.name} has no Alembic revision; run `prismalchemy migrate to-alembic`"
    if step.edited:
        name, revision = step.migration.name, step.revision.id
        return f"Prisma migration {name} was edited after Alembic revision {revision} was made of it"
    return None
