"""Which interpreter runs the user's project: as said, else the active or the nearest virtual environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

_FOLDERS = (".venv", "venv")
_PROGRAMS = ("bin/python", "Scripts/python.exe")


def find_interpreter(
    folder: str, top: str, said: str | None = None, environment: Mapping[str, str] | None = None
) -> str:
    """The interpreter's path.

    Args:
        folder: where the models' imports start from; environments are looked for in it and above it.
        top: the last folder to look in.
        said: what the user named: an interpreter, or the folder of a virtual environment.
        environment: the process's variables; None for its own.

    Returns:
        `said`, else that of `VIRTUAL_ENV`, `.venv`, `venv` or `CONDA_PREFIX`, else the one that runs prismalchemy.
    """
    variables = os.environ if environment is None else environment
    if said is not None:
        return _program(said) or said
    places = [variables.get("VIRTUAL_ENV"), *_environments(folder, top), variables.get("CONDA_PREFIX")]
    return next((found for place in places if place and (found := _program(place))), sys.executable)


def _environments(folder: str, top: str) -> Iterator[str]:
    for above in (PurePosixPath(folder), *PurePosixPath(folder).parents):
        yield from (str(above / name) for name in _FOLDERS)
        if str(above) == top:
            return


def _program(environment: str) -> str | None:
    """The interpreter of a virtual environment; None where the folder is none."""
    for program in _PROGRAMS:
        path = Path(environment) / program
        if path.is_file():
            return str(path)
    return None
