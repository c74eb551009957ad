"""`prismalchemy fix`."""

from __future__ import annotations

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.options import Sides, open_workspace, say_notices, shorten, sides_options

LEVELS = ("error", "warning", "information", "hint")


@click.command(name="fix")
@sides_options
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--unsafe", is_flag=True, help="Also remove or overwrite what you wrote, where the database demands it.")
@click.option(
    "--level", type=click.Choice(LEVELS), default="information", help="The mildest level to mend. [information]"
)
def command(
    places: tuple[str, ...], schema: str | None, models: tuple[str, ...], level: str, *, diff: bool, unsafe: bool
) -> int:
    """Mend the models where that cannot lose anything you wrote.

    Exits with 0 when done, 2 when something could not be read or written. With --diff: 1 when something would change.
    """
    from prismalchemy.cli.check import why_nothing
    from prismalchemy.cli.console import progress
    from prismalchemy.cli.diff import print_diff, unified
    from prismalchemy.rules import Level
    from prismalchemy.workspace.files import Change, WriteError, write_changes
    from prismalchemy.workspace.repair import at_least, repair_all

    with progress("Mending…"):
        workspace = open_workspace(Sides(places, schema, models))
        snapshot = workspace.snapshot()
        repaired = repair_all(snapshot.pairs, snapshot.settings, snapshot.texts, at_least(Level(level)), unsafe=unsafe)
    failed = say_notices(snapshot)
    if not snapshot.pairs:
        if failed:
            return 2
        raise CommandError(why_nothing(workspace))
    changes = [
        Change(path, snapshot.texts[path].text if path in snapshot.texts else None, text)
        for path, text in sorted(repaired.texts.items())
    ]
    if diff:
        for change in changes:
            print_diff(unified(shorten(change.path), change.before, change.after))
    else:
        try:
            write_changes(changes)
        except WriteError as error:
            raise CommandError(shorten(str(error))) from error
    verb = "would be mended" if diff else "mended"
    files = f" in {len(changes)} file{'s' if len(changes) != 1 else ''}" if changes else ""
    click.echo(f"{repaired.mended} {verb}{files}, {repaired.left} left", err=diff)
    if failed:
        return 2
    return 1 if diff and changes else 0
