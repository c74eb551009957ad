"""The files of a schema that are being edited: their blocks, new ones, and those that go."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Sequence

from prismalchemy.prisma.ast import Block, BlockKind
from prismalchemy.prisma.edit.block import BlockDraft
from prismalchemy.prisma.edit.layout import INDENT, laid_out
from prismalchemy.prisma.edit.rows import row_of
from prismalchemy.prisma.edit.words import rank
from prismalchemy.prisma.reader import PrismaReading
from prismalchemy.text import Anchor, Edit, FileEdit, Span

_BLANK_LINES = re.compile(r"(?:[^\S\r\n]*(?:\r\n|\r|\n))*")
_LINE_END = re.compile(r"\r\n|\r|\n")

Member = tuple[str, "str | None", Sequence[str]]
"""A member of a new block: its name, a field's type with its arity, its attributes."""


def new_block(
    kind: BlockKind,
    name: str,
    members: Sequence[Member],
    attributes: Sequence[str] = (),
    *,
    documentation: str | None = None,
) -> str:
    """The text of a block as Prisma's formatter writes it, without a line end behind it; lines end in `\\n`.

    Args:
        kind: model, view or enum.
        name: its name.
        members: see `Member`; attributes in any order, signs included.
        attributes: block attributes, in any order, signs included.
        documentation: lines to stand above it.
    """
    rows = []
    for member, type_name, own in members:
        words = sorted(own, key=lambda one: rank(one.removeprefix("@").split("(")[0]))
        rows.append(row_of(" ".join([member, *([] if type_name is None else [type_name]), *words]), kind))
    lines = [] if documentation is None else [f"/// {line}".rstrip() for line in documentation.split("\n")]
    lines += [f"{kind.value} {name} {{", *laid_out(rows, kind, INDENT)]
    if attributes:
        below = sorted(attributes, key=lambda one: rank(one.removeprefix("@@").split("(")[0]))
        lines += ["", *laid_out([row_of(one, kind) for one in below], kind, INDENT)]
    return "\n".join([*lines, "}"])


class SchemaDraft:
    """Collects changes of a schema's files.

    Args:
        reading: what was read of the files; all edits are in terms of its texts.
    """

    def __init__(self, reading: PrismaReading) -> None:
        self._reading = reading
        self._files = {file.path: file for file in reading.files}
        self._drafts: dict[Anchor, BlockDraft] = {}
        self._removed: set[Anchor] = set()
        self._named: dict[Hashable, str] = {}
        self._new: dict[tuple[str, Anchor | None], list[str]] = {}

    def block(self, name: str, *kinds: BlockKind) -> BlockDraft | None:
        """The block with this name, of one of these kinds (any without them); None if there is none to edit."""
        found = self._find(name, kinds)
        if found is None:
            return None
        anchor, block = found
        if anchor not in self._drafts:
            start = self._reading.bases[anchor]
            text = self._files[anchor.path].text[start : start + block.span.end]
            self._drafts[anchor] = BlockDraft(block, text)
        draft = self._drafts[anchor]
        return draft if draft.editable else None

    def add_block(self, text: str, *, after: str | None = None, path: str | None = None) -> bool:
        """Add a block.

        Args:
            text: the block, see `new_block`.
            after: the block behind which it is to stand.
            path: the file at whose end it is to stand otherwise; without it, the file that has the last model.
        """
        found = None if after is None else self._find(after, ())
        if found is not None:
            self._new.setdefault((found[0].path, found[0]), []).append(text)
            return True
        path = path or self._usual_path()
        if path not in self._files:
            return False
        self._new.setdefault((path, None), []).append(text)
        return True

    def add_new(self, key: Hashable, name: str, text: str, *, path: str | None = None) -> None:
        """Add a block that stands for `key`, so that others of this draft can refer to it; see `add_block`."""
        if self.add_block(text, path=path):
            self._named[key] = name

    def new_name(self, key: Hashable) -> str | None:
        """The name of the block that was added for `key`."""
        return self._named.get(key)

    @property
    def new_names(self) -> Collection[str]:
        """The names of the blocks that were added so."""
        return self._named.values()

    def remove_block(self, name: str, *kinds: BlockKind) -> bool:
        """Take a block out, with the comments that stand directly above it."""
        found = self._find(name, kinds)
        if found is None:
            return False
        self._removed.add(found[0])
        return True

    def finish(self) -> tuple[FileEdit, ...]:
        """The edits by file; none where nothing is changed."""
        edits: dict[str, list[Edit]] = {}
        bases = self._reading.bases
        for anchor, block in self._reading.blocks:
            own = edits.setdefault(anchor.path, [])
            start = bases[anchor]
            if anchor in self._removed:
                own.append(self._removal(anchor.path, start, start + block.span.end))
            elif anchor in self._drafts:
                own += [Edit(edit.span.shift(start), edit.text) for edit in self._drafts[anchor].edits()]
        for (path, behind), texts in self._new.items():
            edits.setdefault(path, []).append(self._insertion(path, behind, texts))
        return tuple(FileEdit(path, tuple(own)) for path, own in sorted(edits.items()) if own)

    def _usual_path(self) -> str | None:
        models = [anchor.path for anchor, block in self._reading.blocks if block.kind is BlockKind.MODEL]
        files = [file.path for file in self._reading.files]
        return next(iter([*models[-1:], *files[-1:]]), None)

    def _find(self, name: str, kinds: Sequence[BlockKind]) -> tuple[Anchor, Block] | None:
        for anchor, block in self._reading.blocks:
            if block.name is not None and block.name.text == name and (not kinds or block.kind in kinds):
                return anchor, block
        return None

    def _removal(self, path: str, start: int, end: int) -> Edit:
        """Takes a block out with the blank lines behind it, or before it where it is the last of its file."""
        text = self._files[path].text
        line_end = _LINE_END.match(text, end)
        stop = end if line_end is None else line_end.end()
        blank = _BLANK_LINES.match(text, stop)
        stop = stop if blank is None else blank.end()
        if stop >= len(text):
            head = text[:start].rstrip()
            first = _LINE_END.match(text, len(head))
            start = len(head) if first is None else first.end()
            if not head:
                start = 0
        return Edit(Span(start, stop), "")

    def _insertion(self, path: str, behind: Anchor | None, texts: Sequence[str]) -> Edit:
        text = self._files[path].text
        newline = "\r\n" if "\r\n" in text else "\n"
        blocks = f"{newline}{newline}".join(one.replace("\n", newline) for one in texts)
        if behind is not None and behind not in self._removed:
            block = next(block for anchor, block in self._reading.blocks if anchor is behind)
            at = _line_end(text, self._reading.bases[behind] + block.span.end)
            return Edit(Span(at, at), f"{newline}{newline}{blocks}")
        head = text.rstrip()
        if not head:
            return Edit(Span(0, len(text)), blocks + newline)
        at = len(head)
        line_end = _LINE_END.match(text, at)
        if line_end is None:
            return Edit(Span(at, len(text)), f"{newline}{newline}{blocks}{newline}")
        at = line_end.end()
        return Edit(Span(at, at), f"{newline}{blocks}{newline}")


def _line_end(text: str, at: int) -> int:
    """The end of the line that holds `at`: a comment may follow a block's brace."""
    found = _LINE_END.search(text, at)
    return len(text) if found is None else found.start()
