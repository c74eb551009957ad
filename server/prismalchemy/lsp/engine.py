"""The projects of one client and their snapshots. Everything here happens in the one thread that analyses.

The thread that talks to the client never touches a workspace: it hands changes over as functions of the engine
(`Change`) and gets back immutable results. So a long analysis never keeps it from listening.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from prismalchemy.rules import Level
from prismalchemy.text import FileEdit, LineIndex, Span
from prismalchemy.workspace import CodeFix, Diagnostic, Finding, Notice, Snapshot, Workspace
from prismalchemy.workspace.repair import at_least, repair_all
from prismalchemy.workspace.tree import is_skipped

if TYPE_CHECKING:
    from prismalchemy.cache.readings import Readings

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say about all projects.

    `diagnostics` are by path; `lines` gives the line index of a file that a snapshot holds, None for any other.
    `complete` is False where readings came from the disk: nothing can be mended before `Engine.complete` was called.
    """

    diagnostics: Mapping[str, Sequence[Diagnostic]]
    notices: tuple[Notice, ...]
    lines: Callable[[str], LineIndex | None]
    complete: bool = True


@dataclass(slots=True, eq=False)
class Project:
    """A workspace and its last good snapshot."""

    workspace: Workspace
    snapshot: Snapshot | None = None
    failed: bool = False

    def owns(self, path: str) -> bool:
        """Whether a path lies in the project."""
        root = self.workspace.root
        return path == root or path.startswith(root.rstrip("/") + "/")

    def looks_at(self, path: str) -> bool:
        """Whether a path lies in the project and in none of the folders that are passed by (`node_modules`)."""
        workspace = self.workspace
        return self.owns(path) and not is_skipped(workspace.root, path, workspace.settings.exclude)

    def refresh(self) -> None:
        """Takes a new snapshot. If that fails, the log says so and the last one stays."""
        try:
            snapshot = self.workspace.snapshot()
            snapshot.diagnostics()
        except Exception:
            if not self.failed:
                logger.exception("the analysis of %s failed", self.workspace.root)
            self.failed = True
        else:
            self.snapshot, self.failed = snapshot, False


@dataclass
class Engine:
    """All projects, by the client's folder; folders that lie in the same project share it.

    `readings` are those on disk, None where there is no cache.
    """

    readings: Readings | None = None
    _folders: dict[str, Project] = field(default_factory=dict)
    _buffers: dict[str, str] = field(default_factory=dict)

    @property
    def projects(self) -> tuple[Project, ...]:
        """Each project once."""
        return tuple(dict.fromkeys(self._folders.values()))

    def add_folder(self, folder: str) -> None:
        """Begins to look after a folder."""
        if folder in self._folders:
            return
        project = Project(Workspace(folder, readings=self.readings))
        shared = next((other for other in self.projects if other.workspace.root == project.workspace.root), None)
        if shared is None:
            for path, text in self._buffers.items():
                if project.owns(path):
                    project.workspace.open(path, text)
        self._folders[folder] = shared or project

    def remove_folder(self, folder: str) -> None:
        """Looks after a folder no longer."""
        self._folders.pop(folder, None)

    def write(self, path: str, text: str) -> None:
        """An editor opened a file with this text, or changed it."""
        self._buffers[path] = text
        for project in self._owners(path):
            project.workspace.open(path, text)

    def close(self, path: str) -> None:
        """An editor closed a file."""
        self._buffers.pop(path, None)
        for project in self._owners(path):
            project.workspace.close(path)

    def reread(self, paths: Iterable[str]) -> None:
        """Files were created, changed or deleted on disk.

        Those that no project looks at are passed over; installing packages makes thousands of them.
        """
        changed = tuple(paths)
        for project in self.projects:
            inside = [path for path in changed if project.looks_at(path)]
            if inside:
                project.workspace.disk_changed(inside)

    def report(self) -> Report:
        """Analyses what has changed; a file that lies in two projects is the inner one's."""
        diagnostics: dict[str, Sequence[Diagnostic]] = {}
        notices: dict[Notice, None] = {}
        snapshots: list[Snapshot] = []
        for project in self.projects:
            project.refresh()
            if project.snapshot is not None:
                snapshots.append(project.snapshot)
                notices.update(dict.fromkeys(project.snapshot.notices))
                found = project.snapshot.diagnostics()
                diagnostics.update({path: found[path] for path in found if self._project_of(path) is project})
        complete = all(project.workspace.is_complete for project in self.projects)
        return Report(diagnostics, tuple(notices), _line_indexes(snapshots), complete)

    def complete(self) -> None:
        """Reads again what came from the disk, so that it can be mended and edits cost little."""
        for project in self.projects:
            project.workspace.complete()

    def store(self) -> None:
        """Keeps the readings on disk for the next start."""
        for project in self.projects:
            project.workspace.store()

    def fixes_at(self, path: str, span: Span) -> tuple[CodeFix, ...]:
        """The fixes for a place."""
        snapshot = self._snapshot_of(path)
        return snapshot.fixes_at(path, span) if snapshot is not None else ()

    def edits_of(self, fix: CodeFix) -> tuple[FileEdit, ...] | None:
        """A fix's edits; None where the place cannot be edited. One that fails is logged and does no harm to others."""
        try:
            return fix.compute()
        except Exception:
            logger.exception("the fix %r failed", fix.title)
            return None

    def fix_all(self, path: str) -> tuple[FileEdit, ...]:
        """The edits that carry out the safe fixes of the differences that a file shows, hints left out.

        They are what `prismalchemy fix` would do about them.
        """
        snapshot = self._snapshot_of(path)
        if snapshot is None:
            return ()
        repaired = repair_all(snapshot.pairs, snapshot.settings, snapshot.texts, _shown_in(path))
        return repaired.edits(snapshot.texts)

    def _snapshot_of(self, path: str) -> Snapshot | None:
        project = self._project_of(path)
        return project.snapshot if project is not None else None

    def _owners(self, path: str) -> list[Project]:
        return [project for project in self.projects if project.owns(path)]

    def _project_of(self, path: str) -> Project | None:
        """The innermost project that a path lies in."""
        return max(self._owners(path), key=lambda project: len(project.workspace.root), default=None)


Change = Callable[[Engine], None]
"""Something that happened, to be told to the engine in its thread."""


def _shown_in(path: str) -> Callable[[Finding], bool]:
    loud = at_least(Level.INFORMATION)

    def accept(finding: Finding) -> bool:
        places = (finding.prisma, finding.models)
        return loud(finding) and any(place is not None and place.path == path for place in places)

    return accept


def _line_indexes(snapshots: Sequence[Snapshot]) -> Callable[[str], LineIndex | None]:
    def lines(path: str) -> LineIndex | None:
        for snapshot in snapshots:
            if path in snapshot.texts:
                return snapshot.texts[path].lines
        return None

    return lines
