"""What ends a command with exit code 2 and one line."""

from __future__ import annotations


class CommandError(Exception):
    """The command cannot do what was asked; the message is one line: `path:line:column: what; what to do`."""
