"""Docstrings, without running anything."""

from __future__ import annotations

import ast


def docstring(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    """The docstring of a class or function, without its indentation; None where there is none."""
    return ast.get_docstring(node)
