"""Fields of Pydantic schemas: what a request has to give, may give, and what a response has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from prismalchemy.generate.companion_types import FieldType, field_type, is_list
from prismalchemy.generate.construction import can_be_omitted
from prismalchemy.generate.identifiers import field_name, is_reserved, unique
from prismalchemy.generate.layout import Call, Display, Keyword, Node, Text, call, render_annotated, spell
from prismalchemy.generate.names import SchemaNames, enum_members
from prismalchemy.generate.options import Style
from prismalchemy.schema import UNKNOWN, Column, DefaultKind, Enum, Relation, Table, TableKey

Purpose = Literal["create", "update", "read"]

Use = Callable[[str, str], str]
"""Imports a name of a module and gives its local spelling."""


class FieldName(NamedTuple):
    """What a field is called: in the schema, on the mapped object, and in JSON (as Prisma calls it)."""

    name: str
    attribute: str
    prisma: str


class Spelling(NamedTuple):
    """What fields ask of the file that they stand in.

    `use` imports a name, `alias` defines (or imports) one of a field's own types, `enum` imports an enum's class.
    `generated` is what the base of the schemas makes of a field's name for JSON.
    """

    use: Use
    alias: Callable[[FieldType], str]
    enum: Callable[[Enum], str]
    generated: Callable[[str], str]


def camel_case(name: str) -> str:
    """`created_at` as `createdAt`; what `CAMEL_CASE` does in a generated module."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


CAMEL_CASE = '''\
def camel_case(name: str) -> str:
    """`created_at` as `createdAt`."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
'''


def field_names(key: TableKey, names: SchemaNames) -> Mapping[str, FieldName]:
    """The fields of a table's schemas by Prisma's names: columns first, then relations."""
    table = names.tables[key]
    taken = set(names.global_names)
    found: dict[str, FieldName] = {}
    own = [(column.attribute or column.name, names.attributes[key][column.name]) for column in table.columns]
    for prisma, attribute in (*own, *names.relations.get(key, {}).items()):
        name = unique(field_name(attribute), taken)
        taken.add(name)
        found[prisma] = FieldName(name, attribute, prisma)
    return found


def columns_of(table: Table, purpose: Purpose) -> list[Column]:
    """The columns that a schema has: those that Prisma's client shows, and that a request may set."""
    key = table.primary_key
    fixed = set() if key is UNKNOWN or key is None else set(key.columns)
    return [
        column
        for column in table.columns
        if not column.ignored
        and field_type(column) is not None
        and (purpose == "read" or column.computed is not True)
        and (purpose != "update" or column.name not in fixed)
    ]


def render_field(
    column: Column, purpose: Purpose, names: Mapping[str, FieldName], spelling: Spelling, style: Style
) -> str:
    """The field of a column, without indentation."""
    field = names[column.attribute or column.name]
    kind = field_type(column)
    assert kind is not None
    inner = _spelt(kind.unlimited if purpose == "read" else kind, spelling)
    default: Node | None = None
    factory: Node | None = None
    annotation = inner
    if purpose == "read":
        if is_list(column):
            annotation = f"{spelling.alias(FieldType('Listed'))}[{inner}]"
        elif column.nullable is True:
            annotation = f"{inner} | None"
    else:
        literal = _literal(column, kind, spelling) if purpose == "create" else None
        if is_list(column):
            items = spelling.use("builtins", "list")
            annotation = inner = f"{items}[{inner}]"
            given = isinstance(literal, Display) and literal.items
            factory = None if purpose == "update" else literal if given else items
        elif column.nullable is True:
            annotation = f"{inner} | None"
            default = literal or "None"
        elif literal is not None:
            default = literal
        if default is None and factory is None and (purpose == "update" or can_be_omitted(column)):
            annotation = f"{spelling.alias(FieldType('Omissible'))}[{inner}]"
            default = "None"
    value = _value(field, default, factory, column.documentation, names if purpose == "read" else None, spelling)
    return render_annotated(field.name, annotation, value, style)


