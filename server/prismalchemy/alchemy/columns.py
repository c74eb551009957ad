"""Columns: from `mapped_column(...)`, `Column(...)`, SQLModel's `Field(...)` and bare annotations."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from prismalchemy.alchemy.annotations import Annotation, implied_type
from prismalchemy.alchemy.declarative import Declarative
from prismalchemy.alchemy.defaults import client_default, server_default
from prismalchemy.alchemy.drafts import ColumnDraft, ForeignDraft
from prismalchemy.alchemy.foreign import column_foreign_key
from prismalchemy.alchemy.types import TypeContext, read_type
from prismalchemy.alchemy.values import Argument, CallValue, Symbol, Value, call_name, sqlalchemy_name
from prismalchemy.schema import UNKNOWN, ClientDefault, Column, ColumnType, Maybe, ServerDefault
from prismalchemy.text import Origin

COLUMNS = frozenset({"Column", "mapped_column"})
_CONSTRUCTS = frozenset(
    {"ForeignKey", "Identity", "Sequence", "Computed", "CheckConstraint", "FetchedValue", "DefaultClause"}
    | {"ColumnDefault", "UniqueConstraint", "Constraint", "ScalarElementColumnDefault"}
)


@dataclass(slots=True, eq=False)
class Declaration:
    """Where a column is declared, and under which rules.

    Args:
        attribute: the mapped attribute; None in a Core table.
        base: what the declarative base settles.
        context: for types.
        origin: the whole declaration; arguments written elsewhere (in a helper) are not pointed at.
        name_origin: the attribute's name.
        documentation: what a comment or `doc=` says.
    """

    attribute: str | None
    base: Declarative
    context: TypeContext
    origin: Origin
    name_origin: Origin
    documentation: str | None = None


@dataclass(slots=True, eq=False)
class _Parts:
    """The arguments of a column, sorted."""

    name: Argument | None
    unnamed: bool
    type: Argument | None
    constructs: tuple[tuple[str, Argument], ...]
    keywords: Mapping[str, Argument]
    open: bool


def read_column(call: CallValue | None, annotation: Annotation | None, declaration: Declaration) -> ColumnDraft | None:
    """The column that a declaration makes; None where its name in the database cannot be read.

    Args:
        call: `mapped_column(...)` or `Column(...)`; None for a bare `Mapped[...]`.
        annotation: the annotation, if there is one.
        declaration: where it is.
    """
    parts = _sorted(call)
    if annotation is not None and annotation.call is not None:
        parts = _merged(parts, _sorted(annotation.call))
    name: Value = declaration.attribute
    if parts.name is not None:
        name = parts.name.value
    if not isinstance(name, str) or parts.unnamed:
        return None
    return _draft(name, parts, annotation, declaration, bare=call is None)


def _sorted(call: CallValue | None) -> _Parts:
    """The positional arguments by what they are."""
    if call is None:
        return _Parts(None, False, None, (), {}, open=False)  # noqa: FBT003 - a value, not a switch
    name: Argument | None = call.keywords.get("name")
    if name is not None and name.value is None:
        name = None
    kind: Argument | None = call.keywords.get("type_")
    constructs: list[tuple[str, Argument]] = []
    unnamed = False
    for position, argument in enumerate(call.arguments):
        construct = call_name(argument.value) or sqlalchemy_name(argument.value)
        if isinstance(argument.value, str) and position == 0:
            name = argument
        elif construct in _CONSTRUCTS:
            constructs.append((construct, argument))
        elif argument.value is UNKNOWN and isinstance(argument.node, (ast.JoinedStr, ast.BinOp)):
            unnamed = True
        elif argument.value is not None and kind is None:
            kind = argument
    return _Parts(name, unnamed, kind, tuple(constructs), call.keywords, call.open)


def _merged(own: _Parts, alias: _Parts) -> _Parts:
    """A column's own arguments over those of the `Annotated` alias that it uses."""
    named = {name for name, _ in own.constructs}
    given = {name: value for name, value in own.keywords.items() if name != "comment" or value.value is not None}
    return _Parts(
        own.name,
        own.unnamed,
        own.type or alias.type,
        (*own.constructs, *((name, argument) for name, argument in alias.constructs if name not in named)),
        {**{name: value for name, value in alias.keywords.items() if name not in ("name", "key")}, **given},
        own.open or alias.open,
    )


