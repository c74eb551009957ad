"""Prisma's statements, changed: columns converted and filled, labels apart; what rows lose by a step; renames."""

from __future__ import annotations

import pytest
from sqlalchemy import Integer, Text

from prismalchemy.migrate.draft import (
    adds_label,
    casts_wanted,
    checked_places,
    conversion,
    enums_last,
    joined,
    rewrite,
    statements_of,
    with_warnings,
)
from prismalchemy.migrate.losses import losses
from prismalchemy.migrate.new_revision import as_text
from prismalchemy.migrate.renames import RenameError, Sides
from prismalchemy.migrate.shape import ColumnShape, Shape, holds_all
from prismalchemy.schema import Column, ColumnType, Enum, EnumMember, Schema, Table, TableKey, TableKind

T = TableKey(None, "t")

REWRITTEN: dict[str, tuple[str, dict[str, str], dict[str, str], str]] = {
    "a column made anew is converted": (
        'ALTER TABLE "t" DROP COLUMN "a",\nADD COLUMN     "a" INTEGER NOT NULL DEFAULT 1,\nADD COLUMN "b" TEXT',
        {"a": 'f("a")'},
        {},
        'ALTER TABLE "t" ALTER COLUMN "a" DROP DEFAULT,\nALTER COLUMN "a" SET DATA TYPE INTEGER USING (f("a")),\n'
        'ALTER COLUMN "a" SET NOT NULL,\nALTER COLUMN "a" SET DEFAULT 1,\nADD COLUMN "b" TEXT',
    ),
    "without a conversion it stays as it is": (
        'ALTER TABLE "t" DROP COLUMN "a",\nADD COLUMN     "a" INTEGER',
        {},
        {},
        'ALTER TABLE "t" DROP COLUMN "a",\nADD COLUMN     "a" INTEGER',
    ),
    "another table of the name is another table": (
        'ALTER TABLE "s"."t" DROP COLUMN "a",\nADD COLUMN     "a" INTEGER',
        {"a": "1"},
        {"a": "1"},
        'ALTER TABLE "s"."t" DROP COLUMN "a",\nADD COLUMN     "a" INTEGER',
    ),
    "a new column is filled": (
        '-- AlterTable\nALTER TABLE "public"."t" ADD COLUMN     "a" TEXT NOT NULL,\nALTER COLUMN "b" DROP NOT NULL',
        {},
        {"a": "'x;'"},
        '-- AlterTable\nALTER TABLE "public"."t" ADD COLUMN     "a" TEXT,\nALTER COLUMN "b" DROP NOT NULL;\n\n'
        '-- Backfill\nUPDATE "public"."t" SET "a" = (\'x;\') WHERE "a" IS NULL;\n\n'
        'ALTER TABLE "public"."t" ALTER COLUMN "a" SET NOT NULL',
    ),
    "an old column is filled": (
        'ALTER TABLE "t" ALTER COLUMN "a" SET NOT NULL',
        {},
        {"a": "1"},
        '-- Backfill\nUPDATE "t" SET "a" = (1) WHERE "a" IS NULL;\n\nALTER TABLE "t" ALTER COLUMN "a" SET NOT NULL',
    ),
    "a name with quotes": (
        'ALTER TABLE "t" ADD COLUMN     "a""b" TEXT NOT NULL',
        {},
        {'a"b': "1"},
        'ALTER TABLE "t" ADD COLUMN     "a""b" TEXT;\n\n-- Backfill\n'
        'UPDATE "t" SET "a""b" = (1) WHERE "a""b" IS NULL;\n\n'
        'ALTER TABLE "t" ALTER COLUMN "a""b" SET NOT NULL',
    ),
    "what is no ALTER TABLE": ('CREATE INDEX "i" ON "t"("a")', {"a": "1"}, {"a": "1"}, 'CREATE INDEX "i" ON "t"("a")'),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_rewritten(name: str) -> None:
    script, casts, backfill, expected = REWRITTEN[name]
    found = rewrite(
        statements_of(script, "postgresql"),
        {(T, column): text for column, text in casts.items()},
        {(T, column): text for column, text in backfill.items()},
        "postgresql",
    )
    assert joined(found.statements) == expected + ";\n"


COPIES = {
    'INSERT INTO "new_t" ("a", "b") SELECT "a", coalesce("b", \'x, (y\') AS "b" FROM "t"': (
        'INSERT INTO "new_t" ("a", "b", "c") SELECT coalesce("a", (1)) AS "a", coalesce("b", \'x, (y\') AS "b", '
        '(2) AS "c" FROM "t"'
    ),
    'INSERT INTO "new_u" ("a") SELECT "a" FROM "u"': 'INSERT INTO "new_u" ("a") SELECT "a" FROM "u"',
}


@pytest.mark.parametrize("copy", COPIES)
def test_copies_of_sqlite(copy: str) -> None:
    found = rewrite([copy], {}, {(T, "a"): "1", (T, "c"): "2"}, "sqlite")
    assert found.statements == (COPIES[copy],)


def test_columns_that_prisma_would_make_anew() -> None:
    script = (
        'ALTER TABLE "t" DROP COLUMN "a",\nADD COLUMN     "a" "E"[] DEFAULT ARRAY[]::"E"[],\nDROP COLUMN "b",\n'
        'ADD COLUMN     "b" SERIAL NOT NULL,\nDROP COLUMN "c"'
    )
    assert casts_wanted([script]) == {(T, "a"): '"E"[]'}
    assert conversion("a", "TEXT", "INTEGER") == '"a"::INTEGER'
    assert conversion("a", "TEXT", '"E"') == '"a"::text::"E"'
    assert conversion("a", "TEXT[]", "INTEGER[]") == '"a"::INTEGER[]'
    assert conversion("a", "TEXT", "TEXT[]") == 'CASE WHEN "a" IS NOT NULL THEN ARRAY["a"::TEXT] END'


def test_transactions_are_left_out_and_comments_kept() -> None:
    script = "-- AlterEnum\nBEGIN;\nCREATE TYPE \"E_new\" AS ENUM ('a');\nCOMMIT;\n-- X\nSELECT 1;"
    assert statements_of(script, "postgresql") == (
        "-- AlterEnum\nCREATE TYPE \"E_new\" AS ENUM ('a')",
        "-- X\nSELECT 1",
    )
    assert adds_label("-- AlterEnum\nALTER TYPE \"E\" ADD VALUE 'b'")
    assert not adds_label("ALTER TYPE \"E\" RENAME VALUE 'ADD VALUE' TO 'b'")


def test_enums_behind_what_drops_their_columns() -> None:
    enum = (
        "-- AlterEnum\nCREATE TYPE \"E_new\" AS ENUM ('a')",
        'ALTER TABLE "t" ALTER COLUMN "e" DROP DEFAULT',
        'ALTER TABLE "u" ALTER COLUMN "e" DROP DEFAULT',
    )
    drop = '-- AlterTable\nALTER TABLE "public"."t" DROP COLUMN "e"'
    assert enums_last([*enum, drop]) == (drop, enum[0], enum[2])
    label = "-- AlterEnum\nALTER TYPE \"E\" ADD VALUE 'b'"
    assert enums_last([label, drop]) == (label, drop)


def test_warnings_stand_at_the_head() -> None:
    assert with_warnings("SELECT 1", ["a", "b"]) == "-- Warnings:\n--   a\n--   b\n\nSELECT 1"
    assert with_warnings("SELECT 1", []) == "SELECT 1"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("INTEGER", "BIGINT", True),
        ("BIGINT", "INTEGER", False),
        ("INTEGER", "NUMERIC(65, 30)", True),
        ("BIGINT", "NUMERIC(20, 2)", False),
        ("NUMERIC(10, 2)", "NUMERIC(12, 4)", True),
        ("NUMERIC(10, 2)", "NUMERIC(10, 4)", False),
        ("NUMERIC(10, 2)", "INTEGER", False),
        ("VARCHAR(20)", "VARCHAR(50)", True),
        ("VARCHAR(50)", "VARCHAR(20)", False),
        ("TEXT", "VARCHAR(20)", False),
        ('"E"', "TEXT", True),
        ("TEXT", '"E"', False),
        ("REAL", "DOUBLE PRECISION", True),
        ("DOUBLE PRECISION", "REAL", False),
        ("INTEGER", "DOUBLE PRECISION", False),
        ("TIMESTAMP(3) WITHOUT TIME ZONE", "TIMESTAMP(6) WITHOUT TIME ZONE", True),
        ("TIMESTAMP(6) WITHOUT TIME ZONE", "TIMESTAMP(3) WITHOUT TIME ZONE", False),
        ("TIMESTAMP(3) WITHOUT TIME ZONE", "TIMESTAMP(3) WITH TIME ZONE", False),
        ("JSON", "JSONB", True),
        ("TEXT[]", "INTEGER[]", False),
    ],
)
def test_types_that_hold_all_of_another(before: str, after: str, expected: object) -> None:
    assert holds_all(before, after) is expected


