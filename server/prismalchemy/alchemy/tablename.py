"""The name of a mapped class's table: `__tablename__`, or the rule of its base."""

from __future__ import annotations

import ast
import re

from prismalchemy.alchemy.calls import invoke
from prismalchemy.alchemy.classes import Member, inherited
from prismalchemy.alchemy.evaluate import evaluate
from prismalchemy.alchemy.values import ClassValue, FunctionValue, Symbol, Value
from prismalchemy.schema import UNKNOWN
from prismalchemy.text import Origin


def is_declared(member: Member) -> bool:
    """Whether a member is a function that SQLAlchemy calls for each class (`declared_attr` and its kin)."""
    if member.function is None:
        return False
    return any(
        isinstance(value, Symbol)
        and any(part in ("declared_attr", "declared_directive") for part in value.path.split("."))
        for value in member.decorators()
    )


def declared_value(member: Member, cls: ClassValue) -> Value:
    """The value of a member for one class: that of an assignment, or what a declared function returns for the class."""
    if member.function is not None:
        decorated = {value.name for value in member.decorators() if isinstance(value, Symbol)}
        if not is_declared(member) and "classmethod" not in decorated:
            return UNKNOWN
        return invoke(FunctionValue(member.function, member.cls.scope), [cls], member.cls.scope)
    return member.evaluate()


def named_table(cls: ClassValue, member: Member | None) -> tuple[Value, Origin | None]:
    """The name that `__tablename__` gives for a class, and where it is spelt (None where it is computed)."""
    if member is None:
        return _by_subclass_hook(cls), None
    value = declared_value(member, cls)
    spelt = member.value is not None and isinstance(member.value, ast.Constant)
    origin = member.cls.statement.origin(member.value) if spelt and member.value is not None else None
    return value, origin


def _by_subclass_hook(cls: ClassValue) -> Value:
    """The name that an `__init_subclass__` of a base assigns to `cls.__tablename__`; None where none does."""
    hook = inherited(cls, "__init_subclass__")
    if hook is None or hook.function is None or hook.cls == cls or not hook.function.args.args:
        return None
    parameter = hook.function.args.args[0].arg
    scope = hook.cls.scope.inner({parameter: cls})
    for node in ast.walk(hook.function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr == "__tablename__":
                    found = evaluate(node.value, scope)
                    return found if isinstance(found, str) else UNKNOWN
    return None


def flask_name(name: str) -> str:
    """The table name that flask-sqlalchemy makes of a class name: words in lower case, joined by underscores."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
