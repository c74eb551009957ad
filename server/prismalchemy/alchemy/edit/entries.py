"""Edits of what stands between brackets and commas: arguments of a call, entries of a tuple, a list or a dict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prismalchemy.alchemy.edit.code import Code, Node, insert
from prismalchemy.text import Edit, Span

_SEQUENCES = ("arglist", "testlist_comp", "testlist", "subscriptlist", "dictorsetmaker", "import_as_names", "exprlist")


@dataclass(frozen=True, slots=True)
class Entries:
    """What stands between two brackets.

    `opening` and `closing` are the brackets' leaves. `nodes` holds one tuple of nodes for each entry: one node, but
    for an entry of a dict its key, the colon and its value. `commas` holds the comma behind each entry, so it is one
    shorter than `nodes` unless there is a trailing comma. In a tuple a comma must follow an only entry.
    """

    opening: Node
    closing: Node
    nodes: tuple[tuple[Node, ...], ...]
    commas: tuple[Node, ...]
    is_tuple: bool = False

    def span(self, code: Code, index: int) -> Span:
        """Where an entry stands, its comma not included."""
        entry = self.nodes[index]
        return Span(code.span(entry[0]).start, code.span(entry[-1]).end)

    def __len__(self) -> int:
        return len(self.nodes)


def entries_of(brackets: Node) -> Entries | None:
    """The entries between the brackets of a trailer, an atom or an `import_from` in parentheses.

    Returns:
        None if the node has no brackets, is a comprehension, or is broken by a syntax error.
    """
    children = brackets.children if hasattr(brackets, "children") else ()
    opening = next((child for child in children if child.type == "operator" and child.value in "([{"), None)
    closing = children[-1] if children else None
    is_tuple = brackets.type == "atom" and opening is not None and opening.value == "("
    return _entries(children, opening, closing, is_tuple=is_tuple)


def class_arguments(class_node: Node) -> Entries | None:
    """What stands in the brackets of a class's head; None where it has none."""
    children = class_node.children
    if len(children) < 5 or children[2].type != "operator" or children[2].value != "(":
        return None
    closing = next(index for index, child in enumerate(children) if child.type == "operator" and child.value == ")")
    return _entries(children[: closing + 1], children[2], children[closing], is_tuple=False)


def base_names(node: Node) -> list[str]:
    """The bases of a class as they are written, keywords left out."""
    entries = class_arguments(node)
    if entries is None:
        return []
    firsts = [nodes[0] for nodes in entries.nodes]
    return [first.get_code(include_prefix=False) for first in firsts if first.type != "argument"]


def _entries(children: Sequence[Node], opening: Node | None, closing: Node | None, *, is_tuple: bool) -> Entries | None:
    if opening is None or closing is None or closing.type != "operator" or closing.value not in ")]}":
        return None
    start = next(index for index, child in enumerate(children) if child is opening) + 1
    between = list(children[start:-1])
    if len(between) == 1 and between[0].type in _SEQUENCES:
        between = list(between[0].children)
    if any(node.type in ("error_node", "error_leaf", "sync_comp_for", "comp_for") for node in between):
        return None
    if len(between) == 1 and between[0].type == "argument" and between[0].children[-1].type == "sync_comp_for":
        return None
    nodes: list[tuple[Node, ...]] = []
    commas: list[Node] = []
    for group in _groups(between):
        if group[-1].type == "operator" and group[-1].value == ",":
            commas.append(group[-1])
            group = group[:-1]
        if not group:
            return None
        nodes.append(tuple(group))
    return Entries(opening, closing, tuple(nodes), tuple(commas), is_tuple)


def _groups(nodes: list[Node]) -> Iterator[list[Node]]:
    group: list[Node] = []
    for node in nodes:
        group.append(node)
        if node.type == "operator" and node.value == ",":
            yield group
            group = []
    if group:
        yield group


def insert_entry(code: Code, entries: Entries, index: int, text: str) -> list[Edit]:
    """Put an entry before the one at `index`, or behind the last one. See `insert_entries`."""
    return insert_entries(code, entries, index, [text])


def insert_entries(code: Code, entries: Entries, index: int, texts: Sequence[str]) -> list[Edit]:
    """Put entries before the one at `index`, or behind the last one.

    They go on lines of their own if their neighbour does. Lines of a text end in `\\n` and are indented as if the first
    one began a line without indentation.

    Args:
        code: the module.
        entries: what stands between the brackets.
        index: from 0 to the number of entries.
        texts: the new entries, without commas.
    """
    if not texts:
        return []
    if not len(entries):
        at = code.span(entries.opening).end
        written = ", ".join(code.lines(text, code.indentation(at)) for text in texts)
        return [insert(at, written + ("," if entries.is_tuple and len(texts) == 1 else ""))]
    if index < len(entries):
        start = entries.span(code, index).start
        indentation = code.indentation(start)
        separator = code.newline + indentation if code.begins_line(start) else " "
        return [insert(start, "".join(f"{code.lines(text, indentation)},{separator}" for text in texts))]
    return _append(code, entries, texts)


