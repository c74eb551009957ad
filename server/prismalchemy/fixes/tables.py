"""Edits of a table's name."""

from __future__ import annotations

from prismalchemy.alchemy.edit import add_member, call_of, statements, string_value, target_of, value_of
from prismalchemy.fixes.change import requoted
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.references import rename_table_references
from prismalchemy.fixes.table_args import set_table_option
from prismalchemy.schema import Table
from prismalchemy.text import Edit


def set_table_name(draft: Draft, table: Table, prisma_table: Table) -> bool:
    """Give a table the name and schema that Prisma's has; foreign keys that name it follow."""
    project = draft.project
    canonical = project.pairing.names.canonical
    old, new = canonical(table.key), canonical(prisma_table.key)
    if old.name != new.name and not _set_name(draft, table, new.name):
        return False
    if old.schema != new.schema:
        place = project.place(table.name_origin or table.origin)
        if place is None:
            return False
        value = None if new.schema is None else place.code.string(new.schema)
        if not set_table_option(draft, table, "schema", value):
            return False
    if old == new:
        return False
    rename_table_references(draft, table, str(table.key), str(new))
    return True


def _set_name(draft: Draft, table: Table, name: str) -> bool:
    project = draft.project
    core = project.core_table(table)
    if core is not None:
        place, node = core
        call = call_of(place.code, node)
        first = call.positional[0].value if call is not None and call.positional else None
        if first is None:
            return False
        literal = string_value(first) is not None
        edit = requoted(place.code, first, name) if literal else Edit(place.code.span(first), place.code.string(name))
        draft.add(place.path, [edit])
        return True
    found = project.class_node(table)
    if found is None:
        return False
    place, class_node = found
    own = next((member for member in statements(class_node) if target_of(member) == "__tablename__"), None)
    if own is None:
        text = f"__tablename__ = {place.code.string(name)}"
        draft.add(place.path, add_member(place.code, class_node, text, lambda _: False))
        return True
    value = value_of(own)
    if value is None:
        return False
    literal = string_value(value) is not None
    edit = requoted(place.code, value, name) if literal else Edit(place.code.span(value), place.code.string(name))
    draft.add(place.path, [edit])
    return True
