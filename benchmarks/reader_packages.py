"""The packages with SQLAlchemy models that the static reader is tried on, and how to import each of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """A package of PyPI.

    Args:
        name: its name and version, as pip takes them.
        packages: the top-level names whose tables count.
        tables: how many there are; fewer mean that something was not imported.
        style: how its models are written.
        requires: what pip is to install besides.
        alone: whether pip leaves out what the package itself says that it needs; `requires` names what importing takes.
        setup: code to run before its models can be imported.
        environment: variables that it wants.
        leave: parts of paths of files that are no models.
    """

    name: str
    packages: tuple[str, ...]
    tables: int
    style: str
    requires: tuple[str, ...] = ()
    alone: bool = False
    setup: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    leave: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name without the version."""
        return self.name.partition("==")[0].partition("[")[0]

    @property
    def version(self) -> str:
        """The version."""
        return self.name.partition("==")[2]


PACKAGES = (
    Package(
        "prisma-web3-py==1.0.46",
        ("prisma_web3_py",),
        14,
        "Mapped, of a Prisma schema",
        requires=("greenlet",),
        environment=(("DATABASE_URL", "postgresql://localhost/none"),),
    ),
    Package("dagster==1.13.29", ("dagster",), 23, "Core tables"),
    Package("prefect==3.9.1", ("prefect",), 35, "Mapped, mixins, own types"),
    Package("arize-phoenix==20.26.1", ("phoenix",), 64, "Mapped"),
    Package(
        "letta==0.16.8",
        ("letta",),
        48,
        "Mapped, mixins",
        requires=("asyncpg", "pgvector"),
        # Nothing imports it, and its relation leads to an attribute that is no more.
        leave=("/job_messages.py",),
    ),
    Package("freqtrade==2026.9", ("freqtrade",), 6, "Mapped"),
    Package("galaxy-data==26.1.2", ("galaxy",), 189, "Mapped, imperative"),
    Package("zenml[local]==0.98.0", ("zenml",), 53, "SQLModel"),
    Package(
        "langflow-base==1.13.0",
        ("langflow",),
        62,
        "SQLModel",
        alone=True,
        requires=(
            *("sqlmodel==0.0.46", "lfx==1.13.0", "emoji", "alembic", "aiosqlite", "greenlet", "pydantic-settings"),
            *("fastapi", "nanoid", "opentelemetry-sdk", "opentelemetry-exporter-prometheus"),
            *("opentelemetry-exporter-otlp", "email-validator", "croniter"),
        ),
        # Entry points, which start a server.
        leave=("__main__", "voice_mode"),
    ),
    Package("mlflow==3.17.2", ("mlflow",), 73, "legacy Column", requires=("Flask-WTF",)),
    Package(
        "open-webui==0.12.4",
        ("open_webui",),
        44,
        "legacy Column",
        alone=True,
        requires=(
            *("sqlalchemy[asyncio]==2.0.50", "pydantic", "fastapi", "alembic", "aiosqlite", "aiohttp", "requests"),
            *("httpx", "beautifulsoup4", "markdown", "python-multipart", "redis", "cryptography", "pyjwt", "bcrypt"),
            *("argon2-cffi", "psycopg", "authlib", "typer", "uvicorn", "python-socketio", "orjson", "pillow"),
            *("jsonschema", "python-mimeparse", "starsessions", "tiktoken", "itsdangerous", "chromadb"),
        ),
        environment=(("WEBUI_SECRET_KEY", "of no use"), ("ENABLE_DB_MIGRATIONS", "False"), ("FROM_INIT_PY", "true")),
    ),
    Package(
        "apache-superset==6.1.0",
        ("superset",),
        41,
        "legacy Column, Flask-AppBuilder",
        requires=("flask-caching==2.3.1",),
        setup="from superset.app import create_app; create_app().app_context().push()",
        environment=(("SUPERSET_SECRET_KEY", "of no use"),),
        leave=("/migrations/",),
    ),
    # First tried when the reader was finished with the ones above.
    Package("optuna==5.0.0", ("optuna",), 12, "Mapped"),
    Package("datajunction-server==0.0.272", ("datajunction_server",), 46, "Mapped"),
    Package("autogenstudio==0.4.2.2", ("autogenstudio",), 9, "SQLModel"),
    Package("quetz-server==0.10.4", ("quetz",), 14, "legacy Column", leave=("/migrations/",)),
    Package("skypilot==0.14.1", ("sky",), 26, "Core tables"),
)
