"""Which candidates are compared: two databases in one repository are not held against each other."""

from __future__ import annotations

from itertools import product

import pytest

from prismalchemy.schema import Column, PrimaryKey, Schema, Table, TableKind
from prismalchemy.workspace.choice import choose
from prismalchemy.workspace.discovery import Candidate, ModelsSource
from prismalchemy.workspace.matching import match
from prismalchemy.workspace.schemas import SchemaSource
from prismalchemy.workspace.settings import PairSettings


def schema(text: str) -> Schema:
    """A schema of tables `User(id, name) Post(id)`; `User*` is open, `_X` a join table."""
    tables = []
    for part in text.split(") "):
        name, _, columns = part.rstrip(")").partition("(")
        if name:
            tables.append(
                Table(
                    name=name.rstrip("*"),
                    open=name.endswith("*"),
                    kind=TableKind.JOIN if name.startswith("_") else TableKind.TABLE,
                    columns=tuple(Column(name=column) for column in columns.split(", ")),
                    primary_key=PrimaryKey(columns=("id",)),
                )
            )
    return Schema(tables=tuple(tables))


MATCHES = [
    ("User(id, name)", "User(id, name)", True),
    ("User(id, name)", "user(id, name)", True),
    ("AgentTask(id, dueAt)", "agent_task(id, due_at)", True),
    ("User(id, name)", "Account(id, name)", False),
    ("User(id, email, name, role)", "user(id, mail, title, age)", False),
    ("User(id, email, name, role)", "user(id, email, name)", True),
    ("User(id, email, name, role)", "user*(id)", True),
    ("User(id)", "user(id)", True),
    ("User(id, a) Post(id, a) Tag(id, a) Log(id, a)", "User(id, a)", True),
    ("User(id, a)", "User(id, a) Post(id, a) Tag(id, a) Log(id, a)", True),
    ("User(id, a) Post(id, a) Tag(id, a)", "User(id, a) Order(id, a) Bill(id, a)", False),
    ("User(id, a) Post(id, a)", "User(id, a) Order(id, a)", True),
    ("_AToB(A, B)", "_AToB(A, B)", False),
    ("User(id, a) _prisma_migrations(id, x)", "Account(id, a) alembic_version(version_num)", False),
    ("", "User(id, a)", False),
    ("", "", False),
]


@pytest.mark.parametrize(("prisma", "models", "expected"), MATCHES)
def test_match(prisma: str, models: str, expected: bool) -> None:
    assert match(schema(prisma), schema(models)).is_enough is expected


Case = tuple[dict[str, str], dict[str, str], list[str], list[str]]

CHOICES: dict[str, Case] = {
    "one of each": ({"s": "User(id, a)"}, {"m": "User(id, a)"}, ["s-m"], []),
    "two services with a user table each": (
        {"web": "User(id, email, name) Post(id, title)"},
        {"billing": "user(id, iban, bic) invoice(id, sum)"},
        [],
        [
            "billing is not compared with web: 0 of 2 tables have a counterpart; "
            "if both describe one database, name them in [tool.prismalchemy] (schema, models)"
        ],
    ),
    "two databases, each with both sides": (
        {"a": "User(id, x) Post(id, x)", "b": "Order(id, y) Bill(id, y)"},
        {"am": "User(id, x) Post(id, x)", "bm": "Order(id, y) Bill(id, y)"},
        ["a-am", "b-bm"],
        [],
    ),
    "two copies of a schema": (
        {"a": "User(id, x) Post(id, x) Tag(id, x)", "b": "User(id, x) Post(id, x)"},
        {"m": "User(id, x) Post(id, x) Tag(id, x)"},
        ["a-m"],
        [],
    ),
    "two schemas, one set of models for both": (
        {"a": "User(id, x) Post(id, x)", "b": "Order(id, y)"},
        {"m": "User(id, x) Post(id, x) Order(id, y)"},
        ["a-m", "b-m"],
        [],
    ),
    "two services that map the same tables": (
        {"s": "User(id, x) Post(id, x)"},
        {"m": "User(id, x) Post(id, x)", "n": "User(id, x) Post(id, x)"},
        ["s-m", "s-n"],
        [],
    ),
    "two services that share the tables out": (
        {"s": "User(id, x) Post(id, x)"},
        {"m": "User(id, x)", "n": "Post(id, x)"},
        ["s-m+n"],
        [],
    ),
    "models without a table say nothing": ({"s": "User(id, x)"}, {"m": ""}, [], []),
    "a pair and a stranger": (
        {"s": "User(id, x)"},
        {"m": "User(id, x)", "n": "Order(id, y)"},
        ["s-m"],
        [
            "n is not compared with s: 0 of 1 table has a counterpart; "
            "if both describe one database, name them in [tool.prismalchemy] (schema, models)"
        ],
    ),
}


@pytest.mark.parametrize(("prisma", "models", "pairs", "notices"), CHOICES.values(), ids=CHOICES)
def test_choose(prisma: dict[str, str], models: dict[str, str], pairs: list[str], notices: list[str]) -> None:
    candidates = [
        Candidate(
            SchemaSource(f"/p/{ours}", (f"/p/{ours}",)),
            ModelsSource(f"/p/{theirs}", ("/p",), (f"/p/{theirs}",), (f"/p/{theirs}",)),
            PairSettings(),
            certain=False,
        )
        for ours, theirs in product(prisma, models)
    ]

    def match_of(candidate: Candidate) -> object:
        return match(schema(prisma[candidate.schema.path[3:]]), schema(models[candidate.models.mapping[0][3:]]))

    choice = choose(candidates, match_of, "/p")
    found = [f"{pair.schema.path[3:]}-{'+'.join(path[3:] for path in pair.models.mapping)}" for pair in choice.pairs]
    assert found == pairs
    assert [notice.message for notice in choice.notices] == notices


def test_what_the_user_named_is_taken_as_it_is() -> None:
    candidate = Candidate(
        SchemaSource("/p/s", ("/p/s",)),
        ModelsSource("/p/m", ("/p",), ("/p/m",), ("/p/m",)),
        PairSettings(),
        certain=True,
    )
    choice = choose([candidate], lambda _: match(schema("A(id)"), schema("B(id)")), "/p")
    assert choice.pairs == (candidate,)
    assert choice.notices == ()
