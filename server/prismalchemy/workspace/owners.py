"""Which tool migrates which table: the project's owner, and the overrides that say otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from prismalchemy.rules import Owner
from prismalchemy.schema import TableKey
from prismalchemy.workspace.migrations import PrismaPlace
from prismalchemy.workspace.profiles import is_chosen
from prismalchemy.workspace.workspace import Workspace


class OwnershipError(Exception):
    """A table that two tools claim; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Owned:
    """The tables that one tool has to leave to the other. Both are empty where one tool owns them all."""

    prisma: tuple[TableKey, ...] = ()
    alembic: tuple[TableKey, ...] = ()


def owned(workspace: Workspace, place: PrismaPlace, owner: str) -> Owned:
    """Who owns each table that the schema or the models have.

    Args:
        workspace: the project.
        place: Prisma's side, whose prisma.config may name tables that are not Prisma's.
        owner: "prisma" or "alembic", who owns what no override speaks of.

    Raises:
        OwnershipError: overrides give a table to both, or one to Prisma that prisma.config calls external.
    """
    overrides = [
        override for override in workspace.settings.overrides if override.owner is not None and override.tables
    ]
    if not overrides:
        return Owned()
    found: dict[Owner, list[TableKey]] = {"prisma": [], "alembic": []}
    external = place.config.external_tables
    named = frozenset(external) if isinstance(external, tuple) else frozenset()
    for table in sorted(_tables(workspace), key=str):
        said = {override.owner for override in overrides if is_chosen(table, override.tables)}
        if len(said) > 1:
            raise OwnershipError(f"overrides give table {table} to Prisma and to Alembic; leave one of them out")
        whose: Owner = "prisma" if (next(iter(said)) if said else owner) == "prisma" else "alembic"
        if whose == "prisma" and named & {str(table), f"public.{table}"}:
            raise OwnershipError(f"table {table} is Prisma's, and prisma.config calls it external; take it out there")
        found[whose].append(table)
    return Owned(tuple(found["prisma"]), tuple(found["alembic"]))


def _tables(workspace: Workspace) -> set[TableKey]:
    schemas, _ = workspace.schemas()
    found = {table.key for source in schemas for table in workspace.read_schema(source)[0].schema.tables}
    for models in workspace.layout().models:
        found |= {table.key for table in workspace.read_models(models)[0].schema.tables}
    return found
