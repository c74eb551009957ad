"""From SQLAlchemy's MetaData and mappers to plain data, that `decode.py` makes a neutral schema of.

Works with SQLAlchemy 2.0 and 2.1 on Python 3.10 and later, and imports nothing else: `child.py` loads it in the
interpreter of the user's project, where prismalchemy need not be installed.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
import types
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa

Facts = dict[str, Any]
_ORDERED = re.compile(r"\s*\"?(\w+)\"?(?:\s+(asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*\Z", re.IGNORECASE)
_NOW = frozenset({"now", "current_timestamp", "localtimestamp"})


class MappersError(Exception):
    """The mappers do not fit together. `cls` is the class whose mapper failed, where that is known."""

    def __init__(self, message: str, cls: type | None) -> None:
        super().__init__(message)
        self.cls = cls


def describe(modules: list[types.ModuleType], dialect: str = "postgresql") -> Facts:
    """The facts of all tables and mappers that modules hold. Mappers are configured.

    Args:
        modules: imported modules; what they merely imported counts as well.
        dialect: SQLAlchemy's name of the dialect in whose words SQL is written.

    Raises:
        MappersError: the mappers do not fit together.
    """
    metadata, registries = gather(modules)
    return describe_metadata(metadata, configure(registries), dialect)


def gather(modules: list[types.ModuleType]) -> tuple[list[Any], list[Any]]:
    """The MetaData objects and the registries of mappers that modules hold, in their order."""
    from sqlalchemy.orm import registry

    metadata: dict[int, Any] = {}
    registries: dict[int, Any] = {}
    for module in modules:
        for value in list(vars(module).values()):
            metadata.update((id(held), held) for held in _held(value, sa.MetaData))
            for held in _held(value, registry):
                registries[id(held)] = held
                metadata[id(held.metadata)] = held.metadata
    return list(metadata.values()), list(registries.values())


def configure(registries: list[Any]) -> list[Any]:
    """All mappers of these registries, configured.

    Raises:
        MappersError: they do not fit together.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for held in registries:
                held.configure()
        except Exception as error:  # the events and classes of the user may raise anything
            mappers = [mapper for held in registries for mapper in held.mappers]
            failed = (mapper.class_ for mapper in mappers if getattr(mapper, "_configure_failed", False))
            raise MappersError(f"{type(error).__name__}: {error}", next(failed, None)) from error
    return [mapper for held in registries for mapper in held.mappers]


def describe_metadata(metadata: list[Any], mappers: list[Any], dialect: str = "postgresql") -> Facts:
    """The facts of all tables of some MetaData objects, and of the mappers of these tables."""
    by_table: dict[int, list[Any]] = {}
    for mapper in mappers:
        by_table.setdefault(id(mapper.local_table), []).append(mapper)
    describer = _Describer(dialect)
    tables = [(number, table) for number, held in enumerate(metadata) for table in held.tables.values()]
    return {
        "sqlalchemy": sa.__version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "tables": [
            {"metadata": number, **describer.table(table, by_table.get(id(table), []))} for number, table in tables
        ],
    }


def describe_type(type_: Any) -> Facts:
    """The facts of a column type, as they stand under `type` in those of a column."""
    return _Describer("postgresql").column_type(type_)


def _held(value: Any, cls: type) -> Iterator[Any]:
    """The value, and what it holds under the names that SQLAlchemy gives, if that is of a class."""
    for name in (None, "metadata", "registry", "_sa_registry"):
        # A proxy of a web framework raises whatever it likes when it is looked at outside of a request.
        with suppress(Exception):
            held = value if name is None else getattr(value, name, None)
            if isinstance(held, cls):
                yield held


@cache
def _dialect_modules() -> dict[str, Any]:
    """The dialects for which a type may be another one."""
    from sqlalchemy.dialects import mssql, mysql, postgresql, sqlite

    return {"postgresql": postgresql, "mysql": mysql, "sqlite": sqlite, "mssql": mssql}


