"""One face for sync and async sessions, so that an operation is written once and runs with either."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

Operation = Callable[["Face", Any], Awaitable[Any]]
"""What runs with a session and the models; what it gives is what the program sees."""


class Face:
    """A session whose methods are awaited. `stamp` is what a program without the guard writes into each row."""

    def __init__(self, session: Session | AsyncSession, stamp: dict[str, Any]) -> None:
        self.session = session
        self.stamp = stamp

    async def sync(self, work: Callable[[Session], Any]) -> Any:
        """What `work` gives with the sync session."""
        if isinstance(self.session, AsyncSession):
            return await self.session.run_sync(work)
        return work(self.session)

    async def _call(self, name: str, *arguments: Any, **options: Any) -> Any:
        result = getattr(self.session, name)(*arguments, **options)
        return await result if isinstance(result, Coroutine) else result

    async def execute(self, *arguments: Any, **options: Any) -> Any:
        return await self._call("execute", *arguments, **options)

    async def scalars(self, *arguments: Any, **options: Any) -> Any:
        return await self._call("scalars", *arguments, **options)

    async def get(self, *arguments: Any, **options: Any) -> Any:
        return await self._call("get", *arguments, **options)

    async def refresh(self, *arguments: Any, **options: Any) -> None:
        await self._call("refresh", *arguments, **options)

    async def delete(self, item: Any) -> None:
        await self._call("delete", item)

    async def merge(self, item: Any, **options: Any) -> Any:
        return await self._call("merge", item, **options)

    async def flush(self) -> None:
        await self._call("flush")

    def add(self, item: Any) -> None:
        self.session.add(item)

    def add_all(self, items: list[Any]) -> None:
        self.session.add_all(items)
