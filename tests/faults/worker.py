"""A worker that drains the queue: every duty of the real one, with a reader that a file tells what to find.

`FAULT_CLOCK` shifts this process's clock by so many seconds: every module of ours that knows `now` gets another.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta

from api.store.tables import base


def shift_clock(seconds: float) -> None:
    """Be so many seconds ahead."""
    true = base.now
    for module in [each for name, each in sys.modules.items() if name.startswith("api.")]:
        if getattr(module, "now", None) is true:
            module.now = lambda: true() + timedelta(seconds=seconds)


def main() -> None:
    """Drain the queue."""
    from api.casework import clock_job, mailing_job
    from api.intake.process import Processor
    from api.intake.reader import reader
    from api.intake.tasks import work
    from api.outbox import tasks as outbox
    from api.settings import settings
    from api.store.opening import open_store
    from api.webhooks import tasks as webhooks
    from tests.api.intake import scripted

    shift_clock(float(os.environ.get("FAULT_CLOCK", "0")))
    with open_store(settings()) as store:
        read = reader(store.page_keys) if os.environ.get("FAULT_REAL_READER") else scripted.read
        sending = (*mailing_job.duties(store), *outbox.duties(store))
        work(Processor(store, read), drain=True, besides=(clock_job.duty(store), webhooks.duty(store), *sending))


if __name__ == "__main__":
    main()
