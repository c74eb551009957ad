"""From the text of a top-level statement to its syntax tree, also where the text is broken or newer than `ast` knows.

What `ast` refuses is blanked out member by member, with as many characters as it had, so that all positions in what
remains stay true.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field

from prismalchemy.text import Span


@dataclass(frozen=True)
class Broken:
    """A stretch of a statement that could not be read.

    `name` is the name that it would have bound, where that can be seen. `message` is None where the text is valid but
    newer than the interpreter's own syntax.
    """

    span: Span
    name: str | None
    message: str | None


@dataclass(frozen=True)
class Recovered:
    """The syntax tree of a statement, and what was left out of it."""

    body: list[ast.stmt]
    broken: tuple[Broken, ...] = field(default=())


def parse(text: str) -> Recovered:
    """The syntax tree of a top-level statement; never raises."""
    try:
        return Recovered(_parsed(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        message = getattr(error, "msg", None) or str(error)
        return Recovered([], (Broken(Span(0, len(text)), None, message),))


def _parsed(text: str) -> list[ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text).body
