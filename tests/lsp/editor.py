"""A small editor: keeps texts, talks to the server as a given client, carries out what the server asks for.

Positions are counted here with Python's own codecs, so that a mistake in the server's counting is not repeated.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

REPOSITORY = Path(__file__).parents[2]
CAPTURED = Path(__file__).parent / "capabilities"

PROFILES = (
    "visual-studio-code@v1.65.2",
    "neovim@v0.11.0",
    "emacs@v29.1",
    "vscode-1.139.1-lc11",
    "nvim-0.11.4",
    "emacs-28.2-eglot-1.9",
)
"""Clients by what they say they can do: three that pytest-lsp knows, three captured from the editors themselves."""

PATIENCE = 20.0
"""Seconds."""


class Editor:
    """One client with its folder. File names are relative to the folder."""

    def __init__(
        self,
        client: LanguageClient,
        folder: Path,
        initialized: types.InitializeResult,
        published: list[types.PublishDiagnosticsParams],
        registered: list[types.Registration],
    ) -> None:
        self.client = client
        self.folder = folder
        self.server = initialized.capabilities
        self.published = published
        self.registered = registered
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.last_edit: types.WorkspaceEdit | None = None

    # what the user does

    def open(self, name: str, text: str | None = None) -> None:
        self.texts[name] = read(self.folder / name) if text is None else text
        self.versions[name] = 1
        language = "prisma" if name.endswith(".prisma") else "python"
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(self.uri(name), language, 1, self.texts[name]))
        )

    def replace(self, name: str, old: str, new: str) -> None:
        """Replaces the first occurrence of a text, as one incremental change."""
        start = self.texts[name].index(old)
        self.splice(name, [(start, start + len(old), new)])

    def splice(self, name: str, edits: Sequence[tuple[int, int, str]]) -> None:
        """Replaces stretches, the last one first, as the changes of one notification."""
        changes: list[types.TextDocumentContentChangeEvent] = []
        for start, end, new in sorted(edits, reverse=True):
            changes.append(types.TextDocumentContentChangePartial(self.range(name, start, end), new))
            self.texts[name] = self.texts[name][:start] + new + self.texts[name][end:]
        self.versions[name] += 1
        identifier = types.VersionedTextDocumentIdentifier(uri=self.uri(name), version=self.versions[name])
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, changes))

    def save(self, name: str) -> None:
        write(self.folder / name, self.texts[name])
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self.identifier(name)))

    def close(self, name: str) -> None:
        del self.texts[name], self.versions[name]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.identifier(name)))

    def change_on_disk(self, name: str, text: str | None) -> None:
        """Another program writes a file, or deletes it."""
        path = self.folder / name
        kind = types.FileChangeType.Changed if path.exists() else types.FileChangeType.Created
        if text is None:
            path.unlink()
            kind = types.FileChangeType.Deleted
        else:
            write(path, text)
        self.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([types.FileEvent(self.uri(name), kind)])
        )

    # what the user sees

    def rules(self, name: str) -> list[str]:
        """The codes of a file's diagnostics, in their order in the file."""
        return [str(diagnostic.code) for diagnostic in self.diagnostics(name)]

    def diagnostics(self, name: str) -> list[types.Diagnostic]:
        found = self.client.diagnostics.get(self.uri(name), ())
        return sorted(found, key=lambda diagnostic: (diagnostic.range.start.line, diagnostic.range.start.character))

    def underlined(self, name: str) -> list[str]:
        """The texts under a file's squiggles."""
        text = self.texts[name] if name in self.texts else read(self.folder / name)
        return [self.under(text, diagnostic.range) for diagnostic in self.diagnostics(name)]

    async def until(self, what: str, condition: Callable[[], bool]) -> None:
        """Waits until something is seen."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not condition():
            if asyncio.get_running_loop().time() > deadline:
                seen = {uri: [d.code for d in found] for uri, found in self.client.diagnostics.items()}
                logged = [message.message for message in self.client.log_messages]
                raise AssertionError(f"waited in vain: {what}\nseen: {seen}\nlog: {logged}")
            await asyncio.sleep(0.005)

    async def sees(self, **rules: str) -> None:
        """Waits until the files `schema` and `models` have these rules' diagnostics (names with blanks between)."""
        names = {"schema": "prisma/schema.prisma", "models": "app/models.py"}
        wanted = {names[name]: sorted(value.split()) for name, value in rules.items()}
        await self.until(str(wanted), lambda: all(sorted(self.rules(name)) == codes for name, codes in wanted.items()))

    # code actions

    async def actions(self, name: str, at: str, *, only: Sequence[str] | None = None) -> list[types.CodeAction]:
        """The code actions with the cursor on the first occurrence of a text."""
        start = self.texts[name].index(at)
        place = self.range(name, start, start + len(at))
        shown = [diagnostic for diagnostic in self.diagnostics(name) if overlap(diagnostic.range, place)]
        answer = await self.client.text_document_code_action_async(
            types.CodeActionParams(self.identifier(name), place, types.CodeActionContext(shown, only))
        )
        found = list(answer or ())
        assert all(isinstance(action, types.CodeAction) for action in found)
        return [action for action in found if isinstance(action, types.CodeAction)]

    async def action(self, name: str, at: str, words: str, *, kind: str = "quickfix") -> types.CodeAction:
        """The first code action of a kind with these words in its title."""
        offered = await self.actions(name, at)
        for action in offered:
            if action.kind == kind and words.lower() in action.title.lower():
                return action
        raise AssertionError(f"no {kind} with {words!r} among {[(action.kind, action.title) for action in offered]}")

    async def carry_out(self, action: types.CodeAction) -> None:
        """Does what an editor does when an action is chosen."""
        if action.edit is None:
            action = await self.client.code_action_resolve_async(action)
        assert action.edit is not None
        self.last_edit = action.edit
        if action.edit.document_changes is None:
            for uri, edits in (action.edit.changes or {}).items():
                self._apply(uri, edits)
            return
        for change in action.edit.document_changes:
            if isinstance(change, types.CreateFile):
                path = self._path(change.uri)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            else:
                assert isinstance(change, types.TextDocumentEdit)
                name = self._name(change.text_document.uri)
                assert change.text_document.version == self.versions.get(name)
                self._apply(change.text_document.uri, change.edits)

    def _apply(self, uri: str, edits: Sequence[Any]) -> None:
        name = self._name(uri)
        text = self.texts[name] if name in self.texts else read(self.folder / name)
        spans = [(*self.offsets(text, edit.range), edit.new_text) for edit in edits]
        if name in self.texts:
            self.splice(name, spans)
            return
        for start, end, new in sorted(spans, reverse=True):
            text = text[:start] + new + text[end:]
        self.change_on_disk(name, text)

    # places

    @property
    def encoding(self) -> str:
        encoding = self.server.position_encoding or "utf-16"
        return getattr(encoding, "value", encoding)

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def range(self, name: str, start: int, end: int) -> types.Range:
        return types.Range(self._position(self.texts[name], start), self._position(self.texts[name], end))

    def under(self, text: str, place: types.Range) -> str:
        start, end = self.offsets(text, place)
        return text[start:end]

    def offsets(self, text: str, place: types.Range) -> tuple[int, int]:
        return self._offset(text, place.start), self._offset(text, place.end)

    def _position(self, text: str, offset: int) -> types.Position:
        before = re.split(r"\r\n|\r|\n", text[:offset])
        return types.Position(len(before) - 1, units(before[-1], self.encoding))

    def _offset(self, text: str, position: types.Position) -> int:
        starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
        offset = starts[position.line]
        while units(text[starts[position.line] : offset], self.encoding) < position.character:
            offset += 1
        return offset

    def identifier(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))

    def _path(self, uri: str) -> Path:
        assert uri.startswith("file://")
        return Path(unquote(uri.removeprefix("file://")))

    def _name(self, uri: str) -> str:
        return self._path(uri).relative_to(self.folder).as_posix()


