"""Text: spans, line index, source files and edits. Offsets are Unicode code points, always."""

from prismalchemy.text.edit import Edit, FileEdit, OverlappingEditsError, apply_edits
from prismalchemy.text.lines import Encoding, LineIndex, Place
from prismalchemy.text.source import Anchor, Location, Origin, Problem, SourceFile
from prismalchemy.text.span import Span

__all__ = [
    "Anchor",
    "Edit",
    "Encoding",
    "FileEdit",
    "LineIndex",
    "Location",
    "Origin",
    "OverlappingEditsError",
    "Place",
    "Problem",
    "SourceFile",
    "Span",
    "apply_edits",
]
