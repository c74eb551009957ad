"""Changes to a text, by span."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from prismalchemy.text.span import Span


class Edit(NamedTuple):
    """Replaces the text of a span; an empty span inserts, an empty `text` deletes."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class FileEdit:
    """The edits to one file.

    `created` says that the file does not exist yet; its edits then insert into an empty text.
    """

    path: str
    edits: tuple[Edit, ...]
    created: bool = False


class OverlappingEditsError(ValueError):
    """Two edits claim the same characters."""


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits carried out; all spans refer to the text as it was before.

    Insertions at the same offset are kept in the order given, and stand before a replacement that begins there.

    Raises:
        OverlappingEditsError: two edits share a character, or one reaches outside the text.
    """
    ordered = sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))
    pieces: list[str] = []
    at = 0
    for span, replacement in ordered:
        if span.start < at or span.end < span.start or span.end > len(text):
            raise OverlappingEditsError(f"edit at {span.start}-{span.end} overlaps another or leaves the text")
        pieces += text[at : span.start], replacement
        at = span.end
    pieces.append(text[at:])
    return "".join(pieces)
