"""Changes to a column's declaration, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prismalchemy.alchemy.edit import (
    Call,
    Code,
    Node,
    change,
    entries_of,
    insert,
    insert_entry,
    remove_entry,
    replace,
    replace_entry,
    set_inner,
    string_value,
)
from prismalchemy.fixes.declaration import Declaration, declaration_at
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.names import FileNames
from prismalchemy.fixes.project import Place
from prismalchemy.schema import Column, Table
from prismalchemy.text import Edit, Span, apply_edits

_FRAME = "if 1:\n"
_MAKERS = {
    "mapped": ("sqlalchemy.orm", "mapped_column"),
    "column": ("sqlalchemy", "Column"),
    "sqlmodel": ("sqlmodel", "Field"),
}


def change_of(
    draft: Draft, table: Table, column: Column, *, together: bool = False
) -> tuple[Place, Change, FileNames] | None:
    """A column's declaration to be changed, and the names of its file; None where it cannot be edited.

    `together`: what is changed is right for all classes that share the declaration, if Prisma wants the same of all.
    """
    found = draft.project.declaration(column, together=together)
    if found is None:
        return None
    place, declaration = found
    names = FileNames(draft, place.path, draft.taken(table))
    module, function = _MAKERS[declaration.kind]
    return place, Change(place.code, declaration, lambda: names.use(module, function)), names


class Change:
    """A column's declaration while it is being changed, step by step.

    Each step works on the text that the last one left. Works on a copy of the lines of the statement, so the rest of
    the file is not parsed again.

    Args:
        code: the module.
        declaration: the declaration in it.
        maker: gives the local spelling of the function that makes a column where there is no call yet.
    """

    def __init__(self, code: Code, declaration: Declaration, maker: Callable[[], str]) -> None:
        self._maker = maker
        self._resolve = declaration.resolve
        node = declaration.node
        while node.type != "expr_stmt" and node.parent is not None and node.parent.type != "file_input":
            node = node.parent
        statement = code.span(node)
        self._start = code.line_start(statement.start)
        self._before = code.text[self._start : statement.end]
        indented = self._before[:1] in (" ", "\t")
        self._frame = _FRAME if indented else ""
        self._text = self._before
        self._offset = code.span(declaration.node).start - self._start
        self._whole = code
        self.declaration = self._read()

    def _read(self) -> Declaration:
        code = Code(self._frame + self._text, whole=self._whole)
        found = declaration_at(code, self._offset + len(self._frame), self._resolve)
        assert found is not None, "a declaration stays one while it is changed"
        return found

    def apply(self, edits: Iterable[Edit]) -> None:
        """Carry out edits that were computed on `declaration`."""
        self._text = apply_edits(self._frame + self._text, edits)[len(self._frame) :]
        self.declaration = self._read()

    def edits(self) -> list[Edit]:
        """All changes, as edits of the module."""
        return change(self._start, self._before, self._text)

    def annotate(self, text: str) -> None:
        """Replace what the annotation says of the type; nothing where there is no annotation."""
        if self.declaration.annotation is not None:
            self.apply(set_inner(self.declaration.annotation, text))

    def set_keyword(self, name: str, value: str, *, field: bool = False) -> None:
        """Give an argument of the column a value, in its place or behind the others.

        With `field` it is one of SQLModel's `Field`, even where that has a column of its own in it.
        """
        call = self._call(f"{name}={value}", field=field)
        if call is None:
            return
        there = call.keyword(name)
        if there is None:
            unpacked = call.keyword("**")
            at = len(call.arguments) if unpacked is None else unpacked.index
            self.apply(insert_entry(self.declaration.code, call.entries, at, f"{name}={value}"))
        elif self.declaration.code.source(there.value) != value:
            code = self.declaration.code
            self.apply([replace(code, there.value, code.lines(value, code.indentation(code.span(there.value).start)))])

    def rename_keyword(self, old: str, new: str, value: str) -> None:
        """Replace an argument of SQLModel's `Field` by another one with another keyword, in its place."""
        call = self.declaration.call
        there = call.keyword(old) if call is not None else None
        if call is not None and there is not None:
            self.apply(replace_entry(self.declaration.code, call.entries, there.index, f"{new}={value}"))

    def remove_keyword(self, name: str, *, field: bool = False) -> None:
        """Take an argument out of the column's call, or of SQLModel's `Field`."""
        call = self.declaration.call if field else self.declaration.column_call or self.declaration.call
        there = call.keyword(name) if call is not None else None
        if call is not None and there is not None:
            self.apply(remove_entry(self.declaration.code, call.entries, there.index))

    def relabel(self, old: str, new: str) -> None:
        """Give an argument of the column another keyword, as it stands; where that one is taken it goes."""
        call = self.declaration.column_call or self.declaration.call
        there = call.keyword(old) if call is not None else None
        if call is None or there is None:
            return
        if call.keyword(new) is not None:
            self.remove_keyword(old)
        else:
            self.apply([replace(self.declaration.code, there.value.parent.children[0], new)])

    def replace_value(self, name: str, value: str) -> None:
        """Put a call with one argument in place of the plain default that SQLModel allows."""
        plain = self.declaration.value
        if plain is not None:
            self.apply([replace(self.declaration.code, plain, f"{self._maker()}({name}={value})")])

    def insert_positional(self, position: int, text: str) -> None:
        """Put a positional argument before the one at `position`, or behind the last one."""
        call = self._call(text)
        if call is None:
            return
        indexes = [argument.index for argument in call.positional]
        indexes.append(indexes[-1] + 1 if indexes else 0)
        at = indexes[min(position, len(indexes) - 1)]
        self.apply(insert_entry(self.declaration.code, call.entries, at, text))

    def set_name(self, name: str) -> None:
        """Give the column this name in the database."""
        code = self.declaration.code
        there = self.declaration.name_argument()
        if there is None:
            self.insert_positional(0, code.string(name))
        elif string_value(there.value) is not None:
            self.apply([requoted(code, there.value, name)])
        else:
            self.apply([replace(code, there.value, code.string(name))])

    def set_type(self, text: str) -> None:
        """Give the column this type; behind the name, before foreign keys, where it has none yet."""
        code = self.declaration.code
        there = self.declaration.type_argument()
        if there is not None:
            if code.source(there.value) != text:
                at = code.indentation(code.span(there.value).start)
                self.apply([replace(code, there.value, code.lines(text, at))])
            return
        if self.declaration.kind == "sqlmodel" and self.declaration.inner is None:
            self.set_keyword("sa_type", text)
            return
        name = self.declaration.name_argument()
        self.insert_positional(1 if name is not None and name.keyword is None else 0, text)

    def set_option(self, option: str, key: str, value: str | None) -> None:
        """Set or remove an entry of a dict that is an argument: `sa_column_kwargs={"server_default": …}`."""
        code = self.declaration.code
        call = self.declaration.call
        there = call.keyword(option) if call is not None else None
        if there is None:
            if value is not None:
                self.set_keyword(option, f"{{{code.string(key)}: {value}}}", field=True)
            return
        entries = entries_of(there.value)
        if entries is None or there.value.children[0].value != "{":
            return
        index = next((i for i, entry in enumerate(entries.nodes) if string_value(entry[0]) == key), None)
        if index is None and value is not None:
            self.apply(insert_entry(code, entries, len(entries), f"{code.string(key)}: {value}"))
        elif index is not None and value is not None and code.source(entries.nodes[index][-1]) != value:
            self.apply([replace(code, entries.nodes[index][-1], value)])
        elif index is not None and value is None:
            if len(entries) == 1:
                self.remove_keyword(option, field=True)
            else:
                self.apply(remove_entry(code, entries, index))

    def relabel_option(self, option: str, old: str, new: str) -> None:
        """Give an entry of a dict that is an argument another key, as it stands; where that one is taken it goes."""
        call = self.declaration.call
        there = call.keyword(option) if call is not None else None
        entries = entries_of(there.value) if there is not None else None
        keys = [string_value(entry[0]) for entry in entries.nodes] if entries is not None else []
        if entries is None or old not in keys:
            return
        if new in keys:
            self.set_option(option, old, None)
        else:
            self.apply([requoted(self.declaration.code, entries.nodes[keys.index(old)][0], new)])

    def _call(self, first: str, *, field: bool = False) -> Call | None:
        """The column's call; where there is none it is made with `first` as its only argument, and None returned."""
        declaration = self.declaration
        call = declaration.call if field else declaration.column_call or declaration.call
        if call is not None:
            return call
        code = declaration.code
        maker = self._maker()
        if declaration.value is not None:
            default = code.source(declaration.value)
            self.apply([replace(code, declaration.value, f"{maker}(default={default}, {first})")])
        else:
            self.apply([insert(code.span(declaration.node).end, f" = {maker}({first})")])
        return None


def requoted(code: Code, node: Node, value: str) -> Edit:
    """Replace a string literal, keeping its quotes."""
    old = code.source(node)
    quote = old[-1]
    if (
        node.type == "string"
        and old[:1] == quote
        and old[:3] != quote * 3
        and value.isprintable()
        and quote not in value
    ):
        span = code.span(node)
        return Edit(Span(span.start + 1, span.end - 1), value.replace("\\", "\\\\"))
    return replace(code, node, code.string(value))
