"""The application on the database that the environment names: see README.md."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.main import app
from app.seed import seed
from app.settings import Settings
from app.tenancy import unrestricted
from app.tokens import Claims, issue

Seeded = dict[str, dict[str, str]]


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """The application, without a server around it."""
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://api"
        ) as found:
            yield found


@pytest.fixture
async def tenants(client: httpx.AsyncClient) -> Seeded:
    """The two tenants to begin with, each with the header that its requests carry."""
    with unrestricted("two tenants for tests"):
        async with app.state.sessions.begin() as session:
            found: Seeded = await seed(session)
    secret = Settings.from_environment().jwt_secret
    for tenant in found.values():
        token = issue(Claims(tenant["organization"], tenant["user"]), secret)
        tenant["Authorization"] = f"Bearer {token}"
    return found


@pytest.fixture
def acme(tenants: Seeded) -> dict[str, str]:
    """The headers of one tenant's requests."""
    return {"Authorization": tenants["acme"]["Authorization"]}


@pytest.fixture
def globex(tenants: Seeded) -> dict[str, str]:
    """The headers of the other one's."""
    return {"Authorization": tenants["globex"]["Authorization"]}
