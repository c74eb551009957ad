"""What an expression of a model file can be known to be, without running it.

A constant (str, int, float, bool, None, bytes) is itself; so are tuples, lists and dicts of values. Everything else is
one of the classes below, or UNKNOWN. No value is ever changed; those that are made by the ten thousand are not frozen
nevertheless, as a frozen dataclass takes three times as long to make.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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


class ClassValue:
    """A class of the project; the same class is equal to itself also after its body was edited.

    Who holds one only by its name does not hang on what is in it: whoever looks at `node` is noted to do so, and gets
    the class as it is now.

    Args:
        node: the class statement.
        statement: the top-level statement that holds it.
        scope: the scope that it stands in.
        outer: the class that it is nested in.
    """

    __slots__ = ("_hash", "_node", "_scope", "_statement", "_watched", "names")

    def __init__(self, node: ast.ClassDef, statement: Statement, scope: Scope, outer: ClassValue | None = None) -> None:
        self._node = node
        self._statement = statement
        self._scope = scope
        self.names: tuple[str, ...] = (node.name,) if outer is None else (*outer.names, node.name)
        self._watched = (statement.path, class_key(self.names[0]))
        self._hash = hash((id(statement.token), self.names))

    @property
    def name(self) -> str:
        """The class's name."""
        return self.names[-1]

    @property
    def statement(self) -> Statement:
        """The top-level statement that holds it."""
        if self._statement.successor is not None:
            self._renew()
        return self._statement

    @property
    def scope(self) -> Scope:
        """The scope that it stands in."""
        if self._statement.successor is not None:
            self._renew()
        return self._scope

    @property
    def node(self) -> ast.ClassDef:
        """The class statement."""
        if self._statement.successor is not None:
            self._renew()
        self._scope.project.memory.look(self._watched)
        return self._node

    @property
    def origin(self) -> Origin:
        """The class statement's place."""
        return self.statement.origin(self.node)

    def _renew(self) -> None:
        """Goes on to the newest version of the statement."""
        statement = self._statement
        while statement.successor is not None:
            statement = statement.successor
        self._statement = statement
        self._scope = self._scope.moved(statement)
        body: list[ast.stmt] = statement.body
        for name in self.names:
            found = next((node for node in body if isinstance(node, ast.ClassDef) and node.name == name), None)
            self._node = ast.ClassDef(name, [], [], [], []) if found is None else found
            body = self._node.body
        if not hasattr(self._node, "lineno"):
            self._node.lineno = self._node.end_lineno = 1
            self._node.col_offset = self._node.end_col_offset = 0

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, ClassValue)
            and self._statement.token is other._statement.token
            and self.names == other.names
        )

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"ClassValue({'.'.join(self.names)})"


def class_key(name: str) -> str:
    """The name under which a look into a class's body is noted, apart from looks at the class's own name."""
    return f"class {name}"


@dataclass(frozen=True, slots=True, eq=False)
class FunctionValue:
    """A function or lambda of the project. `bound` are arguments that stand before those of a call (`cls`)."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope = field(repr=False)
    bound: tuple[Value, ...] = ()


class Written:
    """Where something is written: a node of a statement. Its place and text are worked out when they are asked for."""

    __slots__ = ("_origin", "node", "statement")

    def __init__(self, statement: Statement, node: ast.AST) -> None:
        self.statement = statement
        self.node = node
        self._origin: Origin | None = None

    @property
    def origin(self) -> Origin:
        """The place."""
        if self._origin is None:
            self._origin = self.statement.origin(self.node)
        return self._origin

    @property
    def source(self) -> str:
        """The text."""
        start, end = self.origin.span
        return self.statement.text[start:end]


@dataclass(slots=True, eq=False)
class Argument:
    """An argument of a call, and where it is written."""

    value: Value
    written: Written

    @property
    def origin(self) -> Origin:
        """Where it is written."""
        return self.written.origin

    @property
    def node(self) -> ast.AST:
        """Its node in the syntax tree."""
        return self.written.node

    @property
    def source(self) -> str:
        """Its text."""
        return self.written.source


@dataclass(slots=True, eq=False)
class CallValue:
    """A call of something that is not evaluated further: a constructor of SQLAlchemy's, mostly.

    `open`: there are arguments that could not be read (`*args`, `**kwargs`).
    """

    function: Value
    arguments: tuple[Argument, ...]
    keywords: Mapping[str, Argument]
    written: Written
    open: bool = False

    @property
    def origin(self) -> Origin:
        """Where it is written."""
        return self.written.origin

    def keyword(self, name: str, default: Value = None) -> Value:
        """The value of a keyword argument; `default` where it is not given."""
        argument = self.keywords.get(name)
        return default if argument is None else argument.value


@dataclass(slots=True, eq=False)
class AttributeValue:
    """An attribute of something that is not evaluated further: `users.c`, `User.id`."""

    base: Value
    name: str


@dataclass(slots=True, eq=False)
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


@dataclass(frozen=True, slots=True)
class InstanceValue:
    """An object of a class of the project, `self` of a method that is followed: what its `__init__` set."""

    cls: ClassValue
    attributes: dict[str, Value]


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
    return _within_sqlalchemy(value.path) if isinstance(value, Symbol) else None


@lru_cache(maxsize=1024)
def _within_sqlalchemy(path: str) -> str | None:
    """The same for a dotted name: models ask for few names, and for these again and again."""
    parts = path.split(".")
    if parts[0] not in SQLALCHEMY and not (len(parts) > 1 and parts[-2] in ("db", "sa") and parts[-1][:1] != "_"):
        return None
    if len(parts) > 1 and parts[-2] == "func":
        return "func." + parts[-1]
    if "dialects" in parts[:-1]:
        return ".".join((parts[parts.index("dialects") + 1], parts[-1]))
    return parts[-1]


def call_name(value: Value) -> str | None:
    """The name within SQLAlchemy of what a call calls; None for anything but a call of something of SQLAlchemy's."""
    if not isinstance(value, CallValue) or not isinstance(value.function, Symbol):
        return None
    return _within_sqlalchemy(value.function.path)
