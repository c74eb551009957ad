"""What an expression of a model file can be known to be, without running it.

A constant (str, int, float, bool, None, bytes) is itself; so are tuples, lists and dicts of values. Everything else is
one of the classes below, or UNKNOWN.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from prismalchemy.text import Origin

if TYPE_CHECKING:
    from prismalchemy.alchemy.evaluate import Scope
    from prismalchemy.alchemy.statement import Statement

Value: TypeAlias = Any
"""A constant, a tuple, list or dict of values, an instance of a class of this module, or UNKNOWN."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something outside the project, by its dotted name: `sqlalchemy.orm.mapped_column`, `builtins.str`."""

    path: str

    @property
    def name(self) -> str:
        """The last part."""
        return self.path.rpartition(".")[2]

    @property
    def package(self) -> str:
        """The first part."""
        return self.path.partition(".")[0]


@dataclass(frozen=True, slots=True, eq=False)
class ModuleValue:
    """A module of the project: its file and the name it was imported by."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class ClassValue:
    """A class of the project; equal where it is the same class statement."""

    node: ast.ClassDef
    statement: Statement = field(compare=False)
    scope: Scope = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        """The class's name."""
        return self.node.name

    @property
    def origin(self) -> Origin:
        """The class statement."""
        return self.statement.origin(self.node)


@dataclass(frozen=True, slots=True, eq=False)
class FunctionValue:
    """A function or lambda of the project. `bound` are arguments that stand before those of a call (`cls`)."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope = field(repr=False)
    bound: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Argument:
    """An argument of a call, and where it is written."""

    value: Value
    origin: Origin
    node: ast.expr | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CallValue:
    """A call of something that is not evaluated further: a constructor of SQLAlchemy's, mostly.

    `open`: there are arguments that could not be read (`*args`, `**kwargs`).
    """

    function: Value
    arguments: tuple[Argument, ...]
    keywords: Mapping[str, Argument]
    origin: Origin
    open: bool = False

    def keyword(self, name: str, default: Value = None) -> Value:
        """The value of a keyword argument; `default` where it is not given."""
        argument = self.keywords.get(name)
        return default if argument is None else argument.value


@dataclass(frozen=True, slots=True, eq=False)
class AttributeValue:
    """An attribute of something that is not evaluated further: `users.c`, `User.id`."""

    base: Value
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class SubscriptValue:
    """A generic type with its arguments: `Mapped[int]`, `Annotated[int, ...]`."""

    base: Value
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False)
class UnionValue:
    """A union of types: `int | None`."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MemberValue:
    """A member of an enum class of the project."""

    cls: ClassValue
    name: str
    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class ExpressionValue:
    """An operation on something that is not evaluated further: `User.id == Post.user_id`. `source` is its text."""

    source: str
    node: ast.expr = field(repr=False)
    scope: Scope = field(repr=False)


@dataclass(frozen=True, slots=True)
class DialectValue:
    """A SQLAlchemy dialect of this name, as given to a method of the user's that chooses by dialect."""

    name: str


class _Missing:
    """The type of `MISSING`."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()
"""Not a value: the answer where a name is not bound at all."""

SQLALCHEMY = frozenset({"sqlalchemy", "sqlmodel"})


def sqlalchemy_name(value: Value) -> str | None:
    """The name within SQLAlchemy (`Column`, `func.now`, `postgresql.JSONB`) of something of SQLAlchemy's, else None.

    Submodules do not count: `sqlalchemy.sql.schema.Column` is `Column`. Names of SQLModel and of `db` objects of
    flask-sqlalchemy that stand for SQLAlchemy's are resolved too.
    """
    if not isinstance(value, Symbol):
        return None
    parts = value.path.split(".")
    if parts[0] not in SQLALCHEMY and not (len(parts) > 1 and parts[-2] in ("db", "sa") and parts[-1][:1] != "_"):
        return None
    if len(parts) > 1 and parts[-2] == "func":
        return "func." + parts[-1]
    if "dialects" in parts[:-1]:
        return ".".join((parts[parts.index("dialects") + 1], parts[-1]))
    return parts[-1]


def call_name(value: Value) -> str | None:
    """The name within SQLAlchemy of what a call calls; None for anything but a call of something of SQLAlchemy's."""
    return sqlalchemy_name(value.function) if isinstance(value, CallValue) else None
