"""Reads a set of models at run time: chooses interpreter, modules and working directory, and imports them elsewhere.

Nothing is imported into this process; `runtime.process` starts another one.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prismalchemy.alchemy import ModelsReading
from prismalchemy.runtime.decode import to_schema
from prismalchemy.runtime.places import with_places
from prismalchemy.runtime.process import ModuleEntry, Request, import_models
from prismalchemy.workspace.discovery import ModelsSource
from prismalchemy.workspace.interpreter import find_interpreter

_PROJECT_MARKS = (".env", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "alembic.ini", "manage.py")
"""What stands at the top of a Python project, from where its programs are started."""


@dataclass(frozen=True, slots=True)
class Importer:
    """How models are imported when the user asks for it.

    `python` is an interpreter or the folder of a virtual environment, None where it is to be found; `seconds` the time
    limit for one set of models.
    """

    python: str | None = None
    seconds: float = 60.0

    def read(self, source: ModelsSource, static: ModelsReading, root: str, dialect: str) -> ModelsReading:
        """What SQLAlchemy makes of a set of models.

        Args:
            source: the set.
            static: its static reading, for the places.
            root: the top of the workspace.
            dialect: SQLAlchemy's name of the dialect.

        Raises:
            ImportFailedError: the models cannot be imported.
        """
        start = source.roots[0] if source.roots else source.root
        facts = import_models(
            Request(
                python=find_interpreter(start, root, self.python),
                modules=tuple(ModuleEntry(module_name(path, source.roots), path) for path in source.mapping),
                roots=source.roots,
                files=source.files,
                folder=_project(start, root),
                dialect=dialect,
                seconds=self.seconds,
            )
        )
        return with_places(to_schema(facts), facts, static)


def module_name(path: str, roots: Sequence[str]) -> str:
    """The dotted name under which a file is imported; `?` and its name where no root leads to it."""
    above = [root.rstrip("/") + "/" for root in roots if path.startswith(root.rstrip("/") + "/")]
    if not above:
        return f"?{posixpath.basename(path)}"
    parts = path.removeprefix(max(above, key=len)).removesuffix(".py").split("/")
    if parts[-1] == "__init__" and len(parts) > 1:
        parts.pop()
    return ".".join(parts)


def _project(folder: str, top: str) -> str:
    """The folder that the project's programs are started in: the nearest one above that is a project's top."""
    for above in (Path(folder), *Path(folder).parents):
        if any((above / mark).exists() for mark in _PROJECT_MARKS):
            return above.as_posix()
        if above.as_posix() == top:
            break
    return folder
