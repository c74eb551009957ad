"""Mapped classes: which they are, and what table each of them makes or adds to."""

from __future__ import annotations

import ast
from dataclasses import replace

from prismalchemy.alchemy.attributes import Attributes, read_attributes
from prismalchemy.alchemy.changes import altered
from prismalchemy.alchemy.classes import Member, inherited, members, mro
from prismalchemy.alchemy.constraints import read_constraints
from prismalchemy.alchemy.declarative import Declarative, declarative, is_base
from prismalchemy.alchemy.documentation import docstring
from prismalchemy.alchemy.drafts import ColumnDraft, TableDraft
from prismalchemy.alchemy.evaluate import evaluate
from prismalchemy.alchemy.given import with_made
from prismalchemy.alchemy.naming import without_labels
from prismalchemy.alchemy.tablename import declared_value, flask_name, is_declared, named_table
from prismalchemy.alchemy.tables import finished, is_table, read_table, said_comment
from prismalchemy.alchemy.types import TypeContext
from prismalchemy.alchemy.values import ClassValue, Value
from prismalchemy.schema import UNKNOWN, Maybe, TableKey
from prismalchemy.text import Origin


def read_class(cls: ClassValue, context: TypeContext) -> TableDraft | None:
    """The table that a class makes or adds to; None for a class that is not mapped. Remembered."""
    memory = cls.scope.project.memory
    found: TableDraft | None = memory.remember(
        cls.statement.memos, ("draft", cls.node), lambda: _read_class(cls, context), None
    )
    return found


def _read_class(cls: ClassValue, context: TypeContext) -> TableDraft | None:
    base = declarative(cls)
    if base is None or is_base(cls) or _abstract(cls):
        return None
    if base.kind == "sqlmodel" and not _keyword(cls, "table"):
        return None
    ancestry = tuple(
        other for other in mro(cls)[1:] if isinstance(other, ClassValue) and read_class(other, context) is not None
    )
    name, name_place = _table_name(cls, base, ancestry)
    if name is None and not ancestry:
        return None
    core = inherited(cls, "__table__")
    options, items, unread = _table_args(cls, ancestry)
    said = options.get("schema", base.schema)
    schema = said if isinstance(said, str) else None
    schema_known = said is None or isinstance(said, str)
    if core is not None or not _ALLOWING.isdisjoint(options):
        base = replace(base, metadata=UNKNOWN)
    parent = ancestry[0] if ancestry else None
    if name is None and parent is not None:
        above = read_class(parent, context)
        schema = None if above is None else above.schema
        schema_known = above is not None and above.schema_known
    if not schema_known:
        base = replace(base, naming=without_labels(base.naming))
    context = replace(context, metadata_schema=base.schema, table_schema=schema if schema_known else UNKNOWN)
    found = read_attributes(cls, ancestry, base, context)
    if name is UNKNOWN and core is None and not found.columns and not found.relations:
        return None
    found.columns = with_made(found.columns, cls)
    hidden = not base.closed or found.open or unread or not _REFLECTING.isdisjoint(options) or altered(cls, ancestry)
    draft = TableDraft(
        name,
        schema,
        cls=cls,
        base=base,
        parent=parent,
        ancestry=ancestry,
        relations=tuple(found.relations),
        comment=said_comment(options.get("comment"), unread=hidden),
        open=hidden,
        incomplete=found.incomplete,
        schema_known=schema_known,
        documentation=docstring(cls.node),
        origin=cls.origin,
        name_origin=cls.statement.name_origin(cls.node),
        table_name_origin=name_place,
    )
    if core is not None and core.cls not in ancestry:
        return _with_core(draft, core, found, context)
    key = TableKey(schema, name) if isinstance(name, str) else TableKey(schema, "")
    if name is None and parent is not None:
        above = read_class(parent, context)
        key = key if above is None or above.key is None else above.key
    constraints = read_constraints(items, found.columns, key, base)
    if constraints.primary_key is None and draft.open:
        # Every mapped class has a key; that of this one stands where nothing can be seen.
        constraints.primary_key = UNKNOWN
    return finished(draft, constraints)


_ALLOWING = frozenset({"extend_existing", "keep_existing", "info"})
"""Options by which a table may be there twice, or be kept out of its MetaData's affairs by code that cannot be seen."""

