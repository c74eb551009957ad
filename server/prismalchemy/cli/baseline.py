"""The baseline of `prismalchemy check`: which file it is, and how it is written."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.options import shorten

if TYPE_CHECKING:
    from prismalchemy.workspace import Snapshot, Workspace


def with_baseline(workspace: Workspace, said: str | None, *, add: bool) -> tuple[Workspace, str | None]:
    """The workspace with the baseline that the user or the settings name, and its absolute path; None without one.

    Args:
        workspace: the workspace.
        said: the path of `--baseline`, relative to the current folder.
        add: whether the file is to be made if it is not there.

    Raises:
        CommandError: the file is not there.
    """
    from prismalchemy.workspace.files import absolute

    settings = workspace.settings
    if said is not None:
        path: str | None = absolute(said)
    else:
        path = None if settings.baseline is None else posixpath.join(workspace.root, settings.baseline)
    if path is None:
        return workspace, None
    there = Path(path).exists()
    if not there and not add:
        raise CommandError(f"{shorten(path)}: there is no such baseline; make it with --add-to-baseline")
    if said is None and there:
        return workspace, path
    changed = replace(settings, baseline=path if there else None)
    return workspace.with_settings(changed), path


def write_baseline(snapshot: Snapshot, path: str, *, add: bool) -> str:
    """Writes the baseline anew, and says what changed.

    Args:
        snapshot: what is found now.
        path: the file.
        add: whether to take in what is new; else the file only loses what no longer occurs.

    Raises:
        CommandError: the file cannot be written.
    """
    from prismalchemy.workspace.baseline import Baseline, Entry, format_baseline, parse_baseline
    from prismalchemy.workspace.files import Change, Unreadable, WriteError, read_text, write_changes

    before = read_text(path)
    old = None if isinstance(before, Unreadable) else before.text
    folder = posixpath.dirname(path)
    new = [
        Entry.of(finding.divergence, posixpath.relpath(pair.candidate.schema.path, folder))
        for pair in snapshot.pairs
        for finding in (pair.findings if add else ())
    ]
    baseline = (Baseline(()) if old is None else parse_baseline(old)).changed(without=snapshot.stale, plus=new)
    text = format_baseline(baseline)
    if text != old:
        try:
            write_changes([Change(path, old, text)])
        except WriteError as error:
            raise CommandError(shorten(str(error))) from error
    return f"{shorten(path)}: {len(new)} added, {len(snapshot.stale)} dropped, {len(baseline.entries)} known"


def say_stale(snapshot: Snapshot) -> str:
    """What of the baseline no longer occurs, and what to do."""
    number = len(snapshot.stale)
    first = snapshot.stale[0]
    where = ".".join(part for part in (first.table, first.column) if part)
    named = f"{first.rule} of {where}" if where else first.rule
    entries = f"1 entry no longer occurs ({named})"
    if number > 1:
        entries = f"{number} entries no longer occur ({named}, …)"
    return f"{entries}; drop {'it' if number == 1 else 'them'} with --update-baseline"