def shape(*columns: tuple[str, str | None, bool, bool], labels: tuple[str, ...] = ()) -> Shape:
    return Shape(
        {T: {name: ColumnShape(type_, nullable, filled) for name, type_, nullable, filled in columns}},
        {TableKey(None, "E"): labels},
    )


def test_what_rows_lose() -> None:
    before = shape(
        ("a", "TEXT", True, False), ("b", "BIGINT", True, False), ("c", "X", False, False), labels=("x", "y")
    )
    after = shape(("a", "TEXT", False, False), ("b", "INTEGER", True, False), ("d", "X", False, False), labels=("y",))
    found = losses(before, after)
    assert [text.partition(":")[0].partition(";")[0] for text in found] == [
        "column t.b changes from BIGINT to INTEGER",
        "column t.c is dropped, with all its values",
        "column t.a becomes NOT NULL",
        "column t.d is NOT NULL and has no default",
        "enum E loses x",
    ]
    assert losses(before, before) == ()
    assert len(losses(before, Shape())) == 1
    assert [text for text in losses(before, after, filled={(T, "a"), (T, "d")}) if "NOT NULL" in text] == []
    assert not any("changes from" in text for text in losses(before, after, types_matter=False))
    unknown = shape(("a", None, True, False), ("n", "TEXT", False, True))
    assert losses(unknown, shape(("a", "TEXT", True, False), ("n", "TEXT", False, True))) == ()
    assert "made anew" in losses(before, before, remade={(T, "a")})[0]


