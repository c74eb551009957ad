"""Types that model files name: SQLAlchemy's own, and those of well-known libraries.

Sources: the class hierarchies of `sqlalchemy.types` and `sqlalchemy.dialects`; for the other libraries what their
public type classes emit as DDL. A class that is not listed is unknown, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy
import sqlalchemy.types
from sqlalchemy.types import TypeEngine

from prismalchemy.schema import Raw

Maker = Callable[..., TypeEngine[Any]]
"""Makes a type from the arguments that its constructor is called with in the source."""

ORM_NAMES = frozenset(
    {"Mapped", "DynamicMapped", "WriteOnlyMapped", "mapped_column", "relationship", "backref", "registry", "deferred"}
    | {"DeclarativeBase", "DeclarativeBaseNoMeta", "MappedAsDataclass", "declarative_base", "declared_attr"}
    | {"column_property", "composite", "synonym", "declarative_mixin", "dynamic_loader", "foreign", "remote"}
)
"""Names that `from sqlalchemy.orm import *` brings and that the reader knows."""


def star_exports(module: str, name: str) -> bool:
    """Whether `from module import *` binds `name`, for modules outside the project that models star-import."""
    if name.startswith("_"):
        return False
    if module == "sqlalchemy":
        return hasattr(sqlalchemy, name)
    if module in ("sqlalchemy.types", "sqlalchemy.sql.sqltypes"):
        return hasattr(sqlalchemy.types, name)
    if module.startswith("sqlalchemy.orm"):
        return name in ORM_NAMES
    if module.startswith("sqlalchemy.dialects."):
        return dialect_type(module.rpartition(".")[2], name) is not None
    if module == "sqlmodel":
        return name in ("SQLModel", "Field", "Relationship", "AutoString") or hasattr(sqlalchemy, name)
    return name in _STANDARD.get(module, ())


_STANDARD = {
    "typing": frozenset(
        {
            "Any",
            "Optional",
            "Union",
            "List",
            "Dict",
            "Set",
            "Literal",
            "Annotated",
            "TYPE_CHECKING",
            "ClassVar",
            "Tuple",
        }
    ),
    "datetime": frozenset({"datetime", "date", "time", "timedelta", "timezone"}),
    "enum": frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "auto"}),
    "uuid": frozenset({"UUID", "uuid4", "uuid1"}),
    "decimal": frozenset({"Decimal"}),
}


def sqlalchemy_type(name: str) -> type[TypeEngine[Any]] | None:
    """SQLAlchemy's type class of this name (`String`, `postgresql.JSONB`); None where there is none."""
    dialect, _, plain = name.rpartition(".")
    found = dialect_type(dialect, plain) if dialect else getattr(sqlalchemy.types, plain, None)
    if isinstance(found, type) and issubclass(found, TypeEngine):
        return found
    return None


def dialect_type(dialect: str, name: str) -> type[TypeEngine[Any]] | None:
    """A type class that a dialect exports; generic types that it exports again are found too."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql as module
    elif dialect == "mysql" or dialect == "mariadb":
        from sqlalchemy.dialects import mysql as module  # type: ignore[no-redef]  # one of the four
    elif dialect == "sqlite":
        from sqlalchemy.dialects import sqlite as module  # type: ignore[no-redef]  # one of the four
    elif dialect == "mssql":
        from sqlalchemy.dialects import mssql as module  # type: ignore[no-redef]  # one of the four
    else:
        return None
    found = getattr(module, name, None) or getattr(sqlalchemy.types, name, None)
    return found if isinstance(found, type) and issubclass(found, TypeEngine) else None


def _sized(name: str) -> Maker:
    """A type that takes a size: pgvector's `Vector(768)`."""
    return lambda dim=None, **_: Raw(name if dim is None else f"{name}({dim})")


def _plain(type: type[TypeEngine[Any]], *arguments: Any, **keywords: Any) -> Maker:
    """A type that does not depend on the arguments."""
    return lambda *_, **__: type(*arguments, **keywords)


