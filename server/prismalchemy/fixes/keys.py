"""Edits of primary and foreign keys."""

from __future__ import annotations

from prismalchemy.alchemy.edit import Call, Code, call_of, change, change_keywords, entries_of, string_value
from prismalchemy.fixes.ambiguity import say_foreign_keys
from prismalchemy.fixes.change import change_of, requoted
from prismalchemy.fixes.columns import with_known_targets
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.names import FileNames
from prismalchemy.fixes.style import style_of
from prismalchemy.fixes.table_args import add_table_item, replace_table_item, table_args
from prismalchemy.generate.constraints import foreign_key_node, primary_key_node
from prismalchemy.generate.layout import Call as Expression
from prismalchemy.generate.layout import Display, Keyword, flat
from prismalchemy.schema import UNKNOWN, ForeignKey, ReferentialAction, Table
from prismalchemy.text import Edit


def set_primary_key(draft: Draft, table: Table, prisma_table: Table) -> bool:
    """Make the primary key what Prisma's is; a column that the models lack is left to its own divergence."""
    key = prisma_table.primary_key
    if key is UNKNOWN or key is None or table.primary_key is UNKNOWN:
        return False
    if any(table.column(name) is None for name in key.columns):
        return False
    own = table.primary_key
    place = draft.project.place(own.origin) if own is not None else None
    call = call_of(place.code, place.code.find(place.span)) if place is not None else None
    if place is not None and call is not None and call.function.rsplit(".", 1)[-1] == "PrimaryKeyConstraint":
        names = FileNames(draft, place.path, draft.taken(table))
        style = style_of(draft.project, place.path, None, table)
        quoted = ", ".join(place.code.string(name) for name in key.columns)
        item = primary_key_node(prisma_table, names) or f"{call.function}({quoted})"
        return replace_table_item(draft, place, call.node, item, style)
    changed = False
    for column in table.columns:
        wanted = column.name in key.columns
        if wanted == (own is not None and column.name in own.columns):
            continue
        found = change_of(draft, table, column)
        if found is None:
            return False
        where, declaration, _ = found
        if wanted:
            declaration.set_keyword("primary_key", "True")
        else:
            declaration.remove_keyword("primary_key")
        edits = declaration.edits()
        draft.add(where.path, edits)
        changed = changed or bool(edits)
    order = tuple(column.name for column in table.columns if column.name in key.columns)
    if not changed and order != key.columns:
        args = table_args(draft.project, table)
        if args is None:
            return False
        names = FileNames(draft, args.place.path, draft.taken(table))
        columns = [args.place.code.string(name) for name in key.columns]
        item = Expression(names.use("sqlalchemy", "PrimaryKeyConstraint"), tuple(columns))
        return add_table_item(draft, table, item, style_of(draft.project, args.place.path, args.class_node, table))
    return changed


def add_foreign_key(draft: Draft, table: Table, foreign_key: ForeignKey) -> bool:
    """Declare a foreign key of Prisma's: with its column, or with the table where it has several columns."""
    if any(table.column(name) is None for name in foreign_key.columns) or not _target_known(draft, table, foreign_key):
        return False
    if not say_foreign_keys(draft, table, foreign_key):
        return False
    if len(foreign_key.columns) > 1:
        args = table_args(draft.project, table)
        if args is None:
            return False
        names = FileNames(draft, args.place.path, draft.taken(table))
        style = style_of(draft.project, args.place.path, args.class_node, table)
        return add_table_item(draft, table, foreign_key_node(table, foreign_key, names), style)
    column = table.column(foreign_key.columns[0])
    found = change_of(draft, table, column) if column is not None else None
    if found is None:
        return False
    place, change_, names = found
    style = style_of(draft.project, place.path, None, table)
    node = foreign_key_node(table, foreign_key, names)
    declaration = change_.declaration
    if declaration.kind == "sqlmodel" and declaration.inner is None:
        call = declaration.call
        if call is not None and (call.keyword("sa_column_args") or call.keyword("foreign_key")):
            return False
        change_.set_keyword("sa_column_args", f"[{flat(node, style)}]")
    else:
        taken = [argument for argument in (declaration.name_argument(), declaration.type_argument()) if argument]
        position = sum(argument.keyword is None for argument in taken)
        change_.insert_positional(position, flat(node, style))
    edits = change_.edits()
    draft.add(place.path, edits)
    return bool(edits)


def _target_known(draft: Draft, table: Table, foreign_key: ForeignKey) -> bool:
    """Whether the models have what the foreign key refers to; one that leads nowhere breaks the mapping."""
    alone = Table(name=table.name, schema=table.schema, foreign_keys=(foreign_key,))
    return bool(with_known_targets(draft.project, alone).foreign_keys)


