"""What the service is told by its environment."""

import os
from dataclasses import dataclass

from sqlalchemy import URL, make_url


@dataclass(frozen=True)
class Settings:
    """Where the database is, and the secret of the tokens."""

    database_url: URL
    jwt_secret: str

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read SERVICE_DATABASE_URL and JWT_SECRET.

        Raises:
            RuntimeError: one is missing, or the secret is too short.
        """
        url, secret = (
            os.environ.get("SERVICE_DATABASE_URL"),
            os.environ.get("JWT_SECRET", ""),
        )
        if not url:
            raise RuntimeError(
                "SERVICE_DATABASE_URL is not set: postgresql://USER@HOST/DATABASE"
            )
        if len(secret.encode()) < 32:
            raise RuntimeError("JWT_SECRET must be at least 32 bytes long")
        return cls(make_url(url).set(drivername="postgresql+asyncpg"), secret)
