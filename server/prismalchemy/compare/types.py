"""Whether two types are the same column type, and what goes wrong where they are not.

The same DDL is the same type. Where the DDL differs, the two families of types and the dialect decide what happens at
run time; the verdicts for PostgreSQL were tried on a server, with psycopg 3 and asyncpg.

SQLAlchemy's drivers for PostgreSQL send parameters with a cast to the model's type (`$1::VARCHAR`), so the server
refuses what it cannot assign or compare. Texts are cast without their length; enums and numbers (with precision and
scale) by asyncpg only; arrays by every driver with the item's full type, and arrays of different types are never
compared. MySQL and SQLite convert, or store what they are given.
"""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple, TypeAlias

from sqlalchemy.types import TypeEngine

from prismalchemy.compare.consequence import Consequence
from prismalchemy.compare.ddl import normalise, spell
from prismalchemy.compare.families import Family, bits, family_of, item_of, visit_name, with_timezone
from prismalchemy.schema import ColumnType, Raw

F = Family
FAILS, CORRUPTS, MIGRATES = Consequence.FAILS, Consequence.CORRUPTS, Consequence.MIGRATES


Aspect: TypeAlias = Literal["type", "length", "timezone", "list", "enum", "native", "dialect"]
"""What of a type differs; each has a rule of its own.

`length`: length, precision or scale of one and the same kind of type; `timezone`: with or without time zone; `list`: a
list on one side only; `enum`: an enum of the database is plain text in the model, or the reverse; `native`: the model
keeps it as checked text; `dialect`: the database has no such type as the model's.
"""


class TypeDifference(NamedTuple):
    """How two types differ.

    `effect` is what happens, as the beginning of a sentence ("values beyond 32 bits fail"). `prisma` and `models` are
    the types as messages name them. `mild`: it only goes wrong where values are compared in a way that many programs
    never do.
    """

    consequence: Consequence
    effect: str
    prisma: str
    models: str
    aspect: Aspect = "type"
    mild: bool = False


_Verdict = tuple[Consequence, str]
_UNBOUNDED = 1 << 62
_POSTGRESQL = frozenset({"postgresql", "cockroachdb"})
_MIGRATIONS = (MIGRATES, "migrations made from the models would change the type")
_ARRAYS_OF_TEXTS = (FAILS, "comparing arrays fails (contains, overlap and =)")
"""Every driver refuses it, while reading, writing and `any()` work."""

_STRICT: dict[tuple[Family, Family], _Verdict] = {
    (F.FLOAT, F.NUMERIC): (CORRUPTS, "values are not exact although the model says so"),
    (F.NUMERIC, F.FLOAT): (CORRUPTS, "precision is lost"),
    (F.INTEGER, F.FLOAT): (CORRUPTS, "fractions are rounded away"),
    (F.INTEGER, F.NUMERIC): (CORRUPTS, "fractions are rounded away"),
    (F.FLOAT, F.INTEGER): (CORRUPTS, "queries return fractions where the model says whole numbers"),
    (F.NUMERIC, F.INTEGER): (CORRUPTS, "queries return Decimal where the model says int"),
    (F.DATETIME, F.DATE): (CORRUPTS, "the time of day is lost on writing"),
    (F.DATE, F.DATETIME): (CORRUPTS, "the time of day is cut off"),
    (F.STRING, F.JSON): (CORRUPTS, "values are written as JSON text, quotes included"),
    (F.STRING, F.UUID): (FAILS, "comparisons fail (text is not compared with uuid)"),
    (F.STRING, F.ENUM): (FAILS, "queries fail with asyncpg (it casts values to the enum's type)"),
}
"""(Prisma's family, the models' family) to what happens on databases with strict types; FAILS where nothing is said."""

