"""`prismalchemy migrate to-prisma`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.migrate.env import environment_change
from prismalchemy.cli.migrate.project import Project, open_project, project_options, write_steps
from prismalchemy.cli.options import shorten

if TYPE_CHECKING:
    from prismalchemy.migrate import PrismaMigration, Rendered, Revision
    from prismalchemy.workspace.files import Change


@click.command(name="to-prisma")
@project_options
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something would be written.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would be written.")
@click.option(
    "--refresh", is_flag=True, help="Also write the migrations that there are anew, as their revisions are now."
)
@click.option("--no-schema", is_flag=True, help="Leave the Prisma schema as it is.")
def command(
    places: tuple[str, ...],
    schema: str | None,
    alembic: str | None,
    *,
    check: bool,
    diff: bool,
    refresh: bool,
    no_schema: bool,
) -> int:
    """Write a Prisma migration for each Alembic revision that has none.

    For projects where Alembic owns the history. This runs `alembic upgrade … --sql`, and with it the project's env.py;
    no database is needed. It also writes alembic_prisma.py anew, with which Alembic keeps `_prisma_migrations` true, so
    that `prisma migrate deploy` finds nothing to do where Alembic has been.

    The schema is mended as `fix --towards prisma` mends it, unless --no-schema says otherwise.

    Exits with 0 when done, 2 when something could not be read or written. With --check or --diff: 1 when something
    would be written, or a migration is not what its revision says.
    """
    from prismalchemy.cli.diff import print_diff, unified

    project = open_project(places, schema, alembic)
    changes, stale = _changes(project, refresh=refresh)
    if not no_schema:
        changes += _schema_changes(project)
    for name in stale:
        click.echo(
            f"prismalchemy: note: Prisma migration {name} is not what its revision renders to now; "
            "where nothing has applied it yet, run `prismalchemy migrate to-prisma --refresh`",
            err=True,
        )
    if diff or check:
        for change in changes:
            if diff:
                print_diff(unified(shorten(change.path), change.before, change.after))
            else:
                state = "is missing" if change.before is None else "is not up to date"
                click.echo(f"{shorten(change.path)} {state}; run `prismalchemy migrate to-prisma`")
        return 1 if changes or stale else 0
    write_steps(project, changes)
    if not changes:
        click.echo(f"each of {len(project.history.graph.revisions)} Alembic revisions has its Prisma migration")
    return 0


def _changes(project: Project, *, refresh: bool) -> tuple[list[Change], list[str]]:
    """What to write, and the migrations that are not what their revisions say.

    Raises:
        CommandError: the histories cannot be joined as they are, or Alembic does not render.
    """
    from prismalchemy.migrate import pair
    from prismalchemy.migrate.prisma import LOCK_FILE, PrismaMigration, checksum_of
    from prismalchemy.workspace.files import Change

    place = project.alembic
    if place is None:
        raise CommandError("no alembic.ini found; name it with --alembic")
    history = project.history
    for problem in history.problems:
        raise CommandError(problem)
    revisions = history.graph.revisions
    if not revisions:
        raise CommandError(f"{shorten(place.script)}: there are no Alembic revisions")
    for before, revision in zip((None, *revisions), revisions, strict=False):
        if revision.down != (() if before is None else (before.id,)):
            where = (
                f"{shorten(revision.path)}: revision {revision.id} follows {' and '.join(revision.down) or 'nothing'}"
            )
            raise CommandError(
                f"{where}, not {before.id if before else 'nothing'}: not supported yet: branches and merges, because "
                "Prisma's history is a line; rebase the branch (set its down_revision) before it is deployed"
            )
    lone = [step.name for step in history.steps if step.revision is None]
    if lone:
        raise CommandError(f"Prisma migration {lone[0]} has no revision; run `prismalchemy migrate to-alembic`")
    known = {step.revision.id: step.migration for step in history.steps if step.revision and step.migration}
    changes: list[Change] = []
    stale: list[str] = []
    migrations = list(history.migrations)
    rendered = _rendered(project, revisions)
    names = list(_names(rendered, known))
    for earlier, name, one in zip(("", *names), names, rendered, strict=False):
        if earlier > name and one.revision.id not in known:
            raise CommandError(
                f"{shorten(one.revision.path)}: Prisma runs migrations in the order of their names, so {name} would "
                f"run before {earlier}, which it follows; where nothing has applied {earlier} yet, let its folder's "
                "name begin with its time"
            )
    for name, one in zip(names, rendered, strict=True):
        own = known.get(one.revision.id)
        if one.revision.migration is not None or (own is not None and own.sql == one.text):
            continue
        if own is not None and not refresh:
            stale.append(own.name)
            continue
        path = f"{project.prisma.folder}/{name}/migration.sql"
        changes.append(Change(path, None if own is None else own.sql, one.text))
        migrations = [migration for migration in migrations if migration is not own]
        migrations.append(PrismaMigration(name, one.text, checksum_of(one.text.encode()), own.down if own else None))
        if one.plain:
            click.echo(f"prismalchemy: note: {name} makes an index without CONCURRENTLY, unlike its revision", err=True)
    lock = lock_change(project, f"{project.prisma.folder}/{LOCK_FILE}")
    after = replace(project, history=pair(sorted(migrations, key=lambda migration: migration.name), history.graph))
    environment = environment_change(after)
    # Alembic's side first: a migration that is there says that all of its step is.
    return [*environment, *lock, *changes], stale


def _rendered(project: Project, revisions: Sequence[Revision]) -> tuple[Rendered, ...]:
    from prismalchemy.migrate import NotRenderedError, render_migrations
    from prismalchemy.workspace.rendering import RenderError, render_sql

    assert project.alembic is not None
    try:
        output = render_sql(project.alembic, "head")
        return render_migrations(output, revisions, project.dialect)
    except (RenderError, NotRenderedError) as error:
        raise CommandError(f"{shorten(project.alembic.ini)}: {shorten(str(error))}") from error


def _schema_changes(project: Project) -> list[Change]:
    """The schema brought up to the models as far as that loses nothing; a note where something is left."""
    from prismalchemy.fixes import Side
    from prismalchemy.rules import Level
    from prismalchemy.workspace.files import Change
    from prismalchemy.workspace.repair import at_least, repair_all

    if not project.workspace.layout().models:
        return []
    snapshot = project.workspace.snapshot()
    pairs = [pair for pair in snapshot.pairs if pair.candidate.schema.path == project.prisma.schema]
    repaired = repair_all(pairs, snapshot.settings, snapshot.texts, at_least(Level.INFORMATION), towards=Side.PRISMA)
    if repaired.left:
        click.echo(
            f"prismalchemy: note: {repaired.left} differences between schema and models are left; "
            "see `prismalchemy check`",
            err=True,
        )
    return [
        Change(path, snapshot.texts[path].text if path in snapshot.texts else None, text)
        for path, text in sorted(repaired.texts.items())
    ]


def lock_change(project: Project, path: str) -> list[Change]:
    """The migration_lock.toml, where there is none."""
    from prismalchemy.workspace.files import Change, Text, read_text

    if isinstance(read_text(path), Text):
        return []
    text = f'# Prisma keeps here which database its migrations are for.\nprovider = "{project.dialect}"\n'
    return [Change(path, None, text)]


_CREATED = re.compile(r"^Create Date: (\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)", re.MULTILINE)


def _names(rendered: Sequence[Rendered], known: dict[str, PrismaMigration]) -> Iterator[str]:
    """The names of migrations, which sort as their revisions follow each other: by the revisions' own dates."""
    from prismalchemy.migrate.alembic import slug
    from prismalchemy.workspace.files import Text, read_text

    last = datetime(2000, 1, 1)
    for one in rendered:
        own = known.get(one.revision.id)
        if own is not None:
            name = own.name
        else:
            content = read_text(one.revision.path)
            found = _CREATED.search(content.text) if isinstance(content, Text) else None
            last = max(last + timedelta(seconds=1), _time(found[1].replace("T", " ")) if found else last)
            name = f"{last:%Y%m%d%H%M%S}_{slug(one.revision.message) or one.revision.id}"
        stamp = re.match(r"\d{14}(?=_|$)", name)
        if stamp:
            last = max(
                last,
                _time(
                    f"{stamp[0][:4]}-{stamp[0][4:6]}-{stamp[0][6:8]} {stamp[0][8:10]}:{stamp[0][10:12]}:{stamp[0][12:]}"
                ),
            )
        yield name


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime(2000, 1, 1)
