"""What would be mentioned after a merge, but no longer be there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prismalchemy.alchemy.statement import line_starts
from prismalchemy.merge.conflict import Conflict
from prismalchemy.merge.mentions import binds, bound_names, defined, mentions


@dataclass(frozen=True, slots=True)
class Text:
    """A module's text and its syntax tree; None where the text is not Python."""

    text: str
    tree: ast.Module | None

    @classmethod
    def of(cls, text: str, tree: ast.Module | None) -> Text:
        """The text with its tree, which is made if it is not there."""
        try:
            return cls(text, tree or ast.parse(text))
        except SyntaxError:
            return cls(text, None)

    @property
    def count(self) -> int:
        """The number of its lines."""
        return len(line_starts(self.text))

    def line(self, number: int) -> str:
        """A line, counted from 1, without its indentation."""
        starts = [*line_starts(self.text), len(self.text)]
        return self.text[starts[number - 1] : starts[number]].strip()


def find(
    before: Mapping[str, Text],
    after: Mapping[str, Text],
    fresh: Mapping[str, ast.Module],
    renamed: Mapping[str, tuple[str, int]],
) -> Iterator[tuple[str, Conflict]]:
    """The places that mention what would be gone, with their paths.

    What was mentioned without being there before the merge is none of its business.

    Args:
        before: the files as they are, by path.
        after: the files as they would be.
        fresh: what is generated.
        renamed: the places of what the user gave another name, by the name that was generated.
    """
    broken = [path for path, text in after.items() if text.tree is None]
    if broken:
        yield from ((path, Conflict(1, "the result would not be Python; please report it")) for path in broken)
        return
    for path, there in _trees(before).items():
        tree = after[path].tree if path in after else None
        early = _used_early(tree) if tree is not None else {}
        for name in early.keys() - _used_early(there).keys():
            head = after[path].line(early[name])
            at = next((at for at in range(1, before[path].count + 1) if before[path].line(at) == head), 1)
            yield path, Conflict(at, f"`{name}` would be defined below this, which needs it; move this further down")
    was = defined(_trees(before))
    gone = (was | defined(fresh)) - defined(_trees(after))
    for path, tree in _trees(after).items() if gone else ():
        present = before[path].tree if path in before else None
        mentioned = list(mentions(present, path)) if present is not None else []
        missing = {mention: line for mention, line in mentions(tree, path) if mention in gone}
        bound = bound_names(tree) if missing else set()
        for mention, line in missing.items():
            lines = [line for other, line in mentioned if other == mention]
            if (lines and mention not in was) or (mention.kind in ("name", "class") and mention.name in bound):
                continue
            if any(other.kind in ("name", "class") and other.name == mention.owner for other in missing):
                continue
            if lines:
                same = after[path].line(line)
                number = next((one for one in lines if before[path].line(one) == same), lines[0])
                yield path, Conflict(number, f"`{mention}` is used here, but is no longer generated; change this first")
            else:
                where = renamed.get(mention.name) or renamed.get(mention.owner) or (path, 1)
                reason = f"`{mention}` is needed by what is generated, but is no longer there by this name"
                yield where[0], Conflict(where[1], reason)


def _used_early(tree: ast.Module) -> dict[str, int]:
    """The names of the top level that a module uses, while it is imported, above their definition.

    Returns:
        The line of the statement that uses each.
    """
    future = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    last = {name: index for index, node in reversed(list(enumerate(tree.body))) for name in binds(node)}
    found: dict[str, int] = {}
    for index, node in enumerate(tree.body):
        for name in _evaluated(node, annotations=not future):
            if last.get(name.id, -1) > index:
                found.setdefault(name.id, node.lineno)
    return found


def _evaluated(node: ast.AST, *, annotations: bool) -> Iterator[ast.Name]:
    """The names that are looked up when a statement is executed; not those within functions."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield node
    for field, value in ast.iter_fields(node):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) and field != "decorator_list":
            continue
        if field == "annotation" and not annotations:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _evaluated(child, annotations=annotations)


def _trees(texts: Mapping[str, Text]) -> dict[str, ast.Module]:
    return {path: text.tree for path, text in texts.items() if text.tree is not None}
