"""What refers to a table or a column by its name in the database, as a string."""

from __future__ import annotations

from collections.abc import Iterator

from prismalchemy.alchemy.edit import Call, Node, call_of, string_value
from prismalchemy.fixes.change import requoted
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.indexes import remove_index
from prismalchemy.fixes.table_args import remove_table_item
from prismalchemy.schema import UNKNOWN, ForeignKey, Table
from prismalchemy.text import Origin


def rename_references(draft: Draft, table: Table, old: str, new: str) -> bool:
    """Let indexes, keys and foreign keys that name a column follow when it is renamed in the database."""
    for index in table.indexes:
        if index.column_names is not UNKNOWN and old in index.column_names:
            _rename(draft, index.origin, old, new, skip_first="Index")
    key = table.primary_key
    if key is not UNKNOWN and key is not None and old in key.columns:
        _rename(draft, key.origin, old, new)
    for foreign_key in table.foreign_keys:
        if old in foreign_key.columns and len(foreign_key.columns) > 1:
            _rename(draft, foreign_key.origin, old, new)
    for foreign_key in _referring(draft, table):
        if foreign_key.target_columns is not UNKNOWN and old in foreign_key.target_columns:
            _rename(draft, foreign_key.origin, f"{table.key}.{old}", f"{table.key}.{new}")
    return True


def rename_table_references(draft: Draft, table: Table, old: str, new: str) -> None:
    """Let foreign keys that name a table, and relationships that name it as `secondary`, follow when it is renamed."""
    for foreign_key in _referring(draft, table):
        if foreign_key.target_columns is not UNKNOWN:
            for column in foreign_key.target_columns:
                _rename(draft, foreign_key.origin, f"{old}.{column}", f"{new}.{column}")
    for other in draft.project.models.tables:
        for relation in other.relations:
            if relation.join_table == table.key:
                _rename(draft, relation.origin, old, new)


def _referring(draft: Draft, table: Table) -> Iterator[ForeignKey]:
    """The foreign keys of the models that refer to a table, each declaration once."""
    seen: set[Origin] = set()
    for other in draft.project.models.tables:
        for foreign_key in other.foreign_keys:
            if foreign_key.target == table.key and foreign_key.origin not in seen:
                if foreign_key.origin is not None:
                    seen.add(foreign_key.origin)
                yield foreign_key


def _rename(draft: Draft, origin: Origin | None, old: str, new: str, skip_first: str = "") -> None:
    """Replace strings that say exactly `old` within a declaration; the first argument of `skip_first` is a name."""
    place = draft.project.place(origin)
    node = place.code.find(place.span) if place is not None else None
    if place is None or node is None:
        return
    call = call_of(place.code, node)
    if call is None and node.type == "expr_stmt" and skip_first:
        return
    skipped = _name_nodes(call, skip_first)
    for leaf in _strings(node):
        if string_value(leaf) == old and not any(leaf is other for other in skipped):
            draft.add(place.path, [requoted(place.code, leaf, new)])


def _name_nodes(call: Call | None, skip_first: str) -> list[Node]:
    """The arguments of a call that are the name of what it makes."""
    if call is None:
        return []
    named = call.keyword("name")
    found = [named.value] if named is not None else []
    if skip_first and call.function.rsplit(".", 1)[-1] == skip_first and call.positional:
        found.append(call.positional[0].value)
    return found


def _strings(node: Node) -> Iterator[Node]:
    if node.type == "string":
        yield node
    for child in getattr(node, "children", ()):
        yield from _strings(child)


def drop_references(draft: Draft, table: Table, column: str) -> bool:
    """Take out what a column is part of, before it goes; False where something else depends on the column."""
    key = table.primary_key
    if key is not UNKNOWN and key is not None and column in key.columns and len(key.columns) > 1:
        return False
    for foreign_key in _referring(draft, table):
        if foreign_key.target_columns is UNKNOWN or column in foreign_key.target_columns:
            return False
    items = [index for index in table.indexes if index.column_names is not UNKNOWN and column in index.column_names]
    for index in items:
        if _is_call(draft, index.origin) and not remove_index(draft, table, index):
            return False
    for foreign_key in table.foreign_keys:
        if column in foreign_key.columns and len(foreign_key.columns) > 1:
            place = draft.project.place(foreign_key.origin)
            node = place.code.find(place.span) if place is not None else None
            if place is None or node is None or not remove_table_item(draft, table, place, node):
                return False
    return True


def _is_call(draft: Draft, origin: Origin | None) -> bool:
    """Whether an index is a call of its own, and no argument of the column that goes anyway."""
    place = draft.project.place(origin)
    call = call_of(place.code, place.code.find(place.span)) if place is not None else None
    return call is not None and call.function.rsplit(".", 1)[-1] in ("Index", "UniqueConstraint")
