"""What a statement is: the class of a table, a column, an import; by this it is found again in another text."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, TypeAlias

Key: TypeAlias = "tuple[Any, ...]"
"""What a statement is; statements of two texts that have the same key are the same thing."""

_COLUMNS = frozenset({"mapped_column", "Column", "Field"})
_RELATIONSHIPS = frozenset({"relationship", "Relationship", "synonym", "association_proxy", "column_property"})


def key_of(nodes: Sequence[ast.stmt], owner: ast.stmt | None) -> Key:
    """What a statement is; `owner` is the class or block that it stands in, None for a module."""
    node = nodes[0]
    if len(nodes) > 1 and not documents(nodes):
        return ("code", "\n".join(map(ast.dump, nodes)))
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return ("docstring",)
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        aliased = tuple(name.name for name in node.names if name.asname not in (None, name.name))
        return ("from", module, aliased if len(node.names) == 1 else ())
    if isinstance(node, ast.Import):
        return ("import", tuple((name.name, name.asname) for name in node.names))
    if isinstance(node, ast.ClassDef):
        table = table_of(node)
        return ("class", node.name) if table is None else ("table", *table)
    if is_typing_block(node):
        return ("typing",)
    name = bound_name(node)
    if name is None:
        return ("code", "\n".join(map(ast.dump, nodes)))
    column = column_of(node, owner) if isinstance(owner, ast.ClassDef) else None
    return ("name", name) if column is None else ("column", column)


def bound_name(node: ast.stmt) -> str | None:
    """The one name that a statement binds."""
    if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return node.name
    target: ast.expr | None = None
    if isinstance(node, ast.AnnAssign):
        target = node.target
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    return target.id if isinstance(target, ast.Name) else None


def column_of(node: ast.stmt, owner: ast.ClassDef) -> str | None:
    """The database's name of the column that a member of a class declares; None if it declares none."""
    if not isinstance(node, (ast.AnnAssign, ast.Assign)):
        return None
    name, value = bound_name(node), node.value
    called = function_of(value)
    if _is_plain_field(node, owner):
        return name
    if called in _RELATIONSHIPS or (value is not None and called not in _COLUMNS):
        return None
    if called is None:
        annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
        mapped = isinstance(annotation, ast.Subscript) and ast.dump(annotation.value).find("'Mapped'") >= 0
        return name if mapped else None
    assert isinstance(value, ast.Call)
    column = next((keyword.value for keyword in value.keywords if keyword.arg == "sa_column"), None)
    if isinstance(column, ast.Call):
        value = column
    first = next(iter(value.args), None) or next((k.value for k in value.keywords if k.arg == "name"), None)
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value
    return name


def _is_plain_field(node: ast.stmt, owner: ast.ClassDef) -> bool:
    """Whether a member is a column of a SQLModel by its annotation alone: `name: str`, `name: str | None = None`."""
    if not isinstance(node, ast.AnnAssign) or not any(keyword.arg == "table" for keyword in owner.keywords):
        return False
    plain = node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
    return plain and "'ClassVar'" not in ast.dump(node.annotation)


def function_of(value: ast.expr | None) -> str | None:
    """The last name of what a call calls; None if it is no call of a name."""
    if not isinstance(value, ast.Call):
        return None
    function = value.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else None


def table_of(node: ast.ClassDef) -> tuple[str | None, str] | None:
    """Schema and name of the table that a class says it maps."""
    name, schema = None, None
    for statement in node.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            continue
        target, value = statement.targets[0].id, statement.value
        if target == "__tablename__" and isinstance(value, ast.Constant) and isinstance(value.value, str):
            name = value.value
        elif target == "__table_args__":
            options = value.elts[-1] if isinstance(value, ast.Tuple) and value.elts else value
            schema = _schema(options)
    return None if name is None else (schema, name)


def is_typing_block(node: ast.stmt) -> bool:
    """Whether a statement is `if TYPE_CHECKING:` without an `else`."""
    if not isinstance(node, ast.If) or node.orelse:
        return False
    test = node.test
    return (test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")) == "TYPE_CHECKING"


def _schema(options: ast.expr) -> str | None:
    if isinstance(options, ast.Dict):
        for key, value in zip(options.keys, options.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "schema" and isinstance(value, ast.Constant):
                return str(value.value)
    return None


def is_enum(node: ast.stmt | None) -> bool:
    """Whether a statement is the class of an enum."""
    return isinstance(node, ast.ClassDef) and any("Enum'" in ast.dump(base) for base in node.bases)


def documents(nodes: Sequence[ast.stmt]) -> bool:
    """Whether two statements are an assignment and the string that documents it."""
    if len(nodes) != 2 or not isinstance(nodes[0], (ast.Assign, ast.AnnAssign)):
        return False
    return isinstance(nodes[1], ast.Expr) and isinstance(getattr(nodes[1].value, "value", None), str)