def _spatial(name: str) -> Maker:
    """GeoAlchemy2's `Geometry("POINT", srid=4326)`."""

    def make(geometry_type: str | None = "GEOMETRY", srid: int = -1, *_: Any, **__: Any) -> TypeEngine[Any]:
        return Raw(name if geometry_type is None else f"{name}({geometry_type},{srid})")

    return make


def _uuid_type(binary: bool = True, native: bool = True, **_: Any) -> TypeEngine[Any]:  # noqa: FBT001, FBT002 - as SQLAlchemy spells it
    """SQLAlchemy-Utils' `UUIDType`: native on PostgreSQL and SQL Server, bytes or characters elsewhere."""
    from sqlalchemy.dialects import mssql, postgresql

    fallback: TypeEngine[Any] = sqlalchemy.BINARY(16) if binary else sqlalchemy.CHAR(32)
    if not native:
        return fallback
    return fallback.with_variant(postgresql.UUID(), "postgresql", "cockroachdb").with_variant(
        mssql.UNIQUEIDENTIFIER(), "mssql"
    )


def _guid(*_: Any, **__: Any) -> TypeEngine[Any]:
    """The `GUID` of fastapi-users: `UUID` on PostgreSQL, `CHAR(36)` elsewhere."""
    from sqlalchemy.dialects import postgresql

    return sqlalchemy.CHAR(36).with_variant(postgresql.UUID(), "postgresql", "cockroachdb")


def _dialect(name: str) -> Maker:
    """A type of the PostgreSQL dialect without arguments."""

    def make(*_: Any, **__: Any) -> TypeEngine[Any]:
        found = dialect_type("postgresql", name)
        assert found is not None
        return found()

    return make


_UTILS: dict[str, Maker] = {
    "ArrowType": _plain(sqlalchemy.DateTime),
    "EnrichedDateTimeType": _plain(sqlalchemy.DateTime),
    "ColorType": _plain(sqlalchemy.Unicode, 20),
    "CountryType": _plain(sqlalchemy.String, 2),
    "CurrencyType": _plain(sqlalchemy.String, 3),
    "EmailType": lambda length=255, *_, **__: sqlalchemy.Unicode(length),
    "IPAddressType": lambda max_length=50, *_, **__: sqlalchemy.Unicode(max_length),
    "LocaleType": _plain(sqlalchemy.Unicode, 10),
    "LtreeType": lambda: Raw("LTREE"),
    "PhoneNumberType": lambda _region=None, max_length=20, **_: sqlalchemy.Unicode(max_length),
    "TSVectorType": _dialect("TSVECTOR"),
    "TimezoneType": _plain(sqlalchemy.Unicode, 50),
    "URLType": _plain(sqlalchemy.UnicodeText),
    "UUIDType": _uuid_type,
    "WeekDaysType": lambda: Raw("BIT(7)"),
}

THIRD_PARTY: dict[str, dict[str, Maker]] = {
    "sqlalchemy_utils": _UTILS,
    "pgvector": {
        "Vector": _sized("vector"),
        "VECTOR": _sized("vector"),
        "HALFVEC": _sized("halfvec"),
        "HalfVector": _sized("halfvec"),
        "SPARSEVEC": _sized("sparsevec"),
        "SparseVector": _sized("sparsevec"),
        "BIT": _sized("bit"),
    },
    "geoalchemy2": {
        "Geometry": _spatial("geometry"),
        "Geography": _spatial("geography"),
        "Raster": lambda *_, **__: Raw("raster"),
    },
    "citext": {"CIText": _dialect("CITEXT")},
    "sqlmodel": {"AutoString": lambda length=None, **_: sqlalchemy.String(length)},
    "fastapi_users_db_sqlalchemy": {
        "GUID": _guid,
        "TIMESTAMPAware": lambda **_: sqlalchemy.TIMESTAMP(timezone=True),
    },
    "advanced_alchemy": {"DateTimeUTC": _plain(sqlalchemy.DateTime, timezone=True)},
}
"""Types of other libraries: by package (first part of the dotted name), then by class name."""
