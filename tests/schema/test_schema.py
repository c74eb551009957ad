"""The neutral schema's own promises."""

import dataclasses

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from prismalchemy import schema
from prismalchemy.schema import UNKNOWN, Column, ColumnType, Index, IndexColumn, Raw, Table, TableKey
from prismalchemy.text import Anchor, Origin, Span


def test_unknown_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="ask `is UNKNOWN`"):
        bool(UNKNOWN)


def test_origins_take_no_part_in_equality() -> None:
    there = Origin(Anchor("a.prisma"), Span(0, 3))
    for name in ("Table", "Column", "Enum", "EnumMember", "Index", "ForeignKey", "PrimaryKey", "Relation"):
        for field in dataclasses.fields(getattr(schema, name)):
            if field.name.endswith("origin") or field.name in ("aspects", "documentation"):
                assert not field.compare, f"{name}.{field.name}"
    assert Table(name="a", origin=there) == Table(name="a")


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (sa.VARCHAR(20), sa.VARCHAR(20), True),
        (sa.VARCHAR(20), sa.VARCHAR(21), False),
        (sa.VARCHAR(20), sa.String(20), False),
        (sa.Enum("a", "b", name="E"), sa.Enum("a", "b", name="E"), True),
        (sa.Enum("a", "b", name="E"), sa.Enum("b", "a", name="E"), False),
        (sa.ARRAY(sa.TEXT()), sa.ARRAY(sa.TEXT()), True),
        (sa.ARRAY(sa.TEXT()), sa.ARRAY(sa.INTEGER()), False),
        (postgresql.TIMESTAMP(precision=3), postgresql.TIMESTAMP(precision=6), False),
        (postgresql.TIMESTAMP(precision=3, timezone=True), postgresql.TIMESTAMP(precision=3), False),
        (Raw("vector(3)"), Raw("vector(3)"), True),
        (Raw("vector(3)"), Raw("vector(4)"), False),
    ],
)
def test_types_are_compared_by_value(left: sa.types.TypeEngine, right: sa.types.TypeEngine, equal: bool) -> None:
    assert (ColumnType(left) == ColumnType(right)) is equal
    if equal:
        assert hash(ColumnType(left)) == hash(ColumnType(right))


def test_raw_compiles_to_its_text() -> None:
    assert Raw("vector(3)").compile(postgresql.dialect()) == "vector(3)"


def test_places_fall_back_to_the_name() -> None:
    anchor = Anchor("a.py")
    name, kind = Origin(anchor, Span(0, 2)), Origin(anchor, Span(4, 9))
    column = Column(name="id", name_origin=name, aspects=(("type", kind),))
    assert column.place("type") == kind
    assert column.place("nullable") == name


def test_keys() -> None:
    assert str(TableKey(None, "User")) == "User"
    assert str(TableKey("auth", "User")) == "auth.User"
    expression = Index(columns=(IndexColumn(column=None, expression="lower(a)"),))
    assert expression.column_names is UNKNOWN
    assert Index(columns=(IndexColumn(column="a"),)).column_names == ("a",)


def test_types_differ_by_what_they_are_on_a_dialect() -> None:
    plain = ColumnType(sa.CHAR(36))
    varying = ColumnType(sa.CHAR(36).with_variant(postgresql.UUID(), "postgresql"))
    assert plain != varying
    assert varying != ColumnType(sa.CHAR(36).with_variant(postgresql.JSONB(), "postgresql"))
    assert varying == ColumnType(sa.CHAR(36).with_variant(postgresql.UUID(), "postgresql"))
