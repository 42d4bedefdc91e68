"""The mail room's job in the queue, and what happens when it cannot be done."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from procrastinate import App, JobContext
from procrastinate.jobs import Job

from api.intake.doors import uploads
from api.intake.process import Processor, set_aside
from api.intake.receive import READ_DOCUMENT
from api.jobs.lanes import lanes, limits
from api.jobs.owned import Superseded, require_ours
from api.jobs.queue import DOCUMENTS, Duty, Retries, open_app
from api.jobs.worker import run
from api.logs import logger
from api.store import sweeping
from api.store.failpoints import failpoint
from api.store.opening import Store
from forms import forkserver
from forms.readings import REASONS

_log = logger(__name__)


def register(app: App, processor: Processor) -> None:
    """Add the task to a worker's app."""
    retries = Retries(processor.store.settings.attempts)

    @app.task(name=READ_DOCUMENT, queue=DOCUMENTS, retry=retries, pass_context=True)
    def read_document(context: JobContext, document_id: str) -> None:
        """Process one document; after the last failed attempt, set it aside for a person."""
        job = context.job
        failpoint("job.claimed")
        try:
            processor.process(uuid.UUID(document_id), lambda session: require_ours(session, job))
        except Superseded:
            _log.warning("job.superseded", job=job.id, document=document_id)
        except Exception as error:
            if retries.is_last(error, job.attempts):
                set_aside(processor.store, uuid.UUID(document_id), _reason(error))
            raise
        failpoint("job.ended")


def give_up(store: Store, job: Job) -> None:
    """The workers that tried this document died of it: nobody tries again, a person looks."""
    if job.task_name == READ_DOCUMENT:
        set_aside(store, uuid.UUID(str(job.task_kwargs["document_id"])), "reader_crashed")


def _reason(error: BaseException) -> str:
    code = str(getattr(error, "code", ""))
    return code if code in REASONS else "reader_crashed"


def duty(processor: Processor) -> Duty:
    """What a worker does for the mail room."""
    return Duty(
        task=READ_DOCUMENT,
        queue=DOCUMENTS,
        register=lambda app: register(app, processor),
        give_up=lambda job: give_up(processor.store, job),
    )


def work(processor: Processor, *, drain: bool = False, only: str = "", besides: tuple[Duty, ...] = ()) -> None:
    """Run a worker of the mail room, and of other duties `besides`, until it is told to stop, or, with `drain`, until
    nothing is left to do. `only`: the queues it works on, with commas; all if empty."""
    store = processor.store
    duties, mine = (duty(processor), *besides), lanes(store.settings, only)
    app = open_app(store.url, size=len(mine) + 6, limits=limits(store.settings))
    for each in duties:
        each.register(app)
    run(app, store.settings, duties, mine, tidy=lambda: tidy(store), drain=drain)


def tidy(store: Store) -> None:
    """Remove what crashed processes left: unfinished files of the store, private folders of the reader's children,
    uploads that nobody went on with, files whose rows are gone or never came. One that fails keeps none from its turn:
    it is in the log, and comes again in an hour."""
    steps: dict[str, Callable[[], object]] = {
        "files": store.files.sweep, "uploads": lambda: uploads.sweep(store), "reader": forkserver.sweep,
        "orphans": lambda: sweeping.tidy(store),
    }  # fmt: skip
    for name, step in steps.items():
        try:
            step()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others have their turn
            _log.error("tidy.failed", stage=name, exc_info=error)
