"""What a difference leads to where Alembic makes the table.

The rules take the database for what the Prisma schema says of it, so that whatever goes wrong goes wrong in the Python
program. Where Alembic owns a table, the database is as the class says in all that `alembic revision --autogenerate`
compares, and it is Prisma's client that goes wrong, or nothing is. Of what it does not compare (keys, defaults, labels)
the database may be as either side says, and only what fails in both cases is said.

Here are the words for that, of every rule that says more than what migrations would do (docs/adr/0034). What they say
of Prisma's client it did, on a PostgreSQL: tests/clients/test_alembic_owned.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias, cast

from prismalchemy.compare import Consequence, EnumPair, TablePair
from prismalchemy.compare.families import Family, family_of
from prismalchemy.compare.types import describe
from prismalchemy.rules.base import Divergence
from prismalchemy.rules.support import class_of, listed, model_of, needs_value, references
from prismalchemy.schema import UNKNOWN, ColumnType, PrimaryKey

F = Family
FAILS, CORRUPTS, MIGRATES = Consequence.FAILS, Consequence.CORRUPTS, Consequence.MIGRATES

_Said: TypeAlias = "tuple[Consequence, str] | None"
"""What goes wrong, and the message; None where the rule's own words hold whoever owns the table."""

EFFECTS = {
    FAILS: "a query or an INSERT will raise, in most cases one of Prisma's client",
    CORRUPTS: "it will run, and read or write the wrong thing",
    MIGRATES: "only matters to whoever makes migrations from the Prisma schema",
}
"""What the consequences mean here, as reports put it."""


def where_alembic_owns(divergence: Divergence, dialect: str) -> Divergence:
    """The divergence as it is where Alembic makes its table; the same object where that is no different.

    Args:
        divergence: as its rule found it.
        dialect: SQLAlchemy's name of the database's dialect.
    """
    say, say_of = _RULES.get(divergence.rule), _OF_DIALECT.get(divergence.rule)
    said = say(divergence) if say is not None else say_of(divergence, dialect) if say_of is not None else None
    if said is None:
        return divergence
    consequence, message = said
    return replace(
        divergence, consequence=consequence, message=message, effect=EFFECTS[consequence], prisma_is_behind=True
    )


def _queries(pair: TablePair) -> str:
    return f"Queries of Prisma's client on {model_of(pair.prisma)} fail"


def _table_name(divergence: Divergence) -> _Said:
    pair: TablePair = divergence.subject
    if divergence.consequence is MIGRATES:
        return None
    ours, theirs = pair.prisma, pair.models
    return FAILS, f"{_queries(pair)}: the table is called `{theirs.name}` in the database, not `{ours.name}`"


def _table_renamed(divergence: Divergence) -> _Said:
    pair: TablePair = divergence.subject
    ours, theirs = pair.prisma.key, pair.models.key
    return FAILS, (
        f"{_queries(pair)}: there is no table `{ours}` in the database; `{theirs}`, which the Prisma schema lacks, may "
        "be the same"
    )


def _table_schema(divergence: Divergence) -> _Said:
    pair: TablePair = divergence.subject[0]
    where, said = cast("tuple[str, str]", divergence.cause)
    return FAILS, (
        f"{_queries(pair)}: table `{pair.models.name}` lies in schema `{said}` of the database, and the Prisma schema "
        f"looks for it in `{where}`"
    )


def _table_extra(divergence: Divergence) -> _Said:
    _, _, why = divergence.message.rpartition(": ")
    return MIGRATES, f"Prisma's client cannot reach table `{divergence.table}`: {why}"


def _column_extra(divergence: Divergence) -> _Said:
    pair, column = divergence.subject
    where, model = f"column `{column.name}` of table `{pair.key}`", model_of(pair.prisma)
    if not pair.is_view and needs_value(column):
        return FAILS, (
            f"Prisma's client cannot create rows: {where} is NOT NULL without a database default, and {model} does not "
            "have it"
        )
    return MIGRATES, f"Prisma's client cannot see {where}: {model} does not have it"