def replace_foreign_key(draft: Draft, table: Table, models_key: ForeignKey, foreign_key: ForeignKey) -> bool:
    """Make a foreign key what Prisma's is: target and actions are changed one by one, all else stays."""
    place = draft.project.place(models_key.origin)
    node = place.code.find(place.span) if place is not None else None
    if place is None or node is None or not _target_known(draft, table, foreign_key):
        return False
    same_target = _same_target(draft, models_key, foreign_key)
    if draft.project.is_shared(models_key.origin) or not (same_target or say_foreign_keys(draft, table, foreign_key)):
        return False
    code = place.code
    if node.type == "argument" or (node.type in ("string", "strings")):
        return _replace_field_key(draft, table, foreign_key)
    call = call_of(code, node)
    if call is None:
        return False
    names = FileNames(draft, place.path, draft.taken(table))
    style = style_of(draft.project, place.path, None, table)
    function = draft.project.resolver(place.path)(call.function)
    if function not in ("ForeignKey", "ForeignKeyConstraint"):
        return _replace_field_key(draft, table, foreign_key)
    item = foreign_key_node(table, foreign_key, names)
    assert isinstance(item, Expression)
    edits = []
    if not same_target or models_key.target_columns != foreign_key.target_columns:
        whole = flat(item, style)
        if function == "ForeignKeyConstraint" or not call.positional:
            draft.add(place.path, change(code.span(node).start, code.source(node), whole))
            return True
        target = item.items[0]
        first = call.positional[0].value
        value = getattr(target, "value", "")
        if string_value(first) is not None:
            edits.append(requoted(code, first, value))
        else:
            edits.append(Edit(code.span(first), code.string(value)))
    elif function == "ForeignKeyConstraint" and models_key.columns != foreign_key.columns:
        first = call.positional[0].value if call.positional else None
        if first is None or entries_of(first) is None:
            return False
        listed = Display("[", tuple(code.string(name) for name in foreign_key.columns))
        edits += change(code.span(first).start, code.source(first), flat(listed, style))
    edits += _actions(code, call, item, models_key, foreign_key)
    draft.add(place.path, edits)
    return bool(edits)


def set_foreign_key_name(draft: Draft, models_key: ForeignKey, foreign_key: ForeignKey) -> bool:
    """Give a foreign key Prisma's name; not where SQLModel's `foreign_key=` makes it, which takes no name."""
    place = draft.project.place(models_key.origin)
    node = place.code.find(place.span) if place is not None else None
    call = call_of(place.code, node) if place is not None and node is not None else None
    if place is None or call is None or not isinstance(foreign_key.name, str):
        return False
    resolved = draft.project.resolver(place.path)(call.function)
    if resolved not in ("ForeignKey", "ForeignKeyConstraint") or draft.project.is_shared(models_key.origin):
        return False
    there = call.keyword("name")
    if there is not None and string_value(there.value) is not None:
        draft.add(place.path, [requoted(place.code, there.value, foreign_key.name)])
    else:
        draft.add(place.path, change_keywords(place.code, call, {"name": place.code.string(foreign_key.name)}))
    return True


def _same_target(draft: Draft, left: ForeignKey, right: ForeignKey) -> bool:
    if left.target is UNKNOWN or right.target is UNKNOWN:
        return False
    canonical = draft.project.pairing.names.canonical
    return canonical(left.target) == canonical(right.target)


def _actions(code: Code, call: Call, item: Expression, models_key: ForeignKey, foreign_key: ForeignKey) -> list[Edit]:
    """Set or remove `ondelete` and `onupdate`, where they differ."""
    wanted = {keyword.name for keyword in item.items if isinstance(keyword, Keyword)}
    values: dict[str, str | None] = {}
    edits: list[Edit] = []
    for keyword, mine, theirs in (
        ("ondelete", models_key.on_delete, foreign_key.on_delete),
        ("onupdate", models_key.on_update, foreign_key.on_update),
    ):
        if mine == theirs or not isinstance(theirs, ReferentialAction):
            continue
        there = call.keyword(keyword)
        if keyword not in wanted:
            values[keyword] = None
        elif there is not None and string_value(there.value) is not None:
            edits.append(requoted(code, there.value, theirs.value))
        else:
            values[keyword] = code.string(theirs.value)
    return edits + change_keywords(code, call, values)


def _replace_field_key(draft: Draft, table: Table, foreign_key: ForeignKey) -> bool:
    """SQLModel's `foreign_key="user.id"` becomes a `ForeignKey` with its actions."""
    column = table.column(foreign_key.columns[0]) if len(foreign_key.columns) == 1 else None
    found = change_of(draft, table, column) if column is not None else None
    if found is None:
        return False
    place, change_, names = found
    if change_.declaration.kind != "sqlmodel" or change_.declaration.inner is not None:
        return False
    style = style_of(draft.project, place.path, None, table)
    text = f"[{flat(foreign_key_node(table, foreign_key, names), style)}]"
    call = change_.declaration.call
    if call is None or call.keyword("sa_column_args") is not None or call.keyword("foreign_key") is None:
        return False
    change_.rename_keyword("foreign_key", "sa_column_args", text)
    change_.remove_keyword("ondelete")
    edits = change_.edits()
    draft.add(place.path, edits)
    return bool(edits)