def _draft(
    name: str, parts: _Parts, annotation: Annotation | None, declaration: Declaration, *, bare: bool
) -> ColumnDraft:
    keywords = parts.keywords
    constructs = [construct for construct, _ in parts.constructs]
    primary_key = _flag(keywords.get("primary_key"), parts)
    foreign = tuple(
        column_foreign_key(argument.value, name, declaration.base.schema, argument.origin)
        for construct, argument in parts.constructs
        if construct == "ForeignKey" and isinstance(argument.value, CallValue)
    )
    type_found, typeless = _type(parts, annotation, declaration, foreign)
    identity = "Identity" in constructs
    counted = identity or "Sequence" in constructs
    counts: Value = "auto"
    if "autoincrement" in keywords:
        counts = keywords["autoincrement"].value
    default = _default(parts, declaration.base)
    if default is None and "Sequence" in constructs:
        default = ClientDefault("sql", ("Sequence",))
    column = Column(
        name=name,
        attribute=declaration.attribute,
        type=type_found,
        nullable=_nullable(parts, annotation, primary_key, identity=identity),
        server_default=_server_default(parts),
        client_default=default,
        on_update=_on_update(parts),
        autoincrement=identity,
        computed=UNKNOWN if parts.open else "Computed" in constructs,
        comment=_comment(parts),
        documentation=_documentation(keywords) or declaration.documentation,
        origin=declaration.origin,
        name_origin=declaration.name_origin,
        aspects=_aspects(parts, annotation, declaration.origin),
    )
    key = keywords["key"].value if "key" in keywords else name
    return ColumnDraft(
        column,
        key if isinstance(key, str) else name,
        primary_key,
        _flag(keywords.get("unique"), parts),
        _flag(keywords.get("index"), parts),
        typeless,
        untyped=parts.type is None and not (annotation is not None and annotation.mapped),
        foreign=foreign,
        counts=counts,
        counted=counted,
        bare=bare,
        origin=_within(declaration.origin, next((argument.origin for argument in _placed(parts)), None))
        or declaration.origin,
    )


def _placed(parts: _Parts) -> list[Argument]:
    return [parts.keywords[name] for name in ("unique", "index") if name in parts.keywords]


def _flag(argument: Argument | None, parts: _Parts) -> Maybe[bool]:
    if argument is None:
        return UNKNOWN if parts.open else False
    if argument.value is None or isinstance(argument.value, (bool, int)):
        return bool(argument.value)
    return UNKNOWN


def _nullable(parts: _Parts, annotation: Annotation | None, primary_key: Maybe[bool], *, identity: bool) -> Maybe[bool]:
    if primary_key is True:
        return False
    given = parts.keywords.get("nullable")
    if given is not None:
        return bool(given.value) if isinstance(given.value, (bool, int)) else UNKNOWN
    if parts.open or primary_key is UNKNOWN:
        return UNKNOWN
    if annotation is not None and annotation.mapped:
        return annotation.nullable
    return not identity


def _type(
    parts: _Parts, annotation: Annotation | None, declaration: Declaration, foreign: tuple[ForeignDraft, ...]
) -> tuple[Maybe[ColumnType], bool]:
    """The type, and whether it is left to the foreign key."""
    python = annotation.source if annotation is not None and annotation.mapped else None
    if parts.type is not None:
        origin = _within(declaration.origin, parts.type.origin) or declaration.origin
        found = read_type(parts.type.value, origin, declaration.context)
        if found is UNKNOWN:
            return UNKNOWN, False
        if _null_type(parts.type.value):
            return UNKNOWN, False
        if python is None:
            return found, False
        return ColumnType(found.type, enum=found.enum, python=python, decorated=found.decorated), False
    if parts.open:
        return UNKNOWN, False
    if foreign:
        return UNKNOWN, True
    if annotation is not None and annotation.mapped:
        return implied_type(annotation, declaration.base, declaration.context), False
    return UNKNOWN, False


