"""Merging what is generated into what is there: one module, or the files of a package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from prismalchemy.merge import gone, record
from prismalchemy.merge.bodies import Merger
from prismalchemy.merge.conflict import Conflict
from prismalchemy.merge.pieces import Body, UnreadableError, read

_NEWLINE = re.compile(r"\r\n|\r|\n")
_INDENTED = re.compile(
    r"^(?:class|def)\b[^\n]*:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*([ \t]+)(?=[^\s#])", re.MULTILINE
)
_LEADING = re.compile(r"^(?:    )+", re.MULTILINE)


@dataclass(slots=True)
class Merged:
    """The outcome of a merge.

    `texts` are the files by path, None for one that is to be deleted; it is as before where there are conflicts.
    `conflicts` are the places that are not certain, by path.
    """

    texts: dict[str, str | None] = field(default_factory=dict)
    conflicts: dict[str, list[Conflict]] = field(default_factory=dict)


def generated_file(text: str) -> str:
    """A generated text as it is written where there is no file yet: with a record of itself."""
    return record.fill(record.empty(text), text, None, "\n")


def without_record(text: str) -> str:
    """A file's text without the data of its record, which only the program reads."""
    return record.split(text)[0]


def has_record(text: str) -> bool:
    """Whether a file says what was generated into it."""
    return record.split(text)[1] is not None


def merge(present: Mapping[str, str], fresh: Mapping[str, str]) -> Merged:
    """Merge generated files into those that are there.

    What was generated last is in the record of each file. A file that nobody changed becomes what is generated now,
    byte for byte; a changed one keeps what its user wrote. A file that is no longer generated goes unless it holds
    something of the user's; one without a record is not touched then.

    Args:
        present: the files as they are, by path.
        fresh: the files as they are generated now, by path, without records.
    """
    result = Merged()
    renamed: dict[str, tuple[str, int]] = {}
    files = {path: _File.of(present[path], fresh.get(path)) for path in present}
    for path, text in fresh.items():
        if path not in files:
            result.texts[path] = generated_file(text)
    for path, file in files.items():
        if file.fresh is None and file.record is None:
            continue
        merger = Merger(known=file.base is not None)
        result.texts[path] = file.merged(merger)
        renamed |= {name: (path, line) for name, line in merger.renamed.items()}
        if merger.conflicts:
            result.conflicts[path] = merger.conflicts
    moved = any(result.texts.get(path) != text for path, text in present.items())
    if not result.conflicts and moved and any(file.is_changed for file in files.values()):
        known = {path: file.trees["fresh"] for path, file in files.items() if "fresh" in file.trees}
        for path, conflict in gone.find(
            {path: gone.Text.of(file.text, file.trees.get("text")) for path, file in files.items()},
            {path: gone.Text.of(text, None) for path, text in result.texts.items() if text is not None},
            {path: known.get(path) or ast.parse(text) for path, text in fresh.items()},
            renamed,
        ):
            result.conflicts.setdefault(path, []).append(conflict)
    for path, conflicts in result.conflicts.items():
        if path in files:
            conflicts = [files[path].as_present(conflict) for conflict in conflicts]
        result.conflicts[path] = sorted(conflicts)
        result.texts[path] = present.get(path)
    return result


@dataclass(slots=True)
class _File:
    """A file as it is, and as it is generated: all with `\\n` and the indentation of the file.

    `text` is without the data of its record. `base` is what was generated last, None where that is not known.
    """

    text: str
    base: str | None
    fresh: str | None
    generated: str | None
    record: record.Record | None
    newline: str
    trees: dict[str, ast.Module] = field(default_factory=dict)

    @classmethod
    def of(cls, present: str, fresh: str | None) -> _File:
        """The file; `fresh` is None where it is no longer generated."""
        kinds = set(_NEWLINE.findall(present))
        newline = kinds.pop() if len(kinds) == 1 else "\n"
        text, found = record.split(present.replace(newline, "\n"))
        base = None if found is None or found.text is None else record.empty(found.text)
        new = None if fresh is None else record.empty(fresh)
        unit = _INDENTED.search(text)
        if unit is not None and unit[1] != "    ":
            base = None if base is None else _indented(base, unit[1])
            new = None if new is None else _indented(new, unit[1])
        return cls(text, base, new, fresh, found, newline)

    @property
    def is_changed(self) -> bool:
        """Whether somebody changed the file since it was generated."""
        return self.text != self.base

    def as_present(self, conflict: Conflict) -> Conflict:
        """A conflict with its line in the file as it is, the data of its record included."""
        if self.record is None or conflict.line <= self.text[: self.record.start].count("\n"):
            return conflict
        return replace(conflict, line=conflict.line + self.record.data.count("\n"))

    def merged(self, merger: Merger) -> str | None:
        """The new text with its record; None where nothing of it is left."""
        if self.fresh is None or self.generated is None:
            self._look_for_own(merger)
            return None
        text = self.fresh
        if self.is_changed:
            try:
                present = read(self.text)
            except UnreadableError as error:
                merger.conflicts.append(Conflict(error.line, error.reason))
                return None
            # Where the generator has nothing new to say, the file is as its user wants it.
            nothing_new = self.fresh == self.base
            if nothing_new:
                text = self.text
            else:
                fresh = read(self.fresh)
                text = merger.module(self._read_base(merger), present, fresh)
                self.trees = {name: body.tree for name, body in (("text", present), ("fresh", fresh)) if body.tree}
        return record.fill(text, self.generated, self.record, "\n").replace("\n", self.newline)

    def _read_base(self, merger: Merger) -> Body:
        if self.base is not None:
            try:
                return read(self.base)
            except UnreadableError:
                # Nothing that is generated: somebody wrote a record.
                merger.known = False
        return Body([], "")

    def _look_for_own(self, merger: Merger) -> None:
        """A file that is no longer generated goes, if everything in it was."""
        if not self.is_changed:
            return
        try:
            present = read(self.text)
        except UnreadableError as error:
            merger.conflicts.append(Conflict(error.line, error.reason))
            return
        rest = merger.module(self._read_base(merger), present, Body([], ""))
        for marker in (record.HEAD, record.TAIL):
            rest = rest.replace(marker, "", 1)
        own = [line for line in rest.splitlines() if line.strip()]
        if own and not merger.conflicts:
            number = self.text[: self.text.find(own[0])].count("\n") + 1
            reason = "its model is no longer in the schema, but this is yours; move it, and delete the file"
            merger.conflicts.append(Conflict(number, reason))


def _indented(text: str, unit: str) -> str:
    return _LEADING.sub(lambda found: unit * (len(found[0]) // 4), text)


def places(merged: Merged) -> Iterator[tuple[str, Conflict]]:
    """The conflicts of all files in their order."""
    for path in sorted(merged.conflicts):
        for conflict in merged.conflicts[path]:
            yield path, conflict
