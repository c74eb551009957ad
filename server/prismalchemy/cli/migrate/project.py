"""The two histories that a command of `migrate` is about."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.options import Sides, open_workspace, shorten

if TYPE_CHECKING:
    from prismalchemy.migrate import Dialect, History
    from prismalchemy.schema import TableKey
    from prismalchemy.workspace import Workspace
    from prismalchemy.workspace.files import Change
    from prismalchemy.workspace.migrations import AlembicPlace, PrismaPlace

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Project:
    """Where both histories lie, and what they say."""

    workspace: Workspace
    prisma: PrismaPlace
    alembic: AlembicPlace | None
    history: History

    @property
    def dialect(self) -> Dialect:
        """The database's dialect.

        Raises:
            CommandError: it is none that histories can be paired of.
        """
        if self.prisma.dialect is None:
            said = self.prisma.provider
            raise CommandError(
                f"not supported yet: histories of {said}; PostgreSQL and SQLite are"
                if said
                else f"{shorten(self.prisma.schema)}: no datasource says which database this is; add one"
            )
        return self.prisma.dialect

    @property
    def version_table(self) -> str:
        """Alembic's own table, with its schema before a dot where env.py says one.

        Raises:
            CommandError: env.py does not say it plainly.
        """
        from prismalchemy.workspace.external import VERSION_TABLE

        if self.alembic is None:
            return VERSION_TABLE
        if not isinstance(self.alembic.version_table, str):
            place = shorten(f"{self.alembic.script}/env.py")
            raise CommandError(f"{place}: its version_table is not plain; write it into `configure` as text")
        return self.alembic.version_table

    @property
    def folder(self) -> str:
        """The folder that a SQLite file's path in Prisma's address is relative to."""
        return os.path.dirname(self.prisma.config_path or self.prisma.schema)  # noqa: PTH120 - a POSIX path as text


def project_options(function: F) -> F:
    """Adds `[FOLDER] --schema PATH --alembic PATH`; the command gets them as `places`, `schema`, `alembic`."""
    function = click.option("--alembic", metavar="PATH", help="alembic.ini, or a pyproject.toml with [tool.alembic].")(
        function
    )
    function = click.option("--schema", metavar="PATH", help="The Prisma schema: a file or a folder.")(function)
    return click.argument("places", nargs=-1, metavar="[FOLDER]")(function)


def database_option(function: F) -> F:
    """Adds `--database URL`; the command gets it as `database`."""
    return click.option(
        "--database",
        metavar="URL",
        help="The database, as SQLAlchemy or Prisma write it; `env:NAME` takes it from the environment.",
    )(function)


def open_project(places: tuple[str, ...], schema: str | None, alembic: str | None) -> Project:
    """The project in a folder.

    Raises:
        CommandError: there is no schema, there are several of something, or a history cannot be read.
    """
    from prismalchemy.workspace.files import absolute
    from prismalchemy.workspace.migrations import HistoryError, find_alembic, find_prisma, read_alembic, read_history

    workspace = open_workspace(Sides(places, schema))
    schemas, problems = workspace.schemas()
    for problem in problems:
        raise CommandError(f"{shorten(problem.path)}: {problem.reason}")
    if not schemas:
        raise CommandError("no Prisma schema found; name it with --schema")
    if len(schemas) > 1:
        found = ", ".join(shorten(source.path) for source in schemas)
        raise CommandError(f"there are several schemas ({found}); name one with --schema")
    prisma = find_prisma(schemas[0].path, _text(schemas[0].files))
    if alembic is not None:
        named = read_alembic(absolute(alembic))
        if named is None:
            raise CommandError(
                f"{alembic}: it names no script_location; name alembic.ini or a pyproject.toml that does"
            )
        configured: tuple[AlembicPlace, ...] = (named,)
    else:
        configured = find_alembic(workspace.files())
    if len(configured) > 1:
        found = ", ".join(shorten(place.ini) for place in configured)
        raise CommandError(f"there are several Alembic configurations ({found}); name one with --alembic")
    place = configured[0] if configured else None
    _say_what_was_left(prisma, place)
    try:
        return Project(workspace, prisma, place, read_history(prisma, place))
    except HistoryError as error:
        raise CommandError(shorten(str(error))) from error


def _say_what_was_left(prisma: PrismaPlace, alembic: AlembicPlace | None) -> None:
    """A note of each temporary file where both histories lie."""
    from prismalchemy.workspace.files import left_behind

    folders = [os.path.dirname(prisma.schema), os.path.dirname(prisma.folder), prisma.folder]  # noqa: PTH120
    folders += [path.as_posix() for path in Path(prisma.folder).glob("*/")]
    if alembic is not None:
        folders += [os.path.dirname(alembic.ini), os.path.dirname(alembic.script)]  # noqa: PTH120
        folders += [alembic.script, *alembic.versions, *alembic.on_path]
    for path in left_behind(folders):
        click.echo(
            f"prismalchemy: note: {shorten(path)} is of a run that was killed, or that is still at work; "
            "where none is, delete it",
            err=True,
        )


def write_steps(project: Project, changes: Sequence[Change]) -> None:
    """Write files of the history, in this order, and say which.

    A migration's folder is there with all of its files or not at all: Prisma refuses one without its migration.sql.
    So it is filled beside the folder of migrations, where Prisma does not look.

    Raises:
        CommandError: they cannot be written; nothing was.
    """
    from prismalchemy.workspace.files import WriteError, write_changes

    try:
        write_changes(changes, aside=os.path.dirname(project.prisma.folder))  # noqa: PTH120 - a POSIX path as text
    except WriteError as error:
        raise CommandError(shorten(str(error))) from error
    for change in changes:
        click.echo(f"wrote {shorten(change.path)}")


def left_alone(project: Project) -> frozenset[TableKey]:
    """The tables that Prisma leaves alone, without the default schema's name."""
    from prismalchemy.cli.migrate.env import external_tables, owned_tables
    from prismalchemy.schema import TableKey

    said = project.prisma.config.external_tables
    left = {TableKey(None, "_prisma_migrations"), *owned_tables(project).alembic}
    for name in (*external_tables(project), *(said if isinstance(said, tuple) else ())):
        schema, _, table = name.rpartition(".")
        left.add(TableKey(None if schema in ("", "public") else schema, table))
    return frozenset(left)


def resolve(address: str, option: str = "--database") -> str:
    """The address of a database, taken from the environment where it says `env:NAME`.

    Raises:
        CommandError: the environment does not have it.
    """
    if not address.startswith("env:"):
        return address
    name = address.removeprefix("env:")
    if not os.environ.get(name):
        raise CommandError(f"{option}: the environment has no {name}; set it")
    return os.environ[name]


def _text(files: tuple[str, ...]) -> str:
    """The text of the file with the datasource; of the first one where none has it."""
    from prismalchemy.workspace.files import Text, read_text
    from prismalchemy.workspace.schemas import has_datasource

    texts = [found.text for path in files if isinstance(found := read_text(path), Text)]
    return next((text for text in texts if has_datasource(text)), "")