def side(tables: dict[str, dict[str, type]], enums: dict[str, tuple[str, ...]] | None = None) -> Schema:
    return Schema(
        tables=tuple(
            Table(
                name=name.rpartition(".")[2],
                schema=name.rpartition(".")[0] or None,
                kind=TableKind.TABLE,
                columns=tuple(Column(name=column, type=ColumnType(type_())) for column, type_ in columns.items()),
            )
            for name, columns in tables.items()
        ),
        enums=tuple(
            Enum(name=name, members=tuple(EnumMember(name=label, label=label) for label in labels))
            for name, labels in (enums or {}).items()
        ),
    )


USER = {"id": Integer, "name": Text, "mail": Text, "age": Integer}
QUESTIONS: dict[str, tuple[Schema, Schema, list[str]]] = {
    "a column": (
        side({"User": USER}),
        side({"User": {**{k: USER[k] for k in ("id", "name", "age")}, "email": Text}}),
        ["User.mail=email"],
    ),
    "a column of another type": (side({"t": {"mail": Text}}), side({"t": {"email": Integer}}), []),
    "two that may be it": (side({"t": {"mail": Text}}), side({"t": {"email": Text, "e_mail": Text}}), []),
    "a table": (side({"User": USER}), side({"Users": USER}), ["User=Users"]),
    "a table of the default schema": (side({"User": USER}), side({"public.Users": USER}), ["User=Users"]),
    "a table of another schema": (side({"User": USER}), side({"other.Users": USER}), []),
    "a label": (side({}, {"E": ("a", "b")}), side({}, {"E": ("a", "c")}), ["E.b=c"]),
    "a label too many": (side({}, {"E": ("a", "b")}), side({}, {"E": ("a", "c", "d")}), []),
    "an enum": (side({}, {"E": ("a", "b")}), side({}, {"F": ("a", "b")}), ["E=F"]),
    "what is not Prisma's": (side({"left": USER}), side({"lefts": USER}), []),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_asked(name: str) -> None:
    before, after, expected = QUESTIONS[name]
    sides = Sides.of(before, after, "public", {TableKey(None, "left")})
    assert [str(one) for one in sides.questions()] == expected
    for text in expected:
        rename = sides.parse(text)
        assert str(rename) == text
        assert rename.back().back() == rename
        assert list(sides.renamed(rename).questions()) == []


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("User.mail", "write OLD=NEW"),
        ("Nobody=User", "has no Nobody"),
        ("User.no=email", "has no User.no"),
        ("User=Nobody", "has no table Nobody"),
        ("User.mail=nothing", "the schema has no nothing there"),
        ("User.mail=name", "has name already"),
        ("E.x=z", "has no E.x"),
    ],
)
def test_renames_that_cannot_be(said: str, message: str) -> None:
    before, after = side({"User": USER}, {"E": ("a",)}), side({"User": {"id": Integer, "email": Text}}, {"E": ("a",)})
    sides = Sides.of(before, after, "public", set())
    with pytest.raises(RenameError, match=message):
        sides.renamed(sides.parse(said))


def test_places_that_options_name() -> None:
    known = Shape({T: {}, TableKey("s", "t"): {}})
    assert checked_places({"t.a": "1", "s.t.a": "2", "public.t.b": "3"}, "--backfill", known) == {
        (T, "a"): "1",
        (TableKey("s", "t"), "a"): "2",
        (T, "b"): "3",
    }
    with pytest.raises(ValueError, match=r'--using u\.a: there is no table "u"'):
        checked_places({"u.a": "1"}, "--using", known)


@pytest.mark.parametrize(
    "statement",
    ["SELECT 'a:b', ':c', '::d', x::int, '\\:e', '50%'", "SELECT ':a:b', ':ab:', ': c', 'a\\b'", "SELECT e'\\\\:x'"],
)
def test_colons_are_no_parameters(statement: str) -> None:
    as_text(statement)  # raises where SQLAlchemy would make another statement of it
