"""`prismalchemy inspect`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.options import (
    Runtime,
    Sides,
    importing,
    open_workspace,
    place_of,
    runtime_options,
    shorten,
    sides_options,
)

if TYPE_CHECKING:
    from prismalchemy.alchemy import ModelsReading
    from prismalchemy.prisma import PrismaReading
    from prismalchemy.text import Location, Origin, SourceFile
    from prismalchemy.workspace import Notice


@click.command(name="inspect")
@click.argument("side", type=click.Choice(("prisma", "models")))
@sides_options
@runtime_options
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", help="[text]")
def command(
    side: str,
    places: tuple[str, ...],
    schema: str | None,
    models: tuple[str, ...],
    format_: str,
    python: str | None,
    timeout: float | None,
    *,
    runtime: bool,
) -> int:
    """Show one side as it was understood, with the places that say so.

    What the source does not settle is shown as `?`, in JSON as `{"unknown": true}`; no rule looks at it.
    """
    from prismalchemy.cli.check import why_nothing
    from prismalchemy.cli.console import progress, write
    from prismalchemy.workspace.diagnostics import of_problems

    import_ = Runtime(runtime, python, timeout)
    if runtime and side == "prisma":
        raise CommandError("--runtime imports models; a Prisma schema is always read")
    with progress("Reading…"), importing(import_):
        workspace = open_workspace(Sides(places, schema, models), import_, cached=True)
        found: list[tuple[str, PrismaReading | ModelsReading]] = []
        notices: list[Notice] = []
        if side == "prisma":
            schemas, problems = workspace.schemas()
            for source in schemas:
                reading, unreadable = workspace.read_schema(source)
                found.append((source.path, reading))
                notices += unreadable
        else:
            layout = workspace.layout()
            problems = layout.problems
            for models_source in layout.models:
                models_reading, unreadable = workspace.read_models(models_source)
                found.append((models_source.root, models_reading))
                notices += unreadable
    for problem in problems:
        click.echo(f"prismalchemy: error: {shorten(problem.path)}: {problem.reason}", err=True)
    for notice in notices:
        click.echo(f"prismalchemy: error: {place_of(notice)}", err=True)
    failed = bool(problems or notices)
    if not found and not failed:
        raise CommandError(why_nothing(workspace, side))
    for _, one in found:
        files = {file.path: file for file in one.files}
        for diagnostic in of_problems(one.problems, one.bases, ""):
            place = _spell(diagnostic.location, files)
            click.echo(f"prismalchemy: error: {place}: {diagnostic.message}", err=True)
            failed = True
    if format_ == "json":
        data = [{"path": shorten(path), **_data(one)} for path, one in found]
        write(json.dumps({"version": 1, "side": side, "schemas": data}, indent=2, ensure_ascii=False) + "\n")
    else:
        write("\n".join(f"{shorten(path)}: {_text(one)}" for path, one in found))
    workspace.store()
    return 2 if failed else 0


def _dialect(reading: PrismaReading | ModelsReading) -> str:
    """The dialect to spell types in: PostgreSQL where the side does not say."""
    return reading.schema.dialect if isinstance(reading.schema.dialect, str) else "postgresql"


def _text(reading: PrismaReading | ModelsReading) -> str:
    from prismalchemy.cli.dump.text import to_text
    from prismalchemy.workspace.diagnostics import locate

    files = {file.path: file for file in reading.files}

    def place(origin: Origin | None) -> str:
        location = locate(origin, reading.bases)
        return "" if location is None else _spell(location, files)

    return to_text(reading.schema, place, _dialect(reading))


def _data(reading: PrismaReading | ModelsReading) -> dict[str, Any]:
    from prismalchemy.cli.dump.json import to_data
    from prismalchemy.workspace.diagnostics import locate

    files = {file.path: file for file in reading.files}

    def where(location: Location) -> dict[str, Any]:
        lines = files[location.path].lines
        start, end = lines.place(location.span.start), lines.place(location.span.end)
        return {
            "path": shorten(location.path),
            "start": {"line": start.line + 1, "column": start.column + 1},
            "end": {"line": end.line + 1, "column": end.column + 1},
        }

    return to_data(reading.schema, lambda origin: locate(origin, reading.bases), where, _dialect(reading))


def _spell(location: Location, files: dict[str, SourceFile]) -> str:
    place = files[location.path].lines.place(location.span.start)
    return f"{shorten(location.path)}:{place.line + 1}:{place.column + 1}"
