"""Which pieces of three texts are the same thing, and in which order they go together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from prismalchemy.merge.identity import Key
from prismalchemy.merge.pieces import Piece

Places: TypeAlias = "tuple[int | None, int | None, int | None]"
"""Where something stands in the three bodies; None where it is not."""


@dataclass(eq=False)
class Trio:
    """One thing in the three texts: as it was generated last, as it is, as it would be generated now."""

    base: Piece | None
    present: Piece | None
    fresh: Piece | None


def align(base: Sequence[Piece], present: Sequence[Piece], fresh: Sequence[Piece]) -> list[Trio]:
    """The pieces of three texts by what they are.

    Things are found by the database's name where they have one, then by the name that they bind: so a class is found
    that the user renamed, and a column that got another name in the database.
    """
    trios = [Trio(piece, None, None) for piece in base]
    rest_present = _match(trios, base, present, "present")
    rest_fresh = _match(trios, base, fresh, "fresh")
    both = [Trio(None, piece, None) for piece in rest_present]
    rest = _match(both, rest_present, rest_fresh, "fresh")
    return [*trios, *both, *(Trio(None, None, piece) for piece in rest)]


def _match(trios: Sequence[Trio], known: Sequence[Piece], others: Sequence[Piece], side: str) -> list[Piece]:
    """Put pieces to the trios of the pieces `known`; what is left over."""
    by_key = {piece.key: trio for piece, trio in zip(known, trios, strict=True)}
    found = {id(piece): by_key[piece.key] for piece in others if piece.key in by_key}
    taken = {id(trio) for trio in found.values()}
    by_name = {_named(piece): trio for piece, trio in zip(known, trios, strict=True) if id(trio) not in taken}
    by_name.pop(None, None)
    rest = []
    for piece in others:
        trio = found.get(id(piece)) or by_name.pop(_named(piece), None)
        if trio is None:
            rest.append(piece)
        else:
            setattr(trio, side, piece)
    return rest


def _named(piece: Piece) -> Key | None:
    """What a piece may be found by if not by its key."""
    return None if piece.name is None else (type(piece.nodes[0]).__name__ == "ClassDef", piece.key[0], piece.name)


def arrange(order: Mapping[int, Places], kept: Collection[int]) -> list[int]:
    """The order of a merged body, as indexes of its things.

    The generator's order holds as long as the user did not change it; what the user added stays behind what it stood
    behind, and at the end where it stood at the end.

    Args:
        order: by index of a thing, its places in the three bodies.
        kept: which of them are in the result.
    """
    common = [index for index in kept if order[index][0] is not None and order[index][1] is not None]
    moved = sorted(common, key=lambda i: order[i][0] or 0) != sorted(common, key=lambda i: order[i][1] or 0)
    present = sorted((i for i in kept if order[i][1] is not None), key=lambda i: order[i][1] or 0)
    fresh = sorted((i for i in kept if order[i][2] is not None), key=lambda i: order[i][2] or 0)
    if moved:
        return _woven(present, fresh, at_end=False)
    return _woven(fresh, present, at_end=True)


def _woven(main: Sequence[int], other: Sequence[int], *, at_end: bool) -> list[int]:
    """`main` with what only `other` has, each behind what it stands behind there.

    Args:
        main: the order that holds.
        other: another order of some of the same and some more.
        at_end: what stands at the end of `other` stands at the end of the result.
    """
    result = list(main)
    inside = set(main)
    last = max((position for position, index in enumerate(other) if index in inside), default=-1)
    before: int | None = None
    for position, index in enumerate(other):
        if index not in inside:
            if at_end and position > last >= 0:
                result.append(index)
            else:
                result.insert(result.index(before) + 1 if before is not None else 0, index)
        before = index
    return result
