"""What SQLAlchemy itself makes of models, as plain facts: the judge of the static reader.

Facts are nested dicts of plain values, so that a difference can be named by its path:
`{"users": {"entity": "User", "columns": {"id": {"type": "INTEGER", …}}, "indexes": …, "relations": …}}`.
`runtime_facts` takes them from MetaData and mappers, `static_facts` from the neutral schema; a value that the reader
does not know is UNKNOWN there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapper, RelationshipProperty, registry

from prismalchemy.schema import (
    UNKNOWN,
    ClientDefault,
    Column,
    ColumnType,
    DefaultKind,
    ForeignKey,
    Index,
    Relation,
    RelationKind,
    Schema,
    ServerDefault,
    Table,
    TableKey,
)

Facts = dict[str, Any]
_DIALECT = postgresql.dialect()
_DIRECTIONS = {"MANYTOONE": "owning", "ONETOMANY": "many", "MANYTOMANY": "many-to-many"}


# --- at run time ---------------------------------------------------------------------------------------------------


def runtime_facts(modules: Iterable[ModuleType]) -> Facts:
    """The facts of all tables and mappers that modules hold. Mappers are configured."""
    metadata: dict[int, sa.MetaData] = {}
    registries: dict[int, registry] = {}
    for module in modules:
        for value in list(vars(module).values()):
            for held in (value, getattr(value, "metadata", None)):
                if isinstance(held, sa.MetaData):
                    metadata[id(held)] = held
            for held in (value, getattr(value, "registry", None), getattr(value, "_sa_registry", None)):
                if isinstance(held, registry):
                    registries[id(held)] = held
                    metadata[id(held.metadata)] = held.metadata
    for held in registries.values():
        held.configure()
    mappers = [mapper for held in registries.values() for mapper in held.mappers]
    facts: Facts = {}
    for held in metadata.values():
        for table in held.tables.values():
            facts[key_text(table)] = table_facts(table, [mapper for mapper in mappers if mapper.local_table is table])
    return facts


def key_text(table: sa.Table) -> str:
    """Schema and name of a table, as `TableKey` writes them."""
    return table.name if table.schema is None else f"{table.schema}.{table.name}"


def table_facts(table: sa.Table, mappers: list[Mapper[Any]]) -> Facts:
    """The facts of a table and of those mappers that map it."""
    base = next((mapper for mapper in mappers if mapper.inherits is None or mapper.inherits not in mappers), None)
    attributes = {
        column: prop
        for mapper in mappers
        for prop in mapper.column_attrs
        for column in prop.columns
        if isinstance(column, sa.Column) and column.table is table
    }
    indexes = [
        {
            "name": _name(index.name),
            "columns": [_element(element) for element in index.expressions],
            "unique": bool(index.unique),
            "constraint": False,
            "method": (index.dialect_options["postgresql"]["using"] or "").lower() or None,
        }
        for index in table.indexes
    ]
    indexes += [
        {
            "name": _name(constraint.name),
            "columns": [column.name for column in constraint.columns],
            "unique": True,
            "constraint": True,
            "method": None,
        }
        for constraint in table.constraints
        if isinstance(constraint, sa.UniqueConstraint)
    ]
    return {
        "entity": None if base is None else base.class_.__name__,
        "comment": table.comment,
        "columns": {column.name: _column(column, attributes.get(column), table) for column in table.columns},
        "primary_key": {
            "columns": sorted(column.name for column in table.primary_key.columns),
            "name": _name(table.primary_key.name),
        }
        if len(table.primary_key.columns)
        else None,
        "indexes": _by_shape(indexes),
        "foreign_keys": _by_columns(
            (
                [column.name for column in constraint.columns],
                {
                    "target": _reference(constraint.elements[0])[0],
                    "target_columns": [_reference(element)[1] for element in constraint.elements],
                    "on_delete": (constraint.ondelete or "NO ACTION").upper(),
                    "on_update": (constraint.onupdate or "NO ACTION").upper(),
                    "name": _name(constraint.name),
                },
            )
            for constraint in table.foreign_key_constraints
        ),
        "relations": {
            prop.key: _relation(prop) for mapper in mappers for prop in mapper.relationships if prop.parent is mapper
        },
    }


def _by_shape(indexes: list[Facts]) -> Facts:
    """Indexes under a key that says which columns they have, as not all have names."""
    found: Facts = {}
    for index in sorted(indexes, key=lambda index: str(index["name"])):
        shape = f"{'unique ' if index['unique'] else ''}{index['columns']}{index['method'] or ''}"
        while shape in found:
            shape += "+"
        found[shape] = index
    return found


def _reference(element: sa.ForeignKey) -> tuple[str, str]:
    """Table and column that a foreign key refers to; as it is written where the table is nowhere."""
    try:
        return key_text(element.column.table), element.column.name
    except sa.exc.NoReferencedTableError:
        table, _, column = element.target_fullname.rpartition(".")
        return table, column


def _by_columns(keys: Iterable[tuple[Sequence[str], Facts]]) -> Facts:
    """Foreign keys under their columns; there may be two of the same."""
    found: Facts = {}
    for columns, facts in sorted(keys, key=lambda entry: (str(entry[1]["name"]), str(entry[1]["target"]))):
        text = ",".join(columns)
        while text in found:
            text += "+"
        found[text] = facts
    return found


def _name(name: object) -> str | None:
    return str(name) if isinstance(name, str) else None


def _element(element: Any) -> str:
    while isinstance(element, sa.sql.elements.UnaryExpression):
        element = element.element
    if isinstance(element, sa.sql.elements._textual_label_reference):
        return str(element.element)
    if isinstance(element, sa.sql.elements.TextClause):
        # `text("created DESC")` names a column in SQL; the reader takes it for that column.
        words = element.text.split()
        return words[0] if words[0].isidentifier() and len(words) <= 2 else "(expression)"
    return element.name if isinstance(element, sa.Column) else "(expression)"


def _column(column: sa.Column[Any], prop: Any, table: sa.Table) -> Facts:
    type_ = _decorated(column.type)
    labels = list(type_.enums) if isinstance(type_, sa.Enum) else None
    return {
        "attribute": None if prop is None else prop.key,
        "type": _type(type_),
        "enum": None if labels is None else {"name": _name(type_.name), "schema": type_.schema, "labels": labels},
        "nullable": False if column.primary_key else bool(column.nullable),
        "server_default": _server_default(column.server_default),
        "client_default": _client_default(column.default) or _factory(prop),
        "on_update": _client_default(column.onupdate),
        "autoincrement": bool(column.identity) or table._autoincrement_column is column,
        "computed": column.computed is not None,
        "comment": column.comment,
    }


def _decorated(type_: Any) -> Any:
    """The enum behind a TypeDecorator; any other type as it is."""
    inner = type_
    while isinstance(inner, sa.types.TypeDecorator):
        inner = inner.load_dialect_impl(_DIALECT)
    return inner if isinstance(inner, sa.Enum) else type_


def _type(type_: Any) -> str:
    if isinstance(type_, sa.types.NullType):
        return "NULL"
    try:
        text = str(type_.compile(dialect=_DIALECT))
    except sa.exc.CompileError:
        text = str(type_.compile())
    # Names of third-party types are written in either case; the name of an enum is a name.
    return text if isinstance(type_, sa.Enum) else text.upper()


def _server_default(default: Any) -> Any:
    if default is None or isinstance(default, (sa.Identity, sa.Computed)):
        return None
    if not isinstance(default, sa.DefaultClause):
        return ["fetched", None]
    argument = default.arg
    if isinstance(argument, str):
        return ["literal", getattr(argument, "value", argument)]
    text = str(argument.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))
    if text in ("true", "false") and not isinstance(argument, sa.sql.elements.TextClause):
        return ["literal", text == "true"]
    return ["expression", "CURRENT_TIMESTAMP" if text in ("now()", "CURRENT_TIMESTAMP") else text]


def _client_default(default: Any) -> Any:
    if default is None:
        return None
    if isinstance(default, sa.Sequence):
        return ["sql"]
    if default.is_scalar:
        return ["literal", _literal(default.arg)]
    return ["callable"] if default.is_callable else ["sql"]


def _factory(prop: Any) -> Any:
    """What a dataclass' or SQLModel's attribute has as default, which gives a value before the ORM would."""
    cls = None if prop is None else prop.parent.class_
    for fields in (getattr(cls, "__dataclass_fields__", {}), getattr(cls, "model_fields", {})):
        if prop is not None and prop.key in fields and callable(fields[prop.key].default_factory):
            return ["callable"]
    fields = getattr(cls, "model_fields", {})
    given = getattr(fields.get(getattr(prop, "key", None)), "default", None)
    undefined = given is None or type(given).__name__ == "PydanticUndefinedType"
    return None if undefined else ["literal", _literal(given)]


def _literal(value: Any) -> Any:
    """A default as the neutral schema has it: an enum's member by its value, JSON as its text."""
    value = getattr(value, "value", value)
    return json.dumps(value, default=str) if isinstance(value, (dict, list, tuple)) else value


