"""Which Prisma migration and which Alembic revision are one step.

Either side may say so: a revision by the constants in it, a migration by the line at its head (docs/adr/0020).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prismalchemy.migrate.alembic import Graph, Revision
from prismalchemy.migrate.prisma import PrismaMigration


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the history; one of the two may be missing.

    `edited`: the migration's file is not what the revision was made from.
    """

    migration: PrismaMigration | None
    revision: Revision | None
    edited: bool = False

    @property
    def name(self) -> str:
        """What to call it: the migration's name, else the revision's."""
        if self.migration is not None:
            return self.migration.name
        assert self.revision is not None
        return self.revision.id


@dataclass(frozen=True, slots=True)
class History:
    """Both histories as one: the steps in order, and what keeps them from being one, as sentences."""

    steps: tuple[Step, ...]
    migrations: tuple[PrismaMigration, ...]
    graph: Graph
    problems: tuple[str, ...]


def pair(migrations: Sequence[PrismaMigration], graph: Graph) -> History:
    """The two histories side by side."""
    by_name = {migration.name: migration for migration in migrations}
    problems = list(graph.problems)
    partner: dict[str, Revision] = {}
    for revision in graph.revisions:
        if revision.migration is None:
            continue
        if revision.migration not in by_name:
            problems.append(
                f"revision {revision.id} runs Prisma migration {revision.migration}, which is not there; "
                "restore its folder"
            )
        elif revision.migration in partner:
            problems.append(
                f"two revisions run Prisma migration {revision.migration}: {partner[revision.migration].id} and "
                f"{revision.id}; delete one"
            )
        else:
            partner[revision.migration] = revision
    for migration in migrations:
        if migration.sql is None:
            problems.append(
                f"Prisma migration {migration.name} has no migration.sql that can be read; restore it, or delete the "
                "folder where nothing has applied it"
            )
        said = migration.revision
        if said is None:
            continue
        revision_ = graph.get(said)
        if revision_ is None:
            problems.append(
                f"Prisma migration {migration.name} stands for Alembic revision {said}, which is not there; "
                "restore its file"
            )
        elif migration.name not in partner and said not in {one.id for one in partner.values()}:
            partner[migration.name] = revision_
        elif partner.get(migration.name) != revision_:
            problems.append(f"Prisma migration {migration.name} stands for a revision that has another one: {said}")
    if len(graph.heads) > 1:
        problems.append(f"Alembic has several heads: {', '.join(graph.heads)}; join them with `alembic merge heads`")
    return History(_ordered(migrations, graph, partner), tuple(migrations), graph, tuple(problems))


def _ordered(migrations: Sequence[PrismaMigration], graph: Graph, partner: dict[str, Revision]) -> tuple[Step, ...]:
    """Alembic's order for what it knows; what only Prisma knows stands behind the migration before it."""
    name_of = {revision.id: name for name, revision in partner.items()}
    by_name = {migration.name: migration for migration in migrations}
    steps: list[Step] = []
    for revision in graph.revisions:
        migration = by_name.get(name_of.get(revision.id, ""))
        edited = bool(migration and revision.checksum and not migration.matches(revision.checksum))
        steps.append(Step(migration, revision, edited))
    before = -1
    for migration in migrations:
        if migration.name in partner:
            at = next(i for i, step in enumerate(steps) if step.migration is migration)
            before = max(before, at)
        else:
            before += 1
            steps.insert(before, Step(migration, None))
    return tuple(steps)