def _column_missing(divergence: Divergence) -> _Said:
    pair, column = divergence.subject
    if pair.is_view:
        return None
    # The schema may have been read from the database, before or after a migration: what holds either way is said.
    return divergence.consequence, (
        f"{_queries(pair)} once the database is as {class_of(pair.models)} says, which has no column `{column.name}` "
        f"of table `{pair.key}`"
    )


def _column_name(divergence: Divergence) -> _Said:
    pair, columns = divergence.subject
    if divergence.consequence is MIGRATES:
        return None
    ours, theirs = columns.prisma.name, columns.models.name
    return FAILS, f"{_queries(pair)}: the column is called `{theirs}` in table `{pair.key}`, not `{ours}`"


def _column_renamed(divergence: Divergence) -> _Said:
    pair, columns = divergence.subject
    ours, theirs = columns.prisma.name, columns.models.name
    return FAILS, (
        f"{_queries(pair)}: table `{pair.key}` has no column `{ours}`; it has `{theirs}`, which the model lacks and "
        "which may be the same"
    )


_WORSE: dict[tuple[Family, Family], tuple[Consequence, str]] = {
    (F.STRING, F.INTEGER): (FAILS, "Prisma's client fails to read it"),
    (F.BOOLEAN, F.INTEGER): (FAILS, "Prisma's client fails to write it"),
    (F.STRING, F.JSON): (FAILS, "Prisma's client fails to write text that is not JSON"),
    (F.JSON, F.STRING): (FAILS, "Prisma's client fails to read text that is not JSON"),
    (F.INTEGER, F.FLOAT): (CORRUPTS, "Prisma's client cuts fractions off"),
    (F.DATETIME, F.DATE): (CORRUPTS, "The time of day that Prisma's client writes is lost"),
}
"""(Prisma's family, the database's) to what Prisma's client does on PostgreSQL; of other pairs nothing is claimed."""


def _type(divergence: Divergence, dialect: str) -> _Said:
    pair, columns = divergence.subject
    ours, theirs = columns.prisma.type, columns.models.type
    if ours is UNKNOWN or theirs is UNKNOWN:
        return None
    consequence, effect = _effect(ours, theirs, dialect)
    return consequence, (
        f"{effect}: column `{columns.models.name}` of table `{pair.key}` is {describe(theirs.type, dialect)} in the "
        f"database, {describe(ours.type, dialect)} in the Prisma schema"
    )


def _effect(ours: ColumnType, theirs: ColumnType, dialect: str) -> tuple[Consequence, str]:
    """What Prisma's client makes of a column whose type is the models'."""
    nothing = MIGRATES, "Migrations made from the Prisma schema would change the type"
    if dialect != "postgresql":
        return nothing
    left, right = family_of(ours.type), family_of(theirs.type)
    if (left is F.ARRAY) is not (right is F.ARRAY):
        return FAILS, "Prisma's client fails to read and to write it"
    if left is F.ENUM:
        return FAILS, "Prisma's client fails to write and to filter it (it casts to a type that is not the column's)"
    return _WORSE.get((left, right), nothing)


def _nullable(divergence: Divergence) -> _Said:
    pair, columns = divergence.subject
    where, theirs = f"column `{columns.models.name}` of table `{pair.key}`", columns.models
    if theirs.nullable and divergence.consequence is MIGRATES and "nullable" not in dict(theirs.aspects):
        return MIGRATES, (
            f"Prisma's client may return null where the schema promises a value: {where} may be NULL in the database, "
            "as the model does not say `nullable=False`"
        )
    if theirs.nullable:
        return CORRUPTS, (
            f"Prisma's client returns null where the schema promises a value: {where} may be NULL in the database"
        )
    if theirs.server_default is not None:
        return MIGRATES, f"{where[0].upper()}{where[1:]} is NOT NULL in the database, and optional in the Prisma schema"
    return (
        FAILS,
        f"Creating rows without it fails: {where} is NOT NULL in the database, and optional in Prisma's schema",
    )


def _server_default(divergence: Divergence) -> _Said:
    """A default that only one side has, and that no other value takes the place of in an INSERT of SQLAlchemy's."""
    pair, columns = divergence.subject
    if divergence.consequence is MIGRATES:
        return None
    ours, theirs = columns
    where = f"column `{theirs.name}` of table `{pair.key}`"
    if ours.server_default is None:
        return MIGRATES, f"Migrations made from the Prisma schema would drop the database default of {where}"
    return MIGRATES, f"Migrations made from the Prisma schema would add a database default to {where}"


