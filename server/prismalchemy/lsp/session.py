"""One client: its open documents, what it was told, and the way to the engine that analyses its projects."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from prismalchemy.lsp import convert
from prismalchemy.lsp.client import Client
from prismalchemy.lsp.diagnostics import Publisher
from prismalchemy.lsp.documents import Document, Documents
from prismalchemy.lsp.schedule import Schedule
from prismalchemy.text import LineIndex

if TYPE_CHECKING:
    from prismalchemy.lsp.engine import Engine, Report

Answer = TypeVar("Answer")

PROJECT_MARKERS = (".git", "pyproject.toml", "prismalchemy.toml", "package.json", "prisma.config.ts")
"""A file whose client has opened no folder belongs to the nearest folder above it that holds one of these."""

MOST_QUESTIONS = 10
"""How often a question is asked again because other files keep changing."""

LAST_SECONDS = 1.0
"""How long the client waits at most for what is done last."""

COLLECTION = (50_000, 20, 100)
"""Thresholds of the garbage collector: an edit makes some thousand objects, of which most stay."""


class Session:
    """The state between `initialize` and `exit`, in the thread that talks to the client.

    Args:
        client: what the client can do.
        folders: paths of the folders that it has open.
        publish: sends a `textDocument/publishDiagnostics`.
        log: writes a line into the client's log.
    """

    def __init__(
        self,
        client: Client,
        folders: Iterable[str],
        publish: Callable[[types.PublishDiagnosticsParams], None],
        log: Callable[[types.LogMessageParams], None],
    ) -> None:
        self.client = client
        self.documents = Documents(client.encoding)
        self._publisher = Publisher(client, self.documents, publish, log)
        self._schedule: Schedule[Engine, Report] = Schedule(_create_engine, _report, self._tell)
        self._lines: Callable[[str], LineIndex | None] = _no_lines
        self._answers: dict[str, None] = {}
        self._folders: set[str] = set()
        self._stored = False
        for folder in folders:
            self.add_folder(folder)

    def add_folder(self, folder: str) -> None:
        """Begins to look after a folder."""
        self._folders.add(folder)
        self._schedule.change(("folder", folder), lambda engine: engine.add_folder(folder))

    def remove_folder(self, folder: str) -> None:
        """Looks after a folder no longer; its diagnostics vanish."""
        self._folders.discard(folder)
        self._schedule.change(("folder", folder), lambda engine: engine.remove_folder(folder))

    def opened(self, document: Document) -> None:
        """The client opened a document."""
        if not self._folders and document.path.endswith((".py", ".prisma")):
            self.add_folder(_project_root(document.path))
        self.changed(document)

    def changed(self, document: Document) -> None:
        """A document has a new text."""
        path, text = document.path, document.content
        self._answers[path] = None
        self._schedule.change(("text", path), lambda engine: engine.write(path, text))

    def closed(self, document: Document) -> None:
        """The client closed a document: the disk's text counts again."""
        path = document.path
        self._answers[path] = None
        self._schedule.change(("text", path), lambda engine: engine.close(path))

    def changed_on_disk(self, paths: Iterable[str]) -> None:
        """Files were created, changed or deleted by someone else, or saved by the client."""
        changed = tuple(paths)
        if changed:
            self._schedule.change(("disk", changed), lambda engine: engine.reread(changed))

    async def ask(self, document: Document, question: Callable[[Engine], Answer]) -> Answer:
        """What the engine says about a document as it is now. It is asked again where other files changed meanwhile.

        Raises:
            JsonRpcContentModified: the document changed before the answer was there.
        """
        version = document.version
        for _ in range(MOST_QUESTIONS):
            generation = self._schedule.generation
            answer = await self._schedule.ask(question)
            if document.version != version:
                break
            if generation == self._schedule.generation:
                return answer
        raise JsonRpcContentModified("the text has changed meanwhile")

    def view(self, path: str) -> convert.View | None:
        """The text of a path as it was analysed last; None for a file that no project holds."""
        document = self.documents.get(path)
        if document is not None:
            return document.view
        lines = self._lines(path)
        return convert.View(lines) if lines is not None else None

    def end(self) -> None:
        """Begins no analysis any more; what was read is kept for the next start, if that takes no time to speak of."""
        self._schedule.stop(lambda engine: engine.store(), LAST_SECONDS)

    def _tell(self, report: Report) -> None:
        if report.complete and not gc.isenabled():
            gc.freeze()
            gc.set_threshold(*COLLECTION)
            gc.enable()
        self._lines = report.lines
        answers, self._answers = tuple(self._answers), {}
        self._publisher.publish(report.diagnostics, report.notices, self.view, answers)
        if not report.complete:
            self._schedule.change(("complete",), lambda engine: engine.complete())
        elif not self._stored:
            self._stored = True
            self._schedule.change(("store",), lambda engine: engine.store())


def _create_engine() -> Engine:
    """The engine, imported in the thread that uses it: meanwhile the client has its answer to `initialize`."""
    from prismalchemy.cache.readings import Readings
    from prismalchemy.lsp.engine import Engine

    return Engine(Readings.found())


def _report(engine: Engine) -> Report:
    return engine.report()


def _no_lines(_path: str) -> None:
    return None


def _project_root(path: str) -> str:
    """The folder that a lone file is taken to belong to; the file's own folder where nothing marks one above."""
    parents = PurePosixPath(path).parents
    for folder in parents[:-1]:
        if any(Path(folder, marker).exists() for marker in PROJECT_MARKERS):
            return str(folder)
    return str(parents[0])
