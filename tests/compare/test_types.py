"""Which types are the same column type, and what goes wrong where they are not: tables by dialect."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeEngine

from prismalchemy.compare import compare_types
from prismalchemy.compare.families import Family, family_of
from prismalchemy.schema import ColumnType, Raw

Type = TypeEngine[Any]
ROLE = sa.Enum("A", "B", name="Role")
TEXT_ENUM = sa.Enum("A", "B", name="Role", native_enum=False)

# (type of the Prisma schema, type of the models, consequence; None where they are the same)
POSTGRESQL: list[tuple[Type, Type, str | None]] = [
    (sa.TEXT(), sa.Text(), None),
    (sa.TEXT(), sa.String(), "migrates"),
    (sa.VARCHAR(20), sa.String(20), None),
    (sa.VARCHAR(20), sa.String(50), "migrates"),
    (sa.CHAR(1), sa.CHAR(), None),
    (sa.INTEGER(), sa.Integer(), None),
    (sa.INTEGER(), sa.BigInteger(), "fails"),
    (sa.BIGINT(), sa.Integer(), "fails"),
    (sa.SMALLINT(), sa.Integer(), "fails"),
    (sa.INTEGER(), sa.Text(), "fails"),
    (sa.TEXT(), sa.Integer(), "fails"),
    (sa.BOOLEAN(), sa.Boolean(), None),
    (sa.BOOLEAN(), sa.Integer(), "fails"),
    (sa.DOUBLE_PRECISION(), sa.Double(), None),
    (sa.DOUBLE_PRECISION(), sa.Float(), None),
    (sa.DOUBLE_PRECISION(), sa.Float(53), None),
    (sa.REAL(), sa.Float(24), None),
    (sa.REAL(), sa.Double(), "corrupts"),
    (sa.DOUBLE_PRECISION(), sa.REAL(), "migrates"),
    (sa.DOUBLE_PRECISION(), sa.Numeric(), "corrupts"),
    (sa.DECIMAL(65, 30), sa.Numeric(65, 30), None),
    (sa.DECIMAL(65, 30), sa.Numeric(), "migrates"),
    (sa.DECIMAL(6, 2), sa.Numeric(4, 1), "corrupts"),
    (sa.DECIMAL(6, 2), sa.Numeric(10, 1), "corrupts"),
    (sa.DECIMAL(6, 2), sa.Numeric(5, 2), "corrupts"),
    (sa.DECIMAL(6, 2), sa.Numeric(12, 4), "migrates"),
    (sa.DECIMAL(), sa.Numeric(12, 4), "corrupts"),
    (sa.DECIMAL(10, 2), sa.Double(), "corrupts"),
    (sa.DECIMAL(10), sa.Numeric(10, 0), None),
    (postgresql.TIMESTAMP(precision=3), postgresql.TIMESTAMP(precision=3), None),
    (postgresql.TIMESTAMP(precision=3), sa.DateTime(), "migrates"),
    (postgresql.TIMESTAMP(precision=6), sa.DateTime(), None),
    (postgresql.TIMESTAMP(precision=3), sa.DateTime(timezone=True), "corrupts"),
    (postgresql.TIMESTAMP(timezone=True), sa.DateTime(timezone=True), None),
    (postgresql.TIMESTAMP(timezone=True), sa.DateTime(), "corrupts"),
    (postgresql.TIMESTAMP(precision=3), sa.Date(), "corrupts"),
    (sa.DATE(), sa.DateTime(), "corrupts"),
    (sa.DATE(), sa.Date(), None),
    (postgresql.JSONB(), sa.JSON(), "migrates"),
    (postgresql.JSONB(), postgresql.JSONB(none_as_null=True), None),
    (postgresql.JSONB(), sa.Text(), "fails"),
    (sa.TEXT(), sa.JSON(), "corrupts"),
    (sa.UUID(), sa.Uuid(), None),
    (sa.UUID(), sa.Uuid(as_uuid=False), None),
    (sa.UUID(), sa.String(36), "fails"),
    (sa.TEXT(), sa.Uuid(), "fails"),
    (postgresql.BYTEA(), sa.LargeBinary(), None),
    (postgresql.BYTEA(), sa.Text(), "fails"),
    (sa.ARRAY(sa.TEXT()), sa.ARRAY(sa.Text()), None),
    (sa.ARRAY(sa.TEXT()), postgresql.ARRAY(sa.String()), "fails"),
    (sa.ARRAY(sa.VARCHAR(20)), sa.ARRAY(sa.String(20)), None),
    (sa.ARRAY(sa.VARCHAR(20)), sa.ARRAY(sa.String(5)), "corrupts"),
    (sa.ARRAY(sa.VARCHAR(20)), sa.ARRAY(sa.String()), "migrates"),
    (sa.ARRAY(sa.VARCHAR()), sa.ARRAY(sa.String(5)), "corrupts"),
    (sa.ARRAY(ROLE), sa.ARRAY(TEXT_ENUM), "fails"),
    (sa.ARRAY(sa.TEXT()), sa.ARRAY(sa.Integer()), "fails"),
    (sa.ARRAY(sa.TEXT()), sa.JSON(), "fails"),
    (sa.ARRAY(ROLE), sa.ARRAY(ROLE), None),
    (sa.ARRAY(ROLE), sa.ARRAY(sa.Text()), "fails"),
    (ROLE, ROLE, None),
    (ROLE, sa.Enum("x", name="other"), None),
    (ROLE, sa.String(), "fails"),
    (ROLE, TEXT_ENUM, "migrates"),
    (sa.TEXT(), ROLE, "fails"),
    (sa.TEXT(), TEXT_ENUM, "migrates"),
    (sa.VARCHAR(1), TEXT_ENUM, None),
    (postgresql.INTERVAL(), sa.Interval(), None),
    (Raw("interval"), sa.Interval(), None),
    (Raw("vector(768)"), Raw("VECTOR(768)"), None),
    (Raw("vector(768)"), Raw("vector(3)"), "migrates"),
    (postgresql.INET(), postgresql.INET(), None),
    (postgresql.INET(), sa.String(), "fails"),
    (postgresql.CITEXT(), sa.Text(), "migrates"),
    (postgresql.BIT(1), postgresql.BIT(), None),
]
SQLITE: list[tuple[Type, Type, str | None]] = [
    (sa.TEXT(), sa.String(50), None),
    (sa.INTEGER(), sa.BigInteger(), None),
    (sa.REAL(), sa.Float(), None),
    (sa.DECIMAL(), sa.Numeric(10, 2), None),
    (sa.DATETIME(), sa.DateTime(timezone=True), None),
    (postgresql.JSONB(), sa.JSON(), None),
    (sa.TEXT(), ROLE, None),
    (sa.Enum("A", name="Role", native_enum=False), sa.String(), None),
    (sa.DECIMAL(), sa.Float(), "corrupts"),
    (sa.TEXT(), sa.Uuid(), "corrupts"),
    (sa.TEXT(), sa.Integer(), "corrupts"),
    (sa.BOOLEAN(), sa.Integer(), "migrates"),
]
MYSQL: list[tuple[Type, Type, str | None]] = [
    (sa.VARCHAR(191), sa.String(191), None),
    (sa.VARCHAR(191), sa.String(), "migrates"),
    (mysql.TINYINT(display_width=1), sa.Boolean(), None),
    (sa.BOOLEAN(), sa.Boolean(), None),
    (sa.BIGINT(), sa.Integer(), "fails"),
    (mysql.DATETIME(fsp=3), sa.DateTime(), "migrates"),
    (mysql.DATETIME(fsp=3), sa.DateTime(timezone=True), "migrates"),
    (sa.DOUBLE(), sa.Double(), None),
    (mysql.LONGBLOB(), sa.LargeBinary(), "migrates"),
    (mysql.LONGBLOB(), sa.LargeBinary(4294967295), None),
    (mysql.LONGTEXT(), sa.Text(4294967295), None),
    (mysql.LONGTEXT(), sa.Text(), "migrates"),
    (mysql.VARCHAR(191), mysql.VARCHAR(191, charset="utf8mb4", collation="utf8mb4_unicode_ci"), None),
    (mysql.VARCHAR(191), mysql.VARCHAR(191, charset="latin1"), "migrates"),
    (sa.Enum("A", "B", name="Role"), sa.String(20), "migrates"),
    (sa.VARCHAR(36), sa.Uuid(), "corrupts"),
    (sa.JSON(), sa.JSON(), None),
    (sa.VARCHAR(191), sa.Integer(), "corrupts"),
]
ROWS = [
    pytest.param(dialect, *row, id=f"{dialect}: {row[0]!r} {row[1]!r}")
    for dialect, rows in (("postgresql", POSTGRESQL), ("sqlite", SQLITE), ("mysql", MYSQL))
    for row in rows
]


@pytest.mark.parametrize(("dialect", "prisma", "models", "consequence"), ROWS)
def test_compare(dialect: str, prisma: Type, models: Type, consequence: str | None) -> None:
    difference = compare_types(ColumnType(prisma), ColumnType(models), dialect)
    assert (difference.consequence.value if difference else None) == consequence


@pytest.mark.parametrize(("dialect", "prisma", "models", "consequence"), ROWS)
def test_every_type_equals_itself(dialect: str, prisma: Type, models: Type, consequence: str | None) -> None:
    for given in (prisma, models):
        assert compare_types(ColumnType(given), ColumnType(given), dialect) is None


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "sqlite"])
def test_own_decorators_only_matter_to_migrations(dialect: str) -> None:
    decorated = ColumnType(sa.Integer(), decorated=True)
    difference = compare_types(ColumnType(sa.VARCHAR(20)), decorated, dialect)
    assert difference is not None
    assert difference.consequence.value == "migrates"
    assert compare_types(ColumnType(sa.INTEGER()), decorated, dialect) is None


def test_messages_name_types_as_ddl_does() -> None:
    difference = compare_types(ColumnType(ROLE), ColumnType(sa.String()), "postgresql")
    assert difference is not None
    assert (difference.prisma, difference.models) == ("enum Role", "VARCHAR")


@pytest.mark.parametrize(
    ("type", "family"),
    [
        (sa.Unicode(), Family.STRING),
        (sa.Interval(), Family.INTERVAL),
        (postgresql.ENUM("a", name="x"), Family.ENUM),
        (postgresql.TSVECTOR(), Family.OTHER),
        (Raw("geometry"), Family.OTHER),
        (mysql.MEDIUMTEXT(), Family.STRING),
        (mysql.VARBINARY(3), Family.BYTES),
    ],
)
def test_family(type: Type, family: Family) -> None:
    assert family_of(type) is family
