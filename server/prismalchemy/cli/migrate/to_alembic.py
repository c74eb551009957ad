"""`prismalchemy migrate to-alembic`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.migrate.project import Project, open_project, project_options, write_steps
from prismalchemy.cli.options import shorten

if TYPE_CHECKING:
    from prismalchemy.workspace.files import Change


@click.command(name="to-alembic")
@project_options
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a migration has no revision.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would be written.")
@click.option(
    "--refresh", is_flag=True, help="Also write the revisions that there are anew, as their migrations are now."
)
def command(
    places: tuple[str, ...], schema: str | None, alembic: str | None, *, check: bool, diff: bool, refresh: bool
) -> int:
    """Write an Alembic revision for each Prisma migration that has none.

    For projects where Prisma owns the history. A revision runs the migration's SQL and keeps `_prisma_migrations` true,
    so that `prisma migrate status` is clean on a database that Alembic built; where Prisma has applied a migration
    already, `alembic upgrade` only notes that. A down.sql beside the migration.sql becomes its downgrade.

    Exits with 0 when done, 2 when something could not be read or written. With --check or --diff: 1 when something
    would be written.
    """
    from prismalchemy.cli.diff import print_diff, unified

    project = open_project(places, schema, alembic)
    changes = changes_of(project, refresh=refresh)
    if diff or check:
        for change in changes:
            if diff:
                print_diff(unified(shorten(change.path), change.before, change.after))
            else:
                state = "is missing" if change.before is None else "is not up to date"
                click.echo(f"{shorten(change.path)} {state}; run `prismalchemy migrate to-alembic`")
        return 1 if changes else 0
    write_steps(project, changes)
    if not changes:
        click.echo(f"each of {len(project.history.migrations)} Prisma migrations has its Alembic revision")
    return 0


def changes_of(project: Project, *, refresh: bool) -> list[Change]:
    """The revisions to write.

    Raises:
        CommandError: the histories cannot be joined as they are.
    """
    from prismalchemy.migrate import render_revision
    from prismalchemy.workspace.choice import relative
    from prismalchemy.workspace.files import Change, Text, read_text

    place = project.alembic
    if place is None:
        raise CommandError("no alembic.ini found; run `alembic init alembic`, or name it with --alembic")
    history = project.history
    for problem in history.problems:
        raise CommandError(problem)
    if not history.migrations:
        raise CommandError(f"{shorten(project.prisma.folder)}: there are no Prisma migrations")
    changes: list[Change] = []
    head = history.graph.heads[0] if history.graph.heads else None
    for step in history.steps:
        if step.migration is None or (step.revision is not None and (not refresh or step.revision.migration is None)):
            continue
        if set("'\"\\") & set(step.migration.name):
            raise CommandError(f"not supported yet: quotes in a migration's name: {step.migration.name}; rename it")
        source = relative(f"{project.prisma.folder}/{step.migration.name}/migration.sql", project.workspace.root)
        if step.revision is None:
            made = render_revision(step.migration, head, project.dialect, source)
            changes.append(Change(f"{place.versions[0]}/{made.file}", None, made.text))
            head = made.id
            continue
        follows = step.revision.down
        before = read_text(step.revision.path)
        if len(follows) > 1 or not isinstance(before, Text):
            raise CommandError(
                f"{shorten(step.revision.path)}: not supported yet: refreshing a merge; write it by hand"
            )
        made = render_revision(
            step.migration, follows[0] if follows else None, project.dialect, source, step.revision.id
        )
        if made.text != before.text:
            changes.append(Change(step.revision.path, before.text, made.text))
    return changes