_LOOSE: dict[tuple[Family, Family], _Verdict] = {
    **{pair: verdict for pair, verdict in _STRICT.items() if verdict[0] is not FAILS},
    (F.BOOLEAN, F.INTEGER): (MIGRATES, "queries return 0 and 1"),
    (F.INTEGER, F.BOOLEAN): (CORRUPTS, "numbers other than 0 and 1 are read as true, or refused"),
    (F.STRING, F.ENUM): (MIGRATES, "a text that is not a label raises LookupError when it is read"),
    (F.ENUM, F.STRING): (MIGRATES, "queries return plain text, and any text is accepted"),
    (F.STRING, F.UUID): (CORRUPTS, "rows are not found (the model writes 32 digits without hyphens)"),
    (F.JSON, F.STRING): (CORRUPTS, "queries return JSON as text"),
}
"""The same for MySQL and SQLite, which convert; CORRUPTS where nothing is said."""


def compare_types(prisma: ColumnType, models: ColumnType, dialect: str) -> TypeDifference | None:
    """How the type of a column differs, None where it is the same.

    Two native enums are the same here, whatever they are called: names and labels have rules of their own.

    Args:
        prisma: the type that the Prisma schema gives the column.
        models: the type that the models give it.
        dialect: SQLAlchemy's name of the dialect.
    """
    verdict = _compare(prisma.type, models.type, dialect)
    if verdict is None:
        return None
    if models.decorated:
        verdict = _MIGRATIONS
    aspect = _aspect(prisma.type, models.type, dialect)
    if aspect == "dialect" and not models.decorated:
        verdict = _foreign(models.type, dialect, verdict)
    mild = verdict == _ARRAYS_OF_TEXTS
    return TypeDifference(*verdict, describe(prisma.type, dialect), describe(models.type, dialect), aspect, mild)


def _aspect(prisma: TypeEngine[Any], models: TypeEngine[Any], dialect: str) -> Aspect:
    """What differs, of two types that do."""
    ours, theirs = family_of(prisma), family_of(models)
    if is_foreign(models, dialect):
        return "dialect"
    if (ours is F.ARRAY) is not (theirs is F.ARRAY):
        return "list"
    if ours is F.ARRAY:
        left, right = item_of(prisma), item_of(models)
        return "type" if left is None or right is None else _aspect(left, right, dialect)
    if ours is theirs is F.ENUM:
        return "native"
    ours, theirs = _stored(prisma, dialect), _stored(models, dialect)
    if {ours, theirs} == {F.ENUM, F.STRING}:
        return "enum"
    if ours is not theirs or ours is F.OTHER:
        return "type"
    if ours in (F.DATETIME, F.TIME) and with_timezone(prisma) != with_timezone(models):
        return "timezone"
    return "length" if _only_size_differs(prisma, models, dialect) else "type"


_SIZED = re.compile(r"\(\s*(\d+(\s*,\s*\d+)?|max)\s*\)", re.I)


def _only_size_differs(prisma: TypeEngine[Any], models: TypeEngine[Any], dialect: str) -> bool:
    """Whether the two are one type but for what stands in parentheses."""
    left, right = spell(prisma, dialect), spell(models, dialect)
    if left is None or right is None:
        return False
    left, right = normalise(left, dialect), normalise(right, dialect)
    return _SIZED.sub("", left) == _SIZED.sub("", right)


_HOMES = {"postgresql": _POSTGRESQL, "mysql": {"mysql", "mariadb"}, "mssql": {"mssql"}, "sqlite": {"sqlite"}}
"""Dialects of SQLAlchemy that bring types of their own, and the databases that know them."""


def is_foreign(type: TypeEngine[Any], dialect: str) -> bool:
    """Whether the type is one of another database's that this one does not know: JSONB or ARRAY outside PostgreSQL."""
    if family_of(type) is F.ARRAY:
        return dialect not in _POSTGRESQL
    module = type.__class__.__module__
    if not module.startswith("sqlalchemy.dialects."):
        return False
    home = module.split(".")[2]
    return dialect not in _HOMES.get(home, {home}) and spell(type, dialect) is None


def _foreign(type: TypeEngine[Any], dialect: str, verdict: _Verdict) -> _Verdict:
    """What a type that the database does not know leads to: lists cannot be sent, for the rest no table can be made."""
    if family_of(type) is F.ARRAY:
        return FAILS, f"INSERT of a list fails ({dialect} has no arrays)"
    if verdict[0] is not MIGRATES:
        return verdict
    return MIGRATES, f"`create_all` fails ({dialect} has no such type)"


