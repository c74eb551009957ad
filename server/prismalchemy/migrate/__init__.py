"""One history out of Prisma's migrations and Alembic's revisions: reading, pairing and rendering both. No I/O."""

from prismalchemy.migrate.alembic import Graph, Refused, Revision, graph, read_revision, revision_id
from prismalchemy.migrate.environment import render_environment
from prismalchemy.migrate.pairing import History, Step, pair
from prismalchemy.migrate.prisma import PrismaMigration, checksum_of, provider_of, read_migrations
from prismalchemy.migrate.rendered import NotRenderedError, Rendered, render_migrations
from prismalchemy.migrate.revision import LOCK_KEY, RevisionText, render_revision
from prismalchemy.migrate.script import Dialect, Statement, split
from prismalchemy.migrate.steps import Steps, plan

__all__ = [
    "LOCK_KEY",
    "Dialect",
    "Graph",
    "History",
    "NotRenderedError",
    "PrismaMigration",
    "Refused",
    "Rendered",
    "Revision",
    "RevisionText",
    "Statement",
    "Step",
    "Steps",
    "checksum_of",
    "graph",
    "pair",
    "plan",
    "provider_of",
    "read_migrations",
    "read_revision",
    "render_environment",
    "render_migrations",
    "render_revision",
    "revision_id",
    "split",
]
