"""What a database has applied of either history, and what that means for each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from prismalchemy.migrate.pairing import History, Step
from prismalchemy.migrate.prisma import PrismaMigration

State: TypeAlias = Literal["applied", "pending", "failed", "edited"]


@dataclass(frozen=True, slots=True)
class Record:
    """A row of `_prisma_migrations`, as far as it matters. Times are None or not; which times they are does not."""

    name: str
    checksum: str
    finished: bool
    rolled_back: bool = False
    logs: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What a database says of both histories; None where the tool's table is not there."""

    records: tuple[Record, ...] | None = None
    revisions: tuple[str, ...] | None = None

    def record(self, name: str) -> Record | None:
        """The row that counts for a migration: a finished one, else one that did not end."""
        found = [record for record in self.records or () if record.name == name and not record.rolled_back]
        return next((record for record in found if record.finished), found[0] if found else None)


def prisma_state(migration: PrismaMigration, applied: Applied) -> State:
    """What Prisma would say of a migration."""
    record = applied.record(migration.name)
    if record is None:
        return "pending"
    if not record.finished:
        return "failed"
    return "applied" if migration.matches(record.checksum) else "edited"


def alembic_state(step: Step, behind: frozenset[str]) -> State:
    """What Alembic would say of a step's revision. `behind`: revisions at or before the database's."""
    assert step.revision is not None
    return "applied" if step.revision.id in behind else "pending"


def database_problems(history: History, applied: Applied) -> tuple[str, ...]:
    """What is wrong with a database, as sentences that say what to do."""
    known = {migration.name for migration in history.migrations}
    revisions = {revision.id for revision in history.graph.revisions}
    problems = [
        f"the database has Prisma migration {record.name}, which is not in the folder; restore it"
        for record in applied.records or ()
        if record.name not in known and not record.rolled_back
    ]
    problems += [
        f"the database is at Alembic revision {revision}, which is not there; restore its file"
        for revision in applied.revisions or ()
        if revision not in revisions
    ]
    behind = history.graph.behind(applied.revisions or ())
    for step in history.steps:
        problems += _step_problems(step, applied, behind)
    return tuple(problems)


def pending(history: History, applied: Applied) -> tuple[Step, ...]:
    """The steps that neither tool has applied."""
    behind = history.graph.behind(applied.revisions or ())
    return tuple(
        step
        for step in history.steps
        if (step.migration is None or prisma_state(step.migration, applied) == "pending")
        and (step.revision is None or step.revision.id not in behind)
    )


@dataclass(frozen=True, slots=True)
class Stamp:
    """What to note in a database: migrations of which Prisma does not know, and the revisions to be at, if others."""

    migrations: tuple[PrismaMigration, ...]
    revisions: tuple[str, ...] = ()


def to_stamp(history: History, applied: Applied) -> Stamp:
    """What one tool has applied and the other one does not know.

    A revision counts as applied by Prisma only with all that come before it.
    """
    behind = history.graph.behind(applied.revisions or ())
    missing = tuple(
        step.migration
        for step in history.steps
        if step.migration is not None
        and step.revision is not None
        and step.revision.id in behind
        and applied.record(step.migration.name) is None
    )
    known = {step.revision.id for step in history.steps if step.revision and _by_prisma(step, applied)} | behind
    reached: set[str] = set()
    for revision in history.graph.revisions:
        if revision.id in known and history.graph.behind((revision.id,)) <= known:
            reached.add(revision.id)
    if reached <= behind:
        return Stamp(missing)
    followed = {before for one in history.graph.revisions if one.id in reached for before in one.down}
    return Stamp(missing, tuple(one.id for one in history.graph.revisions if one.id in reached - followed))


def _by_prisma(step: Step, applied: Applied) -> bool:
    record = None if step.migration is None else applied.record(step.migration.name)
    return record is not None and record.finished


def _step_problems(step: Step, applied: Applied, behind: frozenset[str]) -> Sequence[str]:
    if step.migration is None:
        return ()
    name = step.migration.name
    state = prisma_state(step.migration, applied)
    if state == "failed":
        record = applied.record(name)
        logs = (record.logs or "").strip().partition("\n")[0] if record is not None else ""
        said = f" ({logs})" if logs else ""
        return (
            f"Prisma migration {name} was begun and did not end{said}; see what of it is in the database, then run "
            f"`npx prisma migrate resolve --rolled-back {name}` or `--applied {name}`",
        )
    found: list[str] = []
    if state == "edited":
        found.append(f"Prisma migration {name} was edited after it was applied; restore its migration.sql")
    if step.revision is None:
        return found
    by_alembic = step.revision.id in behind
    if by_alembic and state == "pending":
        found.append(
            f"Alembic has applied {step.revision.id}, and Prisma does not know it as {name}; "
            "run `prismalchemy migrate stamp`"
        )
    if not by_alembic and state != "pending":
        found.append(
            f"Prisma has applied {name}, and Alembic does not know it as {step.revision.id}; run `alembic upgrade head`"
            if step.revision.migration is not None
            else f"Prisma has applied {name}, and Alembic does not know it as {step.revision.id}; "
            "run `prismalchemy migrate stamp`"
        )
    return found
