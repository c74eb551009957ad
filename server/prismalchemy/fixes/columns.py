"""Edits of columns: add one, remove one, change what it says."""

from __future__ import annotations

import re
from dataclasses import replace

from prismalchemy.alchemy.edit import (
    Code,
    Node,
    OptionalStyle,
    add_member,
    call_of,
    insert_entry,
    join_optional,
    optional_style,
    remove_entry,
    remove_member,
    split_optional,
    target_of,
)
from prismalchemy.compare.families import Family, family_of
from prismalchemy.fixes.ambiguity import say_foreign_keys
from prismalchemy.fixes.change import Change, change_of
from prismalchemy.fixes.dataclass_style import first_optional, is_dataclass
from prismalchemy.fixes.declaration import Declaration, Resolve, declaration_at
from prismalchemy.fixes.draft import Draft
from prismalchemy.fixes.names import FileNames
from prismalchemy.fixes.project import Place, Project
from prismalchemy.fixes.references import drop_references, rename_references
from prismalchemy.fixes.style import style_of
from prismalchemy.generate import (
    render_annotation,
    render_client_default,
    render_column,
    render_on_update,
    render_server_default,
    render_type,
)
from prismalchemy.generate.columns import core_column_node
from prismalchemy.generate.construction import can_be_omitted
from prismalchemy.generate.layout import flat
from prismalchemy.generate.types import is_inferred
from prismalchemy.schema import UNKNOWN, ClientDefault, Column, Table
from prismalchemy.text import Edit, Span

_SCALARS = frozenset(
    {"str", "int", "float", "bool", "bytes", "Decimal", "datetime", "date", "time", "timedelta", "UUID", "uuid.UUID"}
)


def add_column(draft: Draft, table: Table, prisma_table: Table, column: Column) -> bool:
    """Declare a column behind the others, in the class's own style."""
    project = draft.project
    visible = with_known_targets(project, prisma_table)
    keys = [key for key in visible.foreign_keys if key.columns == (column.name,)]
    if not all(say_foreign_keys(draft, table, key) for key in keys):
        return False
    core = project.core_table(table)
    if core is not None:
        place, node = core
        call = call_of(place.code, node)
        if call is None:
            return False
        resolve = project.resolver(place.path)
        columns = [a.index for a in call.arguments if _is_column(place, a.value, resolve)]
        at = max(columns) + 1 if columns else len(call.positional)
        names = FileNames(draft, place.path)
        style = style_of(project, place.path, None)
        text = flat(core_column_node(visible, column, names, column.name), style)
        draft.add(place.path, insert_entry(place.code, call.entries, at, text))
        return True
    found = project.class_node(table)
    if found is None:
        return False
    place, node = found
    resolve = project.resolver(place.path)
    taken = draft.taken(table)
    # Behind `int: …` in a class, `int` is that attribute; type checkers say so of the annotation itself.
    taken.add(FileNames(draft, place.path, taken).attribute(prisma_table.key, column.name))
    names = FileNames(draft, place.path, taken)
    text = names.with_own_values(render_column(visible, column, style_of(project, place.path, node, table), names))

    last: Node | None = None
    if is_dataclass(project, place.path, node):
        last = None if can_be_omitted(column) else first_optional(place.code, node)

    def is_column(member: Node) -> bool:
        if last is not None and place.code.span(member).start >= place.code.span(last).start:
            return False
        if member.type != "expr_stmt" or str(target_of(member)).startswith("__"):
            return False
        return declaration_at(place.code, place.code.span(member).start, resolve) is not None

    edits = add_member(place.code, node, text, is_column, otherwise=_is_dunder)
    draft.add(place.path, edits)
    return True


def _is_column(place: Place, node: Node, resolve: Resolve) -> bool:
    call = call_of(place.code, node)
    return call is not None and resolve(call.function) == "Column"


def _is_dunder(member: Node) -> bool:
    return member.type == "expr_stmt" and str(target_of(member)).startswith("__")


def with_known_targets(project: Project, table: Table) -> Table:
    """Prisma's table with only those foreign keys whose target the models have; others would break the mapping."""
    known = []
    for key in table.foreign_keys:
        if key.target is UNKNOWN or key.target_columns is UNKNOWN:
            continue
        target = project.table(key.target)
        named_alike = target is not None and target.name == key.target.name
        if target is not None and named_alike and all(target.column(name) is not None for name in key.target_columns):
            known.append(key)
    return replace(table, foreign_keys=tuple(known))


