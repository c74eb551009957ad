"""The documents that the editor has open, kept in step with it.

An editor sends changes as ranges in its own units; they are carried out here on our own line index, which knows that
only `\\n`, `\\r\\n` and `\\r` end a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from prismalchemy.lsp import convert, uris
from prismalchemy.text import Edit, Encoding, LineIndex, apply_edits

BOM = "\ufeff"


@dataclass(slots=True)
class Document:
    """An open document. `text` is as the editor has it; a byte order mark, where an editor sends one, is in `text`."""

    uri: str
    path: str
    version: int
    text: str
    lines: LineIndex = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.lines = LineIndex(self.text)

    @property
    def content(self) -> str:
        """The text without its byte order mark: what the layers below read."""
        return self.text[1:] if self.text.startswith(BOM) else self.text

    @property
    def view(self) -> convert.View:
        """For conversions between this document's positions and offsets in its `content`."""
        return convert.View(self.lines, int(self.text.startswith(BOM)))

    def change(self, changes: Iterable[Mapping[str, Any]], version: int, encoding: Encoding) -> None:
        """Carries out the `contentChanges` of a `textDocument/didChange`, one after another.

        A change without a range is the whole new text.
        """
        for change in changes:
            text = change["text"]
            if (place := change.get("range")) is not None:
                span = convert.span_of(place, convert.View(self.lines), encoding)
                text = apply_edits(self.text, [Edit(span, text)])
            self.text = text
            self.lines = LineIndex(text)
        self.version = version


class Documents:
    """All open documents, by path."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._documents: dict[str, Document] = {}

    def open(self, item: Mapping[str, Any]) -> Document | None:
        """Takes in a `TextDocumentItem`; None for a document that is no file (untitled, a diff view)."""
        path = uris.path_of(item["uri"])
        if path is None:
            return None
        document = Document(item["uri"], path, item["version"], item["text"])
        self._documents[path] = document
        return document

    def change(self, params: Mapping[str, Any]) -> Document | None:
        """Carries out a `textDocument/didChange`; None for a document that is no file or was never opened."""
        document = self.by_uri(params["textDocument"]["uri"])
        if document is not None:
            document.change(params["contentChanges"], params["textDocument"]["version"], self._encoding)
        return document

    def close(self, uri: str) -> Document | None:
        """Forgets a document; returns it, None if it was not open."""
        path = uris.path_of(uri)
        return self._documents.pop(path, None) if path is not None else None

    def get(self, path: str) -> Document | None:
        """The document of a path, None if it is not open."""
        return self._documents.get(path)

    def by_uri(self, uri: str) -> Document | None:
        """The document of a URI, however the client spells it; None if it is not open."""
        path = uris.path_of(uri)
        return self._documents.get(path) if path is not None else None

    def uri(self, path: str) -> str:
        """The URI of a path, spelt as the client spelt it where it has the document open."""
        document = self._documents.get(path)
        return document.uri if document is not None else uris.uri_of(path)

    def __iter__(self) -> Iterator[Document]:
        return iter(tuple(self._documents.values()))
