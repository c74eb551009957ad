"""The group of commands, each imported when it is called, and the one place where errors become exit codes.

Exit codes: 0 done and clean, 1 differences, 2 bad usage, unreadable input or an internal error.
"""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from prismalchemy import __version__
from prismalchemy.cli.failure import CommandError

_COMMANDS = {
    "check": "Report where the models and the Prisma schema differ.",
    "client-py": "Find what an application uses of Prisma Client Python.",
    "fix": "Mend the models where that is safe.",
    "generate": "Write SQLAlchemy models from the Prisma schema.",
    "inspect": "Show one side as it was understood.",
    "lsp": "Run the language server.",
    "migrate": "Keep Prisma's migrations and Alembic's revisions one history.",
    "rules": "List the rules, or explain one.",
    "tenancy": "Write what keeps tenants apart at run time.",
}
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _LazyGroup(click.Group):
    """Knows its commands by name and one line of help; a command's module is imported when the command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"prismalchemy.cli.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings=_CONTEXT, no_args_is_help=False)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def group(*, debug: bool) -> None:
    """Keeps a Prisma schema and SQLAlchemy models in step.

    Exits with 0 when all is well, 1 when there are differences, 2 when something could not be read or done.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line.

    Args:
        arguments: those after the program's name; None takes the process's own.

    Returns:
        The exit code.
    """
    if arguments is None:
        _prepare_process()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result: Any = group.main(given or ["--help"], prog_name="prismalchemy", standalone_mode=False)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx is not None else "prismalchemy"
        what = " ".join(error.format_message().split()).rstrip(".")
        return _say(f"error: {what}; see `{path} --help`")
    except click.ClickException as error:
        return _say(f"error: {error.format_message()}")
    except CommandError as error:
        return _say(f"error: {error}")
    except (KeyboardInterrupt, click.Abort):
        return _say("error: interrupted")
    except BrokenPipeError:
        # Whoever read the output has gone; Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except Exception as error:
        if "--debug" in given:
            raise
        what = f"{type(error).__name__}: {error}".replace("\n", " ")
        return _say(
            f"internal error: {what}; please report it with the output of `prismalchemy --debug {' '.join(given)}`"
        )
    return result if isinstance(result, int) else 0


def _prepare_process() -> None:
    """Settings of a process that is all ours."""
    # One that reads, answers and ends makes little garbage; looking for it often costs a tenth of its time.
    gc.set_threshold(100_000, 50, 1000)
    for stream in (sys.stdout, sys.stderr):
        # Sources hold characters that a terminal's encoding may lack; those are shown escaped.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _say(line: str) -> int:
    click.echo(f"prismalchemy: {line}", err=True)
    return 2
