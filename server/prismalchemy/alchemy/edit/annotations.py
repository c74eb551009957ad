"""Edits of annotations: what stands in `Mapped[...]`, and whether it may be None."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from prismalchemy.alchemy.edit.code import Code, Node, change
from prismalchemy.alchemy.statement import python_grammar
from prismalchemy.text import Edit, Span


class OptionalStyle(Enum):
    """How a file says that something may be None."""

    PIPE = "X | None"
    OPTIONAL = "Optional[X]"
    UNION = "Union[X, None]"


@dataclass(frozen=True, slots=True)
class Inner:
    """What an annotation says of the attribute's type: `span` is its place in the file, `text` its source.

    `mapped` tells whether it stands in `Mapped[...]`. For `Mapped["User"]` the text has its quotes; for
    `"Mapped[User]"` span and text lie within them.
    """

    span: Span
    text: str
    mapped: bool


def inner_of(code: Code, annotation: Node) -> Inner | None:
    """What an annotation says of the attribute's type; None where it cannot be edited (an f-string, a broken one)."""
    start, end = code.span(annotation)
    text = code.text[start:end]
    quoted = _quoted(text)
    if quoted is not None:
        start, text = start + 1, quoted
    expression = _expression(text)
    if expression is None:
        return None
    subscript = subscript_of(expression)
    if subscript is not None and subscript[0].rsplit(".", 1)[-1] in _WRAPPERS:
        offset = subscript[1]
        return Inner(Span(start + offset, start + offset + len(subscript[2])), subscript[2], mapped=True)
    if quoted is not None and _quoted(annotation_text := code.source(annotation)) is not None:
        return Inner(Span(start - 1, end), annotation_text, mapped=False)
    return Inner(Span(start, end), text, mapped=False)


_WRAPPERS = ("Mapped", "DynamicMapped", "WriteOnlyMapped", "MappedColumn")


def _quoted(text: str) -> str | None:
    """The body of a plain one-line string literal without escapes; None for anything else."""
    match = re.fullmatch(r"(['\"])(?!\1)([^\\\r\n]*?)\1", text)
    return match.group(2) if match and match.group(1) not in match.group(2) else None


def _expression(text: str) -> Node | None:
    """The tree of an expression; None if the text is not one expression."""
    tree = python_grammar().parse(text)
    first = tree.children[0]
    if len(tree.children) > 2 or first.type in ("error_node", "error_leaf", "endmarker"):
        return None
    if first.type == "simple_stmt":
        return first.children[0] if len(first.children) <= 2 else None
    return first


def subscript_of(expression: Node) -> tuple[str, int, str] | None:
    """For `name[inner]`: the name (dotted), where the inner text begins and the inner text; None for anything else.

    Offsets count from the beginning of the (one-line or several-line) expression's own text.
    """
    if expression.type not in ("atom_expr", "power") or expression.children[-1].type != "trailer":
        return None
    trailer = expression.children[-1]
    if trailer.children[0].value != "[" or len(trailer.children) != 3:
        return None
    name = "".join(child.get_code(include_prefix=False) for child in expression.children[:-1])
    whole = expression.get_code(include_prefix=False)
    # The tail of the text is `[`, the inner text with its prefix, the prefix of `]` and `]`.
    tail = trailer.get_code(include_prefix=False)
    inner = tail[1:-1]
    offset = len(whole) - len(tail) + 1
    stripped = inner.strip()
    return name, offset + len(inner) - len(inner.lstrip()), stripped


def split_optional(text: str) -> tuple[str, OptionalStyle | None]:
    """An annotation's text without None, and how it said None (None if it did not)."""
    quoted = _quoted(text)
    if quoted is not None:
        core, style = split_optional(quoted)
        return text[0] + core + text[-1], style
    expression = _expression(text)
    if expression is None:
        return text, None
    if expression.type in ("expr", "arith_expr") and any(
        child.type == "operator" and child.value == "|" for child in expression.children
    ):
        operands = [child for child in expression.children if child.type != "operator"]
        kept = [_bare(child) for child in operands if _bare(child) != "None"]
        return (" | ".join(kept), OptionalStyle.PIPE) if len(kept) < len(operands) else (text, None)
    subscript = subscript_of(expression)
    if subscript is None:
        return text, None
    name = subscript[0].rsplit(".", 1)[-1]
    if name == "Optional":
        return subscript[2], OptionalStyle.OPTIONAL
    if name == "Union":
        parts = split_commas(subscript[2])
        kept = [part for part in parts if part != "None"]
        if len(kept) < len(parts):
            return (kept[0] if len(kept) == 1 else f"{subscript[0]}[{', '.join(kept)}]"), OptionalStyle.UNION
    return text, None


def _bare(node: Node) -> str:
    return str(node.get_code(include_prefix=False)).strip()


def split_commas(text: str) -> list[str]:
    """The parts of a text between the commas that stand in no brackets and no string."""
    parts = []
    depth = 0
    begin = 0
    for match in re.finditer(r"'[^']*'|\"[^\"]*\"|[\[\](){},]", text):
        found = match.group()
        if found in "[({":
            depth += 1
        elif found in "])}":
            depth -= 1
        elif found == "," and depth == 0:
            parts.append(text[begin : match.start()].strip())
            begin = match.end()
    last = text[begin:].strip()
    return [*parts, last] if last else parts


def join_optional(text: str, style: OptionalStyle, optional: str = "Optional") -> str:
    """An annotation's text that may be None; `optional` is the local spelling of `typing.Optional`."""
    if style is OptionalStyle.PIPE:
        quoted = _quoted(text)
        return f"{text[0]}{quoted} | None{text[-1]}" if quoted is not None else f"{text} | None"
    return f"{optional}[{text}]"


def optional_style(code: Code) -> OptionalStyle:
    """How the file says that something may be None: with `Optional[...]` if it says so more often than `| None`."""
    optionals = len(re.findall(r"\bOptional\[", code.text))
    pipes = len(re.findall(r"\|\s*None\b", code.text))
    return OptionalStyle.OPTIONAL if optionals > pipes else OptionalStyle.PIPE


def set_inner(inner: Inner, text: str) -> list[Edit]:
    """Replace what an annotation says of the attribute's type."""
    return change(inner.span.start, inner.text, text)
