"""`prismalchemy lsp`."""

from __future__ import annotations

import click


@click.command(
    name="lsp", context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> int:
    """Run the language server; editors start it so, with or without `--stdio`."""
    from prismalchemy.lsp import main

    return main(list(arguments)) or 0
