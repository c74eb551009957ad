"""One tenant's requests never reach another one's rows, whatever ids they name: through HTTP, by both services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from tests.app.product import SERVICES, Product

# Where the rows of tenants are, as far as the services write them.
TABLES = ("organizations", "projects", "tasks", "labels", '"_LabelToTask"', "comments", "invoices", "invoice_lines")
NOT_FOUND, REFUSED = 404, 403


class Foreign:
    """What the other tenant has, and what of it may be named in a request."""

    def __init__(self, product: Product) -> None:
        globex = product.tenants["globex"]
        self.organization, self.user, self.project = globex.organization, globex.user, globex.project
        tasks = product.get("api", "globex", f"/projects/{self.project}/tasks")
        self.task = tasks[0]["id"]
        lines = [{"description": "secret", "unitPrice": "1"}]
        number = f"S-{len(product.get('api', 'globex', '/invoices'))}"
        self.invoice = product.send("api", "globex", "POST", "/invoices", {"number": number, "lines": lines})["id"]


@pytest.fixture(scope="module")
def foreign(product: Product) -> Foreign:
    return Foreign(product)


@pytest.fixture
def unchanged(product: Product, foreign: Foreign) -> Iterator[None]:
    """What the other tenant has is, when the test is over, what it was."""

    def state() -> list[Any]:
        return [product.rows(f"SELECT t.* FROM {table} t ORDER BY t::text") for table in TABLES]

    def belonging(tables: list[Any]) -> list[Any]:
        secret = {foreign.organization, foreign.project, foreign.task, foreign.invoice}
        return [[row for row in rows if secret & {str(value) for value in row}] for rows in tables]

    before = belonging(state())
    yield
    assert belonging(state()) == before


@pytest.mark.parametrize("service", SERVICES)
def test_lists_hold_the_tenants_own(product: Product, foreign: Foreign, service: str) -> None:
    for path in ("/projects", "/invoices", "/usage"):
        product.send(service, "globex", "POST", "/usage", {"metric": "secret"})
        found = product.get(service, "acme", path)
        assert {row["organizationId"] for row in found} <= {product.tenants["acme"].organization}
    assert foreign.project in {row["id"] for row in product.get(service, "globex", "/projects")}
    assert product.get(service, "acme", "/usage?metric=secret") == []


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("service", SERVICES)
def test_a_foreign_id_in_the_url_is_not_found(product: Product, foreign: Foreign, service: str) -> None:
    for method, path, body in (
        ("GET", f"/projects/{foreign.project}", None),
        ("GET", f"/projects/{foreign.project}/tasks", None),
        ("POST", f"/projects/{foreign.project}/tasks", {"title": "x"}),
        ("GET", f"/tasks/{foreign.task}", None),
        ("PATCH", f"/tasks/{foreign.task}", {"title": "x"}),
        ("DELETE", f"/tasks/{foreign.task}", None),
        ("PUT", f"/tasks/{foreign.task}/labels", {"names": ["x"]}),
        ("POST", f"/tasks/{foreign.task}/comments", {"body": "x"}),
        ("GET", f"/invoices/{foreign.invoice}", None),
    ):
        answer = product.ask(service, "acme", method, path, body)
        assert answer.status_code == NOT_FOUND, (method, path, answer.text)
        # No other answer than for an id that nobody has.
        nobody = path.replace(foreign.project, "c0").replace(foreign.task, "c0").replace(foreign.invoice, "c0")
        other = product.ask(service, "acme", method, nobody, body)
        assert (other.status_code, other.json()["detail"]) == (NOT_FOUND, _less_ids(answer.json()["detail"], foreign))


def _less_ids(text: str, foreign: Foreign) -> str:
    for one in (foreign.project, foreign.task, foreign.invoice):
        text = text.replace(one, "c0")
    return text


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("service", SERVICES)
def test_a_foreign_organization_in_the_body_is_refused(product: Product, foreign: Foreign, service: str) -> None:
    acme = product.tenants["acme"]
    own = product.get(service, "acme", f"/projects/{acme.project}/tasks")[0]["id"]
    lines = [{"description": "x", "unitPrice": "1"}]
    for method, path, body in (
        ("POST", "/projects", {"key": "X", "name": "x"}),
        ("POST", f"/projects/{acme.project}/tasks", {"title": "x"}),
        ("PATCH", f"/tasks/{own}", {"title": "x"}),
        ("POST", "/invoices", {"number": "X-1", "lines": lines}),
        ("POST", "/usage", {"metric": "x"}),
    ):
        answer = product.ask(service, "acme", method, path, body | {"organizationId": foreign.organization})
        assert answer.status_code == REFUSED, (method, path, answer.text)
        assert foreign.organization not in answer.text


@pytest.mark.parametrize("service", SERVICES)
def test_what_belongs_to_the_tenant_is_not_refused(product: Product, service: str) -> None:
    acme = product.tenants["acme"]
    body = {"key": f"OWN-{service[:3]}", "name": "x", "organizationId": acme.organization}
    assert product.send(service, "acme", "POST", "/projects", body)["organizationId"] == acme.organization


@pytest.mark.parametrize("service", SERVICES)
def test_numbers_and_names_are_each_tenants_own(product: Product, service: str) -> None:
    lines = [{"description": "x", "unitPrice": "1"}]
    for tenant in ("acme", "globex"):
        product.send(service, tenant, "POST", "/projects", {"key": f"SAME-{service[:3]}", "name": "x"})
        product.send(service, tenant, "POST", "/invoices", {"number": f"SAME-{service}", "lines": lines})


def test_the_database_itself_keeps_tenants_apart(product: Product) -> None:
    acme, globex = product.tenants["acme"], product.tenants["globex"]
    with psycopg.connect(product.environment["SERVICE_DATABASE_URL"]) as connection:

        def seen() -> set[str]:
            return {row[0] for row in connection.execute("SELECT organization_id FROM projects")}

        assert seen() == set()
        connection.execute("SELECT set_config('app.tenant_id', %s, true)", [acme.organization])
        assert seen() == {acme.organization}
        assert connection.execute("DELETE FROM tasks WHERE project_id = %s", [globex.project]).rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute("UPDATE projects SET organization_id = %s", [globex.organization])
