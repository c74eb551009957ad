"""Edits of what belongs to a table rather than to a column: `__table_args__`, and the arguments of `Table(...)`."""

from __future__ import annotations

from dataclasses import dataclass

from prismalchemy.alchemy.edit import (
    Code,
    Entries,
    Node,
    add_member,
    base_names,
    call_of,
    change,
    entries_of,
    insert,
    insert_entry,
    remove_entry,
    remove_keyword,
    remove_member,
    replace_entry,
    set_keyword,
    statements,
    statements_binding,
    string_value,
    target_of,
    value_of,
)
from prismalchemy.alchemy.edit.members import alone, behind, is_top_level, line_of
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.project import Place, Project
from prismalchemy.fixes.style import style_of
from prismalchemy.generate.layout import Display, flat, render
from prismalchemy.generate.layout import Node as Expression
from prismalchemy.generate.options import Style
from prismalchemy.schema import Table
from prismalchemy.text import Edit, Span


@dataclass(frozen=True, slots=True)
class TableArgs:
    """Where a table says what belongs to it.

    `statement` is the `__table_args__` of the class `class_node`, None where it has none. `value` is its value: a
    tuple or a dict. For a Core table `value` is the trailer of the `Table(...)` call, and there is no class.
    `inherited` is the source of a dict that a base class gives and an own `__table_args__` would hide.
    """

    place: Place
    class_node: Node | None = None
    statement: Node | None = None
    value: Node | None = None
    inherited: str | None = None

    @property
    def entries(self) -> Entries | None:
        """The entries of the tuple, or the arguments of the call; None for a dict, or where there is nothing."""
        if self.value is None or self.value.children[0].value == "{":
            return None
        return entries_of(self.value)


def table_args(project: Project, table: Table) -> TableArgs | None:
    """Where a table's constraints and indexes are, or go; None where that cannot be edited."""
    core = project.core_table(table)
    if core is not None:
        place, node = core
        return TableArgs(place, value=node.children[-1]) if call_of(place.code, node) is not None else None
    found = project.class_node(table)
    if found is None:
        return None
    place, class_node = found
    own = _own(class_node)
    if own is None:
        inherited = _inherited(project, place.path, class_node)
        return TableArgs(place, class_node, inherited=inherited or None) if inherited is not None else None
    value = value_of(own) if own.type == "expr_stmt" else _returned(own)
    if value is not None and value.type == "arith_expr" and value.children[-2].value == "+":
        value = value.children[-1]
    if value is None or value.type != "atom" or value.children[0].value not in "({" or entries_of(value) is None:
        return None
    return TableArgs(place, class_node, own, value)


def _own(class_node: Node) -> Node | None:
    return next((member for member in statements(class_node) if target_of(member) == "__table_args__"), None)


def _returned(function: Node) -> Node | None:
    """What a function with one `return` returns."""
    function = function.children[-1] if function.type == "decorated" else function
    if function.type != "funcdef":
        return None
    returns = [node for node in statements(function) if node.type == "return_stmt"]
    return returns[0].children[1] if len(returns) == 1 else None


def _inherited(project: Project, path: str, class_node: Node) -> str | None:
    """The `__table_args__` that a class has from its bases: a dict's source, "" where there is none.

    None where a base gives something else, which an own one would hide.
    """
    seen: set[tuple[str, str]] = set()
    waiting = [(path, base) for base in base_names(class_node)]
    while waiting:
        here, name = waiting.pop(0)
        home = project.origin_of(here, name)
        if home is None or (home, name) in seen:
            continue
        seen.add((home, name))
        for node in statements_binding(project.code(home), name):
            node = node.children[-1] if node.type == "decorated" else node
            if node.type != "classdef" or target_of(node) != name:
                continue
            own = _own(node)
            if own is not None:
                value = value_of(own)
                is_dict = value is not None and value.type == "atom" and value.children[0].value == "{"
                return project.code(home).source(value) if is_dict else None
            waiting += [(home, base) for base in base_names(node)]
    return ""


def add_table_item(draft: Draft, table: Table, item: Expression, style: Style) -> bool:
    """Add a constraint or an index to a table."""
    args = table_args(draft.project, table)
    if args is None:
        return False
    code = args.place.code
    if args.value is None:
        assert args.class_node is not None
        items = (item, args.inherited) if args.inherited is not None else (item,)
        text = render(Display("(", items), style, "__table_args__ = ")
        draft.add(args.place.path, add_member(code, args.class_node, text, _is_head, otherwise=_is_head))
        return True
    text = flat(item, style)
    entries = args.entries
    if entries is None:
        start, end = code.span(args.value)
        indentation = code.indentation(start)
        inner = indentation + code.indent
        opening = f"({code.newline}{inner}{code.lines(text, inner)},{code.newline}{inner}"
        draft.add(args.place.path, [insert(start, opening), insert(end, f",{code.newline}{indentation})")])
        return True
    at = _place_for(entries, call=args.class_node is None)
    draft.add(args.place.path, insert_entry(code, entries, at, text))
    return True


def _is_head(member: Node) -> bool:
    return member.type == "expr_stmt" and target_of(member) == "__tablename__"


