"""Asks the client to tell of files that change on disk: by branch switches, code generators, other editors."""

from __future__ import annotations

from lsprotocol import types

PATTERNS = (
    "**/*.prisma",
    "**/*.py",
    "**/pyproject.toml",
    "**/prismalchemy.toml",
    "**/package.json",
    "**/prisma.config.{ts,js,mts,mjs,cts,cjs}",
    "**/alembic.ini",
    "**/migrations/**/*.sql",
    "**/{requirements,constraints}*.{txt,in}",
    "**/{uv,poetry,pdm}.lock",
)
"""Files whose text, or whose mere existence, changes what is found."""


def registration() -> types.RegistrationParams:
    """The registration of the watchers."""
    watchers = [types.FileSystemWatcher(pattern) for pattern in PATTERNS]
    return types.RegistrationParams(
        [
            types.Registration(
                id="prismalchemy-files",
                method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                register_options=types.DidChangeWatchedFilesRegistrationOptions(watchers),
            )
        ]
    )
