"""When an analysis runs, what is dropped, and that nothing that fails stops the next one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from prismalchemy.lsp.schedule import Schedule

State = list[str]


class Bench:
    """A schedule whose state is the list of changes taken up; an analysis can be held up."""

    def __init__(self) -> None:
        self.published: list[tuple[str, ...]] = []
        self.analysed: list[tuple[str, ...]] = []
        self.begun = threading.Event()
        self.may_end = threading.Event()
        self.may_end.set()
        self.schedule: Schedule[State, tuple[str, ...]] = Schedule(list, self._analyse, self.published.append)

    def _analyse(self, state: State) -> tuple[str, ...]:
        self.begun.set()
        assert self.may_end.wait(10)
        if state[-1] == "poison":
            raise ValueError("poison")
        self.analysed.append(tuple(state))
        return tuple(state)

    def change(self, name: str, key: object = None) -> None:
        self.schedule.change(key or name, take_up(name))

    async def settle(self) -> State:
        return await self.schedule.ask(list)

    async def begin(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.begun.wait, 10)


def take_up(name: str) -> Callable[[State], None]:
    def change(state: State) -> None:
        if name == "bad change":
            raise ValueError(name)
        state.append(name)

    return change


async def test_a_change_is_analysed_at_once_and_published() -> None:
    bench = Bench()
    bench.change("a")
    assert await bench.settle() == ["a"]
    assert bench.published == [("a",)]


async def test_changes_that_come_together_are_analysed_together() -> None:
    bench = Bench()
    bench.change("a")
    bench.change("b")
    await bench.settle()
    assert bench.analysed == [("a", "b")]


async def test_of_changes_with_one_key_only_the_last_is_taken_up() -> None:
    bench = Bench()
    bench.change("old", key="file")
    bench.change("other")
    bench.change("new", key="file")
    assert await bench.settle() == ["other", "new"]


async def test_a_run_that_was_overtaken_is_not_published() -> None:
    bench = Bench()
    bench.may_end.clear()
    bench.change("a")
    await bench.begin()
    bench.change("b")
    bench.change("c")
    bench.may_end.set()
    await bench.settle()
    assert bench.analysed == [("a",), ("a", "b", "c")]
    assert bench.published == [("a", "b", "c")]


async def test_a_question_waits_for_the_analysis_of_what_came_before_it() -> None:
    bench = Bench()
    bench.may_end.clear()
    bench.change("a")
    question = asyncio.ensure_future(bench.settle())
    await bench.begin()
    assert not question.done()
    bench.change("b")
    bench.may_end.set()
    assert await question == ["a", "b"]


async def test_an_analysis_that_fails_is_logged_and_the_next_one_runs(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench()
    bench.change("poison")
    await bench.settle()
    assert bench.published == []
    assert "an analysis failed" in caplog.text
    bench.change("a")
    await bench.settle()
    assert bench.published == [("poison", "a")]


async def test_a_change_that_fails_does_not_keep_the_others_out(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench()
    bench.change("bad change")
    bench.change("a")
    assert await bench.settle() == ["a"]
    assert "could not be taken up" in caplog.text


async def test_a_question_that_fails_raises_where_it_was_asked() -> None:
    bench = Bench()
    bench.change("a")
    with pytest.raises(ZeroDivisionError):
        await bench.schedule.ask(lambda state: 1 // 0)
    assert await bench.settle() == ["a"]


async def test_an_asker_that_gives_up_does_not_stop_the_analysis() -> None:
    bench = Bench()
    bench.may_end.clear()
    bench.change("a")
    question = asyncio.ensure_future(bench.settle())
    await bench.begin()
    question.cancel()
    bench.may_end.set()
    await bench.settle()
    assert bench.published == [("a",)]
