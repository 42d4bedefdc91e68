"""A worker whose jobs only take time, in the queues of fax and mail: real queue, real loop, real processes.

Run as a program it works until it is told to stop. A job's `rest_id` says for how many milliseconds; `burn-…` burns
Python on four threads instead of sleeping, `stop-…` stops the process that runs it first.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from procrastinate import App, JobContext

from api.jobs.lanes import lanes, limits
from api.jobs.queue import DOCUMENTS, FAX, MAIL, Duty, open_app
from api.jobs.worker import run
from api.settings import settings
from api.store.opening import open_store
from tests.api.jobs.conftest import write_moment

TASKS = {"timed_fax": FAX, "timed_mail": MAIL, "timed_document": DOCUMENTS}


def take_time(context: JobContext, rest_id: str) -> None:
    """Note the begin, let the time go by, note the end."""
    log, number = os.environ["TIMED_LOG"], context.job.id or 0
    write_moment(log, "begin", number)
    how, _, rest = rest_id.rpartition("-")
    if how == "burn":
        threads = [threading.Thread(target=burn, args=(int(rest) / 1000,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    elif how == "stop" and not Path(log + ".stopped").exists():
        Path(log + ".stopped").touch()
        os.kill(os.getpid(), signal.SIGSTOP)
    else:
        time.sleep(int(rest) / 1000)
    write_moment(log, "end", number)


def burn(seconds: float) -> None:
    """Keep the interpreter busy."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(n * n for n in range(1000))


def duty(task: str, queue: str) -> Duty:
    """A kind of job that takes time."""

    def register(app: App) -> None:
        app.task(name=task, queue=queue, pass_context=True)(take_time)

    return Duty(task, queue, register, give_up=lambda job: None)


def main() -> None:
    """Work until told to stop."""
    with open_store(settings()) as store:
        duties = [duty(*each) for each in TASKS.items()]
        app = open_app(store.url, size=8, limits=limits(store.settings))
        for each in duties:
            each.register(app)
        run(app, store.settings, duties, lanes(store.settings))


if __name__ == "__main__":
    main()