def _relation(prop: RelationshipProperty[Any]) -> Facts:
    kind = _DIRECTIONS[prop.direction.name]
    if kind == "many" and not prop.uselist:
        kind = "one"
    pairs = [(local.name, remote.name) for local, remote in prop.local_remote_pairs]
    if kind in ("many", "one"):
        pairs = [(remote, local) for local, remote in pairs]
    return {
        "entity": prop.mapper.class_.__name__,
        "target": key_text(prop.mapper.local_table),
        "kind": kind,
        "pairs": sorted(pairs) if prop.secondary is None else [],
        "join_table": None if prop.secondary is None else key_text(prop.secondary),
        "back": prop.back_populates,
    }


# --- as read statically --------------------------------------------------------------------------------------------


def aligned(schema: Schema, keys: Iterable[str]) -> Schema:
    """The schema with the tables whose own schema is not known put where the only real table of the name is.

    Those that have namesakes are left out, as the comparison leaves them out.

    Args:
        schema: as read.
        keys: the names of the real tables, with their schemas.
    """
    real = list(keys)
    places: dict[Any, Any] = {}
    for table in schema.tables:
        found = [key for key in real if key.rpartition(".")[2] == table.name]
        if not table.schema_known and found:
            alone = len(found) == 1
            places[table.key] = TableKey(found[0].rpartition(".")[0] or None, table.name) if alone else UNKNOWN

    def placed(table: Table) -> Table:
        return replace(
            table,
            schema=places.get(table.key, table.key).schema,
            foreign_keys=tuple(replace(key, target=places.get(key.target, key.target)) for key in table.foreign_keys),
            relations=tuple(
                replace(
                    relation,
                    target=places.get(relation.target, relation.target),
                    join_table=places.get(relation.join_table, relation.join_table),
                )
                for relation in table.relations
            ),
        )

    kept = [table for table in schema.tables if places.get(table.key) is not UNKNOWN]
    hidden = schema.open or len(kept) < len(schema.tables)
    return replace(schema, tables=tuple(map(placed, kept)), open=hidden) if places else schema