class _Describer:
    """Writes SQLAlchemy's objects as plain data."""

    def __init__(self, dialect: str) -> None:
        self.name = dialect

    @cached_property
    def dialects(self) -> dict[str, Any]:
        """A dialect object of each kind."""
        return {name: module.dialect() for name, module in _dialect_modules().items()}

    @cached_property
    def dialect(self) -> Any:
        """The dialect in whose words SQL is written."""
        return self.dialects.get(self.name) or self.dialects["postgresql"]

    def table(self, table: Any, mappers: list[Any]) -> Facts:
        base = next((mapper for mapper in mappers if mapper.inherits is None or mapper.inherits not in mappers), None)
        attributes = {
            column: prop
            for mapper in mappers
            for prop in mapper.column_attrs
            for column in prop.columns
            if isinstance(column, sa.Column) and column.table is table
        }
        key, order = table.primary_key, [column.name for column in table.columns]
        uniques = (constraint for constraint in table.constraints if isinstance(constraint, sa.UniqueConstraint))
        indexes = [*map(self.index, table.indexes), *map(self.unique, uniques)]
        return {
            "name": str(table.name),
            "schema": _text(table.schema),
            "comment": _text(table.comment),
            "class": None if base is None else _class(base.class_),
            "columns": [self.column(column, attributes.get(column), table) for column in table.columns],
            "primary_key": {"columns": [str(column.name) for column in key.columns], "name": _text(key.name)}
            if len(key.columns)
            else None,
            "indexes": sorted(indexes, key=lambda index: (str(index["name"]), json.dumps(index["columns"]))),
            "foreign_keys": sorted(
                map(self.foreign_key, table.foreign_key_constraints),
                key=lambda key: [order.index(name) for name in key["columns"]],
            ),
            "relations": [
                self.relation(prop) for mapper in mappers for prop in mapper.relationships if prop.parent is mapper
            ],
        }

    def column(self, column: Any, prop: Any, table: Any) -> Facts:
        return {
            "name": str(column.name),
            "attribute": None if prop is None else str(prop.key),
            "type": self.column_type(column.type),
            "nullable": False if column.primary_key else bool(column.nullable),
            "server_default": self.server_default(column.server_default),
            "default": self.default(column.default) or _factory(prop),
            "on_update": self.default(column.onupdate),
            "autoincrement": bool(column.identity) or table.autoincrement_column is column,
            "computed": column.computed is not None,
            "comment": _text(column.comment),
            "documentation": _text(column.doc) or _text(column.comment),
        }

    def column_type(self, type_: Any) -> Facts:
        """A type: a class of SQLAlchemy's with its arguments, an enum, or SQL text; with what it is elsewhere."""
        impl = self._plain_type(type_)
        facts = {**impl, "decorated": True} if _converts(type(type_)) else impl
        variants = {name: self.column_type(variant) for name, variant in type_._variant_mapping.items()}
        if isinstance(type_, sa.types.TypeDecorator) and not _is_sqlalchemy(type(type_)):
            for name, dialect in self.dialects.items():
                chosen = self._plain_type(_load(type_, dialect))
                if name not in variants and chosen != impl:
                    variants[name] = chosen
        return {**facts, "variants": variants} if variants else facts

    def _plain_type(self, type_: Any) -> Facts:
        types_ = sa.types
        if isinstance(type_, types_.TypeDecorator) and not _is_sqlalchemy(type(type_)):
            return self._plain_type(type_.impl if type_.impl is not type_ else type_.impl_instance)
        if isinstance(type_, types_.NullType):
            return {"class": None}
        if isinstance(type_, sa.Enum):
            return self.enum(type_)
        known = next((cls for cls in type(type_).__mro__ if self._is_public(cls)), None)
        # A dialect's driver has types of its own, which are written as those that they are made of.
        own = known is type(type_) or (known is not None and _is_sqlalchemy(type(type_)))
        if (
            known is None
            or known in (types_.TypeEngine, types_.UserDefinedType)
            or not (own or self._spelt(type_, known))
        ):
            return {"sql": self.ddl(type_)}
        return {"class": known.__name__, "dialect": _dialect_of(known), "arguments": self.arguments(type_, known)}

    def _is_public(self, cls: type) -> bool:
        """Whether a class is one that SQLAlchemy exports under its name."""
        if not _is_sqlalchemy(cls):
            return False
        dialect = _dialect_of(cls)
        exporting = sa.types if dialect is None else sys.modules.get(f"sqlalchemy.dialects.{dialect}")
        return getattr(exporting, cls.__name__, None) is cls

    def _spelt(self, type_: Any, known: Any) -> bool:
        """Whether a class of someone else's is written in DDL as the class of SQLAlchemy's that it is made of."""
        try:
            twin = known(**{name: getattr(type_, name) for name in _parameters(known) if hasattr(type_, name)})
        except Exception:  # the class of someone else may take other arguments, or raise anything
            return False
        return self.ddl(type_) == self.ddl(twin)

    def ddl(self, type_: Any) -> str | None:
        for dialect in (self.dialect, *self.dialects.values()):
            with suppress(Exception):  # it has no such type
                return str(type_.compile(dialect=dialect))
        return None

    def arguments(self, type_: Any, known: Any) -> Facts:
        found: Facts = {}
        for name, default in _parameters(known).items():
            value = getattr(type_, name, default)
            if isinstance(value, sa.types.TypeEngine):
                found[name] = {"type": self.column_type(value)}
            elif isinstance(value, type) and issubclass(value, sa.types.TypeEngine):
                found[name] = {"type": self.column_type(value())}
            elif value != default and (value is None or isinstance(value, (bool, int, float, str))):
                found[name] = value
        values = getattr(type_, "values", None)
        if known.__name__ == "SET" and isinstance(values, (list, tuple)):
            found["values"] = list(map(str, values))
        return found

    def enum(self, type_: Any) -> Facts:
        labels = [str(label) for label in type_.enums]
        cls = type_.enum_class
        names = labels
        if cls is not None:
            members = cls.__members__.items()
            every = [name for name, _ in members]
            named = [name for name, member in members if member.name == name]
            names = next((found for found in (named, every) if len(found) == len(labels)), labels)
        return {
            "enum": {
                "name": _text(type_.name),
                "schema": _text(type_.schema),
                "class": None if cls is None else _class(cls),
                "members": [[name, label] for name, label in zip(names, labels)],  # noqa: B905 - made equally long
                "native": bool(type_.native_enum),
                "length": type_.length if isinstance(type_.length, int) and not type_.native_enum else None,
            }
        }

    def server_default(self, default: Any) -> Any:
        if default is None or isinstance(default, (sa.Identity, sa.Computed)):
            return None
        if not isinstance(default, sa.DefaultClause):
            return ["fetched", None]
        argument = default.arg
        if isinstance(argument, str):
            return ["literal", str(getattr(argument, "value", argument))]
        text = self.sql(argument)
        if text in ("true", "false") and not isinstance(argument, sa.TextClause):
            return ["literal", text == "true"]
        now = getattr(argument, "name", None)
        is_now = isinstance(now, str) and now.lower() in _NOW and not list(getattr(argument, "clauses", [0]))
        return ["expression", "CURRENT_TIMESTAMP" if is_now else text]

    def default(self, default: Any) -> Any:
        if default is None:
            return None
        if getattr(default, "is_sequence", False):
            return ["sql", "Sequence"]
        if default.is_scalar:
            value = getattr(default.arg, "value", default.arg)
            if isinstance(value, bytes):
                return ["bytes", value.hex()]
            plain = value is None or isinstance(value, (bool, int, float, str))
            return ["literal", value if plain else _spelt(value)]
        if default.is_callable:
            return ["callable", _function(default.arg)]
        return ["sql", self.sql(default.arg)]

    def sql(self, clause: Any) -> str | None:
        for options in ({"literal_binds": True}, {}):
            with suppress(Exception):  # a value that cannot be written as SQL
                return str(clause.compile(dialect=self.dialect, compile_kwargs=options))
        return None

    def index(self, index: Any) -> Facts:
        options = index.dialect_options
        classes, lengths = options["postgresql"]["ops"] or {}, options["mysql"]["length"] or {}
        method = options["postgresql"]["using"] or options["mysql"]["using"] or options["mysql"]["prefix"]
        wheres = [options[name]["where"] for name in ("postgresql", "sqlite", "mssql")]
        where = next((where for where in wheres if where is not None), None)
        return {
            "name": _text(index.name),
            "columns": [self.entry(element, classes, lengths) for element in index.expressions],
            "unique": bool(index.unique),
            "constraint": False,
            "method": method.lower() if isinstance(method, str) else None,
            "where": where if where is None or isinstance(where, str) else self.sql(where),
        }

    def entry(self, element: Any, classes: Any, lengths: Any) -> Facts:
        whole, descending = element, False
        while isinstance(element, sa.UnaryExpression):
            descending = descending or getattr(element.modifier, "__name__", "") == "desc_op"
            element = element.element
        name = getattr(element, "name", None) if isinstance(element, sa.Column) else None
        key = getattr(element, "key", name)
        if isinstance(element, sa.sql.elements._textual_label_reference):
            name = key = str(element.element)
        elif isinstance(element, sa.TextClause):
            # `text("created DESC")` names a column in SQL.
            match = _ORDERED.match(element.text)
            if match:
                name, key, descending = match[1], match[1], (match[2] or "").lower() == "desc"
        length = lengths if isinstance(lengths, int) else lengths.get(key, lengths.get(name))
        operator_class = classes.get(key, classes.get(name))
        return {
            "column": None if name is None else str(name),
            "expression": self.sql(whole) if name is None else None,
            "descending": descending,
            "operator_class": _text(operator_class),
            "length": length if isinstance(length, int) else None,
        }

    def unique(self, constraint: Any) -> Facts:
        columns = [self.entry(column, {}, {}) for column in constraint.columns]
        common = {"unique": True, "constraint": True, "method": None, "where": None}
        return {"name": _text(constraint.name), "columns": columns, **common}

    def foreign_key(self, constraint: Any) -> Facts:
        elements = list(constraint.elements)
        try:
            target = elements[0].column.table
            schema, name = _text(target.schema), str(target.name)
            columns = [str(element.column.name) for element in elements]
        except sa.exc.InvalidRequestError:  # the table is in no MetaData
            *path, name, _ = elements[0].target_fullname.split(".")
            schema = ".".join(path) or None
            columns = [element.target_fullname.rpartition(".")[2] for element in elements]
        return {
            "columns": [str(column.name) for column in constraint.columns],
            "target": [schema, name],
            "target_columns": columns,
            "on_delete": _text(constraint.ondelete),
            "on_update": _text(constraint.onupdate),
            "name": _text(constraint.name),
        }

    def relation(self, prop: Any) -> Facts:
        kind = {"MANYTOONE": "owning", "ONETOMANY": "many", "MANYTOMANY": "many-to-many"}[prop.direction.name]
        if kind == "many" and not prop.uselist:
            kind = "one"
        pairs = list(prop.local_remote_pairs) if prop.secondary is None else []
        if kind in ("many", "one"):
            pairs = [(remote, local) for local, remote in pairs]
        pairs = _in_order(pairs)
        target, join = prop.mapper.local_table, prop.secondary
        return {
            "attribute": str(prop.key),
            "entity": prop.mapper.class_.__name__,
            "target": _key(target),
            "kind": kind,
            "columns": [str(holder.name) for holder, _ in pairs],
            "target_columns": [str(referred.name) for _, referred in pairs],
            "join_table": None if join is None else _key(join),
            "join_columns": None if join is None else _join_columns(prop),
            "back": _text(prop.back_populates),
            "on_delete": _on_delete(prop),
            "alone": _is_alone(prop),
            "optional": kind == "one" or (kind == "owning" and any(holder.nullable for holder, _ in pairs)),
        }


