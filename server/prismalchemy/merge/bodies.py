"""Three-way merge of the statements of a module, a class or a block."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from prismalchemy.alchemy.statement import line_starts
from prismalchemy.merge import imports
from prismalchemy.merge.align import Places, Trio, align, arrange
from prismalchemy.merge.conflict import Conflict
from prismalchemy.merge.expressions import UncertainError, merge_header, merge_statement, options_in_tuple
from prismalchemy.merge.identity import is_typing_block
from prismalchemy.merge.imports import Plan
from prismalchemy.merge.mentions import used_names
from prismalchemy.merge.pieces import Body, Piece, attached

_CLASS = re.compile(r"^[ \t]*class\b", re.MULTILINE)
_NO_RECORD = "it is not known what was generated here last"


@dataclass
class Merger:
    """One merge: what is the same for all of its parts.

    `known` says whether it is known what was generated last; else `base` is empty everywhere, and only what nothing can
    be lost of is merged. `conflicts` are collected on the way, and in `renamed` the lines of what the user gave another
    name, by the name that was generated. All line ends are `\\n`.
    """

    known: bool
    conflicts: list[Conflict] = field(default_factory=list)
    renamed: dict[str, int] = field(default_factory=dict)

    def module(self, base: Body, present: Body, fresh: Body) -> str:
        """The merged text of a module; it means nothing where there are conflicts."""
        merge = _BodyMerge(self, base, present, fresh)
        texts = merge.statements()
        if self.conflicts:
            return present.text
        try:
            used = used_names(ast.parse("".join(texts.values())))
        except SyntaxError as error:
            self.conflicts.append(Conflict(1, f"the result would not be Python ({error.msg})"))
            return present.text
        plan = imports.plan(base, present, fresh, used)
        if imports.leaves_typing_block(plan, present):
            plan = imports.plan(base, present, fresh, used | {"TYPE_CHECKING"})
        own = [trio.present for trio in merge.trios if trio.present is not None and trio.base is None]
        self.conflicts += imports.clashes(plan, present, [piece for piece in own if not imports.is_import(piece)])
        texts |= merge.imports(plan, imports.hosts(present), typing=False)
        return merge.joined(texts)

    def body(self, base: Body, present: Body, fresh: Body) -> str:
        """The merged text of the body of a class."""
        merge = _BodyMerge(self, base, present, fresh)
        return merge.joined(merge.statements())

    def conflict(self, piece: Piece, reason: str, offset: int = 0) -> None:
        """Remember that a piece cannot be merged; `offset` is where in its text."""
        line = piece.line + len(line_starts(piece.text[:offset])) - 1
        self.conflicts.append(Conflict(line, reason))


class _BodyMerge:
    """The merge of one body."""

    def __init__(self, merger: Merger, base: Body, present: Body, fresh: Body) -> None:
        self.merger = merger
        self.bodies = base, present, fresh
        self.trios = align(base.pieces, present.pieces, fresh.pieces)
        self._twice()
        for trio in self.trios:
            if trio.base is not None and trio.present is not None and trio.base.name not in (None, trio.present.name):
                merger.renamed[str(trio.base.name)] = trio.present.line

    def _twice(self) -> None:
        """Say so where two classes map one table: which of them is the generated one cannot be told."""
        for piece in self.bodies[1].pieces:
            if piece.key[0] == "table" and len(piece.key) > 3:
                self.merger.conflict(piece, f"the table `{piece.key[2]}` is mapped by another class above, too")

    def statements(self) -> dict[int, str]:
        """The merged texts by index of the trio, without imports."""
        texts: dict[int, str] = {}
        for index, trio in enumerate(self.trios):
            some = trio.present or trio.fresh or trio.base
            assert some is not None
            if imports.is_import(some) or is_typing_block(some.nodes[0]):
                continue
            text = self._merged(trio)
            if text is not None:
                texts[index] = text
        self._bound_twice(texts)
        return texts

    def imports(self, plan: Plan, hosts: dict[str, Piece], *, typing: bool) -> dict[int, str]:
        """The merged texts of import statements, and of the block of those that only type checkers need."""
        texts: dict[int, str] = {}
        for index, trio in enumerate(self.trios):
            some = trio.present or trio.fresh or trio.base
            assert some is not None
            text = None
            if imports.is_import(some):
                try:
                    text = imports.merge_import(trio, plan, hosts, typing=typing)
                except ValueError as error:
                    assert trio.present is not None
                    self.merger.conflict(trio.present, str(error))
            elif is_typing_block(some.nodes[0]):
                text = self._typing(trio, plan)
            if text is not None:
                texts[index] = text
        return texts

    def _typing(self, trio: Trio, plan: Plan) -> str | None:
        base, present, fresh = (_body(piece) for piece in (trio.base, trio.present, trio.fresh))
        merge = _BodyMerge(self.merger, base, present, fresh)
        texts = merge.statements() | merge.imports(plan, imports.hosts(present), typing=True)
        if not texts:
            return None
        piece = trio.present or trio.fresh
        assert piece is not None
        return piece.head + merge.joined(texts)

    def _merged(self, trio: Trio) -> str | None:
        """The text of one thing; None where it is not, or no longer, in the result."""
        base, present, fresh = trio.base, trio.present, trio.fresh
        if present is None:
            return self._absent(base, fresh)
        if present.is_local or (base is None and fresh is None):
            return self._own(present)
        if base is None and fresh is not None:
            return self._both(present, fresh)
        assert base is not None
        if fresh is None:
            return self._dropped(base, present)
        if present.text == base.text:
            return fresh.text
        if fresh.says(present) or fresh.says(base):
            return present.text
        if present.body is not None and base.body is not None and fresh.body is not None:
            return self._block(base, present, fresh)
        if present.says(base):
            return fresh.text
        return self._statement(base, present, fresh)

    def _absent(self, base: Piece | None, fresh: Piece | None) -> str | None:
        if fresh is None or base is None:
            return fresh.text if fresh is not None else None
        if not fresh.says(base):
            after = self._line_after(base)
            what = f"`{base.name or _title(base)}`"
            self.merger.conflicts.append(Conflict(after, f"you took out {what}, which the schema changed"))
        return None

    def _line_after(self, base: Piece) -> int:
        """Where something stood that is no longer there: the line of what stood above it."""
        before = self.bodies[0].pieces
        lines = {id(trio.base): trio.present.line for trio in self.trios if trio.present is not None}
        known = [lines[id(piece)] for piece in before[: before.index(base)] if id(piece) in lines]
        first = self.bodies[1].pieces[0].line if self.bodies[1].pieces else 1
        return known[-1] if known else first

    def _own(self, present: Piece) -> str:
        if not self.merger.known and not present.is_local and present.may_be_generated:
            reason = "it is not in the schema, and " + _NO_RECORD
            self.merger.conflict(present, f"{reason}; take it out, or mark it with `# prismalchemy: local`")
        return present.text

    def _both(self, present: Piece, fresh: Piece) -> str | None:
        if present.says(fresh) or present.syntax == fresh.syntax:
            return present.text
        if not self.merger.known:
            if present.body is not None and fresh.body is not None:
                return self._block(None, present, fresh)
            self.merger.conflict(present, f"it differs from what is generated, and {_NO_RECORD}")
            return present.text
        if present.key == ("name", "__table_args__"):
            return self._table_args(None, present, fresh)
        what = f"`{present.name or _title(present)}`"
        if present.key == ("docstring",):
            self.merger.conflict(present, "you wrote a docstring, and the schema now has one, too; take yours out")
            return present.text
        self.merger.conflict(
            present, f"you added {what}, which the schema now has, too; mark yours with `# prismalchemy: local`"
        )
        return present.text

    def _dropped(self, base: Piece, present: Piece) -> str | None:
        if present.says(base):
            return None
        if present.key == ("name", "__table_args__"):
            return self._table_args(base, present, None)
        changed = next(self._changes(base, present), present)
        what = f"`{base.name or _title(base)}`"
        if changed is present:
            reason = f"you changed {what}, which the schema no longer has{self._renamed(base)}; take it out"
        else:
            reason = f"this is yours, but the schema no longer has {what}{self._renamed(base)}; take the two out"
        self.merger.conflict(changed, f"{reason}, or mark it with `# prismalchemy: local`")
        return present.text

    def _renamed(self, base: Piece) -> str:
        """What something that is gone may be called now: a thing that is new and says the same."""
        if base.name is None:
            return ""
        new = [trio.fresh for trio in self.trios if trio.base is None and trio.present is None]
        found = next((fresh for fresh in new if fresh is not None and _is_renamed(base, fresh)), None)
        return f" (it may be `{found.name}` now)" if found is not None else ""

    def _changes(self, base: Piece, present: Piece) -> Iterator[Piece]:
        """What the user changed in a block."""
        if base.body is None or present.body is None:
            return
        for trio in align(base.body.pieces, present.body.pieces, ()):
            if trio.present is not None and (trio.base is None or not trio.present.says(trio.base)):
                yield trio.present

    def _statement(self, base: Piece, present: Piece, fresh: Piece) -> str:
        """An assignment that both changed."""
        parts = [_split(piece) for piece in (base, present, fresh)]
        if any(part is None for part in parts):
            self.merger.conflict(present, f"you and the generator both changed `{present.name or _title(present)}`")
            return present.text
        (b, b_doc), (c, c_doc), (f, f_doc) = (part for part in parts if part is not None)
        if present.key == ("name", "__table_args__"):
            return self._table_args(base, present, fresh)
        try:
            text = merge_statement(b, c, f)
        except UncertainError as error:
            self.merger.conflict(present, f"`{present.name or _title(present)}`: {error.reason}", error.offset)
            return present.text
        if c_doc[0] == b_doc[0]:
            return _ended(text) + (f_doc if f_doc[0] != b_doc[0] else c_doc)[1]
        if f_doc[0] not in (b_doc[0], c_doc[0]):
            self.merger.conflict(present, "you and the schema both changed the documentation", len(c))
        return _ended(text) + c_doc[1]

    def _table_args(self, base: Piece | None, present: Piece, fresh: Piece | None) -> str:
        """`__table_args__`, as a tuple: an empty one where it is new or gone on one side."""
        indentation = present.text[: len(present.text) - len(present.text.lstrip())]
        nothing = f"{indentation}__table_args__ = ()\n"
        texts = [piece.text if piece is not None else nothing for piece in (base, present, fresh)]
        try:
            return merge_statement(*map(options_in_tuple, texts))
        except UncertainError as error:
            self.merger.conflict(present, error.reason, error.offset)
            return present.text

    def _block(self, base: Piece | None, present: Piece, fresh: Piece) -> str:
        """A class, by its members."""
        assert present.body is not None
        assert fresh.body is not None
        head = present.head
        if base is None:
            if _head(present) != _head(fresh):
                self.merger.conflict(present, f"its bases differ from what is generated, and {_NO_RECORD}")
        elif present.head == base.head:
            head = fresh.head
        elif _head(fresh) not in (_head(base), _head(present)):
            try:
                # Decorators are the user's; no generated class has any.
                start = next(found.start() for found in _CLASS.finditer(present.head))
                head = present.head[:start] + merge_header(base.head, present.head[start:], fresh.head)
            except UncertainError as error:
                self.merger.conflict(present, error.reason, error.offset)
        body = _body(base) if base is not None else Body([], "")
        return head + self.merger.body(body, present.body, fresh.body)

    def _bound_twice(self, texts: dict[int, str]) -> None:
        """Names that the generator brings and that the user gave to something else."""
        own = {
            trio.present.name: trio.present
            for index, trio in enumerate(self.trios)
            if trio.present is not None and trio.fresh is None and index in texts
        }
        for piece in self.bodies[1].pieces:
            if imports.is_import(piece):
                own |= {name.local: piece for name in imports.names_of(piece, typing=False)}
        for index, trio in enumerate(self.trios):
            if trio.fresh is None or trio.present is not None or index not in texts:
                continue
            other = own.get(trio.fresh.name) if trio.fresh.name is not None else None
            if other is not None and not imports.is_import(trio.fresh):
                self.merger.conflict(
                    other, f"`{trio.fresh.name}` is your own, but the schema now brings one by this name"
                )

    def joined(self, texts: dict[int, str]) -> str:
        """The text of the body."""
        base, present, fresh = self.bodies
        places = [{id(piece): place for place, piece in enumerate(body.pieces)} for body in self.bodies]
        order: dict[int, Places] = {
            index: (
                places[0].get(id(trio.base)),
                places[1].get(id(trio.present)),
                None if trio.present is not None and trio.present.is_local else places[2].get(id(trio.fresh)),
            )
            for index, trio in enumerate(self.trios)
        }
        sequence = sorted(arrange(order, texts.keys()), key=lambda index: _must_be_first(self.trios[index].present))
        above_present, above_fresh = (_predecessors(order, side) for side in (1, 2))
        leads = {}
        for index, above in zip(sequence, [None, *sequence], strict=False):
            as_before = above == above_present.get(index) and above != above_fresh.get(index)
            leads[index] = self._lead(self.trios[index], as_before=as_before)
        self._keep_comments(sequence, leads)
        tail = leads.pop(-1, "") + (fresh.tail if present.tail == base.tail and self.merger.known else present.tail)
        return "".join(leads[index] + _ended(texts[index]) for index in sequence) + tail

    def _lead(self, trio: Trio, *, as_before: bool) -> str:
        """The lines above a thing: the user's if they are not those that were generated.

        Args:
            trio: the thing.
            as_before: it stands below the same thing as before, which is not the one that it is generated below.
        """
        base, present, fresh = trio.base, trio.present, trio.fresh
        if present is None:
            return fresh.lead if fresh is not None else ""
        if fresh is None or base is None:
            return present.lead
        if present.lead == base.lead:
            return present.lead if as_before and fresh.lead.strip() == base.lead.strip() else fresh.lead
        if fresh.lead.strip() != base.lead.strip() and present.lead.strip() != fresh.lead.strip():
            if present.lead.strip() == base.lead.strip():
                return fresh.lead
            self.merger.conflict(present, "you and the generator both changed the comment above it")
        return present.lead

    def _keep_comments(self, sequence: list[int], leads: dict[int, str]) -> None:
        """Comments that stand for themselves above something that goes, go to what follows it; -1 is the end."""
        kept = set(sequence)
        pieces = self.bodies[1].pieces
        trio_of = {id(trio.present): index for index, trio in enumerate(self.trios)}
        waiting = ""
        for piece in pieces:
            index = trio_of[id(piece)]
            base = self.trios[index].base
            if index in kept:
                leads[index] = waiting + leads[index]
                waiting = ""
            elif base is None or base.lead.strip() != piece.lead.strip():
                apart = piece.lead.removesuffix("".join(attached(piece.lead)))
                waiting += apart if apart.strip() else ""
        if waiting:
            leads[-1] = waiting


def _is_renamed(base: Piece, fresh: Piece) -> bool:
    """Whether two things are the same but for their name: a column's statement, the members of a class."""
    if fresh.name is None or base.name is None:
        return False
    if base.body is not None and fresh.body is not None:
        return [piece.key for piece in base.body.pieces] == [piece.key for piece in fresh.body.pieces]
    return fresh.syntax.replace(repr(fresh.name), "") == base.syntax.replace(repr(base.name), "")