def describe(type: TypeEngine[Any], dialect: str) -> str:
    """The type as messages name it: its DDL, or what SQLAlchemy calls it."""
    if family_of(type) is F.ENUM and getattr(type, "native_enum", True):
        name = getattr(type, "name", None)
        return f"enum {name}" if name else "an enum"
    ddl = spell(type, dialect)
    return repr(type) if ddl is None else ddl.replace(" WITHOUT TIME ZONE", "")


def _compare(prisma: TypeEngine[Any], models: TypeEngine[Any], dialect: str) -> _Verdict | None:
    if type(prisma) is type(models) and prisma.__dict__ == models.__dict__:
        return None  # the same type object in all but identity, and nothing else is as common
    ours, theirs = family_of(prisma), family_of(models)
    if ours is F.ENUM or theirs is F.ENUM:
        return _compare_enums(prisma, models, dialect)
    if _same_ddl(prisma, models, dialect):
        return None
    if is_foreign(models, dialect) and ours is theirs:
        return _MIGRATIONS  # JSONB on SQLite stores and reads JSON all the same; `compare_types` says what goes wrong
    if ours is F.ARRAY and theirs is F.ARRAY:
        return _compare_items(prisma, models, dialect)
    if ours is theirs and ours is not F.OTHER:
        return _within(ours, prisma, models, dialect)
    if F.OTHER in (ours, theirs):
        return _other(prisma, models, dialect)
    return _between(ours, theirs, dialect)


def _same_ddl(prisma: TypeEngine[Any], models: TypeEngine[Any], dialect: str) -> bool:
    left, right = spell(prisma, dialect), spell(models, dialect)
    return left is not None and right is not None and normalise(left, dialect) == normalise(right, dialect)


def _compare_items(prisma: TypeEngine[Any], models: TypeEngine[Any], dialect: str) -> _Verdict | None:
    """Two arrays. What only matters to migrations for a single value matters to operators for an array."""
    left, right = item_of(prisma), item_of(models)
    if left is None or right is None:
        return None
    if family_of(right) is F.ENUM and not getattr(right, "native_enum", True) and _stored(left, dialect) is F.ENUM:
        return _between(F.ENUM, F.STRING, dialect)
    verdict = _compare(left, right, dialect)
    if verdict is None or family_of(left) is not F.STRING or family_of(right) is not F.STRING:
        return verdict
    ours, theirs = visit_name(left), visit_name(right)
    if _BASE.get(ours, ours) != _BASE.get(theirs, theirs):
        return _ARRAYS_OF_TEXTS
    if _length(right) < _length(left):
        return CORRUPTS, "longer items are cut off"
    return verdict


_BASE = {"string": "varchar", "unicode": "varchar", "unicode_text": "text"}
"""What PostgreSQL calls SQLAlchemy's generic text types."""


def _length(type: TypeEngine[Any]) -> int:
    """The length of a text type; without one it holds anything."""
    length = getattr(type, "length", None)
    return _UNBOUNDED if length is None else int(length)


def _compare_enums(prisma: TypeEngine[Any], models: TypeEngine[Any], dialect: str) -> _Verdict | None:
    """An enum on one side or both. `native_enum=False` stores text; its values are sent without a cast."""
    ours, theirs = _stored(prisma, dialect), _stored(models, dialect)
    if family_of(prisma) is family_of(models):
        return None if ours is theirs or dialect == "sqlite" else _MIGRATIONS
    if ours is theirs:
        # Text on both sides; that one of them checks its labels is the program's own affair.
        return None if dialect == "sqlite" or _same_ddl(prisma, models, dialect) else _MIGRATIONS
    return _between(ours, theirs, dialect)


