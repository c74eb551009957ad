"""What one organization cannot do to another."""

import httpx
import pytest
from sqlalchemy import select, text

from app.main import app
from app.models import Task
from app.tenancy import TenantViolation, tenant

Headers = dict[str, str]
Seeded = dict[str, dict[str, str]]


async def test_a_token_is_needed(client: httpx.AsyncClient, acme: Headers) -> None:
    assert (await client.get("/projects")).status_code == 401
    headers = {"Authorization": acme["Authorization"] + "x"}
    assert (await client.get("/projects", headers=headers)).status_code == 401


async def test_foreign_ids_are_not_found(
    client: httpx.AsyncClient, tenants: Seeded, acme: Headers, globex: Headers
) -> None:
    project = f"/projects/{tenants['globex']['project']}"
    assert (await client.get(project, headers=globex)).status_code == 200
    assert (await client.get(project, headers=acme)).status_code == 404


async def test_a_foreign_organization_is_refused(
    client: httpx.AsyncClient, tenants: Seeded, acme: Headers
) -> None:
    body = {"metric": "x", "organizationId": tenants["globex"]["organization"]}
    assert (await client.post("/usage", json=body, headers=acme)).status_code == 403


async def test_sql_as_text_is_refused(
    client: httpx.AsyncClient, tenants: Seeded
) -> None:
    with tenant(tenants["acme"]["organization"]):
        async with app.state.sessions() as session:
            with pytest.raises(TenantViolation):
                await session.execute(text("SELECT * FROM tasks"))
            with pytest.raises(TenantViolation):
                await session.connection()


async def test_nobody_reads_without_a_tenant(
    client: httpx.AsyncClient, tenants: Seeded
) -> None:
    async with app.state.sessions() as session:
        with pytest.raises(TenantViolation):
            await session.scalars(select(Task))
