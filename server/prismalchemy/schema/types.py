"""Column types: SQLAlchemy's own type objects, made comparable by value.

We write no type system of our own. A type is a `sqlalchemy.types.TypeEngine`; whether two of them are the same column
type is decided by SQLAlchemy's DDL compiler for the datasource's dialect (`compare/types.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.types import TypeEngine, UserDefinedType

if TYPE_CHECKING:
    from prismalchemy.schema.model import Enum


class Raw(UserDefinedType[Any]):
    """A type known only by its SQL text: Prisma's `Unsupported("vector(3)")`, a third-party type such as pgvector's.

    Args:
        sql: the type as DDL writes it, e.g. `vector(3)`.
    """

    cache_ok = True

    def __init__(self, sql: str) -> None:
        self.sql = sql

    def get_col_spec(self, **_: Any) -> str:
        """The type as DDL writes it."""
        return self.sql

    def __repr__(self) -> str:
        return f"Raw({self.sql!r})"


class ColumnType:
    """A SQLAlchemy type object with equality by value.

    Args:
        type: the type; for a list `sqlalchemy.ARRAY(item)`, for an enum `sqlalchemy.Enum(*labels, name=…, schema=…)`.
        enum: the neutral enum behind an `sqlalchemy.Enum` (of the item, for a list), so that rules can name it.
        python: the Python type that the source names for the attribute (`"dict[str, Any]"`), where it names one.
        decorated: the type is the user's own TypeDecorator, or a subclass that changes values; `type` is then its
            `impl` or base, which decides the DDL, while the values that the program sees are the user's affair.
    """

    __slots__ = ("_key", "decorated", "enum", "python", "type")

    def __init__(
        self,
        type: TypeEngine[Any],
        *,
        enum: Enum | None = None,
        python: str | None = None,
        decorated: bool = False,
    ) -> None:
        self.type = type
        self.enum = enum
        self.python = python
        self.decorated = decorated
        self._key: str | None = None

    @property
    def key(self) -> str:
        """A text that is equal for equal types."""
        if self._key is None:
            self._key = _spelt(self.type)
            variants = self.type._variant_mapping
            if variants:  # which `repr` leaves out
                self._key += f" {sorted((dialect, _spelt(variant)) for dialect, variant in variants.items())}"
        return self._key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ColumnType) and (self is other or self.key == other.key)

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"ColumnType({self.type!r})"


def _spelt(type: TypeEngine[Any]) -> str:
    return f"{type.__class__.__module__}.{type!r}"