def _stored(type: TypeEngine[Any], dialect: str) -> Family:
    """The family of what the database holds: text for an enum that is not native."""
    family = family_of(type)
    if family is F.ENUM and (dialect in ("sqlite", "mssql") or not getattr(type, "native_enum", True)):
        return F.STRING
    return family


def _between(ours: Family, theirs: Family, dialect: str) -> _Verdict:
    """Two families."""
    if dialect in ("mysql", "sqlite"):
        said = _LOOSE.get((ours, theirs))
        return said or (CORRUPTS, f"values are converted (the database holds {ours.value})")
    said = _STRICT.get((ours, theirs))
    if said is not None:
        return said
    # SQLAlchemy casts texts to VARCHAR for these drivers; psycopg2 sends bare literals, which PostgreSQL converts.
    drivers = " with asyncpg and psycopg 3" if theirs is F.STRING and dialect in _POSTGRESQL else ""
    return FAILS, f"queries fail{drivers} (the database holds {ours.value}, the model sends {theirs.value})"


def _other(prisma: TypeEngine[Any], models: TypeEngine[Any], dialect: str) -> _Verdict:
    """A type outside the families: a driver's text is refused by PostgreSQL's own types, the rest is not known."""
    if isinstance(prisma, Raw) and dialect == "postgresql" and family_of(models) is F.STRING:
        name = normalise(spell(prisma, dialect) or "", dialect).partition("(")[0].lower()
        if name in _TAKES_NO_TEXT:
            return FAILS, f"queries fail with asyncpg and psycopg 3 (the database holds {name}, the model sends text)"
    known = "raw" not in (visit_name(prisma), visit_name(models)) and "user_defined" not in (
        visit_name(prisma),
        visit_name(models),
    )
    if known and dialect not in ("mysql", "sqlite", "mssql"):
        return FAILS, "queries fail (PostgreSQL does not convert between these types)"
    return _MIGRATIONS


def _within(family: Family, prisma: TypeEngine[Any], models: TypeEngine[Any], dialect: str) -> _Verdict | None:
    """Two spellings of one family."""
    if dialect == "sqlite":
        return None  # storage follows the value, not the declared length, width or precision
    if family is F.STRING and dialect == "mysql" and spell(models, dialect) is None:
        return MIGRATES, "`create_all` fails (a VARCHAR of MySQL needs a length)"
    if family is F.INTEGER:
        ours, theirs = bits(prisma), bits(models)
        if ours != theirs:
            effect = f"values beyond {min(ours, theirs)} bits fail"
            return FAILS, effect
    if family is F.NUMERIC and _is_narrower(models, prisma) and dialect in _POSTGRESQL:
        return CORRUPTS, "asyncpg rounds values to the model's scale, or refuses them"
    if family is F.FLOAT and visit_name(prisma) == "real" and dialect in _POSTGRESQL:
        return CORRUPTS, "comparisons miss values that the database has rounded"
    if family in (F.DATETIME, F.TIME) and with_timezone(prisma) != with_timezone(models):
        if dialect == "mysql":
            return _MIGRATIONS
        if with_timezone(prisma):
            return CORRUPTS, "times shift by the session's time zone, and asyncpg refuses aware values"
        return CORRUPTS, "values come back without the time zone that the model promises"
    return _MIGRATIONS


_TAKES_NO_TEXT = frozenset(
    {"xml", "tsvector", "tsquery", "jsonpath", "interval", "macaddr", "macaddr8", "cidr", "bit", "varbit", "pg_lsn"}
    | {"point", "line", "lseg", "box", "path", "polygon", "circle"}
    | {"int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange"}
)
"""Types of PostgreSQL itself, without arguments, that it does not convert text to where one is assigned."""


def _is_narrower(type: TypeEngine[Any], other: TypeEngine[Any]) -> bool:
    """Whether an exact number has fewer digits before or behind the point than another one."""
    precision, scale = getattr(type, "precision", None), getattr(type, "scale", None) or 0
    other_precision, other_scale = getattr(other, "precision", None), getattr(other, "scale", None) or 0
    if precision is None:
        return False
    return other_precision is None or scale < other_scale or precision - scale < other_precision - other_scale
