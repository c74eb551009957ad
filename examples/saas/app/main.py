"""The service: uvicorn app.main:app"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from app.routes import invoices, organization, projects
from app.settings import Settings
from app.tenancy import TenantSession, TenantViolation, tell_with_begin

logger = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the connections to the database as long as the service runs."""
    app.state.settings = settings = Settings.from_environment()
    engine = create_async_engine(settings.database_url)
    tell_with_begin(engine)
    app.state.sessions = async_sessionmaker(
        engine, sync_session_class=TenantSession, expire_on_commit=False
    )
    yield
    await engine.dispose()


app = FastAPI(title="SaaS API", lifespan=lifespan)
for module in (organization, projects, invoices):
    app.include_router(module.router)


@app.get("/health")
async def health() -> dict[str, str]:
    """That the service runs."""
    return {"status": "ok"}


@app.exception_handler(IntegrityError)
async def on_conflict(request: Request, error: IntegrityError) -> JSONResponse:
    """What the database does not take, such as a number that is taken."""
    return JSONResponse({"detail": "this contradicts what is stored"}, 409)


@app.exception_handler(TenantViolation)
async def on_violation(request: Request, error: TenantViolation) -> JSONResponse:
    """What reaches for another tenant; what exactly is nobody's business but the log's."""
    logger.warning("refused: %s", error)
    return JSONResponse({"detail": "this belongs to another organization"}, 403)