@contextlib.asynccontextmanager
async def editing(
    folder: Path,
    profile: str = "vscode-1.139.1-lc11",
    *,
    encodings: list[types.PositionEncodingKind | str] | None = None,
    folders: Sequence[Path] | None = None,
    adjust: Callable[[types.ClientCapabilities], None] | None = None,
) -> AsyncIterator[Editor]:
    """An editor on a folder, with a server of its own; both end in good order.

    `folders` are the workspace folders, by default the folder alone, none where empty. `adjust` changes what the client
    says it can do.
    """
    capabilities = load_capabilities(profile)
    if encodings is not None:
        capabilities.general = capabilities.general or types.GeneralClientCapabilities()
        capabilities.general.position_encodings = encodings
    if adjust is not None:
        adjust(capabilities)
    client = make_test_lsp_client()
    registered: list[types.Registration] = []

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def _register(params: types.RegistrationParams) -> None:
        registered.extend(params.registrations)

    python_path = os.pathsep.join(filter(None, [str(REPOSITORY / "server"), os.environ.get("PYTHONPATH")]))
    await client.start_io(
        sys.executable, "-m", "prismalchemy", "lsp", "--stdio", env={**os.environ, "PYTHONPATH": python_path}
    )
    try:
        opened = [folder] if folders is None else folders
        published: list[types.PublishDiagnosticsParams] = []
        record(client, published)
        initialized = await asyncio.wait_for(
            client.initialize_session(
                types.InitializeParams(
                    capabilities,
                    workspace_folders=[types.WorkspaceFolder(path.as_uri(), path.name) for path in opened] or None,
                )
            ),
            PATIENCE,
        )
        editor = Editor(client, folder, initialized, published, registered)
        yield editor
        await asyncio.wait_for(client.shutdown_session(), PATIENCE)
    finally:
        if client._server is not None and client._server.returncode is None:
            client._server.kill()
        await client.stop()


def record(client: LanguageClient, published: list[types.PublishDiagnosticsParams]) -> None:
    """Keeps everything that is published, not only each file's last."""
    original = client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS]

    def handler(params: types.PublishDiagnosticsParams) -> None:
        published.append(params)
        original(params)

    client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS] = handler


def load_capabilities(profile: str) -> types.ClientCapabilities:
    if "@" in profile:
        return client_capabilities(profile)
    captured = json.loads((CAPTURED / f"{profile}.json").read_text(encoding="utf-8"))["capabilities"]
    loaded: types.ClientCapabilities = default_converter().structure(captured, types.ClientCapabilities)
    return loaded


def units(text: str, encoding: str) -> int:
    """Length in the units of an encoding."""
    size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    return len(text.encode(encoding if size == 1 else f"{encoding}-le")) // size


def overlap(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))
