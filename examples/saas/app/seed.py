"""Two tenants to begin with: python -m app.seed, which prints their ids and tokens as JSON.

Connects as the owner of the tables (DATABASE_URL); what is there already stays. JWT_SECRET signs the tokens.
"""

import asyncio
import json
import os

from sqlalchemy import make_url, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from app.models import (
    Label,
    Membership,
    Organization,
    Project,
    Role,
    Task,
    TaskPriority,
    TaskStatus,
    User,
)
from app.tenancy import TenantSession, unrestricted
from app.tokens import Claims, issue

TENANTS = {
    "acme": ("Acme", "Ada", "ADM", "Moon base"),
    "globex": ("Globex", "Grace", "HYD", "Hydroponics"),
}


async def seed(session: AsyncSession) -> dict[str, dict[str, str]]:
    """Make what of the tenants is missing: slug → organization, user and project."""
    return {
        slug: await _tenant(session, slug, *names) for slug, names in TENANTS.items()
    }


async def _tenant(
    session: AsyncSession, slug: str, name: str, person: str, key: str, title: str
) -> dict[str, str]:
    email = f"{person.lower()}@{slug}.example"
    organization = await session.scalar(
        select(Organization).where(Organization.slug == slug)
    )
    user = await session.scalar(select(User).where(User.email == email))
    if organization is None or user is None:
        organization, user = (
            Organization(name=name, slug=slug),
            User(name=person, email=email),
        )
        session.add_all([organization, user])
        await session.flush()
        session.add(
            Membership(
                organization_id=organization.id, user_id=user.id, role=Role.OWNER
            )
        )
    project = await session.scalar(
        select(Project).where(
            Project.organization_id == organization.id, Project.key == key
        )
    )
    if project is None:
        project = Project(
            organization_id=organization.id, lead_id=user.id, key=key, name=title
        )
        session.add(project)
        await session.flush()
        task = Task(
            organization_id=organization.id,
            project_id=project.id,
            reporter_id=user.id,
            number=1,
            title=f"Plan: {title}",
            status=TaskStatus.TODO,
            priority=TaskPriority.HIGH,
            labels=[Label(organization_id=organization.id, name="planning")],
        )
        session.add(task)
        await session.flush()
    return {"organization": organization.id, "user": user.id, "project": project.id}


async def main() -> None:
    """Seed the database that DATABASE_URL names."""
    url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url)
    with unrestricted("seeding two tenants"):
        async with (
            AsyncSession(engine, sync_session_class=TenantSession) as session,
            session.begin(),
        ):
            tenants = await seed(session)
    await engine.dispose()
    for tenant in tenants.values():
        tenant["token"] = issue(
            Claims(tenant["organization"], tenant["user"]), os.environ["JWT_SECRET"]
        )
    print(json.dumps(tenants))


if __name__ == "__main__":
    asyncio.run(main())
