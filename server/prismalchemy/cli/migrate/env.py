"""`prismalchemy migrate env`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.migrate.project import Project, open_project, project_options
from prismalchemy.cli.options import shorten

if TYPE_CHECKING:
    from prismalchemy.workspace.files import Change
    from prismalchemy.workspace.owners import Owned

IN_ENV = """\
In env.py, around the online part:

    from alembic_prisma import locked, options

    with locked(connection):
        context.configure(connection=connection, target_metadata=target_metadata, **options)
        with context.begin_transaction():
            context.run_migrations()
"""


@click.command(name="env")
@project_options
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the module is not up to date.")
def command(places: tuple[str, ...], schema: str | None, alembic: str | None, *, check: bool) -> int:
    """Write alembic_prisma.py, which env.py imports, and say what belongs into env.py and prisma.config.

    The module leaves Prisma's tables to Prisma, keeps Prisma's record of revisions, and holds Prisma's lock while
    Alembic deploys. Tables whose `owner` an override of the configuration sets are left to that owner.

    Exits with 0 when done, 1 with --check when the module is not up to date, 2 when something could not be read.
    """
    from prismalchemy.workspace.files import WriteError, write_changes

    project = open_project(places, schema, alembic)
    if project.alembic is None:
        raise CommandError("no alembic.ini found; name it with --alembic")
    changes = environment_change(project)
    if check:
        for change in changes:
            click.echo(f"{shorten(change.path)} is not up to date; run `prismalchemy migrate env`")
        return 1 if changes else 0
    try:
        write_changes(changes)
    except WriteError as error:
        raise CommandError(shorten(str(error))) from error
    for change in changes:
        click.echo(f"wrote {shorten(change.path)}")
    click.echo()
    click.echo(IN_ENV)
    click.echo("In prisma.config:\n")
    external = ", ".join(f"'{name}'" for name in external_tables(project))
    click.echo(f"    experimental: {{ externalTables: true }},\n    tables: {{ external: [{external}] }},")
    return 0


def environment_change(project: Project) -> list[Change]:
    """The module as it has to be, where it is not.

    Raises:
        CommandError: another file is in its place, or a table has no owner, or two.
    """
    from prismalchemy.migrate import render_environment
    from prismalchemy.migrate.environment import FILE, MARK
    from prismalchemy.workspace.files import Change, Text, read_text

    assert project.alembic is not None
    folder = next(iter(project.alembic.on_path), project.alembic.ini.rpartition("/")[0])
    path = f"{folder}/{FILE}"
    found = read_text(path)
    before = found.text if isinstance(found, Text) else None
    if before is not None and MARK not in before:
        raise CommandError(f"{shorten(path)}: the file was not made by prismalchemy; move it away")
    tables = [str(table) for table in owned_tables(project).prisma]
    text = render_environment(project.history, tables)
    return [] if text == before else [Change(path, before, text)]


def external_tables(project: Project) -> list[str]:
    """What `tables.external` has to say: Alembic's own table, and the tables that are Alembic's."""
    names = [project.version_table, *(str(table) for table in owned_tables(project).alembic)]
    if project.dialect == "sqlite":
        return names
    return [name if "." in name else f"public.{name}" for name in names]


def owned_tables(project: Project) -> Owned:
    """Which tables one tool has to leave to the other.

    Raises:
        CommandError: a table is claimed by both.
    """
    from prismalchemy.cli.migrate.status import owner_of
    from prismalchemy.workspace.owners import OwnershipError, owned

    try:
        return owned(project.workspace, project.prisma, owner_of(project))
    except OwnershipError as error:
        raise CommandError(shorten(str(error))) from error
