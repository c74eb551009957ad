"""`prismalchemy generate`."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.generate_options import (
    Given,
    module_seen_from,
    options_of,
    output_options,
    schemas_path,
)
from prismalchemy.cli.options import Sides, open_workspace, place_of, shorten

if TYPE_CHECKING:
    from prismalchemy.generate import Options
    from prismalchemy.schema import Schema
    from prismalchemy.workspace import Workspace
    from prismalchemy.workspace.files import Change
    from prismalchemy.workspace.generated import Output
    from prismalchemy.workspace.schemas import SchemaSource


@click.command(name="generate")
@click.argument("places", nargs=-1, metavar="[FOLDER]")
@click.option("--schema", metavar="PATH", help="The Prisma schema: a file, or a folder of files that make one schema.")
@click.option("--output", metavar="PATH", help="A .py file for one module, a folder for a package. [standard output]")
@output_options
@click.option("--check", is_flag=True, help="Write nothing; show what is not up to date and exit with 1 then.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--force", is_flag=True, help="Overwrite: files of your own, and what you changed in generated ones.")
def command(
    places: tuple[str, ...],
    schema: str | None,
    output: str | None,
    *,
    check: bool,
    diff: bool,
    force: bool,
    **given: Any,
) -> int:
    """Write SQLAlchemy models from the Prisma schema.

    What you added to generated files and changed in them is kept. Where that is not certain, nothing is written and the
    places are named. Where --output is not said, `output` of the configuration is taken, else standard output.

    Exits with 0 when done, 1 when a place is not certain, 2 when something could not be read or written. With --check
    or --diff: 1 when something would change.
    """
    from prismalchemy.cli.console import progress, write

    with progress("Generating…"):
        workspace = open_workspace(Sides(places, schema))
        said = Given(**given)
        targets = _targets(workspace, schema, output, said)
        if check and any(target.output is None for target in targets):
            raise CommandError("--check needs --output, or `output` in the configuration")
        texts = [_texts(target, workspace, said) for target in targets]
        if any(target.output is None for target in targets) and not diff:
            for written in texts:
                write("".join(written.values()))
            return 0
        outputs = [
            _output(target, written, force=force, writing=not (check or diff))
            for target, written in zip(targets, texts, strict=True)
        ]
    conflicts = [conflict for output_ in outputs for conflict in output_.conflicts]
    if conflicts:
        for path, place in conflicts:
            click.echo(f"{shorten(path)}:{place.line}: {place.reason}", err=True)
        click.echo("Nothing was written; change these places, or overwrite the files with --force.", err=True)
        return 1
    changes = [change for output_ in outputs for change in output_.changes]
    if not check and not diff:
        return _write(changes)
    different = [
        (change, target.command)
        for target, output_ in zip(targets, outputs, strict=True)
        for change in output_.changes
        if change.before != change.after
    ]
    for change, repeat in different:
        _show(change, repeat if check else None, exact=diff)
    return 1 if different else 0


def _show(change: Change, repeat: str | None, *, exact: bool) -> None:
    """Say what would change; without what only the program reads, unless the diff must be exact.

    Args:
        change: the file, as it is and as it would be.
        repeat: the command that makes it, which is named; None where a diff is all that is wanted.
        exact: whether the diff shall make the file, byte for byte.
    """
    from prismalchemy.cli.diff import print_diff, unified
    from prismalchemy.merge import without_record

    path, before, after = shorten(change.path), change.before, change.after
    if repeat is not None:
        state = "is missing" if before is None else "is no longer generated" if after is None else "is not up to date"
        click.echo(f"{path} {state}; run `{repeat}`")
    if not exact:
        before, after = (None if text is None else without_record(text) for text in (before, after))
    print_diff(unified(path, before, after))


@dataclass(frozen=True, slots=True)
class _Target:
    """A schema, and where its models go: an absolute path, None for standard output; and the Pydantic schemas."""

    source: SchemaSource
    output: str | None
    command: str
    pydantic: str | None = None


def _targets(workspace: Workspace, schema: str | None, output: str | None, given: Given) -> list[_Target]:
    """What to generate: the one schema for --output, else every schema that the configuration has an output for.

    Raises:
        CommandError: there is no schema, or several and nothing says which is meant.
    """
    from prismalchemy.cli.check import why_nothing
    from prismalchemy.workspace.choice import relative
    from prismalchemy.workspace.files import absolute

    schemas, problems = workspace.schemas()
    for problem in problems:
        raise CommandError(f"{shorten(problem.path)}: {problem.reason}")
    if not schemas:
        raise CommandError(why_nothing(workspace, "prisma"))
    said = "" if schema is None else f" --schema {shlex.quote(relative(absolute(schema), workspace.root))}"
    if output is None:
        configured = workspace.outputs()
        if configured:
            command = f"prismalchemy generate{given.arguments}"
            return [
                _Target(source, path, command, schemas_path(given, path) or pydantic)
                for source, path, pydantic in configured
            ]
    if len(schemas) > 1:
        found = ", ".join(shorten(source.path) for source in schemas)
        raise CommandError(f"there are several schemas ({found}); name one with --schema")
    if output is None:
        return [_Target(schemas[0], None, f"prismalchemy generate{said}{given.arguments}", schemas_path(given, None))]
    path = absolute(output)
    said += f" --output {shlex.quote(relative(path, workspace.root))}"
    return [_Target(schemas[0], path, f"prismalchemy generate{said}{given.arguments}", schemas_path(given, path))]


def _texts(target: _Target, workspace: Workspace, given: Given) -> dict[str, str]:
    """The generated texts of one target by absolute path.

    Raises:
        CommandError: the schema cannot be read.
    """
    from prismalchemy.workspace.choice import relative
    from prismalchemy.workspace.diagnostics import locate

    reading, notices = workspace.read_schema(target.source)
    for notice in notices:
        raise CommandError(place_of(notice))
    files = {file.path: file for file in reading.files}
    for problem in reading.problems:
        location = locate(problem.origin, reading.bases)
        place = shorten(target.source.path)
        if location is not None:
            start = files[location.path].lines.place(location.span.start)
            place = f"{shorten(location.path)}:{start.line + 1}:{start.column + 1}"
        raise CommandError(f"{place}: {problem.message}; nothing was generated")
    source = relative(target.source.path, workspace.root)
    installed = workspace.type_packages(target.output)
    options = options_of(given, workspace.settings, source, target.command, installed)
    texts = _render(reading.schema, options, target.output)
    if target.pydantic is not None and target.output is not None:
        texts.update(_render_schemas(reading.schema, options, target.output, target.pydantic, workspace.root))
    return texts


def _render(schema: Schema, options: Options, output: str | None) -> dict[str, str]:
    """The generated texts by absolute path."""
    from prismalchemy.generate import render_module

    if output is None:
        return {"models.py": render_module(schema, options)}
    if output.endswith(".py"):
        return {output: render_module(schema, options)}
    from prismalchemy.generate import render_package

    return {f"{output}/{name}": text for name, text in sorted(render_package(schema, options).items())}


def _render_schemas(schema: Schema, options: Options, output: str, path: str, root: str) -> dict[str, str]:
    """The texts of the Pydantic schemas by absolute path."""
    from prismalchemy.generate import render_schemas, render_schemas_package

    if path.endswith(".py"):
        return {path: render_schemas(schema, options, module_seen_from(path, output, root))}
    models = module_seen_from(f"{path}/__init__.py", output, root)
    return {f"{path}/{name}": text for name, text in render_schemas_package(schema, options, models).items()}


def _output(target: _Target, texts: dict[str, str], *, force: bool, writing: bool) -> Output:
    """What writing the texts of one target would do; a diff of standard output is one of a new file.

    Raises:
        CommandError: a file in the place of the output cannot be read, or it was not generated and is to be written.
    """
    from prismalchemy.workspace.files import Change
    from prismalchemy.workspace.generated import NotGeneratedError, Output, merge_output

    if target.output is None:
        return Output([Change(path, None, text) for path, text in texts.items()])
    try:
        try:
            return merge_output(texts, force=force)
        except NotGeneratedError:
            if writing:
                raise
            # To look at it does no harm: the file is not up to date.
            return merge_output(texts, force=True)
    except NotGeneratedError as error:
        raise CommandError(f"{shorten(error.path)}: {error.reason}") from error


def _write(changes: list[Change]) -> int:
    """Writes what has changed.

    Raises:
        CommandError: a file cannot be written.
    """
    from prismalchemy.workspace.files import WriteError, write_changes

    different = [change for change in changes if change.before != change.after]
    try:
        write_changes(different)
    except WriteError as error:
        raise CommandError(shorten(str(error))) from error
    for change in different:
        click.echo(f"{'deleted' if change.after is None else 'wrote'} {shorten(change.path)}")
    unchanged = len(changes) - len(different)
    if unchanged:
        click.echo(f"{unchanged} file{'s' if unchanged != 1 else ''} up to date")
    return 0
