"""The documents that the editor has open, kept in step with it.

An editor sends changes as ranges in its own units; they are carried out here on our own line index, which knows that
only `\\n`, `\\r\\n` and `\\r` end a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lsprotocol import types

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

    def change(self, changes: Iterable[types.TextDocumentContentChangeEvent], version: int, encoding: Encoding) -> None:
        """Carries out the content changes of a `textDocument/didChange`, one after another.

        A change without a range is the whole new text.
        """
        for change in changes:
            text = change.text
            if isinstance(change, types.TextDocumentContentChangePartial):
                span = convert.span_of(change.range, convert.View(self.lines), encoding)
                text = apply_edits(self.text, [Edit(span, text)])
            self.text = text
            self.lines = LineIndex(text)
        self.version = version


class Documents:
    """All open documents, by path. `encoding` is the unit of the client's positions."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._documents: dict[str, Document] = {}

    def open(self, item: types.TextDocumentItem) -> Document | None:
        """Takes a document in; None for one that is no file (untitled, a diff view)."""
        path = uris.path_of(item.uri)
        if path is None:
            return None
        document = Document(item.uri, path, item.version, item.text)
        self._documents[path] = document
        return document

    def change(self, params: types.DidChangeTextDocumentParams) -> Document | None:
        """Carries out a `textDocument/didChange`; None for a document that is no file or was never opened."""
        document = self.by_uri(params.text_document.uri)
        if document is not None:
            document.change(params.content_changes, params.text_document.version, self._encoding)
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