def static_facts(schema: Schema) -> Facts:
    """The same facts of a neutral schema, UNKNOWN where the reader does not know."""
    return {str(table.key): static_table(table) for table in schema.tables}


def static_table(table: Table) -> Facts:
    """The same facts of a table of a neutral schema."""
    key = table.primary_key
    return {
        "entity": table.entity,
        "comment": table.comment,
        "columns": {column.name: _static_column(column) for column in table.columns},
        "primary_key": UNKNOWN
        if key is UNKNOWN
        else None
        if key is None
        else {"columns": sorted(key.columns), "name": key.name},
        "indexes": _by_shape([_static_index(index) for index in table.indexes]),
        "foreign_keys": _by_columns((item.columns, _static_foreign_key(item)) for item in table.foreign_keys),
        "relations": {relation.attribute: _static_relation(relation) for relation in table.relations},
    }


def _static_column(column: Column) -> Facts:
    return {
        "attribute": column.attribute,
        "type": UNKNOWN if column.type is UNKNOWN else _static_type(column.type),
        "enum": UNKNOWN if column.type is UNKNOWN else _static_enum(column.type),
        "nullable": column.nullable,
        "server_default": _static_server_default(column.server_default),
        "client_default": _static_client_default(column.client_default),
        "on_update": _static_client_default(column.on_update),
        "autoincrement": column.autoincrement,
        "computed": column.computed,
        "comment": column.comment,
    }