_REFLECTING = frozenset({"autoload", "autoload_with"})
"""Options by which the database adds to what is said."""


def is_mapped(cls: ClassValue, *, itself: bool = True) -> bool:
    """Whether a class is mapped, going by its bases alone; without `itself` whether one behind it is."""
    found = (other for other in mro(cls)[0 if itself else 1 :] if isinstance(other, ClassValue))
    return any(declarative(other) is not None and not is_base(other) and not _abstract(other) for other in found)


def _abstract(cls: ClassValue) -> bool:
    member = members(cls).get("__abstract__")
    return member is not None and member.evaluate() is True


def _keyword(cls: ClassValue, name: str) -> bool:
    return any(keyword.arg == name and evaluate(keyword.value, cls.scope) is True for keyword in cls.node.keywords)


def _table_name(
    cls: ClassValue, base: Declarative, ancestry: tuple[ClassValue, ...]
) -> tuple[Maybe[str | None], Origin | None]:
    """The table's name; None where the class has no table of its own."""
    member = inherited(cls, "__tablename__")
    if "__table__" in members(cls):
        return UNKNOWN, None
    if member is not None and member.cls in ancestry and not is_declared(member):
        # A name that a mapped class gives itself is its own: classes below it share its table.
        member = None
    if member is not None or base.kind != "sqlmodel":
        value, origin = named_table(cls, member)
        if value is not None or member is not None:
            return (value if value is None or isinstance(value, str) else UNKNOWN), origin
    if base.kind == "sqlmodel":
        return cls.name.lower(), None
    if base.kind == "flask" and not ancestry:
        return flask_name(cls.name), None
    if ancestry:
        return None, None
    metaclass = any(keyword.arg == "metaclass" for keyword in cls.node.keywords)
    return (None if base.closed and not metaclass else UNKNOWN), None


def _table_args(cls: ClassValue, ancestry: tuple[ClassValue, ...]) -> tuple[dict[str, Value], list[Value], bool]:
    """Options and items of `__table_args__`, and whether some of it could not be read.

    Where options may be among what could not be read, the `schema` of them is UNKNOWN.
    """
    member = inherited(cls, "__table_args__")
    if member is None or (member.cls in ancestry and not is_declared(member)):
        return {}, [], False
    value = declared_value(member, cls)
    if value is None:
        return {}, [], False
    if isinstance(value, dict):
        return value, [], False
    if not isinstance(value, (tuple, list)):
        return {"schema": UNKNOWN}, [], True
    items = list(value)
    options = items.pop() if items and isinstance(items[-1], dict) else {}
    if items and items[-1] is UNKNOWN and not options:
        options = {"schema": UNKNOWN}
    unread = any(item is UNKNOWN for item in items)
    return options, [item for item in items if item is not UNKNOWN], unread


def _with_core(draft: TableDraft, core: Member, found: Attributes, context: TypeContext) -> TableDraft:
    """A class whose table is a Core table: `__table__ = Table(...)`."""
    assert draft.cls is not None
    value = declared_value(core, draft.cls)
    table = read_table(value, context, draft.cls.scope.project) if is_table(value) else None
    if table is None:
        return replace(draft, open=True)
    attributes = found.core_attributes

    def attributed(column: ColumnDraft) -> ColumnDraft:
        name = attributes.get(column.key, column.key)
        return replace(column, column=replace(column.column, attribute=name))

    return replace(
        table,
        cls=draft.cls,
        parent=draft.parent,
        ancestry=draft.ancestry,
        columns=tuple(attributed(column) for column in table.columns),
        relations=draft.relations,
        open=draft.open or table.open,
        documentation=draft.documentation,
        origin=draft.origin,
        name_origin=draft.name_origin,
    )


def nested_classes(node: ast.AST) -> list[ast.ClassDef]:
    """The class statements in a top-level statement that are not inside a function or another class."""
    if isinstance(node, ast.ClassDef):
        return [node]
    found: list[ast.ClassDef] = []
    for field in ("body", "orelse", "finalbody", "handlers"):
        for inner in getattr(node, field, None) or ():
            if not isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found += nested_classes(inner)
    return found
