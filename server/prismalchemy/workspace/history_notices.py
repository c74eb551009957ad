"""What an editor shows of the two histories: steps without their counterpart, edited migrations, two heads.

Only where they have been paired, that is where a step of one names one of the other: a project that uses one of them
for something else hears nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prismalchemy.migrate import History, Step
from prismalchemy.rules import Level
from prismalchemy.workspace.migrations import HistoryError, PrismaPlace, find_alembic, find_prisma, read_history
from prismalchemy.workspace.notice import Notice
from prismalchemy.workspace.schemas import SchemaSource, has_datasource
from prismalchemy.workspace.tree import Tree


def history_notices(
    tree: Tree, schemas: tuple[SchemaSource, ...], text_of: Callable[[str], str | None]
) -> tuple[Notice, ...]:
    """The notices of a project with one Alembic folder and schemas with migrations of which one is paired with it."""
    places = find_alembic(tuple(tree.files))
    if len(places) != 1:
        return ()
    found: list[Notice] = []
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
    return tuple(found)


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
            if len(step.revision.down) > 1
            else f"Alembic revision {step.revision.id} has no Prisma migration; run `prismalchemy migrate to-prisma`"
        )
    if step.revision is None:
        return f"Prisma migration {step.migration.name} has no Alembic revision; run `prismalchemy migrate to-alembic`"
    if step.edited:
        name, revision = step.migration.name, step.revision.id
        return f"Prisma migration {name} was edited after Alembic revision {revision} was made of it"
    return None
