"""The language server: the editor's face of the workspace. Only this layer knows the protocol."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the language server; returns the process's exit code.

    Args:
        argv: arguments, without the program's name; `sys.argv[1:]` if None.
    """
    from prismalchemy.lsp.start import run

    return run(argv)
