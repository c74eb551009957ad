"""Who asks, and the database as the organization of the token sees it."""

from collections.abc import AsyncIterator
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession

from app.tenancy import tenant
from app.tokens import Claims, verify

_bearer = HTTPBearer(auto_error=False)


async def claims(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Claims:
    """What the token of the request says; 401 where there is none or it does not hold."""
    try:
        if credentials is None:
            raise jwt.InvalidTokenError("a bearer token is needed")
        return verify(credentials.credentials, request.app.state.settings.jwt_secret)
    except jwt.InvalidTokenError as error:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED,
            str(error),
            headers={"WWW-Authenticate": "Bearer"},
        ) from error


CurrentClaims = Annotated[Claims, Depends(claims)]


async def tenant_session(
    request: Request, claims: CurrentClaims
) -> AsyncIterator[AsyncSession]:
    """A transaction in which nothing but the tenant's rows exist."""
    with tenant(claims.organization_id):
        async with request.app.state.sessions.begin() as session:
            yield session


# "function": committed before the response is sent, so that whoever has the answer can read what was written.
TenantTransaction = Annotated[AsyncSession, Depends(tenant_session, scope="function")]
