"""`prismalchemy migrate new`, which says what to do in its place."""

from __future__ import annotations

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.migrate.project import open_project, project_options
from prismalchemy.cli.migrate.status import owner_of


@click.command(name="new")
@click.argument("name")
@project_options
def command(name: str, places: tuple[str, ...], schema: str | None, alembic: str | None) -> int:
    """Not supported yet: both sides of a step out of a changed schema. Says which two commands make it meanwhile."""
    project = open_project(places, schema, alembic)
    first, second = (
        (f"npx prisma migrate dev --create-only --name {name}", "to-alembic")
        if owner_of(project) == "prisma"
        else (f"alembic revision --autogenerate -m {name}", "to-prisma")
    )
    raise CommandError(f"not supported yet: migrate new; run `{first}`, read it, then `prismalchemy migrate {second}`")