def remove_column(draft: Draft, table: Table, column: Column) -> bool:
    """Take a column out, with the indexes and keys that it is part of; not where a relationship needs it."""
    project = draft.project
    for relation in table.relations:
        if relation.columns is not UNKNOWN and column.name in relation.columns:
            return False
    found = project.declaration(column)
    if found is None:
        return False
    place, declaration = found
    node = declaration.node
    if node.type == "expr_stmt":
        class_node = place.code.enclosing(place.code.span(node).start, "classdef")
        edits = remove_member(place.code, class_node, node) if class_node is not None else None
    else:
        edits = _remove_argument(place, node)
    if edits is None or not drop_references(draft, table, column.name):
        return False
    draft.add(place.path, edits)
    return True


def _remove_argument(place: Place, node: Node) -> list[Edit] | None:
    """Take a `Column(...)` out of the call that it is an argument of."""
    outer = node.parent
    while outer is not None and outer.type != "atom_expr":
        outer = outer.parent
    call = call_of(place.code, outer)
    if call is None:
        return None
    own = next((argument for argument in call.arguments if argument.value is node), None)
    return remove_entry(place.code, call.entries, own.index) if own is not None else None


def _done(draft: Draft, place: Place, change: Change) -> bool:
    edits = change.edits()
    draft.add(place.path, edits)
    return bool(edits)


def rename_column(draft: Draft, table: Table, column: Column, name: str) -> bool:
    """Give a column another name in the database; the attribute stays, and what refers to the name follows."""
    found = change_of(draft, table, column)
    if found is None:
        return False
    place, change, _ = found
    _say_name(change, place.code, name)
    if not rename_references(draft, table, column.name, name):
        return False
    return _done(draft, place, change)


def _say_name(change: Change, code: Code, name: str) -> None:
    """Say what a column is called in the database."""
    if change.declaration.kind == "sqlmodel" and change.declaration.inner is None:
        change.set_option("sa_column_kwargs", "name", code.string(name))
    else:
        change.set_name(name)


def set_type(draft: Draft, table: Table, column: Column, prisma_column: Column) -> bool:
    """Give a column Prisma's type: the annotation's Python type, and the SQLAlchemy type where it does not follow."""
    found = change_of(draft, table, column, together=True)
    if found is None or prisma_column.type is UNKNOWN:
        return False
    place, change, names = found
    style = style_of(draft.project, place.path, None, table)
    declaration = change.declaration
    if declaration.annotation is not None:
        needed = replace(prisma_column, nullable=False)
        # Asked of a draft that is thrown away first: a name that is not used in the end must not be imported.
        probe = FileNames(Draft(draft.project), place.path, draft.taken(table))
        if not _alike(split_optional(declaration.annotation.text)[0], render_annotation(needed, probe, style)):
            _annotate(change, render_annotation(needed, names, style))
    referring = any(column.name in key.columns for key in table.foreign_keys)
    inferred = declaration.annotation is not None and is_inferred(prisma_column.type, names) and not referring
    if not (inferred and declaration.type_argument() is None):
        change.set_type(names.with_own_values(render_type(prisma_column.type, names, style)))
    _follow_uuid(change, column, prisma_column, names)
    if prisma_column.nullable is True and column.nullable is False and _is_list(prisma_column) > _is_list(column):
        # Prisma has no list that is always there.
        say_nullable(change, place.code, names, nullable=True)
    return _done(draft, place, change)


def _is_list(column: Column) -> bool:
    return column.type is not UNKNOWN and family_of(column.type.type) is Family.ARRAY


def _follow_uuid(change: Change, column: Column, prisma_column: Column, names: FileNames) -> None:
    """Let a UUID default make what the new type takes: `uuid4` for `Uuid`, `lambda: str(uuid4())` for text."""
    default = column.client_default
    if not isinstance(default, ClientDefault) or default.function != "uuid":
        return
    call = change.declaration.call
    there = call.keyword("default", "insert_default", "default_factory") if call is not None else None
    value = render_client_default(replace(prisma_column, client_default=default), names)
    if there is not None and there.keyword is not None and value is not None:
        change.set_keyword(there.keyword, value, field=change.declaration.kind == "sqlmodel")


def _annotate(change: Change, python: str) -> None:
    """Put a Python type in place of the one that the annotation names, leaving what says that it may be None."""
    annotation = change.declaration.annotation
    assert annotation is not None
    _, optional = split_optional(annotation.text)
    if optional is OptionalStyle.PIPE:
        python = join_optional(python, optional)
    elif optional is not None:
        opening = annotation.text.index("[")
        python = f"{annotation.text[:opening]}[{python}{', None' if optional is OptionalStyle.UNION else ''}]"
    change.annotate(python)


def _alike(core: str, python: str) -> bool:
    """Whether an annotation's type serves for a generated one: `dict[str, Any]` for `Any`, `List[str]` for
    `list[str]`.
    """
    bare = core.strip("'\"")
    if python.rsplit(".", 1)[-1] == "Any":
        return bare not in _SCALARS and not bare.lower().startswith(("list[", "tuple["))
    return _plain(bare) == _plain(python)


