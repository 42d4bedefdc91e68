"""The queue: a job belongs to the transaction that made it, its outcome to the worker that holds the attempt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from procrastinate import App
from procrastinate.jobs import Job, Status
from sqlalchemy import text

from api.jobs.board import lines
from api.jobs.owned import OwnedJobManager, Superseded, require_ours
from api.jobs.queue import DOCUMENTS, OUTAGE_FACTOR, Duty, Retries, counts, defer, open_app, unfinished
from api.jobs.worker import _Loop
from api.store.opening import Store
from cases.errors import BadInput, Unavailable


def on_queue(store: Store, do: Callable[[OwnedJobManager, App], Awaitable[None]]) -> None:
    """Run something on an open queue."""

    async def run() -> None:
        app = open_app(store.url, size=2)
        async with app.open_async():
            assert isinstance(app.job_manager, OwnedJobManager)
            await do(app.job_manager, app)

    asyncio.run(run())


async def take(manager: OwnedJobManager) -> Job:
    """A new worker takes the waiting job."""
    job = await manager.fetch_job(queues=None, worker_id=await manager.register_worker())
    assert job is not None
    return job


@pytest.mark.integration
def test_a_job_is_never_without_what_made_it_necessary(store: Store) -> None:
    """Rolled back with its transaction it was never there; committed it is."""
    with pytest.raises(BadInput), store.database.transaction() as session:
        fail_after_deferring(session)
    with store.database.transaction() as session:
        assert counts(session) == {}
        defer(session, "read_document", document_id="1")
    with store.database.transaction() as session:
        assert unfinished(session) == 1
        assert lines(session)[0].ids == {"document_id": "1"}


def fail_after_deferring(session: object) -> None:
    """What goes wrong after a job was deferred takes the job with it."""
    defer(session, "read_document", document_id="1")  # type: ignore[arg-type]
    raise BadInput("on purpose")


@pytest.mark.integration
@pytest.mark.parametrize("outcome", ["finish", "retry"])
def test_an_outcome_counts_only_from_the_worker_that_holds_the_attempt(store: Store, outcome: str) -> None:
    """The first worker was taken over; whatever it reports changes nothing, and the second one's word stands."""
    with store.database.transaction() as session:
        defer(session, "read_document", document_id="1")

    async def scene(manager: OwnedJobManager, _app: App) -> None:
        late = await take(manager)
        await manager.retry_job(late)  # the sweep takes it from the silent worker
        owner = await take(manager)
        assert owner.id == late.id
        if outcome == "finish":
            await manager.finish_job(late, Status.SUCCEEDED, delete_job=False)
        else:
            await manager.retry_job(late)
        check_still_ours(store, owner, late)
        await manager.finish_job(owner, Status.FAILED, delete_job=False)

    on_queue(store, scene)
    with store.database.transaction() as session:
        assert counts(session) == {"failed": 1}


@pytest.mark.integration
def test_a_job_that_cannot_be_given_up_keeps_no_other_from_being_taken_over(store: Store) -> None:
    """Its workers died of it, and writing so fails, sweep after sweep; the jobs behind it go on all the same."""
    with store.database.transaction() as session:
        defer(session, "cursed", document_id="1")
        defer(session, "read_document", document_id="2")
        session.execute(text("update procrastinate_jobs set attempts = 9 where task_name = 'cursed'"))

    async def scene(manager: OwnedJobManager, app: App) -> None:
        await take(manager)
        await take(manager)
        await app.connector.execute_query_async(
            "update procrastinate_workers set last_heartbeat = now() - '1 h'::interval"
        )
        cursed = Duty("cursed", DOCUMENTS, lambda _: None, give_up=lambda _: fail())
        await _Loop(app, store.settings, [cursed], {DOCUMENTS: 1}, lambda: None, False)._sweep()

    on_queue(store, scene)
    with store.database.transaction() as session:
        assert {line.task: line.status for line in lines(session)} == {"cursed": "doing", "read_document": "todo"}


def fail() -> None:
    """What giving up does here."""
    raise OSError("on purpose")


def check_still_ours(store: Store, owner: Job, late: Job) -> None:
    """The effects' own check says the same."""
    with store.database.transaction() as session:
        require_ours(session, owner)
        with pytest.raises(Superseded):
            require_ours(session, late)


@given(st.integers(1, 10), st.integers(0, 200))
def test_attempts_are_bounded(attempts: int, before: int) -> None:
    """A job that fails is tried that often and no more; an outage is given longer, but not for ever."""
    retries = Retries(attempts)

    assert retries.is_last(RuntimeError(), before) == (before + 1 >= attempts)
    assert retries.is_last(Unavailable("down"), before) == (before + 1 >= attempts * OUTAGE_FACTOR)
