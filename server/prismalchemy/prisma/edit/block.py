"""A block that is being edited: changes of its lines, and the edits that come of them.

Lines that nothing was done to keep every byte, unless they stand in a table that Prisma's formatter had laid out: such
a table is laid out again, so that the formatter has nothing to do afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from prismalchemy.prisma.ast import Block, BlockKind
from prismalchemy.prisma.edit.layout import INDENT, is_laid_out, laid_out, tables_of
from prismalchemy.prisma.edit.rows import Row, RowKind, lines_of, row_of, rows_of
from prismalchemy.prisma.edit.words import rank, with_argument, without_argument
from prismalchemy.text import Edit, Span


class BlockDraft:
    """Collects the changes of one block.

    Methods that change something tell whether they could: the member is not there, its line is not understood, the
    block is not closed or stands on one line. A member is named by its name, a block attribute by its text; attributes
    are given as they are written, sign included (`@map("x")`, `@@index([a, b])`).

    Args:
        block: the syntax.
        text: the block's text, as long as `block.span`.
    """

    def __init__(self, block: Block, text: str) -> None:
        self._block = block
        self._text = text
        brace = len(text) - 1
        body = text.find("{", block.keyword.span.end) + 1
        # The closing brace must stand on a line of its own.
        is_alone = text[:brace].rstrip(" \t\f\v")[-1:] in ("\n", "\r")
        self._editable = block.closed and body > 0 and is_alone and block.kind is not BlockKind.OTHER
        self._lines = lines_of(text, body, brace) if self._editable else []
        self._before = tuple(rows_of(block, self._lines))
        self._rows = list(self._before)
        self._name: str | None = None
        self._end = max(text.rfind("\n"), text.rfind("\r")) + 1

    @property
    def editable(self) -> bool:
        """Whether the block can be edited at all."""
        return self._editable

    def has_member(self, name: str) -> bool:
        """Whether there is a member with this name, among those added too."""
        return self._member(name) is not None

    def type_of(self, name: str) -> str | None:
        """The type of a field with its arity, as it stands; None for what has none."""
        at = self._member(name)
        if at is None or self._block.kind is BlockKind.ENUM or len(self._rows[at].places) < 2:
            return None
        return self._rows[at].text[slice(*self._rows[at].places[1])]

    def attribute_texts(self, name: str) -> tuple[str, ...]:
        """The block attributes with this name (without signs), as they stand."""
        rows = [row for row in self._rows if row.kind is RowKind.ATTRIBUTE and row.name == name]
        return tuple(row.attributes[0].text for row in rows)

    def comment_behind(self, attribute: str) -> str:
        """The comment behind a block attribute, as it stands; empty where there is none."""
        at = self._block_attribute(attribute)
        return "" if at is None else self._rows[at].suffix

    # Members.

    def add_member(
        self,
        name: str,
        type: str | None = None,
        attributes: Sequence[str] = (),
        *,
        after: str | None = None,
        documentation: str | None = None,
    ) -> bool:
        """Add a field, or a value to an enum.

        Args:
            name: its name.
            type: a field's type with its arity (`String?`); None for a value of an enum.
            attributes: its attributes, in any order.
            after: the member behind which it is to stand; without it, or where there is none with this name, it
                stands behind the last one.
            documentation: lines to stand above it.
        """
        if not self._editable or self.has_member(name):
            return False
        ordered = sorted(attributes, key=lambda one: rank(one.removeprefix("@").split("(")[0]))
        cells = [name, *([type] if type is not None else []), *([" ".join(ordered)] if ordered else [])]
        at = self._place(after)
        comments = [] if documentation is None else [f"/// {line}".rstrip() for line in documentation.split("\n")]
        indent = self._indent()
        new = [Row(RowKind.COMMENT, indent + line) for line in comments]
        new.append(row_of(self._aligned(cells, self._neighbours(at), indent), self._block.kind))
        self._rows[at:at] = new
        return True

    def remove_member(self, name: str) -> bool:
        """Take a member out, with the documentation above it."""
        at = self._member(name)
        if at is None:
            return False
        self._remove(at)
        return True

    def rename_member(self, name: str, new: str) -> bool:
        """Give a member another name; who refers to it is not looked for."""
        at = self._member(name)
        if at is None or (name != new and self.has_member(new)):
            return False
        return self._splice(at, self._rows[at].places[0], new)

    def order_members(self, names: Sequence[str]) -> bool:
        """Put the members into another order, each with the comments directly above it; all else keeps its place.

        Args:
            names: those of all members.
        """
        members = [row.name for row in self._rows if row.kind is RowKind.MEMBER]
        if sorted(members) != sorted(names) or any(row.kind is RowKind.VERBATIM for row in self._rows):
            return False
        own: list[list[Row]] = []
        groups: dict[str, list[Row]] = {}
        rest: list[Row | None] = []
        above: list[Row] = []
        for row in self._rows:
            if row.kind is RowKind.COMMENT:
                above.append(row)
            elif row.kind is RowKind.MEMBER:
                groups[row.name] = [*above, row]
                own.append(groups[row.name])
                rest.append(None)
                above = []
            else:
                rest += [*above, row]
                above = []
        rest += above
        ordered, places = iter(groups[name] for name in names), iter(own)
        rows: list[Row] = []
        for kept in rest:
            if kept is not None:
                rows.append(kept)
                continue
            # The lines of the place are written anew; those that are too many there are new ones.
            numbers = [row.number for row in next(places)]
            moved = next(ordered)
            numbers += [None] * (len(moved) - len(numbers))
            rows += [replace(row, number=number) for row, number in zip(moved, numbers, strict=False)]
        self._rows = rows
        return True

    def set_type(self, name: str, type: str) -> bool:
        """Give a field another type; the text includes the arity."""
        at = self._member(name)
        if at is None or self._block.kind is BlockKind.ENUM or len(self._rows[at].places) < 2:
            return False
        return self._splice(at, self._rows[at].places[1], type)

    def set_attribute(self, name: str, attribute: str) -> bool:
        """Give a member an attribute, in place of the one with the same name.

        A native type takes the place of another one, whatever its name is.
        """
        at = self._member(name)
        if at is None:
            return False
        row = self._rows[at]
        own = _family(attribute.removeprefix("@").split("(")[0])
        for present in row.attributes:
            if _family(present.name) == own:
                return self._splice(at, present.span, attribute)
        order = rank(own)
        before = [one for one in row.attributes if rank(one.name) <= order]
        if row.attributes and not before:
            start = row.attributes[0].span.start
            return self._write(at, f"{row.text[:start]}{attribute} {row.text[start:]}")
        if before:
            end = before[-1].span.end
            return self._write(at, f"{row.text[:end]} {attribute}{row.text[end:]}")
        end = row.places[-1].end
        line = self._continued(row.text[:end], len(row.places), attribute, self._neighbours(at))
        return self._write(at, line + row.text[end:] if row.suffix else line)

    def remove_attribute(self, name: str, attribute: str) -> bool:
        """Take the attribute with this name (without the sign) from a member; `db` is any native type."""
        at = self._member(name)
        if at is None:
            return False
        row = self._rows[at]
        for present in row.attributes:
            if attribute in (present.name, _family(present.name)):
                start, end = present.span
                head = row.text[:start].rstrip()
                rest = row.text[end:].lstrip()
                return self._write(at, f"{head}{row.text[len(head) : start]}{rest}" if rest else head)
        return False

    def set_argument(self, name: str, attribute: str, argument: str, value: str, *, positional: bool = False) -> bool:
        """Set an argument of a member's attribute; see `words.with_argument`."""
        return self._reword(name, attribute, lambda text: with_argument(text, argument, value, positional=positional))

    def remove_argument(self, name: str, attribute: str, argument: str, *, positional: bool = False) -> bool:
        """Take an argument from a member's attribute; see `words.without_argument`."""
        return self._reword(name, attribute, lambda text: without_argument(text, argument, positional=positional))

    # Block attributes.

    def add_block_attribute(self, attribute: str) -> bool:
        """Add a block attribute where the formatter would put it; a comment may stand behind it."""
        if not self._editable:
            return False
        order = rank(attribute.removeprefix("@@").split("(")[0])
        present = [index for index, row in enumerate(self._rows) if row.kind is RowKind.ATTRIBUTE]
        indent = self._indent()
        new = [row_of(indent + attribute, self._block.kind)]
        before = [index for index in present if rank(self._rows[index].name) <= order]
        if before:
            at = before[-1] + 1
        elif present:
            at = present[0]
            while at and self._rows[at - 1].kind is RowKind.COMMENT:
                at -= 1
        else:
            while self._rows and self._rows[-1].kind is RowKind.BLANK:
                self._rows.pop()
            at = len(self._rows)
            new.insert(0, Row(RowKind.BLANK, ""))
        self._rows[at:at] = new
        return True

    def replace_block_attribute(self, old: str, new: str) -> bool:
        """Write another block attribute in the place of one; both have the same name."""
        at = self._block_attribute(old)
        if at is None:
            return False
        return self._splice(at, self._rows[at].places[0], new)

    def remove_block_attribute(self, attribute: str) -> bool:
        """Take a block attribute out, with the comments above it: to the formatter, too, they are the attribute's."""
        at = self._block_attribute(attribute)
        if at is None:
            return False
        self._remove(at)
        return True

    # The block as a whole.

    def rename(self, name: str) -> bool:
        """Give the block another name; who refers to it is not looked for."""
        if self._block.name is None:
            return False
        self._name = name
        return True

    def edits(self) -> tuple[Edit, ...]:
        """What has to be changed, counted from the block's start."""
        edits: list[Edit] = []
        own = self._block.name
        if own is not None and self._name not in (None, own.text):
            edits.append(Edit(own.span, str(self._name)))
        if self._rows == list(self._before):
            return tuple(edits)
        newline = self._newline()
        pending = ""
        done = 0
        for row, text in zip(self._rows, self._texts(), strict=True):
            if row.number is None:
                pending += text + newline
                continue
            edits += self._deleted(done, row.number)
            line = self._lines[row.number]
            if pending:
                edits.append(Edit(Span(line.whole.start, line.whole.start), pending))
                pending = ""
            if text != line.text:
                edits.append(_smallest(line.text, text, line.span.start))
            done = row.number + 1
        edits += self._deleted(done, len(self._lines))
        if pending:
            edits.append(Edit(Span(self._end, self._end), pending))
        return tuple(edits)

    def _deleted(self, first: int, last: int) -> Iterator[Edit]:
        if first < last:
            yield Edit(Span(self._lines[first].whole.start, self._lines[last - 1].whole.end), "")

    def _texts(self) -> list[str]:
        """The lines, laid out where the formatter had laid out what they come from."""
        kind, indent = self._block.kind, self._indent()
        tidy: dict[int, bool] = {}
        old: dict[int, tuple[Row, ...]] = {}
        for table in tables_of(self._before):
            is_tidy = is_laid_out(table, kind, indent)
            for row in table:
                assert row.number is not None
                tidy[row.number] = is_tidy
                old[row.number] = tuple(table)
        texts: dict[int, str] = {}
        for table in tables_of(self._rows):
            numbers = [row.number for row in table if row.number is not None]
            is_new = not numbers or any(table_of != tuple(table) for table_of in (old[number] for number in numbers))
            if is_new and all(tidy[number] for number in numbers):
                texts.update({id(row): text for row, text in zip(table, laid_out(table, kind, indent), strict=True)})
        return [texts.get(id(row), row.text) for row in self._rows]

    # What the changes have in common.

    def _member(self, name: str) -> int | None:
        rows = enumerate(self._rows)
        return next((index for index, row in rows if row.kind is RowKind.MEMBER and row.name == name), None)

    def _block_attribute(self, text: str) -> int | None:
        for index, row in enumerate(self._rows):
            if row.kind is RowKind.ATTRIBUTE and row.attributes[0].text == text:
                return index
        return None

    def _place(self, after: str | None) -> int:
        """Where a new member goes."""
        anchor = None if after is None else self._member(after)
        if anchor is not None:
            return anchor + 1
        members = [index for index, row in enumerate(self._rows) if row.kind in (RowKind.MEMBER, RowKind.VERBATIM)]
        return members[-1] + 1 if members else 0

    def _remove(self, at: int) -> None:
        """Take a row out, with what belongs to it above, and a blank line that would stand beside another then."""
        first = at
        is_member = self._rows[at].kind is RowKind.MEMBER
        while first and self._rows[first - 1].kind is RowKind.COMMENT:
            if is_member and not _is_documentation(self._rows[first - 1]):
                break
            first -= 1
        del self._rows[first : at + 1]
        blank_above = first == 0 or self._rows[first - 1].kind is RowKind.BLANK
        blank_below = first == len(self._rows) or self._rows[first].kind is RowKind.BLANK
        if blank_above and blank_below:
            if first < len(self._rows) and not (first == 0 and self._opens_with_attributes()):
                del self._rows[first]
            elif first:
                del self._rows[first - 1]

    def _opens_with_attributes(self) -> bool:
        """Whether nothing but block attributes is left: the formatter has a blank line above them all the same."""
        return all(row.kind in (RowKind.BLANK, RowKind.ATTRIBUTE, RowKind.COMMENT) for row in self._rows)

    def _splice(self, at: int, place: Span, text: str) -> bool:
        """Write other text at a place of a line; what stands in columns behind it stays in its column if it can."""
        line = self._rows[at].text
        head, rest = line[: place.start] + text, line[place.end :]
        gap = len(rest) - len(rest.lstrip(" "))
        if rest.strip() and gap > 0:
            rest = " " * max(1, gap - (len(text) - (place.end - place.start))) + rest[gap:]
        return self._write(at, head + rest)

    def _write(self, at: int, line: str) -> bool:
        before = self._rows[at]
        row = row_of(line, self._block.kind, before.number)
        if row.kind is not before.kind:
            return False
        self._rows[at] = before if line == before.text else row
        return True

    def _reword(self, name: str, attribute: str, change: Callable[[str], str | None]) -> bool:
        """Change the text of a member's attribute."""
        at = self._member(name)
        for present in self._rows[at].attributes if at is not None else ():
            if attribute in (present.name, _family(present.name)):
                text = change(present.text)
                assert at is not None
                return text is not None and self._splice(at, present.span, text)
        return False

    def _neighbours(self, at: int) -> list[Row]:
        """The members of the table that a row at `at` belongs to."""
        first = last = at
        while first and self._rows[first - 1].kind is not RowKind.BLANK:
            first -= 1
        while last < len(self._rows) and self._rows[last].kind is not RowKind.BLANK:
            last += 1
        return [row for row in self._rows[first:last] if row.kind is RowKind.MEMBER]

    def _aligned(self, cells: Sequence[str], neighbours: Sequence[Row], indent: str) -> str:
        """A line of these cells, each in the column where most neighbours have it, as far as there is room."""
        line = indent + cells[0]
        for index, cell in enumerate(cells[1:], 1):
            line = self._continued(line, index, cell, neighbours)
        return line

    def _continued(self, line: str, index: int, cell: str, neighbours: Sequence[Row]) -> str:
        """A line with one more cell, the `index`-th."""
        others = [row for row in neighbours if len(row.places) > index]
        gaps = Counter(row.text[row.places[index - 1].end : row.places[index].start] for row in others)
        if gaps and "\t" in (gap := gaps.most_common(1)[0][0]):
            return line + gap + cell
        columns = Counter(row.places[index].start for row in others)
        column = columns.most_common(1)[0][0] if columns else 0
        return line.ljust(max(column, len(line) + 1)) + cell

    def _indent(self) -> str:
        first = next((row for row in self._before if row.kind is not RowKind.BLANK), None)
        return INDENT if first is None else first.indent

    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self._text else "\n" if "\n" in self._text else "\r"


def _family(name: str) -> str:
    """What an attribute is one of a kind of: all native types are one, whatever the datasource is called."""
    return "db" if "." in name else name


def _is_documentation(row: Row) -> bool:
    return row.kind is RowKind.COMMENT and row.text.lstrip().startswith("///")


def _smallest(before: str, after: str, at: int) -> Edit:
    """The edit of a line, without what both have in common at their ends."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return Edit(Span(at + start, at + len(before) - end), after[start : len(after) - end])
