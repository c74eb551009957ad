"""What a top-level statement says about tables: mapped classes, `Table(...)`, and what is added from outside."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from prismalchemy.alchemy.annotations import Annotation
from prismalchemy.alchemy.changes import Listener, alters, alters_tables, last_name, listeners, root, touched
from prismalchemy.alchemy.columns import Declaration, is_column, read_column
from prismalchemy.alchemy.declarative import declarative
from prismalchemy.alchemy.drafts import RelationDraft, TableDraft
from prismalchemy.alchemy.evaluate import Scope, evaluate
from prismalchemy.alchemy.foreign import table_value
from prismalchemy.alchemy.mapped import nested_classes, read_class
from prismalchemy.alchemy.project import Project
from prismalchemy.alchemy.registry import NOTHING, Addition, Found
from prismalchemy.alchemy.statement import Statement
from prismalchemy.alchemy.tables import is_table, read_table
from prismalchemy.alchemy.types import TypeContext
from prismalchemy.alchemy.values import (
    AttributeValue,
    CallValue,
    ClassValue,
    FunctionValue,
    SubscriptValue,
    Symbol,
    Value,
    call_name,
    sqlalchemy_name,
)
from prismalchemy.schema import UNKNOWN

_HIDDEN = re.compile(
    r"^\s+__table(?:name)?__\s*[:=]|[\"']__tablename__[\"']\s*:|\bTable\(\s*[\"'][\w.]+[\"']\s*,\s*[\w.]*meta",
    re.MULTILINE,
)
"""What a function has in it that makes tables when it is called."""
_COPIED = re.compile(r"\.to_?metadata\(|\bmeta(?:data)?(?:_obj)?\.reflect\(")
"""What copies a table into another MetaData, or fills one with the tables of a database."""
_RELEVANT = re.compile(
    r"\b(?:Table|mapper|Index|\w*Constraint|setattr|type)\(|\bmap_imperatively\b|^\w+\.\w+ *= |\bclass\b"
    r"|\.(?:append_column|append_constraint|add_property|add_properties|listen)\(|^(?:for|while)\b|^[a-z_]\w*\([A-Z]"
    r"|^\w+ *= *[a-z_][\w.]*\(",
    re.MULTILINE,
)
_ADDING = re.compile(r"setattr|append_|add_|Column|mapped_column|elationship|Field|Index|Constraint|declared_attr")
"""What stands in code that adds to classes and tables."""
_CONSTRAINTS = frozenset({"Index", "UniqueConstraint", "ForeignKeyConstraint", "PrimaryKeyConstraint"})


def find(statement: Statement, project: Project, context: TypeContext) -> Found:
    """What a statement says about tables. Remembered, as long as the names that it uses mean the same."""
    if statement.kind == "import":
        return NOTHING
    if statement.kind != "class" and "meta" in statement.text and _COPIED.search(statement.text):
        return _HIDDEN_FOUND
    if statement.kind == "def":
        of_a_test = (statement.name or "").startswith("test")
        if "listens_for" in statement.text:
            return _remembered(statement, project, context)
        return _HIDDEN_FOUND if not of_a_test and _HIDDEN.search(statement.text) else NOTHING
    if statement.kind == "other" and not _RELEVANT.search(statement.text) and not _by_alias(statement, project):
        return NOTHING
    return _remembered(statement, project, context)


def _remembered(statement: Statement, project: Project, context: TypeContext) -> Found:
    found: Found = project.memory.remember(
        statement.memos, "found", lambda: _find(statement, project, context), NOTHING
    )
    return found


def _by_alias(statement: Statement, project: Project) -> bool:
    """Whether a statement calls `Table` or a constraint by another name that the module imported it as."""
    return any(f"{name}(" in statement.text for name in project.module(statement.path).table_names)


_HIDDEN_FOUND = Found(hidden=True)


def _find(statement: Statement, project: Project, context: TypeContext) -> Found:
    scope = Scope(project, statement)
    tables: list[TableDraft] = []
    additions: list[Addition] = []
    heard: list[Listener] = []
    unseen = opens = False
    broken = any(piece.message is not None for piece in statement.recovered.broken)
    try:
        for node in statement.body:
            for inner in nested_classes(node):
                draft = read_class(ClassValue(inner, statement, scope), context)
                if draft is not None:
                    tables.append(draft)
                    tables += _secondaries(draft, context)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                heard += listeners(node, scope)
                opens = opens or alters_tables(node, scope)
            elif not isinstance(node, ast.ClassDef):
                heard += listeners(node, scope) if "listen" in statement.text else []
                known, seen = len(additions), len(tables)
                _find_calls(node, scope, context, tables, additions)
                unseen = unseen or (len(tables) == seen and (_calls_table(node, scope) or _makes_table(node, scope)))
                unseen = unseen or _calls_unknown_table(node, scope) or _makes_class(node, scope)
                if len(additions) == known or isinstance(node, (ast.If, ast.Try, ast.With)):
                    opens = _changes(node, scope, additions) or opens
            elif not tables and (_calls_table(node, scope) or _holds_classes(node)):
                # Tables, or mapped classes, as attributes of a class that is not mapped.
                unseen = True
    except RecursionError:
        tables, additions, heard, broken = [], [], [], True
    # What is broken may have been, or may become, a table; a class that is read in part says itself that it is open.
    hidden = unseen or (broken and not tables)
    if not tables and not additions and not heard and not (hidden or opens):
        return NOTHING
    return Found(tuple(tables), tuple(additions), hidden, opens, tuple(heard))


def _calls_table(node: ast.stmt, scope: Scope) -> bool:
    """Whether a statement has a call of `Table` in it, outside of functions; how often it is made is not worked out."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or "Table" not in scope.statement.text:
        return False
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.stmt):
            if _calls_table(inner, scope):
                return True
        elif any(
            isinstance(part, ast.Call) and sqlalchemy_name(evaluate(part.func, scope)) == "Table"
            for part in (ast.walk(inner) if "Table" in ast.dump(inner) else ())
        ):
            return True
    return False


