"""Who migrates which table of a pair, as prisma.config and Alembic's env.py say."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prismalchemy.compare.names import DEFAULT_SCHEMAS
from prismalchemy.rules import Owner
from prismalchemy.schema import UNKNOWN, TableKey
from prismalchemy.workspace.discovery import Candidate
from prismalchemy.workspace.external import Included, included_by
from prismalchemy.workspace.prisma_config import read_prisma_config
from prismalchemy.workspace.tree import PRISMA_CONFIG_NAMES, Tree

_DEFAULTS = frozenset(DEFAULT_SCHEMAS.values())


@dataclass(frozen=True)
class Ownership:
    """What the migration tools' configuration says of single tables.

    `external` are names of tables that Prisma's migrations leave alone; `included` decides for Alembic's.
    """

    external: tuple[str, ...] = ()
    included: Included | None = None

    def owner_of(self, table: TableKey) -> Owner | None:
        """Who migrates a table where that is not simply who migrates the database.

        A table that Alembic leaves alone, or may leave alone, is as good as Prisma's: nothing is made of the models.
        """
        if self.included is not None and self.included.decide(table.name) != "in":
            return "prisma"
        return "alembic" if self.is_external(table) else None

    def is_external(self, table: TableKey) -> bool:
        """Whether Prisma's configuration names the table as one that is not its own."""
        if not self.external:
            return False
        default = table.schema is None or table.schema in _DEFAULTS
        spelt = {table.name, *(f"{schema}.{table.name}" for schema in _DEFAULTS)} if default else {str(table)}
        return not spelt.isdisjoint(self.external)


def configuration(tree: Tree, candidate: Candidate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The prisma.config files that may be of a pair's schema, and the env.py files that may be of its models."""
    configs = [
        path
        for path in tree.named(*PRISMA_CONFIG_NAMES)
        if _is_above(posixpath.dirname(path), candidate.schema.path) or candidate.schema.configured
    ]
    nearest = max((path.count("/") for path in configs), default=0)
    environments: list[str] = []
    if candidate.models.alembic:
        folders = [posixpath.dirname(path) for path in tree.named("alembic.ini")]
        ours = [
            folder
            for folder in folders
            if _is_above(folder, candidate.models.root)
            or any(_is_above(root, folder) for root in candidate.models.roots)
        ]
        environments = [
            path for path in tree.named("env.py") if any(_is_above(folder, posixpath.dirname(path)) for folder in ours)
        ]
    return tuple(path for path in configs if path.count("/") == nearest), tuple(environments)


def ownership_of(
    configs: Iterable[str], environments: Iterable[str], text_of: Callable[[str], str | None]
) -> Ownership:
    """What these files say. Of several env.py files none is taken at its word."""
    said = [read_prisma_config(text_of(path) or "").external_tables for path in configs]
    external = tuple(name for names in said if names is not UNKNOWN for name in names)
    found = [included for path in environments if (included := included_by(text_of(path) or "")) is not None]
    if not found:
        return Ownership(external)
    return Ownership(external, found[0] if len(found) == 1 else Included((), {}, unknown=True))


def _is_above(folder: str, path: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
