"""The attributes of a mapped class: its columns and relationships, its own and those of its mixins."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace

from prismalchemy.alchemy.annotations import Annotation, read_annotation
from prismalchemy.alchemy.classes import Member, class_scope, hides, members, mro
from prismalchemy.alchemy.columns import Declaration, is_column, read_column
from prismalchemy.alchemy.declarative import Declarative
from prismalchemy.alchemy.drafts import ColumnDraft, RelationDraft
from prismalchemy.alchemy.evaluate import Scope
from prismalchemy.alchemy.foreign import table_value
from prismalchemy.alchemy.libraries import is_library
from prismalchemy.alchemy.sqlmodel import column_call, is_field, is_relationship, relationship_call
from prismalchemy.alchemy.tablename import declared_value, is_declared
from prismalchemy.alchemy.types import TypeContext
from prismalchemy.alchemy.values import AttributeValue, CallValue, ClassValue, Symbol, Value, call_name
from prismalchemy.schema import UNKNOWN, ClientDefault, Column
from prismalchemy.text import Origin, Span

_RELATIONS = frozenset({"relationship", "relation", "dynamic_loader"})
_WRAPPERS = frozenset({"deferred", "column_property", "use_existing_column"})
_RESERVED = frozenset({"metadata", "registry", "type_annotation_map"})
"""Attributes with a meaning of their own in every declarative class."""


@dataclass
class Attributes:
    """What was found. `core_attributes` gives the attribute by the key of a Core table's column."""

    columns: list[ColumnDraft] = field(default_factory=list)
    relations: list[RelationDraft] = field(default_factory=list)
    core_attributes: dict[str, str] = field(default_factory=dict)
    open: bool = False
    incomplete: bool = False


def read_attributes(
    cls: ClassValue, ancestry: tuple[ClassValue, ...], base: Declarative, context: TypeContext
) -> Attributes:
    """The columns and relationships that a class brings, without those of its mapped ancestors.

    Args:
        cls: the class.
        ancestry: its mapped ancestors.
        base: what the declarative base settles.
        context: for types.
    """
    found = Attributes()
    theirs: set[ClassValue] = set()
    for ancestor in ancestry:
        # What is behind an ancestor of an ancestor is behind that one as well.
        if ancestor not in theirs:
            theirs.update(inner for inner in mro(ancestor) if isinstance(inner, ClassValue))
    seen: set[str] = set()
    for other in mro(cls):
        if not isinstance(other, ClassValue) or other in theirs:
            continue
        own, scope = members(other), class_scope(other)
        for name, member in own.items():
            if name.startswith("__") and name.endswith("__"):
                continue
            if name in _RESERVED and not _declares_column(member, base):
                continue
            if name in seen:
                if member.value is None and member.function is None:
                    _contest(name, found)
                continue
            seen.add(name)
            _read_member(member, scope, cls, base, context, found)
        found.open = found.open or hides(other)
        _read_broken(other, seen, found)
    return found


def _declares_column(member: Member, base: Declarative) -> bool:
    """Whether an attribute with a reserved name is a column all the same: SQLAlchemy 2.1 warns of it only."""
    value = member.value
    if base.kind == "sqlmodel" and value is None and member.annotation is not None:
        return not _is_class_variable(member)
    called = value.func if isinstance(value, ast.Call) else None
    makers = ("Field",) if base.kind == "sqlmodel" else ("Column", "mapped_column")
    return getattr(called, "attr", getattr(called, "id", "")) in makers


def _contest(name: str, found: Attributes) -> None:
    """Two bare annotations of one attribute, in a class and its mixin: which of them counts is not said."""
    for position, draft in enumerate(found.columns):
        if draft.column.attribute == name and draft.bare:
            contested = replace(draft.column, type=UNKNOWN, nullable=UNKNOWN)
            found.columns[position] = replace(draft, column=contested)


def _read_broken(cls: ClassValue, seen: set[str], found: Attributes) -> None:
    """What a syntax error hides: the class is open, and a column that can be named is there but not known."""
    start = cls.statement.span(cls.node).start
    for broken in cls.statement.recovered.broken:
        # The class's node ends before a last member that could not be read, so only its start tells.
        if broken.message is None or broken.span.start < start:
            continue
        found.open = True
        if broken.name is None or broken.name in seen or broken.name.startswith("__"):
            continue
        seen.add(broken.name)
        origin = Origin(cls.statement.anchor, broken.span)
        name_origin = Origin(cls.statement.anchor, Span(broken.span.start, broken.span.start + len(broken.name)))
        found.columns.append(
            ColumnDraft(
                Column(
                    name=broken.name,
                    attribute=broken.name,
                    server_default=UNKNOWN,
                    client_default=UNKNOWN,
                    on_update=UNKNOWN,
                    autoincrement=UNKNOWN,
                    computed=UNKNOWN,
                    comment=UNKNOWN,
                    incomplete=True,
                    origin=origin,
                    name_origin=name_origin,
                ),
                broken.name,
            )
        )