def _place_for(entries: Entries, *, call: bool) -> int:
    """Before the dict at the end of a tuple, before the keywords of a call."""
    for index, nodes in enumerate(entries.nodes):
        if call and nodes[0].type == "argument" and nodes[0].children[0].type == "name":
            return index
        if not call and nodes[0].type == "atom" and nodes[0].children[0].value == "{":
            return index
    return len(entries)


def item_index(args: TableArgs, code: Code, node: Node) -> int | None:
    """Which entry of a table's arguments a call is."""
    entries = args.entries
    if entries is None:
        return None
    span = code.span(node)
    return next((i for i in range(len(entries)) if entries.span(code, i) == span), None)


def replace_table_item(draft: Draft, place: Place, node: Node, item: Expression, style: Style) -> bool:
    """Replace a constraint's or an index's call, wherever it stands."""
    code = place.code
    text = flat(item, style)
    if text == code.source(node):
        return False
    draft.add(place.path, change(code.span(node).start, code.source(node), text))
    return True


def remove_table_item(draft: Draft, table: Table, place: Place, node: Node) -> bool:
    """Take a constraint or an index out of a table's arguments, or a statement that is nothing but its call."""
    code = place.code
    args = table_args(draft.project, table)
    index = item_index(args, code, node) if args is not None and args.place.path == place.path else None
    if args is None or index is None:
        return _remove_statement(draft, place, node)
    entries = args.entries
    assert entries is not None
    rest = [nodes for position, nodes in enumerate(entries.nodes) if position != index]
    if args.class_node is not None and args.statement is not None and args.statement.type == "expr_stmt":
        if not rest:
            edits = remove_member(code, args.class_node, args.statement)
            if edits is None:
                return False
            draft.add(place.path, edits)
            return True
        if len(rest) == 1 and rest[0][0].type == "atom" and rest[0][0].children[0].value == "{":
            draft.add(place.path, [Edit(code.span(args.value), code.source(rest[0][0]))])
            return True
    draft.add(place.path, remove_entry(code, entries, index))
    return True


def _remove_statement(draft: Draft, place: Place, node: Node) -> bool:
    """Take out a statement of the module (`Index(...)`, `x = Index(...)`) that is nothing but the call."""
    statement = node if node.parent.type in ("simple_stmt", "file_input") else node.parent
    line = line_of(statement)
    if not is_top_level(statement) or alone(line) is not statement:
        return False
    if statement is not node and value_of(statement) is not node:
        return False
    start, end = place.code.span(line).start, behind(place.code, line)
    if not place.code.text[end:].strip():
        start = len(place.code.text[:start].rstrip())
        end -= len(place.code.newline)
    draft.add(place.path, [Edit(Span(start, end), "")])
    return True


def set_table_option(draft: Draft, table: Table, name: str, value: str | None) -> bool:
    """Set or remove an option of the table: an entry of the dict in `__table_args__`, a keyword of `Table(...)`.

    Args:
        draft: the fix.
        table: the table.
        name: the option.
        value: source of its value, None to remove it.
    """
    args = table_args(draft.project, table)
    if args is None:
        return False
    code, path = args.place.code, args.place.path
    if args.class_node is None:
        return _set_call_option(draft, args, name, value)
    if args.value is None:
        if value is None or args.inherited is not None:
            return False
        style = style_of(draft.project, path, args.class_node, table)
        text = render(Display("{", (f"{code.string(name)}: {value}",)), style, "__table_args__ = ")
        draft.add(path, add_member(code, args.class_node, text, _is_head, otherwise=_is_head))
        return True
    options = args.value if args.entries is None else _trailing_dict(args.entries)
    if options is None:
        if value is None or args.entries is None:
            return False
        text = f"{{{code.string(name)}: {value}}}"
        draft.add(path, insert_entry(code, args.entries, len(args.entries), text))
        return True
    entries = entries_of(options)
    if entries is None:
        return False
    index = next((i for i, nodes in enumerate(entries.nodes) if string_value(nodes[0]) == name), None)
    if index is None:
        if value is None:
            return False
        draft.add(path, insert_entry(code, entries, len(entries), f"{code.string(name)}: {value}"))
    elif value is not None:
        draft.add(path, replace_entry(code, entries, index, f"{code.source(entries.nodes[index][0])}: {value}"))
    else:
        draft.add(path, _without_option(args, entries, index))
    return True


def _without_option(args: TableArgs, entries: Entries, index: int) -> list[Edit]:
    code = args.place.code
    if len(entries) > 1:
        return remove_entry(code, entries, index)
    whole = args.entries
    if whole is not None and len(whole) > 1:
        return remove_entry(code, whole, len(whole) - 1)
    assert args.statement is not None
    assert args.class_node is not None
    return remove_member(code, args.class_node, args.statement) or []


def _trailing_dict(entries: Entries) -> Node | None:
    last = entries.nodes[-1][0] if len(entries) else None
    return last if last is not None and last.type == "atom" and last.children[0].value == "{" else None


def _set_call_option(draft: Draft, args: TableArgs, name: str, value: str | None) -> bool:
    code = args.place.code
    call = call_of(code, args.value.parent) if args.value is not None else None
    if call is None:
        return False
    edits = remove_keyword(code, call, name) if value is None else set_keyword(code, call, name, value)
    draft.add(args.place.path, edits)
    return bool(edits)
