"""What one service writes, both read: value by value, under two tenants, through HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.app.product import SERVICES, TENANTS, Product
from tests.app.values import CHANGES, COMMENT, INVOICE, LABELS, PROJECT, TASK, TOTAL, USAGE, plain

pytestmark = [pytest.mark.parametrize("tenant", TENANTS), pytest.mark.parametrize("writer", SERVICES)]


def read(product: Product, tenant: str, path: str) -> Any:
    """What both services read, which must be one and the same."""
    by_dashboard, by_api = (plain(product.get(service, tenant, path)) for service in SERVICES)
    assert by_dashboard == by_api
    return by_api


def has(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Each wanted value is found, and of its type."""
    wanted = plain(wanted)
    assert {name: found[name] for name in wanted} == wanted
    assert {name: type(found[name]) for name in wanted} == {name: type(value) for name, value in wanted.items()}


def new_task(product: Product, writer: str, tenant: str) -> str:
    path = f"/projects/{product.tenants[tenant].project}/tasks"
    return str(product.send(writer, tenant, "POST", path, TASK)["id"])


def test_organization(product: Product, writer: str, tenant: str) -> None:
    found = read(product, tenant, "/organization")
    has(found, {"slug": tenant, "plan": "FREE", "locale": "en", "seats": 5, "metadata": {}, "deletedAt": None})
    assert found["id"] == product.tenants[tenant].organization


def test_project(product: Product, writer: str, tenant: str) -> None:
    key = f"{writer[:3]}-{tenant[:3]}".upper()
    made = product.send(writer, tenant, "POST", "/projects", PROJECT | {"key": key})
    found = read(product, tenant, f"/projects/{made['id']}")
    has(found, PROJECT | {"key": key, "organizationId": product.tenants[tenant].organization})
    assert found in read(product, tenant, "/projects")


def test_what_is_left_out_is_what_the_schema_says(product: Product, writer: str, tenant: str) -> None:
    key = f"{writer[:3]}-{tenant[:3]}-0".upper()
    made = product.send(writer, tenant, "POST", "/projects", {"key": key, "name": "n"})
    defaults = {"status": "PLANNED", "visibility": "PRIVATE", "color": "#64748b", "budget": None, "tags": []}
    found = read(product, tenant, f"/projects/{made['id']}")
    has(found, defaults | {"metadata": {}})
    assert (found["updatedAt"] - found["createdAt"]).total_seconds() < 5


def test_task_is_made_and_changed(product: Product, writer: str, tenant: str) -> None:
    task = new_task(product, writer, tenant)
    before = read(product, tenant, f"/tasks/{task}")
    has(before, TASK | {"labels": [], "comments": [], "reporterId": product.tenants[tenant].user})
    tasks = read(product, tenant, f"/projects/{product.tenants[tenant].project}/tasks")
    assert [one["number"] for one in tasks] == list(range(1, len(tasks) + 1))
    product.send(writer, tenant, "PATCH", f"/tasks/{task}", CHANGES)
    after = read(product, tenant, f"/tasks/{task}")
    has(after, CHANGES)
    assert after["updatedAt"] > before["updatedAt"]
    assert {**after, **dict.fromkeys((*CHANGES, "updatedAt"))} == {**before, **dict.fromkeys((*CHANGES, "updatedAt"))}
    assert product.ask(writer, tenant, "DELETE", f"/tasks/{task}").status_code == 204
    for service in SERVICES:
        assert product.ask(service, tenant, "GET", f"/tasks/{task}").status_code == 404


def test_labels_and_comments(product: Product, writer: str, tenant: str) -> None:
    (other,) = set(SERVICES) - {writer}
    task = new_task(product, writer, tenant)
    product.send(writer, tenant, "PUT", f"/tasks/{task}/labels", {"names": LABELS})
    first = {label["name"]: label["id"] for label in read(product, tenant, f"/tasks/{task}")["labels"]}
    assert sorted(first) == sorted(LABELS)
    # The other service takes labels that this one made, and makes one of its own.
    product.send(other, tenant, "PUT", f"/tasks/{task}/labels", {"names": [LABELS[1], f"by {other}"]})
    second = {label["name"]: label["id"] for label in read(product, tenant, f"/tasks/{task}")["labels"]}
    assert sorted(second) == sorted([LABELS[1], f"by {other}"])
    assert second[LABELS[1]] == first[LABELS[1]]
    product.send(writer, tenant, "POST", f"/tasks/{task}/comments", {"body": COMMENT})
    product.send(other, tenant, "POST", f"/tasks/{task}/comments", {"body": "seen"})
    found = read(product, tenant, f"/tasks/{task}")["comments"]
    assert sorted(comment["body"] for comment in found) == sorted([COMMENT, "seen"])
    assert {comment["authorId"] for comment in found} == {product.tenants[tenant].user}


def test_invoice(product: Product, writer: str, tenant: str) -> None:
    number = f"{writer}-1"
    made = product.send(writer, tenant, "POST", "/invoices", INVOICE | {"number": number})
    found = read(product, tenant, f"/invoices/{made['id']}")
    lines = sorted(found.pop("lines"), key=lambda line: line["position"])
    has(found, {name: value for name, value in INVOICE.items() if name != "lines"} | {"number": number})
    assert found["total"] == str(TOTAL)
    assert [line.pop("position") for line in lines] == [1, 2, 3]
    assert [line.pop("invoiceId") for line in lines] == [made["id"]] * 3
    assert lines == INVOICE["lines"]
    assert found in read(product, tenant, "/invoices")
    again = product.ask(writer, tenant, "POST", "/invoices", INVOICE | {"number": number})
    assert again.status_code == 409


def test_usage(product: Product, writer: str, tenant: str) -> None:
    for quantity in USAGE:
        product.send(writer, tenant, "POST", "/usage", {"metric": writer, "quantity": quantity})
    found = read(product, tenant, f"/usage?metric={writer}")
    assert [record["quantity"] for record in found] == USAGE
    assert all(isinstance(record["id"], str) for record in found)


def test_what_does_not_fit_is_refused(product: Product, writer: str, tenant: str) -> None:
    path = f"/projects/{product.tenants[tenant].project}/tasks"
    for wrong in ({"title": "x", "status": "MAYBE"}, {"title": "x" * 256}, {"title": "x", "dueDate": "tomorrow"}, {}):
        assert product.ask(writer, tenant, "POST", path, wrong).status_code == 422, wrong
    headers = {"Authorization": f"Bearer {product.tenants[tenant].token}"}
    broken = httpx.post(product.addresses[writer] + path, content='{"title": ', headers=headers)
    assert broken.status_code == 422
    assert "detail" in broken.json()
