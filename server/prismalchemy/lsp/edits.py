"""Edits of files as the client takes them: versioned document changes where it has them, `changes` otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lsprotocol import types

from prismalchemy.lsp import convert
from prismalchemy.lsp.client import Client
from prismalchemy.lsp.documents import Documents
from prismalchemy.text import FileEdit

OUTSIDE = "outside"
"""The change annotation of edits to other files than the one that the user looks at."""

_START = types.Range(types.Position(0, 0), types.Position(0, 0))

Views = Callable[[str], convert.View | None]


def workspace_edit(
    files: Iterable[FileEdit], here: str, client: Client, documents: Documents, views: Views
) -> types.WorkspaceEdit | None:
    """The edit that the client carries out.

    Args:
        files: edits whose spans count in the texts of `views`.
        here: the path of the file that the user looks at.
        client: what the client can do.
        documents: for versions and the spelling of URIs.
        views: the text of a path.

    Returns:
        None where there is nothing to do, or a file is to be edited whose text is not known.
    """
    converted: dict[str, list[types.TextEdit]] = {}
    created: set[str] = set()
    for file in files:
        text_edits = _text_edits(file, client, views)
        if text_edits is None:
            return None
        if text_edits:
            converted.setdefault(file.path, []).extend(text_edits)
            if file.created:
                created.add(file.path)
    if not converted:
        return None
    if not client.document_changes:
        return types.WorkspaceEdit(changes={documents.uri(path): edits for path, edits in converted.items()})
    changes: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
    for path, text_edits in converted.items():
        if path in created and client.create_files:
            changes.append(
                types.CreateFile(documents.uri(path), options=types.CreateFileOptions(ignore_if_exists=True))
            )
        annotated = client.change_annotations and path != here
        changes.append(_document_edit(path, text_edits, documents, annotated=annotated))
    return types.WorkspaceEdit(
        document_changes=changes,
        change_annotations={OUTSIDE: types.ChangeAnnotation("Other files", needs_confirmation=False)}
        if client.change_annotations and any(path != here for path in converted)
        else None,
    )


def _text_edits(file: FileEdit, client: Client, views: Views) -> list[types.TextEdit] | None:
    if file.created:
        return [types.TextEdit(_START, edit.text) for edit in file.edits]
    view = views(file.path)
    if view is None:
        return None
    return [
        types.TextEdit(convert.range_of(edit.span, view, client.encoding), edit.text)
        for edit in sorted(file.edits, key=lambda edit: edit.span)
        if edit.text or edit.span.start != edit.span.end
    ]


def _document_edit(
    path: str, text_edits: list[types.TextEdit], documents: Documents, *, annotated: bool
) -> types.TextDocumentEdit:
    document = documents.get(path)
    identifier = types.OptionalVersionedTextDocumentIdentifier(
        documents.uri(path), document.version if document is not None else None
    )
    edits: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = [
        types.AnnotatedTextEdit(OUTSIDE, edit.range, edit.new_text) if annotated else edit for edit in text_edits
    ]
    return types.TextDocumentEdit(identifier, edits)