def _calls_unknown_table(node: ast.stmt, scope: Scope) -> bool:
    """Whether a statement is `name = something.Table("name", ...)`, and what `something` is cannot be seen."""
    call = getattr(node, "value", None)
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr != "Table":
        return False
    named = len(call.args) > 1 and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    return named and (evaluate(call.func, scope) is UNKNOWN or isinstance(evaluate(call.func, scope), AttributeValue))


def _makes_class(node: ast.stmt, scope: Scope) -> bool:
    """Whether a statement makes a class below a declarative base by `type("User", (Base,), {...})`."""
    call = getattr(node, "value", None)
    if not isinstance(call, ast.Call) or last_name(call.func) not in ("type", "new_class") or len(call.args) < 2:
        return False
    bases = evaluate(call.args[1], scope)
    given = bases if isinstance(bases, (list, tuple)) else ()
    return any(
        declarative(base) is not None if isinstance(base, ClassValue) else sqlalchemy_name(base) == "SQLModel"
        for base in given
    )


def _makes_table(node: ast.stmt, scope: Scope) -> bool:
    """Whether a statement has a function of the project make a table, or SQLAlchemy make classes of a database's."""
    call = getattr(node, "value", None)
    if not isinstance(call, ast.Call):
        return False
    function = evaluate(call.func, scope)
    if isinstance(function, FunctionValue) and not isinstance(function.node, ast.Lambda):
        return any(_calls_table(inner, function.scope) for inner in function.node.body)
    return sqlalchemy_name(function) == "automap_base"


def _holds_classes(node: ast.ClassDef) -> bool:
    """Whether a class has classes in it that seem to be mapped."""
    nested = [inner for inner in node.body if isinstance(inner, ast.ClassDef)]
    names = ("__tablename__", "__table__")
    return any(
        isinstance(inner, ast.Assign) and any(last_name(target) in names for target in inner.targets)
        for cls in nested
        for inner in cls.body
    )


def _changes(node: ast.stmt, scope: Scope, additions: list[Addition]) -> bool:
    """Note the tables that a statement adds to by `setattr`, by a function or in a loop: what it is is not worked out.

    Returns:
        Whether there is one of which it cannot be seen which it is.
    """
    opens = False
    for expression, surely in touched(node) if _ADDING.search(scope.statement.text) else ():
        targets = _targets(root(expression), node, scope)
        additions += [Addition(target, opens=True) for target in targets or ()]
        opens = opens or (targets is None and surely)
    for call in (node.value,) if isinstance(node, (ast.Expr, ast.Assign)) else ():
        if isinstance(call, ast.Call) and alters(evaluate(call.func, scope)):
            given = [table_value(evaluate(argument, scope)) for argument in call.args]
            additions += [Addition(target, opens=True) for target in given if target is not None]
    return opens


def _targets(expression: ast.expr, node: ast.stmt, scope: Scope) -> list[ClassValue | CallValue] | None:
    """The classes or tables that an expression stands for, several of them in a loop; None where they are not known."""
    values = [evaluate(expression, scope)]
    if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and node.target.id == last_name(expression):
        over = evaluate(node.iter, scope)
        values = list(over) if isinstance(over, (list, tuple)) else [UNKNOWN]
    found = [table_value(value) for value in values]
    known = [target for target in found if target is not None]
    return known if len(known) == len(found) else None


