"""Edits of enums: the type's name, and its labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from prismalchemy.alchemy.edit import (
    Call,
    Code,
    Node,
    add_member,
    call_of,
    change_keywords,
    insert,
    insert_entries,
    remove_entry,
    remove_member,
    set_keywords,
    statements,
    string_value,
    target_of,
    value_of,
)
from prismalchemy.alchemy.edit.members import comment_start, end_of_line, member_indentation
from prismalchemy.fixes.change import change_of, requoted
from prismalchemy.fixes.declaration import Resolve
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.enum_classes import EnumHome, class_of, members_for, values_of
from prismalchemy.fixes.names import FileNames
from prismalchemy.fixes.project import Place
from prismalchemy.generate import render_type
from prismalchemy.generate.names import Member
from prismalchemy.generate.types import VALUES_CALLABLE
from prismalchemy.schema import UNKNOWN, Column, Enum, Table
from prismalchemy.text import Edit, Span, apply_edits

_TYPES = frozenset({"Enum", "ENUM"})
_CAST = re.compile(r"""::\s*(?:(?:"[^"]*"|\w+)\.)?(?P<name>"[^"]*"|\w+)""")
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def create_enum(draft: Draft, enum: Enum) -> bool:
    """Write the Python class of an enum that has none: where the other enums are, else where most models are."""
    counts: dict[str, int] = {}
    for table in draft.project.models.tables:
        if table.name_origin is not None and table.entity is not None:
            counts[table.name_origin.path] = counts.get(table.name_origin.path, 0) + 1
    if not counts:
        return False
    path = max(sorted(counts), key=lambda path: counts[path])
    return draft.create_enum(path, enum)


def set_enum_name(draft: Draft, models_enum: Enum, enum: Enum) -> bool:
    """Give the database type the name and schema that Prisma's has, wherever a column makes it one, or a default is
    cast to it.
    """
    if not isinstance(enum.name, str):
        return False
    done = False
    for table, column, place, call in _sites(draft, models_enum):
        _recast(draft, column, models_enum, enum)
        if call is None:
            done = _set_type(draft, table, column, enum) or done
            continue
        edits = _set_strings_of(place.code, call, {"name": enum.name, "schema": enum.schema})
        draft.add_once(place.path, edits)
        done = done or bool(edits)
    return done


def _recast(draft: Draft, column: Column, models_enum: Enum, enum: Enum) -> None:
    """Cast a column's default to the type of the new name: `text("'{a}'::\\"Role\\"[]")`."""
    found = draft.project.declaration(column)
    call = found[1].column_call if found is not None else None
    argument = call.keyword("server_default") if call is not None else None
    if found is None or argument is None:
        return
    code, value = found[0].code, argument.value
    inner = call_of(code, value)
    if inner is not None and inner.positional:
        value = inner.positional[0].value
    text = string_value(value)
    if text is None:
        return

    def recast(match: re.Match[str]) -> str:
        name = match["name"]
        if (name.strip('"') if name.startswith('"') else name.lower()) != models_enum.name:
            return match.group()
        return "::" + ".".join(map(_identifier, filter(None, (enum.schema, str(enum.name)))))

    changed = _CAST.sub(recast, text)
    if changed != text:
        draft.add_once(found[0].path, [requoted(code, value, changed)])


def _identifier(name: str) -> str:
    """A name as SQL has it."""
    return name if _PLAIN.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def _set_strings_of(code: Code, call: Call, values: dict[str, str | None]) -> list[Edit]:
    """Give keyword arguments these strings, in the quotes that they have; None takes one out."""
    edits: list[Edit] = []
    rest: dict[str, str | None] = {}
    for name, value in values.items():
        there = call.keyword(name)
        if there is None or value is None or string_value(there.value) is None:
            rest[name] = None if value is None else code.string(value)
        elif string_value(there.value) != value:
            edits.append(requoted(code, there.value, value))
    return edits + change_keywords(code, call, rest)


def _sites(draft: Draft, enum: Enum) -> Iterator[tuple[Table, Column, Place, Call | None]]:
    """The columns that have an enum as their type, each with the call of `Enum` that says so; None where the type
    follows from the annotation.
    """
    for table in draft.project.models.tables:
        for column in table.columns:
            if column.type is UNKNOWN or column.type.enum is None or not _same(column.type.enum, enum):
                continue
            found = draft.project.declaration(column)
            if found is None:
                continue
            place, declaration = found
            argument = declaration.type_argument()
            if argument is None:
                yield table, column, place, None
                continue
            call = _enum_call(place.code, argument.value, declaration.resolve)
            if call is not None:
                yield table, column, place, call
                continue
            shared = _shared_call(draft, column.type.enum)
            if shared is not None:
                yield table, column, *shared


def _shared_call(draft: Draft, enum: Enum) -> tuple[Place, Call] | None:
    """The call of `Enum` behind a name (`role_type = Enum(Role, …)`), where it is of this one enum alone.

    What a function makes, or a type map for many classes, is not.
    """
    place = draft.project.place(enum.call_origin)
    node = place.code.find(place.span) if place is not None else None
    call = call_of(place.code, node) if place is not None else None
    if place is None or node is None or call is None:
        return None
    resolve = draft.project.resolver(place.path)
    if resolve(call.function) not in _TYPES or _in_function(node):
        return None
    if enum.entity is not None and (
        not call.positional or resolve(place.code.source(call.positional[0].value)) != enum.entity
    ):
        return None
    return place, call


def _in_function(node: Node) -> bool:
    around = node.parent
    while around is not None and around.type not in ("funcdef", "lambdef"):
        around = around.parent
    return around is not None


def _same(left: Enum, right: Enum) -> bool:
    if left.entity is not None or right.entity is not None:
        return left.entity == right.entity and left.class_origin == right.class_origin
    return left == right


def _enum_call(code: Code, node: Node, resolve: Resolve) -> Call | None:
    """The call of `Enum` that a type is, or has in it (`ARRAY(Enum(...))`)."""
    call = call_of(code, node)
    if call is not None and resolve(call.function) in _TYPES:
        return call
    for child in getattr(node, "children", ()):
        found = _enum_call(code, child, resolve)
        if found is not None:
            return found
    return None


def _set_type(draft: Draft, table: Table, column: Column, enum: Enum) -> bool:
    """Say the type of a column whose annotation alone said it."""
    found = change_of(draft, table, column)
    prisma = _prisma_column(draft, table, column, enum)
    if found is None or prisma is None or prisma.type is UNKNOWN:
        return False
    place, change, names = found
    change.set_type(names.with_own_values(render_type(prisma.type, names)))
    edits = change.edits()
    draft.add(place.path, edits)
    return bool(edits)


def _prisma_column(draft: Draft, table: Table, column: Column, enum: Enum) -> Column | None:
    prisma_table = draft.project.prisma_table(table.key)
    found = prisma_table.column(column.name) if prisma_table is not None else None
    if found is None or found.type is UNKNOWN or found.type.enum != enum:
        return None
    return found


def set_enum_labels(draft: Draft, models_enum: Enum, enum: Enum) -> bool:
    """Give an enum the labels of Prisma's, in its order: the members of its class, or the strings of `Enum("a", …)`."""
    if enum.labels is UNKNOWN:
        return False
    if models_enum.entity is None or models_enum.class_origin is None:
        return _set_strings(draft, models_enum, enum.labels)
    home = EnumHome(models_enum.class_origin.path, models_enum.entity)
    code = draft.project.code(home.path)
    node = class_of(code, home.name)
    if node is None:
        return False
    values = values_of(node)
    sites = list(_sites(draft, models_enum))
    by_values = any(call is not None and call.keyword("values_callable") is not None for *_, call in sites) or None
    wanted = members_for(values, enum, by_values=by_values)
    by_name = not by_values and all(member.name == member.label for member in wanted)
    edits = _set_members(code, node, values, wanted, by_name=by_name)
    draft.add(home.path, edits)
    done = bool(edits)
    if by_values or by_name:
        return done
    for table, column, place, call in sites:
        if call is None:
            done = _set_type(draft, table, column, enum) or done
        elif call.keyword("values_callable") is None:
            function = FileNames(draft, place.path).with_own_values(VALUES_CALLABLE)
            draft.add_once(place.path, set_keywords(place.code, call, {"values_callable": function}))
            done = True
    return done


def _set_members(
    code: Code, node: Node, values: dict[str, str | None], wanted: tuple[Member, ...], *, by_name: bool
) -> list[Edit]:
    """Make the members of a class those that are wanted, in their order, moving their lines where they stand wrong.

    `by_name` says that the labels are the members' names, so that their values are of no account.
    """
    members = {str(target_of(m)): m for m in statements(node) if m.type == "expr_stmt" and target_of(m) in values}
    names = [member.name for member in wanted]
    sources = {code.source(value) for m in members.values() if (value := value_of(m)) is not None}
    edits: list[Edit] = []
    for name, member in members.items():
        if name not in names:
            edits += remove_member(code, node, member) or []
    kept = [name for name in members if name in names]
    ordered = [name for name in names if name in members]
    # What the value of a member is to be; where the names count, it stays.
    labels = {} if by_name else {member.name: member.label for member in wanted if values.get(member.name)}
    slots = [_block(code, members[name]) for name in kept]
    if kept != ordered:
        for slot, name in zip(slots, ordered, strict=True):
            start, end = _block(code, members[name])
            edits.append(Edit(slot, _valued(code, members[name], Span(start, end), labels.get(name))))
    else:
        for name in kept:
            edits += _value_edits(code, members[name], labels.get(name))
    if not kept:
        for member in wanted:
            edits += add_member(
                code, node, _member_text(code, member, values if by_name else {}, sources), lambda _: False
            )
        return edits
    indentation = member_indentation(code, node)
    position = 0
    for member in wanted:
        if member.name in members:
            position += 1
            continue
        written = indentation + _member_text(code, member, values if by_name else {}, sources)
        at = slots[position - 1].end if position else slots[0].start
        if at and at == len(code.text) and code.text[at - 1] not in "\r\n":
            edits.append(insert(at, code.newline + written))
        else:
            edits.append(insert(at, written + code.newline))
    return [edit for edit in edits if code.text[edit.span.start : edit.span.end] != edit.text]


def _value_edits(code: Code, member: Node, label: str | None) -> list[Edit]:
    """Give a member a value, if it is to have another one."""
    value = value_of(member)
    if label is None or value is None or string_value(value) in (None, label):
        return []
    return [requoted(code, value, label)]


def _valued(code: Code, member: Node, block: Span, label: str | None) -> str:
    """The lines of a member, with the value that it is to have."""
    edits = _value_edits(code, member, label)
    return apply_edits(code.text[slice(*block)], [Edit(edit.span.shift(-block.start), edit.text) for edit in edits])


def _block(code: Code, member: Node) -> Span:
    """The lines of a member: its own comment lines, itself and the string under it."""
    start = code.line_start(code.span(member).start)
    return Span(comment_start(code, start, code.indentation(start)), end_of_line(code, member))


def _member_text(code: Code, member: Member, values: dict[str, str | None], sources: Collection[str]) -> str:
    """A new member. Where values do not count, it is written as those of the others: lower case, or `auto()`.

    `values` are theirs, empty where they count; `sources` is how they are written.
    """
    if len(sources) == 1 and values and None in values.values():
        return f"{member.name} = {next(iter(sources))}"
    lower = bool(values) and all(value == name.lower() != name for name, value in values.items())
    return f"{member.name} = {code.string(member.label.lower() if lower else member.label)}"


def _set_strings(draft: Draft, models_enum: Enum, labels: tuple[str, ...]) -> bool:
    """Make the strings of `Enum("a", "b", name=…)` the labels."""
    place = draft.project.place(models_enum.origin)
    node = place.code.find(place.span) if place is not None else None
    call = call_of(place.code, node) if place is not None else None
    if place is None or call is None:
        return False
    code = place.code
    arguments = call.positional
    present = [string_value(argument.value) for argument in arguments]
    if None in present or not present:
        return False
    edits: list[Edit] = []
    kept = [label for label in present if label in labels]
    if kept != [label for label in labels if label in kept]:
        first, last = code.span(arguments[0].value).start, code.span(arguments[-1].value).end
        edits = [Edit(Span(first, last), ", ".join(code.string(label) for label in labels))]
    else:
        gone = [argument.index for argument in arguments if string_value(argument.value) not in labels]
        fresh: dict[int, list[str]] = {}
        at = 0
        for label in labels:
            if label in present:
                at = arguments[present.index(label)].index + 1
            else:
                fresh.setdefault(at, []).append(code.string(label))
        if len(gone) + bool(fresh) > 1:
            first, last = code.span(arguments[0].value).start, code.span(arguments[-1].value).end
            edits = [Edit(Span(first, last), ", ".join(code.string(label) for label in labels))]
        else:
            for index in gone:
                edits += remove_entry(code, call.entries, index)
            for index, texts in fresh.items():
                edits += insert_entries(code, call.entries, index, texts)
    draft.add(place.path, edits)
    return bool(edits)
