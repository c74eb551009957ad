"""Both services take the same tokens, and no others."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
import pytest
from tests.app.product import SERVICES, Product


def claims(product: Product, **changed: Any) -> dict[str, Any]:
    """What a token says; times are seconds from now, and None leaves a claim out."""
    acme = product.tenants["acme"]
    said = {"iss": "saas", "sub": acme.user, "org": acme.organization, "exp": 3600} | changed
    now = datetime.now(timezone.utc)
    times = {name: now + timedelta(seconds=said[name]) for name in ("exp", "nbf") if said.get(name) is not None}
    return {name: value for name, value in (said | times).items() if value is not None}


@pytest.mark.parametrize("service", SERVICES)
def test_a_good_token_is_taken(product: Product, service: str) -> None:
    token = jwt.encode(claims(product), product.environment["JWT_SECRET"], "HS256")
    answer = product.ask(service, None, "GET", "/organization", token=token)
    assert answer.json()["id"] == product.tenants["acme"].organization


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "changed",
    [
        {"exp": -300},
        {"exp": None},
        {"iss": "someone"},
        {"iss": None},
        {"sub": None},
        {"org": None},
        {"org": ""},
        {"org": 7},
        {"org": ["a"]},
        {"nbf": 3600},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_is_not(product: Product, service: str, changed: dict[str, Any]) -> None:
    token = jwt.encode(claims(product, **changed), product.environment["JWT_SECRET"], "HS256")
    assert product.ask(service, None, "GET", "/organization", token=token).status_code == 401


@pytest.mark.parametrize("service", SERVICES)
def test_a_token_that_is_signed_otherwise_is_not(product: Product, service: str) -> None:
    secret = product.environment["JWT_SECRET"]
    for token in (
        None,
        "nonsense",
        jwt.encode(claims(product), None, "none"),
        jwt.encode(claims(product), "another secret of enough bytes, it is", "HS256"),
        jwt.encode(claims(product), secret * 2, "HS512"),
        jwt.encode(claims(product), secret, "HS256")[:-2],
    ):
        answer = product.ask(service, None, "GET", "/organization", token=token)
        assert answer.status_code == 401, token
        assert set(answer.json()) == {"detail"}
