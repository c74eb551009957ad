"""From the diagnostics of a snapshot to what the client is told.

The client is told about both sides of every difference, also in files that it has not opened. A file is published
again when what it would show has changed, and always when it was itself edited, opened or closed: the client then knows
that its version was looked at. A file that has nothing any more gets an empty list.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from lsprotocol import types

from prismalchemy.lsp import convert
from prismalchemy.lsp.client import Client
from prismalchemy.lsp.documents import Documents

if TYPE_CHECKING:
    from prismalchemy.workspace import Diagnostic, Notice

SOURCE = "prismalchemy"

SEVERITY: Mapping[str, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
"""By the value of a `rules.Level`."""

_WHOLE_LINE = 1000
"""A character that stands behind the end of a line; the specification takes it for the end."""

Views = Callable[[str], convert.View | None]
"""The view of a path's text as it was analysed; None for a file that no project holds."""


class Publisher:
    """Remembers what the client was told last.

    Args:
        client: what the client can show.
        documents: for the versions and the spelling of URIs.
        send: sends a `textDocument/publishDiagnostics`.
        log: writes a line into the client's log.
    """

    def __init__(
        self,
        client: Client,
        documents: Documents,
        send: Callable[[types.PublishDiagnosticsParams], None],
        log: Callable[[types.LogMessageParams], None],
    ) -> None:
        self._client = client
        self._documents = documents
        self._send = send
        self._log = log
        self._told: dict[str, list[types.Diagnostic]] = {}
        self._logged: set[str] = set()

    def publish(
        self,
        diagnostics: Mapping[str, Iterable[Diagnostic]],
        notices: Iterable[Notice],
        views: Views,
        answered: Collection[str] = (),
    ) -> None:
        """Tells the client what has changed.

        Args:
            diagnostics: everything there is to say, by path.
            notices: what there is to say about projects as a whole; those that name a line are shown there, the others
                are written to the log, once.
            views: the texts that the diagnostics' spans count in.
            answered: paths that are published whether or not anything changed, first of all.
        """
        placed: dict[str, list[types.Diagnostic]] = {}
        for notice in notices:
            if notice.path is not None and notice.line is not None:
                placed.setdefault(notice.path, []).append(of_notice(notice, notice.line))
            else:
                self._log_once(notice)
        for path in dict.fromkeys((*answered, *placed, *diagnostics, *self._told)):
            now = [*placed.get(path, ()), *self._converted(diagnostics.get(path, ()), views)]
            if path in answered or now != self._told.get(path, []):
                self._publish(path, now)

    def _publish(self, path: str, diagnostics: list[types.Diagnostic]) -> None:
        if diagnostics:
            self._told[path] = diagnostics
        else:
            self._told.pop(path, None)
        document = self._documents.get(path)
        version = document.version if document is not None and self._client.diagnostic_versions else None
        self._send(types.PublishDiagnosticsParams(self._documents.uri(path), diagnostics, version))

    def _converted(self, diagnostics: Iterable[Diagnostic], views: Views) -> Iterable[types.Diagnostic]:
        for diagnostic in diagnostics:
            converted = to_protocol(diagnostic, views, self._client, self._documents.uri)
            if converted is not None:
                yield converted

    def _log_once(self, notice: Notice) -> None:
        message = f"{notice.path}: {notice.message}" if notice.path else notice.message
        if message not in self._logged:
            self._logged.add(message)
            kind = types.MessageType.Error if notice.level.value == "error" else types.MessageType.Info
            self._log(types.LogMessageParams(kind, message))


def to_protocol(
    diagnostic: Diagnostic, views: Views, client: Client, uri_of: Callable[[str], str]
) -> types.Diagnostic | None:
    """A diagnostic in the protocol's form; None for one of level OFF or in a file that no project holds."""
    severity = SEVERITY.get(diagnostic.level.value)
    view = views(diagnostic.location.path)
    if severity is None or view is None:
        return None
    related = None
    if client.related_information:
        related = [
            types.DiagnosticRelatedInformation(
                types.Location(
                    uri_of(place.location.path), convert.range_of(place.location.span, counterpart, client.encoding)
                ),
                place.message,
            )
            for place in diagnostic.related
            if (counterpart := views(place.location.path)) is not None
        ]
    described = diagnostic.url is not None and client.code_description
    return types.Diagnostic(
        range=convert.range_of(diagnostic.location.span, view, client.encoding),
        message=diagnostic.message,
        severity=severity,
        code=diagnostic.code,
        code_description=types.CodeDescription(str(diagnostic.url)) if described else None,
        source=SOURCE,
        related_information=related or None,
    )


def of_notice(notice: Notice, line: int) -> types.Diagnostic:
    """A notice as a diagnostic of a whole line (from 1); the text is not looked at, it may be unreadable."""
    here = max(0, line - 1)
    return types.Diagnostic(
        range=types.Range(types.Position(here, 0), types.Position(here, _WHOLE_LINE)),
        message=notice.message,
        severity=SEVERITY.get(notice.level.value),
        code="configuration",
        source=SOURCE,
    )
