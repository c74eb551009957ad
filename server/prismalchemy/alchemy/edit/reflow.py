"""Breaking lines that an edit made too long."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.alchemy.edit.code import Code, Node
from prismalchemy.alchemy.edit.entries import Entries, entries_of
from prismalchemy.text import Edit, Span


def reflow(code: Code, offsets: Iterable[int], width: int) -> list[Edit]:
    """Break the lines at these offsets that are longer than `width`: a call, tuple or list that stands on one line is
    put on several, its entries indented once, with a trailing comma if each has its own.
    """
    edits: list[Edit] = []
    for start in sorted({code.line_start(offset) for offset in offsets}):
        end = code.line_end(start)
        comment = code.text.find("  #", start, end)
        if (comment if comment >= 0 else end) - start <= width:
            continue
        together = _together(code, start, end)
        if together is not None:
            edits.append(_one_a_line(code, together, code.indentation(start), width))
            continue
        node = _widest(code, code.top, Span(start, end))
        entries = entries_of(node) if node is not None else None
        if node is None or entries is None or not len(entries):
            continue
        opening, closing = code.span(entries.opening), code.span(entries.closing)
        head = opening.end - start
        text = _broken(code, entries, code.indentation(start), width)
        if head <= width:
            edits.append(Edit(Span(opening.end, closing.start), text))
    return edits


def _together(code: Code, start: int, end: int) -> Entries | None:
    """The list whose entries, two or more, fill a line between the lines of its brackets; None if there is none."""
    first = start + len(code.indentation(start))
    node = code.smallest(Span(first, max(len(code.text[:end].rstrip()), first + 1)))
    while node is not None and not _is_list(node):
        node = node.parent
    entries = entries_of(node) if node is not None else None
    if entries is None or len(entries) < 2:
        return None
    if len(entries.commas) == len(entries):
        behind = code.text[entries.span(code, len(entries) - 1).end : code.span(entries.commas[-1]).start]
        if "#" in behind:
            return None
    fills = entries.span(code, 0).start == first and entries.span(code, len(entries) - 1).end <= end
    return entries if fills and code.span(entries.closing).start > end else None


def _one_a_line(code: Code, entries: Entries, indentation: str, width: int) -> Edit:
    """Entries that stand together on a line, each on a line of its own with a comma behind it."""
    last = entries.commas[-1] if len(entries.commas) == len(entries) else entries.nodes[-1][-1]
    whole = Span(entries.span(code, 0).start, code.span(last).end)
    texts = [code.text[slice(*entries.span(code, index))] for index in range(len(entries))]
    lines = [f"{_entry(code, entries, index, text, indentation, width)}," for index, text in enumerate(texts)]
    return Edit(whole, f"{code.newline}{indentation}".join(lines))


def _widest(code: Code, nodes: Iterable[Node], line: Span) -> Node | None:
    """The longest bracketed list that lies on the line, but no subscript and no head of a class or function."""
    best: Node | None = None
    longest = 0
    for child in nodes:
        span = code.span(child)
        if span.end < line.start or span.start > line.end:
            continue
        if _is_list(child) and line.covers(span):
            found: Node | None = child
        else:
            found = _widest(code, getattr(child, "children", ()), line)
        if found is not None:
            size = code.span(found)
            if size.end - size.start > longest:
                best, longest = found, size.end - size.start
    return best


def _is_list(node: Node) -> bool:
    first = node.children[0] if hasattr(node, "children") and node.children else None
    if first is None or first.type != "operator":
        return False
    return (node.type == "trailer" and first.value == "(") or (node.type == "atom" and first.value in "([{")


def _broken(code: Code, entries: Entries, indentation: str, width: int) -> str:
    """What stands between two brackets, on lines of its own."""
    inner = indentation + code.indent
    texts = [code.text[slice(*entries.span(code, index))] for index in range(len(entries))]
    together = ", ".join(texts)
    is_call = not entries.is_tuple and entries.opening.value == "("
    if is_call and len(inner.expandtabs(4)) + len(together) <= width and len(entries.commas) < len(entries):
        return f"{code.newline}{inner}{together}{code.newline}{indentation}"
    lines = [f"{code.newline}{inner}{_entry(code, entries, i, text, inner, width)}," for i, text in enumerate(texts)]
    return "".join(lines) + code.newline + indentation


def _entry(code: Code, entries: Entries, index: int, text: str, indentation: str, width: int) -> str:
    """One entry on a line of its own, broken again where it is too long for that."""
    if len(indentation.expandtabs(4)) + len(text) + 1 <= width:
        return text
    span = entries.span(code, index)
    node = next((found for part in entries.nodes[index] if (found := _widest_in(code, part, span)) is not None), None)
    inside = entries_of(node) if node is not None else None
    if node is None or inside is None or not len(inside):
        return text
    opening, closing = code.span(inside.opening).end, code.span(inside.closing).start
    broken = _broken(code, inside, indentation, width)
    return code.text[span.start : opening] + broken + code.text[closing : span.end]


def _widest_in(code: Code, node: Node, span: Span) -> Node | None:
    return _widest(code, [node], span)