def _read_member(
    member: Member, scope: Scope, cls: ClassValue, base: Declarative, context: TypeContext, found: Attributes
) -> None:
    """One attribute; `scope` is that of the body that it stands in."""
    if member.function is not None:
        if is_declared(member):
            annotation = None if member.function.returns is None else read_annotation(member.function.returns, scope)
            value = declared_value(member, cls)
            _read_value(member, value, annotation, cls, base, context, found)
        return
    if member.nested is not None or (base.kind != "sqlmodel" and _is_class_variable(member)):
        return
    annotation = None if member.annotation is None else read_annotation(member.annotation, scope)
    if base.kind == "sqlmodel":
        _read_field(member, annotation, cls, base, context, found)
    elif member.value is None:
        if annotation is not None and annotation.mapped:
            _add_column(member, None, annotation, cls, base, context, found)
        elif annotation is None or annotation.item is UNKNOWN:
            # Half typed, or an annotation of a kind that cannot be looked up: there is something.
            _add_hidden(member, found)
    else:
        _read_value(member, member.evaluate(), annotation, cls, base, context, found)


def _read_value(
    member: Member,
    value: Value,
    annotation: Annotation | None,
    cls: ClassValue,
    base: Declarative,
    context: TypeContext,
    found: Attributes,
) -> None:
    """An attribute with a value in a class of SQLAlchemy's own kind."""
    name = call_name(value)
    if name in _WRAPPERS and isinstance(value, CallValue) and value.arguments and is_column(value.arguments[0].value):
        # SQLAlchemy looks at the annotation of the column itself only, not of what wraps it.
        value, name, annotation = value.arguments[0].value, "Column", None
    value = _looked_up(value)
    if is_column(value) and _is_unpacked(member):
        # Its statement declares others besides, and is not to be edited for the sake of this one.
        _add_hidden(member, found)
    elif is_column(value):
        _add_column(member, value, annotation, cls, base, context, found)
    elif name in _RELATIONS:
        _add_relation(member, value, annotation, cls, found)
    elif name == "composite" and isinstance(value, CallValue):
        _read_composite(member, value, base, context, found)
    elif name is not None:
        # Whatever else SQLAlchemy has: it maps no column of its own.
        return
    elif isinstance(value, AttributeValue):
        if isinstance(value.base, AttributeValue) and value.base.name in ("c", "columns") and table_value(value.base):
            found.core_attributes[value.name] = member.name
    elif value is UNKNOWN and annotation is not None and annotation.mapped:
        _add_hidden(member, found)
    elif annotation is not None and annotation.mapped and not isinstance(value, CallValue):
        # A dataclass' plain default: `active: Mapped[bool] = True` maps a column as well.
        _add_column(member, None, annotation, cls, base, context, found)
    elif value is UNKNOWN or (isinstance(value, CallValue) and _may_map(value)):
        found.open = True


def _looked_up(value: Value) -> Value:
    """The column in `Parent.__table__.c.get("name", Column(...))`, which classes of one table share it by."""
    if isinstance(value, CallValue) and isinstance(value.function, AttributeValue) and value.function.name == "get":
        columns = value.function.base
        if isinstance(columns, AttributeValue) and columns.name in ("c", "columns") and len(value.arguments) > 1:
            return value.arguments[1].value
    return value


def _is_unpacked(member: Member) -> bool:
    """Whether a member is one of several that a statement makes at once: `a, b = Column(), Column()`."""
    targets = member.node.targets if isinstance(member.node, ast.Assign) else ()
    return bool(targets) and not any(isinstance(target, ast.Name) and target.id == member.name for target in targets)


def _may_map(value: CallValue) -> bool:
    """Whether a call that is not understood may be a helper that makes a column."""
    return isinstance(value.function, Symbol) and value.function.package not in ("builtins", "typing", "logging", "re")


