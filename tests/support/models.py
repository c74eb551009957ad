"""The model files that the static reader is tried on: one pattern each, a file or a package."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from prismalchemy.alchemy import ModelsReading, Options, Reader
from prismalchemy.text import SourceFile

CASES = Path(__file__).resolve().parents[1] / "fixtures" / "alchemy"
RECORDED = CASES.with_name("alchemy_recorded")
"""Models that need further libraries; what those make of them is recorded beside them (see `record_models`)."""
VERSIONS = RECORDED / "versions.json"
"""Where SQLAlchemy 2.0 and 2.1 make different things of a case, as recorded."""


def case_names(folder: Path = CASES) -> list[str]:
    """The names of all cases: files and packages."""
    return sorted(path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists())


def case_files(name: str, folder: Path = CASES) -> list[SourceFile]:
    """The files of a case, under made-up paths."""
    path = folder / name
    found = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    return [
        SourceFile("/project/" + item.relative_to(folder).as_posix(), item.read_bytes().decode("utf-8"))
        for item in found
    ]


def read_case(name: str, version: tuple[int, int] = (2, 1), folder: Path = CASES) -> ModelsReading:
    """What the static reader makes of a case."""
    return Reader(Options(roots=("/project",), sqlalchemy_version=version)).read(case_files(name, folder))


def read_text(text: str, path: str = "/project/models.py", **options: object) -> ModelsReading:
    """What the static reader makes of one file."""
    return Reader(Options(**options)).read([SourceFile(path, text)])  # type: ignore[arg-type]


def read_files(files: dict[str, str], roots: Sequence[str] = ()) -> ModelsReading:
    """What the static reader makes of several files, by path."""
    return Reader(Options(roots=tuple(roots))).read([SourceFile(path, text) for path, text in files.items()])


@contextmanager
def imported(name: str, folder: Path = CASES) -> Iterator[list[ModuleType]]:
    """The modules of a case, really imported; forgotten afterwards."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    writing, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        path = folder / name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
        names = [".".join(file.relative_to(folder).with_suffix("").parts).removesuffix(".__init__") for file in files]
        yield [importlib.import_module(module) for module in names]
    finally:
        sys.dont_write_bytecode = writing
        sys.path.remove(str(folder))
        for module in set(sys.modules) - before:
            if module.partition(".")[0] == name:
                del sys.modules[module]
