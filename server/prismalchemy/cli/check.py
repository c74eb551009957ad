"""`prismalchemy check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.options import (
    Runtime,
    Sides,
    importing,
    open_workspace,
    runtime_options,
    say_notices,
    shorten,
    sides_options,
)

if TYPE_CHECKING:
    from prismalchemy.cli.report.item import Item
    from prismalchemy.rules import Level
    from prismalchemy.workspace import Snapshot, Workspace

LEVELS = ("error", "warning", "information", "hint")


@click.command(name="check")
@sides_options
@runtime_options
@click.option("--fail-on", type=click.Choice(LEVELS), help="The mildest level that makes the exit code 1. [error]")
@click.option(
    "--level", type=click.Choice(LEVELS), help="The mildest level to print. [information, or that of --fail-on]"
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(("full", "concise", "json", "github")),
    default="full",
    help="How to print what is found. [full]",
)
@click.option("--baseline", metavar="FILE", help="Known findings that are not reported. [setting `baseline`]")
@click.option("--update-baseline", is_flag=True, help="Drop from the baseline what no longer occurs.")
@click.option("--add-to-baseline", is_flag=True, help="Take all that is found into the baseline; make it if need be.")
def command(
    places: tuple[str, ...],
    schema: str | None,
    models: tuple[str, ...],
    fail_on: str | None,
    level: str | None,
    format_: str,
    baseline: str | None,
    python: str | None,
    timeout: float | None,
    *,
    update_baseline: bool,
    add_to_baseline: bool,
    runtime: bool,
) -> int:
    """Report where the models and the Prisma schema differ, and what goes wrong because of it.

    FOLDER is looked through for both sides; `--schema` and `--models` say them outright. JSON has all levels.
    With --runtime no fixes are named, since those work on what is read from the text.

    Exits with 0 without differences at or above --fail-on, 1 with such, 2 when something could not be read.
    """
    from prismalchemy.cli.baseline import say_stale, with_baseline, write_baseline
    from prismalchemy.cli.console import print_lines, progress, terminal_width, write
    from prismalchemy.cli.report.item import at_least, items
    from prismalchemy.rules import Level

    import_ = Runtime(runtime, python, timeout)
    with progress("Comparing…"), importing(import_):
        workspace = open_workspace(Sides(places, schema, models), import_, cached=True)
        workspace, known = with_baseline(workspace, baseline, add=add_to_baseline)
        snapshot = workspace.snapshot()
        found = items(snapshot, fixes=format_ in ("full", "json") and not runtime)
    failed = say_notices(snapshot)
    if not snapshot.pairs:
        if failed:
            return 2
        raise CommandError(why_nothing(workspace))
    if update_baseline or add_to_baseline:
        if known is None:
            raise CommandError("there is no baseline to write; name one with --baseline")
        if failed:
            return 2
        click.echo(write_baseline(snapshot, known, add=add_to_baseline), err=True)
        found = [] if add_to_baseline else found
    elif snapshot.stale and known is not None:
        click.echo(f"prismalchemy: note: {shorten(known)}: {say_stale(snapshot)}", err=True)
    limit = workspace.settings.fail_on if fail_on is None else Level(fail_on)
    shown = at_least(found, _mildest(level, limit))
    if format_ == "json":
        from prismalchemy.cli.report.json import to_json

        problems = len(snapshot.problems) + sum(notice.level is Level.ERROR for notice in snapshot.notices)
        suppressed = sum(pair.suppressed for pair in snapshot.pairs)
        write(to_json(found, pairs=len(snapshot.pairs), suppressed=suppressed, problems=problems))
    elif format_ == "github":
        from prismalchemy.cli.report.github import to_github

        write(to_github(shown))
    else:
        from prismalchemy.cli.report.concise import to_concise
        from prismalchemy.cli.report.full import to_full

        full = format_ == "full"
        print_lines(to_full(shown, terminal_width()) if full else to_concise(shown), wrap=full)
        click.echo(summary(snapshot, found, shown))
    workspace.store()
    if failed:
        return 2
    return 1 if at_least(found, limit) else 0


def summary(snapshot: Snapshot, found: list[Item], shown: list[Item]) -> str:
    """The last line: what was compared, how much was found, and what is not shown."""
    from prismalchemy.cli.report.item import LEVELS as ORDER
    from prismalchemy.cli.report.item import count

    tables = sum(len(pair.pairing.all_tables) for pair in snapshot.pairs)
    counts = count(found)
    parts = [_number(counts[level], level.value) for level in ORDER if counts[level]]
    pairs = f" in {len(snapshot.pairs)} pairs of schema and models" if len(snapshot.pairs) > 1 else ""
    text = f"{_number(tables, 'table')} compared{pairs}: {', '.join(parts) or 'no differences'}"
    suppressed = sum(pair.suppressed for pair in snapshot.pairs)
    if suppressed:
        text += f", {suppressed} suppressed"
    known = sum(len(pair.known) for pair in snapshot.pairs)
    if known:
        text += f", {known} in the baseline"
    hidden = len(found) - len(shown)
    return f"{text} ({hidden} not shown; --level hint shows all)" if hidden else text


def why_nothing(workspace: Workspace, side: str | None = None) -> str:
    """Why there is no pair to compare, or no such side, and what to do."""
    folder = shorten(workspace.root)
    folder = "." if folder == Path.cwd().as_posix() else folder
    if side != "models" and not workspace.schemas()[0]:
        return f"{folder}: no Prisma schema found; name it with --schema"
    if side != "prisma" and not workspace.layout().models:
        return f"{folder}: no SQLAlchemy models found; name them with --models"
    return f"{folder}: no models belong to a schema; name both with --schema and --models"


def _mildest(level: str | None, limit: Level) -> Level:
    """The mildest level to print: as said, else information, or milder where that decides about the exit code."""
    from prismalchemy.cli.report.item import LEVELS as ORDER
    from prismalchemy.rules import Level

    if level is not None:
        return Level(level)
    return max(Level.INFORMATION, limit, key=ORDER.index)


def _number(number: int, noun: str) -> str:
    """`1 error`, `2 errors`; `information` has no plural."""
    return f"{number} {noun}" if number == 1 or noun == "information" else f"{number} {noun}s"