def _read_field(
    member: Member,
    annotation: Annotation | None,
    cls: ClassValue,
    base: Declarative,
    context: TypeContext,
    found: Attributes,
) -> None:
    """An attribute of a SQLModel class."""
    if member.name.startswith("_") and not member.name.endswith("_"):
        return  # pydantic makes it a private attribute
    value: Value = UNKNOWN if member.value is None else member.evaluate()
    if annotation is None or member.name == "model_config" or _is_class_variable(member):
        if is_column(value):
            _add_column(member, value, None, cls, base, context, found)
        return
    if is_relationship(value):
        _add_relation(member, relationship_call(value), annotation, cls, found, sqlmodel=True)
    elif call_name(value) in _RELATIONS:
        _add_relation(member, value, annotation, cls, found, sqlmodel=True)
    elif is_field(value):
        call, counting = column_call(value, annotation)
        _add_column(
            member, call, None if counting is None else replace(counting, mapped=True), cls, base, context, found
        )
    elif is_column(value):
        _add_column(member, value, None, cls, base, context, found)
    elif member.value is None or (value is not UNKNOWN and not isinstance(value, CallValue)):
        _add_column(member, None, replace(annotation, mapped=True), cls, base, context, found)
    else:
        _add_hidden(member, found)


def _is_class_variable(member: Member) -> bool:
    return member.annotation is not None and any(
        isinstance(node, (ast.Name, ast.Attribute))
        and "ClassVar" in (getattr(node, "id", ""), getattr(node, "attr", ""))
        for node in ast.walk(member.annotation)
    )


def _places(member: Member) -> tuple[Origin, Origin]:
    """The whole declaration and the attribute's name."""
    statement = member.cls.statement
    if member.function is not None:
        return statement.origin(member.function), statement.name_origin(member.function)
    node = member.node
    target: ast.AST = node
    if isinstance(node, ast.AnnAssign):
        target = node.target
    elif isinstance(node, ast.Assign):
        target = next((t for t in node.targets if isinstance(t, ast.Name) and t.id == member.name), node.targets[0])
    return statement.origin(node), statement.origin(target)


def _add_column(
    member: Member,
    call: CallValue | None,
    annotation: Annotation | None,
    cls: ClassValue,
    base: Declarative,
    context: TypeContext,
    found: Attributes,
) -> None:
    origin, name_origin = _places(member)
    draft = read_column(call, annotation, Declaration(member.name, base, context, origin, name_origin))
    if draft is None:
        found.open = True
        return
    if call is None and isinstance(member.value, ast.Constant) and member.value.value is not None:
        draft = replace(
            draft, column=replace(draft.column, client_default=ClientDefault("literal", (member.value.value,)))
        )
    found.columns.append(_brought(draft, cls) if is_library(origin.path) else draft)


def _brought(draft: ColumnDraft, cls: ClassValue) -> ColumnDraft:
    """A column of a library's class: nothing of it is written in the project but the name of the class it comes to."""
    name_origin = cls.statement.name_origin(cls.node)
    return replace(
        draft,
        column=replace(draft.column, name_origin=name_origin, aspects=()),
        foreign=tuple(replace(foreign, origin=name_origin) for foreign in draft.foreign),
        origin=name_origin,
    )


def _add_hidden(member: Member, found: Attributes) -> None:
    """A mapped attribute that cannot be read: there is something, it is not known what."""
    found.open = True
    origin, name_origin = _places(member)
    column = Column(
        name=member.name,
        attribute=member.name,
        server_default=UNKNOWN,
        client_default=UNKNOWN,
        on_update=UNKNOWN,
        autoincrement=UNKNOWN,
        computed=UNKNOWN,
        comment=UNKNOWN,
        incomplete=True,
        origin=origin,
        name_origin=name_origin,
    )
    found.columns.append(ColumnDraft(column, member.name, primary_key=UNKNOWN))


def _add_relation(
    member: Member,
    call: CallValue,
    annotation: Annotation | None,
    cls: ClassValue,
    found: Attributes,
    *,
    sqlmodel: bool = False,
) -> None:
    origin, name_origin = _places(member)
    if is_library(origin.path):
        origin = name_origin = cls.statement.name_origin(cls.node)
    found.relations.append(RelationDraft(member.name, call, annotation, cls, origin, name_origin, sqlmodel))


def _read_composite(
    member: Member, call: CallValue, base: Declarative, context: TypeContext, found: Attributes
) -> None:
    """`composite(Point, mapped_column("x"), mapped_column("y"))`: the columns within it."""
    inner = [argument for argument in call.arguments if is_column(argument.value)]
    if not inner:
        # Columns that are named by attribute are declared elsewhere; a dataclass' fields are not worked out.
        found.open = found.open or len(call.arguments) < 2
        return
    origin, name_origin = _places(member)
    for argument in inner:
        draft = read_column(argument.value, None, Declaration(None, base, context, origin, name_origin))
        if draft is None:
            found.open = True
        else:
            name, kind = draft.column.name, UNKNOWN if draft.untyped else draft.column.type
            unread = replace(draft.column, attribute=name, type=kind, nullable=UNKNOWN)
            found.columns.append(replace(draft, column=unread))