def _computed(divergence: Divergence) -> _Said:
    pair, columns = divergence.subject
    where = f"column `{columns.models.name}` of table `{pair.key}`"
    consequence = FAILS if columns.prisma.nullable is False else MIGRATES
    return (
        consequence,
        f"Prisma's client cannot write {where}: the database computes it, and the schema has a plain field",
    )


def _primary_key(divergence: Divergence) -> _Said:
    pair: TablePair = divergence.subject
    ours, theirs = pair.prisma.primary_key, pair.models.primary_key
    if not isinstance(ours, PrimaryKey) or not isinstance(theirs, PrimaryKey):
        return None
    wanted, given = (", ".join(names) for names in (ours.columns, pair.prisma_names(theirs.columns)))
    return MIGRATES, (
        f"One side tells rows apart by the wrong columns: the primary key of table `{pair.key}` is ({wanted}) in the "
        f"Prisma schema, ({given}) in {class_of(pair.models)}"
    )


def _foreign_key(divergence: Divergence) -> _Said:
    pair, ours, theirs = divergence.subject
    if divergence.consequence is not CORRUPTS:
        return None
    return CORRUPTS, (
        f"Relations of Prisma's client load the wrong rows: the foreign key of {listed(theirs.columns)} in table "
        f"`{pair.key}` refers to {references(theirs)} in the database, to {references(ours)} in the Prisma schema"
    )


def _join_table(divergence: Divergence) -> _Said:
    ours = divergence.subject.prisma
    return FAILS, (
        f"Queries of Prisma's client over `{ours.attribute}` fail: the database holds this relation in table "
        f"`{divergence.table}`, not in `{ours.join_table}` (columns `A` and `B`)"
    )


def _enum_name(divergence: Divergence) -> _Said:
    ours, theirs, _ = divergence.subject
    if not isinstance(theirs.name, str):
        return None
    given, wanted = (f"{side.schema}.{side.name}" if side.schema else side.name for side in (theirs, ours))
    return FAILS, (
        f"Prisma's client, or the models with asyncpg, fail to send values of enum `{ours.entity}`: its type is "
        f"`{wanted}` in the Prisma schema, `{given}` in the models"
    )


def _enum_labels(divergence: Divergence) -> _Said:
    subject = divergence.subject
    enums: EnumPair = subject if isinstance(subject, EnumPair) else subject[0]
    wanted, given = enums.prisma.labels, enums.models.labels
    if wanted is UNKNOWN or given is UNKNOWN:
        return None
    sides = (("Prisma schema", wanted, given), ("models", given, wanted))
    only = [
        f"{listed(labels)} in the {side} only"
        for side, own, other in sides
        if (labels := tuple(label for label in own if label not in other))
    ]
    return FAILS, (
        f"Labels that one side does not know fail when it reads them, or are not in the database: enum "
        f"`{enums.prisma.entity}` has {', '.join(only)}"
    )


_RULES: dict[str, Callable[[Divergence], _Said]] = {
    "table-name": _table_name,
    "table-renamed": _table_renamed,
    "table-schema": _table_schema,
    "table-extra": _table_extra,
    "join-table": _join_table,
    "column-missing": _column_missing,
    "column-extra": _column_extra,
    "column-name": _column_name,
    "column-renamed": _column_renamed,
    "column-nullable": _nullable,
    "column-computed": _computed,
    "primary-key": _primary_key,
    "server-default": _server_default,
    "enum-name": _enum_name,
    "enum-schema": _enum_name,
    "enum-labels": _enum_labels,
    "enum-values": _enum_labels,
    "foreign-key": _foreign_key,
}
"""What is left out holds whoever owns the table (a class without a value for what Prisma's client makes, names that
SQLAlchemy reserves, a key that counts up), or is about migrations.
"""

_OF_DIALECT: dict[str, Callable[[Divergence, str], _Said]] = {
    "column-type": _type,
    "column-length": _type,
    "column-timezone": _type,
    "column-list": _type,
    "enum-missing": _type,
    "enum-native": _type,
}
"""Of these it depends on the database as well."""