def _plain(text: str) -> str:
    return re.sub(r"\b[\w.]*\.(?=\w)", "", text).replace("List[", "list[").replace("Dict[", "dict[").replace(" ", "")


def set_nullable(draft: Draft, table: Table, column: Column, *, nullable: bool) -> bool:
    """Let a column be NULL or not: the annotation, and `nullable=` where it is said or nothing else says it."""
    found = change_of(draft, table, column, together=True)
    if found is None:
        return False
    place, change, names = found
    say_nullable(change, place.code, names, nullable=nullable)
    return _done(draft, place, change)


def say_nullable(change: Change, code: Code, names: FileNames, *, nullable: bool) -> None:
    """Change the annotation, and `nullable=` where it is said or nothing else says it."""
    declaration = change.declaration
    annotation = declaration.annotation
    explicit = (declaration.column_call or declaration.call) and _keyword(declaration, "nullable")
    counts = annotation is not None and (annotation.mapped or declaration.kind == "sqlmodel")
    changed = False
    if annotation is not None and counts:
        core, style = split_optional(annotation.text)
        if nullable and style is None:
            wanted = optional_style(code)
            optional = names.use("typing", "Optional") if wanted is OptionalStyle.OPTIONAL else "Optional"
            change.annotate(join_optional(annotation.text, wanted, optional))
            changed = True
        elif not nullable and style is not None:
            change.annotate(core)
            changed = True
    if declaration.kind == "sqlmodel" and not nullable:
        _drop_none(change)
    said_elsewhere = changed and declaration.inner is None
    if explicit or not said_elsewhere:
        implied = declaration.annotation is None or not counts or declaration.inner is not None
        if not (nullable and not explicit and implied):
            change.set_keyword("nullable", str(nullable))


def _keyword(declaration: Declaration, name: str) -> bool:
    call = declaration.column_call or declaration.call
    return call is not None and call.keyword(name) is not None


def _drop_none(change: Change) -> None:
    """Take out a default of None (`Field(default=None)`, `= None`) that a NOT NULL column cannot have."""
    declaration = change.declaration
    code = declaration.code
    if declaration.value is not None and code.source(declaration.value) == "None":
        equals = declaration.value.get_previous_leaf()
        before = equals.get_previous_leaf()
        change.apply([Edit(Span(code.span(before).end, code.span(declaration.value).end), "")])
    elif declaration.call is not None:
        first = declaration.call.positional[0] if declaration.call.positional else None
        given = declaration.call.keyword("default") or first
        if given is not None and code.source(given.value) == "None":
            change.apply(remove_entry(code, declaration.call.entries, given.index))


def set_server_default(draft: Draft, table: Table, column: Column, prisma_column: Column) -> bool:
    """Give a column the default that Prisma's has in the database, or none; then the ORM makes what Prisma's client
    makes.
    """
    found = change_of(draft, table, column, together=True)
    if found is None:
        return False
    place, change, names = found
    value = render_server_default(prisma_column, names, style_of(draft.project, place.path, None, table))
    _set(change, "server_default", value)
    if value is None and column.is_left_to_database and prisma_column.client_default not in (None, UNKNOWN):
        style = style_of(draft.project, place.path, None, table)
        client = render_client_default(prisma_column, names, style)
        _set_client_default(change, client, dataclass=_in_dataclass(draft, place))
    return _done(draft, place, change)


def _set(change: Change, keyword: str, value: str | None) -> None:
    """Set or remove an argument of the column; SQLModel's `Field` takes those in a dict."""
    declaration = change.declaration
    if declaration.kind == "sqlmodel" and declaration.inner is None:
        change.set_option("sa_column_kwargs", keyword, value)
    elif value is not None:
        change.set_keyword(keyword, value)
    elif declaration.column_call is not None:
        change.remove_keyword(keyword)


def set_client_default(draft: Draft, table: Table, column: Column, prisma_column: Column) -> bool:
    """Let the ORM make the value that Prisma's client makes, or none."""
    found = change_of(draft, table, column, together=True)
    if found is None:
        return False
    place, change, names = found
    value = render_client_default(prisma_column, names, style_of(draft.project, place.path, None, table))
    _set_client_default(change, value, dataclass=_in_dataclass(draft, place))
    return _done(draft, place, change)


_FUNCTION = re.compile(r"lambda\b|[A-Za-z_][\w.]*$")


