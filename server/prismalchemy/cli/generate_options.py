"""The options of `prismalchemy generate` that say what the output looks like."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

import click

from prismalchemy.cli.failure import CommandError

if TYPE_CHECKING:
    from prismalchemy.generate import Mixin, Options, Reference
    from prismalchemy.workspace import Settings

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says of the output; None or empty where it leaves it to the configuration."""

    naming: str | None = None
    style: str | None = None
    base: str | None = None
    mixin: tuple[str, ...] = ()
    lazy: str | None = None

    @property
    def arguments(self) -> str:
        """The options as they are written on a command line, each with a space before it."""
        said = ""
        for field in fields(self):
            value = getattr(self, field.name)
            for item in value if isinstance(value, tuple) else (value,):
                said += "" if item is None else f" --{field.name} {shlex.quote(item)}"
        return said


def output_options(function: F) -> F:
    """Adds the options; the command gets them by the names of `Given`."""
    options = (
        click.option("--naming", type=click.Choice(("snake", "verbatim")), help="Names of the attributes. [snake]"),
        click.option(
            "--style",
            type=click.Choice(("declarative", "dataclass", "sqlmodel")),
            help="The kind of classes: SQLAlchemy's, those as dataclasses, or SQLModel's. [declarative]",
        ),
        click.option("--base", metavar="MODULE:CLASS", help="Your own declarative base instead of a generated one."),
        click.option(
            "--mixin",
            multiple=True,
            metavar="[GLOB=]MODULE:CLASS",
            help="A class that all models derive from, or those of the tables that the glob names; may be repeated.",
        ),
        click.option(
            "--lazy",
            type=click.Choice(("select", "selectin", "raise")),
            help="How relationships are loaded. [select]",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def options_of(given: Given, settings: Settings, source: str, command: str) -> Options:
    """How to generate: what the command line says, else what the configuration says.

    Args:
        given: the command line's part.
        settings: the project's configuration.
        source: what the header names as the origin.
        command: what it says to run to make the file again.

    Raises:
        CommandError: an option names no class.
    """
    from prismalchemy.generate import Options

    base = settings.base if given.base is None else _reference("--base", given.base)
    mixins = tuple(_mixin(text) for text in given.mixin) or settings.mixins
    lazy = given.lazy or settings.lazy
    return Options(
        naming=given.naming or settings.naming,  # type: ignore[arg-type]  # click has checked the choices
        declaration=given.style or settings.style,  # type: ignore[arg-type]
        base_class=base,
        mixins=mixins,
        lazy=None if lazy == "select" else lazy,  # type: ignore[arg-type]
        source=source,
        command=command,
    )


def _reference(option: str, text: str) -> Reference:
    from prismalchemy.generate import Reference

    reference = Reference.parse(text)
    if reference is None:
        raise CommandError(f'{option} must name a class as "package.module:Class", not "{text}"')
    return reference


def _mixin(text: str) -> Mixin:
    from prismalchemy.generate import Mixin

    tables, equals, name = text.rpartition("=")
    return Mixin(tables if equals else "*", _reference("--mixin", name))
