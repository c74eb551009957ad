"""`prismalchemy migrate`: a group of commands, each imported when it is called."""

from __future__ import annotations

import importlib

import click

_COMMANDS = {
    "status": "Show both histories side by side, and what a database has of them.",
    "to-alembic": "Write an Alembic revision for each Prisma migration that has none.",
    "to-prisma": "Write a Prisma migration for each Alembic revision that has none.",
    "stamp": "Note in one tool's table of a database what the other one has applied.",
    "new": "Write both sides of a step out of what the schema has become.",
    "env": "Write the module that Alembic's env.py imports.",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = importlib.import_module(f"prismalchemy.cli.migrate.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(name="migrate", cls=_LazyGroup)
def command() -> None:
    """Keep Prisma's migrations and Alembic's revisions one history.

    PostgreSQL and SQLite. docs/migrations.md says how to begin.
    """