def _append(code: Code, entries: Entries, texts: Sequence[str]) -> list[Edit]:
    last = entries.span(code, len(entries) - 1)
    trailing = entries.commas[-1] if len(entries.commas) == len(entries) else None
    behind = code.span(trailing).end if trailing is not None else last.end
    indentation = code.indentation(last.start)
    lines = [code.lines(text, indentation) for text in texts]
    if not code.begins_line(last.start):
        written = ", ".join(code.lines(text, code.indentation(behind)) for text in texts)
        if trailing is None:
            return [insert(behind, f", {written}")]
        # `("a",)` is a tuple of one: with two, its comma is an ordinary one again.
        comma = "," if not (entries.is_tuple and len(entries) == 1) else ""
        return [insert(behind, f" {written}{comma}")]
    line_end = code.line_end(behind)
    alone = code.span(entries.closing).start >= line_end
    at = line_end if alone else behind
    written = f",{code.newline}{indentation}".join(lines)
    if trailing is not None:
        return [insert(at, f"{code.newline}{indentation}{written},")]
    if at == behind:
        return [insert(behind, f",{code.newline}{indentation}{written}")]
    return [insert(behind, ","), insert(at, f"{code.newline}{indentation}{written}")]


def replace_entry(code: Code, entries: Entries, index: int, text: str) -> list[Edit]:
    """Replace an entry, not its comma."""
    span = entries.span(code, index)
    return [Edit(span, code.lines(text, code.indentation(span.start)))]


def remove_entry(code: Code, entries: Entries, index: int) -> list[Edit]:
    """Take an entry out, with its comma, and with its lines where it has them for itself.

    Args:
        code: the module.
        entries: what stands between the brackets.
        index: which one.
    """
    span = entries.span(code, index)
    comma = code.span(entries.commas[index]) if index < len(entries.commas) else None
    behind = comma.end if comma else span.end
    if len(entries) == 1:
        inside = Span(code.span(entries.opening).end, code.span(entries.closing).start)
        around = code.text[inside.start : span.start] + code.text[behind : inside.end]
        return [Edit(inside if "#" not in around else Span(span.start, behind), "")]
    keep_comma = entries.is_tuple and len(entries) == 2
    line_end = code.line_end(behind)
    own_lines = code.begins_line(span.start) and _only_comment(code.text[behind:line_end])
    if index < len(entries) - 1:
        if own_lines:
            edit = Edit(Span(code.line_start(span.start), code.next_line(behind)), "")
        elif code.span(entries.nodes[index + 1][0]).start <= line_end or index == 0:
            edit = Edit(Span(span.start, entries.span(code, index + 1).start), "")
        else:
            edit = Edit(Span(code.span(entries.commas[index - 1]).end, behind), "")
        if keep_comma and len(entries.commas) == 1:
            return [edit, insert(entries.span(code, 1 - index).end, ",")]
        return [edit]
    before = entries.span(code, index - 1).end
    before_comma = code.span(entries.commas[index - 1])
    if comma is not None or keep_comma:
        if own_lines and code.span(entries.closing).start >= line_end:
            return [Edit(Span(code.line_start(span.start), code.next_line(behind)), "")]
        if comma is not None and "#" in code.text[span.end : comma.start]:
            # A comment stands between: it is of the whole line.
            return [Edit(Span(before_comma.end, span.end), ""), Edit(comma, "")]
        return [Edit(Span(before_comma.end, behind), "")]
    if "#" not in code.text[before_comma.end : span.start]:
        return [Edit(Span(before, behind), "")]
    gone = Edit(Span(before_comma.start, before_comma.end), "")
    if own_lines and code.span(entries.closing).start >= line_end:
        return [gone, Edit(Span(code.line_start(span.start), code.next_line(behind)), "")]
    return [gone, Edit(span, "")]


def remove_entries(code: Code, entries: Entries, indexes: Sequence[int]) -> list[Edit]:
    """Take several entries out, as `remove_entry` does one; neighbours go as one stretch, comments between them too."""
    if len(indexes) < 2:
        return [edit for index in indexes for edit in remove_entry(code, entries, index)]
    edits: list[Edit] = []
    ordered = sorted(indexes)
    while ordered:
        first = last = ordered.pop(0)
        while ordered and ordered[0] == last + 1:
            last = ordered.pop(0)
        if first == last:
            edits += remove_entry(code, entries, first)
        elif last < len(entries) - 1:
            edits.append(Edit(Span(entries.span(code, first).start, entries.span(code, last + 1).start), ""))
        elif first:
            edits.append(Edit(Span(entries.span(code, first - 1).end, entries.span(code, last).end), ""))
        else:
            edits.append(Edit(Span(entries.span(code, first).start, entries.span(code, last).end), ""))
    return edits


def _only_comment(text: str) -> bool:
    rest = text.strip()
    return not rest or rest.startswith("#")
