"""`prismalchemy migrate stamp`."""

from __future__ import annotations

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.migrate.project import database_option, open_project, project_options, resolve
from prismalchemy.cli.options import shorten


@click.command(name="stamp")
@project_options
@database_option
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be noted.")
def command(
    places: tuple[str, ...], schema: str | None, alembic: str | None, database: str | None, *, dry_run: bool
) -> int:
    """Note in one tool's table of a database what the other one has applied.

    Only `_prisma_migrations` and `alembic_version` are written, in one transaction and under Prisma's lock. What
    neither tool has applied stays so.

    Exits with 0 when done, 1 with --dry-run when there is something to note, 2 when something is wrong.
    """
    from prismalchemy.migrate import LOCK_KEY
    from prismalchemy.migrate.applied import to_stamp
    from prismalchemy.workspace.database import (
        DatabaseError,
        connected,
        lock,
        read_applied,
        record_migration,
        record_revisions,
    )

    if database is None:
        raise CommandError("say which database with --database")
    project = open_project(places, schema, alembic)
    for problem in project.history.problems:
        raise CommandError(problem)
    try:
        with connected(resolve(database), project.folder) as connection:
            lock(connection, LOCK_KEY)
            stamp = to_stamp(project.history, read_applied(connection, project.version_table))
            if not dry_run:
                for migration in stamp.migrations:
                    record_migration(connection, migration.name, migration.checksum or "")
                if stamp.revisions:
                    record_revisions(connection, stamp.revisions, project.version_table)
    except DatabaseError as error:
        raise CommandError(shorten(str(error))) from error
    verb = "to note" if dry_run else "noted"
    for migration in stamp.migrations:
        click.echo(f"{verb} in _prisma_migrations: {migration.name}")
    if stamp.revisions:
        click.echo(f"{verb} in {project.version_table}: {', '.join(stamp.revisions)}")
    anything = bool(stamp.migrations or stamp.revisions)
    if not anything:
        click.echo("each tool knows what the other one has applied")
    return 1 if dry_run and anything else 0
