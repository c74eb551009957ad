"""Rows that must be there."""

from typing import TypeVar

from fastapi import HTTPException, status
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.interfaces import ORMOption

from app.models import Base

Row = TypeVar("Row", bound=Base)


async def found(
    session: AsyncSession, model: type[Row], key: str, *options: ORMOption
) -> Row:
    """A row by its id; 404 where the tenant has none, whoever else may have one."""
    row = await session.get(model, key, options=options, populate_existing=True)
    if row is None:
        raise HTTPException(
            status.HTTP_404_NOT_FOUND, f"there is no {model.__name__} {key}"
        )
    return row
