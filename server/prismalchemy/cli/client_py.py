"""`prismalchemy client-py`: what there is to move away from Prisma Client Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.options import Sides, open_workspace, place_of, shorten

if TYPE_CHECKING:
    from prismalchemy.client_py import Use
    from prismalchemy.prisma import PrismaReading
    from prismalchemy.text import SourceFile
    from prismalchemy.workspace import Notice, Workspace


@click.group(name="client-py")
def command() -> None:
    """Move an application from Prisma Client Python to generated models.

    docs/prisma-client-py.md is the guide.
    """


@command.command(name="report")
@click.argument("folder", default=".")
@click.option("--schema", metavar="PATH", help="The Prisma schema: a file, or a folder of files that make one schema.")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", help="[text]")
def report(folder: str, schema: str | None, format_: str) -> int:
    """List the places in FOLDER that use Prisma Client Python, each with what stands in its place, and what the schema
    has that the client cannot take.

    The Python files are read, and never imported or run. Where the text does not show that it is the client, but both
    the model and the operation are called as Prisma's, the place is marked `likely`.

    Exits with 0 when nothing is left, 1 when there are such places, 2 when something could not be read.
    """
    from prismalchemy.cli.console import write
    from prismalchemy.client_py import instance_names, uses

    workspace = open_workspace(Sides((folder,), schema), cached=True)
    schemas, notices = _schemas(workspace)
    models = {name: model for _, reading in schemas for name, model in instance_names(reading.schema).items()}
    outputs = tuple(folder for path, reading in schemas for folder in _outputs(path, reading))
    refused = [place for _, reading in schemas for place in _refusals(reading)]
    files, unreadable = _files(workspace, outputs)
    found, broken = uses(files, models)
    for notice in (*notices, *unreadable):
        click.echo(f"prismalchemy: error: {place_of(notice)}", err=True)
    for path in broken:
        click.echo(f"prismalchemy: error: {shorten(path)}: this is not Python that can be parsed; mend it", err=True)
    workspace.store()
    if format_ == "json":
        data = {"version": 1, "uses": [_data(use) for use in found], "refused": refused}
        write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    else:
        write("".join("{path}:{line}:{column}: warning: {message}\n".format(**one) for one in refused))
        write("".join(_line(use) for use in found))
        where = len({use.path for use in found})
        files_ = "file" if where == 1 else "files"
        places = "place" if len(found) == 1 else "places"
        write(f"{len(found)} {places} in {where} {files_}\n" if found else "Nothing uses Prisma Client Python.\n")
    if notices or unreadable or broken:
        return 2
    return 1 if found or refused else 0


def _schemas(workspace: Workspace) -> tuple[list[tuple[str, PrismaReading]], list[Notice]]:
    """The schemas that generate the client, by their paths, else all of them; and what could not be read.

    Raises:
        CommandError: there is none.
    """
    from prismalchemy.client_py import client_py

    schemas, problems = workspace.schemas()
    for problem in problems:
        raise CommandError(f"{shorten(problem.path)}: {problem.reason}")
    notices: list[Notice] = []
    every: list[tuple[str, PrismaReading]] = []
    for source in schemas:
        reading, unreadable = workspace.read_schema(source)
        notices += unreadable
        every.append((source.path, reading))
    # Where none says so any more, the client is about to go, and all schemas count.
    chosen = [one for one in every if client_py(one[1].schema)] or every
    if not chosen:
        raise CommandError("there is no Prisma schema; name it with --schema")
    return chosen, notices


def _refusals(reading: PrismaReading) -> Iterator[dict[str, Any]]:
    """What the client cannot take of a schema, with its place."""
    from prismalchemy.client_py import refusals
    from prismalchemy.workspace.diagnostics import locate

    files = {file.path: file for file in reading.files}
    for refusal in refusals(reading.schema):
        location = locate(refusal.origin, reading.bases)
        if location is not None:
            place = files[location.path].lines.place(location.span.start)
            message = f"{refusal.outcome} because of {refusal.subject}: {refusal.reason}"
            where = {"path": shorten(location.path), "line": place.line + 1, "column": place.column + 1}
            yield {**where, "message": message}


def _outputs(path: str, reading: PrismaReading) -> list[str]:
    """The folders into which generators write; a path in a schema counts from the schema's folder."""
    import posixpath

    from prismalchemy.schema import UNKNOWN

    folder = path if not path.endswith(".prisma") else posixpath.dirname(path)
    found: list[str] = []
    for generator in reading.schema.generators:
        option = generator.option("output")
        if option is not None and option.value is not UNKNOWN:
            found.append(posixpath.normpath(posixpath.join(folder, option.value)) + "/")
    return found


def _files(workspace: Workspace, outputs: tuple[str, ...]) -> tuple[list[SourceFile], list[Notice]]:
    from prismalchemy.text import SourceFile
    from prismalchemy.workspace import Notice
    from prismalchemy.workspace.files import Unreadable, read_text

    files: list[SourceFile] = []
    notices: list[Notice] = []
    inside = workspace.folder.rstrip("/") + "/"
    for path in workspace.files():
        if not path.endswith(".py") or not path.startswith(inside) or path.startswith(outputs):
            continue
        text = read_text(path)
        if isinstance(text, Unreadable):
            notices.append(Notice.of(text))
        else:
            files.append(SourceFile(path, text.text))
    return files, notices


def _line(use: Use) -> str:
    arguments = f"({', '.join(use.arguments)})" if use.arguments else ""
    likely = "" if use.certain else " (likely)"
    return f"{shorten(use.path)}:{use.line}:{use.column}: {use.what}{arguments}{likely} -> {use.counterpart}\n"


def _data(use: Use) -> dict[str, Any]:
    return {
        "path": shorten(use.path),
        "line": use.line,
        "column": use.column,
        "what": use.what,
        "arguments": list(use.arguments),
        "certain": use.certain,
        "counterpart": use.counterpart,
    }
