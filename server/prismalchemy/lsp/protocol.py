"""The structures of the Language Server Protocol 3.17 that this server builds, and what it asks of the client.

Names and fields are the specification's (https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from prismalchemy.text import Encoding


class Position(TypedDict):
    """A line and a character in it, both from 0; characters are counted in the negotiated encoding's units."""

    line: int
    character: int


class Range(TypedDict):
    """A half-open stretch of a document."""

    start: Position
    end: Position


class Location(TypedDict):
    """A range in some document."""

    uri: str
    range: Range


class RelatedInformation(TypedDict):
    """A place that explains a diagnostic."""

    location: Location
    message: str


class CodeDescription(TypedDict):
    """Where a diagnostic's code is explained."""

    href: str


class _DiagnosticOptional(TypedDict, total=False):
    codeDescription: CodeDescription
    relatedInformation: list[RelatedInformation]


class Diagnostic(_DiagnosticOptional):
    """One squiggle. `severity`: 1 error, 2 warning, 3 information, 4 hint."""

    range: Range
    severity: int
    code: str
    source: str
    message: str


class TextEdit(TypedDict):
    """Replaces a range."""

    range: Range
    newText: str


class _AnnotatedTextEditOptional(TypedDict, total=False):
    annotationId: str


class AnnotatedTextEdit(_AnnotatedTextEditOptional):
    """Replaces a range; the annotation tells the user why."""

    range: Range
    newText: str


class VersionedDocument(TypedDict):
    """A document at a version; None for one that is not open."""

    uri: str
    version: int | None


class TextDocumentEdit(TypedDict):
    """Edits to one document."""

    textDocument: VersionedDocument
    edits: list[AnnotatedTextEdit]


class CreateFile(TypedDict):
    """Creates a file."""

    kind: Literal["create"]
    uri: str
    options: dict[str, bool]


class WorkspaceEdit(TypedDict, total=False):
    """Edits to several documents, in one of two forms."""

    changes: dict[str, list[TextEdit]]
    documentChanges: list[TextDocumentEdit | CreateFile]
    changeAnnotations: dict[str, Any]


class _CodeActionOptional(TypedDict, total=False):
    diagnostics: list[Any]
    edit: WorkspaceEdit
    isPreferred: bool
    data: Any


class CodeAction(_CodeActionOptional):
    """An entry of the editor's menu of quick fixes."""

    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Client:
    """What the client can do, read from its capabilities once. Whatever it does not say it cannot do."""

    encoding: Encoding = Encoding.UTF16
    related_information: bool = False
    code_description: bool = False
    diagnostic_versions: bool = False
    document_changes: bool = False
    create_files: bool = False
    change_annotations: bool = False
    code_action_literals: bool = False
    resolves_edits: bool = False
    is_preferred: bool = False
    configuration: bool = False
    watches_files: bool = False
    relative_patterns: bool = False


def read_client(capabilities: Mapping[str, Any]) -> Client:
    """The client as its `ClientCapabilities` describe it."""

    def get(*path: str) -> Any:
        value: Any = capabilities
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    document, workspace = "textDocument", "workspace"
    changes = get(workspace, "workspaceEdit", "documentChanges") is True
    resolved = get(document, "codeAction", "resolveSupport", "properties") or ()
    return Client(
        encoding=_choose_encoding(get("general", "positionEncodings")),
        related_information=get(document, "publishDiagnostics", "relatedInformation") is True,
        code_description=get(document, "publishDiagnostics", "codeDescriptionSupport") is True,
        diagnostic_versions=get(document, "publishDiagnostics", "versionSupport") is True,
        document_changes=changes,
        create_files=changes and "create" in (get(workspace, "workspaceEdit", "resourceOperations") or ()),
        change_annotations=changes and get(workspace, "workspaceEdit", "changeAnnotationSupport") is not None,
        code_action_literals=get(document, "codeAction", "codeActionLiteralSupport") is not None,
        resolves_edits="edit" in resolved and get(document, "codeAction", "dataSupport") is True,
        is_preferred=get(document, "codeAction", "isPreferredSupport") is True,
        configuration=get(workspace, "configuration") is True,
        watches_files=get(workspace, "didChangeWatchedFiles", "dynamicRegistration") is True,
        relative_patterns=get(workspace, "didChangeWatchedFiles", "relativePatternSupport") is True,
    )


def _choose_encoding(offered: Any) -> Encoding:
    """The first encoding of the client's list that exists; UTF-16 for a client that has no list."""
    for name in offered or ():
        for encoding in Encoding:
            if encoding.value == name:
                return encoding
    return Encoding.UTF16
