"""What the client can do, read from its capabilities once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability

from prismalchemy.text import Encoding


@dataclass(frozen=True, slots=True)
class Client:
    """The abilities that make a difference here. Whatever a client does not say it cannot do."""

    encoding: Encoding = Encoding.UTF16
    related_information: bool = False
    code_description: bool = False
    diagnostic_versions: bool = False
    document_changes: bool = False
    create_files: bool = False
    change_annotations: bool = False
    code_action_literals: bool = False
    resolves_edits: bool = False
    prefers_actions: bool = False
    watches_files: bool = False


def read_client(capabilities: types.ClientCapabilities, encoding: types.PositionEncodingKind | str | None) -> Client:
    """The client as its capabilities describe it; `encoding` is the negotiated position encoding."""

    def get(name: str) -> Any:
        return get_capability(capabilities, name, None)

    changes = get("workspace.workspace_edit.document_changes") is True
    operations = get("workspace.workspace_edit.resource_operations") or ()
    resolved = get("text_document.code_action.resolve_support.properties") or ()
    return Client(
        encoding=_encoding(encoding),
        related_information=get("text_document.publish_diagnostics.related_information") is True,
        code_description=get("text_document.publish_diagnostics.code_description_support") is True,
        diagnostic_versions=get("text_document.publish_diagnostics.version_support") is True,
        document_changes=changes,
        create_files=changes and types.ResourceOperationKind.Create in operations,
        change_annotations=changes and get("workspace.workspace_edit.change_annotation_support") is not None,
        code_action_literals=get("text_document.code_action.code_action_literal_support") is not None,
        resolves_edits="edit" in resolved and get("text_document.code_action.data_support") is True,
        prefers_actions=get("text_document.code_action.is_preferred_support") is True,
        watches_files=get("workspace.did_change_watched_files.dynamic_registration") is True,
    )


def _encoding(name: types.PositionEncodingKind | str | None) -> Encoding:
    if name is None:
        return Encoding.UTF16
    return Encoding(name.value if isinstance(name, types.PositionEncodingKind) else name)
