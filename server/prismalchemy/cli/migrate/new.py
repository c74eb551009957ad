"""`prismalchemy migrate new`."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.migrate.env import environment_change
from prismalchemy.cli.migrate.project import Project, left_alone, open_project, project_options, resolve, write_steps
from prismalchemy.cli.migrate.status import owner_of
from prismalchemy.cli.migrate.to_prisma import lock_change
from prismalchemy.cli.options import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from prismalchemy.migrate import History
    from prismalchemy.migrate.renames import Rename
    from prismalchemy.workspace.files import Change
    from prismalchemy.workspace.new_step import Draft, Drafts, Target


@click.command(name="new")
@click.argument("name")
@project_options
@click.option(
    "--shadow-database",
    metavar="URL",
    help="A PostgreSQL server in which a database of the moment is made; `env:NAME` takes it from the environment. "
    "[prisma.config's shadowDatabaseUrl, else a server installed from PyPI]",
)
@click.option(
    "--rename", "renames", multiple=True, metavar="OLD=NEW", help="A table, an enum, TABLE.COLUMN or ENUM.LABEL."
)
@click.option("--no-renames", is_flag=True, help="Nothing else was renamed; do not ask.")
@click.option("--backfill", multiple=True, metavar="TABLE.COLUMN=SQL", help="What rows get that have no value there.")
@click.option("--using", multiple=True, metavar="TABLE.COLUMN=SQL", help="How to convert a column whose type changes.")
@click.option("--accept-data-loss", is_flag=True, help="Write the step also where rows lose something by it.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the schema is ahead of the history.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would be written.")
def command(
    name: str,
    places: tuple[str, ...],
    schema: str | None,
    alembic: str | None,
    shadow_database: str | None,
    renames: tuple[str, ...],
    backfill: tuple[str, ...],
    using: tuple[str, ...],
    *,
    no_renames: bool,
    accept_data_loss: bool,
    check: bool,
    diff: bool,
) -> int:
    """Write both sides of a step out of what schema.prisma has become since the last one.

    The history is run in a shadow database, and Prisma's own command line, that of the project, says what leads from
    there to the schema. The step is tried out there before anything is written. Read it before you commit it.

    What may have been renamed is asked, and what rows would lose is shown and asked; where there is no terminal,
    --rename, --no-renames and --accept-data-loss answer.

    Exits with 0 when done or when there is nothing new, 1 with --check or --diff when something would be written, 2
    when something is wrong or was refused.
    """
    from prismalchemy.cli.diff import print_diff, unified

    if not re.search(r"[A-Za-z0-9]", name):
        raise CommandError(f"{name}: a step's name needs letters or digits")
    project = open_project(places, schema, alembic)
    _ready(project)
    looking = check or diff
    found = _drafts(
        project,
        shadow_database,
        renames,
        _assigned(backfill, "--backfill"),
        _assigned(using, "--using"),
        is_rename=_is_none if no_renames or check else _ask,
    )
    for note in found.notes:
        click.echo(f"prismalchemy: note: {note}", err=True)
    if not found.steps:
        click.echo("the schema has nothing that the history does not have")
        return 0
    if check:
        click.echo(f"the schema is ahead of the history; run `prismalchemy migrate new {name}`")
        return 1
    _accept(found, accepted=accept_data_loss or looking)
    changes = _changes(project, name, found)
    if diff:
        for change in changes:
            print_diff(unified(shorten(change.path), change.before, change.after))
        return 1
    write_steps(project, changes)
    if project.workspace.layout().models:
        click.echo("If `prismalchemy check` finds the models behind, run `prismalchemy fix` or `generate`.")
    return 0


def _ready(project: Project) -> None:
    """Whether a step can be added.

    Raises:
        CommandError: the histories are not one up to here.
    """
    if project.alembic is None:
        raise CommandError("no alembic.ini found; run `alembic init alembic`, or name it with --alembic")
    for problem in project.history.problems:
        raise CommandError(problem)
    for step in project.history.steps:
        if step.revision is not None and step.revision.only_joins:
            continue
        if step.migration is None:
            # The schema is what the user has changed, so it must not be mended towards the models here.
            raise CommandError(
                f"Alembic revision {step.name} has no migration; run `prismalchemy migrate to-prisma --no-schema`"
            )
        if step.revision is None:
            raise CommandError(f"Prisma migration {step.name} has no revision; run `prismalchemy migrate to-alembic`")
        if step.edited:
            raise CommandError(f"Prisma migration {step.name} was edited; see `prismalchemy migrate status`")
    last = project.history.migrations[-1].name if project.history.migrations else ""
    stamp = f"{_now(project.history):%Y%m%d%H%M%S}"
    if last > stamp:
        raise CommandError(
            f"Prisma runs migrations in the order of their names, so a new one, {stamp}_…, would run before {last}; "
            f"where nothing has applied {last} yet, let its folder's name begin with its time"
        )


def _drafts(
    project: Project,
    address: str | None,
    renames: Sequence[str],
    backfill: Mapping[str, str],
    using: Mapping[str, str],
    *,
    is_rename: Callable[[Rename], bool],
) -> Drafts:
    from prismalchemy.workspace.database import DatabaseError
    from prismalchemy.workspace.new_step import Asked, NewStepError, draft
    from prismalchemy.workspace.prisma_cli import PrismaCliError, find_prisma_cli
    from prismalchemy.workspace.shadow import shadow_database

    scripts = [(migration.name, migration.sql or "") for migration in project.history.migrations]
    asked = Asked(renames, backfill, using, is_rename, alone=owner_of(project) == "alembic")
    try:
        cli = find_prisma_cli(project.folder, project.workspace.root)
        with shadow_database(_shadow(project, address), project.dialect, project.folder) as shadow:
            return draft(scripts, _target(project), asked, shadow, cli)
    except (DatabaseError, PrismaCliError, NewStepError) as error:
        raise CommandError(shorten(str(error))) from error


def _shadow(project: Project, address: str | None) -> str | None:
    """The address of a server for the shadow database; None where none is said."""
    from prismalchemy.workspace.prisma_config import FromEnvironment

    if address is not None:
        return resolve(address, "--shadow-database")
    said = project.prisma.config.shadow_url
    if isinstance(said, FromEnvironment):
        return os.environ.get(said.variable) or None
    return said if isinstance(said, str) else None


def _target(project: Project) -> Target:
    """The schema to reach.

    Raises:
        CommandError: it has errors, or prisma.config does not say plainly what is not Prisma's.
    """
    from prismalchemy.cli.migrate.env import external_tables
    from prismalchemy.workspace.new_step import Target

    source = project.workspace.schemas()[0][0]
    reading = project.workspace.read_schema(source)[0]
    config = project.prisma.config
    tables, enums = config.external_tables, config.external_enums
    if not isinstance(tables, tuple) or not isinstance(enums, tuple):
        raise CommandError(
            f"{shorten(project.prisma.config_path or '')}: its external tables and enums are not plain; write them out"
        )
    external = tuple(dict.fromkeys((*external_tables(project), *tables)))
    return Target(source.path, reading.schema, left_alone(project), external, enums)


def _is_none(_: Rename) -> bool:
    return False


def _ask(rename: Rename) -> bool:
    """Whether it was renamed, as the user says.

    Raises:
        CommandError: there is nobody to ask.
    """
    if not sys.stdin.isatty():
        raise CommandError(f"{rename.question} Say --rename '{rename}', or --no-renames")
    return click.confirm(rename.question, err=True)


def _accept(found: Drafts, *, accepted: bool) -> None:
    """Shows what rows would lose.

    Raises:
        CommandError: the user does not want that, or cannot be asked.
    """
    if not found.losses:
        return
    for loss in found.losses:
        click.echo(f"prismalchemy: warning: {loss}", err=True)
    if accepted:
        return
    if not sys.stdin.isatty():
        raise CommandError("nothing was written, because rows would lose something; say --accept-data-loss")
    if not click.confirm("Write it all the same?", err=True):
        raise CommandError("nothing was written")


def _changes(project: Project, name: str, found: Drafts) -> list[Change]:
    """The files of the steps, the owner's side first (docs/adr/0031).

    So whatever a killed process leaves is a history whose other side is still to be made of it.
    """
    migrations: list[Change] = []
    revisions: list[Change] = []
    history = project.history
    for draft in found.steps:
        losses = found.losses if draft is found.steps[-1] else ()
        migration, revision, history = _step(project, history, name, draft, losses)
        migrations += migration
        revisions.append(revision)
    lock = lock_change(project, f"{project.prisma.folder}/migration_lock.toml")
    if owner_of(project) == "alembic":
        return [*revisions, *environment_change(replace(project, history=history)), *lock, *migrations]
    return [*lock, *migrations, *revisions]


def _step(
    project: Project, history: History, name: str, draft: Draft, losses: Sequence[str]
) -> tuple[list[Change], Change, History]:
    """The files of one step, Prisma's and the revision, and the history with it."""
    from prismalchemy.migrate import pair, read_revision, render_revision
    from prismalchemy.migrate.alembic import Revision, graph, slug
    from prismalchemy.migrate.draft import joined, with_warnings
    from prismalchemy.migrate.prisma import PrismaMigration, checksum_of
    from prismalchemy.migrate.rendered import render_migrations
    from prismalchemy.workspace.choice import relative
    from prismalchemy.workspace.files import Change

    assert project.alembic is not None
    # As `to-prisma` would call it, where Alembic owns.
    called = slug(f"{name} {draft.suffix}", 40 if owner_of(project) == "alembic" else 60)
    now = _now(history)
    folder = f"{project.prisma.folder}/{now:%Y%m%d%H%M%S}_{called}"
    migration_name = folder.rpartition("/")[2]
    head = history.graph.heads[0] if history.graph.heads else None
    down = None if draft.down is None else joined(draft.down)
    statements = tuple(with_warnings(one, losses) if at == 0 else one for at, one in enumerate(draft.statements))
    if owner_of(project) == "alembic":
        from prismalchemy.migrate.new_revision import OwnStep, render_own_revision, rendered_output

        step = OwnStep(statements, draft.down, draft.autocommit)
        id_ = hashlib.sha256(migration_name.encode()).hexdigest()[:12]
        message = f"{name} {draft.suffix}".strip()
        try:
            revision = render_own_revision(step, id_, head, message, f"{now:%Y-%m-%d %H:%M:%S}")
        except ValueError as error:
            raise CommandError(str(error)) from error
        known = Revision(id_, "", message, () if head is None else (head,))
        (rendered,) = render_migrations(
            rendered_output(step, known, project.dialect, project.version_table), [known], project.dialect
        )
        sql = rendered.text
        down = None
        migration = PrismaMigration(migration_name, sql, checksum_of(sql.encode()))
    else:
        sql = joined(statements)
        migration = PrismaMigration(migration_name, sql, checksum_of(sql.encode()), down)
        source = relative(f"{folder}/migration.sql", project.workspace.root)
        revision = render_revision(migration, head, project.dialect, source)
    changes = [Change(f"{folder}/migration.sql", None, sql)]
    if down is not None:
        changes.append(Change(f"{folder}/down.sql", None, down))
    path = f"{project.alembic.versions[0]}/{revision.file}"
    read = read_revision(path, revision.text)
    assert isinstance(read, Revision)
    written = Change(path, None, revision.text)
    return changes, written, pair([*history.migrations, migration], graph([*history.graph.revisions, read]))


def _now(history: History) -> datetime:
    """The present time, or a second behind the last migration, whichever is later: names have to sort."""
    now = datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None)
    stamps = [found[0] for one in history.migrations if (found := re.match(r"\d{14}(?=_|$)", one.name))]
    try:
        last = datetime.strptime(stamps[-1], "%Y%m%d%H%M%S")
    except (IndexError, ValueError):
        return now
    return max(now, last + timedelta(seconds=1))


def _assigned(said: Sequence[str], option: str) -> dict[str, str]:
    """The values that an option gives, `NAME=SQL` each.

    Raises:
        CommandError: one of them is not written so.
    """
    found: dict[str, str] = {}
    for one in said:
        name, equals, value = one.partition("=")
        if not equals or "." not in name or not value.strip():
            raise CommandError(f"{option} {one}: write TABLE.COLUMN=SQL")
        found[name.strip()] = value.strip()
    return found
