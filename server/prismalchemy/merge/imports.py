"""Three-way merge of imports, name by name and not line by line: sorters and formatters cut them as they like."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from prismalchemy.alchemy.edit import Code, add_imports
from prismalchemy.generate.imports import from_imports
from prismalchemy.merge.align import Trio
from prismalchemy.merge.conflict import Conflict
from prismalchemy.merge.identity import is_typing_block
from prismalchemy.merge.pieces import Body, Piece
from prismalchemy.text import apply_edits


@dataclass(frozen=True, slots=True)
class Name:
    """An imported name: `name` of `module` is `local` here. `name` is empty for a module that is imported whole.

    `typing` says that it is imported under `if TYPE_CHECKING:`.
    """

    module: str
    name: str
    local: str
    typing: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of the imports: names that go and names that come."""

    going: frozenset[Name]
    coming: frozenset[Name]


def is_import(piece: Piece) -> bool:
    """Whether a piece is one import statement."""
    return len(piece.nodes) == 1 and isinstance(piece.nodes[0], (ast.Import, ast.ImportFrom))


def imported(body: Body, *, typing: bool = False) -> Iterator[tuple[Name, Piece]]:
    """The names that the top level of a body imports."""
    for piece in body.pieces:
        if is_import(piece):
            yield from ((name, piece) for name in names_of(piece, typing=typing))
        elif piece.body is not None and is_typing_block(piece.nodes[0]):
            yield from imported(piece.body, typing=True)


def names_of(piece: Piece, *, typing: bool) -> list[Name]:
    """The names that an import statement brings in."""
    node = piece.nodes[0]
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        return [Name(module, alias.name, alias.asname or alias.name, typing) for alias in node.names]
    assert isinstance(node, ast.Import)
    return [Name(alias.name, "", alias.asname or alias.name.partition(".")[0], typing) for alias in node.names]


def plan(base: Body, present: Body, fresh: Body, used: Collection[str]) -> Plan:
    """What goes and what comes.

    What the generator no longer needs goes unless the rest of the module still uses it; what it needs comes, but a name
    that the user took out and nothing uses stays out.

    Args:
        base, present, fresh: the three modules.
        used: the names that the merged module mentions.
    """
    before, now, then = (frozenset(name for name, _ in imported(body)) for body in (base, present, fresh))
    going = frozenset(name for name in now & before - then if name.local not in used)
    coming = frozenset(name for name in then - now if name not in before or name.local in used)
    return Plan(going, coming)


def leaves_typing_block(plan: Plan, present: Body) -> bool:
    """Whether there is something under `if TYPE_CHECKING:` in the result."""
    if any(name.typing for name in plan.coming):
        return True
    blocks = [piece.body for piece in present.pieces if piece.body is not None and is_typing_block(piece.nodes[0])]
    kept = {name for name, _ in imported(present) if name.typing} - plan.going
    return bool(kept) or any(not is_import(piece) for block in blocks for piece in block.pieces)


def clashes(plan: Plan, present: Body, own: Sequence[Piece]) -> Iterator[Conflict]:
    """Names that are to come and mean something else already.

    Args:
        plan: what comes.
        present: the module as it is.
        own: its pieces that are the user's.
    """
    there = {name.local: (name, piece) for name, piece in imported(present) if name not in plan.going}
    defined = {piece.name: piece for piece in own if piece.name is not None}
    for name in sorted(plan.coming, key=lambda name: name.local):
        other = there.get(name.local)
        if other is not None and (other[0].module, other[0].name) != (name.module, name.name):
            yield Conflict(other[1].line, f"`{name.local}` is `{_origin(other[0])}`, but {_needs(name)}")
        elif name.local in defined:
            yield Conflict(defined[name.local].line, f"`{name.local}` is your own, but {_needs(name)}")


def merge_import(trio: Trio, plan: Plan, hosts: dict[str, Piece], *, typing: bool) -> str | None:
    """The merged text of an import statement; None where nothing is left of it.

    Args:
        trio: the statement; as it is now or as it is generated now.
        plan: what goes and comes.
        hosts: the present statement that takes up the new names of a module.
        typing: whether it stands under `if TYPE_CHECKING:`.

    Raises:
        ValueError: a name cannot be taken out for the comments around it; the message says why.
    """
    piece = trio.present
    fresh = trio.fresh
    if piece is None:
        if fresh is None:
            return None
        coming = [name for name in names_of(fresh, typing=typing) if name in plan.coming and _host(name, hosts) is None]
        if len(coming) == len(names_of(fresh, typing=typing)):
            return fresh.text
        return _rendered(coming, _indentation(fresh)) if coming else None
    names = names_of(piece, typing=typing)
    result = [name for name in names if name not in plan.going]
    result += sorted(
        (name for name in plan.coming if name.typing == typing and _host(name, hosts) is piece),
        key=lambda name: name.local,
    )
    if not result:
        if piece.comments:
            raise ValueError("the generator no longer needs this import; take it out, your comment with it")
        return None
    as_generated = fresh is not None and set(names_of(fresh, typing=typing)) == set(result)
    if set(result) == set(names):
        untouched = trio.base is not None and trio.base.text == piece.text
        return fresh.text if fresh is not None and as_generated and untouched else piece.text
    if fresh is not None and as_generated and not piece.comments:
        return fresh.text
    if "#" not in piece.text:
        return _rendered(result, _indentation(piece))
    if any(name in plan.going for name in names):
        gone = ", ".join(f"`{name.local}`" for name in names if name in plan.going)
        raise ValueError(f"the generator no longer needs {gone}; take it out, your comment with it")
    code = Code(textwrap.dedent(piece.text))
    wanted = {result[0].module: {name.name: name.local for name in result if name not in names}}
    return textwrap.indent(apply_edits(code.text, add_imports(code, wanted)), _indentation(piece))


def hosts(body: Body) -> dict[str, Piece]:
    """For each module the statement that takes up new names: the first one that imports names as they are."""
    found: dict[str, Piece] = {}
    for piece in body.pieces:
        if is_import(piece) and piece.key[0] == "from" and piece.key[2:] in (((),), ((), 2)):
            node = piece.nodes[0]
            if isinstance(node, ast.ImportFrom) and node.names[0].name != "*":
                found.setdefault(piece.key[1], piece)
    return found


def _host(name: Name, hosts: dict[str, Piece]) -> Piece | None:
    return hosts.get(name.module) if name.name and name.local == name.name else None


def _rendered(names: Sequence[Name], indentation: str) -> str:
    written = [name.name if name.name == name.local else f"{name.name} as {name.local}" for name in names]
    lines = from_imports(names[0].module, dict.fromkeys(written), 88 - len(indentation))
    return "".join(f"{indentation}{line}\n" for text in lines for line in text.split("\n"))


def _indentation(piece: Piece) -> str:
    return piece.text[: len(piece.text) - len(piece.text.lstrip())]


def _origin(name: Name) -> str:
    return f"{name.module}.{name.name}" if name.name else name.module


def _needs(name: Name) -> str:
    return f"what is generated needs `{_origin(name)}` by this name"
