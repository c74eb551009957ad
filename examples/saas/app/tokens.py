"""Access tokens: JSON Web Tokens that both services verify with one secret.

python -m app.tokens ORGANIZATION USER     prints one, signed with JWT_SECRET
"""

import os
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import jwt

ALGORITHM = "HS256"
ISSUER = "saas"


@dataclass(frozen=True)
class Claims:
    """Who asks, and for which organization."""

    organization_id: str
    user_id: str


def issue(claims: Claims, secret: str, valid: timedelta = timedelta(hours=8)) -> str:
    """Sign a token."""
    now = datetime.now(timezone.utc)
    return jwt.encode(
        {
            "iss": ISSUER,
            "sub": claims.user_id,
            "org": claims.organization_id,
            "iat": now,
            "exp": now + valid,
        },
        secret,
        ALGORITHM,
    )


def verify(token: str, secret: str) -> Claims:
    """What a token says.

    Raises:
        jwt.InvalidTokenError: it is not signed with the secret, out of date, or says something else.
    """
    payload = jwt.decode(
        token,
        secret,
        algorithms=[ALGORITHM],
        issuer=ISSUER,
        options={"require": ["exp", "iss", "sub", "org"]},
    )
    organization_id = payload["org"]
    if not isinstance(organization_id, str) or not organization_id:
        raise jwt.InvalidTokenError("the claim `org` is no organization")
    return Claims(organization_id, payload["sub"])


if __name__ == "__main__":
    organization, user = sys.argv[1:]
    print(issue(Claims(organization, user), os.environ["JWT_SECRET"]))
