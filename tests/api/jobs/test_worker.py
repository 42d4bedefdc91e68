"""The loop around Procrastinate's workers: when one of them ends, all do, whatever the others do not hear."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, cast

import pytest
from procrastinate.worker import Worker

from api.jobs.worker import _Loop


class Deaf:
    """Loses the first cancellation, as a worker in the middle of its registration may, and lives until it is told."""

    def __init__(self) -> None:
        self.told = False

    def stop(self) -> None:
        self.told = True

    async def run(self) -> None:
        self.told = False  # so does Procrastinate's
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0.1)
        while not self.told:
            await asyncio.sleep(0.01)


class Failing(Deaf):
    """The database went away under it."""

    async def run(self) -> None:
        await asyncio.sleep(0.01)
        raise OSError("on purpose")


class Silent(Deaf):
    """Its listener died: Procrastinate's worker stops itself, and says nothing to its caller."""

    async def run(self) -> None:
        await asyncio.sleep(0.01)


def loop_of(*workers: Deaf) -> _Loop:
    """The loop of these workers, each with a queue of its own."""
    nothing = cast(Any, None)
    coming = iter(workers)

    class Ours(_Loop):
        def _new_worker(self, queue: str, concurrency: int) -> Worker:
            return cast(Worker, next(coming))

    lanes = {str(number): 1 for number in range(len(workers))}
    return Ours(nothing, nothing, [], lanes, lambda: None, False)


@pytest.mark.parametrize("first", [Failing, Silent])
def test_when_one_worker_ends_all_do(first: type[Deaf]) -> None:
    """Also those that a cancellation would not reach; else its queue would be nobody's for ever."""

    async def scene() -> None:
        await asyncio.wait_for(loop_of(first(), Deaf(), Deaf())._work(), 5)

    asyncio.run(scene())


def test_a_worker_that_is_stopped_before_it_began_stops() -> None:
    """Procrastinate's forgets it when it begins."""

    async def scene() -> None:
        worker = Deaf()
        loop = loop_of(worker)
        working = asyncio.create_task(loop._work())
        while not loop.workers:
            await asyncio.sleep(0)
        loop.stopping.set()
        worker.stop()
        await asyncio.wait_for(working, 5)

    asyncio.run(scene())
