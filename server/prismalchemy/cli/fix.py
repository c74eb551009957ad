"""`prismalchemy fix`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.options import Sides, open_workspace, say_notices, shorten, sides_options

if TYPE_CHECKING:
    from prismalchemy.workspace.diagnostics import Finding

LEVELS = ("error", "warning", "information", "hint")


@click.command(name="fix")
@sides_options
@click.option(
    "--towards",
    type=click.Choice(("models", "prisma")),
    default="models",
    help="Which side to change: the models, or the Prisma schema. [models]",
)
@click.option("--rule", "rules", multiple=True, metavar="NAME", help="Mend only what this rule finds. Repeatable.")
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--unsafe", is_flag=True, help="Also remove or overwrite what you wrote, where the database demands it.")
@click.option(
    "--level", type=click.Choice(LEVELS), default="information", help="The mildest level to mend. [information]"
)
def command(
    places: tuple[str, ...],
    schema: str | None,
    models: tuple[str, ...],
    towards: str,
    rules: tuple[str, ...],
    level: str,
    *,
    diff: bool,
    unsafe: bool,
) -> int:
    """Mend the models, or the Prisma schema, where that cannot lose anything you wrote.

    Exits with 0 when done, 2 when something could not be read or written. With --diff: 1 when something would change.
    """
    from prismalchemy.cli.check import why_nothing
    from prismalchemy.cli.console import progress
    from prismalchemy.cli.diff import print_diff, unified
    from prismalchemy.fixes import Side
    from prismalchemy.rules import RULES, Level
    from prismalchemy.workspace.files import Change, WriteError, write_changes
    from prismalchemy.workspace.repair import at_least, repair_all

    for name in rules:
        if all(rule.name != name for rule in RULES):
            raise CommandError(f"there is no rule `{name}`; `prismalchemy rules` lists them")
    is_loud = at_least(Level(level))

    def accept(finding: Finding) -> bool:
        return is_loud(finding) and (not rules or finding.rule in rules)

    with progress("Mending…"):
        workspace = open_workspace(Sides(places, schema, models))
        snapshot = workspace.snapshot()
        repaired = repair_all(
            snapshot.pairs, snapshot.settings, snapshot.texts, accept, towards=Side(towards), unsafe=unsafe
        )
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
