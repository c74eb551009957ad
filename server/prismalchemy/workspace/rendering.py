"""Alembic as a process: it renders revisions to SQL without a database. This runs the project's env.py."""

from __future__ import annotations

import posixpath
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from prismalchemy.workspace.migrations import AlembicPlace

LONGEST = 300.0
"""Seconds that a rendering may take."""


class RenderError(Exception):
    """Alembic could not render; the message is one line."""


def alembic_command() -> tuple[str, ...]:
    """How to run Alembic: that of this Python, else that of the PATH.

    Raises:
        RenderError: there is none.
    """
    if find_spec("alembic") is not None:
        return (sys.executable, "-m", "alembic")
    found = shutil.which("alembic")
    if found is None:
        raise RenderError("Alembic is not installed here; run this where `alembic` can be run")
    return (found,)


def render_sql(place: AlembicPlace, target: str) -> str:
    """What `alembic upgrade TARGET --sql` prints, run in the folder of its configuration.

    Raises:
        RenderError: it failed, or took too long.
    """
    command = (*alembic_command(), "-c", place.ini, "upgrade", target, "--sql")
    try:
        done = subprocess.run(  # noqa: S603 - the user asked for Alembic by this command
            command,
            cwd=posixpath.dirname(place.ini),
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RenderError(f"`alembic upgrade {target} --sql` took longer than {LONGEST:.0f} s") from error
    except (OSError, UnicodeDecodeError) as error:
        raise RenderError(f"`alembic upgrade {target} --sql` could not be run: {error}") from error
    if done.returncode != 0:
        raise RenderError(f"`alembic upgrade {target} --sql` failed: {_last_line(done.stderr.splitlines())}")
    return done.stdout


def _last_line(lines: Sequence[str]) -> str:
    said = [line.strip() for line in lines if line.strip()]
    return said[-1] if said else "it said nothing"