def render_related(
    relation: Relation, target: str, names: Mapping[str, FieldName], spelling: Spelling, style: Style, *, many: bool
) -> str:
    """The field of a relation; `target` is the schema of what it leads to."""
    field = names[relation.attribute]
    annotation = f"{spelling.use('builtins', 'list')}[{target}] | None" if many else f"{target} | None"
    value = _value(field, "None", None, relation.documentation, names, spelling)
    return render_annotated(field.name, annotation, value, style)


def _spelt(kind: FieldType, spelling: Spelling) -> str:
    if kind.enum is not None:
        return spelling.enum(kind.enum)
    return spelling.use(kind.module, kind.name) if kind.module else spelling.alias(kind)


def _value(
    field: FieldName,
    default: Node | None,
    factory: Node | None,
    documentation: str | None,
    siblings: Mapping[str, FieldName] | None,
    spelling: Spelling,
) -> Node | None:
    """What a field is assigned: its default, or `Field(…)` where there is more to say.

    `siblings` are given where the schema is read from an object, whose attributes must then be found.
    """
    keywords: dict[str, Node | None] = {"default": default, "default_factory": factory}
    if siblings is not None and _found(field, siblings) != field.attribute:
        choices = dict.fromkeys((field.attribute, field.prisma))
        keywords["validation_alias"] = call(spelling.use("pydantic", "AliasChoices"), *map(Text, choices))
        keywords["serialization_alias"] = Text(field.prisma)
    elif spelling.generated(field.name) != field.prisma:
        keywords["alias"] = Text(field.prisma)
    if documentation is not None:
        keywords["description"] = Text(documentation)
    said = [name for name, value in keywords.items() if value is not None]
    if said in ([], ["default"]):
        return default
    return call(spelling.use("pydantic", "Field"), **keywords)


def _found(field: FieldName, siblings: Mapping[str, FieldName]) -> str | None:
    """The attribute of the object that Pydantic takes the field from: it looks for the alias, then for the name.

    Of what objects have besides their fields, that counts which SQLAlchemy and SQLModel give them.
    """
    attributes = {sibling.attribute for sibling in siblings.values()}
    return next((name for name in (field.prisma, field.name) if name in attributes or is_reserved(name)), None)


def _literal(column: Column, kind: FieldType, spelling: Spelling) -> Node | None:
    """The database's own default as an expression, where it is a plain value."""
    default = column.server_default
    if default is UNKNOWN or default is None or default.kind is not DefaultKind.LITERAL:
        return None
    value = default.value
    if isinstance(value, tuple):
        items = [_scalar(item, kind, spelling) for item in value]
        known = [item for item in items if item is not None]
        return Display("lambda: [", tuple(known)) if len(known) == len(items) else None
    return _scalar(value, kind, spelling)


def _scalar(value: object, kind: FieldType, spelling: Spelling) -> str | None:
    if kind.enum is not None:
        member = next((member.name for member in enum_members(kind.enum) if member.label == value), None)
        return None if member is None else f"{spelling.enum(kind.enum)}.{member}"
    name = kind.name.rstrip("0123456789_")
    if isinstance(value, bool):
        return str(value) if name == "bool" else None
    if isinstance(value, str):
        return spell(value) if name in ("str", "String") else None
    if not isinstance(value, (int, float, Decimal)):
        return None
    if name == "Decimal":
        exact = str(int(value)) if value == int(value) else spell(str(value))
        return f"{spelling.use('decimal', 'Decimal')}({exact})"
    if name == "float":
        return repr(float(value))
    return str(int(value)) if name in ("int", "Int", "SmallInt", "BigInt") and value == int(value) else None


def schema_config(spelling: Spelling, generator: str | None) -> Call:
    """The configuration of all schemas."""
    keywords: dict[str, Node | None] = {
        "alias_generator": generator,
        "from_attributes": "True",
        "populate_by_name": "True",
    }
    items = [Keyword(name, value) for name, value in keywords.items() if value is not None]
    return Call(spelling.use("pydantic", "ConfigDict"), tuple(items))