def _set_client_default(change: Change, value: str | None, *, dataclass: bool) -> None:
    """Set or remove the default that the ORM makes, by the keyword that the column uses.

    In a dataclass that is `insert_default`: `default` would be the default of a parameter of `__init__`. Where there is
    one, it becomes a `default_factory`, since SQLAlchemy 2.1 refuses a `default` beside the other.
    """
    declaration = change.declaration
    if declaration.kind == "sqlmodel":
        _set_factory(change, value)
    elif value is None:
        for keyword in ("default", "insert_default", "default_factory"):
            change.remove_keyword(keyword)
    elif _keyword(declaration, "insert_default") or dataclass:
        if dataclass and _keyword(declaration, "default") and _FUNCTION.match(value):
            change.rename_keyword("default", "default_factory", value)
        change.set_keyword("insert_default", value)
    else:
        change.set_keyword("default", value)


def _in_dataclass(draft: Draft, place: Place) -> bool:
    """Whether a column stands in a class that is a dataclass."""
    node = place.code.enclosing(place.span.start, "classdef")
    return node is not None and is_dataclass(draft.project, place.path, node)


def _set_factory(change: Change, value: str | None) -> None:
    """SQLModel's `default_factory`, which takes the place of `default`. It belongs to `Field`, never to its column."""
    call = change.declaration.call
    code = change.declaration.code
    if value is None:
        for keyword in ("default_factory", "default"):
            change.remove_keyword(keyword, field=True)
        return
    first = call.positional[0] if call is not None and call.positional else None
    if call is not None and call.keyword("default") is not None:
        change.rename_keyword("default", "default_factory", value)
    elif call is not None and first is not None:
        change.apply(remove_entry(code, call.entries, first.index))
        change.set_keyword("default_factory", value, field=True)
    elif change.declaration.value is not None:
        change.replace_value("default_factory", value)
    else:
        change.set_keyword("default_factory", value, field=True)


def set_on_update(draft: Draft, table: Table, column: Column, prisma_column: Column) -> bool:
    """Let the ORM set the value on every UPDATE as Prisma's client does, or not."""
    found = change_of(draft, table, column, together=True)
    if found is None:
        return False
    place, change, names = found
    value = render_on_update(prisma_column, names, style_of(draft.project, place.path, None, table))
    _set(change, "onupdate", value)
    return _done(draft, place, change)


def remove_comment(draft: Draft, table: Table, column: Column) -> bool:
    """Take a column's comment out of the database's sight: its text becomes `doc=`, if there is no other."""
    found = change_of(draft, table, column, together=True)
    if found is None:
        return False
    place, change, _ = found
    if change.declaration.kind == "sqlmodel" and change.declaration.inner is None:
        change.relabel_option("sa_column_kwargs", "comment", "doc")
    else:
        change.relabel("comment", "doc")
    return _done(draft, place, change)


def set_autoincrement(draft: Draft, table: Table, column: Column, *, value: bool) -> bool:
    """Let SQLAlchemy expect that the database counts a column up, or not; not where an Identity or Sequence says so."""
    found = change_of(draft, table, column)
    if found is None:
        return False
    place, change, _ = found
    call = change.declaration.column_call
    if change.declaration.kind == "sqlmodel" and call is None:
        change.set_option("sa_column_kwargs", "autoincrement", str(value))
        return _done(draft, place, change)
    for argument in call.positional if call is not None else ():
        inner = call_of(change.declaration.code, argument.value)
        if inner is not None and change.declaration.resolve(inner.function) in ("Identity", "Sequence"):
            return False
    if value and call is not None and call.keyword("autoincrement") is not None:
        change.remove_keyword("autoincrement")
    else:
        change.set_keyword("autoincrement", str(value))
    return _done(draft, place, change)


def remove_computed(draft: Draft, table: Table, column: Column) -> bool:
    """Make a plain column of one that the database computes: its `Computed(…)` is taken out."""
    found = change_of(draft, table, column)
    if found is None:
        return False
    place, change, _ = found
    call = change.declaration.column_call
    for argument in call.positional if call is not None else ():
        inner = call_of(change.declaration.code, argument.value)
        if call is not None and inner is not None and change.declaration.resolve(inner.function) == "Computed":
            change.apply(remove_entry(change.declaration.code, call.entries, argument.index))
            return _done(draft, place, change)
    return False


def rename_attribute(draft: Draft, table: Table, column: Column, attribute: str) -> bool:
    """Give a mapped attribute another name, and the column its own in so many words."""
    found = change_of(draft, table, column)
    if found is None or attribute in draft.taken(table):
        return False
    place, change, _ = found
    node = change.declaration.node
    name = node.children[0] if node.type == "expr_stmt" else None
    if name is None or name.type != "name":
        return False
    _say_name(change, place.code, column.name)
    code = change.declaration.code
    change.apply([Edit(code.span(change.declaration.node.children[0]), attribute)])
    return _done(draft, place, change)
