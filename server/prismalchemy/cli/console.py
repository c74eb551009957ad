"""The terminal: colours and width where there is one, plain lines where there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def terminal_width() -> int | None:
    """Cells in a line of the terminal that standard output is; None where it is no terminal."""
    if not (sys.stdout.isatty() or os.environ.get("FORCE_COLOR")):
        return None
    return console().width


def print_lines(lines: Iterable[Text], *, wrap: bool) -> None:
    """Prints styled lines: wrapped at the terminal's width if asked for, plain where there is no terminal."""
    if terminal_width() is None:
        write("".join(f"{line.plain}\n" for line in lines))
        return
    terminal = console()
    for line in lines:
        terminal.print(line, soft_wrap=not wrap)


def console(*, stderr: bool = False) -> Console:
    """A console on the process's present output; colours follow NO_COLOR, FORCE_COLOR and the terminal."""
    from rich.console import Console

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
