"""Generating from test data, and running what comes out. Only this project's own output is ever executed here."""

from __future__ import annotations

import importlib
import sys
import types
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import clear_mappers, configure_mappers

from prismalchemy.generate import render_module
from prismalchemy.prisma import Reader
from prismalchemy.schema import Schema
from prismalchemy.text import SourceFile

CASES = Path(__file__).parent / "cases"
PRISMA_CASES = sorted(CASES.glob("*.prisma"))


@cache
def read(path: Path) -> Schema:
    """The neutral schema of a .prisma file."""
    return read_text(path.read_text(encoding="utf-8-sig"))


@cache
def module_of(path: Path) -> str:
    """The module that is generated from a .prisma file."""
    return render_module(read(path))


def read_text(text: str) -> Schema:
    """The neutral schema of a text; PostgreSQL where it does not say."""
    if "datasource" not in text:
        text = 'datasource db {\n  provider = "postgresql"\n}\n' + text
    return Reader().read([SourceFile("schema.prisma", text)]).schema


@contextmanager
def running(text: str) -> Iterator[Any]:
    """The generated module, executed, its mappers configured; every warning is an error."""
    module = types.ModuleType("generated_models")
    sys.modules[module.__name__] = module
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            exec(compile(text, "models.py", "exec", dont_inherit=True), module.__dict__)
            configure_mappers()
        yield module
    finally:
        clear_mappers()
        del sys.modules[module.__name__]


@contextmanager
def running_package(files: Mapping[str, str], folder: Path) -> Iterator[Any]:
    """The generated package, written to `folder` and imported, its mappers configured; every warning is an error."""
    name = "generated_package"
    write(files, folder / name)
    sys.path.insert(0, str(folder))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            module = importlib.import_module(name)
            configure_mappers()
        yield module
    finally:
        clear_mappers()
        sys.path.remove(str(folder))
        for loaded in [known for known in sys.modules if known.partition(".")[0] == name]:
            del sys.modules[loaded]


@contextmanager
def imported_tree(files: Mapping[str, str], folder: Path) -> Iterator[Any]:
    """The example's files, as they are or mended, written to `folder`; its package `app.models`, imported."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    writing, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    importlib.invalidate_caches()
    try:
        module = importlib.import_module("app.models")
        configure_mappers()
        yield module
    finally:
        clear_mappers()
        sys.dont_write_bytecode = writing
        sys.path.remove(str(folder))
        for loaded in [known for known in sys.modules if known.partition(".")[0] == "app"]:
            del sys.modules[loaded]


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write files by relative path."""
    folder.mkdir(parents=True)
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")
