"""Pairing of indexes, uniques and foreign keys, as tables of what each side has."""

from __future__ import annotations

import pytest

from prismalchemy.compare import Names
from prismalchemy.compare.keys import pair_foreign_keys, pair_indexes
from prismalchemy.schema import UNKNOWN, ForeignKey, Index, IndexColumn, TableKey


def index(text: str) -> Index:
    """An index from `[unique] [name] (a, b)`; `?` for unknown columns, `x()` for an expression."""
    head, _, inner = text.partition("(")
    words = head.split()
    unique = "unique" in words
    name = next((word for word in words if word != "unique"), None)
    entries = [entry.strip() for entry in inner.removesuffix(")").split(",") if entry.strip()]
    columns = tuple(
        IndexColumn(column=None, expression=entry) if entry.endswith("!") else IndexColumn(column=entry)
        for entry in entries
    )
    return Index(columns=UNKNOWN if entries == ["?"] else columns, name=name, unique=unique)


def shown(item: Index | None) -> str:
    if item is None:
        return "-"
    names = item.column_names
    columns = "?" if names is UNKNOWN else ", ".join(names)
    return f"{'unique ' if item.unique else ''}{item.name or ''}({columns})".replace("unique (", "unique (")


# Prisma's, the models', then pairs, missing, extra, misnamed
ROWS: list[tuple[list[str], list[str], list[tuple[str, str]], list[str], list[str], list[tuple[str, str]]]] = [
    (["x(a)"], ["y(a)"], [("x(a)", "y(a)")], [], [], []),
    (["(a)"], [], [], ["(a)"], [], []),
    ([], ["(a)"], [], [], ["(a)"], []),
    (["(a, b)"], ["(b, a)"], [("(a, b)", "(b, a)")], [], [], []),
    (["unique (a)"], ["(a)"], [("unique (a)", "(a)")], [], [], []),
    (["unique (a)", "(a)"], ["(a)", "unique (a)"], [("unique (a)", "unique (a)"), ("(a)", "(a)")], [], [], []),
    (["x(a)", "y(a)"], ["y(a)", "x(a)"], [("x(a)", "x(a)"), ("y(a)", "y(a)")], [], [], []),
    (["(a)", "(a, b)"], ["(a)"], [("(a)", "(a)")], ["(a, b)"], [], []),
    # columns that only one side has are reported as such
    (["(missing)"], [], [], [], [], []),
    ([], ["(extra)"], [], [], [], []),
    # a unique on the primary key
    ([], ["unique (id)"], [], [], [], []),
    ([], ["(id)"], [], [], ["(id)"], []),
    # an unknown one may be any; an expression is none of Prisma's
    (["(a)"], ["(?)"], [], [], [], []),
    (["(a)"], ["(x!)"], [], ["(a)"], [], []),
    # the first column taken for the name
    (["x(a)"], ["a()"], [], [], [], [("a()", "x(a)")]),
    (["x(a, b)"], ["a(b)"], [], [], [], [("a(b)", "x(a, b)")]),
    ([], ["a()"], [], [], [], [("a()", "-")]),
    (["x(aB)"], ["a_b()"], [], [], [], [("a_b()", "x(aB)")]),
    (["x(b)"], ["a(b)"], [("x(b)", "a(b)")], [], [], []),
    # a column that the models spell otherwise
    (["(aB)"], ["(a_b)"], [("(aB)", "(a_b)")], [], [], []),
]


@pytest.mark.parametrize(("prisma", "models", "pairs", "missing", "extra", "misnamed"), ROWS)
def test_indexes(
    prisma: list[str],
    models: list[str],
    pairs: list[tuple[str, str]],
    missing: list[str],
    extra: list[str],
    misnamed: list[tuple[str, str]],
) -> None:
    found = pair_indexes(
        [index(text) for text in prisma],
        [index(text) for text in models],
        to_prisma={"a_b": "aB"},
        shared=frozenset({"id", "a", "b", "aB"}),
        primary_keys=frozenset({("id",)}),
        models_complete=True,
        prisma_complete=True,
    )
    assert [(shown(one), shown(other)) for one, other in found.pairs] == pairs
    assert [shown(item) for item in found.missing] == missing
    assert [shown(item) for item in found.extra] == extra
    assert [(shown(one), shown(other)) for one, other in found.misnamed] == misnamed


def key(columns: str, target: str | None, target_columns: str = "id") -> ForeignKey:
    return ForeignKey(
        columns=tuple(columns.split()),
        target=TableKey(None, target) if target else UNKNOWN,
        target_columns=tuple(target_columns.split()),
    )


NAMES = Names(
    default_schema="public",
    foreign_keys=True,
    tables={TableKey(None, "user"): TableKey(None, "User"), TableKey(None, "Org"): TableKey(None, "Org")},
)
# Prisma's, the models', then (same target of each pair), missing, extra
KEYS: list[tuple[list[ForeignKey], list[ForeignKey], list[bool], int, int]] = [
    ([key("a", "Org")], [key("a", "Org")], [True], 0, 0),
    ([key("a", "User")], [key("a", "user")], [True], 0, 0),
    ([key("a", "User")], [key("a", "Org")], [False], 0, 0),
    ([key("a", "Org")], [key("a", "Org", "code")], [False], 0, 0),
    ([key("a", "Org")], [key("a", None)], [True], 0, 0),
    ([key("a", "Org", "orgId")], [key("a", "Org", "org_id")], [True], 0, 0),
    ([key("a b", "Org", "x y")], [key("b a", "Org", "y x")], [True], 0, 0),
    ([key("a b", "Org", "x y")], [key("b a", "Org", "x y")], [False], 0, 0),
    ([key("a", "Org")], [], [], 1, 0),
    ([], [key("a", "Org")], [], 0, 1),
    ([key("missing", "Org")], [key("extra", "Org")], [], 0, 0),
    ([key("aB", "Org")], [key("a_b", "Org")], [True], 0, 0),
    ([key("a", "User"), key("a", "Org")], [key("a", "Org"), key("a", "user")], [True, True], 0, 0),
]


@pytest.mark.parametrize(("prisma", "models", "same", "missing", "extra"), KEYS)
def test_foreign_keys(
    prisma: list[ForeignKey], models: list[ForeignKey], same: list[bool], missing: int, extra: int
) -> None:
    found = pair_foreign_keys(
        prisma,
        models,
        to_prisma={"a_b": "aB"},
        shared=frozenset({"a", "b", "aB"}),
        names=NAMES,
        models_complete=True,
        prisma_complete=True,
    )
    assert [item.same_target for item in found.pairs] == same
    assert (len(found.missing), len(found.extra)) == (missing, extra)


def test_nothing_is_missing_where_a_side_is_not_all_known() -> None:
    known = {"to_prisma": {}, "shared": frozenset({"a"})}
    incomplete = {"models_complete": False, "prisma_complete": False}
    indexes = pair_indexes([index("(a)")], [index("unique (a)")], primary_keys=frozenset(), **known, **incomplete)  # type: ignore[arg-type]
    assert len(indexes.pairs) == 1
    indexes = pair_indexes([index("(a)")], [], primary_keys=frozenset(), **known, **incomplete)  # type: ignore[arg-type]
    assert indexes.missing == ()
    keys = pair_foreign_keys([key("a", "Org")], [], names=NAMES, **known, **incomplete)  # type: ignore[arg-type]
    assert keys.missing == ()
