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
    from prismalchemy.cli.console import console, terminal_width
    from prismalchemy.rules import RULES

    if terminal_width() is None:
        for rule in RULES:
            click.echo(f"{rule.name}\t{rule.consequence.value}\t{rule.summary}")
        return
    from rich.table import Table

    table = Table("Rule", "Consequence", "What differs", box=None, pad_edge=False, header_style="bold")
    for rule in RULES:
        table.add_row(rule.name, rule.consequence.value, rule.summary)
    console().print(table)


def _show(page: str) -> None:
    from prismalchemy.cli.console import console, terminal_width, write

    if terminal_width() is None:
        write(page)
        return
    from rich.markdown import Markdown

    console().print(Markdown(page))
