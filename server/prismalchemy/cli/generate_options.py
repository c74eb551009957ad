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
    type_package: tuple[str, ...] = ()
    pydantic: str | None = None

    @property
    def arguments(self) -> str:
        """The options as they are written on a command line, each with a space before it."""
        said = ""
        for field in fields(self):
            value = getattr(self, field.name)
            for item in value if isinstance(value, tuple) else (value,):
                if item is not None:
                    said += f" --{field.name.replace('_', '-')}{f' {shlex.quote(item)}' if item else ''}"
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
        click.option(
            "--type-package",
            type=click.Choice(("geoalchemy2", "pgvector")),
            multiple=True,
            help="A package whose types are used for Unsupported ones; may be repeated. [what the project depends on]",
        ),
        click.option(
            "--pydantic",
            is_flag=False,
            flag_value="",
            metavar="[PATH]",
            help="Also write Pydantic schemas for requests and responses; without PATH `schemas` beside the output.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def options_of(given: Given, settings: Settings, source: str, command: str, installed: frozenset[str]) -> Options:
    """How to generate: what the command line says, else what the configuration says.

    Args:
        given: the command line's part.
        settings: the project's configuration.
        source: what the header names as the origin.
        command: what it says to run to make the file again.
        installed: the packages of column types that the project depends on.

    Raises:
        CommandError: an option names no class.
    """
    from prismalchemy.generate import Options

    base = settings.base if given.base is None else _reference("--base", given.base)
    mixins = tuple(_mixin(text) for text in given.mixin) or settings.mixins
    lazy = given.lazy or settings.lazy
    packages = given.type_package or settings.type_packages
    return Options(
        naming=given.naming or settings.naming,  # type: ignore[arg-type]  # click has checked the choices
        declaration=given.style or settings.style,  # type: ignore[arg-type]  # as above
        base_class=base,
        mixins=mixins,
        lazy=None if lazy == "select" else lazy,  # type: ignore[arg-type]  # as above
        type_packages=installed if packages is None else frozenset(packages),
        source=source,
        command=command,
    )


def schemas_path(given: Given, output: str | None) -> str | None:
    """Where the command line wants Pydantic schemas: an absolute path; None where it wants none.

    Args:
        given: the command line's part.
        output: where the models go: an absolute path, None for standard output.

    Raises:
        CommandError: it wants some, and the models have no place that they could be imported from.
    """
    from prismalchemy.workspace.files import absolute

    if given.pydantic is None:
        return None
    if output is None:
        raise CommandError("--pydantic needs --output, or `output` in the configuration: schemas import the enums")
    if given.pydantic:
        path = absolute(given.pydantic)
    else:
        folder, _, name = output.rpartition("/")
        path = f"{folder}/schemas{'.py' if name.endswith('.py') else ''}"
    if path == output:
        raise CommandError(f"{given.pydantic or path}: models and Pydantic schemas need two places")
    return path


def module_seen_from(path: str, models: str, root: str) -> str:
    """What a file writes to import from the models: `.models`, `..db.models`, or `models` at the top of the project.

    Args:
        path: the importing file.
        models: the models' module, or the folder of their package.
        root: the project's root. It, and `src` in it, are taken for places that absolute imports start from.
    """
    own, other = path.split("/")[:-1], models.removesuffix(".py").split("/")
    shared = 0
    while shared < min(len(own), len(other) - 1) and own[shared] == other[shared]:
        shared += 1
    top = "/".join(own[:shared])
    if top in (root, f"{root}/src") or not top.startswith(root):
        return ".".join(other[shared:])
    return "." * (len(own) - shared + 1) + ".".join(other[shared:])


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
