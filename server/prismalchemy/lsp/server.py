"""The server as pygls runs it: which message is dealt with how, from `initialize` to `exit`."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcContentModified,
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcMethodNotFound,
    JsonRpcRequestCancelled,
    JsonRpcServerNotInitialized,
)
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method

import prismalchemy
from prismalchemy.lsp import actions, uris, watch
from prismalchemy.lsp.client import read_client
from prismalchemy.lsp.session import Session

logger = logging.getLogger(__name__)

EXPECTED = (JsonRpcContentModified, JsonRpcMethodNotFound, JsonRpcRequestCancelled, JsonRpcServerNotInitialized)
"""Errors that clients are answered with in the ordinary course of things."""

Handled = Generator[tuple[Callable[..., Any], tuple[Any, ...], None], Any, None]
"""What a built-in handler of pygls is: it yields the user's handler with its arguments."""


class Protocol(LanguageServerProtocol):
    """pygls' protocol without its own copy of the open documents.

    That copy splits lines where Python does, also at form feeds and U+2028, and then edits the wrong line; and it
    costs time with every keystroke. `Documents` keeps the texts instead.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Handled:
        """Leaves the document to our own handler."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Handled:
        """Leaves the change to our own handler."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Handled:
        """Leaves the document to our own handler."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None


class Server(LanguageServer):
    """Serves one client."""

    def __init__(self) -> None:
        super().__init__(
            "prismalchemy",
            prismalchemy.__version__,
            types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
            converter_factory=default_converter,
        )
        self._session: Session | None = None
        self.shut_down = False

    @property
    def session(self) -> Session:
        """The session; it exists from `initialize` on.

        Raises:
            JsonRpcServerNotInitialized: it does not exist yet.
        """
        if self._session is None:
            raise JsonRpcServerNotInitialized("the first request must be initialize")
        return self._session

    def begin(self, params: types.InitializeParams) -> None:
        """Makes the session of a client."""
        self._session = Session(
            read_client(params.capabilities, self.workspace.position_encoding),
            _folders(params),
            self.text_document_publish_diagnostics,
            self.window_log_message,
        )

    def end(self) -> None:
        """Begins no analysis any more."""
        if self._session is not None:
            self._session.end()

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """Writes an error into the logs. (pygls' own shows a dialog in the editor.)"""
        if isinstance(error, EXPECTED):
            logger.info("%s", error)
            return
        details = error.data if isinstance(error, JsonRpcInternalError) else None
        logger.error("%s: %s%s", source.__name__, error, f"\n{details}" if details else "")
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"{error}"))


def create() -> Server:
    """A server with all its handlers."""
    server = Server()
    feature = server.feature

    offered = types.CodeActionOptions(actions.OFFERED_KINDS)

    @feature(types.INITIALIZE)
    def _initialize(params: types.InitializeParams) -> None:
        server.begin(params)
        offered.resolve_provider = server.session.client.resolves_edits

    @feature(types.INITIALIZED)
    def _initialized(_params: types.InitializedParams) -> None:
        if server.session.client.watches_files:
            server.client_register_capability(watch.registration())

    @feature(types.SHUTDOWN)
    def _shutdown(_params: None) -> None:
        server.shut_down = True
        server.end()

    @feature(types.EXIT)
    def _exit(_params: None) -> None:
        # Nothing is left to be saved, and neither a client that keeps the pipe open nor an analysis may hold us up.
        os._exit(0 if server.shut_down else 1)

    @feature(types.TEXT_DOCUMENT_DID_OPEN)
    def _did_open(params: types.DidOpenTextDocumentParams) -> None:
        document = server.session.documents.open(params.text_document)
        if document is not None:
            server.session.opened(document)

    @feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def _did_change(params: types.DidChangeTextDocumentParams) -> None:
        document = server.session.documents.change(params)
        if document is not None:
            server.session.changed(document)

    @feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def _did_close(params: types.DidCloseTextDocumentParams) -> None:
        document = server.session.documents.close(params.text_document.uri)
        if document is not None:
            server.session.closed(document)

    @feature(types.TEXT_DOCUMENT_DID_SAVE)
    def _did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.session.changed_on_disk(_paths([params.text_document.uri]))

    @feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def _did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        server.session.changed_on_disk(_paths(change.uri for change in params.changes))

    @feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def _did_change_workspace_folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        for path in _paths(folder.uri for folder in params.event.removed):
            server.session.remove_folder(path)
        for path in _paths(folder.uri for folder in params.event.added):
            server.session.add_folder(path)

    @feature(types.TEXT_DOCUMENT_CODE_ACTION, offered)
    async def _code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        # Editors ask with every move of the cursor and show a dialog for every refusal: a failure is only logged.
        try:
            return await actions.code_actions(server.session, params)
        except JsonRpcException:
            raise
        except Exception as error:
            logger.exception("no code actions could be found")
            server.window_log_message(types.LogMessageParams(types.MessageType.Error, f"no code actions: {error}"))
            return []

    @feature(types.CODE_ACTION_RESOLVE)
    async def _resolve(action: types.CodeAction) -> types.CodeAction:
        return await actions.resolve(server.session, action)

    return server


def _paths(uri_list: Iterable[str]) -> list[str]:
    """The paths of those URIs that are files."""
    return [path for uri in uri_list if (path := uris.path_of(uri)) is not None]


def _folders(params: types.InitializeParams) -> list[str]:
    """The folders that the client has open: `workspaceFolders`, or the older `rootUri` and `rootPath`."""
    if params.workspace_folders:
        return _paths(folder.uri for folder in params.workspace_folders)
    if params.root_uri:
        return _paths([params.root_uri])
    return [Path(params.root_path).as_posix()] if params.root_path else []
