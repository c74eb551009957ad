"""Options that several commands share, and the workspace that they ask for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from prismalchemy.cli.failure import CommandError

if TYPE_CHECKING:
    from prismalchemy.workspace import Notice, Snapshot, Workspace
    from prismalchemy.workspace.imported import Importer

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Sides:
    """What the user said about where to look."""

    places: tuple[str, ...] = ()
    schema: str | None = None
    models: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The folder to look in.

        Raises:
            CommandError: several folders are named, or what is named is no folder.
        """
        if self._places_are_models or not self.places:
            return "."
        if len(self.places) > 1:
            raise CommandError(f"{self.places[1]}: only one folder can be named; run the command once for each")
        place = Path(self.places[0])
        if not place.exists():
            raise CommandError(f"{place}: there is no such folder; check the path")
        if not place.is_dir():
            raise CommandError(f"{place}: this is not a folder; name one, or use --schema and --models")
        return self.places[0]

    @property
    def all_models(self) -> tuple[str, ...]:
        """The paths of the models; behind `--schema` and `--models` further places count among them."""
        return (*self.models, *self.places) if self._places_are_models else self.models

    @property
    def _places_are_models(self) -> bool:
        return self.schema is not None and bool(self.models)


def sides_options(function: F) -> F:
    """Adds `[FOLDER] --schema PATH --models PATH…`; the command gets them as `places`, `schema`, `models`."""
    function = click.option(
        "--models", multiple=True, metavar="PATH", help="The SQLAlchemy models: a file or a folder; may be repeated."
    )(function)
    function = click.option(
        "--schema", metavar="PATH", help="The Prisma schema: a file, or a folder of files that make one schema."
    )(function)
    return click.argument("places", nargs=-1, metavar="[FOLDER]")(function)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the user said about importing the models: whether, with which interpreter, and for how many seconds."""

    wanted: bool = False
    python: str | None = None
    seconds: float | None = None


def runtime_options(function: F) -> F:
    """Adds `--runtime --python PATH --timeout SECONDS`; the command gets them as `runtime`, `python`, `timeout`."""
    function = click.option(
        "--timeout", type=click.FloatRange(min=0.1), metavar="SECONDS", help="How long --runtime may import. [60]"
    )(function)
    function = click.option(
        "--python", metavar="PATH", help="The interpreter, or its environment's folder, that --runtime uses. [found]"
    )(function)
    return click.option(
        "--runtime",
        is_flag=True,
        help="Import the models, which runs your code, and take what SQLAlchemy makes of them.",
    )(function)


def open_workspace(sides: Sides, runtime: Runtime | None = None, *, cached: bool = False) -> Workspace:
    """The workspace of what the user said.

    `cached`: its readings may come from the disk; enough to look at, not to mend or generate.

    Raises:
        CommandError: the folder or the configuration cannot be used, or options do not go together.
    """
    from prismalchemy.workspace import Workspace, with_sides
    from prismalchemy.workspace.files import absolute

    readings = None
    if cached:
        from prismalchemy.cache.readings import Readings

        readings = Readings.found()
    workspace = Workspace(sides.folder, readings=readings)
    if workspace.config_error is not None:
        raise CommandError(shorten(str(workspace.config_error)))
    importer = None if runtime is None else _importer(runtime, workspace)
    settings = workspace.settings
    if sides.schema is not None or sides.models:
        schema = None if sides.schema is None else absolute(sides.schema)
        settings = with_sides(settings, schema, tuple(absolute(path) for path in sides.all_models))
    elif importer is None:
        return workspace
    return Workspace(sides.folder, settings, root=workspace.root, importer=importer, readings=readings)


def _importer(runtime: Runtime, workspace: Workspace) -> Importer | None:
    """What imports the models; None where they are only to be read.

    Raises:
        CommandError: an option is given that means nothing without `--runtime`.
    """
    if not runtime.wanted:
        for option, value in (("--python", runtime.python), ("--timeout", runtime.seconds)):
            if value is not None:
                raise CommandError(f"{option} says how --runtime imports the models; give both or neither")
        return None
    from prismalchemy.workspace.files import absolute
    from prismalchemy.workspace.imported import Importer

    configured = workspace.settings.python
    python = None if configured is None else posixpath.join(workspace.root, configured)
    if runtime.python is not None:
        python = runtime.python
    if python is not None and ("/" in python or Path(python).exists()):
        python = absolute(python)
    return Importer(python, 60.0 if runtime.seconds is None else runtime.seconds)


@contextmanager
def importing(runtime: Runtime) -> Iterator[None]:
    """The body may import the models.

    Raises:
        CommandError: they cannot be imported.
    """
    if not runtime.wanted:
        yield
        return
    from prismalchemy.runtime.process import ImportFailedError

    try:
        yield
    except ImportFailedError as failure:
        path = None if failure.path is None else shorten(failure.path)
        place = "" if path is None else f"{path}: " if failure.line is None else f"{path}:{failure.line}: "
        raise CommandError(f"{place}{failure}") from failure


def shorten(path: str) -> str:
    """An absolute path, or a line that begins with one, relative to the current folder where it lies in it.

    Bytes of a file's name that are not UTF-8 are replaced: what is shown can be printed.
    """
    here = Path.cwd().as_posix().rstrip("/") + "/"
    return path.removeprefix(here).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def place_of(notice: Notice) -> str:
    """`path:line:column: message` of a notice, as far as it has them."""
    parts = [shorten(notice.path) or "."] if notice.path is not None else []
    if notice.line is not None:
        parts += [str(notice.line), str(notice.column or 1)]
    return f"{':'.join(parts)}: {notice.message}" if parts else notice.message


def say_notices(snapshot: Snapshot) -> bool:
    """Prints what there is to say about the project on standard error; whether something could not be read."""
    from prismalchemy.rules import Level

    failed = False
    for notice in snapshot.notices:
        error = notice.level is Level.ERROR
        click.echo(f"prismalchemy: {'error' if error else 'note'}: {place_of(notice)}", err=True)
        failed = failed or error
    for problem in snapshot.problems:
        location = problem.location
        file = snapshot.texts[location.path]
        place = file.lines.place(location.span.start)
        where = f"{shorten(location.path)}:{place.line + 1}:{place.column + 1}"
        click.echo(f"prismalchemy: error: {where}: {problem.message}", err=True)
        failed = True
    return failed
