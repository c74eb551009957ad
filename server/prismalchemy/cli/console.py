"""The terminal: colours and width where there is one, plain lines where there is none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console


def console(*, stderr: bool = False) -> Console:
    """A console on the process's present output; colours follow NO_COLOR, FORCE_COLOR and the terminal."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


@contextmanager
def progress(message: str) -> Iterator[None]:
    """Shows a spinner on standard error while the body runs; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield
        return
    with console(stderr=True).status(message):
        yield


def write(text: str) -> None:
    """Writes text to standard output exactly as it is."""
    click.echo(text, nl=False)
