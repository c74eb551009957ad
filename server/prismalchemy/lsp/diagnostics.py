"""From the diagnostics of a snapshot to what the client is told.

The client is told about both sides of every difference, also in files that it has not opened. A file is published
again when what it would show has changed, and always when it was itself edited or opened: the client then knows that
its version was looked at. A file that has nothing any more gets an empty list.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from prismalchemy.lsp import convert, protocol
from prismalchemy.lsp.documents import Documents
from prismalchemy.rules import Level
from prismalchemy.workspace import Diagnostic

SOURCE = "prismalchemy"
SEVERITY: Mapping[Level, int] = {Level.ERROR: 1, Level.WARNING: 2, Level.INFORMATION: 3, Level.HINT: 4}

Views = Callable[[str], convert.View | None]
"""The view of a path's text as the snapshot has it; None for a file that the snapshot does not hold."""


class Publisher:
    """Remembers what the client was told last.

    Args:
        client: what the client can show.
        documents: for the versions and the spelling of URIs.
        send: sends a `textDocument/publishDiagnostics`.
    """

    def __init__(self, client: protocol.Client, documents: Documents, send: Callable[[dict[str, Any]], None]) -> None:
        self._client = client
        self._documents = documents
        self._send = send
        self._told: dict[str, list[protocol.Diagnostic]] = {}

    def publish(
        self, diagnostics: Mapping[str, Iterable[Diagnostic]], views: Views, answered: Collection[str] = ()
    ) -> None:
        """Tells the client what has changed.

        Args:
            diagnostics: everything there is to say, by path.
            views: the texts that the diagnostics' spans count in.
            answered: paths that are published whether or not anything changed, first of all.
        """
        for path in answered:
            self._publish(path, self._convert(diagnostics.get(path, ()), views))
        for path in (*diagnostics, *(path for path in self._told if path not in diagnostics)):
            if path in answered:
                continue
            converted = self._convert(diagnostics.get(path, ()), views)
            if converted != self._told.get(path, []):
                self._publish(path, converted)

    def _publish(self, path: str, diagnostics: list[protocol.Diagnostic]) -> None:
        if diagnostics:
            self._told[path] = diagnostics
        else:
            self._told.pop(path, None)
        params: dict[str, Any] = {"uri": self._documents.uri(path), "diagnostics": diagnostics}
        document = self._documents.get(path)
        if document is not None and self._client.diagnostic_versions:
            params["version"] = document.version
        self._send(params)

    def _convert(self, diagnostics: Iterable[Diagnostic], views: Views) -> list[protocol.Diagnostic]:
        return [
            converted
            for diagnostic in diagnostics
            if (converted := to_protocol(diagnostic, views, self._client, self._documents.uri)) is not None
        ]


def to_protocol(
    diagnostic: Diagnostic, views: Views, client: protocol.Client, uri_of: Callable[[str], str]
) -> protocol.Diagnostic | None:
    """A diagnostic in the protocol's form; None for one of level OFF or in a file that the snapshot does not hold."""
    severity = SEVERITY.get(diagnostic.level)
    view = views(diagnostic.location.path)
    if severity is None or view is None:
        return None
    converted: protocol.Diagnostic = {
        "range": convert.range_of(diagnostic.location.span, view, client.encoding),
        "severity": severity,
        "code": diagnostic.code,
        "source": SOURCE,
        "message": diagnostic.message,
    }
    if diagnostic.url and client.code_description:
        converted["codeDescription"] = {"href": diagnostic.url}
    if diagnostic.related and client.related_information:
        converted["relatedInformation"] = [
            {
                "location": {
                    "uri": uri_of(related.location.path),
                    "range": convert.range_of(related.location.span, related_view, client.encoding),
                },
                "message": related.message,
            }
            for related in diagnostic.related
            if (related_view := views(related.location.path)) is not None
        ]
    return converted
