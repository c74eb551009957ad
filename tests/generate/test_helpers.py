"""The ids and time stamps that generated code makes have the shape that Prisma's client gives them."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from prismalchemy.generate.helpers import HELPERS, source, with_needed
from prismalchemy.generate.imports import Imports


def helpers() -> dict[str, Any]:
    """All helpers, as a module defines them."""
    imports = Imports()
    text = "\n\n".join(source(name, imports.use, str) for name in with_needed(set(HELPERS)))
    namespace: dict[str, Any] = {}
    exec(f"{imports.render()}\n\n{text}", namespace)
    return namespace


MADE = helpers()
SHAPES = {
    "new_cuid": r"c[0-9a-z]{24}",
    "new_cuid2": r"[a-z][0-9a-z]{23}",
    "new_ulid": r"[0-7][0-9A-HJKMNP-TV-Z]{25}",
    "new_nanoid": r"[\w-]{21}",
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape(name: str) -> None:
    made = {MADE[name]() for _ in range(200)}
    assert len(made) == 200
    assert [found for found in made if not re.fullmatch(SHAPES[name], found, re.ASCII)] == []


def test_nanoid_of_a_length() -> None:
    assert re.fullmatch(r"[\w-]{10}", MADE["new_nanoid"](10), re.ASCII)


def test_uuid7() -> None:
    made = [MADE["new_uuid7"]() for _ in range(200)]
    assert {(found.version, found.variant) for found in made} == {(7, uuid.RFC_4122)}
    now = datetime.now(timezone.utc).timestamp() * 1000
    assert all(abs((found.int >> 80) - now) < 10_000 for found in made)


@pytest.mark.parametrize("name", ["new_cuid", "new_ulid"])
def test_ids_begin_with_the_time(name: str) -> None:
    alphabet = {"new_cuid": "0123456789abcdefghijklmnopqrstuvwxyz", "new_ulid": "0123456789ABCDEFGHJKMNPQRSTVWXYZ"}[
        name
    ]
    digits = MADE[name]()[1:9] if name == "new_cuid" else MADE[name]()[:10]
    value = 0
    for digit in digits:
        value = value * len(alphabet) + alphabet.index(digit)
    assert abs(value - datetime.now(timezone.utc).timestamp() * 1000) < 10_000


@pytest.mark.parametrize("name", ["new_cuid", "new_uuid7"])
def test_ids_sort_as_they_were_made(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also within one millisecond, where the random part would decide otherwise."""
    nanoseconds = 1_700_000_000_000_000_000
    made = []
    for later in range(0, 3_000_000, 500):
        monkeypatch.setitem(MADE, "time_ns", lambda later=later: nanoseconds + later)
        made.append(str(MADE[name]()))
    assert made == sorted(set(made))


def test_clocks() -> None:
    now = datetime.now(timezone.utc)
    assert MADE["utc_now"]().microsecond % 1000 == MADE["aware_now"]().microsecond % 1000 == 0
    assert MADE["utc_now"]().tzinfo is None
    assert abs(MADE["utc_now"]() - now.replace(tzinfo=None)) < timedelta(seconds=10)
    assert abs(MADE["aware_now"]() - now) < timedelta(seconds=10)
    assert isinstance(MADE["utc_today"](), date)


def test_every_helper_names_what_it_calls() -> None:
    for name, helper in HELPERS.items():
        called = {other for other in HELPERS if other != name and re.search(rf"\b{other}\b", helper.source)}
        assert called == set(helper.needs), name


def test_a_helper_under_another_name() -> None:
    text = source("new_cuid", lambda _, name: name, lambda name: f"{name}_")
    assert "def new_cuid_()" in text
    assert "_base36_(" in text
