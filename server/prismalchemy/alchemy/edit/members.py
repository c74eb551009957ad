"""Edits of the statements of a class: add one at a sensible place, take one out with what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from prismalchemy.alchemy.edit.code import Code, Node, insert
from prismalchemy.alchemy.statement import Statement
from prismalchemy.text import Edit, Span


def statements(node: Node) -> list[Node]:
    """The statements of a class's body: simple ones without their line end, compound ones whole."""
    return list(_each(_body(node)))


def module_statements(code: Code) -> list[Node]:
    """The statements of a module's top level, as those of a class's body."""
    return list(each_statement(code))


def each_statement(code: Code, *, backwards: bool = False) -> Iterator[Node]:
    """The same one after the other, or from the last to the first; what is not asked for is not parsed."""
    return _each(code.top_where(lambda _: True, backwards=backwards))


def statements_where(code: Code, wanted: Callable[[Statement], bool]) -> Iterator[Node]:
    """Those for which `wanted` says that they need to be parsed; all of them where the module was parsed as a whole."""
    return _each(code.top_where(wanted))


def statements_binding(code: Code, name: str) -> Iterator[Node]:
    """Those that may bind a name."""
    return statements_where(
        code, lambda statement: name == statement.name if statement.name is not None else name in statement.text
    )


def _each(nodes: Iterable[Node]) -> Iterator[Node]:
    for child in nodes:
        if child.type == "simple_stmt":
            yield from (part for part in child.children if part.type != "newline" and getattr(part, "value", "") != ";")
        elif child.type not in ("newline", "endmarker", "error_leaf"):
            yield child


def _body(node: Node) -> list[Node]:
    last = node.children[-1]
    return list(last.children) if last.type == "suite" else [last]


def target_of(statement: Node) -> str | None:
    """The name that a statement assigns, declares or defines; None for any other statement."""
    if statement.type in ("expr_stmt", "classdef", "funcdef"):
        name = statement.children[0] if statement.type == "expr_stmt" else statement.children[1]
        return str(name.value) if name.type == "name" else None
    if statement.type in ("decorated", "async_stmt", "async_funcdef"):
        return target_of(statement.children[-1])
    return None


def value_of(statement: Node) -> Node | None:
    """The expression that a statement assigns, annotated or not; None where there is none."""
    if statement.type != "expr_stmt":
        return None
    second = statement.children[1]
    if second.type == "annassign":
        return second.children[3] if len(second.children) > 3 else None
    is_assignment = len(statement.children) == 3 and second.type == "operator" and second.value == "="
    return statement.children[2] if is_assignment else None


def annotation_of(statement: Node) -> Node | None:
    """The annotation of a statement; None where there is none."""
    if statement.type != "expr_stmt" or statement.children[1].type != "annassign":
        return None
    return statement.children[1].children[1]


def is_docstring(statement: Node) -> bool:
    """Whether a statement is only a string."""
    return statement.type in ("string", "strings")


def is_placeholder(statement: Node) -> bool:
    """Whether a statement is `pass` or `...`."""
    return (statement.type, getattr(statement, "value", "")) in (("keyword", "pass"), ("operator", "..."))


def line_of(statement: Node) -> Node:
    """The node that has a statement's lines: the simple statement around it, or the compound statement itself."""
    parent = statement.parent
    return parent if parent is not None and parent.type == "simple_stmt" else statement


def end_of_line(code: Code, statement: Node) -> int:
    """Where the line behind a statement begins, comments at its end and a string under it included."""
    node = line_of(statement)
    following = _next_statement_line(node)
    if following is not None and is_docstring(alone(following)):
        node = following
    return behind(code, node)


def behind(code: Code, node: Node) -> int:
    """Where the line behind a node begins: a comment at its end is its own.

    The last node of a tree may be without its comment and its line end.
    """
    end = code.span(node).end
    if end and code.text[end - 1] in "\r\n":
        return end
    line_end = code.line_end(end)
    rest = code.text[end:line_end].strip()
    return code.behind_line_end(line_end) if not rest or rest.startswith("#") else end


def alone(node: Node) -> Node:
    """The statement in a line that has no other; the node itself if it is no line of simple statements."""
    return node.children[0] if node.type == "simple_stmt" and len(node.children) <= 2 else node


def is_top_level(statement: Node) -> bool:
    """Whether a statement stands in the module itself, under no `if` and no class."""
    parent = line_of(statement).parent
    return parent is not None and parent.type == "file_input"


def _next_statement_line(node: Node) -> Node | None:
    siblings = node.parent.children
    index = next(number for number, sibling in enumerate(siblings) if sibling is node)
    return siblings[index + 1] if index + 1 < len(siblings) else None


