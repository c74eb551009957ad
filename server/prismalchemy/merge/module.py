"""Merging what is generated into what is there: one module, or the files of a package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from prismalchemy.merge import record
from prismalchemy.merge.bodies import Merger
from prismalchemy.merge.conflict import Conflict
from prismalchemy.merge.mentions import Defined, Mention, defined, mentions
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
    files = {path: _File.of(present[path], fresh.get(path)) for path in present}
    for path, text in fresh.items():
        if path not in files:
            result.texts[path] = generated_file(text)
    for path, file in files.items():
        if file.fresh is None and file.record is None:
            continue
        merger = Merger(known=file.base is not None)
        result.texts[path] = file.merged(merger)
        if merger.conflicts:
            result.conflicts[path] = merger.conflicts
    if not result.conflicts and any(file.is_changed for file in files.values()):
        _look_for_what_is_gone(files, result)
    for path, conflicts in result.conflicts.items():
        conflicts.sort()
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
            base = self._read_base(merger)
            text = merger.module(base, present, read(self.fresh))
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


def _look_for_what_is_gone(files: Mapping[str, _File], result: Merged) -> None:
    """Find what would be mentioned after the merge, but no longer be there."""
    before = {path: ast.parse(file.text) for path, file in files.items()}
    fresh = {path: ast.parse(file.fresh) for path, file in files.items() if file.fresh is not None}
    after = {}
    for path, text in result.texts.items():
        if text is not None:
            try:
                after[path] = ast.parse(text)
            except SyntaxError as error:
                result.conflicts[path] = [Conflict(1, f"the result would not be Python ({error.msg})")]
                return
    was, is_, new = defined(before), defined(after), defined(fresh)
    for path, tree in after.items():
        lines: dict[Mention, int] = {}
        if path in before:
            for mention, line in mentions(before[path]):
                lines.setdefault(mention, line)
        for mention in dict.fromkeys(mention for mention, _ in mentions(tree)):
            there = was.has(path, mention)
            if is_.has(path, mention) or not (there or new.has(path, mention)) or (mention in lines and not there):
                continue
            gone = _reason(mention, is_, known=mention in lines)
            if gone is not None:
                result.conflicts.setdefault(path, []).append(Conflict(lines.get(mention, 1), gone))


def _reason(mention: Mention, now: Defined, *, known: bool) -> str | None:
    if mention.kind in ("attribute", "column") and mention.owner not in now.attributes and not known:
        return None
    if known:
        return f"`{mention}` is used here, but will no longer be generated; change this first"
    return f"what is generated uses `{mention}`, which is not in the file by this name"


def places(merged: Merged) -> Iterator[tuple[str, Conflict]]:
    """The conflicts of all files in their order."""
    for path in sorted(merged.conflicts):
        for conflict in merged.conflicts[path]:
            yield path, conflict