def _on_delete(prop: Any) -> str | None:
    """What the ORM does to the objects at the other end when an object is deleted; None where it writes nothing."""
    if prop.viewonly:
        return None
    return "nothing" if prop.passive_deletes else "delete" if prop.cascade.delete else "clear"


def _is_alone(prop: Any) -> bool | None:
    """Whether a relationship says nothing of any other one, and has no join of its own; None where that is not seen."""
    given = getattr(getattr(prop, "_init_args", None), "primaryjoin", None)
    if given is None:
        return None
    return not (prop.viewonly or prop.back_populates or getattr(prop, "_overlaps", ()) or given.argument is not None)


def _in_order(pairs: list[Any]) -> list[Any]:
    """The pairs of columns of a relationship in the order of the foreign key that they are."""
    for holder, _ in pairs:
        for constraint in getattr(getattr(holder, "table", None), "foreign_key_constraints", ()):
            if {column for column, _ in pairs} == set(constraint.columns):
                columns = list(constraint.columns)
                return sorted(pairs, key=lambda pair: columns.index(pair[0]))
    return pairs


def _join_columns(prop: Any) -> list[str] | None:
    """The join table's columns towards this table and towards the other, where there is one each."""
    mine, theirs = prop.synchronize_pairs, prop.secondary_synchronize_pairs or []
    return [str(mine[0][1].name), str(theirs[0][1].name)] if len(mine) == len(theirs) == 1 else None


