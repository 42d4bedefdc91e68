"""Packets without LibreOffice, for tests of what is around them; as a program, processes that make them.

Everything around is real: database, queue, worker processes, file store. `SLOW` seconds pass for each packet. The
packet of a case whose claim number is BAD cannot be made, and that of POISON fails without a sentence.

The program imports everything once and forks a child for each line of JSON: a worker that drains the queue, or
`workslip` with the `words` given. It has opened nothing by then, so a child is a process like any other.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Sequence

import pikepdf

from api import cli
from api.casework import mailing_job, mailing_run
from api.jobs.lanes import lanes
from api.jobs.queue import open_app
from api.jobs.worker import run
from api.settings import settings
from api.store.opening import open_store
from cases.errors import BadInput
from forms.codes import new_copy_id
from generate.enclosing import Packet, PrintedCopy
from generate.packets import REPLY, PacketContents

BAD, POISON = "WC-BAD", "WC-POISON"
SLOW = "QUICK_PAPERS_SLOW"


def build_packets(many: Sequence[PacketContents]) -> list[Packet]:
    """A page for each, with a copy of the form to complete."""
    time.sleep(float(os.environ.get(SLOW, "0")) * len(many))
    claims = [each.heading.claim_number for each in many]
    if BAD in claims:
        raise BadInput("The release cannot be enclosed.", code="bad_scan")
    if POISON in claims:
        raise RuntimeError("on purpose")
    return [_packet() for _ in many]


def _packet() -> Packet:
    copy_id = new_copy_id()
    pdf = _page(copy_id)
    return Packet([("01-letter.pdf", pdf)], pdf, [], [PrintedCopy(REPLY, "edition", copy_id, pdf)])


def _page(copy_id: str) -> bytes:
    """A page with a black square, which is another file for each copy."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(612, 792))
        pdf.pages[0].Contents = pdf.make_stream(f"72 72 144 144 re f\n% {copy_id}".encode())
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def drain() -> None:
    """Drain the queue of mailings."""
    mailing_run.build_packets = build_packets
    with open_store(settings()) as store:
        duties = mailing_job.duties(store)
        app = open_app(store.url, size=5)
        for each in duties:
            each.register(app)
        run(app, store.settings, duties, lanes(store.settings), drain=True)


def child(env: dict[str, str], words: list[str]) -> int:
    """What a child does; its exit code."""
    os.environ.update(env)
    sys.argv = ["workslip", *words]
    try:
        cli.main() if words else drain()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def main() -> None:
    """For each line a child and its number, or, for `wait`, its exit code."""
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            print(os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1]), flush=True)  # noqa: T201
        elif pid := os.fork():
            print(pid, flush=True)  # noqa: T201
        else:
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            os._exit(child(asked["env"], asked["words"]))


if __name__ == "__main__":
    main()