def _static_type(type_: ColumnType) -> Any:
    if type_.enum is not None and (type_.enum.members is UNKNOWN or not type_.enum.schema_known):
        return UNKNOWN
    return _type(type_.type)


def _static_enum(type_: ColumnType) -> Any:
    if not isinstance(type_.type, sa.Enum) or type_.enum is None:
        return None
    labels = type_.enum.labels
    return {
        "name": type_.enum.name,
        "schema": type_.enum.schema if type_.enum.schema_known else UNKNOWN,
        "labels": UNKNOWN if labels is UNKNOWN else list(labels),
    }


def _static_server_default(default: Any) -> Any:
    if not isinstance(default, ServerDefault):
        return default
    if default.kind is DefaultKind.EXPRESSION and default.value in ("now()", "CURRENT_TIMESTAMP"):
        return ["expression", "CURRENT_TIMESTAMP"]
    return [default.kind.value, default.value]


def _static_client_default(default: Any) -> Any:
    if not isinstance(default, ClientDefault):
        return default
    if default.function == "literal":
        return ["literal", default.arguments[0]]
    return ["sql"] if default.function == "sql" else ["callable"]


def _static_index(index: Index) -> Facts:
    columns: Any = UNKNOWN
    if index.columns is not UNKNOWN:
        columns = [entry.column or "(expression)" for entry in index.columns]
    return {
        "name": index.name,
        "columns": columns,
        "unique": index.unique,
        "constraint": index.constraint,
        "method": index.method,
    }


def _static_foreign_key(key: ForeignKey) -> Facts:
    return {
        "target": UNKNOWN if key.target is UNKNOWN else str(key.target),
        "target_columns": UNKNOWN if key.target_columns is UNKNOWN else list(key.target_columns),
        "on_delete": UNKNOWN if key.on_delete is UNKNOWN else key.on_delete.value,
        "on_update": UNKNOWN if key.on_update is UNKNOWN else key.on_update.value,
        "name": key.name,
    }


def _static_relation(relation: Relation) -> Facts:
    pairs: Any = UNKNOWN
    if relation.columns is not UNKNOWN and relation.target_columns is not UNKNOWN:
        pairs = sorted(zip(relation.columns, relation.target_columns, strict=True))
    join = relation.join_table
    return {
        "entity": relation.entity,
        "target": UNKNOWN if relation.target is UNKNOWN else str(relation.target),
        "kind": relation.kind.value if isinstance(relation.kind, RelationKind) else UNKNOWN,
        "pairs": pairs,
        "join_table": UNKNOWN if join is UNKNOWN else None if join is None else str(join),
        "back": relation.back,
    }


# --- comparing -----------------------------------------------------------------------------------------------------


def differences(real: Any, read: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """All facts with what became of them: `equal`, `unknown`, or a text that says how they differ."""
    if read is UNKNOWN:
        yield path, "unknown"
    elif isinstance(real, dict) and isinstance(read, dict):
        for name in [*real, *(name for name in read if name not in real)]:
            inner = f"{path}/{name}"
            if name not in read:
                yield inner, "not read"
            elif name not in real:
                yield inner, f"read, but not there: {read[name]!r}"
            else:
                yield from differences(real[name], read[name], inner)
    elif isinstance(real, list) and isinstance(read, list) and len(real) == len(read):
        if any(item is UNKNOWN for item in read):
            yield path, "unknown"
        else:
            yield path, "equal" if list(map(_plain, real)) == list(map(_plain, read)) else f"{real!r} read as {read!r}"
    else:
        yield path, "equal" if _plain(real) == _plain(read) else f"{real!r} read as {read!r}"


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, (list, tuple)) else value
