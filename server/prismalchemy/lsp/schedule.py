"""When to analyse: at once, in a thread of its own, and again as long as something changes meanwhile.

There is no fixed delay. Changes are collected while an analysis runs; what it finds is then dropped, since a newer run
follows it at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Generic, TypeVar

logger = logging.getLogger(__name__)

State = TypeVar("State")
Result = TypeVar("Result")
Answer = TypeVar("Answer")


class Schedule(Generic[State, Result]):
    """Runs an analysis after every change, and functions of the analysed state in between.

    Args:
        create: makes the state; called in the analysing thread, before anything else.
        analyse: computes the result from the state; called in the analysing thread.
        publish: takes the result of a run that nothing has overtaken; called in the event loop.
    """

    def __init__(
        self, create: Callable[[], State], analyse: Callable[[State], Result], publish: Callable[[Result], None]
    ) -> None:
        self._create = create
        self._analyse = analyse
        self._publish = publish
        self._state: State | None = None
        self._changes: dict[object, Callable[[State], None]] = {}
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="analysis")
        self._running: asyncio.Task[None] | None = None
        self._stopped = False
        self.generation = 0

    def change(self, key: object, change: Callable[[State], None]) -> None:
        """Something changed. Of several changes with the same key that were not taken up yet only the last counts."""
        self.generation += 1
        self._changes.pop(key, None)
        self._changes[key] = change
        if self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._run())

    async def ask(self, question: Callable[[State], Answer]) -> Answer:
        """The answer of a function that is called in the analysing thread, when every change has been analysed."""
        while self._running is not None:
            await asyncio.shield(self._running)
        return await self._in_thread(question)

    def stop(self, last: Callable[[State], object] | None = None, seconds: float = 0.0) -> None:
        """Begins nothing any more; what runs in the thread ends by itself.

        Args:
            last: called in the thread before that, if nothing else is running there.
            seconds: how long it is waited for.
        """
        if last is not None and self._running is None and self._state is not None and not self._stopped:
            wait([self._executor.submit(_take_up, last, self._state)], seconds)
        self._stopped = True
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def _run(self) -> None:
        try:
            while self._changes:
                generation, changes = self.generation, tuple(self._changes.values())
                self._changes.clear()
                try:
                    result = await self._in_thread(partial(self._step, changes))
                    if result is not None and generation == self.generation:
                        self._publish(result)
                except Exception:
                    logger.exception("an analysis failed")
        finally:
            self._running = None

    def _step(self, changes: tuple[Callable[[State], None], ...], state: State) -> Result | None:
        """Takes the changes up and analyses; None where newer ones have come in already."""
        for change in changes:
            _take_up(change, state)
        return None if self._changes else self._analyse(state)

    async def _in_thread(self, function: Callable[[State], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._with_state, function)

    def _with_state(self, function: Callable[[State], Answer]) -> Answer:
        if self._state is None:
            self._state = self._create()
        return function(self._state)


def _take_up(change: Callable[[State], object], state: State) -> None:
    """Carries a change out; one that fails does not keep the others from being taken up."""
    try:
        change(state)
    except Exception:
        logger.exception("a change could not be taken up")