def _null_type(value: Value) -> bool:
    return isinstance(value, Symbol) and value.name == "NullType"


def _server_default(parts: _Parts) -> Maybe[ServerDefault | None]:
    for construct, argument in parts.constructs:
        if construct in ("FetchedValue", "DefaultClause"):
            return server_default(argument)
    if "server_default" in parts.keywords:
        value = parts.keywords["server_default"].value
        if call_name(value) in ("Identity", "Computed"):
            return None
        return server_default(parts.keywords["server_default"])
    return UNKNOWN if parts.open else None


def _default(parts: _Parts, base: Declarative) -> Maybe[ClientDefault | None]:
    for name in ("insert_default", "default", "default_factory"):
        if name in parts.keywords and not (base.kind == "sqlmodel" and name == "insert_default"):
            found = client_default(parts.keywords[name])
            if found is not None:
                return found
    for construct, argument in parts.constructs:
        if construct == "ColumnDefault" and isinstance(argument.value, CallValue) and argument.value.arguments:
            return client_default(argument.value.arguments[0])
    return UNKNOWN if parts.open else None


def _on_update(parts: _Parts) -> Maybe[ClientDefault | None]:
    if "onupdate" in parts.keywords:
        return client_default(parts.keywords["onupdate"])
    if "server_onupdate" in parts.keywords or parts.open:
        return UNKNOWN
    return None


def _comment(parts: _Parts) -> Maybe[str | None]:
    if "comment" in parts.keywords:
        value = parts.keywords["comment"].value
        return value if value is None or isinstance(value, str) else UNKNOWN
    return UNKNOWN if parts.open else None


def _documentation(keywords: Mapping[str, Argument]) -> str | None:
    for name in ("doc", "comment"):
        if name in keywords and isinstance(keywords[name].value, str):
            return str(keywords[name].value)
    return None


_ASPECTS = {
    "nullable": "nullable",
    "server_default": "server_default",
    "default": "default",
    "default_factory": "default",
    "insert_default": "default",
    "onupdate": "on_update",
    "primary_key": "primary_key",
    "unique": "unique",
    "index": "index",
    "foreign_key": "foreign_key",
    "comment": "comment",
}


def _aspects(parts: _Parts, annotation: Annotation | None, origin: Origin) -> tuple[tuple[str, Origin], ...]:
    """The places of what the declaration says; what stands outside it (in a helper, an alias) has none."""
    found: dict[str, Origin] = {}
    if annotation is not None:
        found["type"] = found["nullable"] = annotation.origin
    if parts.type is not None:
        found["type"] = parts.type.origin
    if parts.name is not None:
        found["name"] = parts.name.origin
    for construct, argument in parts.constructs:
        aspect = {"ForeignKey": "foreign_key", "FetchedValue": "server_default", "DefaultClause": "server_default"}
        if construct in aspect:
            found.setdefault(aspect[construct], argument.origin)
    for keyword, aspect_name in _ASPECTS.items():
        if keyword in parts.keywords:
            found[aspect_name] = parts.keywords[keyword].origin
    return tuple((name, place) for name, place in found.items() if _within(origin, place) is not None)


def _within(whole: Origin, part: Origin | None) -> Origin | None:
    """`part`, if it lies within `whole`."""
    if part is not None and part.anchor is whole.anchor and whole.span.covers(part.span):
        return part
    return None


def is_column(value: Value) -> bool:
    """Whether a value is a column: a call of `Column` or `mapped_column`."""
    return call_name(value) in COLUMNS
