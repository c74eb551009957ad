"""The tenant itself, and what it used."""

from collections.abc import Sequence

from fastapi import APIRouter, status
from sqlalchemy import select

from app.access import CurrentClaims, TenantTransaction
from app.bodies import NewUsage
from app.models import Organization, UsageRecord
from app.routes.found import found
from app.schemas import OrganizationRead, UsageRecordRead

router = APIRouter(tags=["organization"])


@router.get("/organization", response_model=OrganizationRead)
async def read_organization(
    session: TenantTransaction, claims: CurrentClaims
) -> Organization:
    """The organization of the token."""
    return await found(session, Organization, claims.organization_id)


@router.get("/usage", response_model=list[UsageRecordRead])
async def list_usage(
    session: TenantTransaction, metric: str | None = None
) -> Sequence[UsageRecord]:
    """What was used, oldest first."""
    query = select(UsageRecord).order_by(UsageRecord.id)
    if metric is not None:
        query = query.where(UsageRecord.metric == metric)
    return (await session.scalars(query)).all()


@router.post(
    "/usage", response_model=UsageRecordRead, status_code=status.HTTP_201_CREATED
)
async def record_usage(body: NewUsage, session: TenantTransaction) -> UsageRecord:
    """Note that something was used."""
    record = UsageRecord(**body.model_dump(exclude_unset=True))
    session.add(record)
    await session.flush()
    return record
