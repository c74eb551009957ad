"""The state of both histories as plain rows and sentences, for tables and JSON alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from prismalchemy.migrate.applied import Applied, State, alembic_state, database_problems, pending, prisma_state
from prismalchemy.migrate.pairing import History


@dataclass(frozen=True, slots=True)
class Row:
    """One step. States are None where there is no database, or where the step lacks that side."""

    migration: str | None
    checksum: str | None
    revision: str | None
    edited: bool
    prisma: State | None
    alembic: State | None


@dataclass(frozen=True, slots=True)
class Status:
    """What there is to say. `problems` are wrong, `todo` is only not done yet; both are sentences."""

    rows: tuple[Row, ...]
    heads: tuple[str, ...]
    problems: tuple[str, ...]
    todo: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to do."""
        return not self.problems and not self.todo


def status(history: History, applied: Applied | None, owner: str) -> Status:
    """The state of a history.

    Args:
        history: both sides.
        applied: what the database has; None where none was asked.
        owner: "prisma" or "alembic", whose history the other one follows.
    """
    behind = frozenset[str]() if applied is None else history.graph.behind(applied.revisions or ())
    rows = tuple(
        Row(
            step.migration.name if step.migration else None,
            step.migration.checksum if step.migration else None,
            step.revision.id if step.revision else None,
            step.edited,
            prisma_state(step.migration, applied) if step.migration and applied is not None else None,
            alembic_state(step, behind) if step.revision and applied is not None else None,
        )
        for step in history.steps
    )
    problems = [*history.problems, *_edited(history)]
    if applied is not None:
        problems += database_problems(history, applied)
    return Status(rows, history.graph.heads, tuple(dict.fromkeys(problems)), tuple(_todo(history, applied, owner)))


def as_json(found: Status, further: Mapping[str, Any]) -> dict[str, Any]:
    """The state as JSON has it: `version`, `clean`, `steps`, `heads`, `problems`, `todo`, and what else is given."""
    steps = [asdict(row) for row in found.rows]
    return {
        "version": 1,
        "clean": found.is_clean,
        "steps": steps,
        "heads": list(found.heads),
        "problems": list(found.problems),
        "todo": list(found.todo),
        **further,
    }


def _edited(history: History) -> list[str]:
    return [
        f"Prisma migration {step.name} was edited after revision {step.revision.id} was made of it; restore its "
        "migration.sql, or where nothing has applied it yet, run `prismalchemy migrate to-alembic --refresh`"
        for step in history.steps
        if step.edited and step.revision is not None
    ]


def _todo(history: History, applied: Applied | None, owner: str) -> list[str]:
    without_revision = [step for step in history.steps if step.revision is None]
    without_migration = [
        step
        for step in history.steps
        if step.revision is not None
        and step.migration is None
        and not step.revision.migration
        and not step.revision.only_joins
    ]
    found: list[str] = []
    if without_revision:
        hint = "run `prismalchemy migrate to-alembic`"
        found.append(f"{_count(len(without_revision), 'Prisma migration')} without an Alembic revision; {hint}")
    if without_migration:
        hint = (
            "run `prismalchemy migrate to-prisma`"
            if owner == "alembic"
            else "Prisma owns the history: write them as Prisma migrations, or make Alembic the owner"
        )
        found.append(f"{_count(len(without_migration), 'Alembic revision')} without a Prisma migration; {hint}")
    if applied is not None:
        waiting = len(pending(history, applied))
        if waiting:
            found.append(f"{_count(waiting, 'step')} not applied yet; deploy with either tool")
    return found


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
