"""A reader for fault tests: the file itself says, as JSON, what is to be found in it, or how the reader is to fail.

Everything around it is real: database, queue, worker process, file store. Run as a program, it is a worker that drains
the queue with this reader.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

from api import logs
from api.intake.process import Processor
from api.intake.reading import Looked
from api.intake.tasks import work
from api.settings import settings
from api.store.opening import open_store
from forms.readings import Document


def read(content: bytes) -> Looked:
    """What the file says is in it; `die` kills the worker, `fail` raises, `freeze` stops whoever reads it first, `hold`
    keeps them for a minute."""
    said = json.loads(content)
    if said.get("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    if (mark := said.get("freeze")) and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGSTOP)
    if (mark := said.get("hold")) and not Path(mark).exists():
        Path(mark).touch()
        time.sleep(60)
    if said.get("fail") or ("fail_without" in said and not Path(said["fail_without"]).exists()):
        raise RuntimeError(f"on purpose {said.get('salt')}")
    pictures = {name: bytes.fromhex(png) for name, png in said.get("pictures", {}).items()}
    return Looked(tuple(Document.model_validate(d) for d in said["documents"]), pictures)


def main() -> None:
    """Drain the queue; `--logs` as `workslip worker` does."""
    if "--logs" in sys.argv:
        logs.configure(level=settings().log_level)
    with open_store(settings()) as store:
        work(Processor(store, read), drain=True)


if __name__ == "__main__":
    main()
