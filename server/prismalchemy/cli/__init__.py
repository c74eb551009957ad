"""The command line: `prismalchemy check`, `generate`, `fix`, `inspect`, `rules`, `lsp`."""

from prismalchemy.cli.app import main

__all__ = ["main"]
