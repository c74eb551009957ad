"""`prismalchemy rules`."""

from __future__ import annotations

import click

from prismalchemy.cli.failure import CommandError


@click.command(name="rules")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the rules, or show the page of one.

    The page is Markdown when the output is not a terminal.
    """
    from prismalchemy.rules import RULES

    if name is None:
        _list()
        return
    for rule in RULES:
        if rule.name == name:
            from prismalchemy.rules.docs import render_page

            _show(render_page(rule))
            return
    raise CommandError(f"there is no rule `{name}`; `prismalchemy rules` lists them")


def _list() -> None:
    from rich.table import Table

    from prismalchemy.cli.console import console
    from prismalchemy.rules import RULES

    terminal = console()
    if not terminal.is_terminal:
        for rule in RULES:
            click.echo(f"{rule.name}\t{rule.consequence.value}\t{rule.summary}")
        return
    table = Table("Rule", "Consequence", "What differs", box=None, pad_edge=False, header_style="bold")
    for rule in RULES:
        table.add_row(rule.name, rule.consequence.value, rule.summary)
    terminal.print(table)


def _show(page: str) -> None:
    from prismalchemy.cli.console import console, write

    terminal = console()
    if not terminal.is_terminal:
        write(page)
        return
    from rich.markdown import Markdown

    terminal.print(Markdown(page))
