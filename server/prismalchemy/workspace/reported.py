"""What is reported of several analyses together: suppressions that are of no use, and what the baseline knows."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from prismalchemy.compare import TenancySettings
from prismalchemy.rules import Level
from prismalchemy.text import SourceFile
from prismalchemy.workspace.analysis import Analysis
from prismalchemy.workspace.baseline import Baseline, Entry, in_order
from prismalchemy.workspace.config import place_of_entry
from prismalchemy.workspace.diagnostics import Finding
from prismalchemy.workspace.profiles import Loudness
from prismalchemy.workspace.settings import Settings
from prismalchemy.workspace.silence import Comments, idle


def with_idle(
    pairs: Sequence[Analysis], texts: Mapping[str, SourceFile], comments: Comments, settings: Settings
) -> list[Analysis]:
    """The analyses, each with the comments of its files that silence nothing in any of them.

    A file that several pairs share is looked at once, and none of a pair that has a file with errors in it.
    """
    used = frozenset(entry for pair in pairs for entry in pair.used)
    broken = {
        path
        for pair in pairs
        if pair.prisma.problems or pair.models.problems
        for path in (*pair.candidate.schema.files, *pair.candidate.models.files)
    }
    seen = set(broken)
    finished: list[Analysis] = []
    for pair in pairs:
        files = [
            texts[path]
            for path in dict.fromkeys((*pair.candidate.schema.files, *pair.candidate.models.files))
            if path in texts and path not in seen
        ]
        seen.update(file.path for file in files)
        found: list[Finding] = []
        for divergence, place in idle(files, comments, used):
            level = Loudness(pair.candidate.settings, settings, pair.owner, lambda _: None).level(divergence, None)
            on_prisma = place.path.endswith(".prisma")
            if level is not Level.OFF:
                sides = (place, None) if on_prisma else (None, place)
                found.append(Finding(pair.name, divergence, level, *sides))
        finished.append(replace(pair, findings=(*pair.findings, *found)) if found else pair)
    return finished


def with_settings(pairs: Sequence[Analysis], settings: Settings, file: SourceFile) -> list[Analysis]:
    """The analyses, findings about entries of the settings with their places in the configuration file.

    An entry that holds for several pairs and names nothing in one of them may be meant for another one: it is reported
    once, and only if it names nothing in any.
    """
    idle: Counter[tuple[str, ...]] = Counter(
        finding.divergence.setting for pair in pairs for finding in pair.findings if _names_nothing(finding)
    )
    said = {
        keys: sum(_says(settings.tenancy_of(pair.candidate.settings), keys, pair) for pair in pairs) for keys in idle
    }
    reported: set[tuple[str, ...]] = set()
    finished: list[Analysis] = []
    for pair in pairs:
        number = next((at for at, entry in enumerate(settings.pairs) if entry is pair.candidate.settings), None)
        found: list[Finding] = []
        for finding in pair.findings:
            keys = finding.divergence.setting
            if _names_nothing(finding):
                if keys in reported or idle[keys] < said[keys]:
                    continue
                reported.add(keys)
            found.append(replace(finding, settings=place_of_entry(file, keys, number)) if keys else finding)
        finished.append(replace(pair, findings=tuple(found)))
    return finished


def _names_nothing(finding: Finding) -> bool:
    return bool(finding.divergence.setting) and finding.divergence.table is None


def _says(tenancy: TenancySettings | None, keys: tuple[str, ...], pair: Analysis) -> bool:
    """Whether a pair's settings have an entry that was looked at: of a pair without a root nothing else is."""
    resolved = pair.pairing.tenancy
    if tenancy is None or resolved is None or (resolved.root is None and keys[1] != "root"):
        return False
    _, key, name = keys
    entries = {
        "root": (tenancy.root,),
        "column": tenancy.columns,
        "shared": tenancy.shared,
        "inherits": tuple(tenancy.inherits),
        "global-uniques": tenancy.global_uniques,
    }
    return name in entries[key]


def without_known(
    pairs: Sequence[Analysis], baseline: Baseline, folder: str, root: str
) -> tuple[tuple[Analysis, ...], tuple[Entry, ...]]:
    """The analyses without what the baseline knows, and the entries of the baseline that no longer occur.

    Args:
        pairs: the analyses.
        baseline: what is known.
        folder: where the baseline lies; its entries name schemas from there.
        root: the folder that was looked through. What is outside may still occur.
    """
    own: dict[str, list[Entry]] = {pair.candidate.schema.path: [] for pair in pairs}
    # What names no schema, or one that is gone, may be of any pair.
    loose: list[Entry] = []
    for entry in baseline.entries:
        path = None if entry.schema is None else posixpath.normpath(posixpath.join(folder, entry.schema))
        if path in own:
            own[path].append(entry)
        elif path is None or not Path(path).exists():
            loose.append(entry)
    finished: list[Analysis] = []
    for pair in pairs:
        new: list[Finding] = []
        known: list[Finding] = []
        for finding in pair.findings:
            wanted = Entry.of(finding.divergence)
            place = next((place for place in (own[pair.candidate.schema.path], loose) if wanted in place), None)
            (new if place is None else known).append(finding)
            if place is not None:
                place.remove(wanted)
        finished.append(replace(pair, findings=tuple(new), known=tuple(known)))
    inside = f"{folder}/".startswith(f"{root}/")
    left = [entry for entry in loose if entry.schema is not None or inside]
    return tuple(finished), in_order([*(entry for entries in own.values() for entry in entries), *left])