def _must_be_first(piece: Piece | None) -> int:
    """Where Python demands a statement, whatever the generator brings: the docstring, then `from __future__`."""
    key = piece.key if piece is not None else ()
    return 0 if key[:1] == ("docstring",) else 1 if key[:2] == ("from", "__future__") else 2


def _predecessors(order: Mapping[int, Places], side: int) -> dict[int, int]:
    """By index of a thing, what it stands below in one of the three bodies."""
    there = sorted((place, index) for index, places in order.items() if (place := places[side]) is not None)
    return {one: above for (_, above), (_, one) in pairwise(there)}


def _ended(text: str) -> str:
    return text if text.endswith(("\n", "\r")) else text + "\n"


def _body(piece: Piece | None) -> Body:
    return piece.body if piece is not None and piece.body is not None else Body([], "")


def _head(piece: Piece) -> str:
    """What the head of a class says."""
    node = piece.nodes[0]
    assert isinstance(node, ast.ClassDef)
    parts = (node.name, *map(ast.dump, [*node.decorator_list, *node.bases, *node.keywords]))
    return "\n".join(parts)


def _split(piece: Piece) -> tuple[str, tuple[str, str]] | None:
    """The text of an assignment, and what documents it: what that says, and its text."""
    if not isinstance(piece.nodes[0], (ast.Assign, ast.AnnAssign)):
        return None
    if len(piece.nodes) == 1:
        return piece.text, ("", "")
    starts = line_starts(piece.text)
    at = starts[piece.nodes[1].lineno - piece.line]
    return piece.text[:at], (ast.dump(piece.nodes[1]), piece.text[at:])


def _title(piece: Piece) -> str:
    text = " ".join(piece.text.split())
    return text if len(text) <= 50 else text[:49] + "…"