def _factory(prop: Any) -> Any:
    """What a dataclass' or SQLModel's attribute has as default, which gives a value before the ORM would."""
    cls, given = None if prop is None else prop.parent.class_, None
    for name in ("__dataclass_fields__", "model_fields"):
        field = getattr(cls, name, {}).get(getattr(prop, "key", None))
        if callable(getattr(field, "default_factory", None)):
            return ["callable", _function(getattr(field, "default_factory", None))]
        given = getattr(field, "default", None)
    given = getattr(given, "value", given)
    return ["literal", given] if isinstance(given, (bool, int, float, str)) else None


def _function(function: Any) -> str:
    function = inspect.unwrap(function)
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', type(function).__name__)}"


def _class(cls: type) -> Facts:
    module = sys.modules.get(cls.__module__)
    return {"name": cls.__name__, "path": _text(getattr(module, "__file__", None))}


def _key(table: Any) -> list[str | None]:
    return [_text(getattr(table, "schema", None)), str(getattr(table, "name", table))]


def _spelt(value: object) -> str:
    return json.dumps(value, default=repr) if isinstance(value, (list, dict)) else repr(value)


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) else None


def _dialect_of(cls: type) -> str | None:
    parts = cls.__module__.split(".")
    return parts[2] if parts[:2] == ["sqlalchemy", "dialects"] else None