def member_indentation(code: Code, class_node: Node) -> str:
    """The indentation of a class's members."""
    body = class_node.children[-1]
    if body.type == "suite":
        first = next((child for child in body.children if child.type != "newline"), None)
        if first is not None:
            return code.indentation(code.span(first).start)
    return code.indentation(code.span(class_node).start) + code.indent


def add_member(
    code: Code,
    class_node: Node,
    text: str,
    after: Callable[[Node], bool],
    *,
    otherwise: Callable[[Node], bool] | None = None,
    blank: bool = False,
) -> list[Edit]:
    """Add a statement to a class.

    Args:
        code: the module.
        class_node: the class.
        text: the statement; lines end in `\\n`, four spaces a level, the first not indented.
        after: the new member stands behind the last member that this says yes to.
        otherwise: asked where `after` says yes to none; then there is an empty line between that member and the new
            one. Where this says yes to none either, the member goes to the top, behind the docstring.
        blank: put an empty line before the member even behind one that `after` says yes to.
    """
    members = statements(class_node)
    indentation = member_indentation(code, class_node)
    written = indentation + code.lines(text, indentation)
    body = class_node.children[-1]
    if body.type != "suite":
        colon = code.span(class_node.children[-2]).end
        first = code.span(members[0])
        if len(members) == 1 and is_placeholder(members[0]):
            return [Edit(Span(colon, first.end), code.newline + written)]
        end = code.line_end(code.span(members[-1]).end)
        return [
            Edit(Span(colon, first.start), code.newline + indentation),
            insert(end, code.newline + written),
        ]
    placeholder = next((member for member in members if is_placeholder(member)), None)
    if placeholder is not None and all(is_placeholder(member) or is_docstring(member) for member in members):
        return [Edit(code.span(placeholder), written[len(indentation) :])]
    place = next((member for member in reversed(members) if after(member)), None)
    gap = code.newline if blank else ""
    if place is None and otherwise is not None:
        place = next((member for member in reversed(members) if otherwise(member)), None)
        gap = code.newline
    if place is None and members and is_docstring(members[0]):
        place = members[0]
        gap = code.newline
    if place is None:
        start = code.line_start(code.span(members[0]).start)
        tail = "" if members[0].type == "expr_stmt" else code.newline
        return [insert(start, written + code.newline + tail)]
    at = end_of_line(code, place)
    if at and code.text[at - 1] not in "\r\n":
        return [insert(at, code.newline + gap + written)]
    return [insert(at, gap + written + code.newline)]


def remove_member(code: Code, class_node: Node, statement: Node) -> list[Edit] | None:
    """Take a statement out of a class, with its lines, its own comment and the string under it.

    A comment above it is its own, unless it heads a group: an empty line before the comment and another member
    directly below.

    Returns:
        None if the statement shares its line with others.
    """
    node = line_of(statement)
    if node.type == "simple_stmt" and len(node.children) > 2:
        return None
    start = code.line_start(code.span(statement).start)
    end = end_of_line(code, statement)
    members = [member for member in statements(class_node) if not start <= code.span(member).start < end]
    indentation = code.indentation(code.span(statement).start)
    if not members or class_node.children[-1].type != "suite":
        return [Edit(Span(code.span(statement).start, _trimmed(code, end)), "pass")]
    top = comment_start(code, start, indentation)
    if top < start:
        headed = _blank_before(code, top) and not _blank_at(code, end) and _indentation_at(code, end) == indentation
        top = start if headed else top
    if _blank_before(code, top) and _blank_at(code, end):
        end = code.next_line(end)
    elif end >= code.span(class_node).end and top > 0:
        # The class's last member: the empty lines before it go too.
        while _blank_before(code, top):
            top = code.line_start(top - 1)
    return [Edit(Span(top, end), "")]


def _trimmed(code: Code, end: int) -> int:
    while end > 0 and code.text[end - 1] in "\r\n":
        end -= 1
    return end


def comment_start(code: Code, start: int, indentation: str) -> int:
    """Where the comment lines directly above the line at `start` begin, those of the same indentation."""
    while start > 0:
        above = code.line_start(start - 1)
        line = code.text[above:start]
        if not re.match(re.escape(indentation) + "#", line):
            return start
        start = above
    return start


def _blank_before(code: Code, start: int) -> bool:
    return start > 0 and not code.text[code.line_start(start - 1) : start].strip()


def _blank_at(code: Code, start: int) -> bool:
    return start < len(code.text) and not code.text[start : code.next_line(start)].strip()


def _indentation_at(code: Code, start: int) -> str:
    return code.indentation(start) if start < len(code.text) and code.text[start] != "#" else ""