def _secondaries(draft: TableDraft, context: TypeContext) -> list[TableDraft]:
    """The association tables that are written within a class' relationships."""
    found: list[TableDraft] = []
    for relation in draft.relations:
        value = relation.call.keyword("secondary")
        if is_table(value) and draft.cls is not None and value.origin.anchor is draft.cls.statement.anchor:
            table = read_table(value, context, draft.cls.scope.project)
            if table is not None:
                found.append(table)
    return found


def _find_calls(
    node: ast.stmt, scope: Scope, context: TypeContext, tables: list[TableDraft], additions: list[Addition]
) -> None:
    """The tables and additions of a statement that is no class."""
    if isinstance(node, (ast.If, ast.Try, ast.With)):
        for inner in (*node.body, *getattr(node, "orelse", ())):
            if not isinstance(inner, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                _find_calls(inner, scope, context, tables, additions)
        return
    if not isinstance(node, (ast.Assign, ast.AnnAssign, ast.Expr)) or node.value is None:
        return
    value = evaluate(node.value, scope)
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Attribute):
                _patch(target, value, node, scope, context, additions)
    for item in value if isinstance(value, (list, tuple)) else (value,):
        if is_table(item) and item.origin.anchor is scope.statement.anchor:
            table = read_table(item, context, scope.project)
            if table is not None:
                tables.append(table)
        elif call_name(item) in _CONSTRAINTS:
            _constraint(item, additions)
        elif _maps_imperatively(item):
            table = _imperative(item, context)
            if table is not None:
                tables.append(table)


def _constraint(call: CallValue, additions: list[Addition]) -> None:
    """A module-level `Index("name", User.email)`, `UniqueConstraint(User.email)`, and foreign keys of the same kind.

    One without such a column belongs to no table. What a foreign key refers to does not own it.
    """
    given = [argument.value for argument in call.arguments]
    if call_name(call) == "ForeignKeyConstraint":
        first = given[0] if given else call.keyword("columns")
        given = list(first) if isinstance(first, (list, tuple)) else []
    for value in given:
        target = _owner(value)
        if target is not None:
            additions.append(Addition(target, constraint=call))
            return


def _owner(value: Value) -> ClassValue | CallValue | None:
    """The class or table whose column a value is made of."""
    if isinstance(value, (AttributeValue, SubscriptValue)):
        return table_value(value.base)
    if isinstance(value, CallValue):
        if isinstance(value.function, AttributeValue):
            found = _owner(value.function.base)
            if found is not None:
                return found
        for argument in value.arguments:
            found = _owner(argument.value)
            if found is not None:
                return found
    return None


def _patch(
    target: ast.Attribute, value: Value, node: ast.Assign, scope: Scope, context: TypeContext, additions: list[Addition]
) -> None:
    """`User.nickname = Column(...)`, `User.posts = relationship(...)` after the class."""
    cls = evaluate(target.value, scope)
    if not isinstance(cls, ClassValue):
        return
    base = declarative(cls)
    if base is None:
        return
    origin, name_origin = scope.statement.origin(node), scope.statement.origin(target)
    if is_column(value):
        draft = read_column(value, None, Declaration(target.attr, base, context, origin, name_origin))
        if draft is not None:
            additions.append(Addition(cls, column=draft))
    elif call_name(value) == "relationship":
        relation = RelationDraft(target.attr, value, None, cls, origin, name_origin)
        additions.append(Addition(cls, relation=relation))


def _maps_imperatively(value: Value) -> bool:
    if not isinstance(value, CallValue):
        return False
    function = value.function
    if isinstance(function, AttributeValue):
        return function.name == "map_imperatively"
    return isinstance(function, Symbol) and function.path in ("sqlalchemy.orm.mapper", "sqlalchemy.orm.mapping")


def _imperative(call: CallValue, context: TypeContext) -> TableDraft | None:
    """`registry.map_imperatively(User, user_table, properties={...})`."""
    cls = call.arguments[0].value if call.arguments else call.keyword("class_")
    table = call.arguments[1].value if len(call.arguments) > 1 else call.keyword("local_table")
    if not isinstance(cls, ClassValue) or not is_table(table):
        return None
    draft = read_table(table, context, cls.scope.project)
    if draft is None:
        return None
    properties = call.keyword("properties", {})
    relations: list[RelationDraft] = []
    renamed: dict[str, str] = {}
    annotation: Annotation | None = None
    if isinstance(properties, dict):
        for name, value in properties.items():
            if call_name(value) == "relationship":
                relations.append(RelationDraft(name, value, annotation, cls, value.origin, value.origin))
            elif isinstance(value, AttributeValue):
                renamed[value.name] = name
    columns = tuple(
        replace(column, column=replace(column.column, attribute=renamed.get(column.key, column.key)))
        for column in draft.columns
    )
    return replace(
        draft,
        cls=cls,
        columns=columns,
        relations=tuple(relations),
        open=draft.open or not isinstance(properties, dict),
        name_origin=cls.statement.name_origin(cls.node),
    )
