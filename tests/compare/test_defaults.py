"""Which database defaults are the same value."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from prismalchemy.compare import same_default
from prismalchemy.schema import UNKNOWN, ColumnType, DefaultKind, ServerDefault


def literal(value: Any) -> ServerDefault:
    return ServerDefault(DefaultKind.LITERAL, value)


def sql(text: str) -> ServerDefault:
    return ServerDefault(DefaultKind.EXPRESSION, text)


TEXT, INT, BOOL, FLOAT = sa.TEXT(), sa.INTEGER(), sa.BOOLEAN(), sa.Double()
NUMERIC, JSONB, TIME = sa.DECIMAL(10, 2), postgresql.JSONB(), postgresql.TIMESTAMP(precision=3)
TEXTS, INTS, ROLE = sa.ARRAY(sa.TEXT()), sa.ARRAY(sa.INTEGER()), sa.Enum("A", "B", name="Role")

SAME = [
    (TEXT, literal("x"), literal("x")),
    (TEXT, literal("x"), sql("'x'")),
    (TEXT, literal("x"), sql("'x'::text")),
    (TEXT, literal("x"), sql("('x'::character varying)")),
    (TEXT, literal("it's"), sql("'it''s'")),
    (TEXT, literal(""), sql("''::text")),
    (INT, literal(0), literal("0")),
    (INT, literal(0), sql("0")),
    (INT, literal(-1), sql("'-1'::integer")),
    (INT, literal(5), sql("((5))")),
    (FLOAT, literal(1.5), literal("1.50")),
    (NUMERIC, literal(Decimal("9.90")), sql("9.9")),
    (BOOL, literal(value=True), sql("true")),
    (BOOL, literal(value=True), literal("t")),
    (BOOL, literal(value=True), literal("1")),
    (BOOL, literal(value=False), literal(value=False)),
    (BOOL, literal(value=False), sql("'f'")),
    (BOOL, literal(value=False), sql("FALSE")),
    (BOOL, literal(value=False), sql("0")),
    (TIME, sql("CURRENT_TIMESTAMP"), sql("now()")),
    (TIME, sql("CURRENT_TIMESTAMP"), sql("CURRENT_TIMESTAMP(3)")),
    (TIME, sql("CURRENT_TIMESTAMP"), sql("(now())")),
    (TIME, sql("pg_catalog.now()"), sql("CURRENT_TIMESTAMP")),
    (sa.Uuid(), sql("public.uuid_generate_v4()"), sql("uuid_generate_v4()")),
    (JSONB, literal('{"a": 1.0}'), sql("'{\"a\": 1}'::jsonb")),
    (ROLE, literal("A"), sql("'A'::\"Role\"")),
    (ROLE, literal("A"), literal("A")),
    (ROLE, literal("A"), sql("'A'::auth.\"Role\"")),
    (sa.ARRAY(ROLE), literal(("A",)), sql("ARRAY['A']::auth.\"Role\"[]")),
    (sa.LargeBinary(), literal(b"\x01\x02"), sql("'\\x0102'")),
    (sa.LargeBinary(), literal(b""), sql("'\\x'::bytea")),
    (TEXTS, literal(()), sql("'{}'")),
    (TEXTS, literal(()), literal("{}")),
    (TEXTS, literal(()), sql("ARRAY[]::text[]")),
    (TEXTS, literal(("a", "b")), sql("ARRAY['a', 'b']::TEXT[]")),
    (TEXTS, literal(("a", "b")), literal("{a,b}")),
    (INTS, literal((1, 2)), sql("'{1,2}'::integer[]")),
    (JSONB, literal("{}"), sql("'{}'::jsonb")),
    (JSONB, literal('{"a": 1, "b": []}'), literal('{"b":[],"a":1}')),
    (sa.UUID(), sql("gen_random_uuid()"), sql("GEN_RANDOM_UUID()")),
    # not plain, so taken as the same
    (TIME, sql("CURRENT_TIMESTAMP"), sql("timezone('utc', now())")),
    (TIME, literal("2020-01-01 00:00:00"), literal("2020-01-01")),
    (TEXT, literal("a"), sql("lower('A')")),
    (TEXTS, literal(("a,b",)), sql("ARRAY['a,b']")),
    (INT, literal(0), ServerDefault(DefaultKind.EXPRESSION, UNKNOWN)),
    (INT, literal(0), ServerDefault(DefaultKind.FETCHED)),
]
DIFFERENT = [
    (TEXT, literal("x"), literal("y")),
    (TEXT, literal("x"), literal("X")),
    (TEXT, literal("x"), sql("'y'::text")),
    (TEXT, literal("0"), literal("0.0")),
    (INT, literal(0), literal("1")),
    (BOOL, literal(value=True), sql("false")),
    (TIME, sql("CURRENT_TIMESTAMP"), sql("clock_timestamp()")),
    (TIME, sql("CURRENT_TIMESTAMP"), sql("NULL")),
    (ROLE, literal("A"), literal("B")),
    (TEXTS, literal(()), literal("{a}")),
    (TEXTS, literal(("a", "b")), sql("ARRAY['b', 'a']")),
    (JSONB, literal("{}"), literal("[]")),
    (sa.UUID(), sql("gen_random_uuid()"), sql("uuid_generate_v4()")),
]


@pytest.mark.parametrize(("type", "prisma", "models"), SAME)
def test_same(type: Any, prisma: ServerDefault, models: ServerDefault) -> None:
    assert same_default(prisma, models, ColumnType(type))
    assert same_default(models, prisma, ColumnType(type))


@pytest.mark.parametrize(("type", "prisma", "models"), DIFFERENT)
def test_different(type: Any, prisma: ServerDefault, models: ServerDefault) -> None:
    assert not same_default(prisma, models, ColumnType(type))
    assert not same_default(models, prisma, ColumnType(type))


def test_the_type_need_not_be_known() -> None:
    assert same_default(literal("x"), sql("'x'"), UNKNOWN)
    assert not same_default(literal("x"), sql("'y'"), UNKNOWN)