def _is_sqlalchemy(cls: type) -> bool:
    return cls.__module__.partition(".")[0] == "sqlalchemy"


def _converts(cls: type) -> bool:
    """Whether a type class changes values, and not only the type that the database has."""
    methods = ("process_bind_param", "process_result_value", "bind_processor", "result_processor", "bind_expression")
    decorators = (base for base in cls.__mro__ if issubclass(base, sa.types.TypeDecorator))
    own = {*decorators, *(base for base in cls.__mro__ if not _is_sqlalchemy(base))} - {sa.types.TypeDecorator}
    return not _is_sqlalchemy(cls) and any(name in vars(base) for base in own for name in methods)


def _load(type_: Any, dialect: Any) -> Any:
    """The type that a TypeDecorator has on a dialect; its `impl` where the decorator cannot say."""
    try:
        found = type_.load_dialect_impl(dialect)
    except Exception:  # it is code of the user's
        return type_.impl
    return type_.impl if found is type_ else found


def _parameters(cls: type) -> dict[str, Any]:
    """The named arguments of a constructor with their defaults, those that it hands on to its bases included."""
    found: dict[str, Any] = {}
    for base in cls.__mro__:
        if "__init__" not in vars(base) or base is object:
            continue
        parameters = list(inspect.signature(base.__init__).parameters.values())[1:]  # type: ignore[misc]
        named = (parameter.POSITIONAL_OR_KEYWORD for parameter in parameters[:1])
        kinds = {*named, inspect.Parameter.KEYWORD_ONLY}
        for parameter in parameters:
            if parameter.kind in kinds:
                found.setdefault(parameter.name, parameter.default)
        if not any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters):
            break
    return found
